"""Corrections that last: what readers judged otherwise than extraction did, applied to whatever is read.

They stand in one graph of their own (`rdf`). Each document's graph holds what they make of it, and the way back
(`apply`). A document is always written whole, so whatever becomes of a writer, a document is either as it was or as it
shall be; `mend` finds those that name a correction that was never finished, or not wholly undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from graph.corrections.apply import corrected, fact_of, original, triples_of
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
    now,
)
from graph.corrections.rdf import ENTITY_CLASSES, from_file, from_quads, ordered, to_quads, to_turtle
from graph.errors import CorrectionError
from graph.iris import segment, unique
from graph.store import Store
from graph.store.repair import CORRECTIONS
from ontology.terms import INSTANCES, MAITU, PROV, broader

__all__ = [
    "CORRECTIONS", "ENTITY_CLASSES", "Addition", "Confirmation", "Correction", "Distinction", "Effect", "Fact",
    "Judgement", "Merging", "NewEntity", "NewFigure", "NewRelation", "Rejection", "Renaming", "Retyping", "Splitting",
    "correct", "corrections", "corrector", "effect", "fact", "from_file", "mend", "new_iri", "now", "put",
    "sentence_of", "short", "split_iri", "to_turtle", "torn", "undo", "whole",
]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction changes: in which documents (IRIs), and how many statements go and come.

    Of these, `claims` and `figures` are those that are touched.
    """

    documents: tuple[str, ...]
    gone: int
    new: int
    claims: int
    figures: int


def corrections(store: Store) -> tuple[Correction, ...]:
    """All corrections in a store, by time."""
    return from_quads(store.quads(CORRECTIONS))


def put(store: Store, document_iri: str, quads: Iterable[Quad]) -> None:
    """Put what was read from a document into a store, corrected, in place of what it stated before."""
    store.replace(document_iri, corrected(quads, corrections(store)))


def corrector(store: Store) -> Callable[[bytes], bytes]:
    """What makes of the N-Quads of a document those that are to be stored; for many documents at once."""
    known = corrections(store)

    def correct_quads(quads: bytes) -> bytes:
        found = corrected(pyoxigraph.parse(quads, format=RdfFormat.N_QUADS), known)
        return pyoxigraph.serialize(found, format=RdfFormat.N_QUADS) or b""

    return correct_quads if known else lambda quads: quads


def correct(store: Store, *new: Correction) -> tuple[str, ...]:
    """Make some corrections; gives the IRIs of the documents that they changed.

    The documents are written first: if this is broken off, they name corrections that the store does not hold, which
    `mend` sees, and takes back.
    """
    mend(store)
    known = corrections(store)
    all_ = ordered((*known, *new))
    if len(all_) == len(known):
        return ()
    changed = _write(store, _affected(store, new, all_), all_)
    store.replace(CORRECTIONS, to_quads(all_))
    return changed


def undo(store: Store, iri: str) -> Correction:
    """Take a correction back, whatever others were made since; gives the one that was.

    What later ones say of something that only this one brought about rests, until there is such a thing again. The
    graph of corrections is written first: if this is broken off, `mend` goes on with it.

    Raises CorrectionError where there is none with this IRI.
    """
    mend(store)
    known = corrections(store)
    gone = next((one for one in known if one.iri == iri), None)
    if gone is None:
        raise CorrectionError("{iri} is no correction in this graph. `maitu corrections` lists them.", iri=iri)
    left = tuple(one for one in known if one != gone)
    documents = _affected(store, [gone], known)
    if left:
        store.replace(CORRECTIONS, to_quads(left))
    else:
        store.remove(CORRECTIONS)
    _write(store, documents, left)
    return gone


def torn(store: Store) -> tuple[str, ...]:
    """The documents that name a correction which the store does not hold: one of them was broken off."""
    rows = store.select(
        f"SELECT DISTINCT ?document {{ ?document <{PROV.wasInfluencedBy}> ?one "
        f"FILTER NOT EXISTS {{ ?one a <{MAITU.Correction}> }} }} ORDER BY ?document"
    )
    return tuple(document.value for (document,) in rows if document)


def mend(store: Store) -> tuple[str, ...]:
    """Make every document again what its corrections make of it, where a correction was broken off; gives these."""
    documents = torn(store)
    return _write(store, documents, corrections(store)) if documents else ()


def effect(store: Store, *new: Correction) -> Effect:
    """What corrections would change, without making them."""
    known = corrections(store)
    all_ = ordered((*known, *new))
    documents, gone, come = [], 0, 0
    facts: dict[str, set[str]] = {MAITU.Claim: set(), MAITU.Figure: set()}
    for iri in _affected(store, new, all_):
        stored = list(store.quads(iri))
        before, after = set(_plain(corrected(stored, known))), set(_plain(corrected(stored, all_)))
        if before == after:
            continue
        documents.append(iri)
        gone, come = gone + len(before - after), come + len(after - before)
        touched = {quad.subject.value for quad in before ^ after if isinstance(quad.subject, NamedNode)}
        triples = triples_of(before | after)
        for class_ in facts:
            facts[class_] |= touched & set(triples.typed(class_))
    return Effect(tuple(documents), gone, come, len(facts[MAITU.Claim]), len(facts[MAITU.Figure]))


def fact(store: Store, iri: str) -> Fact:
    """The claim or figure with an IRI, as it was extracted, for a Rejection or Confirmation.

    Raises CorrectionError where there is none, or where a reader added it: that is undone, not rejected.
    """
    node = _node(iri)
    rows = store.select(f"SELECT ?document {{ {node} maitu:evidence/maitu:document ?document }}") if node else []
    document = next((document.value for (document,) in rows if document), "")
    found = fact_of(triples_of(original(store.quads(document))), iri, document) if document else None
    if found is None and document:
        raise CorrectionError("{iri} was added by hand. Undo that correction instead of rejecting it.", iri=iri)
    if found is None:
        raise CorrectionError("{iri} states nothing in this graph. Name a claim or a figure.", iri=iri)
    return found


def sentence_of(store: Store, evidence: str) -> tuple[str, str, str]:
    """The document (IRI), text and language of a sentence, for an Addition.

    Raises CorrectionError where there is none.
    """
    node = _node(evidence)
    found = f"{node} maitu:document ?document ; maitu:text ?text"
    asked = f"SELECT ?document ?text (LANG(?text) AS ?language) {{ {found} }}"
    for document, text, language in store.select(asked) if node else []:
        if document and text:
            return document.value, text.value, language.value if language else "zh"
    raise CorrectionError("{iri} is no sentence of this graph.", iri=evidence)


def short(iri: str) -> str:
    """An IRI of ours without the base that all share."""
    return iri.removeprefix(INSTANCES)


def whole(iri: str) -> str:
    """The reverse of `short`."""
    return iri if ":" in iri.partition("/")[0] else INSTANCES + iri


def new_iri(type_: str, name: str) -> str:
    """The IRI of an entity that extraction did not find, as it would have named it."""
    top = next((one for one in (type_, *broader(type_)) if one in _TOP), type_)
    return f"{INSTANCES}{top.lower()}/{segment(name)}"


def split_iri(store: Store, entity: str) -> str:
    """An IRI for what is parted from an entity."""
    rows = store.select(f"SELECT DISTINCT ?s {{ ?s a maitu:Entity FILTER(STRSTARTS(STR(?s), '{_quoted(entity)}/')) }}")
    taken = {s.value for (s,) in rows if s} | {iri for one in corrections(store) for iri in one.entities} | {entity}
    return unique(entity, taken)


_TOP = frozenset(one for one in ENTITY_CLASSES if broader(one) == ("Entity",))


def _write(store: Store, documents: Iterable[str], known: Sequence[Correction]) -> tuple[str, ...]:
    """Make some documents what corrections make of them; gives those that were otherwise."""
    changed = []

    def graphs() -> Iterable[tuple[str, list[Quad]]]:
        for iri in documents:
            before = list(store.quads(iri))
            after = corrected(before, known)
            if set(before) != set(after):
                changed.append(iri)
                yield iri, after

    store.load(graphs())
    return tuple(changed)


def _affected(store: Store, changed: Iterable[Correction], known: Iterable[Correction]) -> tuple[str, ...]:
    """The documents that some corrections may change: that name their entities, or what was merged with these."""
    changed = [one for one in changed if not isinstance(one, Confirmation | Distinction)]  # these change nothing
    if not changed:
        return ()
    entities = {iri for one in changed for iri in one.entities}
    groups = [set(one.entities) for one in known if isinstance(one, Merging | Splitting)]
    size = -1
    while size != len(entities):
        size = len(entities)
        for group in groups:
            if group & entities:
                entities |= group
    within = {iri for one in changed for iri in one.documents}
    everywhere = {iri for one in changed if not one.documents for iri in one.entities}
    found = set(within)
    if everywhere:
        values = " ".join(str(NamedNode(iri)) for iri in sorted(entities))
        rows = store.select(f"SELECT DISTINCT ?g {{ VALUES ?entity {{ {values} }} GRAPH ?g {{ ?entity a ?type }} }}")
        found |= {graph.value for (graph,) in rows if graph}
    stamped = " ".join(str(NamedNode(one.iri)) for one in changed)
    rows = store.select(f"SELECT DISTINCT ?d {{ VALUES ?one {{ {stamped} }} ?d <{PROV.wasInfluencedBy}> ?one }}")
    return tuple(sorted((found | {document.value for (document,) in rows if document}) - {CORRECTIONS}))


def _plain(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Quads without the notes on what corrected them."""
    notes = {PROV.wasInfluencedBy, MAITU.uncorrected}
    return (quad for quad in quads if quad.predicate.value not in notes)


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:  # whatever it is, nothing in a graph is called so
        return None


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
