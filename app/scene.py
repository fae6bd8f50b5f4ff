"""What of a network is put before the eyes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self, TypeAlias

import networkx as nx

from graph.analyse import relevant
from graph.describe import Description, Source

Network: TypeAlias = "nx.MultiDiGraph[Any]"

MOST = 300
"""As many nodes as a picture on a screen can bear."""
_CENTRES = 10
"""So many of the most connected things are the middle of a view that has no other."""
_AROUND_CENTRES = 2
"""So many edges round these are looked at."""


class Expansion(NamedTuple):
    """What one relation joins to a node in one direction: the things of one class there. Without relation: all."""

    node: str
    predicate: str = ""
    outgoing: bool = True
    type: str = ""

    def written(self) -> str:
        """As it stands in an address."""
        if not self.predicate:
            return f"*:{self.node}"
        return f"{self.predicate}{'>' if self.outgoing else '<'}{self.type}:{self.node}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The reverse of `written`; None for what is none."""
        kind, colon, node = text.partition(":")
        if colon and kind == "*":
            return cls(node)
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
    """Which statements count: those of some relations, from some documents, at least so sure, of a period.

    `years` are the first and the last of the period, "" where it is open. Nothing filters none.
    """

    predicates: tuple[str, ...] = ()
    documents: frozenset[str] | None = None
    confidence: float = 0.0
    years: tuple[str, str] = ("", "")


def filtered(network: Network, wanted: Filter, dated: Dated | None = None) -> Network:
    """`network` with the edges alone that `wanted` lets through, and without what is named in other documents alone.

    Edges have the attributes `predicate`, `confidence`, `claims` and `documents`, nodes `documents`. Of a period only
    what is `dated` in it counts.
    """
    if wanted == Filter():
        return network
    of_period = dated.within(*wanted.years) if dated and any(wanted.years) else None

    def stated(documents: Iterable[str]) -> bool:
        return wanted.documents is None or not wanted.documents.isdisjoint(documents)

    kept: Network = nx.MultiDiGraph()
    kept.add_nodes_from((node, data) for node, data in network.nodes(data=True) if stated(data["documents"]))
    for one, other, key, data in network.edges(keys=True, data=True):
        if (
            (not wanted.predicates or data["predicate"] in wanted.predicates)
            and data["confidence"] >= wanted.confidence
            and stated(data["documents"]) and one in kept and other in kept
            and (of_period is None or not of_period.isdisjoint(data["claims"]))
        ):
            kept.add_edge(one, other, key, **data)
    if of_period is not None:
        kept.remove_nodes_from([
            node for node, links in list(kept.degree())
            if not links and of_period.isdisjoint((node, *kept.nodes[node]["documents"]))
        ])
    return kept


def described(description: Description, wanted: Filter, within: Collection[str] | None) -> Description:
    """As `filtered`, for what is known of one thing. `within` is what is dated in the period, if one is wanted.

    A figure without a period goes by the date of its document.
    """
    def stated(source: Source, dated: str) -> bool:
        return (
            (wanted.documents is None or source.document in wanted.documents)
            and (source.confidence is None or source.confidence >= wanted.confidence)
            and (within is None or dated in within)
        )

    facts = (
        replace(fact, sources=tuple(source for source in fact.sources if stated(source, source.fact)))
        for fact in description.facts if not wanted.predicates or fact.predicate in wanted.predicates
    )
    outcomes = (
        one for one in description.outcomes
        if stated(one.sources[0], one.iri if one.period_start else one.sources[0].document)
    )
    return replace(description, facts=tuple(fact for fact in facts if fact.sources), outcomes=tuple(outcomes))


@dataclass(frozen=True)
class Dated:
    """When things are said to have been: pairs of first and last day, YYYY-MM-DD, by the IRI of what is dated.

    What has a date is a claim (the periods of the figures in its sentence, else the date of its document), a figure,
    an entity (the periods of its figures) or a document.
    """

    days: Mapping[str, tuple[tuple[str, str], ...]]

    def within(self, first: str, last: str) -> frozenset[str]:
        """What is dated, at least in part, in the years from `first` to `last`; "" leaves an end open."""
        return frozenset(
            iri for iri, days in self.days.items()
            if any(end[:4] >= (first or "0") and start[:4] <= (last or "9999") for start, end in days)
        )

    def years(self) -> list[str]:
        """All years from the first in which something begins to the last in which something ends."""
        found = [int(day[:4]) for days in self.days.values() for both in days for day in both]
        return [str(year) for year in range(min(found), max(found) + 1)] if found else []


def scene(
    network: Network, roots: Collection[str], hops: int, *, classes: Collection[str] = (),
    more: Sequence[Expansion] = (), hidden: Collection[str] = (), most: int = MOST,
) -> Scene:
    """What lies within `hops` edges of `roots`, in either direction, or without roots whatever has an edge.

    To that comes what `more` opens. Where `classes` are given, only things of these, beside the roots, and without
    roots also those that have no edge. What is `hidden` is taken away. Where that is more than `most` nodes, what was
    opened and the nearest stay, and of the equally near those that matter most to the roots
    (`graph.analyse.relevant`); without roots, to the most connected things, so that what is seen hangs together.
    """
    degree: dict[str, int] = dict(network.degree())
    opened = [expansion.node for expansion in more if expansion.node in network]
    distance = _distances(network, roots, hops) if roots else {node: 1 for node, n in degree.items() if n or classes}
    for expansion in more:
        if expansion.node in network:
            distance |= dict.fromkeys([expansion.node, *reached(network, expansion)], 0)
    always = {*roots, *opened}
    wanted = [
        node for node in distance
        if node not in hidden and (not classes or node in always or network.nodes[node]["type"] in classes)
    ]
    rank: dict[Any, int] = {}
    if len(wanted) > most:
        centres = sorted(always) if roots else [hub for hub, _ in hubs(network, _CENTRES)]
        around = network.subgraph(distance if roots else _distances(network, centres, _AROUND_CENTRES))
        nearest = relevant(around, [one for one in centres if one in around], len(around))
        rank = {node: place for place, node in enumerate(nearest)}

    def order(node: str) -> tuple[bool, int, int, int, str]:
        return node not in always, distance[node], rank.get(node, len(rank)), -degree[node], node

    chosen = network.subgraph(sorted(wanted, key=order)[:most]).copy()
    if not roots and not classes:
        chosen.remove_nodes_from([node for node, links in list(chosen.degree()) if not links and node not in always])
    return Scene(chosen, len(wanted) - len(chosen))


def reached(network: Network, expansion: Expansion) -> list[str]:
    """The things that an expansion adds."""
    node, predicate, outgoing, type_name = expansion
    if not predicate:
        return sorted({*network.successors(node), *network.predecessors(node)} - {node})
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
