"""Corrections applied to what a document states: a pure function from quads to quads, and the way back.

It goes in steps, whatever the order in which the corrections were made: facts are rejected as they were extracted, then
entities are merged and split, then what was not found is added, then names and classes are changed. So any correction
can be undone without the others, and what each says holds as far as there is something that it can hold of.

What comes out bears the way back in itself: the document keeps, in one literal, what was changed. A store that replaces
a document's graph at one stroke cannot be left with one half.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from graph.corrections.kinds import (
    Correction,
    Fact,
    Merging,
    NewEntity,
    NewFigure,
    NewRelation,
    Rejection,
    Renaming,
    Retyping,
    Splitting,
)
from graph.corrections.triples import Node, Statement, Triples
from graph.document import Sentence
from graph.iris import segment
from graph.kinds import Kind
from ontology.terms import INSTANCES, MAITU, OA, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, broader

FRAME: Final = "added by a reader"
"""The frame of a claim that a reader added."""

_ENDS: Final = (MAITU.subject, MAITU.program, MAITU.place)


def corrected(quads: Iterable[Quad], corrections: Sequence[Correction]) -> list[Quad]:
    """What a document states when `corrections` (by time) are applied to what it stated before any were.

    `quads` are those of one document, corrected or not; they come back as they were extracted where nothing applies.
    """
    given = list(quads)
    if not given:
        return given
    document = given[0].graph_name.value if isinstance(given[0].graph_name, NamedNode) else ""
    before = {_statement(quad) for quad in original(given)}
    work = _Work(document, Triples(before), corrections)
    used = work.done()
    after = work.triples.all()
    if used:
        after |= {(document, PROV.wasInfluencedBy, NamedNode(one.iri)) for one in used}
        after.add((document, MAITU.uncorrected, Literal(_difference(before, work.triples.all()))))
    graph = NamedNode(document)
    return sorted((Quad(NamedNode(s), NamedNode(p), o, graph) for s, p, o in after), key=str)


def original(quads: Iterable[Quad]) -> list[Quad]:
    """What a document stated before corrections were applied."""
    given = list(quads)
    graph = given[0].graph_name if given else None
    notes = [quad for quad in given if quad.predicate.value == MAITU.uncorrected]
    if graph is None or not notes:
        return given
    stamps = {*notes, *(q for q in given if q.predicate.value == PROV.wasInfluencedBy and q.subject == graph)}
    found = set(given) - stamps
    lines = "".join(note.object.value for note in notes if isinstance(note.object, Literal)).split("\n")
    for sign, change in (("+", found.discard), ("-", found.add)):
        text = "\n".join(line[1:] for line in lines if line.startswith(sign))
        for triple in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES):
            change(Quad(triple.subject, triple.predicate, triple.object, graph))
    return sorted(found, key=str)


def fact_of(triples: Triples, iri: str, document: str) -> Fact | None:
    """The claim or figure with an IRI, told so that it is found again; None where there is none."""
    quotes = triples.nodes(iri, MAITU.quote)
    if not quotes or not isinstance(quotes[0], Literal):
        return None
    quote, language = quotes[0].value, quotes[0].language or "zh"
    if NamedNode(MAITU.Claim) in triples.nodes(iri, RDF.type):
        subject, predicate, object_ = (triples.value(iri, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        return Fact(
            document=document, quote=quote, language=language, subject=subject, predicate=predicate, object=object_
        )
    return Fact(document=document, quote=quote, language=language, label=triples.value(iri, RDFS.label))


def triples_of(quads: Iterable[Quad]) -> Triples:
    """The statements of some quads."""
    return Triples(map(_statement, quads))


class _Work:
    """The steps, on one document; `done` takes them and tells which corrections changed something."""

    def __init__(self, document: str, triples: Triples, corrections: Sequence[Correction]) -> None:
        self.triples = triples
        self._document = document
        self._corrections = corrections
        self._parents = _parents([one for one in corrections if isinstance(one, Merging)])
        self._used: list[Correction] = []
        self._evidence: dict[str, str] | None = None

    def done(self) -> list[Correction]:
        self._reject()
        for iri in [iri for iri in self._parents if iri in self.triples]:
            self._merge(iri)
        self._split()
        self._add()
        self._rename_and_retype()
        return self._used

    def _tell(self, one: Correction, since: int) -> None:
        if self.triples.changes > since and one not in self._used:
            self._used.append(one)

    def _reject(self) -> None:
        rejections = [
            one for one in self._corrections if isinstance(one, Rejection) and one.fact.document == self._document
        ]
        if not rejections:
            return
        facts: dict[Fact | None, list[str]] = {}
        for iri in (*self.triples.typed(MAITU.Claim), *self.triples.typed(MAITU.Figure)):
            facts.setdefault(fact_of(self.triples, iri, self._document), []).append(iri)
        for one in rejections:
            since = self.triples.changes
            for iri in facts.get(one.fact, ()):
                self._drop_fact(iri)
            self._tell(one, since)

    def _drop_fact(self, iri: str) -> None:
        ends = tuple(self.triples.value(iri, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        self.triples.drop(iri)
        if all(ends):
            self._drop_if_unstated(*ends)

    def _drop_if_unstated(self, subject: str, predicate: str, object_: str) -> None:
        """Take a plain triple away that no claim of this document states any longer."""
        claims = self.triples.subjects(RDF.subject, subject)
        wanted = (subject, predicate, object_)
        if all(self._ends(claim) != wanted for claim in claims):
            self.triples.discard(subject, predicate, NamedNode(object_))

    def _ends(self, claim: str) -> tuple[str, str, str]:
        value = self.triples.value
        return value(claim, RDF.subject), value(claim, RDF.predicate), value(claim, RDF.object)

    def _merge(self, iri: str) -> None:
        """Put what an entity was merged into in its place, with the last name and class on the way there."""
        way: list[Merging] = []
        into = iri
        while into in self._parents:
            into, merging = self._parents[into]
            way.append(merging)
        since = self.triples.changes
        known = into in self.triples
        labels = [one for one in self.triples.nodes(iri, RDFS.label) if isinstance(one, Literal)]
        language = labels[0].language if labels else None
        self.triples.drop(iri, RDFS.label)
        self.triples.drop(iri, RDF.type)
        if known and self.triples.nodes(into, SCHEMA.identifier):
            self.triples.drop(iri, SCHEMA.identifier)
        self.triples.rename(iri, into)
        if not known:
            self.triples.add(into, RDFS.label, Literal(way[-1].name, language=language))
            self._type(into, way[-1].type)
        for label in labels:
            self._alias(into, label, "merged by hand", way[-1])
        for claim in self.triples.subjects(RDF.subject, into):
            if self.triples.value(claim, RDF.object) == into:  # nothing stands in a relation to itself
                self._drop_fact(claim)
        for one in way:
            self._tell(one, since)

    def _split(self) -> None:
        for one in self._corrections:
            if not isinstance(one, Splitting) or self._document not in one.within:
                continue
            entity = self._root(one.entity)
            if entity not in self.triples or one.new in self.triples:
                continue
            since = self.triples.changes
            if one.sentences:
                self._split_sentences(one, entity)
            else:
                self.triples.rename(entity, one.new)
                self._name(one.new, one.name, one)
            self._tell(one, since)
            if one.new in self._parents and one.new in self.triples:
                self._merge(one.new)

    def _split_sentences(self, one: Splitting, entity: str) -> None:
        found = {iri for text in one.sentences if (iri := self._sentence(text))}
        if not found:
            return
        for iri in found & set(self.triples.values(entity, MAITU.mentionedIn)):
            self.triples.discard(entity, MAITU.mentionedIn, NamedNode(iri))
            self.triples.add(one.new, MAITU.mentionedIn, NamedNode(iri))
        for fact in sorted(fact for iri in found for fact in self.triples.subjects(MAITU.evidence, iri)):
            old = self._ends(fact)
            for part in (RDF.subject, RDF.object, *_ENDS):
                if self.triples.value(fact, part) == entity:
                    self.triples.discard(fact, part, NamedNode(entity))
                    self.triples.add(fact, part, NamedNode(one.new))
                    self.triples.add(one.new, MAITU.mentionedIn, NamedNode(self.triples.value(fact, MAITU.evidence)))
            if all(old) and old != (new := self._ends(fact)):
                self.triples.add(new[0], new[1], NamedNode(new[2]))
                self._drop_if_unstated(*old)
        if one.new not in self.triples:
            return
        texts = "\n".join(one.sentences)
        for predicate, node in self.triples.of(entity):
            if predicate == RDF.type or (predicate in {RDFS.label, SKOS.altLabel} and node.value in texts):
                self.triples.add(one.new, SKOS.altLabel if predicate == RDFS.label else predicate, node)
        self._name(one.new, one.name, one)
        if not self.triples.nodes(entity, MAITU.mentionedIn):
            self._forget(entity)

    def _forget(self, entity: str) -> None:
        """Drop an entity that no sentence of the document names and no fact is about any longer."""
        facts = (RDF.subject, RDF.object, *_ENDS)
        if any(self.triples.subjects(part, entity) for part in facts):
            return
        for naming in self.triples.subjects(MAITU.names, entity):
            self.triples.drop(naming)
        self.triples.drop(entity)

    def _add(self) -> None:
        for kind in (NewEntity, NewRelation, NewFigure):
            for one in self._corrections:
                if isinstance(one, kind) and one.document == self._document:
                    since = self.triples.changes
                    if evidence := self._sentence(one.sentence):
                        self._add_one(one, evidence)
                    self._tell(one, since)

    def _add_one(self, one: Correction, evidence: str) -> None:
        add = self.triples.add
        match one:
            case NewEntity():
                entity = self._root(one.entity)
                if entity not in self.triples:
                    add(entity, RDFS.label, Literal(one.name, language=one.language))
                    self._type(entity, one.type)
                add(entity, MAITU.mentionedIn, NamedNode(evidence))
            case NewRelation():
                subject, object_ = self._root(one.subject), self._root(one.object)
                if subject in self.triples and object_ in self.triples and subject != object_:
                    add(subject, one.predicate, NamedNode(object_))
                    claim = one.fact_iri
                    add(claim, RDF.type, NamedNode(MAITU.Claim))
                    add(claim, RDF.subject, NamedNode(subject))
                    add(claim, RDF.predicate, NamedNode(one.predicate))
                    add(claim, RDF.object, NamedNode(object_))
                    add(claim, MAITU.confidence, Literal("1", datatype=NamedNode(XSD.decimal)))
                    add(claim, MAITU.frame, Literal(FRAME))
                    self._source(one, evidence)
            case NewFigure():
                self._figure(one, evidence)

    def _figure(self, one: NewFigure, evidence: str) -> None:
        add, node = self.triples.add, one.fact_iri
        ends = {part: self._root(iri) for part, iri in zip(_ENDS, (one.subject, one.program, one.place), strict=True)}
        if any(iri and iri not in self.triples for iri in ends.values()):
            return
        amount = f"{_plain(one)}{one.unit}"
        add(node, RDF.type, NamedNode(MAITU.Target if one.target else MAITU.Outcome))
        add(node, RDF.type, NamedNode(MAITU.Figure))
        add(node, RDFS.label, Literal(f"{one.indicator} {amount}".strip(), language=one.language))
        add(node, MAITU.indicator, Literal(one.indicator, language=one.language))
        add(node, MAITU.value, Literal(_plain(one), datatype=NamedNode(XSD.decimal)))
        add(node, MAITU.unit, Literal(one.unit, language=one.language))
        if one.qualifier:
            add(node, MAITU.qualifier, Literal(one.qualifier))
        if one.period:
            add(node, MAITU.period, Literal(one.period, language=one.language))
        for predicate, day in ((MAITU.periodStart, one.period_start), (MAITU.periodEnd, one.period_end)):
            if day:
                add(node, predicate, Literal(day, datatype=NamedNode(XSD.date)))
        for part, iri in ends.items():
            if iri:
                add(node, part, NamedNode(iri))
        self._source(one, evidence)

    def _source(self, one: NewRelation | NewFigure, evidence: str) -> None:
        node = one.fact_iri
        self.triples.add(node, MAITU.evidence, NamedNode(evidence))
        self.triples.add(node, MAITU.quote, Literal(one.quote, language=one.language))
        first, last = self._offsets(evidence, one.quote)
        self.triples.add(node, MAITU.start, _integer(first))
        self.triples.add(node, MAITU.end, _integer(last))
        self.triples.add(node, PROV.wasGeneratedBy, NamedNode(one.iri))

    def _offsets(self, evidence: str, quote: str) -> tuple[int, int]:
        """Where a quote stands in the document: its first and last offset."""
        spans = [
            (int(position), int(self.triples.value(selector, OA.end)))
            for target in self.triples.values(evidence, OA.hasTarget)
            for selector in self.triples.values(target, OA.hasSelector)
            if (position := self.triples.value(selector, OA.start))
        ]
        text = self.triples.value(evidence, MAITU.text)
        found = Sentence(0, text, tuple(sorted(spans)), 0, Kind.BODY).evidence(
            start := max(0, text.find(quote)), start + len(quote)
        )
        return found.spans[0][0], found.spans[-1][1]

    def _rename_and_retype(self) -> None:
        last: dict[tuple[type, str], Renaming | Retyping] = {
            (type(one), one.entity): one for one in self._corrections if isinstance(one, Renaming | Retyping)
        }
        for one in last.values():
            if one.entity not in self.triples or one.entity in self._parents:
                continue
            since = self.triples.changes
            if isinstance(one, Renaming):
                self._name(one.entity, one.name, one)
            else:
                self._type(one.entity, one.type)
            self._tell(one, since)

    def _root(self, iri: str) -> str:
        while iri in self._parents:
            iri = self._parents[iri][0]
        return iri

    def _name(self, entity: str, name: str, one: Correction) -> None:
        """Give an entity a name; those that it had become aliases."""
        labels = [label for label in self.triples.nodes(entity, RDFS.label) if isinstance(label, Literal)]
        others = [alias for alias in self.triples.nodes(entity, SKOS.altLabel) if isinstance(alias, Literal)]
        language = next((label.language for label in [*labels, *others] if label.language), None)
        if [label.value for label in labels] == [name]:
            return
        self.triples.drop(entity, RDFS.label)
        for alias in others:
            if alias.value == name:
                self.triples.discard(entity, SKOS.altLabel, alias)
        self.triples.add(entity, RDFS.label, Literal(name, language=language))
        for label in labels:
            self._alias(entity, label, "renamed by hand", one)

    def _alias(self, entity: str, label: Literal, reason: str, one: Correction) -> None:
        """Keep a name as another name of an entity, with the reason."""
        if label.value in self.triples.values(entity, RDFS.label):
            return
        self.triples.add(entity, SKOS.altLabel, label)
        path = "/".join([self._document.rpartition("/")[2], one.iri.rpartition("/")[2], segment(label.value)])
        naming = f"{INSTANCES}naming/{path}"
        self.triples.add(naming, RDF.type, NamedNode(MAITU.Naming))
        self.triples.add(naming, MAITU.names, NamedNode(entity))
        self.triples.add(naming, MAITU.alias, label)
        self.triples.add(naming, MAITU.identity, Literal(reason))
        self.triples.add(naming, PROV.wasQuotedFrom, NamedNode(self._document))

    def _type(self, entity: str, type_: str) -> None:
        wanted = {MAITU.BASE + name for name in (type_, *broader(type_))}
        for iri in self.triples.values(entity, RDF.type):
            if iri not in wanted:
                self.triples.discard(entity, RDF.type, NamedNode(iri))
        for iri in wanted:
            self.triples.add(entity, RDF.type, NamedNode(iri))

    def _sentence(self, text: str) -> str:
        """The IRI of the sentence with a text, or ""."""
        if self._evidence is None:
            found = sorted(self.triples.typed(MAITU.Evidence), reverse=True)  # of equal ones the first is taken
            self._evidence = {self.triples.value(iri, MAITU.text): iri for iri in found}
        return self._evidence.get(text, "")


def _parents(mergings: Iterable[Merging]) -> dict[str, tuple[str, Merging]]:
    """Entity → what it was merged into; a merging that only repeats what others say together has no part in it."""
    parents: dict[str, tuple[str, Merging]] = {}

    def root(iri: str) -> str:
        while iri in parents:
            iri = parents[iri][0]
        return iri

    for merging in mergings:
        for iri in merging.merged:
            one, other = root(iri), root(merging.into)
            if one != other:
                parents[one] = other, merging
    return parents


def _difference(before: Collection[Statement], after: Collection[Statement]) -> str:
    """What was changed, as lines of N-Triples behind a sign."""
    gone, new = set(before) - set(after), set(after) - set(before)
    return "\n".join(
        sign + line
        for sign, statements in (("-", gone), ("+", new))
        for line in sorted(_lines(statements))
    )


def _lines(statements: Iterable[Statement]) -> list[str]:
    triples = [Triple(NamedNode(s), NamedNode(p), o) for s, p, o in statements]
    return (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode().split("\n")[:-1]


def _statement(quad: Quad) -> Statement:
    subject, node = quad.subject, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(node, NamedNode | Literal):
        raise TypeError(f"{quad} has a blank node, and documents have none")
    return subject.value, quad.predicate.value, node


def _integer(number: int) -> Node:
    return Literal(str(number), datatype=NamedNode(XSD.integer))


def _plain(one: NewFigure) -> str:
    text = f"{one.value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
