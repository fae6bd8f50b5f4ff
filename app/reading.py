"""A document cut into the pieces that its page shows: what is a thing, what is a quote, what is neither."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from graph.find import EntityRef
from graph.passages import Mark, Passage


@dataclass(frozen=True)
class Piece:
    """Some characters of a sentence, the thing that they name, and the kinds of quote that they stand in."""

    text: str
    thing: EntityRef | None
    quoted: tuple[str, ...]


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence in pieces."""

    iri: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class MarkedParagraph:
    """The sentences of a paragraph, and the part that it plays on the page."""

    kind: str
    sentences: tuple[MarkedSentence, ...]


def paragraphs(
    passages: Iterable[Passage],
    marks: Mapping[str, Collection[Mark]],
    things: Mapping[str, EntityRef],
    layers: Collection[str],
) -> list[MarkedParagraph]:
    """The paragraphs of a document with the marks of some `layers`: "entities", "relations", "outcomes"."""
    found = []
    for _, group in groupby(passages, key=lambda passage: (passage.paragraph, passage.kind)):
        members = list(group)
        sentences = tuple(
            MarkedSentence(one.iri, tuple(_pieces(one.text, marks.get(one.iri, ()), things, layers))) for one in members
        )
        found.append(MarkedParagraph(members[0].kind, sentences))
    return found


def _pieces(
    text: str, marks: Collection[Mark], things: Mapping[str, EntityRef], layers: Collection[str]
) -> Iterable[Piece]:
    names = [mark for mark in marks if mark.kind == "entity" and "entities" in layers and mark.iri in things]
    quotes = [mark for mark in marks if mark.kind != "entity" and f"{mark.kind}s" in layers]
    ends = sorted({0, len(text), *(end for mark in (*names, *quotes) for end in (mark.start, mark.end))})
    for start, end in pairwise(ends):
        named = next((mark for mark in names if mark.start <= start and end <= mark.end), None)
        quoted = {mark.kind for mark in quotes if mark.start <= start and end <= mark.end}
        yield Piece(text[start:end], things[named.iri] if named else None, tuple(sorted(quoted)))
