"""What every kind of picture draws: nodes with wrapped labels, edges with their bends, the entries of the legend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from graph import labels
from graph.errors import PictureError
from graph.positions import Box, box
from graph.style import EDGES, STYLES, THEMES, Theme, node_style, radius
from ontology.schema import label as words_for

LABELLED_EDGES = 40
"""As many edges as bear their predicate in words; where there are more, colours and the legend tell."""

_BEND = 0.18
_TITLE = 120.0
_TOOLTIP = 300.0


@dataclass(frozen=True, slots=True)
class Node:
    """A node as drawn: `name` is its full label, `lines` what there is room for; `x`, `y`, `radius` in pixels."""

    id: str
    type: str
    type_words: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    radius: float
    colour: str
    box: Box
    highlighted: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as drawn. `id` stays the same from picture to picture.

    `bend` is how far the edge arches to the right of its way (0: straight), as a share of its length: edges between the
    same two nodes are bent apart.
    """

    id: str
    source: Node
    target: Node
    predicate: str
    words: str
    bend: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, but for its format. `classes` and `predicates` are those that occur: local name and words."""

    title: str
    language: str
    theme: Theme
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    classes: tuple[tuple[str, str], ...]
    predicates: tuple[tuple[str, str], ...]

    @property
    def labels_edges(self) -> bool:
        """Whether edges are so few that they bear their predicate in words."""
        return len(self.edges) <= LABELLED_EDGES

    def texts(self) -> Iterable[str]:
        """All text that may come to be shown."""
        yield self.title
        for node in self.nodes:
            yield from (node.name, *node.lines)
        for _, words in (*self.classes, *self.predicates):
            yield words


def plan(
    network: nx.MultiDiGraph[Any],
    positions: Mapping[Any, tuple[float, float]],
    title: str,
    language: str,
    theme: str,
    highlight: Collection[Any],
) -> Drawing:
    """What to draw; nodes may have a `colour` (#RRGGBB) and a `radius` (pixels) of their own.

    Raises PictureError as `graph.picture.draw` does.
    """
    if not network:
        raise PictureError("there is nothing to draw: the network has no nodes; choose other names or wider filters")
    if theme not in THEMES:
        raise PictureError(f"there is no theme “{theme}”; take one of {', '.join(THEMES)}")
    missing = [node for node in network if node not in positions]
    if missing:
        raise PictureError(f"the node {missing[0]} has no position; lay the network out before drawing it")
    nodes = {
        node: _node(node, data, network.degree(node), positions[node], language, highlighted=node in highlight)
        for node, data in sorted(network.nodes(data=True), key=lambda item: str(item[0]))
    }
    edges = tuple(_edges(network, nodes, language))
    return Drawing(
        title=labels.shorten(title, _TITLE),
        language=language,
        theme=THEMES[theme],
        nodes=tuple(nodes.values()),
        edges=edges,
        classes=_legend((node.type for node in nodes.values()), STYLES, language),
        predicates=_legend((edge.predicate for edge in edges), EDGES, language),
    )


def _node(
    node: Hashable, data: Mapping[str, Any], degree: int, at: tuple[float, float], language: str, *, highlighted: bool
) -> Node:
    name, type_name = str(data.get("label", node)), str(data.get("type", ""))
    return Node(
        id=str(node), type=type_name, type_words=words_for(type_name, language) if type_name else "",
        name=labels.shorten(name, _TOOLTIP), lines=labels.wrap(name), x=at[0], y=at[1],
        radius=float(data.get("radius", radius(degree))), colour=str(data.get("colour", node_style(type_name).colour)),
        box=box(name, type_name, degree), highlighted=highlighted,
    )


def _edges(network: nx.MultiDiGraph[Any], nodes: Mapping[Hashable, Node], language: str) -> Iterable[Edge]:
    between: dict[frozenset[Hashable], list[tuple[Hashable, Hashable, str]]] = defaultdict(list)
    for source, target, key, data in network.edges(keys=True, data=True):
        between[frozenset((source, target))].append((source, target, str(data.get("predicate", key))))
    groups = (sorted(edges, key=_in_words) for edges in between.values())
    for parallel in sorted(groups, key=lambda edges: _in_words(edges[0])):
        for place, (source, target, predicate) in enumerate(parallel):
            bend = (place - (len(parallel) - 1) / 2) * _BEND
            yield Edge(
                id=f"{source} {predicate} {target}", source=nodes[source], target=nodes[target], predicate=predicate,
                words=words_for(predicate, language), bend=bend if source == parallel[0][0] else -bend,
            )


def _legend(names: Iterable[str], table: Mapping[str, object], language: str) -> tuple[tuple[str, str], ...]:
    """The names that occur, in the order of the table, then the others; each with its words."""
    found = set(names) - {""}
    order = [name for name in table if name in found] + sorted(found - table.keys())
    return tuple((name, words_for(name, language)) for name in order)


def _in_words(edge: tuple[Hashable, ...]) -> tuple[str, ...]:
    return tuple(map(str, edge))
