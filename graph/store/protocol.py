"""What every store can do, wherever it keeps the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, Quad

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | Literal
Row = tuple[Term | None, ...]


def grouped(rows: Iterable[Row]) -> defaultdict[str, set[str]]:
    """The values of the second column by those of the first, of rows of two."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in rows:
        if key and value:
            found[key.value].add(value.value)
    return found


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document whose graph is in the store. `date` is the day that it bears, as YYYY-MM-DD, or ""."""

    iri: str
    file_name: str
    title: str
    sha256: str
    encoding: str
    media_type: str
    date: str


class Store(Protocol):
    """A graph that can be asked, and, where it was opened to be written, changed one document at a time."""

    @property
    def location(self) -> str:
        """Where the store is."""

    def documents(self) -> tuple[StoredDocument, ...]:
        """The documents in the store, by file name."""

    def select(self, sparql: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """The rows of a SELECT over all graphs together; `values` are given to variables that it selects.

        For queries of our own. What users write goes through `graph.query`, which bounds it.
        """

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """All quads, or those of one graph."""

    def replace(self, document_iri: str, quads: Iterable[Quad]) -> None:
        """Put `quads`, all in the graph `document_iri`, in place of what that graph held: wholly or not at all."""

    def load(self, graphs: Iterable[tuple[str, Iterable[Quad] | bytes]]) -> None:
        """Put many graphs in, in place of what those of the same IRIs held: each wholly or not at all.

        Each is an IRI with quads, all in the graph of that IRI, or with these as N-Quads: what
        `pyoxigraph.serialize` writes. It is the way for many documents: much faster than `replace` one by one. A graph
        that the store holds already is passed over. What `graphs` has yielded before it fails is put in; until `load`
        ends, the last seconds' graphs may be missing still.
        """

    def remove(self, document_iri: str) -> None:
        """Drop the graph of a document: wholly or not at all. Raises StoreError where there is none."""

    def digests(self) -> Mapping[str, str]:
        """The IRI of each graph → a digest of its content, the same in every store that holds it.

        Who keeps something in step with the store compares these, and touches only the graphs whose digests differ.
        """

    def version(self) -> str:
        """A word that changes when the content changes, and only then."""

    def as_rdflib(self) -> rdflib.Dataset:
        """A copy of the content in rdflib, whose default graph is the union of all graphs."""
