"""Where words stand in a still picture, so that they lie neither on one another nor on nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph import labels
from graph.picture.drawing import Edge, Node
from graph.positions import LABEL_GAP
from graph.style import node_style

Room = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

EDGE_FONT_SIZE: Final = 11
"""Size of the words of an edge, in pixels."""


def place_labels(nodes: Sequence[Node]) -> list[Room]:
    """The room of each node's label: below its shape; where that is taken, above, right, left or at a corner.

    The choice is greedy, in the order of `nodes`: the first place that is free, else the one that covers least
    (J. Christensen, J. Marks, S. Shieber, An empirical study of algorithms for point-feature label placement, 1995,
    calls it greedy placement). Inside a shape that is a box, the label stands in its middle.
    """
    choices = [list(_around(node)) for node in nodes]
    placed = np.array([around[0] for around in choices], dtype=np.float64)
    shapes = np.array([shape(node) for node in nodes], dtype=np.float64)
    for index, around in enumerate(choices):
        others = np.arange(len(nodes)) != index
        taken = np.concatenate([placed[others], shapes[others]])
        covered = [_covered(np.array(place), taken) for place in around]
        placed[index] = around[int(np.argmin(np.round(covered, 3)))]
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in placed]


def place_edge_words(
    edges: Sequence[Edge], taken: Sequence[Room], along: Sequence[float] = (0.5, 0.42, 0.58, 0.34, 0.66)
) -> list[Room | None]:
    """The room of each edge's words, or None where there is none that is free.

    It is looked for on the edge, at the shares `along` its way, and may meet neither what is `taken` nor other words.
    """
    rectangles = list(taken)
    found: list[Room | None] = []
    for edge in edges:
        half = labels.width(edge.words) * EDGE_FONT_SIZE / 2 + 2
        places = [(x - half, y - 8.0, x + half, y + 8.0) for x, y in (point_on(edge, share) for share in along)]
        free = next((p for p in places if not _covered(np.array(p), np.array(rectangles)) > 0), None)
        found.append(free)
        if free:
            rectangles.append(free)
    return found


def shape(node: Node) -> Room:
    """The room of a node without its label."""
    if node_style(node.type).shape == "box":
        return (node.x - node.box.left, node.y - node.box.top, node.x + node.box.right, node.y + node.box.bottom)
    return (node.x - node.radius, node.y - node.radius, node.x + node.radius, node.y + node.radius)


def point_on(edge: Edge, share: float) -> tuple[float, float]:
    """The point at `share` (0 to 1) of an edge's way: a quadratic Bézier curve that bends to the right of its way."""
    ax, ay, bx, by = edge.source.x, edge.source.y, edge.target.x, edge.target.y
    cx, cy = (ax + bx) / 2 - edge.bend * (by - ay), (ay + by) / 2 + edge.bend * (bx - ax)
    first, middle, last = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return first * ax + middle * cx + last * bx, first * ay + middle * cy + last * by


def _around(node: Node) -> Iterator[Room]:
    width, height = labels.size(node.lines)
    if node_style(node.type).shape == "box":
        yield _at(node.x, node.y - height / 2, width, height)
        return
    side, near = node.radius + LABEL_GAP, 0.7 * node.radius
    yield _at(node.x, node.y + side, width, height)
    yield _at(node.x, node.y - side - height, width, height)
    yield _at(node.x + side + width / 2, node.y - height / 2, width, height)
    yield _at(node.x - side - width / 2, node.y - height / 2, width, height)
    for right in (1, -1):
        yield _at(node.x + right * (near + width / 2), node.y + near, width, height)
        yield _at(node.x + right * (near + width / 2), node.y - near - height, width, height)


def _at(middle: float, top: float, width: float, height: float) -> Room:
    return middle - width / 2, top, middle + width / 2, top + height


def _covered(place: NDArray[np.float64], taken: NDArray[np.float64]) -> float:
    """The area of `taken` that lies under `place`."""
    overlap = np.minimum(place[2:], taken[:, 2:]) - np.maximum(place[:2], taken[:, :2])
    return float(np.clip(overlap, 0, None).prod(axis=1).sum())
