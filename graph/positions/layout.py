"""Labelled nodes in an order that can be read: by what follows from what, round a circle, or by class.

No two boxes (`graph.positions.box`) overlap, and every layout hangs on the network alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from math import cos, isqrt, pi, sin
from typing import Any, Final

import networkx as nx

from graph.positions.force import Box, Positions, box, pack, positions, simple
from graph.style import STYLES

_MARGIN = 8.0
_COLUMN_GAP = 70.0
_LAYER_GAP = 130.0
_ROWS = 24
"""So many nodes stand in one column; a layer of more takes several."""
_SWEEPS = 8

_BACKWARDS: Final = frozenset({"basedOn", "program", "subject", "place", "partOf", "participatesIn"})
"""Relations whose object comes first: a programme is based on a policy that was there before it."""


def layout(
    network: nx.MultiDiGraph[Any], kind: str, previous: Mapping[Any, tuple[float, float]] | None = None, seed: int = 7
) -> Positions:
    """A position (x, y) for each node of `network`, in pixels, by one of KINDS.

    - force: as `graph.positions.positions`, the only kind that keeps `previous` positions and draws by `seed`.
    - layered: from left to right what follows from what: who issued, the policy, the programme, the outcome. A node
      stands one layer beyond the last one that leads to it (the longest path; K. Sugiyama and others, Methods for
      visual understanding of hierarchical system structures, 1981); those that lead to one another share a layer.
    - circle: round a circle, neighbours near one another.
    - by_class: a block a class, in the order of the legend, the most connected first.

    Raises ValueError for another kind.
    """
    if kind == "force":
        return positions(network, previous, seed)
    if kind not in _WAYS:
        raise ValueError(f"{kind!r} is no layout; there are {', '.join(KINDS)}")
    boxes = {
        node: box(str(data.get("label", node)), str(data.get("type", "")), network.degree(node))
        for node, data in network.nodes(data=True)
    }
    placed = _WAYS[kind](network, boxes) if network else {}
    return {node: placed[node] for node in network}


def _layered(network: nx.MultiDiGraph[Any], boxes: Mapping[Hashable, Box]) -> Positions:
    graph = simple(network)
    layers = _layers(network)
    # parts of the network one below the other, the largest first
    parts = sorted(map(sorted_by_name, nx.connected_components(graph)), key=lambda part: (-len(part), str(part[0])))
    rank = {node: float(number) for number, node in enumerate(node for part in parts for node in part)}
    columns: list[list[Hashable]] = [[] for _ in range(max(layers.values()) + 1)]
    for node in rank:
        columns[layers[node]].append(node)
    part_of = {node: number for number, part in enumerate(parts) for node in part}
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            middle = {n: sum(rank[m] for m in graph[n]) / len(graph[n]) if graph[n] else rank[n] for n in column}
            column.sort(key=lambda node: (part_of[node], middle[node], str(node)))
            step = len(rank) / len(column)
            rank.update({node: (number + 0.5) * step for number, node in enumerate(column)})
    placed: Positions = {}
    left = 0.0
    for column in columns:
        rows = max(_ROWS, isqrt(2 * len(column)))
        for start in range(0, len(column), rows):
            left = _stand(column[start:start + rows], left, boxes, placed) + _COLUMN_GAP
        left += _LAYER_GAP - _COLUMN_GAP
    return placed


def _layers(network: nx.MultiDiGraph[Any]) -> dict[Hashable, int]:
    """How many steps lead to each node at most."""
    flow: nx.DiGraph[Any] = nx.DiGraph()
    flow.add_nodes_from(network)
    for subject, object_, key in network.edges(keys=True):
        flow.add_edge(*((object_, subject) if key in _BACKWARDS else (subject, object_)))
    whole = nx.condensation(flow)
    depth: dict[int, int] = {}
    for group in nx.topological_sort(whole):
        depth[group] = max((depth[before] + 1 for before in whole.predecessors(group)), default=0)
    for group in reversed(list(nx.topological_sort(whole))):  # what only leads on stands next to what it leads to
        if not whole.in_degree(group) and whole.out_degree(group):
            depth[group] = min(depth[after] for after in whole.successors(group)) - 1
    return {node: depth[group] for group, data in whole.nodes(data=True) for node in data["members"]}


def _stand(nodes: list[Hashable], left: float, boxes: Mapping[Hashable, Box], placed: Positions) -> float:
    """Place `nodes` one below the other, about the height 0, in a column that begins at `left`; where it ends."""
    half = max(max(boxes[node].left, boxes[node].right) for node in nodes)
    heights = [boxes[node].top + boxes[node].bottom + _MARGIN for node in nodes]
    top = -sum(heights) / 2
    for node, height in zip(nodes, heights, strict=True):
        placed[node] = left + half, top + boxes[node].top
        top += height
    return left + 2 * half


def _circle(network: nx.MultiDiGraph[Any], boxes: Mapping[Hashable, Box]) -> Positions:
    graph = simple(network)
    order: list[Hashable] = []
    for part in sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(map(str, part)))):
        first = min(part, key=lambda node: (graph.degree(node), str(node)))
        order += nx.dfs_preorder_nodes(graph, first, sort_neighbors=sorted_by_name)
    if len(order) == 1:
        return {order[0]: (0.0, 0.0)}
    wide = [boxes[node].left + boxes[node].right + _MARGIN for node in order]
    high = [boxes[node].top + boxes[node].bottom + _MARGIN for node in order]
    # beside one another at the top and at the bottom of the circle, one above the other at its sides
    angles = [2 * pi * number / len(order) for number in range(len(order))]
    radius = 0.0
    for _ in range(20):
        needs = [
            min(max(wide[i - 1:i + 1] or wide[:1]) / max(abs(cos(angle)), 1e-9),
                max(high[i - 1:i + 1] or high[:1]) / max(abs(sin(angle)), 1e-9))
            for i, angle in enumerate(angles)
        ]
        radius = sum(needs) / (2 * pi)
        turned = 0.0
        found = []
        for need in needs:
            turned += need / radius
            found.append(turned)
        angles = [(old + new - needs[0] / radius) / 2 for old, new in zip(angles, found, strict=True)]
    while True:
        placed = {node: (radius * sin(angle), -radius * cos(angle)) for node, angle in zip(order, angles, strict=True)}
        if not _overlap(order, placed, boxes):
            return placed
        radius *= 1.1


def _overlap(order: list[Hashable], placed: Positions, boxes: Mapping[Hashable, Box]) -> bool:
    """Whether a box overlaps one of the others."""
    rows = sorted(
        (placed[n][0] - boxes[n].left, placed[n][0] + boxes[n].right, placed[n][1] - boxes[n].top,
         placed[n][1] + boxes[n].bottom) for n in order
    )
    for number, (_, right, top, bottom) in enumerate(rows):
        for other_left, _, other_top, other_bottom in rows[number + 1:]:
            if other_left >= right:
                break
            if other_top < bottom and top < other_bottom:
                return True
    return False


def _by_class(network: nx.MultiDiGraph[Any], boxes: Mapping[Hashable, Box]) -> Positions:
    order = {name: number for number, name in enumerate(STYLES)}
    classes: dict[str, list[Hashable]] = {}
    for node, data in network.nodes(data=True):
        classes.setdefault(str(data.get("type", "")), []).append(node)
    placed: Positions = {}
    for name in sorted(classes, key=lambda name: (order.get(name, len(order)), name)):
        nodes = sorted(classes[name], key=lambda node: (-network.degree(node), str(node)))
        wide = max(boxes[node].left + boxes[node].right for node in nodes) + _MARGIN
        high = max(boxes[node].top + boxes[node].bottom for node in nodes) + _MARGIN
        columns = max(1, round((len(nodes) * high / wide * 1.3) ** 0.5))
        block = {node: (number % columns * wide, number // columns * high) for number, node in enumerate(nodes)}
        pack([block], boxes, placed)
    return placed


def sorted_by_name(nodes: Any) -> list[Hashable]:  # noqa: ANN401 (networkx gives sets, lists and iterators)
    """`nodes` in an order of their own."""
    return sorted(nodes, key=str)


_WAYS: Final[Mapping[str, Callable[[Any, Mapping[Hashable, Box]], Positions]]] = {
    "layered": _layered, "circle": _circle, "by_class": _by_class,
}
KINDS: Final = ("force", *_WAYS)
"""The layouts that there are."""
