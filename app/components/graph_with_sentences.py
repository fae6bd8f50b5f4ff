"""A drawing with room beside it, where the sentences of what is selected in it stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

import networkx as nx
import streamlit as st

from app import address, load
from app.components import graph_view, hypertext
from app.components.graph_view import Selection

Network: TypeAlias = "nx.MultiDiGraph[Any]"


def show(network: Network, *, key: str, height: int, roots: Collection[str] = ()) -> None:
    """Show `network`, `height` pixels high; the node or edge that the address names is selected. `roots` get a ring."""
    chosen = _selected(network)
    with st.container(key="stage"):
        drawing, beside = st.columns([1.9, 1], gap="small")
    with drawing:
        graph_view.show(
            network, load.layout(network), key=key, height=height, selected=chosen["edge"] or chosen["nodes"][:1],
            roots=roots,
        )
    with beside, st.container(height=height, border=True):
        _sentences(network, key)


@st.fragment
def _sentences(network: Network, key: str) -> None:
    """This part alone is made anew by a click in the drawing."""
    chosen = _selected(network)
    graph_view.selection(key, chosen, chosen=_choose)
    if chosen["edge"]:
        one, other, *relation = chosen["edge"]
        facts = [fact for fact in load.statements(one, other) if fact.predicate in (relation or [fact.predicate])]
        hypertext.show("edge.html", key=f"{key}-beside", facts=facts)
    elif chosen["nodes"]:
        described = load.describe(chosen["nodes"][-1])
        hypertext.show("beside.html", key=f"{key}-beside", thing=described, groups=load.groups(described))
    else:
        hypertext.show("drawn.html", key=f"{key}-beside", rows=load.rows(network))


def _choose(selected: Selection) -> None:
    address.set_state(
        select=[address.shorten(node) for node in selected["nodes"][-1:]],
        edge=[address.shorten(end) for end in selected["edge"] or ()],
    )


def _selected(network: Network) -> Selection:
    edge = address.get_all("edge")
    ends = [address.expand(end) for end in edge[:2]]
    if len(ends) == 2 and all(end in network for end in ends):
        return {"nodes": [], "edge": [*ends, *edge[2:3]]}
    return {"nodes": [node for node in address.get_iris("select") if node in network], "edge": None}
