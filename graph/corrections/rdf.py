"""Corrections to RDF and back: one graph for all of them, which any SPARQL query can ask."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from graph.corrections.kinds import (
    Addition,
    Confirmation,
    Correction,
    Distinction,
    Fact,
    Judgement,
    Merging,
    NewEntity,
    NewFigure,
    NewRelation,
    Rejection,
    Renaming,
    Retyping,
    Splitting,
)
from graph.errors import CorrectionError
from graph.facts import EntityType, Predicate, Qualifier
from graph.iris import segment
from graph.store.repair import CORRECTIONS
from ontology.terms import BROADER, INSTANCES, MAITU, OA, PREFIXES, PROV, RDF, RDFS, SCHEMA, XSD, broader, local_name

CLASSES: Final[Mapping[type[Correction], str]] = {
    Renaming: MAITU.Renaming, Retyping: MAITU.Retyping, Merging: MAITU.Merging, Splitting: MAITU.Splitting,
    Rejection: MAITU.Rejection, Confirmation: MAITU.Confirmation, Distinction: MAITU.Distinction,
    NewEntity: MAITU.Addition, NewRelation: MAITU.Addition, NewFigure: MAITU.Addition,
}
ENTITY_CLASSES: Final = tuple(
    sorted(name for name in {*EntityType, *BROADER} if name in set(EntityType) or "Organization" in broader(name))
)
"""The local names of the classes that an entity may be given."""

_LONGEST = 10_000
"""Characters of any text in a correction: no name and no sentence that is worth quoting is longer."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS: Mapping[str, str] = {
    "used": PROV.used, "generated": PROV.generated, "name": MAITU.newName, "type": MAITU.newClass,
    "source": OA.hasSource, "sentence": OA.exact, "quote": MAITU.quote, "label": RDFS.label, "subject": RDF.subject,
    "predicate": RDF.predicate, "object": RDF.object, "indicator": MAITU.indicator, "value": MAITU.value,
    "unit": MAITU.unit, "qualifier": MAITU.qualifier, "period": MAITU.period, "start": MAITU.periodStart,
    "end": MAITU.periodEnd, "about": SCHEMA.observationAbout, "program": SCHEMA.isPartOf, "place": SCHEMA.location,
}

Value = NamedNode | Literal
Statement = tuple[NamedNode, str, Value]


def to_quads(corrections: Iterable[Correction]) -> list[Quad]:
    """All statements of some corrections, in the graph CORRECTIONS."""
    graph = NamedNode(CORRECTIONS)
    found = {Quad(s, NamedNode(p), o, graph) for one in corrections for s, p, o in _statements(one)}
    return sorted(found, key=str)


def from_quads(quads: Iterable[Quad]) -> tuple[Correction, ...]:
    """The reverse of `to_quads`, by time. Raises CorrectionError where a correction lacks a part or has a wrong one."""
    nodes: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    names = {iri: _first(node, RDFS.label) for iri, node in nodes.items()}
    found = [
        _correction(iri, node, names)
        for iri, node in nodes.items()
        if MAITU.Correction in {value.value for value in node[RDF.type]}
    ]
    return ordered(found)


def ordered(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Corrections by the time at which they were made, each once."""
    return tuple(sorted({one.iri: one for one in corrections}.values(), key=lambda one: (one.when, one.iri)))


def to_turtle(corrections: Iterable[Correction]) -> bytes:
    """A file of corrections, for others to take over."""
    triples = [quad.triple for quad in to_quads(corrections)]
    return pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""


def from_file(data: bytes, name: str) -> tuple[Correction, ...]:
    """The corrections in a file called `name`: Turtle, TriG, N-Triples or N-Quads.

    Raises CorrectionError where it is none of them, holds none, or holds one that is not sound.
    """
    form = RdfFormat.from_extension(name.rpartition(".")[2].lower()) or RdfFormat.TURTLE
    try:
        quads = list(pyoxigraph.parse(data, format=form))
    except (SyntaxError, ValueError) as error:
        raise CorrectionError(
            "{name} cannot be read as RDF: {why}. Give a file that Maitu exported.", name=name, why=error
        ) from error
    found = from_quads(quad for quad in quads if isinstance(quad, Quad))
    if not found:
        raise CorrectionError(
            "{name} holds no corrections. Give a file that `maitu corrections` exported.", name=name
        )
    return found


def _statements(one: Correction) -> Iterable[Statement]:
    node = NamedNode(one.iri)
    agent = NamedNode(f"{INSTANCES}agent/{segment(one.who)}")
    yield node, RDF.type, NamedNode(MAITU.Correction)
    yield node, RDF.type, NamedNode(CLASSES[type(one)])
    yield node, PROV.wasAssociatedWith, agent
    yield agent, RDF.type, NamedNode(PROV.Agent)
    yield agent, RDFS.label, Literal(one.who)
    yield node, PROV.endedAtTime, Literal(_written(one.when), datatype=NamedNode(XSD.dateTime))
    if one.why:
        yield node, RDFS.comment, Literal(one.why)
    for key, value in _parts(one):
        if value:
            yield node, _KEYS[key], _term(key, value, one)


def _term(key: str, value: str, one: Correction) -> Value:
    if key in {"used", "generated", "source", "subject", "predicate", "object", "about", "program", "place"}:
        return NamedNode(value)
    if key in {"quote", "label", "indicator", "unit", "period", "sentence"}:
        language = one.fact.language if isinstance(one, Judgement) else getattr(one, "language", None)
        return Literal(value, language=language)
    if key == "value":
        return Literal(value, datatype=NamedNode(XSD.decimal))
    if key in {"start", "end"}:
        return Literal(value, datatype=NamedNode(XSD.date))
    return Literal(value)


def _parts(one: Correction) -> Iterable[tuple[str, str]]:
    """What a correction says beside who, when and why; empty values are left out."""
    match one:
        case Renaming():
            yield from (("used", one.entity), ("name", one.name))
        case Retyping():
            yield from (("used", one.entity), ("type", one.type))
        case Merging():
            yield from (("used", iri) for iri in one.merged)
            yield from (("generated", one.into), ("name", one.name), ("type", one.type))
        case Splitting():
            yield from (("used", one.entity), ("generated", one.new), ("name", one.name))
            yield from (("source", iri) for iri in one.within)
            yield from (("sentence", text) for text in one.sentences)
        case Judgement():
            fact = one.fact
            yield from (("used", one.iri_of_fact), ("source", fact.document), ("quote", fact.quote))
            yield from (("label", fact.label), ("subject", fact.subject), ("predicate", fact.predicate))
            yield "object", fact.object
        case Distinction():
            yield from (("used", iri) for iri in one.pair)
        case Addition():
            yield from (("source", one.document), ("sentence", one.sentence))
            yield from _addition(one)
        case _:
            raise TypeError(f"{type(one)} is no kind of correction")


def _addition(one: Addition) -> Iterable[tuple[str, str]]:
    match one:
        case NewEntity():
            yield from (("generated", one.entity), ("name", one.name), ("type", one.type))
        case NewRelation():
            yield from (("generated", one.fact_iri), ("quote", one.quote), ("subject", one.subject))
            yield from (("predicate", one.predicate), ("object", one.object))
        case NewFigure():
            yield from (("generated", one.fact_iri), ("quote", one.quote), ("indicator", one.indicator))
            yield from (("value", f"{one.value:f}"), ("unit", one.unit), ("qualifier", one.qualifier))
            yield from (("period", one.period), ("start", one.period_start), ("end", one.period_end))
            yield from (("about", one.subject), ("program", one.program), ("place", one.place))
            yield "type", "Target" if one.target else "Outcome"


class _Node:
    """The parts of one correction, looked up; what is missing or wrong is told by its IRI."""

    def __init__(self, iri: str, values: Mapping[str, list[Value]]) -> None:
        self._iri = iri
        self._values = values

    def all(self, key: str) -> tuple[str, ...]:
        found = tuple(sorted(value.value for value in self._values.get(_KEYS[key], ())))
        if any(len(value) > _LONGEST for value in found):
            raise CorrectionError(
                "{iri} has a text of more than {most:,} characters. Take it out.", iri=self._iri, most=_LONGEST
            )
        return found

    def maybe(self, key: str) -> str:
        return next(iter(self.all(key)), "")

    def one(self, key: str) -> str:
        if not (found := self.maybe(key)):
            raise CorrectionError(
                "{iri} lacks {key}. Take it out, or add what is missing.", iri=self._iri, key=_KEYS[key]
            )
        return found

    def of(self, key: str, allowed: Iterable[str]) -> str:
        value = self.one(key)
        if value not in allowed:
            raise CorrectionError(
                "{iri}: {value!r} is no {key} that Maitu knows. Take it out.",
                iri=self._iri, value=value, key=local_name(_KEYS[key]),
            )
        return value

    @property
    def language(self) -> str:
        literals = (value for key in ("quote", "sentence") for value in self._values.get(_KEYS[key], ()))
        return next((one.language for one in literals if isinstance(one, Literal) and one.language), "zh")


def _correction(iri: str, values: Mapping[str, list[Value]], names: Mapping[str, str]) -> Correction:
    node = _Node(iri, values)
    agent = _first(values, PROV.wasAssociatedWith)
    who, why = names.get(agent) or agent, _first(values, RDFS.comment)
    try:
        when = datetime.fromisoformat(_first(values, PROV.endedAtTime))
    except ValueError as error:
        raise CorrectionError(
            "{iri} does not say when it was made. Take it out, or add prov:endedAtTime.", iri=iri
        ) from error
    if not who or when.tzinfo is None:
        raise CorrectionError(
            "{iri} does not say who made it, or in which time zone. Take it out, or add it.", iri=iri
        )
    kinds = {local_name(value.value) for value in values[RDF.type]} - {"Correction"}
    match sorted(kinds):
        case ["Renaming"]:
            return Renaming(who=who, when=when, why=why, entity=node.one("used"), name=node.one("name"))
        case ["Retyping"]:
            entity, type_ = node.one("used"), node.of("type", ENTITY_CLASSES)
            return Retyping(who=who, when=when, why=why, entity=entity, type=type_)
        case ["Merging"]:
            return Merging(
                who=who, when=when, why=why, merged=node.all("used"), into=node.one("generated"), name=node.one("name"),
                type=node.of("type", ENTITY_CLASSES),
            )
        case ["Splitting"]:
            return Splitting(
                who=who, when=when, why=why, entity=node.one("used"), new=node.one("generated"), name=node.one("name"),
                within=node.all("source"), sentences=node.all("sentence"),
            )
        case ["Rejection" | "Confirmation" as kind]:
            fact = Fact(
                document=node.one("source"), quote=node.one("quote"), language=node.language,
                subject=node.maybe("subject"), predicate=node.maybe("predicate"), object=node.maybe("object"),
                label=node.maybe("label"),
            )
            judged = Rejection if kind == "Rejection" else Confirmation
            return judged(who=who, when=when, why=why, fact=fact, iri_of_fact=node.one("used"))
        case ["Distinction"]:
            one, *others = node.all("used")
            return Distinction(who=who, when=when, why=why, pair=(one, others[0] if others else one))
        case ["Addition"]:
            return _added(node, who, when, why)
        case _:
            raise CorrectionError("{iri} is of no kind that Maitu knows. Take it out.", iri=iri)


def _added(node: _Node, who: str, when: datetime, why: str) -> Addition:
    document, sentence = node.one("source"), node.one("sentence")
    if node.maybe("predicate"):
        predicate = node.of("predicate", {MAITU.BASE + name for name in Predicate})
        return NewRelation(
            who=who, when=when, why=why, document=document, sentence=sentence, language=node.language,
            quote=node.one("quote"), subject=node.one("subject"), predicate=predicate, object=node.one("object"),
        )
    if node.maybe("indicator"):
        return NewFigure(
            who=who, when=when, why=why, document=document, sentence=sentence, language=node.language,
            quote=node.one("quote"), indicator=node.one("indicator"), value=_number(node.one("value")),
            unit=node.maybe("unit"), qualifier=node.of("qualifier", list(Qualifier)) if node.maybe("qualifier") else "",
            period=node.maybe("period"), period_start=_day(node.maybe("start")), period_end=_day(node.maybe("end")),
            subject=node.maybe("about"), program=node.maybe("program"), place=node.maybe("place"),
            target=node.maybe("type") == "Target",
        )
    return NewEntity(
        who=who, when=when, why=why, document=document, sentence=sentence, language=node.language,
        entity=node.one("generated"), name=node.one("name"), type=node.of("type", ENTITY_CLASSES),
    )


def _written(when: datetime) -> str:
    """A time in the one form that XML Schema calls canonical, which every store gives back as it is."""
    text = f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}".rstrip("0").rstrip(".")
    return f"{text}Z"


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise CorrectionError("{text!r} is no number. Correct it.", text=text) from error
    if not value.is_finite():
        raise CorrectionError("{text!r} is no number that a document can state. Correct it.", text=text)
    return value


def _day(text: str) -> str:
    if text and not _DAY.fullmatch(text):
        raise CorrectionError("{text!r} is no day. Write it as YYYY-MM-DD.", text=text)
    return text


def _first(values: Mapping[str, list[Value]], key: str) -> str:
    return min((value.value for value in values.get(key, ())), default="")
