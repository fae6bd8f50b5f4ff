"""All of the graph in one file, for other programs: RDF, networks and a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import networkx as nx
import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from graph.cells import neutralise
from graph.describe import OutcomeRow, Source, claims, outcomes
from graph.errors import PictureError
from graph.find import EntityRef
from graph.network import Network, project
from graph.store import Store
from graph.style import node_style
from ontology.terms import INSTANCES, PREFIXES

COLUMNS: Final = (
    "kind", "subject", "subject_type", "predicate", "object", "object_type", "indicator", "value", "unit", "qualifier",
    "period", "period_start", "period_end", "program", "place", "confidence", "frame", "quote", "sentence", "document",
    "start", "end", "subject_iri", "object_iri", "evidence_iri",
)
"""The columns of the table: a relation fills predicate and object, a figure indicator to place."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(store: Store, format: str) -> bytes:  # noqa: A002 (the word that users say)
    """The content of a file of one of `FORMATS`; the same content of the store gives the same bytes.

    ttl, nt and jsonld hold what all documents state together, nq tells the documents apart; graphml and gexf hold the
    network of things and relations; csv all relations and figures, a row each, with the sentences that state them.
    Raises PictureError for any other format.
    """
    if format not in FORMATS:
        raise PictureError(
            "There is no format {name!r}. Choose one of {known}.", name=format, known=", ".join(FORMATS)
        )
    return FORMATS[format](store)


def _turtle(store: Store) -> bytes:
    # Without the prefix of instances, whose names hold slashes: they read better as they are than escaped.
    prefixes = {name: base for name, base in PREFIXES.items() if base != INSTANCES}
    lines = _serialize(_triples(store), RdfFormat.TURTLE, prefixes).splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix ")]  # which Oxigraph writes in any order
    return b"".join(sorted(head) + lines[len(head) :])


def _ntriples(store: Store) -> bytes:
    return _serialize(_triples(store), RdfFormat.N_TRIPLES)


def _nquads(store: Store) -> bytes:
    return _serialize(sorted(store.quads(), key=str), RdfFormat.N_QUADS)


def _jsonld(store: Store) -> bytes:
    return _serialize(_triples(store), RdfFormat.JSON_LD)


def _serialize(
    statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    return pyoxigraph.serialize(statements, format=form, prefixes=prefixes) or b""


def _triples(store: Store) -> list[Triple]:
    return sorted({quad.triple for quad in store.quads()}, key=str)


def _graphml(store: Store) -> bytes:
    return "\n".join(nx.generate_graphml(_plain(project(store)))).encode() + b"\n"


def _gexf(store: Store) -> bytes:
    network = _plain(project(store))
    for _, data in network.nodes(data=True):
        colour = node_style(data["type"]).colour
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    text = "\n".join(nx.generate_gexf(network))
    return re.sub(r' lastmodifieddate="[^"]*"', "", text).encode() + b"\n"  # a clock has no place in what we write


def _plain(network: Network) -> Network:
    """A copy with attributes that GraphML and GEXF can hold: numbers, and text without characters that XML forbids."""
    plain: Network = nx.MultiDiGraph()
    for node, data in network.nodes(data=True):
        plain.add_node(node, **{key: _attribute(value) for key, value in data.items()})
    for number, (source, target, data) in enumerate(network.edges(data=True)):
        attributes = {key: _attribute(value) for key, value in data.items()}
        plain.add_edge(source, target, number, **attributes, label=attributes["predicate"], weight=len(data["claims"]))
    return plain


def _attribute(value: Any) -> str | int | float | bool:  # noqa: ANN401 (whatever networkx holds)
    if isinstance(value, bool | int | float):
        return value
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return _NOT_XML.sub("", text)


def _csv(store: Store) -> bytes:
    rows: list[dict[str, object]] = []
    for subject, predicate, object_, source in claims(store):
        rows.append({"kind": "relation", "predicate": predicate, **_ends(subject, object_), **_origin(source)})
    for outcome in outcomes(store):
        rows += [{**_figure(outcome), **_ends(outcome.subject, None), **_origin(source)} for source in outcome.sources]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")  # as RFC 4180 has it
    writer.writeheader()
    writer.writerows({key: neutralise(str(value)) for key, value in row.items() if value is not None} for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which Excel knows UTF-8


def _ends(subject: EntityRef | None, object_: EntityRef | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, ref in (("subject", subject), ("object", object_)):
        if ref:
            found |= {name: ref.name, f"{name}_type": ref.type, f"{name}_iri": ref.iri}
    return found


def _figure(outcome: OutcomeRow) -> dict[str, object]:
    return {
        "kind": "target" if outcome.target else "outcome", "indicator": outcome.indicator, "value": outcome.value,
        "unit": outcome.unit, "qualifier": outcome.qualifier, "period": outcome.period,
        "period_start": outcome.period_start, "period_end": outcome.period_end,
        "program": outcome.program and outcome.program.name, "place": outcome.place and outcome.place.name,
    }


def _origin(source: Source) -> dict[str, object]:
    return {
        "confidence": source.confidence, "frame": source.frame, "quote": source.quote, "sentence": source.sentence,
        "document": source.document_title, "start": source.start, "end": source.end, "evidence_iri": source.evidence,
    }


FORMATS: Final[Mapping[str, Callable[[Store], bytes]]] = MappingProxyType(
    {
        "ttl": _turtle, "nt": _ntriples, "nq": _nquads, "jsonld": _jsonld,
        "graphml": _graphml, "gexf": _gexf, "csv": _csv,
    }
)
"""Format, which is also the ending of its files → the function that makes one."""
