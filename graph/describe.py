"""One entity: all that the documents state of it, each fact with the sentences that state it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from graph.errors import NameNotFoundError
from graph.find import EntityRef, refs
from graph.names import preferred
from graph.store import Row, Store, Term
from ontology.terms import MAITU, RDF, RDFS, SCHEMA, SKOS, broader, local_name


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document states something: the words (`quote`) in their sentence, and the document.

    `evidence` and `document` are IRIs; `start` and `end` are the quote's first and last offset in the decoded document;
    `confidence` and `frame` are those of a claim, else None; `fact` is the IRI of the claim or figure, if it is of one.
    """

    evidence: str
    quote: str
    sentence: str
    document: str
    document_title: str
    start: int
    end: int
    confidence: float | None = None
    frame: str | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation to another thing: `predicate` is its local name, `outgoing` whether the described is its subject."""

    predicate: str
    other: EntityRef
    outgoing: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A figure (see `graph.facts.Outcome`), or an aim where `target`. Days are written YYYY-MM-DD."""

    iri: str
    indicator: str
    value: Decimal
    unit: str
    qualifier: str | None
    period: str | None
    period_start: str | None
    period_end: str | None
    subject: EntityRef | None
    program: EntityRef | None
    place: EntityRef | None
    target: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """All about one thing.

    `types` are the local names of its classes, narrowest first; `identity` says for its other names why each is taken
    for its, as (name, reason); `documents` are those that name it, `mentions` the sentences that do.
    """

    iri: str
    types: tuple[str, ...]
    name: str
    aliases: tuple[str, ...]
    identity: tuple[tuple[str, str], ...]
    adcode: str | None
    facts: tuple[Fact, ...]
    outcomes: tuple[OutcomeRow, ...]
    documents: tuple[EntityRef, ...]
    mentions: tuple[Source, ...]


# What must match stands before what may: Oxigraph joins what follows an OPTIONAL only when all before it is worked out.
_CLAIMS = """SELECT ?s ?p ?o ?confidence ?frame ?evidence ?quote ?sentence ?document ?title ?start ?end ?claim {
  %s
  ?claim a maitu:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; maitu:confidence ?confidence ;
         maitu:frame ?frame ; maitu:evidence ?evidence ; maitu:quote ?quote ; maitu:start ?start ; maitu:end ?end .
  ?evidence maitu:text ?sentence ; maitu:document ?document .
  ?document rdfs:label ?title .
} ORDER BY ?document ?start ?claim"""
_FIGURES = """SELECT ?figure ?target ?indicator ?value ?unit ?qualifier ?period ?from ?to ?subject ?program ?place
       ?evidence ?quote ?sentence ?document ?title ?start ?end {
  %s
  ?figure a maitu:Figure ; maitu:indicator ?indicator ; maitu:value ?value ; maitu:unit ?unit ;
          maitu:evidence ?evidence ; maitu:quote ?quote ; maitu:start ?start ; maitu:end ?end .
  ?evidence maitu:text ?sentence ; maitu:document ?document .
  ?document rdfs:label ?title .
  OPTIONAL { ?figure a ?target FILTER(?target = maitu:Target) }
  OPTIONAL { ?figure maitu:qualifier ?qualifier }
  OPTIONAL { ?figure maitu:period ?period }
  OPTIONAL { ?figure maitu:periodStart ?from }
  OPTIONAL { ?figure maitu:periodEnd ?to }
  OPTIONAL { ?figure maitu:subject ?subject }
  OPTIONAL { ?figure maitu:program ?program }
  OPTIONAL { ?figure maitu:place ?place }
} ORDER BY ?document ?start ?figure"""
_MENTIONS = """SELECT ?evidence ?sentence ?document ?title ?start ?end {
  %s maitu:mentionedIn ?evidence .
  ?evidence maitu:text ?sentence ; maitu:document ?document ; maitu:start ?start ; maitu:end ?end .
  ?document rdfs:label ?title .
} ORDER BY ?document ?start"""


_NAMINGS = """SELECT DISTINCT ?alias ?reason {
  ?naming maitu:names %s ; maitu:alias ?alias ; maitu:identity ?reason
} ORDER BY ?alias ?reason"""


def _identity(store: Store, it: NamedNode) -> tuple[tuple[str, str], ...]:
    return tuple((_text(alias), _text(reason)) for alias, reason in store.select(_NAMINGS % it))


def describe(store: Store, iri: str) -> Description:
    """All that the store holds about the thing with this IRI. Raises NameNotFoundError where there is none."""
    it = _node(iri)
    own: dict[str, set[str]] = defaultdict(set)
    for predicate, object_ in store.select(f"SELECT DISTINCT ?p ?o {{ {it} ?p ?o }}"):
        own[_text(predicate)].add(_text(object_))
    if not own[RDFS.label]:
        raise NameNotFoundError("There is nothing with the IRI {iri} in this graph.", iri=iri)
    name = preferred(own[RDFS.label])
    names = sorted(own[RDFS.label] | own[SKOS.altLabel], key=len, reverse=True)
    mentions = tuple(_mention(row, names) for row in store.select(_MENTIONS % it))
    documents = {source.document: EntityRef(source.document, "Document", source.document_title) for source in mentions}
    return Description(
        iri=iri, types=_types(own[RDF.type]), name=name, aliases=tuple(sorted({*names} - {name})),
        identity=_identity(store, it),
        adcode=min(own[SCHEMA.identifier], default=None), facts=_facts(store, iri), outcomes=outcomes(store, iri),
        documents=tuple(sorted(documents.values(), key=lambda document: (document.name, document.iri))),
        mentions=mentions,
    )


def source_of(store: Store, fact: str) -> Source | None:
    """Where a claim or a figure, given by its IRI, is stated; None where there is neither."""
    for row in store.select(_CLAIMS % f"VALUES ?claim {{ {_node(fact)} }}"):
        return _claimed(row[3:])
    for row in store.select(_FIGURES % f"VALUES ?figure {{ {_node(fact)} }}"):
        return _outcome(row, {}).sources[0]
    return None


def claims(store: Store) -> list[tuple[EntityRef, str, EntityRef, Source]]:
    """All relations that are stated, in the order of the text: subject, local name of the predicate, object, source."""
    rows = store.select(_CLAIMS % "")
    known = refs(store, {_text(term) for row in rows for term in (row[0], row[2])})
    return [(known[_text(s)], local_name(_text(p)), known[_text(o)], _claimed(rest)) for s, p, o, *rest in rows]


def outcomes(store: Store, iri: str | None = None) -> tuple[OutcomeRow, ...]:
    """The figures of one subject, programme or place, or all there are, in the order of the text."""
    # VALUES, since Oxigraph joins a path of alternatives with all figures
    roles = "VALUES ?role { maitu:subject maitu:program maitu:place }"
    pattern = f"{roles} ?figure ?role {_node(iri)} ." if iri else ""
    rows = {_text(row[0]): row for row in store.select(_FIGURES % pattern)}
    known = refs(store, {term.value for row in rows.values() for term in row[9:12] if term})
    return tuple(_outcome(row, known) for row in rows.values())


def _facts(store: Store, iri: str) -> tuple[Fact, ...]:
    found: dict[tuple[str, bool, str], list[Source]] = defaultdict(list)
    for outgoing, end in ((True, "subject"), (False, "object")):
        for subject, predicate, object_, *rest in store.select(_CLAIMS % f"?claim rdf:{end} {_node(iri)} ."):
            other = _text(object_ if outgoing else subject)
            found[local_name(_text(predicate)), outgoing, other].append(_claimed(rest))
    known = refs(store, {other for _, _, other in found})
    facts = [
        Fact(predicate, known[other], outgoing, tuple(sources))
        for (predicate, outgoing, other), sources in found.items()
    ]
    return tuple(sorted(facts, key=lambda fact: (fact.predicate, not fact.outgoing, fact.other.name, fact.other.iri)))


def _outcome(row: Row, known: dict[str, EntityRef]) -> OutcomeRow:
    iri, target, indicator, value, unit, qualifier, period, first, last, subject, program, place, *source = row
    return OutcomeRow(
        iri=_text(iri), indicator=_text(indicator), value=Decimal(_text(value)), unit=_text(unit),
        qualifier=_maybe(qualifier), period=_maybe(period), period_start=_maybe(first), period_end=_maybe(last),
        subject=known.get(_text(subject)), program=known.get(_text(program)), place=known.get(_text(place)),
        target=target is not None, sources=(replace(_source(source), fact=_text(iri)),),
    )


def _claimed(row: Sequence[Term | None]) -> Source:
    confidence, frame, *source, claim = row
    return replace(_source(source), confidence=float(_text(confidence)), frame=_text(frame), fact=_text(claim))


def _mention(row: Row, names: Sequence[str]) -> Source:
    evidence, sentence, document, title, start, end = row
    quote = next((name for name in names if name in _text(sentence)), "")
    return _source((evidence, Literal(quote), sentence, document, title, start, end))


def _source(row: Sequence[Term | None]) -> Source:
    evidence, quote, sentence, document, title, start, end = map(_text, row)
    return Source(evidence, quote, sentence, document, title, int(start), int(end))


def _types(iris: set[str]) -> tuple[str, ...]:
    """The local names of our classes, each before the broader ones; those that only sum up others are left out."""
    names = {local_name(iri) for iri in iris if iri.startswith(MAITU.BASE)} - {"Entity", "Figure"}
    return tuple(sorted(names, key=lambda name: (-len(broader(name)), name)))


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise NameNotFoundError(
            "{iri!r} is no IRI: {why}. Name the entity, or give its whole IRI.", iri=iri, why=error
        ) from error


def _text(term: Term | None) -> str:
    return term.value if term else ""


def _maybe(term: Term | None) -> str | None:
    return term.value if term else None
