"""Answers of queries as the bytes that SPARQL's own formats prescribe."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from ontology.terms import INSTANCES, XSD

Term = NamedNode | Literal | BlankNode | Triple

TABLE_FORMS = ("json", "xml", "csv", "tsv")
"""SPARQL 1.1 Query Results JSON, XML, CSV and TSV (W3C, 2013). The last two have no form for an ASK."""
BOOLEAN_FORMS = ("json", "xml")
GRAPH_FORMS = {
    "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML,
}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPARQL_XML = '<?xml version="1.0" encoding="utf-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Term | None]], form: str) -> bytes:
    """The answer of a SELECT in one of TABLE_FORMS. CSV is the standard's: no cell is changed for spreadsheets."""
    match form:
        case "json":
            bindings = [{c: _json(t) for c, t in zip(columns, row, strict=True) if t is not None} for row in rows]
            return _dump({"head": {"vars": list(columns)}, "results": {"bindings": bindings}})
        case "xml":
            head = "".join(f"<variable name={quoteattr(column)}/>" for column in columns)
            results = "".join(_xml_row(columns, row) for row in rows)
            return f"{_SPARQL_XML}<head>{head}</head><results>{results}</results></sparql>\n".encode()
        case "csv":
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows([plain(term) for term in row] for row in rows)
            return text.getvalue().encode()
        case "tsv":
            lines = ["\t".join(f"?{column}" for column in columns)]
            lines += ["\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) for row in rows]
            return ("\n".join(lines) + "\n").encode()
        case _:
            raise ValueError(form)


def write_boolean(
    value: bool,  # noqa: FBT001 (it is what is written)
    form: str,
) -> bytes:
    """The answer of an ASK in one of BOOLEAN_FORMS."""
    if form == "json":
        return _dump({"head": {}, "boolean": value})
    return f"{_SPARQL_XML}<head/><boolean>{str(value).lower()}</boolean></sparql>\n".encode()


def write_triples(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """The answer of a CONSTRUCT or DESCRIBE in one of GRAPH_FORMS.

    Characters that XML has no form for become U+FFFD in RDF/XML, as in SPARQL's own XML.
    """
    # Not the prefix of instances: their names hold slashes and dots, which not every reader knows escaped.
    shown = {name: base for name, base in prefixes.items() if base != INSTANCES}
    if form == "rdf":
        triples = (Triple(one.subject, one.predicate, _in_xml(one.object)) for one in triples)
    return pyoxigraph.serialize(triples, format=GRAPH_FORMS[form], prefixes=shown) or b""


def _in_xml(term: Term) -> Term:
    if not isinstance(term, Literal) or not _NOT_XML.search(term.value):
        return term
    text = _NOT_XML.sub("\ufffd", term.value)
    return Literal(text, language=term.language) if term.language else Literal(text, datatype=term.datatype)


def _dump(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _json(term: Term) -> dict[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case Literal():
            if term.language:
                return {"type": "literal", "value": term.value, "xml:lang": term.language}
            datatype = term.datatype.value
            described: dict[str, object] = {"type": "literal", "value": term.value}
            return described if datatype == XSD.string else {**described, "datatype": datatype}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}


def _xml_row(columns: Sequence[str], row: Sequence[Term | None]) -> str:
    bound = (
        f"<binding name={quoteattr(column)}>{_xml(term)}</binding>"
        for column, term in zip(columns, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(bound)}</result>"


def _xml(term: Term) -> str:
    match term:
        case NamedNode():
            return f"<uri>{_escape(term.value)}</uri>"
        case BlankNode():
            return f"<bnode>{_escape(term.value)}</bnode>"
        case Literal():
            kind = ""
            if term.language:
                kind = f" xml:lang={quoteattr(term.language)}"
            elif term.datatype.value != XSD.string:
                kind = f" datatype={quoteattr(term.datatype.value)}"
            return f"<literal{kind}>{_escape(term.value)}</literal>"
        case Triple():
            parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
            return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"


def _escape(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def plain(term: Term | None) -> str:
    """A term as the standard's CSV has it: an IRI or a value as it is, nothing for an unbound one."""
    match term:
        case None:
            return ""
        case NamedNode() | Literal():
            return term.value
        case _:
            return str(term)
