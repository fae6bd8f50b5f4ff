"""The statements of one document, as they are changed: found by subject and by object, each change counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from ontology.terms import RDF

Node = NamedNode | Literal
Statement = tuple[str, str, Node]
"""Subject and predicate by their IRIs, and the object."""


class Triples:
    """A set of statements."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._of: dict[str, set[tuple[str, Node]]] = defaultdict(set)
        self._to: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.changes = 0
        for statement in statements:
            self.add(*statement)
        self.changes = 0

    def __contains__(self, iri: str) -> bool:
        """Whether anything is stated of a thing."""
        return bool(self._of.get(iri))

    def all(self) -> set[Statement]:
        """All statements."""
        return {(subject, predicate, node) for subject, pairs in self._of.items() for predicate, node in pairs}

    def of(self, subject: str) -> list[tuple[str, Node]]:
        """What is stated of a thing: predicates with their objects."""
        return sorted(self._of.get(subject, ()), key=_by_text)

    def nodes(self, subject: str, predicate: str) -> list[Node]:
        """The objects that a thing has by one predicate."""
        return [node for one, node in self.of(subject) if one == predicate]

    def values(self, subject: str, predicate: str) -> list[str]:
        """The same as plain text: IRIs, or what literals say."""
        return [node.value for node in self.nodes(subject, predicate)]

    def value(self, subject: str, predicate: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.values(subject, predicate)), "")

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """The things that have an IRI as object by one predicate."""
        return sorted(subject for subject, one in self._to.get(object_, ()) if one == predicate)

    def typed(self, type_: str) -> list[str]:
        """The things of a class."""
        return self.subjects(RDF.type, type_)

    def add(self, subject: str, predicate: str, node: Node) -> None:
        """State something."""
        if (predicate, node) not in self._of[subject]:
            self._of[subject].add((predicate, node))
            self.changes += 1
            if isinstance(node, NamedNode):
                self._to[node.value].add((subject, predicate))

    def discard(self, subject: str, predicate: str, node: Node) -> None:
        """State something no longer."""
        if (predicate, node) in self._of.get(subject, ()):
            self._of[subject].discard((predicate, node))
            self.changes += 1
            if isinstance(node, NamedNode):
                self._to[node.value].discard((subject, predicate))

    def drop(self, subject: str, predicate: str | None = None) -> None:
        """State no longer what is stated of a thing, all or by one predicate."""
        for one, node in self.of(subject):
            if predicate in {None, one}:
                self.discard(subject, one, node)

    def rename(self, old: str, new: str) -> None:
        """Put one IRI in place of another, wherever it is subject or object."""
        for predicate, node in self.of(old):
            self.discard(old, predicate, node)
            self.add(new, predicate, node)
        for subject, predicate in sorted(self._to.get(old, ())):
            self.discard(subject, predicate, NamedNode(old))
            self.add(subject, predicate, NamedNode(new))


def _by_text(pair: tuple[str, Node]) -> tuple[str, str]:
    return pair[0], str(pair[1])
