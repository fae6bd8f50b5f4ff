import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection

from app.setup import ROOT
from graph.facts import EntityType, Predicate
from graph.style import EDGES, STYLES
from ontology import schema
from ontology.terms import BROADER, MAITU, SKOS, Vocabulary, local_name, narrowest, shorten

OURS = {local_name(iri) for iri in MAITU.terms()}
THING = "https://w3id.org/maitu/id/place/云溪县"


def sources() -> list[Path]:
    folders = ("ontology", "graph", "app")
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".rq", ".ttl", ".md", ".toml"}
    ]


def graph_of(quads: list[Quad]) -> Graph:
    return Graph().parse(data="\n".join(f"{quad.triple} ." for quad in quads), format="nt")


def test_the_terms_in_code_are_those_that_the_ontology_defines() -> None:
    assert {*schema.classes(), *schema.properties()} == OURS


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_term_used_anywhere_is_defined(path: Path) -> None:
    used = set(re.findall(r"(?<![\w.])maitu:([A-Za-z]\w*)", path.read_text("utf-8")))
    assert used - OURS == set()


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError, match="rums"):
        MAITU.rums  # type: ignore[attr-defined]  # noqa: B018 (this is the error)


def test_a_vocabulary_gives_iris() -> None:
    class Example(Vocabulary, base="https://example.org/"):
        term: str

    assert Example.term == "https://example.org/term"
    assert Example.terms() == (Example.term,)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("term", sorted(OURS))
def test_every_term_has_a_label_and_a_comment_in_both_languages(term: str, language: str) -> None:
    assert schema.labels(language)[term].strip()
    assert len(schema.comment(term, language)) >= 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_classes_and_no_two_relations_share_a_label(language: str) -> None:
    for terms in (schema.classes(), [predicate.value for predicate in Predicate]):
        labels = [schema.label(term, language) for term in terms]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("term", schema.properties())
def test_every_property_has_a_domain_and_a_range_that_exist(term: str) -> None:
    datatypes = {"string", "integer", "decimal", "date", "langString"}
    assert schema.domain(term)
    assert set(schema.domain(term)) <= {*schema.classes()}
    assert schema.range(term)
    assert set(schema.range(term)) <= {*schema.classes(), *datatypes}


def test_no_property_has_two_domains_which_would_mean_both_at_once() -> None:
    for predicate in (RDFS.domain, RDFS.range):
        subjects = list(schema.ontology().subjects(predicate))
        assert len(subjects) == len(set(subjects))


def test_the_kinds_of_facts_are_classes_and_relations_of_the_ontology() -> None:
    assert {kind.value for kind in EntityType} == {name for name, above in BROADER.items() if above == "Entity"}
    assert {predicate.value for predicate in Predicate} <= {*schema.properties()}
    assert set(STYLES) | set(EDGES) <= OURS


def test_broader_classes_in_code_are_those_of_the_ontology() -> None:
    assert {name: (above,) for name, above in BROADER.items()} == {
        name: schema.broader(name) for name in schema.classes() if schema.broader(name)
    }


def test_each_class_but_the_few_at_the_top_is_aligned_with_another_vocabulary() -> None:
    assert [name for name in schema.classes() if not schema.alignments(name)] == ["Community", "Platform"]


def test_labels_are_found_by_iri_and_by_local_name_and_unknown_terms_keep_theirs() -> None:
    assert schema.label(MAITU.runs, "zh") == schema.label("runs", "zh") == "开展"
    assert schema.label(SKOS.altLabel, "zh") == "altLabel"
    assert schema.comment("nothing", "en") == ""


def test_the_narrowest_class_is_told_whatever_else_a_thing_is() -> None:
    assert narrowest({MAITU.Entity, MAITU.Organization, MAITU.PartyOrganization, "https://schema.org/Thing"}) == (
        "PartyOrganization"
    )
    assert narrowest(set()) == ""


def test_iris_are_shortened_by_the_prefixes_that_queries_know() -> None:
    assert (shorten(MAITU.runs), shorten(THING), shorten("urn:x")) == ("maitu:runs", "id:place/云溪县", "urn:x")


def members(shape: object) -> set[str]:
    """The classes that a shape asks for."""
    shapes, found = schema.shapes(), set()
    for node in [shape, *(m for o in shapes.objects(shape, SH["or"]) for m in Collection(shapes, o))]:  # type: ignore[arg-type]
        found |= {local_name(str(c)) for c in shapes.objects(node, SH["class"])}  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    "term",
    [t for t in schema.properties() if (URIRef(MAITU.BASE + t), RDF.type, OWL.ObjectProperty) in schema.ontology()],
)
def test_the_shapes_ask_for_the_domains_and_ranges_of_the_ontology(term: str) -> None:
    iri = URIRef(MAITU.BASE + term)
    for target, wanted in ((SH.targetSubjectsOf, schema.domain(term)), (SH.targetObjectsOf, schema.range(term))):
        shapes = list(schema.shapes().subjects(target, iri))
        assert [members(shape) for shape in shapes] == [set(wanted)]


def test_every_message_of_the_shapes_is_in_both_languages() -> None:
    shapes = schema.shapes()
    for shape in set(shapes.subjects(SH.message)):
        assert {m.language for m in shapes.objects(shape, SH.message) if isinstance(m, Literal)} == {"en", "zh"}


def test_a_built_graph_conforms(quads: list[Quad]) -> None:
    assert schema.validate(graph_of(quads)) == ()


@pytest.fixture
def graph(quads: list[Quad]) -> Graph:
    return graph_of(quads)


def first(graph: Graph, type_: str) -> URIRef:
    return URIRef(min(str(node) for node in graph.subjects(RDF.type, URIRef(type_))))


def no_label(graph: Graph) -> None:
    graph.remove((first(graph, MAITU.Place), RDFS.label, None))


def two_kinds(graph: Graph) -> None:
    graph.add((first(graph, MAITU.Place), RDF.type, URIRef(MAITU.Policy)))


def no_evidence(graph: Graph) -> None:
    graph.remove((first(graph, MAITU.Claim), URIRef(MAITU.evidence), None))


def confidence_of_two(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Claim), URIRef(MAITU.confidence), Literal("2.0", datatype=XSD.decimal)))


def no_plain_triple(graph: Graph) -> None:
    graph.remove((None, URIRef(MAITU.issued), None))


def no_claim(graph: Graph) -> None:
    graph.add((first(graph, MAITU.Place), URIRef(MAITU.runs), first(graph, MAITU.Program)))
    for claim in list(graph.subjects(RDF.predicate, URIRef(MAITU.runs))):
        graph.remove((claim, None, None))


def wrong_subject(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Policy), URIRef(MAITU.leads), first(graph, MAITU.Organization)))


def value_in_words(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Outcome), URIRef(MAITU.value), Literal("many")))


def period_backwards(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Outcome), URIRef(MAITU.periodEnd), Literal("2020-01-01", datatype=XSD.date)))


def other_words(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Outcome), URIRef(MAITU.quote), Literal("原文没有的话", lang="zh")))


def outcome_and_target(graph: Graph) -> None:
    graph.add((first(graph, MAITU.Outcome), RDF.type, URIRef(MAITU.Target)))


def odd_code(graph: Graph) -> None:
    graph.add((first(graph, MAITU.Place), URIRef("https://schema.org/identifier"), Literal("420")))


def broken_hash(graph: Graph) -> None:
    graph.set((first(graph, MAITU.Document), URIRef(MAITU.sha256), Literal("0")))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_label, "It has a name"),
        (two_kinds, "exactly one of the seven kinds"),
        (no_evidence, "names the one sentence that states it"),
        (confidence_of_two, "one confidence, from 0 to 1"),
        (no_plain_triple, "plain triple stands beside"),
        (no_claim, "Each of its relations has a claim"),
        (wrong_subject, "What has maitu:leads is a person"),
        (value_in_words, "one value, a decimal number"),
        (period_backwards, "not after its end"),
        (other_words, "quote stands in its sentence"),
        (outcome_and_target, "either an outcome or a target"),
        (odd_code, "of 2, 4, 6 or 9 digits"),
        (broken_hash, "SHA-256"),
    ],
)
def test_a_spoilt_graph_is_found_out_in_words(graph: Graph, spoil: Callable[[Graph], None], message: str) -> None:
    spoil(graph)
    findings = schema.validate(graph)
    assert [f for f in findings if message in f.message and f.severity == "Violation" and f.focus], findings


def test_findings_are_told_in_chinese_as_well(graph: Graph) -> None:
    no_label(graph)
    assert {f.message for f in schema.validate(graph, "zh")} == {"应有带语言标记的名称。"}


def test_the_readme_shows_every_relation_with_its_domain_and_range() -> None:
    readme = (ROOT / "ontology" / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `maitu:(\w+)` \| ([A-Z][\w, ]* \| [A-Z][\w, ]*) \|$", readme, re.MULTILINE))
    assert rows == {
        predicate.value: " | ".join(", ".join(part(predicate.value)) for part in (schema.domain, schema.range))
        for predicate in Predicate
    }


def test_the_readme_names_every_class() -> None:
    readme = (ROOT / "ontology" / "README.md").read_text("utf-8")
    assert [name for name in schema.classes() if f"`maitu:{name}`" not in readme] == []
