import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, QuerySolutions, Store

from app.setup import ROOT
from graph.build import build, document_iri, organization_class
from graph.document import Document, from_text, read
from graph.extract import extract
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Relation
from graph.iris import entity_iris, segment
from graph.query import Table, query
from graph.store import open_store
from ontology.terms import INSTANCES, MAITU, PREFIXES, RDFS, SCHEMA, SKOS

WORDS = Evidence("words", ((0, 5),), 0)


def canonical(quads: Iterable[Quad]) -> str:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def ask(quads: Iterable[Quad], sparql: str) -> list[list[str]]:
    store = Store()
    store.extend(quads)
    found = store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [[term.value if isinstance(term, NamedNode | Literal) else "" for term in row] for row in found]


def iris(*entities: Entity, relations: Iterable[tuple[str, Predicate, str]] = ()) -> list[str]:
    """The IRIs of some entities without their base, between which some relations hold."""
    stated = tuple(Relation(s, p, o, WORDS, 1.0, "by hand") for s, p, o in relations)
    found = entity_iris(Facts("a.txt", entities, stated, ()))
    return [found[entity.id].removeprefix(INSTANCES) for entity in entities]


def place(id_: str, name: str, adcode: str | None = None, *aliases: str) -> Entity:
    return Entity(id_, EntityType.PLACE, name, aliases, adcode=adcode)


def organization(id_: str, name: str) -> Entity:
    return Entity(id_, EntityType.ORGANIZATION, name)


def program(id_: str, name: str) -> Entity:
    return Entity(id_, EntityType.PROGRAM, name)


def policy(id_: str, name: str) -> Entity:
    return Entity(id_, EntityType.POLICY, name)


def test_two_builds_are_the_same_to_the_byte(facts: Facts, document: Document, quads: list[Quad]) -> None:
    assert list(map(str, build(facts, document))) == list(map(str, quads))
    assert canonical(build(facts, document)) == canonical(quads)


def test_a_build_in_another_process_with_other_hashes_is_the_same() -> None:
    code = (
        "import hashlib; from pathlib import Path; from graph.document import read; from graph.extract import extract; "
        "from graph.build import build; d = read(Path('seeds/maojian.txt')); "
        "print(hashlib.sha256(repr(list(map(str, build(extract(d), d)))).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(digests) == 1


def test_the_order_in_which_facts_come_makes_no_difference_where_they_differ(facts: Facts, document: Document) -> None:
    shuffled = replace(
        facts, entities=facts.entities[::-1], relations=facts.relations[::-1], outcomes=facts.outcomes[::-1]
    )
    assert build(shuffled, document) == build(facts, document)


def test_there_are_no_blank_nodes_and_one_graph(quads: list[Quad], document: Document) -> None:
    assert {quad.graph_name for quad in quads} == {NamedNode(document_iri(document))}
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


def test_a_store_gives_back_what_was_built_to_the_letter(quads: list[Quad]) -> None:
    store = Store()
    store.extend(quads)
    assert sorted(map(str, store)) == sorted(map(str, quads))


def test_every_fact_reaches_its_sentence_in_one_hop(quads: list[Quad], document: Document, facts: Facts) -> None:
    rows = ask(quads, "SELECT ?fact ?quote ?text { ?fact maitu:evidence/maitu:text ?text ; maitu:quote ?quote }")
    assert len(rows) == len(facts.relations) + len(facts.outcomes)
    assert {text for _, _, text in rows} <= {sentence.text for sentence in document.sentences}
    assert all(quote in text for _, quote, text in rows)


def test_offsets_lead_to_the_words_in_the_document(quads: list[Quad], document: Document) -> None:
    rows = ask(quads, "SELECT ?s ?e ?quote { ?fact maitu:quote ?quote ; maitu:start ?s ; maitu:end ?e }")
    assert rows
    assert all(document.text[int(start) : int(end)] == quote for start, end, quote in rows)


def test_selectors_take_a_torn_sentence_apart() -> None:
    document = read(ROOT / "seeds" / "maojian.txt")
    rows = ask(
        build(Facts(document.name, (), (), ()), document),
        """SELECT ?i ?start ?end ?exact {
        ?evidence oa:hasTarget ?target ; maitu:position ?i .
        ?target oa:hasSelector ?p, ?q . ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?exact } ORDER BY ?start""",
    )
    assert len(rows) == sum(len(sentence.spans) for sentence in document.sentences)
    assert all(document.text[int(start) : int(end)] == exact for _, start, end, exact in rows)
    assert any(len(sentence.spans) > 1 for sentence in document.sentences)


def test_every_sentence_is_evidence_even_where_it_states_nothing(quads: list[Quad], document: Document) -> None:
    rows = ask(quads, "SELECT ?text { ?e a maitu:Evidence ; maitu:text ?text ; maitu:position ?i } ORDER BY ?i")
    assert [text for (text,) in rows] == [sentence.text for sentence in document.sentences]


def test_entities_carry_names_aliases_classes_and_codes(document: Document) -> None:
    entities = (place("p", "茅箭区", "420302", "茅箭"), organization("o", "茅箭区第一党支部"))
    quads = build(Facts(document.name, entities, (), ()), document)
    by_predicate = {(q.predicate.value, str(q.object)) for q in quads if "茅箭区" in str(q.subject)}
    assert {(RDFS.label, '"茅箭区"@zh'), (SKOS.altLabel, '"茅箭"@zh'), (SCHEMA.identifier, '"420302"')} <= by_predicate
    types = ask(quads, "SELECT ?t { ?o a maitu:Organization, ?t } ORDER BY ?t")
    assert [t.removeprefix(MAITU.BASE) for (t,) in types] == [
        "Entity",
        "Organization",
        "PartyBranch",
        "PartyOrganization",
    ]


def test_values_are_plain_decimals_and_periods_are_days(quads: list[Quad]) -> None:
    (row,) = ask(
        quads,
        """SELECT ?v (DATATYPE(?v) AS ?t) ?s ?e ?q ?u { ?o a maitu:Outcome ; maitu:value ?v ; maitu:unit ?u ;
        maitu:periodStart ?s ; maitu:periodEnd ?e ; maitu:qualifier ?q }""",
    )
    assert row == ["12000", PREFIXES["xsd"] + "decimal", "2023-01-01", "2023-12-31", "more than", "人次"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.98, "1.98"),
        (1e-7, "0.0000001"),
        (3e15, "3000000000000000"),
        (-2.5, "-2.5"),
        (100.0, "100"),
    ],
)
def test_numbers_are_written_without_exponent(document: Document, value: float, written: str) -> None:
    outcome = Outcome("x", value, "", None, None, None, None, None, document.sentences[0].evidence(0, 2))
    ((found,),) = ask(build(Facts(document.name, (), (), (outcome,)), document), "SELECT ?v { ?o maitu:value ?v }")
    assert found == written


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(document: Document, value: float) -> None:
    outcome = Outcome("x", value, "", None, None, None, None, None, document.sentences[0].evidence(0, 2))
    with pytest.raises(ValueError, match="no number"):
        build(Facts(document.name, (), (), (outcome,)), document)


def test_targets_are_no_outcomes(quads: list[Quad]) -> None:
    assert ask(quads, "SELECT ?v { ?o a maitu:Target ; maitu:value ?v }") == [["20000"]]
    assert ask(quads, "SELECT ?v { ?o a maitu:Outcome ; maitu:value ?v }") == [["12000"]]


def test_a_relation_stated_twice_is_one_triple_and_two_claims(document: Document, facts: Facts) -> None:
    first = facts.relations[1]
    again = replace(first, evidence=facts.relations[2].evidence)
    both = build(replace(facts, relations=(first, again, first)), document)
    assert len(ask(both, "SELECT ?s { ?s maitu:runs ?o }")) == 1
    assert len(ask(both, "SELECT ?c { ?c a maitu:Claim }")) == 2


def test_two_figures_that_read_alike_in_one_sentence_stay_two(document: Document) -> None:
    sentence = document.sentences[0]
    outcomes = tuple(
        Outcome("x", 1.0, "个", None, None, None, None, None, sentence.evidence(start, start + 2)) for start in (0, 2)
    )
    quads = build(Facts(document.name, (), (), outcomes), document)
    assert len(ask(quads, "SELECT ?o { ?o a maitu:Outcome }")) == 2


def test_facts_of_another_document_are_refused(facts: Facts) -> None:
    with pytest.raises(ValueError, match="no sentence"):
        build(facts, from_text("short.txt", "无。"))


def test_an_english_document_gives_english_labels() -> None:
    document = from_text("en.txt", "The city council launched the Clean Rivers programme in 2020.")
    quads = build(Facts("en.txt", (program("p", "Clean Rivers"),), (), ()), document)
    assert '"Clean Rivers"@en' in {str(quad.object) for quad in quads}


def test_a_base_of_ones_own_is_used_for_every_instance(facts: Facts, document: Document) -> None:
    quads = build(facts, document, base="https://data.example/")
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    assert all(subject.startswith("https://data.example/") for subject in subjects)


def test_divisions_are_named_by_their_chain_whatever_the_document_calls_them() -> None:
    assert iris(place("a", "茅箭区", "420302")) == iris(place("a", "茅箭", "420302")) == ["place/湖北省/十堰市/茅箭区"]


def test_places_without_a_code_lie_in_what_the_document_says_they_lie_in() -> None:
    town, river = place("t", "双桥镇"), place("r", "清河")
    found = iris(
        place("c", "茅箭区", "420302"),
        town,
        river,
        relations=[("t", Predicate.LOCATED_IN, "c"), ("r", Predicate.LOCATED_IN, "t")],
    )
    assert found[1:] == ["place/湖北省/十堰市/茅箭区/双桥镇", "place/湖北省/十堰市/茅箭区/双桥镇/清河"]


def test_places_that_lie_in_each_other_do_no_harm() -> None:
    ring = [("a", Predicate.LOCATED_IN, "b"), ("b", Predicate.LOCATED_IN, "a")]
    assert len(set(iris(place("a", "甲地"), place("b", "乙地"), relations=ring))) == 2


@pytest.mark.parametrize(
    ("runner", "iri"),
    [
        (place("r", "茅箭区", "420302"), "program/湖北省/十堰市/茅箭区/百人计划"),
        (organization("r", "清河公司"), "program/清河公司/百人计划"),
        (organization("r", "国务院"), "program/百人计划"),
        (organization("r", "中央组织部"), "program/百人计划"),
    ],
)
def test_a_programme_is_named_after_whoever_runs_it_save_the_centre(runner: Entity, iri: str) -> None:
    assert iris(program("p", "“百人计划”"), runner, relations=[("r", Predicate.RUNS, "p")])[0] == iri


def test_an_office_of_a_place_speaks_for_the_place() -> None:
    area, office = place("a", "茅箭区", "420302"), organization("o", "茅箭区委组织部")
    found = iris(program("p", "百人计划"), area, office, relations=[("o", Predicate.RUNS, "p")])
    assert found[0] == "program/湖北省/十堰市/茅箭区/百人计划"


def test_the_programmes_of_two_counties_stay_two_and_a_policy_of_the_centre_is_one() -> None:
    def both(name: str, code: str) -> list[str]:
        stated = [("c", Predicate.RUNS, "p"), ("s", Predicate.ISSUED, "l"), ("c", Predicate.ISSUED, "m")]
        return iris(
            place("c", name, code),
            program("p", "百人计划"),
            organization("s", "国务院"),
            policy("l", "《乡村振兴促进办法》"),
            policy("m", "《实施方案》"),
            relations=stated,
        )

    one, other = both("茅箭区", "420302"), both("张湾区", "420303")
    assert (one[1] != other[1], one[3] == other[3], one[4] != other[4]) == (True, True, True)


def test_a_policy_that_bears_the_name_of_its_place_needs_no_other() -> None:
    issued = [("c", Predicate.ISSUED, "p")]
    assert (
        iris(policy("p", "《茅箭区人才办法》"), place("c", "茅箭区", "420302"), relations=issued)[0]
        == "policy/茅箭区人才办法"
    )


def test_the_order_of_several_runners_makes_no_difference() -> None:
    runners = [organization("a", "甲公司"), organization("b", "乙公司"), place("c", "茅箭区", "420302")]
    stated = [(runner.id, Predicate.RUNS, "p") for runner in runners]
    found = {iris(program("p", "联合行动"), *runners, relations=order)[0] for order in permutations(stated)}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("茅箭区", "茅箭区"),
        ("a b", "a%20b"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("100%", "100%25"),
        ('<x>"', "%3Cx%3E%22"),
        ("\u202e反", "%E2%80%AE反"),
        ("\ue000", "%EE%80%80"),
        ("\ud800", "%3F"),
        ("..", "%2E%2E"),
        ("", "_"),
        ("a\0b", "a%00b"),
        ("😀", "😀"),
        ("\ufffe", "%EF%BF%BE"),
    ],
)
def test_iris_keep_chinese_and_encode_what_is_forbidden(text: str, written: str) -> None:
    assert segment(text) == written
    NamedNode(INSTANCES + segment(text))  # raises where it is no IRI


def test_very_long_names_are_cut_and_still_told_apart() -> None:
    one, other = segment("长" * 10_000 + "甲"), segment("长" * 10_000 + "乙")
    assert one != other
    assert len(one) < 200


def test_hostile_names_build_and_come_back_as_they_were(document: Document) -> None:
    names = [
        '"> } DROP ALL <x>',
        "<script>alert(1)</script>",
        "a\\b\n\tc",
        "\u202e\u200b",
        "=HYPERLINK(1)",
        "𠮷" * 3000,
        "\ud800x",
    ]
    entities = tuple(program(str(number), name) for number, name in enumerate(names))
    labels = {
        label
        for (label,) in ask(
            build(Facts(document.name, entities, (), ()), document), "SELECT ?l { ?p a maitu:Program ; rdfs:label ?l }"
        )
    }
    assert labels == {name.encode("utf-8", "replace").decode() for name in names}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("茅箭区委组织部", "PartyOrganization"),
        ("双桥村党支部", "PartyBranch"),
        ("云溪县人民政府", "GovernmentAgency"),
        ("云溪县财政局", "GovernmentAgency"),
        ("清河茶业有限公司", "Enterprise"),
        ("双桥村经济合作社", "Enterprise"),
        ("云溪大学", "School"),
        ("云溪县委党校", "School"),
        ("云溪县人民医院", "Hospital"),
        ("双桥村村委会", "Community"),
        ("云溪县人民医院院士专家工作站", "Platform"),
        ("云溪县委", "PartyOrganization"),
        ("驰田公司党支部", "PartyBranch"),
        ("Clean Water Bureau", "GovernmentAgency"),
        ("某某", None),
        ("", None),
    ],
)
def test_an_organization_is_classed_by_how_its_name_ends(name: str, expected: str | None) -> None:
    assert organization_class(name) == expected


def test_why_a_name_was_taken_for_a_things_can_be_asked(tmp_path: Path) -> None:
    document = from_text("清水.txt", "清水县推进乡村治理\n\n县委组织部出台办法，清水县委组织部落实责任。")
    asked = "SELECT ?alias ?reason { ?n maitu:names ?thing ; maitu:alias ?alias ; maitu:identity ?reason }"
    with open_store(tmp_path / "store", write=True) as store:
        store.replace(document_iri(document), build(extract(document), document))
        answer = query(store, asked)
    assert isinstance(answer, Table)
    assert [[str(term) for term in row] for row in answer.rows] == [['"县委组织部"@zh', '"jurisdiction"']]


def test_names_that_differ_in_marks_alone_are_two_namings() -> None:
    document = from_text("甲.txt", "清水县实施村干部能力提升“百人计划”。清水县实施“百人计划”。")
    quads = build(extract(document), document)
    aliases = {quad.object.value for quad in quads if quad.predicate.value == str(MAITU.alias)}  # type: ignore[union-attr]
    namings = {quad.subject for quad in quads if quad.predicate.value == str(MAITU.alias)}
    assert {"百人计划", "“百人计划”"} <= aliases
    assert len(namings) == len(aliases)
