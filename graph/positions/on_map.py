"""Places where they lie, north upwards, and everything else beside the place that it is joined to."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Mapping
from math import cos, radians, sin, sqrt
from typing import Any, Final

import networkx as nx
import numpy as np

from graph.positions.force import Positions, apart, box

_WIDTH: Final = 1600.0
"""So many pixels wide or high are the places, at least."""
_ROW = 12
_STEP = 150.0


def on_map(network: nx.MultiDiGraph[Any], coordinates: Mapping[Any, tuple[float, float]]) -> Positions:
    """A position (x, y) for each node of `network`, in pixels; no two of their boxes overlap.

    `coordinates` are longitude and latitude in degrees. Places are drawn in an equirectangular projection, true to
    scale at their mean latitude; another node stands with the place that is fewest edges away, whichever way these
    point; what hangs together with no known place stands in rows below the map.
    """
    nodes: list[Hashable] = sorted(network, key=str)
    anchors = _anchors(network, {node: coordinates[node] for node in nodes if node in coordinates})
    points = {node: coordinates[place] for node, place in anchors.items()}
    mean = sum(latitude for _, latitude in points.values()) / max(1, len(points))
    flat = {node: (longitude * cos(radians(mean)), -latitude) for node, (longitude, latitude) in points.items()}
    spread = max((max(axis) - min(axis) for axis in zip(*flat.values(), strict=True)), default=0.0)
    scale = max(_WIDTH, 90.0 * sqrt(len(nodes))) / spread if spread else 1.0
    placed = {node: (x * scale, y * scale) for node, (x, y) in flat.items()}
    bottom = max((y for _, y in placed.values()), default=0.0)
    left = min((x for x, _ in placed.values()), default=0.0)
    elsewhere = [node for node in nodes if node not in placed]
    for number, node in enumerate(elsewhere):
        placed[node] = left + number % _ROW * _STEP, bottom + (3 + number // _ROW) * _STEP
    rooms = [
        box(str(network.nodes[node].get("label", node)), str(network.nodes[node].get("type", "")), network.degree(node))
        for node in nodes
    ]
    # Those at one place stand on a spiral about it, as the seeds of a sunflower do, each turned by the golden angle.
    beside: Counter[Hashable] = Counter()
    for node in nodes:
        place = anchors.get(node)
        if place is not None and place != node:
            beside[place] += 1
            far, turn = _STEP * 0.6 * sqrt(beside[place]), beside[place] * 2.4
            placed[node] = placed[node][0] + 1.4 * far * cos(turn), placed[node][1] + far * sin(turn)
    start = np.array([placed[node] for node in nodes])
    found = apart(start, rooms) if nodes else start
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, found, strict=True)}


def _anchors(network: nx.MultiDiGraph[Any], places: Mapping[Any, tuple[float, float]]) -> dict[Hashable, Hashable]:
    """The nearest known place of each node that hangs together with one; of two as near, the first by name."""
    anchors: dict[Hashable, Hashable] = {place: place for place in sorted(places, key=str)}
    waiting = deque(anchors)
    while waiting:
        node = waiting.popleft()
        for other in sorted({*network.successors(node), *network.predecessors(node)}, key=str):
            if other not in anchors:
                anchors[other] = anchors[node]
                waiting.append(other)
    return anchors
