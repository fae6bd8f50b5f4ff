"""What every kind of picture draws: nodes with wrapped labels, edges with their bends, the entries of the legend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from graph import labels
from graph.errors import PictureError
from graph.positions import Box, box
from graph.style import EDGES, STYLES, THEMES, Theme, edge_style, node_style, radius
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
class Entry:
    """What nodes of one colour (#RRGGBB) and shape (its name in vis-network) are, in words."""

    words: str
    colour: str
    shape: str


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as drawn. `id` stays the same from picture to picture.

    `bend` is how far the edge arches to the right of its way (0: straight), as a share of its length: edges between the
    same two nodes are bent apart. An edge that stands for several has no predicate, but their `count`; `forth` and
    `back` tell which of its ends are arrows.
    """

    id: str
    source: Node
    target: Node
    predicate: str
    words: str
    bend: float
    count: int = 1
    forth: bool = True
    back: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, but for its format. `classes` and `predicates` are those that occur: local name and words.

    Where there are `entries`, colours stand for these and not for the classes, as `meaning` says.
    """

    title: str
    language: str
    theme: Theme
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    classes: tuple[tuple[str, str], ...]
    predicates: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...] = ()
    meaning: str = ""

    @property
    def legend(self) -> tuple[Entry, ...]:
        """What the colours of nodes stand for."""
        of_classes = ((words, node_style(name)) for name, words in self.classes)
        return self.entries or tuple(Entry(words, style.colour, style.shape) for words, style in of_classes)

    @property
    def labels_edges(self) -> bool:
        """Whether edges are so few that they bear their predicate in words."""
        return len(self.edges) <= LABELLED_EDGES

    def texts(self) -> Iterable[str]:
        """All text that may come to be shown."""
        yield self.title
        for node in self.nodes:
            yield from (node.name, *node.lines)
        yield self.meaning
        for _, words in (*self.classes, *self.predicates):
            yield words
        for entry in self.entries:
            yield entry.words


def plan(  # noqa: PLR0913 (what can be said of a picture)
    network: nx.MultiDiGraph[Any],
    positions: Mapping[Any, tuple[float, float]],
    title: str,
    language: str,
    theme: str,
    highlight: Collection[Any],
    *,
    legend: Sequence[Entry] = (),
    meaning: str = "",
    unfolded: Collection[frozenset[Any]] | None = None,
) -> Drawing:
    """What to draw, with the arguments of `graph.picture.draw`.

    Raises PictureError as `graph.picture.draw` does.
    """
    if not network:
        raise PictureError("there is nothing to draw: the network has no nodes; choose other names or wider filters")
    if theme not in THEMES:
        raise PictureError("there is no theme “{theme}”; take one of {known}", theme=theme, known=", ".join(THEMES))
    missing = [node for node in network if node not in positions]
    if missing:
        raise PictureError(
            "the node {node} has no position; lay the network out before drawing it", node=missing[0]
        )
    nodes = {
        node: _node(node, data, network.degree(node), positions[node], language, highlighted=node in highlight)
        for node, data in sorted(network.nodes(data=True), key=lambda item: str(item[0]))
    }
    edges = tuple(_edges(network, nodes, language, unfolded))
    stated = (str(data.get("predicate", key)) for _, _, key, data in network.edges(keys=True, data=True))
    return Drawing(
        title=labels.shorten(title, _TITLE),
        language=language,
        theme=THEMES[theme],
        nodes=tuple(nodes.values()),
        edges=edges,
        classes=_legend((node.type for node in nodes.values()), STYLES, language),
        predicates=_legend(stated, EDGES, language),
        entries=tuple(legend),
        meaning=meaning,
    )


def _node(
    node: Hashable, data: Mapping[str, Any], degree: int, at: tuple[float, float], language: str, *, highlighted: bool
) -> Node:
    name, type_name = str(data.get("label", node)), str(data.get("type", ""))
    return Node(
        id=str(node), type=type_name, type_words=words_for(type_name, language) if type_name else "",
        name=labels.shorten(name, _TOOLTIP), lines=labels.wrap(str(data.get("words", name))), x=at[0], y=at[1],
        radius=float(data.get("radius", radius(degree))), colour=str(data.get("colour", node_style(type_name).colour)),
        box=box(name, type_name, degree), highlighted=highlighted,
    )


def _edges(
    network: nx.MultiDiGraph[Any], nodes: Mapping[Hashable, Node], language: str,
    unfolded: Collection[frozenset[Any]] | None,
) -> Iterable[Edge]:
    between: dict[frozenset[Hashable], list[tuple[Hashable, Hashable, str]]] = defaultdict(list)
    for source, target, key, data in network.edges(keys=True, data=True):
        between[frozenset((source, target))].append((source, target, str(data.get("predicate", key))))
    groups = (sorted(edges, key=_in_words) for edges in between.values())
    for parallel in sorted(groups, key=lambda edges: _in_words(edges[0])):
        ends = frozenset(parallel[0][:2])
        if unfolded is not None and ends not in unfolded and len(parallel) > 1 < len(ends):
            yield _bundle(parallel, nodes)
            continue
        for place, (source, target, predicate) in enumerate(parallel):
            bend = (place - (len(parallel) - 1) / 2) * _BEND
            yield Edge(
                id=f"{source} {predicate} {target}", source=nodes[source], target=nodes[target], predicate=predicate,
                words=words_for(predicate, language), bend=bend if source == parallel[0][0] else -bend,
                forth=edge_style(predicate).directed,
            )


def _bundle(parallel: Sequence[tuple[Hashable, Hashable, str]], nodes: Mapping[Hashable, Node]) -> Edge:
    """One line for all relations between two nodes."""
    first, last, _ = parallel[0]
    directed = [source for source, _, predicate in parallel if edge_style(predicate).directed]
    return Edge(
        id=f"{first} {last}", source=nodes[first], target=nodes[last], predicate="", words=str(len(parallel)), bend=0.0,
        count=len(parallel), forth=first in directed, back=last in directed,
    )


def _legend(names: Iterable[str], table: Mapping[str, object], language: str) -> tuple[tuple[str, str], ...]:
    """The names that occur, in the order of the table, then the others; each with its words."""
    found = set(names) - {""}
    order = [name for name in table if name in found] + sorted(found - table.keys())
    return tuple((name, words_for(name, language)) for name in order)


def _in_words(edge: tuple[Hashable, ...]) -> tuple[str, ...]:
    return tuple(map(str, edge))
