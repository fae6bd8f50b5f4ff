"""The graph on a page: drawn in the browser by the vis-network that pyvis ships, where the server put each node.

What is clicked goes into the address of the page, from which the page is made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias, cast

import networkx as nx
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from app import address, load
from app.components.assets import read_asset
from app.components.hypertext import render
from app.i18n import language, t
from graph.picture.interactive import interactive
from graph.positions import Positions

Network: TypeAlias = "nx.MultiDiGraph[Any]"


@cache
def _library() -> ComponentRenderer:
    folder = Path(str(cast("ModuleSpec", find_spec("pyvis")).origin)).parent
    vis = next((folder / "templates" / "lib").glob("vis-9.1*/vis-network.min.js")).read_text("utf-8")
    return st.components.v2.component(
        "maitu.vis",
        html="<i></i>",
        js=f"{vis}\n{read_asset('graph_view/library.js')}",
    )


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "maitu.graph",
        html=read_asset("graph_view/graph_view.html"),
        css=read_asset("graph_view/graph_view.css"),
        js=read_asset("graph_view/graph_view.js"),
    )


def show(
    network: Network,
    positions: Positions,
    *,
    key: str,
    height: int,
    selected: Sequence[str] = (),
    roots: Collection[str] = (),
    scenery: str | None = None,
) -> None:
    """Show `network`, `height` pixels high; `selected` is one node, or the two ends of an edge; `roots` get a ring.

    With a `scenery`, the name under which positions are kept for this visitor's next run, the view is that of the page
    Explore: a click puts what it hit into the address as `select`, a double click adds the node to `at`. Without one, a
    double click opens the node there.
    """
    if scenery is not None:
        st.session_state.setdefault("sceneries", {})[scenery] = dict(positions)

    def select() -> None:
        hit = st.session_state[key].get("selected") or {}
        ends: list[str] = hit.get("nodes", [])[:1] or next((edge.split("\n") for edge in hit.get("edges", [])), [])
        if scenery is not None:
            address.set_state(select=[address.shorten(iri) for iri in ends])

    def expand() -> None:
        node = st.session_state[key].get("expanded")
        if node and scenery is not None:
            opened = [iri for iri in address.get_iris("at") if iri != node]
            address.set_state(at=[address.shorten(iri) for iri in (*opened, node)], select=address.shorten(node))

    def move() -> None:
        for node, at in (st.session_state[key].get("moved") or {}).items():
            if scenery is not None:
                st.session_state["sceneries"][scenery][node] = float(at["x"]), float(at["y"])

    state = st.session_state.get(key) or {}
    theme = state.get("theme") or st.context.theme.type or "light"
    drawn = interactive(network, positions, language(), theme=theme, highlight=roots)
    data = {
        "nodes": drawn.nodes,
        "edges": _bundled(drawn.edges),
        "options": drawn.options,
        "theme": theme,
        "height": height,
        "selected": {
            "nodes": list(selected) if len(selected) == 1 else [],
            "edges": [_edge_id(*selected), _edge_id(*reversed(selected))] if len(selected) == 2 else [],
        },
        "legend": render("legend.html", types=load.classes(network)),
        "words": {
            "label": t("graph.label", nodes=len(network)),
            "in": t("graph.in"),
            "out": t("graph.out"),
            "fit": t("graph.fit"),
        },
    }
    with st.container(gap=None):
        _library()(key=f"{key}-library")
        result = _component()(
            key=key,
            data=data,
            height=height,
            default={"theme": None},
            on_selected_change=select,
            on_expanded_change=expand,
            on_moved_change=move,
            on_theme_change=lambda: None,
        )
    if scenery is None and result.expanded:
        node = address.shorten(str(result.expanded))
        address.go("explore", at=node, select=node)


def positions_so_far(scenery: str) -> Positions:
    """Where the nodes stood when this visitor last saw a scenery, and where they were dragged since."""
    sceneries: dict[str, Positions] = st.session_state.get("sceneries", {})
    return sceneries.get(scenery, {})


def _bundled(edges: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for all that stands between two nodes in one direction, broader and with all its words."""
    between: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for edge in edges:
        between.setdefault((edge["from"], edge["to"]), []).append(edge)
    return [
        {
            **parallel[0],
            "id": _edge_id(*ends),
            "width": 1.3 + 0.9 * (len(parallel) - 1),
            "label": " · ".join(filter(None, (edge["label"] for edge in parallel))),
            "title": "\n\n".join(edge["title"] for edge in parallel),
            "smooth": {"enabled": ends[::-1] in between, "type": "curvedCW", "roundness": 0.14},
        }
        for ends, parallel in between.items()
    ]


def _edge_id(source: str, target: str) -> str:
    return f"{source}\n{target}"
