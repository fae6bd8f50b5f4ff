"""What one graph of the store holds, as text, and the digest by which it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from ontology.terms import MAITU


@dataclass(frozen=True)
class GraphText:
    """A graph as text: N-Quads, the same as N-Triples, and the statement of its digest."""

    graph: str
    quads: bytes
    triples: bytes
    digest: str

    @classmethod
    def of(cls, graph: str, quads: Iterable[Quad] | bytes) -> Self:
        """Raises ValueError where a quad is not in the graph."""
        text = quads if isinstance(quads, bytes) else serialize(quads, RdfFormat.N_QUADS)
        # A line break within a literal is written as an escape: what ends in one is the end of a statement.
        end = f" {NamedNode(graph)} .\n".encode()
        if text.count(end) != text.count(b"\n") or (text and not text.endswith(end)):
            strange = next(line for line in text.split(b"\n") if not line.endswith(end[:-1]))
            raise ValueError(f"{strange.decode()} is not in the graph {graph}")
        triples = text.replace(end, b" .\n")
        digest = hashlib.sha256(b"\n".join(sorted(set(triples.splitlines())))).hexdigest()
        return cls(graph, text, triples, digest)

    @property
    def stamp(self) -> bytes:
        """The statement of the digest, as N-Triples."""
        return f'{NamedNode(self.graph)} {NamedNode(MAITU.digest)} "{self.digest}" .\n'.encode()

    @property
    def all(self) -> bytes:
        """All that the store holds of the document, as N-Quads."""
        return self.quads + self.triples + self.stamp

    @property
    def size(self) -> int:
        """How many quads that is."""
        return 2 * self.triples.count(b"\n") + 1


def serialize(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """Quads as text in a form of RDF; b"" for none."""
    return pyoxigraph.serialize(quads, format=form) or b""  # None only where it was written to a file
