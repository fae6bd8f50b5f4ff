"""What of a network is shown: nearest and most relevant first, filtered, expanded by relation, and on a map."""

from __future__ import annotations

import networkx as nx
import pytest

from app.address import handle, pack, unpack
from app.scene import Expansion, Filter, expansions, filtered, reached, scene
from graph.extract.gazetteer.coordinates import coordinates
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
    assert set(scene(network(), [], 1, more=more).network) == {"计划", "局"}
    assert set(scene(network(), ["办法"], 1, more=more).network) == {"办法", "区委", "计划", "局"}
    assert set(scene(network(), ["办法"], 1, hidden=["区委"]).network) == {"办法"}


@pytest.mark.parametrize(
    "expansion",
    [
        Expansion("a/b:c", "runs", outgoing=True, type="Program"),
        Expansion("~x", "leads", outgoing=False, type="Person"),
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


def test_of_too_many_the_most_relevant_to_the_roots_are_shown_and_the_rest_is_counted() -> None:
    shown = scene(network(), ["局"], 3, most=3)
    assert set(shown.network) == {"局", "计划", "区委"}
    assert shown.left_out == 2


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
