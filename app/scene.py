"""What of a network is put before the eyes at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

MOST = 250
"""As many nodes as a picture on a screen can bear."""


@dataclass(frozen=True)
class Scene:
    """A part of a network, and how many nodes belong to it that there was no room for."""

    network: nx.MultiDiGraph[Any]
    left_out: int


def scene(network: nx.MultiDiGraph[Any], roots: Collection[str], hops: int, most: int = MOST) -> Scene:
    """What lies within `hops` edges of `roots`, in either direction; without roots, the most connected of the network.

    Where that is more than `most` nodes, the nearest stay, and of the equally near the most connected.
    """
    degree = dict(network.degree())
    distance = _distances(network, roots, hops) if roots else {node: 0 for node, links in degree.items() if links}
    ranked = sorted(distance, key=lambda node: (distance[node], -degree[node], node))
    return Scene(network.subgraph(ranked[:most]).copy(), max(0, len(ranked) - most))


def hubs(network: nx.MultiDiGraph[Any], most: int = 10) -> list[tuple[str, int]]:
    """The nodes with the most edges, and how many each has."""
    ranked = sorted(network.degree(), key=lambda pair: (-pair[1], pair[0]))
    return [(node, links) for node, links in ranked[:most] if links]


def _distances(network: nx.MultiDiGraph[Any], roots: Iterable[str], hops: int) -> dict[str, int]:
    both_ways = network.to_undirected(as_view=True)
    distance: dict[str, int] = {}
    for root in roots:
        if root in both_ways:
            for node, far in nx.single_source_shortest_path_length(both_ways, root, cutoff=hops).items():
                distance[node] = min(far, distance.get(node, far))
    return distance
