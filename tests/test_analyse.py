"""Neighbourhood, paths, centrality, communities and chains."""

import doctest
import random
from collections.abc import Callable, Hashable, Iterable
from itertools import islice, permutations
from typing import Any, TypeAlias

import networkx as nx
import pytest

from graph import analyse
from graph.analyse import (
    Chain,
    all_shortest_paths,
    centrality,
    chains,
    communities,
    k_shortest_paths,
    neighbourhood,
)
from graph.errors import NameNotFoundError

TYPES = {
    "区": "Place", "县": "Place", "组织部": "Organization", "党校": "Organization", "办法": "Policy", "意见": "Policy",
    "百人计划": "Program", "讲坛": "Program", "培训干部 300 人": "Outcome",
}
STATED = [
    ("区", "issued", "办法"), ("区", "issued", "意见"), ("百人计划", "basedOn", "办法"),
    ("组织部", "runs", "百人计划"), ("区", "runs", "百人计划"), ("区", "runs", "讲坛"),
    ("党校", "participatesIn", "讲坛"),
    ("组织部", "partnersWith", "党校"), ("党校", "partnersWith", "组织部"), ("县", "locatedIn", "县"),
    ("培训干部 300 人", "program", "百人计划"),
]
Network: TypeAlias = "nx.MultiDiGraph[Any]"


def network_of(types: Iterable[tuple[str, str]], stated: Iterable[tuple[str, str, str]]) -> Network:
    network: Network = nx.MultiDiGraph()
    for name, type_name in types:
        network.add_node(name, label=name, type=type_name)
    for subject, predicate, target in stated:
        network.add_edge(subject, target, predicate, predicate=predicate, claims=("c",), confidence=0.9)
    return network


@pytest.fixture
def network() -> Network:
    return network_of(TYPES.items(), STATED)


def ends(paths: Iterable[analyse.Path]) -> list[list[Hashable]]:
    return [[step.end for step in path] for path in paths]


def test_the_examples_in_the_documentation_hold() -> None:
    tests = doctest.DocTestFinder().find(analyse)
    runner = doctest.DocTestRunner()
    shared = vars(analyse).copy()
    for test in sorted(tests, key=lambda test: test.name != "graph.analyse"):
        test.globs = shared
        runner.run(test, clear_globs=False)
    assert runner.summarize() == doctest.TestResults(failed=0, attempted=15)


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (0, {"百人计划"}),
        (1, {"百人计划", "办法", "组织部", "区", "培训干部 300 人"}),
        (2, set(TYPES) - {"县"}),
    ],
)
def test_a_neighbourhood_reaches_so_many_hops_whichever_way_edges_point(
    network: Network, hops: int, expected: set[str]
) -> None:
    assert set(neighbourhood(network, ["百人计划"], hops)) == expected


def test_a_neighbourhood_keeps_what_is_known_of_nodes_and_edges_and_is_a_copy(network: Network) -> None:
    part = neighbourhood(network, ["区", "县"])
    assert part.nodes["办法"] == {"label": "办法", "type": "Policy"}
    assert part.edges["区", "办法", "issued"] == network.edges["区", "办法", "issued"]
    part.remove_node("区")
    assert "区" in network


def test_a_step_names_every_edge_between_its_ends_as_it_is_stated(network: Network) -> None:
    [[step]] = all_shortest_paths(network, "组织部", "党校")
    assert [(link.subject, link.predicate, link.object) for link in step.links] == [
        ("党校", "partnersWith", "组织部"), ("组织部", "partnersWith", "党校"),
    ]


def test_all_shortest_paths_are_as_short_as_can_be_and_k_shortest_go_on_to_longer_ones(network: Network) -> None:
    assert ends(all_shortest_paths(network, "组织部", "区")) == [["百人计划", "区"]]
    assert ends(k_shortest_paths(network, "组织部", "区", k=9)) == [
        ["百人计划", "区"], ["党校", "讲坛", "区"], ["百人计划", "办法", "区"],
    ]
    assert len(k_shortest_paths(network, "组织部", "区", k=2)) == 2


def test_paths_go_round_excluded_nodes_and_predicates(network: Network) -> None:
    round_the_hub = all_shortest_paths(network, "组织部", "区", without_nodes=["百人计划", "区"])
    assert ends(round_the_hub) == [["党校", "讲坛", "区"]]
    assert ends(k_shortest_paths(network, "组织部", "区", without_predicates=["runs"])) == []


@pytest.mark.parametrize("paths", [all_shortest_paths, k_shortest_paths])
def test_there_is_no_path_between_components_and_one_of_no_steps_to_itself(
    network: Network, paths: Callable[[Network, str, str], tuple[analyse.Path, ...]]
) -> None:
    assert paths(network, "区", "县") == ()
    assert paths(network, "县", "县") == ((),)


def test_at_most_so_many_shortest_paths_are_given() -> None:
    ladder = network_of([], [(f"{a}{n}", "runs", f"{b}{n + 1}") for n in range(12) for a in "xy" for b in "xy"])
    assert len(all_shortest_paths(ladder, "x0", "x12", most=30)) == 30


@pytest.mark.parametrize(
    "ask",
    [
        lambda network: neighbourhood(network, ["市"]),
        lambda network: all_shortest_paths(network, "市", "区"),
        lambda network: k_shortest_paths(network, "区", "市"),
    ],
)
def test_a_node_that_is_not_there_is_named(network: Network, ask: Callable[[Network], object]) -> None:
    with pytest.raises(NameNotFoundError, match="市"):
        ask(network)


def test_centrality_is_what_networkx_computes(network: Network) -> None:
    found = centrality(network)
    assert list(found)[:2] == ["区", "百人计划"]
    simple: nx.Graph[Any] = nx.Graph(network.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    betweenness = nx.betweenness_centrality(simple)
    pagerank = nx.pagerank(network)
    for node in network:
        assert found[node].degree == network.degree(node)
        assert found[node].betweenness == pytest.approx(betweenness[node], abs=1e-4)
        assert found[node].pagerank == pytest.approx(pagerank[node], abs=1e-4)


def test_betweenness_of_a_large_network_is_estimated_near_its_true_value(monkeypatch: pytest.MonkeyPatch) -> None:
    star = network_of([], [("中心", "runs", f"项目{n}") for n in range(400)])
    exact = centrality(star)["中心"].betweenness
    assert not any(one.estimated for one in centrality(star).values())
    monkeypatch.setattr(analyse, "EXACT_BETWEENNESS", 100)
    assert centrality(star)["中心"].betweenness == pytest.approx(exact, rel=0.1)
    assert all(one.estimated for one in centrality(star).values())


def drawn(nodes: int, edges: int, seed: int = 3) -> "nx.MultiDiGraph[int]":
    """A network with parallel edges, loops, hubs and nodes alone."""
    draw = random.Random(seed)
    network: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    network.add_nodes_from(range(nodes))
    network.add_edges_from(
        (draw.randrange(nodes), int(nodes * draw.random() ** 2) if draw.random() < 0.9 else 0) for _ in range(edges)
    )
    return network


@pytest.mark.parametrize(("nodes", "edges"), [(1, 0), (2, 1), (3, 2), (40, 60), (90, 300)])
def test_betweenness_is_that_of_networkx_and_so_is_the_estimate_from_all_nodes(
    nodes: int, edges: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = drawn(nodes, edges)
    simple = nx.Graph(network.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    expected = nx.betweenness_centrality(simple)
    assert {n: one.betweenness for n, one in centrality(network).items()} == pytest.approx(expected, abs=1e-4)
    monkeypatch.setattr(analyse, "EXACT_BETWEENNESS", 0)
    assert {n: one.betweenness for n, one in centrality(network).items()} == pytest.approx(expected, abs=1e-4)


GRAPHS: dict[str, Any] = {
    "karate": nx.karate_club_graph(), "les miserables": nx.les_miserables_graph(), "caveman": nx.caveman_graph(8, 6),
    "florentine": nx.florentine_families_graph(), "random": nx.gnp_random_graph(200, 0.03, seed=1),
    "hubs": nx.barabasi_albert_graph(300, 2, seed=1), "drawn": drawn(200, 400), "edgeless": nx.empty_graph(5),
    "loops": nx.Graph([(1, 1), (2, 2)]),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_communities_are_a_partition_at_least_as_good_as_that_of_louvain(name: str) -> None:
    network: Network = nx.MultiDiGraph()
    network.add_nodes_from(GRAPHS[name])
    network.add_edges_from(GRAPHS[name].edges())
    found = communities(network)
    assert sorted((node for group in found for node in group), key=str) == sorted(network, key=str)
    assert [len(group) for group in found] == sorted(map(len, found), reverse=True)
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_nodes_from(network)
    for one, other in network.edges():
        if one != other:
            weight = simple.get_edge_data(one, other, {"weight": 0})["weight"]
            simple.add_edge(one, other, weight=weight + 1)
    if simple.number_of_edges():
        louvain = nx.community.louvain_communities(simple, seed=7)
        groups = [set(group) for group in found]
        assert nx.community.modularity(simple, groups) >= nx.community.modularity(simple, louvain) - 0.005
    else:
        assert found == tuple(frozenset([node]) for node in sorted(network, key=str))


def test_communities_hang_on_the_seed_alone() -> None:
    network = drawn(300, 700)
    assert [communities(network, seed) for seed in (1, 2)] == [communities(network, seed) for seed in (1, 2)]


def test_the_most_relevant_are_those_of_personalised_pagerank() -> None:
    network = drawn(150, 300)
    both_ways: nx.MultiDiGraph[int] = nx.MultiDiGraph(network)
    both_ways.add_edges_from((other, one) for one, other in network.edges())
    near = nx.pagerank(both_ways, personalization={5: 0.5, 9: 0.5}, tol=1e-13, max_iter=1000)
    found = analyse.relevant(network, [5, 9], most=40)
    assert found[:2] == [5, 9]
    scores = [score for node in found[2:] for other, score in near.items() if other == node]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-8)
    assert min(scores) >= max(near[node] for node in network if node not in found) - 1e-8


def test_the_k_shortest_paths_are_those_of_networkx_within_the_detour() -> None:
    network = drawn(60, 120)
    simple = nx.Graph(network.to_undirected())
    for target in (7, 30, 55):
        if not nx.has_path(simple, 3, target):
            assert k_shortest_paths(network, 3, target) == ()
            continue
        expected = [len(path) - 1 for path in islice(nx.shortest_simple_paths(simple, 3, target), 30)]
        assert [len(path) for path in k_shortest_paths(network, 3, target, k=30)] == [
            steps for steps in expected if steps <= expected[0] + analyse.DETOUR
        ]


def test_where_very_many_paths_are_the_search_ends() -> None:
    clique = network_of([], [(str(a), "runs", str(b)) for a in range(40) for b in range(a)])
    assert len(k_shortest_paths(clique, "0", "39", k=10**9)) == analyse.MOST_PATHS


def test_communities_part_what_hangs_together_and_hold_each_node_once() -> None:
    dense = [(f"{side}{a}", "partnersWith", f"{side}{b}") for side in "东西" for a in range(5) for b in range(a)]
    network = network_of([], [*dense, ("东0", "partnersWith", "西0")])
    assert communities(network) == (
        frozenset(f"东{n}" for n in range(5)), frozenset(f"西{n}" for n in range(5)),
    )


def test_chains_lead_from_policy_to_outcome_and_show_what_is_missing_as_gaps(network: Network) -> None:
    assert chains(network) == (
        Chain(("区",), "办法", ("区", "组织部"), "百人计划", "培训干部 300 人"),
        Chain((), None, ("区",), "讲坛", None),
        Chain(("区",), "意见", (), None, None),
    )


def test_an_empty_network_has_no_answers_and_no_errors() -> None:
    empty: Network = nx.MultiDiGraph()
    assert (centrality(empty), communities(empty), chains(empty), len(neighbourhood(empty, []))) == ({}, (), (), 0)


@pytest.mark.parametrize("turn", [1, 4, 7])
def test_answers_hang_on_no_order_of_nodes_and_edges_and_nothing_is_changed(network: Network, turn: int) -> None:
    other = network_of(list(TYPES.items())[::-1], STATED[turn:] + STATED[:turn][::-1])
    before = (list(other.nodes(data=True)), list(other.edges(keys=True, data=True)))
    assert chains(other) == chains(network)
    assert communities(other) == communities(network)
    assert list(centrality(other).items()) == list(centrality(network).items())
    for source, target in permutations(TYPES, 2):
        assert k_shortest_paths(other, source, target) == k_shortest_paths(network, source, target)
        assert all_shortest_paths(other, source, target) == all_shortest_paths(network, source, target)
    assert (list(other.nodes(data=True)), list(other.edges(keys=True, data=True))) == before


@pytest.mark.parametrize(("nodes", "edges"), [(0, 0), (5, 0), (30, 20), (60, 300)])
def test_pagerank_is_that_of_networkx_with_parallel_edges_loops_and_loose_ends(nodes: int, edges: int) -> None:
    draw = random.Random(nodes)
    network: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    network.add_nodes_from(range(nodes))
    network.add_edges_from((draw.randrange(nodes), draw.randrange(nodes // 2)) for _ in range(edges))
    network.add_edges_from([(1, 1), (1, 2), (1, 2)] if nodes else [])
    expected = nx.pagerank(network, tol=1e-12, max_iter=1000) if nodes else {}
    assert analyse.pagerank(network) == pytest.approx(expected, abs=1e-6)


def test_the_most_relevant_nodes_are_the_centres_then_the_nearest_and_nothing_apart() -> None:
    network: nx.MultiDiGraph[int] = nx.MultiDiGraph([(0, 1), (1, 2), (2, 3), (8, 9)])
    assert analyse.relevant(network, [0], most=10)[0] == 0
    assert set(analyse.relevant(network, [0], most=10)) == {0, 1, 2, 3}
    assert len(analyse.relevant(network, [0], most=2)) == 2
    assert analyse.relevant(network, []) == []
