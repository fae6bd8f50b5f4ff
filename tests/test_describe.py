from decimal import Decimal
from pathlib import Path

import pytest

from graph.build import build, document_iri
from graph.describe import claims, describe, outcomes
from graph.document import Document, from_text
from graph.errors import NameNotFoundError
from graph.facts import Entity, EntityType, Facts, Predicate
from graph.find import find
from graph.store import Store, open_store


def test_an_entity_is_described_with_facts_in_both_directions(store: Store) -> None:
    it = describe(store, find(store, "百人计划").iri)
    assert (it.name, it.types, it.aliases, it.adcode) == ("“百人计划”", ("Program",), ("百人计划",), None)
    assert [(fact.predicate, fact.outgoing, fact.other.name) for fact in it.facts] == [
        ("locatedIn", True, "双桥镇"),
        ("runs", False, "云溪县"),
        ("runs", False, "云溪县委组织部"),
    ]


def test_classes_are_told_from_the_narrowest_up(store: Store) -> None:
    assert describe(store, find(store, "云溪县委组织部").iri).types == ("PartyOrganization", "Organization")


def test_each_fact_has_the_sentence_of_every_document_that_states_it(store: Store, document: Document) -> None:
    it = describe(store, find(store, "云溪县").iri)
    issued = next(fact for fact in it.facts if fact.predicate == "issued")
    assert [source.document for source in issued.sources] == [d.iri for d in store.documents()]
    for source in issued.sources:
        assert source.quote == "云溪县出台《云溪县人才工作办法》" == document.text[source.start : source.end]
        assert source.quote in source.sentence
        assert (source.confidence, source.frame, source.document_title) == (0.9, "by hand", document.title)


def test_outcomes_are_told_with_their_things_and_sources(store: Store) -> None:
    it = describe(store, find(store, "百人计划").iri)
    first, second = it.outcomes
    assert first.iri != second.iri  # one of each document
    assert (first.indicator, first.value, first.unit, first.qualifier) == (
        "培训干部",
        Decimal(12000),
        "人次",
        "more than",
    )
    assert (first.period, first.period_start, first.period_end) == ("2023年", "2023-01-01", "2023-12-31")
    assert first.subject
    assert first.program
    assert (first.subject.name, first.program.name, first.place, first.target) == ("云溪县", "“百人计划”", None, False)
    assert [source.quote for source in first.sources] == ["培训干部1.2万余人次"]


def test_targets_are_told_apart_from_outcomes(store: Store) -> None:
    figures = describe(store, find(store, "云溪县").iri).outcomes
    assert [(figure.target, int(figure.value)) for figure in figures] == [(False, 12000), (True, 20000)] * 2


def test_mentions_quote_the_longest_name_in_their_sentence(store: Store) -> None:
    it = describe(store, find(store, "云溪").iri)
    assert [source.quote for source in it.mentions] == ["云溪县", "云溪县"]
    assert [document.name for document in it.documents] == [d.title for d in store.documents()]


def test_documents_and_figures_are_described_too(store: Store) -> None:
    document = store.documents()[0]
    assert describe(store, document.iri).types == ("Document",)
    figure = outcomes(store)[0]
    assert describe(store, figure.iri).name == "培训干部 12000人次"


@pytest.mark.parametrize("iri", ["urn:nothing", "no iri", "> } DROP ALL #", ""])
def test_what_is_not_there_is_an_error_that_names_it(store: Store, iri: str) -> None:
    with pytest.raises(NameNotFoundError, match="IRI") as told:
        describe(store, iri)
    assert iri in str(told.value)


def test_all_claims_and_outcomes_come_in_the_order_of_the_text(store: Store) -> None:
    found = claims(store)
    assert len(found) == 14
    assert [predicate for _, predicate, _, _ in found[:3]] == ["issued", "runs", "partnersWith"]
    places = [(source.document, source.start) for _, _, _, source in found]
    assert places == sorted(places)
    assert len(outcomes(store)) == 4


def test_hostile_names_are_described_as_they_are(tmp_path: Path) -> None:
    document = from_text("<b>.txt", "无事。")
    names = ('"> } DROP ALL #', "<script>alert(1)</script>", "'; --")
    entities = tuple(Entity(str(i), EntityType.PROGRAM, name, (f"{name} 2",)) for i, name in enumerate(names))
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(document_iri(document), build(Facts(document.name, entities, (), ()), document))
        for name in names:
            it = describe(store, find(store, name).iri)
            assert (it.name, it.aliases) == (name, (f"{name} 2",))


def test_every_predicate_may_stand_in_a_fact(store: Store) -> None:
    seen = {
        fact.predicate
        for name in ("云溪县委组织部", "清河公司", "双桥镇")
        for fact in describe(store, find(store, name).iri).facts
    }
    assert seen <= {predicate.value for predicate in Predicate}
    assert seen == {"runs", "partnersWith", "recognisedAs", "locatedIn"}
