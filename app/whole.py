"""What the page Whole graph reads: the most connected things, where they stand, and how they group."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import streamlit as st

from app import load
from app.display import cut
from app.load import Network
from graph import analyse
from graph.positions import Positions, overview


@dataclass(frozen=True)
class Whole:
    """The most connected things of the graph, where they stand, how they group, and how many others there are."""

    version: str
    network: Network
    positions: Positions
    communities: tuple[frozenset[Hashable], ...]
    left_out: int


@st.cache_resource(show_spinner=False, max_entries=1)
def _most_connected(version: str, most: int) -> Whole:
    known = load.network()
    ranked = sorted(known.degree(), key=lambda pair: (-pair[1], pair[0]))
    shown = known if len(ranked) <= most else known.subgraph([node for node, _ in ranked[:most]])
    groups = analyse.communities(shown)
    return Whole(version, shown, overview(shown, groups), groups, len(known) - len(shown))


def most_connected(most: int = 20_000) -> Whole:
    """The graph, or its most connected things, as a drawing of dots."""
    return _most_connected(load.store().version(), most)


def hub_of(network: Network, group: Iterable[Hashable]) -> str:
    """The name of the most connected thing of a group."""
    return cut(network.nodes[max(group, key=lambda node: (network.degree(node), str(node)))]["label"])
