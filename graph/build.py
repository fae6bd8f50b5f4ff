"""Facts to RDF: one named graph a document. Only here (and in `iris`, for the names) are instances and literals made.

The same facts and document give the same quads, whenever and wherever: no clock, no chance, no blank nodes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from math import isfinite
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph.document import Document
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Relation
from graph.iris import document_iri, entity_iris, segment, unique
from graph.language import detect
from graph.names import tidy
from ontology.terms import INSTANCES, MAITU, OA, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, broader

__all__ = ["build", "document_iri"]

_CLASSES = Path(__file__).with_name("organization_classes.toml")
_TERMS: Mapping[str, str] = {iri.removeprefix(MAITU.BASE): iri for iri in MAITU.terms()}

Statement = tuple[NamedNode, str, NamedNode | Literal]


def build(facts: Facts, document: Document, *, base: str = INSTANCES) -> list[Quad]:
    """All quads of one document, sorted: what it states, and its sentences as evidence.

    Their graph is `document_iri(document, base)`. `facts` must be those of `document`: evidence that names no sentence
    of it raises ValueError.
    """
    graph = NamedNode(document_iri(document, base))
    builder = _Builder(facts, document, base, graph)
    quads = {Quad(subject, NamedNode(predicate), value, graph) for subject, predicate, value in builder.statements()}
    return sorted(quads, key=str)


def organization_class(name: str) -> str | None:
    """The narrower class of an organization by how its name ends; None where no ending fits.

    >>> organization_class("茅箭区委组织部")
    'PartyOrganization'
    """
    endings = _endings()
    plain = tidy(name)
    tails = (plain[start:] for start in range(max(0, len(plain) - _longest_ending()), len(plain)))
    return next((endings[tail] for tail in tails if tail in endings), None)


class _Builder:
    """The statements of one document, part by part."""

    def __init__(self, facts: Facts, document: Document, base: str, graph: NamedNode) -> None:
        self._facts = facts
        self._document = document
        self._base = base
        self._graph = graph
        self._name = segment(document.name)
        self._language = detect(document.text)
        self._entities = {id_: NamedNode(iri) for id_, iri in entity_iris(facts, base).items()}
        self._names = {entity.id: tidy(entity.name) for entity in facts.entities}
        self._run = NamedNode(f"{base}run/maitu-{_version()}")

    def statements(self) -> Iterator[Statement]:
        yield from self._about_document()
        for sentence in range(len(self._document.sentences)):
            yield from self._sentence(sentence)
        for entity in self._facts.entities:
            yield from self._entity(entity)
        yield from self._relations()
        yield from self._figures()

    def _about_document(self) -> Iterator[Statement]:
        document, graph = self._document, self._graph
        yield graph, RDF.type, NamedNode(MAITU.Document)
        yield graph, RDFS.label, self._text(document.title or document.name)
        yield graph, MAITU.fileName, _string(document.name)
        yield graph, MAITU.sha256, _string(document.sha256)
        yield graph, MAITU.encoding, _string(document.encoding)
        yield graph, MAITU.mediaType, _string(document.media_type)
        if document.date:
            yield graph, MAITU.date, _day(document.date)
        yield graph, PROV.wasGeneratedBy, self._run
        yield self._run, RDF.type, NamedNode(MAITU.Run)
        yield self._run, RDFS.label, _string(f"Maitu {_version()}")
        yield self._run, MAITU.version, _string(_version())

    def _sentence(self, index: int) -> Iterator[Statement]:
        sentence, node = self._document.sentences[index], self._evidence(index)
        yield node, RDF.type, NamedNode(MAITU.Evidence)
        yield node, MAITU.text, self._text(sentence.text)
        yield node, MAITU.start, _integer(sentence.spans[0][0])
        yield node, MAITU.end, _integer(sentence.spans[-1][1])
        yield node, MAITU.document, self._graph
        yield node, PROV.wasQuotedFrom, self._graph
        yield node, MAITU.position, _integer(index)
        yield node, MAITU.paragraph, _integer(sentence.paragraph)
        yield node, MAITU.kind, _string(sentence.kind.value)
        for number, (start, end) in enumerate(sentence.spans, start=1):
            target = NamedNode(f"{node.value}/{number}")
            position, quote = NamedNode(f"{target.value}/position"), NamedNode(f"{target.value}/quote")
            yield node, OA.hasTarget, target
            yield target, RDF.type, NamedNode(OA.SpecificResource)
            yield target, OA.hasSource, self._graph
            yield target, OA.hasSelector, position
            yield target, OA.hasSelector, quote
            yield position, RDF.type, NamedNode(OA.TextPositionSelector)
            yield position, OA.start, _integer(start)
            yield position, OA.end, _integer(end)
            yield quote, RDF.type, NamedNode(OA.TextQuoteSelector)
            yield quote, OA.exact, self._text(self._document.text[start:end])

    def _entity(self, entity: Entity) -> Iterator[Statement]:
        node = self._entities[entity.id]
        for type_ in _types(entity):
            yield node, RDF.type, NamedNode(type_)
        yield node, RDFS.label, self._text(entity.name)
        yield from self._namings(entity, node)
        if entity.adcode:
            yield node, SCHEMA.identifier, _string(entity.adcode)
        for sentence in sorted({mention.sentence for mention in entity.mentions}):
            yield node, MAITU.mentionedIn, self._evidence(sentence)

    def _namings(self, entity: Entity, node: NamedNode) -> Iterator[Statement]:
        """Its other names, and, where extraction said so, why each is taken for its."""
        reasons = dict(zip(entity.aliases, entity.identity, strict=False))
        for alias in dict.fromkeys(entity.aliases):
            if alias == entity.name:
                continue
            yield node, SKOS.altLabel, self._text(alias)
            if alias in reasons:
                path = "/".join([self._name, segment(entity.id), segment(alias)])
                naming = NamedNode(f"{self._base}naming/{path}")
                yield naming, RDF.type, NamedNode(MAITU.Naming)
                yield naming, MAITU.names, node
                yield naming, MAITU.alias, self._text(alias)
                yield naming, MAITU.identity, _string(reasons[alias])
                yield naming, PROV.wasQuotedFrom, self._graph

    def _relations(self) -> Iterator[Statement]:
        taken: set[str] = set()
        for relation in dict.fromkeys(self._facts.relations):
            predicate = _TERMS[relation.predicate.value]
            subject, object_ = self._entities[relation.subject], self._entities[relation.object]
            yield subject, predicate, object_
            claim = self._fresh("claim", relation.evidence, self._names_of(relation), taken)
            yield claim, RDF.type, NamedNode(MAITU.Claim)
            yield claim, RDF.subject, subject
            yield claim, RDF.predicate, NamedNode(predicate)
            yield claim, RDF.object, object_
            yield claim, MAITU.confidence, _decimal(round(relation.confidence, 6))
            yield claim, MAITU.frame, _string(relation.frame)
            yield from self._source(claim, relation.evidence)

    def _figures(self) -> Iterator[Statement]:
        taken: set[str] = set()
        for outcome in dict.fromkeys(self._facts.outcomes):
            kind = "target" if outcome.target else "outcome"
            amount = f"{_plain(outcome.value)}{outcome.unit}"
            node = self._fresh(kind, outcome.evidence, (f"{outcome.indicator} {amount}",), taken)
            yield node, RDF.type, NamedNode(MAITU.Target if outcome.target else MAITU.Outcome)
            yield node, RDF.type, NamedNode(MAITU.Figure)
            yield node, RDFS.label, self._text(f"{outcome.indicator} {amount}".strip())
            yield node, MAITU.indicator, self._text(outcome.indicator)
            yield node, MAITU.value, _decimal(outcome.value)
            yield node, MAITU.unit, self._text(outcome.unit)
            if outcome.qualifier:
                yield node, MAITU.qualifier, _string(outcome.qualifier.value)
            yield from self._period(node, outcome)
            things = (MAITU.subject, outcome.subject), (MAITU.program, outcome.program), (MAITU.place, outcome.place)
            for predicate, id_ in things:
                if id_ is not None:
                    yield node, predicate, self._entities[id_]
            yield from self._source(node, outcome.evidence)

    def _period(self, node: NamedNode, outcome: Outcome) -> Iterator[Statement]:
        if outcome.period:
            yield node, MAITU.period, self._text(outcome.period)
        if outcome.period_start:
            yield node, MAITU.periodStart, _day(outcome.period_start)
        if outcome.period_end:
            yield node, MAITU.periodEnd, _day(outcome.period_end)

    def _source(self, node: NamedNode, evidence: Evidence) -> Iterator[Statement]:
        yield node, MAITU.evidence, self._evidence(evidence.sentence)
        yield node, MAITU.quote, self._text(evidence.quote)
        if evidence.spans:
            yield node, MAITU.start, _integer(evidence.spans[0][0])
            yield node, MAITU.end, _integer(evidence.spans[-1][1])
        yield node, PROV.wasGeneratedBy, self._run

    def _names_of(self, relation: Relation) -> tuple[str, ...]:
        return self._names[relation.subject], relation.predicate.value, self._names[relation.object]

    def _fresh(self, kind: str, evidence: Evidence, names: Sequence[str], taken: set[str]) -> NamedNode:
        """A node that no fact before it has: two facts that read alike are numbered in the order of the text."""
        path = "/".join([self._name, str(evidence.sentence), *map(segment, names)])
        iri = unique(f"{self._base}{kind}/{path}", taken)
        taken.add(iri)
        return NamedNode(iri)

    def _evidence(self, sentence: int) -> NamedNode:
        if not 0 <= sentence < len(self._document.sentences):
            raise ValueError(f"{self._document.name} has no sentence {sentence}: these facts are not of this document")
        return NamedNode(f"{self._base}evidence/{self._name}/{sentence}")

    def _text(self, text: str) -> Literal:
        return Literal(_clean(text), language=self._language)


def _types(entity: Entity) -> list[str]:
    name = entity.type.value
    if entity.type is EntityType.ORGANIZATION:
        name = organization_class(entity.name) or name
    names = [name, *broader(name)]
    return [_TERMS[name] for name in names]


@cache
def _endings() -> Mapping[str, str]:
    classes: dict[str, list[str]] = tomllib.loads(_CLASSES.read_text("utf-8"))
    return {ending: name for name, endings in classes.items() for ending in endings}


@cache
def _longest_ending() -> int:
    return max(map(len, _endings()))


@cache
def _version() -> str:
    return version("maitu")


def _clean(text: str) -> str:
    """`text` without half characters, which no RDF literal can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _string(text: str) -> Literal:
    return Literal(_clean(text))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD.integer))


def _decimal(number: float) -> Literal:
    return Literal(_plain(number), datatype=NamedNode(XSD.decimal))


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=NamedNode(XSD.date))


def _plain(number: float) -> str:
    """The shortest decimal numeral of a number, without exponent, as xsd:decimal wants it."""
    if not isfinite(number):
        raise ValueError(f"{number} is no number that a document can state")
    text = format(Decimal(repr(number + 0.0)), "f")  # + 0.0 turns -0.0 into 0.0
    return text.rstrip("0").rstrip(".") if "." in text else text
