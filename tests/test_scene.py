"""What of a network is shown: nearest and most relevant first, filtered, expanded by relation, and on a map."""

from __future__ import annotations

from decimal import Decimal

import networkx as nx
import pytest

from app.address import handle, pack, unpack
from app.scene import Dated, Expansion, Filter, described, expansions, filtered, reached, scene
from graph.describe import Description, Fact, OutcomeRow, Source
from graph.extract.gazetteer.coordinates import coordinates
from graph.find import EntityRef
from graph.positions.on_map import on_map


def network() -> nx.MultiDiGraph[str]:
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, kind, documents in (
        ("区委", "Organization", ("d1",)), ("计划", "Program", ("d1", "d2")), ("行动", "Program", ("d1",)),
        ("办法", "Policy", ("d1",)), ("局", "Organization", ("d2",)),
    ):
        made.add_node(node, label=node, type=kind, documents=documents)
    for one, key, other, sure, document in (
        ("区委", "runs", "计划", 0.9, "d1"), ("区委", "runs", "行动", 0.5, "d1"), ("区委", "issued", "办法", 0.9, "d1"),
        ("局", "participatesIn", "计划", 0.9, "d2"),
    ):
        made.add_edge(one, other, key, predicate=key, confidence=sure, documents=(document,))
    return made


def test_expansions_are_counted_by_relation_direction_and_class_with_what_is_missing() -> None:
    found = expansions(network(), "区委", {"区委", "计划"})
    assert found == [
        (Expansion("区委", "runs", outgoing=True, type="Program"), 2, 1),
        (Expansion("区委", "issued", outgoing=True, type="Policy"), 1, 1),
    ]
    assert reached(network(), Expansion("计划", "participatesIn", outgoing=False, type="Organization")) == ["局"]


def test_an_expansion_adds_its_things_alone() -> None:
    more = [Expansion("计划", "participatesIn", outgoing=False, type="Organization")]
    assert set(scene(network(), ["计划"], 0, more=more).network) == {"计划", "局"}
    assert set(scene(network(), ["局"], 0, more=[Expansion("计划")]).network) == {"局", "计划", "区委"}
    assert set(scene(network(), ["办法"], 1, more=more).network) == {"办法", "区委", "计划", "局"}
    assert set(scene(network(), ["办法"], 1, hidden=["区委"]).network) == {"办法"}


def test_what_is_known_of_a_thing_is_filtered_as_the_drawing_is() -> None:
    def source(document: str, sure: float | None, fact: str) -> Source:
        return Source(f"{fact}/e", "词", "句。", document, "题", 0, 1, sure, None, fact)

    plan, act = (EntityRef(name, "Program", name) for name in ("计划", "行动"))
    early, late = source("d1", 0.9, "c1"), source("d2", 0.6, "c2")
    runs = Fact("runs", plan, outgoing=True, sources=(early, late))
    takes_part = Fact("participatesIn", act, outgoing=True, sources=(late,))
    figures = [
        OutcomeRow(iri, "培训", Decimal(1), "人", None, None, start, start, None, None, None, False, (at,))
        for iri, start, at in (("f1", "2020-01-01", source("d1", None, "f1")), ("f2", None, source("d2", None, "f2")))
    ]
    whole = Description("区委", ("Organization",), "区委", (), (), None, (runs, takes_part), tuple(figures), (), ())

    def left(wanted: Filter, *within: str) -> tuple[list[tuple[str, int]], list[str]]:
        found = described(whole, wanted, within or None)
        return [(fact.predicate, len(fact.sources)) for fact in found.facts], [one.iri for one in found.outcomes]

    assert described(whole, Filter(), None) == whole
    assert left(Filter(("runs",))) == ([("runs", 2)], ["f1", "f2"])
    assert left(Filter(documents=frozenset({"d1"}))) == ([("runs", 1)], ["f1"])
    assert left(Filter(confidence=0.8)) == ([("runs", 1)], ["f1", "f2"])
    assert left(Filter(years=("2020", "2020")), "c1", "f1") == ([("runs", 1)], ["f1"])
    assert left(Filter(years=("2021", "")), "c2", "d2") == ([("runs", 1), ("participatesIn", 1)], ["f2"])


@pytest.mark.parametrize(
    "expansion",
    [
        Expansion("a/b:c", "runs", outgoing=True, type="Program"),
        Expansion("~x", "leads", outgoing=False, type="Person"),
        Expansion("place/甲"),
    ],
)
def test_an_expansion_is_read_as_it_is_written(expansion: Expansion) -> None:
    assert Expansion.read(expansion.written()) == expansion


@pytest.mark.parametrize("text", ["", "runs", "runs:x", ":", "><"])
def test_what_is_no_expansion_is_none(text: str) -> None:
    assert Expansion.read(text) is None


@pytest.mark.parametrize(
    ("wanted", "edges", "nodes"),
    [
        (Filter(), 4, 5), (Filter(("runs",)), 2, 5), (Filter(confidence=0.6), 3, 5),
        (Filter(documents=frozenset({"d2"})), 1, 2), (Filter(documents=frozenset()), 0, 0),
    ],
)
def test_filters_let_through_what_is_stated_so(wanted: Filter, edges: int, nodes: int) -> None:
    found = filtered(network(), wanted)
    assert found.number_of_edges() == edges
    assert len(found) == nodes


@pytest.mark.parametrize(
    ("years", "edges", "nodes"),
    [
        (("", "2019"), {("区委", "计划")}, {"区委", "计划"}),
        (("2023", ""), {("局", "计划"), ("区委", "办法")}, {"局", "计划", "区委", "办法", "行动"}),
        (("2018", ""), {("局", "计划"), ("区委", "办法"), ("区委", "计划")}, {"局", "计划", "区委", "办法", "行动"}),
        (("2025", ""), set(), set()),
    ],
)
def test_a_period_lets_through_what_is_dated_in_it_and_what_is_named_in_its_documents(
    years: tuple[str, str], edges: set[tuple[str, str]], nodes: set[str]
) -> None:
    made = network()
    for one, other, data in made.edges(data=True):
        data["claims"] = (f"{one}/{other}",)
    made.nodes["办法"]["documents"] = made.nodes["局"]["documents"] = ("d3",)
    own, whole = ("2017-01-01", "2019-12-31"), ("2023-05-01", "2023-05-01")
    dated = Dated({"区委/计划": (own,), "局/计划": (whole,), "区委/办法": (whole,), "d1": (whole,), "行动": (whole,)})
    found = filtered(made, Filter(years=years), dated)
    assert set(found.edges()) == edges
    assert set(found) == nodes
    assert dated.years() == [str(year) for year in range(2017, 2024)]


def test_what_is_opened_from_the_whole_graph_comes_first_and_takes_nothing_away() -> None:
    whole = network()
    whole.remove_edge("区委", "行动", "runs")
    assert set(scene(whole, [], 1).network) == {"区委", "计划", "办法", "局"}
    shown = scene(whole, [], 1, more=[Expansion("局")], most=3)
    assert {"局", "计划"} < set(shown.network)
    assert shown.left_out == 1


def test_of_too_many_the_most_relevant_to_the_roots_are_shown_and_the_rest_is_counted() -> None:
    shown = scene(network(), ["局"], 3, most=3)
    assert set(shown.network) == {"局", "计划", "区委"}
    assert shown.left_out == 2


def test_without_roots_what_hangs_together_round_the_most_connected_comes_before_pairs() -> None:
    whole = network()
    for number in range(20):
        whole.add_edge(f"甲{number}", f"乙{number}", "runs")
        whole.add_edge(f"甲{number}", f"乙{number}", "leads")
        whole.add_edge("区委", f"会议{number % 8}", f"organised {number}")
        whole.add_edge("局", f"会议{number % 8}", f"participatesIn {number}")
    shown = scene(whole, [], 1, most=12).network
    assert nx.is_connected(shown.to_undirected())
    assert len(shown) == 12


def test_many_things_stand_in_an_address_as_handles() -> None:
    iris = [f"https://example.org/{number}" for number in range(40)]
    packed = pack(iris)
    assert len(packed) == 1
    assert len(packed[0]) < 9 * 40 + 1
    assert unpack(packed, {handle(iri): iri for iri in iris}) == iris
    assert unpack(["~unknown", "place/甲"], {}) == ["https://w3id.org/maitu/id/place/甲"]


def test_places_lie_north_upwards_and_others_beside_theirs() -> None:
    made = network()
    for name, code in (("哈尔滨", "2301"), ("海口", "4601")):
        made.add_node(name, label=name, type="Place")
        assert coordinates(code)
    made.add_edge("区委", "哈尔滨", "locatedIn")
    known = {name: at for name, code in (("哈尔滨", "2301"), ("海口", "4601")) if (at := coordinates(code))}
    placed = on_map(made, known)
    assert placed["哈尔滨"][1] < placed["海口"][1]
    assert placed["哈尔滨"][0] > placed["海口"][0]
    assert abs(placed["区委"][1] - placed["哈尔滨"][1]) < abs(placed["区委"][1] - placed["海口"][1])
    assert set(placed) == set(made)
    assert coordinates("99") is None
