"""The graph on a page: drawn in the browser by the vis-network that pyvis ships, where the server put each node.

What changes the view goes into the address of the page, from which the page is made anew; what is only selected, moved
or unpinned goes by a part of its own (`selection`), so that it sends neither the drawing nor the page again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, TypeAlias, TypedDict, cast

import networkx as nx
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from app import address, load
from app.components.assets import packed, read_asset
from app.components.hypertext import render
from app.components.rows import edge_rows, node_rows
from app.i18n import language, t
from app.look import Look
from graph.picture.interactive import interactive
from graph.positions import Positions
from graph.style import THEMES, edge_style, legible

Network: TypeAlias = "nx.MultiDiGraph[Any]"
Act: TypeAlias = Callable[[str, list[str]], None]

_PARTS = ("words", "area", "keyboard", "table", "find", "minimap", "graph_view")
_WORDS = (
    "in", "out", "fit", "lasso", "table", "map", "find", "found", "selected", "expand", "focus", "hide", "unpin",
    "clear", "name", "class", "links", "pinned",
)


class Selection(TypedDict):
    """What is selected: nodes, or an edge as its two ends, with its relation where it is one of several."""

    nodes: list[str]
    edge: list[str] | None


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
        js="\n".join(read_asset(f"graph_view/{part}.js") for part in _PARTS),
    )


@cache
def _selection() -> ComponentRenderer:
    return st.components.v2.component("maitu.selection", html="<i></i>", js=read_asset("graph_view/selection.js"))


def theme(key: str) -> str:
    """The theme of the page, as the drawing with this key sees it: the server cannot always know."""
    state = st.session_state.get(key) or {}
    return str(state.get("theme") or st.context.theme.type or "light")


def show(  # noqa: PLR0913 (what can be said of a drawing)
    network: Network,
    positions: Positions,
    *,
    key: str,
    height: int,
    selected: Sequence[str] = (),
    roots: Collection[str] = (),
    look: Look | None = None,
    layout: str = "",
    pinned: Collection[str] = (),
    act: Act | None = None,
    opened: Callable[[str], NoReturn] | None = None,
) -> None:
    """Show `network`, `height` pixels high; `selected` is one node, or the two ends of an edge; `roots` get a ring.

    With `act`, what the visitor does to the view is told to it: "expand", "focus", "hide", "undo" or "redo", with the
    nodes; `selection` must stand on the same page. Without it, a double click opens the node on the page Explore, or
    does what `opened` says.
    A new `layout` is fitted into the view.
    """

    def acted() -> None:
        if act and (done := st.session_state[key].get("act")):
            act(str(done["name"]), [node for node in done["nodes"] if node in network])

    ground = theme(key)
    drawn = interactive(network, positions, language(), theme=ground, highlight=roots)
    ends = list(selected)
    data = {
        "key": key,
        "explore": act is not None,
        "nodes": node_rows(network, drawn.nodes, look, ground),
        "edges": edge_rows(network, drawn.edges, ground),
        "options": drawn.options,
        "theme": ground,
        "height": height,
        "layout": layout,
        "roots": [root for root in roots if root in network],
        "pinned": sorted(pinned),
        "selected": {"nodes": ends if len(ends) == 1 else [], "edge": ends if len(ends) > 1 else None},
        "legend": render(
            "legend.html",
            types=load.classes(network),
            entries=look.legend if look else (),
            meaning=look.meaning if look else "",
            ways=[
                (name, edge_style(name), legible(edge_style(name).colour, THEMES[ground]))
                for name in load.predicates(network)
            ],
        ),
        "words": {word: _template(word) for word in _WORDS} | {"label": t("graph.label", nodes=len(network))},
    }
    with st.container(gap=None):
        _library()(key=f"{key}-library")
        result = _component()(
            key=key,
            data=packed(data),
            height=height,
            default={"theme": None},
            on_act_change=acted,
            on_theme_change=lambda: None,
        )
    if act is None and result.act and result.act["name"] == "expand":
        (opened or _to_explore)(str(result.act["nodes"][0]))


def _to_explore(iri: str) -> NoReturn:
    node = address.shorten(iri)
    address.go("explore", at=node, select=node)


def selection(
    graph: str,
    selected: Selection,
    *,
    chosen: Callable[[Selection], None],
    moved: Callable[[dict[str, dict[str, float]]], None] = lambda _places: None,
    unpinned: Callable[[list[str]], None] = lambda _nodes: None,
) -> None:
    """The part by which the drawing with the key `graph` tells what is selected and where nodes were put."""
    key = f"{graph}-selection"

    def told(name: str, tell: Callable[[Any], None]) -> None:
        if (what := st.session_state[key].get(name)) is not None:
            tell(what)

    _selection()(
        key=key,
        data=packed({"graph": graph, "selected": selected}),
        height=1,
        on_selected_change=lambda: told("selected", chosen),
        on_moved_change=lambda: told("moved", moved),
        on_unpinned_change=lambda: told("unpinned", unpinned),
    )


def _template(word: str) -> str:
    """A word of the drawing, with what the browser puts in left open."""
    return t(f"graph.{word}", **{name: f"{{{name}}}" for name in ("n", "all")})
