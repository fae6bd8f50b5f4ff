"""Layout: no overlap, determinism, and nodes that stay."""

import random
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest

from graph.positions import KINDS, Box, box, layout, overview, positions

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


def turned(network: Network) -> Network:
    """The same network, built in the opposite order."""
    other: Network = nx.MultiDiGraph()
    other.add_nodes_from(list(network.nodes(data=True))[::-1])
    for one, two, key, data in list(network.edges(keys=True, data=True))[::-1]:
        other.add_edge(one, two, key, **data)
    return other


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
    assert positions(turned(CASES[name])) == positions(CASES[name])


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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [name for name in CASES if name != "a large tangle"])
def test_in_every_layout_each_node_has_a_place_and_no_two_boxes_overlap(kind: str, name: str) -> None:
    network = CASES[name]
    found = layout(network, kind)
    assert list(found) == list(network)
    assert {type(number) for place in found.values() for number in place} <= {float}
    assert overlapping(network, found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_layout_hangs_on_no_order_of_nodes_and_edges(kind: str) -> None:
    assert layout(turned(CASES["a tangle"]), kind) == layout(CASES["a tangle"], kind)


def test_a_layout_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="'spiral' is no layout; there are force, layered"):
        layout(star(3), "spiral")


def test_layers_go_from_who_issued_to_the_policy_the_programme_and_its_outcome() -> None:
    stated = [
        ("县委", "issued", "办法"), ("计划", "basedOn", "办法"), ("局", "runs", "计划"), ("300人", "program", "计划"),
        ("300人", "subject", "局"), ("甲", "partnersWith", "乙"), ("乙", "partnersWith", "甲"),
    ]
    network: Network = nx.MultiDiGraph()
    for subject, predicate, target in stated:
        network.add_edge(subject, target, predicate, predicate=predicate)
    across = {node: x for node, (x, _) in layout(network, "layered").items()}
    assert across["县委"] < across["办法"] < across["计划"] < across["300人"]
    assert across["局"] == across["办法"]
    assert across["甲"] == across["乙"]


def test_on_a_circle_all_nodes_are_as_far_from_its_middle() -> None:
    far = [abs(complex(*place)) for place in layout(star(30), "circle").values()]
    assert max(far) - min(far) < 1e-6


def test_by_class_nodes_of_two_classes_do_not_mix() -> None:
    network = CASES["a tangle"]
    found, room = layout(network, "by_class"), boxes(network)
    blocks = []
    for name in TYPES:
        nodes = [node for node in network if network.nodes[node]["type"] == name]
        blocks.append((
            min(found[n][0] - room[n].left for n in nodes), max(found[n][0] + room[n].right for n in nodes),
            min(found[n][1] - room[n].top for n in nodes), max(found[n][1] + room[n].bottom for n in nodes),
        ))
    for (left, right, top, bottom), (other_left, other_right, other_top, other_bottom) in combinations(blocks, 2):
        assert right < other_left or other_right < left or bottom < other_top or other_bottom < top


@pytest.mark.parametrize("name", CASES)
def test_an_overview_places_every_node_once_in_whatever_order_the_network_was_built(name: str) -> None:
    network = CASES[name]
    found = overview(network)
    assert list(found) == list(network)
    assert all(np.isfinite(place).all() for place in found.values())
    assert len(set(found.values())) == len(found)
    assert overview(turned(network)) == found


def test_in_an_overview_each_community_has_a_room_of_its_own() -> None:
    cliques = [(10 * n + a, 10 * n + b) for n in range(30) for a, b in combinations(range(9), 2)]
    network = network_of([*cliques, *((10 * n, 10 * n + 10) for n in range(20))])
    found = overview(network)
    middles = {n: sum(complex(*found[10 * n + a]) for a in range(9)) / 9 for n in range(30)}
    for node, place in found.items():
        assert isinstance(node, int)
        assert min(middles, key=lambda n: abs(middles[n] - complex(*place))) == node // 10


def test_an_overview_takes_the_communities_that_it_is_given() -> None:
    network = network_of((n, n + 1) for n in range(99))
    found = overview(network, [range(50), range(50, 100)])
    middle = [sum(complex(*found[n]) for n in half) / 50 for half in (range(50), range(50, 100))]
    assert all(
        abs(complex(*found[n]) - middle[n >= 50]) < abs(complex(*found[n]) - middle[n < 50]) for n in range(100)
    )
