"""What of a network is put before the eyes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeAlias

import networkx as nx

from graph.analyse import relevant

Network: TypeAlias = "nx.MultiDiGraph[Any]"

MOST = 300
"""As many nodes as a picture on a screen can bear."""


class Expansion(NamedTuple):
    """What one relation joins to a node in one direction: the things of one class there."""

    node: str
    predicate: str
    outgoing: bool
    type: str

    def written(self) -> str:
        """As it stands in an address."""
        return f"{self.predicate}{'>' if self.outgoing else '<'}{self.type}:{self.node}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The reverse of `written`; None for what is none."""
        kind, colon, node = text.partition(":")
        for sign in "><":
            predicate, found, type_name = kind.partition(sign)
            if colon and found:
                return cls(node, predicate, sign == ">", type_name)
        return None


@dataclass(frozen=True)
class Scene:
    """A part of a network, and how many nodes belong to it that there was no room for."""

    network: Network
    left_out: int


@dataclass(frozen=True)
class Filter:
    """Which statements count: those of some relations, from some documents, at least so sure. Nothing filters none."""

    predicates: tuple[str, ...] = ()
    documents: frozenset[str] | None = None
    confidence: float = 0.0


def filtered(network: Network, wanted: Filter) -> Network:
    """`network` with the edges alone that `wanted` lets through, and without what is named in other documents alone.

    Edges have the attributes `predicate`, `confidence` and `documents`, nodes `documents`.
    """
    if wanted == Filter():
        return network

    def stated(documents: Iterable[str]) -> bool:
        return wanted.documents is None or not wanted.documents.isdisjoint(documents)

    kept: Network = nx.MultiDiGraph()
    kept.add_nodes_from((node, data) for node, data in network.nodes(data=True) if stated(data["documents"]))
    for one, other, key, data in network.edges(keys=True, data=True):
        if (
            (not wanted.predicates or data["predicate"] in wanted.predicates)
            and data["confidence"] >= wanted.confidence
            and stated(data["documents"]) and one in kept and other in kept
        ):
            kept.add_edge(one, other, key, **data)
    return kept


def scene(
    network: Network, roots: Collection[str], hops: int, *, classes: Collection[str] = (),
    more: Sequence[Expansion] = (), hidden: Collection[str] = (), most: int = MOST,
) -> Scene:
    """What lies within `hops` edges of `roots`, in either direction, and what `more` opens; else whatever has an edge.

    Where `classes` are given, only things of these, beside the roots, and without roots also those that have no edge.
    What is `hidden` is taken away. Where that is more than `most` nodes, the nearest stay, and of the equally near
    those that matter most to the roots (`graph.analyse.relevant`), or without roots the most connected.
    """
    degree: dict[str, int] = dict(network.degree())
    opened = [expansion.node for expansion in more if expansion.node in network]
    if roots or opened:
        distance = _distances(network, roots, hops)
        for expansion in more:
            if expansion.node in network:
                distance |= dict.fromkeys([expansion.node, *reached(network, expansion)], 0)
    else:
        distance = {node: 0 for node, n in degree.items() if n or classes}
    always = {*roots, *opened}
    wanted = [
        node for node in distance
        if node not in hidden and (not classes or node in always or network.nodes[node]["type"] in classes)
    ]
    rank: dict[Any, int] = {}
    if len(wanted) > most and always:
        around = network.subgraph(distance)
        centres = sorted(node for node in always if node in around)
        rank = {node: place for place, node in enumerate(relevant(around, centres, len(around)))}

    def order(node: str) -> tuple[bool, int, int, int, str]:
        return node not in always, distance[node], rank.get(node, 0), -degree[node], node

    chosen = network.subgraph(sorted(wanted, key=order)[:most]).copy()
    if not always and not classes:
        chosen.remove_nodes_from([node for node, links in list(chosen.degree()) if not links])
    return Scene(chosen, len(wanted) - len(chosen))


def reached(network: Network, expansion: Expansion) -> list[str]:
    """The things that an expansion adds."""
    node, predicate, outgoing, type_name = expansion
    edges = network.out_edges(node, keys=True) if outgoing else network.in_edges(node, keys=True)
    ends = {(other if outgoing else one) for one, other, key in edges if key == predicate}
    return sorted(end for end in ends if network.nodes[end]["type"] == type_name)


def expansions(network: Network, node: str, shown: Collection[str]) -> list[tuple[Expansion, int, int]]:
    """What can be opened from a node, each with how many things that are and how many of them are not yet shown."""
    if node not in network:
        return []
    found: Counter[Expansion] = Counter()
    missing: Counter[Expansion] = Counter()
    links = {(key, True, other) for _, other, key in network.out_edges(node, keys=True)}
    links |= {(key, False, other) for other, _, key in network.in_edges(node, keys=True)}
    for predicate, outgoing, other in links:
        expansion = Expansion(node, predicate, outgoing, network.nodes[other]["type"])
        found[expansion] += 1
        missing[expansion] += other not in shown
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(expansion, total, missing[expansion]) for expansion, total in ranked]


def hubs(network: Network, most: int = 10) -> list[tuple[str, int]]:
    """The nodes with the most edges, and how many each has."""
    ranked = sorted(network.degree(), key=lambda pair: (-pair[1], pair[0]))
    return [(node, links) for node, links in ranked[:most] if links]


def _distances(network: Network, roots: Iterable[str], hops: int) -> dict[str, int]:
    """How many edges lie between each node and the nearest of `roots`, up to `hops`."""
    distance = {root: 0 for root in roots if root in network}
    edge = list(distance)
    for far in range(1, hops + 1):
        beyond = {n for node in edge for side in (network.successors, network.predecessors) for n in side(node)}
        edge = [node for node in beyond if node not in distance]
        distance |= dict.fromkeys(edge, far)
    return distance
