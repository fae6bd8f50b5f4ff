"""From the store to networkx."""

import random
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from graph import network as network_module
from graph.build import build, document_iri
from graph.document import Document, from_text
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Relation
from graph.network import Network, project
from graph.store import Store, open_store
from graph.store.protocol import Row, Term
from ontology.terms import MAITU
from tests.bench.generate import stated

FIRST = from_text("甲.txt", "青山县委出台《人才办法》。青山县委实施“头雁计划”，培训干部300人次，力争达到500人次。")
SECOND = from_text("乙.txt", "中共青山县委实施“头雁计划”。青山县委位于青山县。")
COMMITTEE = Entity("o", EntityType.ORGANIZATION, "青山县委")
POLICY = Entity("p", EntityType.POLICY, "人才办法")
PROGRAM = Entity("g", EntityType.PROGRAM, "头雁计划")
YEAR = date(2024, 1, 1), date(2024, 12, 31)
PLACE = Entity("l", EntityType.PLACE, "青山县")


def evidence(document: Document, quote: str) -> Evidence:
    sentence = next(s for s in document.sentences if quote in s.text)
    start = sentence.text.index(quote)
    return sentence.evidence(start, start + len(quote))


def figure(value: float, quote: str, *, target: bool) -> Outcome:
    found = evidence(FIRST, quote)
    return Outcome("培训干部", value, "人次", None, "2024年", "o", "g", None, found, *YEAR, target=target)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("network") / "store"
    first = Facts(
        "甲.txt", (COMMITTEE, POLICY, PROGRAM, PLACE),
        (Relation("o", Predicate.ISSUED, "p", evidence(FIRST, "出台"), 0.9, "issue"),
         Relation("o", Predicate.RUNS, "g", evidence(FIRST, "实施"), 0.7, "carry out")),
        (figure(300, "300人次", target=False), figure(500, "500人次", target=True)),
    )
    second = Facts(
        "乙.txt", (COMMITTEE, PROGRAM, PLACE),
        (Relation("o", Predicate.RUNS, "g", evidence(SECOND, "实施"), 0.8, "carry out"),
         Relation("o", Predicate.LOCATED_IN, "l", evidence(SECOND, "位于"), 0.6, "lie in")),
        (),
    )
    with open_store(folder, write=True) as writer:
        writer.replace(document_iri(FIRST), build(first, FIRST))
        writer.replace(document_iri(SECOND), build(second, SECOND))
    with open_store(folder) as reader:
        yield reader


def edges(network: Network) -> set[tuple[str, str, str]]:
    name = {node: data["label"] for node, data in network.nodes(data=True)}
    return {(name[subject], predicate, name[target]) for subject, target, predicate in network.edges(keys=True)}


ISSUED = ("青山县委", "issued", "人才办法")
RUNS = ("青山县委", "runs", "头雁计划")
LOCATED = ("青山县委", "locatedIn", "青山县")
OF_SUBJECT = ("培训干部 300人次", "subject", "青山县委")
OF_PROGRAM = ("培训干部 300人次", "program", "头雁计划")


def test_entities_are_nodes_by_iri_with_name_and_class_and_nothing_else_is(store: Store) -> None:
    network = project(store)
    assert sorted((data["label"], data["type"]) for _, data in network.nodes(data=True)) == [
        ("人才办法", "Policy"), ("头雁计划", "Program"), ("青山县", "Place"), ("青山县委", "Organization"),
    ]
    assert all(node.startswith("https://w3id.org/maitu/id/") for node in network)
    assert edges(network) == {ISSUED, RUNS, LOCATED}


def test_an_edge_knows_every_claim_that_states_it_and_the_highest_confidence(store: Store) -> None:
    network = project(store)
    by_predicate = {key: data for _, _, key, data in network.edges(keys=True, data=True)}
    assert by_predicate["runs"]["predicate"] == "runs"
    assert by_predicate["runs"]["confidence"] == 0.8
    claims = by_predicate["runs"]["claims"]
    assert claims == tuple(sorted(claims))
    assert ["甲.txt" in claim for claim in claims] == ["乙.txt" in claim for claim in claims][::-1]
    assert len(by_predicate["issued"]["claims"]) == 1


@pytest.mark.parametrize(
    ("filters", "nodes", "found"),
    [
        ({"types": ["Organization", "Program"]}, 2, {RUNS}),
        ({"types": []}, 0, set()),
        ({"types": ["Organization", "Slogan> } #"]}, 1, set()),
        ({"predicates": ["issued", "locatedIn"]}, 4, {ISSUED, LOCATED}),
        ({"predicates": []}, 4, set()),
        ({"documents": [document_iri(FIRST)]}, 4, {ISSUED, RUNS}),
        ({"documents": [document_iri(SECOND)], "predicates": ["runs"]}, 3, {RUNS}),
        ({"documents": ["https://example.org/none"]}, 0, set()),
        ({"outcomes": True}, 5, {ISSUED, RUNS, LOCATED, OF_SUBJECT, OF_PROGRAM}),
        ({"types": ["Program", "Outcome"]}, 2, {OF_PROGRAM}),
        ({"types": ["Program"], "outcomes": True, "predicates": ["program"]}, 2, {OF_PROGRAM}),
        ({"types": ["Program", "Target"]}, 2, {("培训干部 500人次", "program", "头雁计划")}),
        ({"documents": [document_iri(SECOND)], "outcomes": True}, 3, {RUNS, LOCATED}),
    ],
)
def test_filters_let_through_what_they_name(
    store: Store, filters: dict[str, object], nodes: int, found: set[tuple[str, str, str]]
) -> None:
    network = project(store, **filters)  # type: ignore[arg-type]  # a table holds filters of several kinds
    assert (len(network), edges(network)) == (nodes, found)


def test_a_filter_by_document_leaves_the_claims_of_other_documents_out(store: Store) -> None:
    network = project(store, documents=[document_iri(FIRST)])
    [data] = [data for _, _, key, data in network.edges(keys=True, data=True) if key == "runs"]
    assert (len(data["claims"]), data["confidence"]) == (1, 0.7)


def test_an_outcome_is_its_own_claim(store: Store) -> None:
    network = project(store, outcomes=True)
    [(outcome, data)] = [(s, data) for s, _, key, data in network.edges(keys=True, data=True) if key == "program"]
    period = {"documents": (document_iri(FIRST),), "start": "2024-01-01", "end": "2024-12-31"}
    assert data == {"predicate": "program", "claims": (outcome,), "confidence": 1.0, **period}
    assert network.nodes[outcome] == {"label": "培训干部 300人次", "type": "Outcome", **period}


def test_two_projections_are_the_same_to_the_order(store: Store) -> None:
    one, other = project(store, outcomes=True), project(store, outcomes=True)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert list(one) == sorted(one)


def test_nodes_and_edges_know_the_documents_that_they_come_from(store: Store) -> None:
    network = project(store)
    first, second = document_iri(FIRST), document_iri(SECOND)
    documents = {data["label"]: data["documents"] for _, data in network.nodes(data=True)}
    assert documents["青山县委"] == tuple(sorted([first, second]))
    assert documents["人才办法"] == (first,)
    by_predicate = {key: data["documents"] for *_, key, data in network.edges(keys=True, data=True)}
    assert by_predicate == {"issued": (first,), "runs": tuple(sorted([first, second])), "locatedIn": (second,)}


FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"outcomes": True}, {"types": ["Program", "Target"]}, {"predicates": ["runs", "program"], "outcomes": True},
)


def everything(network: Network) -> tuple[object, ...]:
    return list(network.nodes(data=True)), list(network.edges(keys=True, data=True))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_writes_the_kept_projection_is_the_one_read_anew(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    texts = [stated(number) for number in range(8)]
    there: set[str] = set()
    with open_store(tmp_path / "store", write=True) as writer:
        for _ in range(12):
            for _ in range(draw.randrange(1, 4)):
                document, facts = draw.choice(texts)
                iri = document_iri(document)
                if iri in there and draw.random() < 0.4:
                    writer.remove(iri)
                    there.remove(iri)
                    continue
                relations = tuple(one for one in facts.relations if draw.random() < 0.8)
                outcomes = tuple(one for one in facts.outcomes if draw.random() < 0.8)
                writer.replace(iri, build(replace(facts, relations=relations, outcomes=outcomes), document))
                there.add(iri)
            some = sorted(there)[: draw.randrange(9)]
            asked = [*FILTERS, {"documents": some}, {"documents": some, "outcomes": True}]
            kept = [everything(project(writer, **filters)) for filters in asked]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(network_module, "_kept", OrderedDict())
                assert [everything(project(writer, **filters)) for filters in asked] == kept
            assert set(project(writer).edges(keys=True)) == claimed(writer)


def claimed(store: Store) -> set[tuple[str, ...]]:
    """Subject, object and predicate of every claim, asked of the union of all graphs."""
    rows = store.select("SELECT ?s ?o ?p { ?c a maitu:Claim ; rdf:subject ?s ; rdf:object ?o ; rdf:predicate ?p }")
    return {tuple(term.value.removeprefix(MAITU.BASE) for term in row if term) for row in rows}


class Watched:
    """A store that counts the graphs that it is asked for; "" stands for all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def select(self, sparql: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        self.asked.add(values["graph"].value if values else "")
        return self._store.select(sparql, values)


def test_after_a_write_only_the_changed_document_is_read_and_a_filter_by_documents_reads_no_other(
    tmp_path: Path,
) -> None:
    texts = [stated(number) for number in range(10)]
    iris = [document_iri(document) for document, _ in texts]
    with open_store(tmp_path / "store", write=True) as writer:
        writer.load((document_iri(document), build(facts, document)) for document, facts in texts)
        watched = Watched(writer)
        project(cast("Store", watched), documents=[iris[3]], outcomes=True)
        assert watched.asked == {iris[3]}
        project(cast("Store", watched), outcomes=True)
        assert watched.asked == {iris[3], ""}
        watched.asked.clear()
        project(cast("Store", watched), outcomes=True)
        assert watched.asked == set()
        document, facts = texts[5]
        writer.replace(iris[5], build(replace(facts, relations=()), document))
        project(cast("Store", watched), outcomes=True)
        assert watched.asked == {iris[5]}


def test_the_network_is_the_callers_own(store: Store) -> None:
    project(store).clear()
    assert len(project(store)) == 4
