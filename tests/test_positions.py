"""Layout: no overlap, determinism, and nodes that stay."""

import random
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import Any, TypeAlias

import networkx as nx
import pytest

from graph.positions import Box, box, positions

Network: TypeAlias = "nx.MultiDiGraph[Any]"
NAMES = [
    "区委", "区委组织部", "“百人计划”", "《关于进一步加强人才工作的若干意见（试行）》", "省级示范众创空间",
    "举办培训班 55期次",
]
TYPES = ["Organization", "Policy", "Program", "Place", "Person", "Event", "Recognition", "Outcome"]


def network_of(edges: Iterable[tuple[int, int]], alone: int = 0) -> Network:
    network: Network = nx.MultiDiGraph()
    for one, other in edges:
        network.add_edge(one, other, "runs", predicate="runs")
    network.add_nodes_from(range(10_000, 10_000 + alone))
    for node in network:
        network.nodes[node].update(label=f"{NAMES[node % len(NAMES)]}{node}", type=TYPES[node % len(TYPES)])
    return network


def star(leaves: int) -> Network:
    return network_of((0, leaf) for leaf in range(1, leaves + 1))


def tangle(nodes: int, seed: int = 1) -> Network:
    """A large connected part with hubs, some small parts, and nodes alone: what a folder of documents gives."""
    draw = random.Random(seed)
    grown = [(node, draw.randrange(max(1, node // 2))) for node in range(1, nodes * 7 // 10)]
    crossing = [(draw.randrange(nodes // 2), draw.randrange(nodes // 2)) for _ in range(nodes // 4)]
    pairs = [(node, node + 1) for node in range(20_000, 20_000 + nodes // 5, 2)]
    return network_of([*grown, *crossing, *pairs], alone=nodes // 10)


def boxes(network: Network) -> dict[Hashable, Box]:
    return {n: box(data["label"], data["type"], network.degree(n)) for n, data in network.nodes(data=True)}


def overlapping(network: Network, at: Mapping[Hashable, tuple[float, float]]) -> list[tuple[Hashable, Hashable]]:
    room = boxes(network)
    return [
        (a, b) for a, b in combinations(network, 2)
        if at[a][0] - room[a].left < at[b][0] + room[b].right and at[b][0] - room[b].left < at[a][0] + room[a].right
        and at[a][1] - room[a].top < at[b][1] + room[b].bottom and at[b][1] - room[b].top < at[a][1] + room[a].bottom
    ]


CASES = {
    "nothing": network_of([]),
    "one node": network_of([], alone=1),
    "two nodes": network_of([(1, 2)]),
    "a loop and parallel edges": network_of([(1, 1), (1, 2), (2, 1), (1, 2)]),
    "nodes alone": network_of([], alone=40),
    "a star": star(80),
    "a path": network_of((n, n + 1) for n in range(40)),
    "a clique": network_of(combinations(range(14), 2)),
    "a tangle": tangle(150),
    "a large tangle": tangle(420),
}


@pytest.mark.parametrize("name", CASES)
def test_every_node_has_a_place_and_no_two_boxes_overlap(name: str) -> None:
    network = CASES[name]
    found = positions(network)
    assert list(found) == list(network)
    assert {type(number) for place in found.values() for number in place} <= {float}
    assert overlapping(network, found) == []


@pytest.mark.parametrize("name", ["nodes alone", "a star", "a tangle", "a large tangle"])
def test_a_drawing_is_compact_and_not_higher_than_wide(name: str) -> None:
    network = CASES[name]
    room, found = boxes(network), positions(network)
    width = max(x for x, _ in found.values()) - min(x for x, _ in found.values())
    height = max(y for _, y in found.values()) - min(y for _, y in found.values())
    needed = sum((b.left + b.right) * (b.top + b.bottom) for b in room.values())
    assert 0.8 < width / height < 3.5
    assert width * height < 14 * needed


def test_neighbours_are_nearer_than_strangers() -> None:
    network = CASES["a tangle"]
    found = positions(network)

    def mean(pairs: Iterable[tuple[Hashable, Hashable]]) -> float:
        distances = [abs(complex(*found[a]) - complex(*found[b])) for a, b in pairs]
        return sum(distances) / len(distances)

    assert mean(network.edges()) < 0.5 * mean(combinations(network, 2))


@pytest.mark.parametrize("name", ["a star", "a tangle", "a large tangle"])
def test_the_same_network_gets_the_same_places_in_whatever_order_it_was_built(name: str) -> None:
    network = CASES[name]
    turned: Network = nx.MultiDiGraph()
    turned.add_nodes_from(list(network.nodes(data=True))[::-1])
    for one, other, key, data in list(network.edges(keys=True, data=True))[::-1]:
        turned.add_edge(one, other, key, **data)
    assert positions(turned) == positions(network)


def test_nodes_stay_where_they_were_and_new_ones_come_near_their_neighbours() -> None:
    whole = CASES["a tangle"]
    part = whole.subgraph([n for n in whole if n < 60]).copy()
    before = positions(part)
    after = positions(whole, before)
    assert {node: after[node] for node in part} == before
    assert [pair for pair in overlapping(whole, after) if not set(pair) <= set(part)] == []  # old nodes may have grown

    def distance(one: Hashable, other: Hashable) -> float:
        return abs(complex(*after[one]) - complex(*after[other]))

    near = {n: set(nx.all_neighbors(whole, n)) & set(part) for n in whole if n not in part}
    to_neighbours = [distance(n, m) for n, found in near.items() for m in found]
    to_all = [distance(n, m) for n in near if near[n] for m in part]
    assert sum(to_neighbours) / len(to_neighbours) < 0.7 * sum(to_all) / len(to_all)


def test_what_left_is_forgotten_and_what_was_dragged_stays_where_it_was_put() -> None:
    network = star(6)
    found = positions(network, {0: (5.0, -3.0), 99: (1.0, 1.0)})
    assert found[0] == (5.0, -3.0)
    assert 99 not in found
    assert overlapping(network, found) == []


def test_a_new_component_is_laid_beside_what_is_there() -> None:
    old = star(12)
    before = positions(old)
    grown = network_of([*((0, leaf) for leaf in range(1, 13)), (500, 501), (501, 502)], alone=3)
    after = positions(grown, before)
    assert {node: after[node] for node in old} == before
    assert overlapping(grown, after) == []


def test_the_network_and_previous_positions_are_not_changed() -> None:
    network, before = star(5), {0: (1.0, 2.0)}
    nodes, edges = list(network.nodes(data=True)), list(network.edges(keys=True, data=True))
    positions(network, before)
    assert (list(network.nodes(data=True)), list(network.edges(keys=True, data=True))) == (nodes, edges)
    assert before == {0: (1.0, 2.0)}
