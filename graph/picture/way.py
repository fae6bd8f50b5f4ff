"""The way of an edge in a still picture: from one node to the other, clear of both and of their labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot
from typing import Final

from graph.picture.drawing import Edge, Node
from graph.picture.placement import Room, point_on, shape
from graph.style import node_style

Point = tuple[float, float]

GAP: Final = 2.0
"""Distance of an edge from the shapes of its ends, in pixels."""

_GRAZE = 6.0
_LOOP = 1.6


@dataclass(frozen=True, slots=True)
class Way:
    """A quadratic Bézier curve in pixels: from `start` to `end`, towards and then away from `control`."""

    start: Point
    control: Point
    end: Point

    def direction(self) -> Point:
        """The direction at the end, of length 1."""
        dx, dy = self.end[0] - self.control[0], self.end[1] - self.control[1]
        length = hypot(dx, dy) or 1.0
        return dx / length, dy / length

    def turned(self) -> Way:
        """The same way from its end to its start."""
        return Way(self.end, self.control, self.start)


def way(edge: Edge, source_label: Room, target_label: Room) -> Way:
    """The way of `edge`, whose ends have their labels in the rooms given; a loop goes over the top of its node."""
    source, target = edge.source, edge.target
    if source is target:
        side, top = source.radius + GAP, source.y - _LOOP * 2 * (source.radius + GAP)
        return Way((source.x - side, source.y), (source.x, top), (source.x + side, source.y))
    first = _leave(edge, _clear(source, source_label, point_on(edge, 0.1)), 0.0)
    last = _leave(edge, _clear(target, target_label, point_on(edge, 0.9)), 1.0)
    if first >= last:
        first, last = 0.0, 1.0
    start, middle, end = point_on(edge, first), point_on(edge, (first + last) / 2), point_on(edge, last)
    control = 2 * middle[0] - (start[0] + end[0]) / 2, 2 * middle[1] - (start[1] + end[1]) / 2
    return Way(start, control, end)


def _clear(node: Node, label: Room, by: Point) -> Callable[[Point], bool]:
    """Whether a point is too near for an edge that leaves `node` `by` a point: on shape or label, if it meets that."""
    if node_style(node.type).shape == "box":
        room = shape(node)
        return lambda at: _inside(at, room)
    left, top, right, bottom = label
    near, dx, dy = (top if top > node.y else bottom) - node.y, by[0] - node.x, by[1] - node.y
    if near * dy > 0 and left + _GRAZE < node.x + near * dx / dy < right - _GRAZE:
        whole = (left, min(top, node.y), right, max(bottom, node.y))
        return lambda at: _inside(at, whole)
    return lambda at: hypot(at[0] - node.x, at[1] - node.y) < node.radius + GAP


def _inside(at: Point, room: Room) -> bool:
    return room[0] <= at[0] <= room[2] and room[1] <= at[1] <= room[3]


def _leave(edge: Edge, too_near: Callable[[Point], bool], near: float) -> float:
    """The share of the way at which `edge` leaves the neighbourhood of its end at `near` (0 or 1), by halving."""
    far = 1.0 - near
    for _ in range(20):
        middle = (near + far) / 2
        if too_near(point_on(edge, middle)):
            near = middle
        else:
            far = middle
    return far
