"""Thousands of nodes as dots: what hangs together makes a cloud, and clouds that are joined lie near one another."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.spatial import cKDTree

from graph.analyse import communities as communities_of
from graph.positions.force import Positions

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

_SPACING = 10.0
"""The distance that neighbouring dots keep, in pixels."""
_AIR = 1.35
"""How much wider a community's room is than its dots need."""
_ROUNDS = 20
_GOLDEN = np.pi * (3 - 5 ** 0.5)


def overview(
    network: nx.MultiDiGraph[Any], communities: Sequence[Collection[Hashable]] | None = None, seed: int = 7
) -> Positions:
    """A position (x, y) for each node of `network`, in pixels; dots are some 10 apart.

    Each of `communities` (a partition of the nodes; those of `graph.analyse.communities` where None) has a round room.
    The rooms lie as the graph of the communities is drawn by force (T. Fruchterman, E. Reingold, Graph drawing by
    force-directed placement, 1991), pushed apart; those that nothing joins to others go round the rest. Within its
    room a node is drawn to its neighbours, and pushed from who is too near; the most connected begin in the middle.
    The same network and `seed` give the same positions, in whatever order its nodes were added.
    """
    if not network:
        return {}
    nodes = sorted(network, key=str)
    number = {node: index for index, node in enumerate(nodes)}
    groups = communities_of(network, seed) if communities is None else communities
    room = np.zeros(len(nodes), dtype=np.intp)
    for index, group in enumerate(groups):
        room[[number[node] for node in group]] = index
    ends = np.array([(number[one], number[other]) for one, other in network.edges()], dtype=np.intp).reshape(-1, 2)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    sizes = np.bincount(room, minlength=len(groups))
    reach = _SPACING * _AIR * np.sqrt(sizes / np.pi) + _SPACING
    centres = _rooms(room[ends], reach, seed)
    seated = _seated(room, centres, np.bincount(ends.ravel(), minlength=len(nodes)))
    points = _relaxed(seated, ends, room, centres, reach)
    return {node: (float(x), float(y)) for node, (x, y) in ((node, points[number[node]]) for node in network)}


def _rooms(links: Integers, reach: Floats, seed: int) -> Floats:
    """The middle of each room, by the rooms that each link joins and how far each reaches."""
    links = links[links[:, 0] != links[:, 1]]
    pairs, many = np.unique(np.sort(links, axis=1), axis=0, return_counts=True)
    joined = np.unique(pairs)
    alone = np.setdiff1d(np.arange(len(reach)), joined)
    centres = np.zeros((len(reach), 2))
    if len(joined):
        graph: rx.PyGraph[None, float] = rx.PyGraph()
        graph.add_nodes_from([None] * len(joined))
        weights = many / np.sqrt(reach[pairs[:, 0]] * reach[pairs[:, 1]])
        rooms = np.searchsorted(joined, pairs).tolist()
        graph.add_edges_from([(a, b, w) for (a, b), w in zip(rooms, (weights / weights.mean()).tolist(), strict=True)])
        drawn = rx.spring_layout(graph, weight_fn=float, num_iter=150, seed=seed)
        found = np.array([drawn[index] for index in range(len(joined))])
        spread = np.sqrt((found ** 2).sum(axis=1).mean()) or 1.0
        centres[joined] = found / spread * np.sqrt((reach[joined] ** 2).sum()) * 0.5
        centres[joined] = _pushed_apart(centres[joined], reach[joined])
    single = alone[reach[alone] <= reach.min()] if len(alone) else alone
    several = np.setdiff1d(alone, single)
    placed = joined
    for rooms in (several, single):  # single dots go round the rest, and need no pushing: they are all of one size
        if len(rooms):
            inner = (np.hypot(*centres[placed].T) + reach[placed]).max() + 2 * _SPACING if len(placed) else 0.0
            centres[rooms] = _ringed(rooms, reach, inner)
            placed = np.concatenate([placed, rooms])
            if rooms is several:
                centres[placed] = _pushed_apart(centres[placed], reach[placed])
    return centres


def _ringed(rooms: Integers, reach: Floats, inner: float) -> Floats:
    """The middles of rooms that go round a disc of radius `inner`, like the seeds of a sunflower, the largest first."""
    order = np.lexsort((rooms, -reach[rooms]))
    sizes = reach[rooms][order]
    area = 1.3 * (2 * sizes) ** 2 / np.pi
    far = np.sqrt(inner ** 2 + np.cumsum(area) - area / 2) + (sizes if inner else 0.0)
    turned = _GOLDEN * np.arange(len(rooms))
    middles = np.empty((len(rooms), 2))
    middles[order] = far[:, None] * np.column_stack([np.cos(turned), np.sin(turned)])
    return middles


def _pushed_apart(centres: Floats, reach: Floats) -> Floats:
    """`centres` moved outwards until discs that reach so far do not overlap."""
    widest = 2 * float(reach.max())
    for _ in range(60):
        one, other = cKDTree(centres).query_pairs(widest, output_type="ndarray").T
        way = centres[other] - centres[one]
        distance = np.hypot(way[:, 0], way[:, 1])
        lack = reach[one] + reach[other] - distance
        near = lack > 0.5
        if not near.any():
            break
        one, other, way, distance, lack = one[near], other[near], way[near], distance[near], lack[near]
        push = way * (lack / np.maximum(distance, 1e-6) / 2)[:, None]
        centres = centres + _summed(other, push, len(centres)) - _summed(one, push, len(centres))
    return centres


def _seated(room: Integers, centres: Floats, degree: Integers) -> Floats:
    """A place for each node in its room, like the seeds of a sunflower, the most connected in the middle."""
    order = np.lexsort((np.arange(len(room)), -degree, room))
    first = np.searchsorted(room[order], np.arange(len(centres)))
    place = np.empty(len(room))
    place[order] = np.arange(len(room)) - first[room[order]]
    far = _SPACING * _AIR * np.sqrt((place + 0.3) / np.pi)
    turned = _GOLDEN * place
    seated: Floats = centres[room] + far[:, None] * np.column_stack([np.cos(turned), np.sin(turned)])
    return seated


def _relaxed(points: Floats, ends: Integers, room: Integers, centres: Floats, reach: Floats) -> Floats:
    """`points` drawn to their neighbours, pushed from who is too near, and kept in their rooms."""
    weight = np.where(room[ends[:, 0]] == room[ends[:, 1]], 1.0, 0.04)
    size = len(points)
    around = coo_array((np.tile(weight, 2), (ends.T.ravel(), ends[:, ::-1].T.ravel())), shape=(size, size)).tocsr()
    total = np.maximum(around.sum(axis=1), 1e-9)[:, None]
    for step in range(_ROUNDS):
        calm = 1 - step / _ROUNDS
        middle = np.where(total > 1e-6, around @ points / total, points)
        points = points + 0.25 * calm * (middle - points)
        points = _filling(_eased(points), room, centres, reach)
    return points


def _eased(points: Floats) -> Floats:
    """`points` pushed from who is too near."""
    for _ in range(2):
        one, other = cKDTree(points).query_pairs(_SPACING, output_type="ndarray").T
        way = points[other] - points[one]
        distance = np.hypot(way[:, 0], way[:, 1])
        push = way * ((_SPACING - distance) / np.maximum(distance, 1e-6) * 0.4)[:, None]
        points = points + _summed(other, push, len(points)) - _summed(one, push, len(points))
    return points


def _filling(points: Floats, room: Integers, centres: Floats, reach: Floats) -> Floats:
    """`points` spread about the middle of their rooms until they fill them, and none is outside."""
    sizes = np.maximum(np.bincount(room, minlength=len(centres)), 1)
    middle = _summed(room, points, len(centres)) / sizes[:, None]
    off = points - middle[room]
    far = np.hypot(off[:, 0], off[:, 1])
    spread = np.sqrt(np.bincount(room, far ** 2, minlength=len(centres)) / sizes)
    wanted = (reach - _SPACING) / 2 ** 0.5  # the spread of an evenly filled disc
    scale = np.where(spread > 0, wanted / np.maximum(spread, 1e-9), 1.0)[room]
    scale = np.minimum(scale, reach[room] / np.maximum(far, 1e-9))
    filled: Floats = centres[room] + off * scale[:, None]
    return filled


def _summed(index: Integers, moves: Floats, size: int) -> Floats:
    return np.column_stack([np.bincount(index, moves[:, axis], minlength=size) for axis in (0, 1)])
