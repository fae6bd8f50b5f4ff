"""What of a network is put before the eyes at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx

Network: TypeAlias = "nx.MultiDiGraph[Any]"

MOST = 250
"""As many nodes as a picture on a screen can bear."""


@dataclass(frozen=True)
class Scene:
    """A part of a network, and how many nodes belong to it that there was no room for."""

    network: Network
    left_out: int


def scene(
    network: Network, roots: Collection[str], hops: int, *, classes: Collection[str] = (), most: int = MOST
) -> Scene:
    """What lies within `hops` edges of `roots`, in either direction; without roots, whatever has an edge.

    Where `classes` are given, only things of these, beside the roots, and without roots also those that have no edge.
    Where that is more than `most` nodes, the nearest stay, and of the equally near the most connected.
    """
    degree: dict[str, int] = dict(network.degree())
    distance = _distances(network, roots, hops) if roots else {node: 0 for node, n in degree.items() if n or classes}
    wanted = [node for node in distance if not classes or node in roots or network.nodes[node]["type"] in classes]
    ranked = sorted(wanted, key=lambda node: (distance[node], -degree[node], node))
    return Scene(network.subgraph(ranked[:most]).copy(), max(0, len(ranked) - most))


def hubs(network: Network, most: int = 10) -> list[tuple[str, int]]:
    """The nodes with the most edges, and how many each has."""
    ranked = sorted(network.degree(), key=lambda pair: (-pair[1], pair[0]))
    return [(node, links) for node, links in ranked[:most] if links]


def _distances(network: Network, roots: Iterable[str], hops: int) -> dict[str, int]:
    both_ways = network.to_undirected(as_view=True)
    distance: dict[str, int] = {}
    for root in roots:
        if root in both_ways:
            for node, far in nx.single_source_shortest_path_length(both_ways, root, cutoff=hops).items():
                distance[node] = min(far, distance.get(node, far))
    return distance
