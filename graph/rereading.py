"""A document as it was read, from what the store holds of it: so that it can be extracted anew without its file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pyoxigraph import NamedNode

from graph.document import Document, Sentence
from graph.errors import StoreError
from graph.facts import Span
from graph.layout import Kind
from graph.store import Store

_SENTENCES = """SELECT ?position ?text ?paragraph ?kind {
  GRAPH %s { ?it a maitu:Evidence ; maitu:position ?position ; maitu:text ?text ; maitu:paragraph ?paragraph ;
                 maitu:kind ?kind }
} ORDER BY ?position"""
_SPANS = """SELECT ?position ?start ?end ?exact {
  GRAPH %s {
    ?it maitu:position ?position ; oa:hasTarget ?target .
    ?target oa:hasSelector ?where, ?what .
    ?where oa:start ?start ; oa:end ?end .
    ?what oa:exact ?exact
  }
} ORDER BY ?position ?start"""


def document_of(store: Store, iri: str) -> Document:
    """The document with the IRI `iri`: all its sentences where they stood; what stood between them is blank.

    Raises StoreError where there is no such document.
    """
    stored = next((one for one in store.documents() if one.iri == iri), None)
    if stored is None:
        raise StoreError(
            "{document} is not in the store at {location}. `maitu stats` lists its documents.",
            document=iri, location=store.location,
        )
    graph = NamedNode(iri)
    spans: dict[int, list[Span]] = defaultdict(list)
    characters: list[str] = []
    for position, start, end, exact in (_values(row) for row in store.select(_SPANS % graph)):
        first, last = int(start), int(end)
        characters += "\n" * (last - len(characters))
        characters[first:last] = exact
        spans[int(position)].append((first, last))
    sentences = tuple(
        Sentence(int(position), text, tuple(spans[int(position)]), int(paragraph), Kind(kind))
        for position, text, paragraph, kind in (_values(row) for row in store.select(_SENTENCES % graph))
    )
    return Document(
        name=stored.file_name, text="".join(characters), encoding=stored.encoding, sha256=stored.sha256,
        media_type=stored.media_type, title=stored.title,
        date=date.fromisoformat(stored.date) if stored.date else None, sentences=sentences,
    )


def _values(row: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(str(getattr(term, "value", "")) for term in row)
