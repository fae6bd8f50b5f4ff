"""Answers of SPARQL queries in the forms that tools read (CSV, JSON, Turtle), and as table and network for a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.cells import neutralise
from graph.query import Answer, Boolean, Table, Triples
from graph.query_results import plain, write_boolean, write_table, write_triples
from ontology.terms import PREFIXES, XSD, shorten

if TYPE_CHECKING:  # the command line answers sooner without them
    import networkx as nx

Term = NamedNode | Literal | BlankNode | Triple | None

_NUMBERS = (XSD.integer, XSD.decimal)


def columns_of(answer: Answer) -> tuple[str, ...]:
    """The names of the columns of an answer seen as a table."""
    match answer:
        case Boolean():
            return ("answer",)
        case Triples():
            return ("subject", "predicate", "object")
        case Table(columns, _):
            return columns


def rows_of(answer: Answer) -> list[tuple[Term, ...]]:
    """The rows of an answer seen as a table."""
    match answer:
        case Boolean(value):
            return [(Literal(value),)]
        case Triples(triples):
            return [(triple.subject, triple.predicate, triple.object) for triple in triples]
        case Table(_, rows):
            return list(rows)


def to_csv(answer: Answer) -> str:
    """SPARQL 1.1 Query Results CSV (W3C, 2013), with cells that spreadsheets would calculate made plain."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns_of(answer))
    writer.writerows([neutralise(plain(term)) for term in row] for row in rows_of(answer))
    return file.getvalue()


def to_json(answer: Answer) -> str:
    """SPARQL 1.1 Query Results JSON (W3C, 2013); triples are JSON-LD."""
    match answer:
        case Boolean(value):
            return write_boolean(value, "json").decode() + "\n"
        case Triples(triples):
            return write_triples(triples, "jsonld", PREFIXES).decode()
        case Table(columns, rows):
            return write_table(columns, rows, "json").decode() + "\n"


def to_turtle(answer: Triples) -> str:
    """Turtle."""
    return write_triples(answer.triples, "ttl", PREFIXES).decode()


def forms(answer: Answer) -> dict[str, tuple[str, Callable[[], str]]]:
    """The forms that an answer has: file ending → media type and a function that makes it."""
    found: dict[str, tuple[str, Callable[[], str]]] = {
        "csv": ("text/csv", lambda: "\ufeff" + to_csv(answer)),
        "json": ("application/json", lambda: to_json(answer)),
    }
    if isinstance(answer, Triples):
        found["ttl"] = ("text/turtle", lambda: to_turtle(answer))
    return found


def network(answer: Answer, whole: nx.MultiDiGraph[Any]) -> nx.MultiDiGraph[Any]:
    """The part of the graph that an answer speaks of: the things named in it, and the relations between them."""
    named = {term.value for row in rows_of(answer) for term in row if isinstance(term, NamedNode)}
    return whole.subgraph(node for node in whole if node in named).copy()


def shown(term: Term) -> str | float | int:
    """A term for people: IRIs shortened, numbers as numbers."""
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        number = float(term.value)
        return int(number) if number.is_integer() else number
    return shorten(term.value) if isinstance(term, NamedNode) else plain(term)
