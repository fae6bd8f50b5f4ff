"""Nodes that are joined stand near one another, and labels never lie on one another.

All lengths are pixels of a picture at its natural size, which are also the units of vis-network's canvas: x grows to
the right, y downwards. Each node is given a box that holds its shape and its label (`box`); no two boxes overlap.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from graph import labels
from graph.style import node_style, radius

Positions = dict[Hashable, tuple[float, float]]
Floats = NDArray[np.float64]

LABEL_GAP: Final = 5.0
"""Distance from a node's shape to its label, in pixels."""

_MARGIN = 6.0
_EDGE_LENGTH = 100.0
_CROWD = 2.8
_COMPONENT_GAP = 50.0
_ASPECT = 1.5
_EXACT_UP_TO = 150
_ALL_CORNERS_UP_TO = 30


@dataclass(frozen=True, slots=True)
class Box:
    """How far a node's shape and label reach from its position, in pixels, each at least 0."""

    left: float
    top: float
    right: float
    bottom: float


def box(label: str, type_name: str, degree: int) -> Box:
    """The room that a node takes: its label stands below its shape, or inside it where the shape is a box."""
    width, height = labels.size(labels.wrap(label))
    if node_style(type_name).shape == "box":
        return Box(width / 2 + 8, height / 2 + 6, width / 2 + 8, height / 2 + 6)
    half = radius(degree)
    side = max(half, width / 2)
    return Box(side, half, side, half + LABEL_GAP + height)


def positions(
    network: nx.Graph[Any], previous: Mapping[Any, tuple[float, float]] | None = None, seed: int = 7
) -> Positions:
    """A position (x, y) for each node of `network`, in pixels.

    The same network, `previous` and `seed` give the same positions, in whatever order its nodes were added. Nodes in
    `previous` stay where they are; new ones stand as near to their neighbours as there is room. Components are laid
    out apart (T. Kamada, S. Kawai, An algorithm for drawing general undirected graphs, 1989; above 150 nodes
    T. Fruchterman, E. Reingold, Graph drawing by force-directed placement, 1991), boxes that overlap are pushed
    apart, and components are packed side by side, the largest first.
    """
    graph = simple(network)
    boxes = {
        node: box(str(data.get("label", node)), str(data.get("type", "")), network.degree(node))
        for node, data in network.nodes(data=True)
    }
    placed: Positions = {node: previous[node] for node in graph if node in previous} if previous else {}
    _place_beside_neighbours(graph, boxes, placed)
    apart = [sorted(part, key=str) for part in nx.connected_components(graph) if part.isdisjoint(placed)]
    apart.sort(key=lambda part: (-len(part), str(part[0])))
    drawn = [_lay_out(graph.subgraph(part), part, boxes, seed) for part in apart]
    pack(drawn, boxes, placed)
    return {node: placed[node] for node in network}


def simple(network: nx.Graph[Any]) -> nx.Graph[Any]:
    """An undirected graph without loops or parallel edges, its nodes and edges in an order of their own."""
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(sorted(network, key=str))
    pairs = {tuple(sorted(pair, key=str)) for pair in network.edges() if pair[0] != pair[1]}
    graph.add_edges_from(sorted(pairs, key=lambda pair: tuple(map(str, pair))))
    return graph


def _lay_out(graph: nx.Graph[Any], nodes: list[Hashable], boxes: Mapping[Hashable, Box], seed: int) -> Positions:
    """One component, its boxes apart."""
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    ordered: nx.Graph[Any] = nx.Graph()
    ordered.add_nodes_from(nodes)
    for one, other in sorted(graph.edges(), key=lambda pair: tuple(map(str, pair))):
        ordered.add_edge(one, other, length=max(1.0, max(graph.degree(one), graph.degree(other)) ** 0.5 / _CROWD))
    if len(nodes) <= _EXACT_UP_TO:
        drawn = nx.kamada_kawai_layout(ordered, weight="length")
    else:
        drawn = nx.spring_layout(ordered, seed=seed, iterations=100, weight=None)
    points = _along_main_axis(np.array([drawn[node] for node in nodes], dtype=np.float64))
    number = {node: index for index, node in enumerate(nodes)}
    ends = np.array([(number[one], number[other]) for one, other in ordered.edges()])
    wanted = _EDGE_LENGTH * np.array([data["length"] for _, _, data in ordered.edges(data=True)])
    lengths = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    points *= (wanted @ lengths) / max(float(lengths @ lengths), 1e-12)
    rooms = [boxes[node] for node in nodes]
    points[:, 0] *= _flatness(rooms)
    points = apart(points, rooms)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _along_main_axis(points: Floats) -> Floats:
    """`points` about their centre, turned so that they spread more from left to right than from top to bottom."""
    points = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    axes = axes[:, ::-1]
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), (0, 1)] < 0, -1.0, 1.0)
    turned: Floats = points @ axes
    return turned


def _flatness(boxes: list[Box]) -> float:
    """How much wider than high boxes are on average, 1 to 2: a drawing so stretched needs least pushing apart."""
    width, height = (sum(sides) for sides in zip(*((b.left + b.right, b.top + b.bottom) for b in boxes), strict=True))
    return float(np.clip(width / height, 1.0, 2.0))


def apart(points: Floats, boxes: list[Box]) -> Floats:
    """`points` moved until no two boxes overlap: each pair that does is pushed apart along the shorter way."""
    reach = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]) + _MARGIN
    half = (reach[:, :2] + reach[:, 2:]) / 2
    shift = (reach[:, 2:] - reach[:, :2]) / 2
    centres = points + shift
    widest = 2 * half.max(axis=0)
    for step in range(2000):
        pairs = cKDTree(centres / widest).query_pairs(1.0, p=np.inf, output_type="ndarray")
        one, other = pairs.T
        distance = centres[other] - centres[one]
        overlap = half[one] + half[other] - np.abs(distance)
        touching = (overlap > 0.01).all(axis=1)
        if not touching.any():
            break
        one, other, distance, overlap = one[touching], other[touching], distance[touching], overlap[touching]
        along = overlap.argmin(axis=1)
        rows = np.arange(len(one))
        push = np.zeros_like(overlap)
        push[rows, along] = overlap[rows, along] * np.where(distance[rows, along] < 0, -0.5, 0.5)
        moves = np.zeros_like(centres)
        np.add.at(moves, one, -push)
        np.add.at(moves, other, push)
        centres = centres + moves * 0.8
        if step % 20 == 19:
            centres *= 1.03
    return centres - shift


def pack(parts: list[Positions], boxes: Mapping[Hashable, Box], placed: Positions) -> None:
    """Add `parts` to `placed`, each beside what is there, where the whole stays smallest and nearest to its shape."""
    taken = [_bounds(placed, boxes)] if placed else []
    for part in parts:
        left, top, right, bottom = _bounds(part, boxes)
        size = np.array([right - left, bottom - top])
        corner = _free_corner(np.array(taken), size) if taken else -size / 2
        dx, dy = corner - (left, top)
        taken.append((*corner, *(corner + size)))
        placed.update({node: (float(x + dx), float(y + dy)) for node, (x, y) in part.items()})


def _free_corner(taken: Floats, size: Floats) -> Floats:
    """The upper left corner for a rectangle of `size` beside the rectangles `taken` (left, top, right, bottom)."""
    lefts = np.concatenate([taken[:, 0], taken[:, 2] + _COMPONENT_GAP])
    tops = np.concatenate([taken[:, 1], taken[:, 3] + _COMPONENT_GAP])
    if len(taken) <= _ALL_CORNERS_UP_TO:
        corners = np.array([(x, y) for y in np.unique(tops) for x in np.unique(lefts)])
    else:
        beside = np.column_stack([taken[:, 2] + _COMPONENT_GAP, taken[:, 1]])
        below = np.column_stack([taken[:, 0], taken[:, 3] + _COMPONENT_GAP])
        corners = np.concatenate([beside, below])
    low, high = corners[:, None, :] - _COMPONENT_GAP + 0.01, (corners + size)[:, None, :] + _COMPONENT_GAP - 0.01
    meets = np.any(np.all((low < taken[None, :, 2:]) & (high > taken[None, :, :2]), axis=2), axis=1)
    corners = corners[~meets]
    whole = np.maximum(taken[:, 2:].max(axis=0), corners + size) - np.minimum(taken[:, :2].min(axis=0), corners)
    side = np.maximum(whole[:, 0], whole[:, 1] * _ASPECT)
    best = np.lexsort((corners[:, 0], corners[:, 1], whole.prod(axis=1), side))[0]
    return np.asarray(corners[best], dtype=np.float64)


def _bounds(points: Mapping[Any, tuple[float, float]], boxes: Mapping[Hashable, Box]) -> tuple[float, ...]:
    """Left, top, right and bottom of all boxes at `points`."""
    rows = [(x, y, boxes[node]) for node, (x, y) in points.items()]
    return (
        min(x - room.left for x, _, room in rows), min(y - room.top for _, y, room in rows),
        max(x + room.right for x, _, room in rows), max(y + room.bottom for _, y, room in rows),
    )


def _place_beside_neighbours(graph: nx.Graph[Any], boxes: Mapping[Hashable, Box], placed: Positions) -> None:
    """Place every node of `graph` that hangs together with a placed one, nearest first, and move none of those."""
    waiting = {node for part in nx.connected_components(graph) if not part.isdisjoint(placed) for node in part}
    waiting -= placed.keys()
    while waiting:
        node = min(waiting, key=lambda n: (-sum(m in placed for m in graph[n]), str(n)))
        placed[node] = _free_spot(node, [placed[m] for m in graph[node] if m in placed], boxes, placed)
        waiting.remove(node)


def _free_spot(
    node: Hashable, neighbours: Iterable[tuple[float, float]], boxes: Mapping[Hashable, Box], placed: Positions
) -> tuple[float, float]:
    """The free spot nearest to the middle of `neighbours`; of two as near, the one that has more room around it."""
    middle = np.mean(list(neighbours), axis=0)
    reach = np.array([(b.left, b.top, b.right, b.bottom) for b in (boxes[n] for n in placed)]) + _MARGIN
    points = np.array(list(placed.values()))
    mine = boxes[node]
    low = points - reach[:, :2] - (mine.right, mine.bottom)
    high = points + reach[:, 2:] + (mine.left, mine.top)
    angles = np.arange(36) * (np.pi / 18)
    for ring in range(1, 10_000):
        distance = _EDGE_LENGTH * (0.5 + 0.25 * ring)
        spots = middle + distance * np.column_stack([np.cos(angles), np.sin(angles)])
        taken = np.any(np.all((spots[:, None] > low[None]) & (spots[:, None] < high[None]), axis=2), axis=1)
        if not taken.all():
            spots = spots[~taken]
            crowd = (1.0 / (1.0 + ((spots[:, None] - points[None]) ** 2).sum(axis=2))).sum(axis=1)
            x, y = spots[int(np.round(crowd, 12).argmin())]
            return float(x), float(y)
    raise AssertionError("a plane has room for one more box")
