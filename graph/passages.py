"""A document as it reads, from the store: its sentences in order, and what was found in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.store import Store
from ontology.terms import MAITU

_SENTENCES = """SELECT ?evidence ?text ?paragraph ?kind {
    ?evidence a maitu:Evidence ; maitu:document %s ; maitu:text ?text ; maitu:position ?position ;
              maitu:paragraph ?paragraph ; maitu:kind ?kind .
} ORDER BY ?position"""

_PARAGRAPHS = """SELECT DISTINCT ?evidence ?other ?text ?position {
    VALUES ?evidence { %s }
    ?evidence maitu:document ?document ; maitu:paragraph ?paragraph .
    ?other maitu:document ?document ; maitu:paragraph ?paragraph ; maitu:text ?text ; maitu:position ?position .
} ORDER BY ?evidence ?position"""

_MENTIONS = """SELECT DISTINCT ?evidence ?entity ?name {
    GRAPH %s { ?entity maitu:mentionedIn ?evidence ; rdfs:label|skos:altLabel ?name }
}"""

_QUOTES = """SELECT ?evidence ?fact ?quote ?class {
    GRAPH %s { ?fact maitu:evidence ?evidence ; maitu:quote ?quote ; a ?class }
    VALUES ?class { maitu:Claim maitu:Outcome maitu:Target }
}"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: the IRI of its evidence node, its text, its paragraph's index, and the part that it plays."""

    iri: str
    text: str
    paragraph: int
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at characters `start` to `end` of a sentence: a thing, a claim or a figure, by its IRI.

    `kind` is "entity", "relation" or "outcome".
    """

    start: int
    end: int
    iri: str
    kind: str


def passages(store: Store, document: str) -> tuple[Passage, ...]:
    """The sentences of the document with the IRI `document`, in order; none where there is no such document."""
    rows = store.select(_SENTENCES % NamedNode(document))
    return tuple(
        Passage(_value(iri), _value(text), int(_value(number)), _value(kind)) for iri, text, number, kind in rows
    )


def paragraphs(store: Store, evidences: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each of some sentences, by IRI, its paragraph: IRI and text of each sentence in it, in order."""
    asked = dict.fromkeys(evidences)
    found: dict[str, list[tuple[str, str]]] = {evidence: [] for evidence in asked}
    for evidence, other, text, _ in store.select(_PARAGRAPHS % " ".join(str(NamedNode(iri)) for iri in asked)):
        found[_value(evidence)].append((_value(other), _value(text)))
    return {evidence: tuple(sentences) for evidence, sentences in found.items()}


def marks(store: Store, document: str) -> dict[str, tuple[Mark, ...]]:
    """What was found in each sentence of a document, by the sentence's IRI, in the order of the text.

    Things do not overlap each other (the longest name wins); quotes may overlap anything.
    """
    texts = {passage.iri: passage.text for passage in passages(store, document)}
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for evidence, entity, name in store.select(_MENTIONS % NamedNode(document)):
        names[_value(evidence)].append((_value(name), _value(entity)))
    found = {iri: list(_entities(text, names[iri])) for iri, text in texts.items()}
    for evidence, fact, quote, kind in store.select(_QUOTES % NamedNode(document)):
        start = texts.get(_value(evidence), "").find(_value(quote))
        if start >= 0:
            sort = "relation" if _value(kind) == MAITU.Claim else "outcome"
            found[_value(evidence)].append(Mark(start, start + len(_value(quote)), _value(fact), sort))
    return {
        iri: tuple(sorted(there, key=lambda mark: (mark.start, -mark.end, mark.iri))) for iri, there in found.items()
    }


def _entities(text: str, names: Iterable[tuple[str, str]]) -> Iterable[Mark]:
    taken = [False] * len(text)
    for name, iri in sorted(names, key=lambda pair: (-len(pair[0]), pair)):
        start = text.find(name) if name else -1
        while start >= 0:
            end = start + len(name)
            if not any(taken[start:end]):
                taken[start:end] = [True] * len(name)
                yield Mark(start, end, iri, "entity")
            start = text.find(name, end)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
