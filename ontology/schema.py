"""What the ontology says of its own terms, and whether a graph keeps to it.

`maitu.ttl` and `shapes.ttl` are the only sources; terms may be given as IRIs or as local names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.terms import MAITU, local_name

ONTOLOGY = Path(__file__).with_name("maitu.ttl")
SHAPES = Path(__file__).with_name("shapes.ttl")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that SHACL finds wrong.

    `focus` is the IRI of the thing, `path` that of the property (or ""), `value` what stands there (or ""), `severity`
    Violation, Warning or Info, and `message` says in words what should be.
    """

    focus: str
    path: str
    value: str
    severity: str
    message: str


def labels(language: str) -> Mapping[str, str]:
    """Local name → label of every term, in `en` or `zh`."""
    return _texts(RDFS.label, language)


def label(term: str, language: str) -> str:
    """The label of a term; one that is not ours keeps its local name."""
    name = local_name(term)
    return labels(language).get(name, name)


def comment(term: str, language: str) -> str:
    """What a term means, in a sentence or two; "" for one that is not ours."""
    return _texts(RDFS.comment, language).get(local_name(term), "")


def classes() -> tuple[str, ...]:
    """The local names of all classes, in order."""
    return _names(OWL.Class)


def properties() -> tuple[str, ...]:
    """The local names of all properties, in order."""
    return tuple(sorted({*_names(OWL.ObjectProperty), *_names(OWL.DatatypeProperty)}))


def domain(term: str) -> tuple[str, ...]:
    """The classes that have a property, by local name: more than one where it is a union."""
    return _members(_iri(term), RDFS.domain)


def range(term: str) -> tuple[str, ...]:  # noqa: A001 (the name that RDF Schema gives it)
    """The classes or datatypes that a property leads to, by local name: more than one where it is a union."""
    return _members(_iri(term), RDFS.range)


def broader(term: str) -> tuple[str, ...]:
    """The classes of ours right above a class, by local name."""
    above = ontology().objects(_iri(term), RDFS.subClassOf)
    return tuple(sorted(local_name(str(c)) for c in above if str(c).startswith(MAITU.BASE)))


def alignments(term: str) -> tuple[tuple[str, str], ...]:
    """What a term is to terms of other vocabularies: (relation, IRI), the relation by its local name."""
    relations = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    found = ((local_name(str(r)), str(o)) for r in relations for o in ontology().objects(_iri(term), r))
    return tuple(sorted(pair for pair in found if not pair[1].startswith(MAITU.BASE)))


@cache
def ontology() -> Graph:
    """The ontology as a graph; it is shared, and not to be changed."""
    return Graph().parse(ONTOLOGY, format="turtle")


@cache
def shapes() -> Graph:
    """The SHACL shapes as a graph; it is shared, and not to be changed."""
    return Graph().parse(SHAPES, format="turtle")


def validate(graph: Graph, language: str = "en") -> tuple[Finding, ...]:
    """What in a graph breaks the shapes, by focus, path and message; empty where it conforms.

    A Dataset is taken as the union of its graphs. Messages are in `language`, en or zh.
    """
    import pyshacl

    data = Graph()
    for triple in graph.triples((None, None, None)):
        data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inference="none", advanced=True, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL failed: {report!r}")
    found = (_finding(report, result, language) for result in report.subjects(RDF.type, SH.ValidationResult))
    return tuple(sorted(found, key=lambda f: (f.focus, f.path, f.message, f.value)))


def _finding(report: Graph, result: Node, language: str) -> Finding:
    def value(predicate: URIRef) -> str:
        found = report.value(result, predicate)
        return "" if found is None else str(found)

    messages = [m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)]
    told = sorted(str(m) for m in messages if m.language == language) or sorted(map(str, messages))
    return Finding(
        value(SH.focusNode), value(SH.resultPath), value(SH.value), local_name(value(SH.resultSeverity)), " ".join(told)
    )


@cache
def _texts(predicate: URIRef, language: str) -> Mapping[str, str]:
    found = {
        local_name(str(term)): str(text)
        for term, text in ontology().subject_objects(predicate)
        if isinstance(text, Literal) and text.language == language and str(term).startswith(MAITU.BASE)
    }
    return MappingProxyType(found)


def _names(kind: URIRef) -> tuple[str, ...]:
    return tuple(sorted(local_name(str(t)) for t in ontology().subjects(RDF.type, kind) if isinstance(t, URIRef)))


def _members(term: URIRef, predicate: URIRef) -> tuple[str, ...]:
    found: list[str] = []
    for node in ontology().objects(term, predicate):
        union = ontology().value(node, OWL.unionOf)
        members = [node] if union is None else list(Collection(ontology(), union))
        found += [local_name(str(member)) for member in members]
    return tuple(found)


def _iri(term: str) -> URIRef:
    return URIRef(term if ":" in term else MAITU.BASE + term)
