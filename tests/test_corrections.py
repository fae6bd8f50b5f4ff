"""Corrections: each kind, undone, replayed on documents read anew, in any order, and broken off half-way."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad
from rdflib import URIRef

from app.cli import maitu
from graph import corrections as kept
from graph.build import build
from graph.corrections import (
    Confirmation,
    Correction,
    Distinction,
    Merging,
    NewEntity,
    NewFigure,
    NewRelation,
    Rejection,
    Renaming,
    Retyping,
    Splitting,
    review,
)
from graph.corrections.apply import corrected, original
from graph.corrections.duplicates import Named, likely
from graph.corrections.rdf import from_quads, to_quads
from graph.describe import describe
from graph.document import Document, from_text
from graph.errors import CorrectionError
from graph.query import Table, query, saved
from graph.store import Store, open_store
from graph.store.embedded import open_embedded
from graph.store.repair import examine
from ontology import schema
from ontology.terms import INSTANCES, MAITU, PROV
from tests.conftest import TEXT, stated

COUNTY = f"{INSTANCES}place/云溪县"
TOWN = f"{INSTANCES}place/云溪县/双桥镇"
PLAN = f"{INSTANCES}program/云溪县/百人计划"
COMPANY = f"{INSTANCES}organization/清河公司"
OFFICE = f"{INSTANCES}organization/云溪县委组织部"
DOCUMENT = f"{INSTANCES}document/yunxi.txt"
AGAIN = f"{INSTANCES}document/again.txt"
AWARD = "清河公司被评为省级示范企业。"
RUNS = MAITU.runs

Quote = Callable[[Document, str], Any]


class Clock:
    """Corrections one second apart, whoever makes them."""

    def __init__(self) -> None:
        self._time = kept.now()

    def __call__(self, kind: Callable[..., Correction], **parts: Any) -> Correction:
        self._time += timedelta(seconds=1)
        return kind(who="李编辑", when=self._time, why="原文如此", **parts)


@pytest.fixture
def make() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, location: Path) -> Path:
    """A store of one's own with two documents of the same words."""
    shutil.copytree(location, tmp_path / "store", ignore=shutil.ignore_patterns("search", "LOCK"))
    return tmp_path / "store"


@pytest.fixture
def own(folder: Path) -> Iterator[Store]:
    with open_store(folder, write=True) as opened:
        yield opened


def content(store: Store) -> set[Quad]:
    return set(store.quads())


def claim(store: Store, subject: str, predicate: str, object_: str, document: str = DOCUMENT) -> str:
    rows = store.select(
        f"SELECT ?c {{ GRAPH <{document}> {{ ?c rdf:subject <{subject}> ; rdf:predicate <{predicate}> ; "
        f"rdf:object <{object_}> }} }}"
    )
    return rows[0][0].value if rows and rows[0][0] else ""


def findings(store: Store) -> tuple[schema.Finding, ...]:
    return schema.validate(store.as_rdflib())


def kinds(store: Store, make: Clock) -> dict[str, Correction]:
    """One correction of each kind."""
    return {
        "rename": make(Renaming, entity=COMPANY, name="清河实业公司"),
        "retype": make(Retyping, entity=OFFICE, type="GovernmentAgency"),
        "merge": make(Merging, merged=(OFFICE,), into=COMPANY, name="清河公司", type="Enterprise"),
        "split": make(Splitting, entity=COMPANY, new=f"{COMPANY}/2", name="清河公司（乙）", within=(AGAIN,)),
        "split a sentence": make(
            Splitting, entity=COMPANY, new=f"{COMPANY}/3", name="清河公司", within=(DOCUMENT,), sentences=(AWARD,)
        ),
        "reject a relation": make(Rejection, **judged(store, claim(store, COUNTY, RUNS, PLAN))),
        "reject a figure": make(Rejection, **judged(store, figure(store))),
        "confirm": make(Confirmation, **judged(store, claim(store, OFFICE, RUNS, PLAN))),
        "tell apart": make(Distinction, pair=(COMPANY, OFFICE)),
        "add an entity": make(
            NewEntity, entity=kept.new_iri("Organization", "市科技局"), name="市科技局", type="GovernmentAgency",
            document=DOCUMENT, sentence=AWARD, language="zh",
        ),
        "add a relation": make(
            NewRelation, document=DOCUMENT, sentence=AWARD, language="zh", quote="清河公司被评为", subject=COMPANY,
            predicate=MAITU.locatedIn, object=COUNTY,
        ),
        "add a figure": make(
            NewFigure, document=DOCUMENT, sentence=AWARD, language="zh", quote="省级示范企业", indicator="示范企业",
            value=Decimal(1200), unit="家", qualifier="about", period="2023年", period_start="2023-01-01",
            period_end="2023-12-31", subject=COMPANY, program=PLAN, place=COUNTY,
        ),
    }


KINDS = (
    "rename", "retype", "merge", "split", "split a sentence", "reject a relation", "reject a figure", "confirm",
    "tell apart", "add an entity", "add a relation", "add a figure",
)
SILENT = ("confirm", "tell apart")


def judged(store: Store, iri: str) -> dict[str, Any]:
    return {"fact": kept.fact(store, iri), "iri_of_fact": iri}


def figure(store: Store) -> str:
    rows = store.select(f"SELECT ?f {{ GRAPH <{DOCUMENT}> {{ ?f a maitu:Outcome }} }}")
    return rows[0][0].value if rows[0][0] else ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_changes_the_graph_and_undone_leaves_it_as_it_was(
    own: Store, make: Clock, kind: str
) -> None:
    before, version = content(own), own.version()
    one = kinds(own, make)[kind]
    changed = kept.correct(own, one)
    assert bool(changed) == (kind not in SILENT)
    assert kept.corrections(own) == (one,)
    assert kept.undo(own, one.iri) == one
    assert content(own) == before
    assert own.version() == version


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_goes_to_rdf_and_back_whole(own: Store, make: Clock, kind: str) -> None:
    one = kinds(own, make)[kind]
    assert from_quads(to_quads([one])) == (one,)
    assert kept.from_file(kept.to_turtle([one]), "corrections.ttl") == (one,)


def test_a_renamed_thing_keeps_its_former_name_as_an_alias_with_the_reason(own: Store, make: Clock) -> None:
    kept.correct(own, make(Renaming, entity=COMPANY, name="清河实业公司"))
    description = describe(own, COMPANY)
    assert (description.name, description.aliases) == ("清河实业公司", ("清河公司",))
    assert description.identity == (("清河公司", "renamed by hand"),)


def test_of_two_names_the_later_one_holds_until_it_is_undone(own: Store, make: Clock) -> None:
    first, second = make(Renaming, entity=COMPANY, name="甲公司"), make(Renaming, entity=COMPANY, name="乙公司")
    kept.correct(own, second)
    kept.correct(own, first)
    assert describe(own, COMPANY).name == "乙公司"
    kept.undo(own, second.iri)
    assert describe(own, COMPANY).name == "甲公司"


def test_what_is_stated_of_a_merged_thing_is_stated_of_the_other(own: Store, make: Clock) -> None:
    kept.correct(own, make(Merging, merged=(OFFICE,), into=COMPANY, name="清河公司", type="Organization"))
    description = describe(own, COMPANY)
    assert (RUNS.removeprefix(MAITU.BASE), PLAN) in {(fact.predicate, fact.other.iri) for fact in description.facts}
    assert "云溪县委组织部" in description.aliases
    assert COMPANY not in {fact.other.iri for fact in description.facts}  # the two are partners no longer
    left = own.select(f"SELECT ?p {{ {{ <{OFFICE}> ?p ?o }} UNION {{ ?s ?p <{OFFICE}> FILTER(?p != prov:used) }} }}")
    assert left == []


def test_merging_goes_on_from_thing_to_thing_and_round_in_no_circle(own: Store, make: Clock) -> None:
    one = make(Merging, merged=(OFFICE,), into=COMPANY, name="清河公司", type="Organization")
    two = make(Merging, merged=(COMPANY,), into=COUNTY, name="云溪县", type="Place")
    three = make(Merging, merged=(COUNTY,), into=OFFICE, name="云溪县委组织部", type="PartyOrganization")
    kept.correct(own, one, two, three)
    assert describe(own, COUNTY).types == ("Place",)
    kept.undo(own, one.iri)
    assert {fact.other.iri for fact in describe(own, OFFICE).facts} >= {PLAN}


def test_a_split_parts_the_documents_and_rename_follows_only_the_one(own: Store, make: Clock) -> None:
    split = make(Splitting, entity=COMPANY, new=f"{COMPANY}/2", name="清河公司（乙）", within=(AGAIN,))
    kept.correct(own, split, make(Renaming, entity=f"{COMPANY}/2", name="乙"))
    assert {document.iri for document in describe(own, COMPANY).documents} == {DOCUMENT}
    other = describe(own, f"{COMPANY}/2")
    assert {document.iri for document in other.documents} == {AGAIN}
    assert other.name == "乙"
    assert len(other.facts) == len(describe(own, COMPANY).facts)


def test_a_rejected_fact_is_gone_and_its_triple_stays_where_another_sentence_states_it(own: Store, make: Clock) -> None:
    fact = claim(own, COUNTY, RUNS, PLAN)
    kept.correct(own, make(Rejection, **judged(own, fact)))
    assert not claim(own, COUNTY, RUNS, PLAN)
    assert own.select(f"SELECT ?g {{ GRAPH ?g {{ <{COUNTY}> <{RUNS}> <{PLAN}> }} }}") == [(NamedNode(AGAIN),)]


def test_an_added_fact_opens_its_sentence(own: Store, make: Clock) -> None:
    all_ = kinds(own, make)
    kept.correct(own, all_["add a relation"], all_["add a figure"])
    description = describe(own, COMPANY)
    source = next(f for f in description.facts if (f.predicate, f.other.iri) == ("locatedIn", COUNTY)).sources[0]
    assert (source.sentence, source.quote, source.confidence) == (AWARD, "清河公司被评为", 1.0)
    assert source.frame == "added by a reader"
    assert TEXT[source.start : source.end] == "清河公司被评为"
    outcome = next(outcome for outcome in description.outcomes if outcome.indicator == "示范企业")
    assert (outcome.value, outcome.unit, outcome.program and outcome.program.iri) == (Decimal(1200), "家", PLAN)
    with pytest.raises(CorrectionError, match="added by hand"):
        kept.fact(own, outcome.iri)


def test_an_addition_waits_while_its_sentence_or_its_ends_are_missing(own: Store, make: Clock) -> None:
    all_ = kinds(own, make)
    entity = all_["add an entity"]
    assert isinstance(entity, NewEntity)
    relation = make(
        NewRelation, document=DOCUMENT, sentence=AWARD, language="zh", quote="清河公司", subject=entity.entity,
        predicate=MAITU.partnersWith, object=COMPANY,
    )
    lost = make(
        NewRelation, document=DOCUMENT, sentence="没有这句话。", language="zh", quote="没有", subject=OFFICE,
        predicate=MAITU.partnersWith, object=COMPANY,
    )
    assert kept.correct(own, relation, lost) == ()
    assert kept.correct(own, entity) == (DOCUMENT,)
    assert claim(own, entity.entity, MAITU.partnersWith, COMPANY)
    kept.undo(own, entity.iri)
    assert not claim(own, entity.entity, MAITU.partnersWith, COMPANY)


def test_corrections_hold_when_a_document_was_changed_and_read_again(own: Store, make: Clock, quote: Quote) -> None:
    all_ = kinds(own, make)
    names = ("rename", "reject a relation", "add a figure", "split a sentence")
    kept.correct(own, *(all_[name] for name in names))
    changed = from_text("yunxi.txt", "新加的一句话。" + TEXT)
    kept.put(own, DOCUMENT, build(stated(changed, quote), changed))
    assert describe(own, COMPANY).name == "清河实业公司"
    assert not claim(own, COUNTY, RUNS, PLAN)
    added = next(one for one in describe(own, COMPANY).outcomes if one.indicator == "示范企业").sources[0]
    assert changed.text[added.start : added.end] == "省级示范企业"
    assert describe(own, f"{COMPANY}/3").mentions[0].sentence == AWARD
    assert findings(own) == ()
    for one in kept.corrections(own):
        kept.undo(own, one.iri)
    assert set(own.quads(DOCUMENT)) == set(build(stated(changed, quote), changed))


def test_many_documents_are_corrected_on_their_way_into_the_store(own: Store, make: Clock, quads: list[Quad]) -> None:
    import pyoxigraph

    text = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    assert kept.corrector(own)(text) == text
    kept.correct(own, make(Renaming, entity=COMPANY, name="清河实业公司"))
    expected = set(own.quads(DOCUMENT))
    own.remove(DOCUMENT)
    own.load([(DOCUMENT, kept.corrector(own)(text))])
    assert set(own.quads(DOCUMENT)) == expected


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_corrected_and_undone_in_whatever_order_the_rest_holds(
    own: Store, make: Clock, quads: list[Quad], seed: int
) -> None:
    chance = random.Random(seed)
    all_ = list(kinds(own, make).values())
    present: list[Correction] = []
    graph = list(quads)
    for _ in range(20):
        if present and chance.random() < 0.45:
            present.remove(chance.choice(present))
        else:
            present = [*{*present, chance.choice(all_)}]
        present.sort(key=lambda one: one.when)
        graph = corrected(chance.sample(graph, len(graph)), present)
        assert graph == corrected(quads, present)
        assert corrected(graph, present) == graph
        assert original(graph) == quads
    assert corrected(graph, []) == quads


@pytest.mark.parametrize("undoing", [False, True])
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_correction_that_is_broken_off_is_mended(
    folder: Path, make: Clock, monkeypatch: pytest.MonkeyPatch, undoing: bool, steps: int  # noqa: FBT001
) -> None:
    one = make(Renaming, entity=COMPANY, name="清河实业公司")
    with open_store(folder, write=True) as store:
        before = content(store)
        if undoing:
            kept.correct(store, one)
            after = before
        left = steps

        def breaking(write: Callable[..., None]) -> Callable[..., None]:
            def wrapped(*arguments: Any) -> None:
                nonlocal left
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
                write(*arguments)

            return wrapped

        def load(graphs: Iterable[tuple[str, list[Quad]]]) -> None:
            for iri, quads in graphs:
                breaking(type(store).replace)(store, iri, quads)

        with monkeypatch.context() as patch:
            patch.setattr(type(store), "load", lambda _, graphs: load(graphs))
            patch.setattr(store, "replace", breaking(store.replace), raising=False)
            patch.setattr(store, "remove", breaking(store.remove), raising=False)
            with pytest.raises(KeyboardInterrupt):
                kept.undo(store, one.iri) if undoing else kept.correct(store, one)
    with open_store(folder, write=True) as store:
        kept.mend(store)
        assert kept.torn(store) == ()
        if undoing and steps == 0:
            assert kept.corrections(store) == (one,)
        else:
            assert content(store) == (after if undoing else before)


def test_nothing_to_undo_is_told(own: Store) -> None:
    with pytest.raises(CorrectionError, match="maitu corrections"):
        kept.undo(own, f"{INSTANCES}correction/none")


def test_an_effect_is_told_before_it_comes_about(own: Store, make: Clock) -> None:
    version = own.version()
    one = make(Merging, merged=(OFFICE,), into=COMPANY, name="清河公司", type="Organization")
    told = kept.effect(own, one)
    assert own.version() == version
    assert told.documents == (AGAIN, DOCUMENT) == kept.correct(own, one)
    assert told.claims == 4  # in each document the office runs the plan, and is a partner of the company
    assert told.gone


def test_corrections_are_asked_in_sparql(own: Store, make: Clock, folder: Path) -> None:
    kept.correct(own, *kinds(own, make).values())
    del own
    with open_store(folder) as read:
        answer = query(read, saved()["corrections"].sparql)
    assert isinstance(answer, Table)
    assert len(answer.rows) == len(KINDS)


HOSTILE = '<script>alert(1)</script>"\'\\ \u2028\x85\u202e{}'


def test_hostile_words_stay_words(own: Store) -> None:
    one = Renaming(who=HOSTILE, when=kept.now(), why=HOSTILE, entity=COMPANY, name=HOSTILE)
    before = content(own)
    kept.correct(own, one)
    assert kept.corrections(own) == (one,)
    assert describe(own, COMPANY).name == HOSTILE
    kept.undo(own, one.iri)
    assert content(own) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("maitu:newName", "maitu:alias"), "lacks"),
        (("maitu:Renaming", "maitu:Run"), "no kind that Maitu knows"),
        (("prov:endedAtTime", "prov:startedAtTime"), "when it was made"),
        (("@prefix", "@wrong"), "cannot be read as RDF"),
        (("maitu:Correction", "maitu:Claim"), "holds no corrections"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_in_words(make: Clock, change: tuple[str, str], message: str) -> None:
    text = kept.to_turtle([make(Renaming, entity=COMPANY, name="甲")]).decode().replace(*change)
    with pytest.raises(CorrectionError, match=message):
        kept.from_file(text.encode(), "a.ttl")


def test_a_class_that_nobody_knows_is_refused(make: Clock) -> None:
    text = kept.to_turtle([make(Retyping, entity=COMPANY, type="Enterprise")]).decode()
    text = text.replace("Enterprise", "Nonsense")
    with pytest.raises(CorrectionError, match="Nonsense"):
        kept.from_file(text.encode(), "a.ttl")


def test_the_graph_of_corrections_conforms_to_its_shapes_and_spoilt_ones_do_not(own: Store, make: Clock) -> None:
    kept.correct(own, *kinds(own, make).values())
    dataset = own.as_rdflib()
    assert schema.validate(dataset) == ()
    for triple in list(dataset.triples((None, URIRef(PROV.wasAssociatedWith), None))):
        dataset.remove(triple)
    assert {f.message for f in schema.validate(dataset)} == {"A correction names who made it."}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(maitu, ["--store", str(folder), "corrections", *arguments])


def test_the_command_lists_exports_takes_over_and_undoes(folder: Path, make: Clock, tmp_path: Path) -> None:
    one = make(Renaming, entity=COMPANY, name="清河实业公司")
    with open_store(folder, write=True) as store:
        before = content(store)
        kept.correct(store, one)
    assert json.loads(run(folder, "--json").output)[0] | {"when": ""} == {
        "iri": one.iri, "kind": "Renaming", "who": "李编辑", "when": "", "why": "原文如此",
        "what": "organization/清河公司 is called 清河实业公司",
    }
    assert "清河实业公司" in run(folder).output
    file = tmp_path / "corrections.ttl"
    assert run(folder, "export", str(file)).exit_code == 0
    assert run(folder, "export").output.encode() == file.read_bytes()
    assert run(folder, "undo", kept.short(one.iri)).exit_code == 0
    with open_store(folder) as store:
        assert content(store) == before
    assert "new: 1 of 1 correction; changed: 2 documents" in run(folder, "import", str(file)).output
    assert "new: 0 of 1 correction" in run(folder, "import", str(file)).output
    refused = run(folder, "undo", "correction/none")
    assert refused.exit_code == 1
    assert "no correction in this graph" in refused.output


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("青岩县委组织部", "县委组织部", "short"),
        ("十堰市科学技术协会", "十堰市科协", "abbreviation"),
        ("青岩县人才服务中心", "青岩县人材服务中心", "letters"),
        ("“百人计划”", "百人计划", "same"),
        ("青岩县教育局", "云溪县教育局", None),
        ("青岩县第一小学", "青岩县第二小学", None),
        ("青岩县委", "青岩县委组织部", None),
        ("清河公司", "明山学校", None),
    ],
)
def test_likely_duplicates_are_told_from_names_that_are_only_alike(one: str, other: str, reason: str | None) -> None:
    things = [Named("urn:1", "Organization", one, mentions=3), Named("urn:2", "Organization", other, mentions=5)]
    found = likely([*things, Named("urn:3", "Place", one)])
    assert [(pair.one.iri, pair.reason) for pair in found] == ([("urn:2", reason)] if reason else [])


def test_what_was_confirmed_or_told_apart_is_not_asked_again(own: Store, make: Clock) -> None:
    asked = review.doubts(own, 0.95)
    assert [one.confidence for one in asked] == [0.9] * 14
    assert review.doubts(own, 0.9) == []
    kept.correct(own, make(Confirmation, **judged(own, asked[0].claim)))
    kept.correct(own, make(Rejection, **judged(own, asked[1].claim)))
    assert review.doubts(own, 0.95) == asked[2:]
    twin = make(
        NewEntity, entity=f"{INSTANCES}organization/县委组织部", name="县委组织部", type="Organization",
        document=DOCUMENT, sentence=AWARD, language="zh",
    )
    kept.correct(own, twin)
    pairs = review.duplicates(own)
    assert [(pair.one.name, pair.other.name) for pair in pairs] == [("云溪县委组织部", "县委组织部")]
    kept.correct(own, make(Distinction, pair=(pairs[0].one.iri, pairs[0].other.iri)))
    assert review.duplicates(own) == []


def test_the_doctor_finds_and_mends_a_correction_that_was_broken_off(folder: Path, make: Clock) -> None:
    one = make(Renaming, entity=COMPANY, name="清河实业公司")
    with open_store(folder, write=True) as store:
        store.replace(DOCUMENT, corrected(store.quads(DOCUMENT), [one]))
    told = CliRunner().invoke(maitu, ["--store", str(folder), "doctor"])
    assert "1 document with a correction broken off" in told.output
    assert "broken off" in run(folder).output
    CliRunner().invoke(maitu, ["--store", str(folder), "doctor", "--repair"])
    with open_store(folder) as store:
        assert kept.torn(store) == ()
        assert describe(store, COMPANY).name == "清河公司"


def test_every_graph_is_still_what_its_digest_says(folder: Path, make: Clock) -> None:
    with open_embedded(folder, write=True) as store:
        kept.correct(store, *kinds(store, make).values())
        assert examine(store) == []
        assert [one.iri for one in kept.corrections(store)] == [one.iri for one in kinds_made(store)]


def kinds_made(store: Store) -> list[Correction]:
    """The corrections in a store, each written and read once more."""
    return list(from_quads(to_quads(kept.corrections(store))))
