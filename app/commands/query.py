"""`maitu query`: the graph asked in SPARQL."""

import csv
import io
import sys
from collections.abc import Callable

import click
import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from app.console import json_option, note, print_json, print_table, store_option
from graph.export import neutralise
from graph.query import Answer, Boolean, Table, Triples, query, saved
from graph.store import open_store
from ontology.terms import PREFIXES, XSD, shorten

Term = NamedNode | Literal | BlankNode | Triple | None


@click.command()
@click.argument("sparql", required=False)
@click.option(
    "--file", "-f", type=click.File(encoding="utf-8"), help="Take the query from a file (- is standard input)."
)
@click.option("--saved", "-s", "name", metavar="NAME", help="Ask a saved question.")
@click.option("--list", "list_saved", is_flag=True, help="List the saved questions.")
@click.option(
    "--format", "-t", "form", type=click.Choice(["table", "csv", "json", "ttl"]), default="table", show_default=True
)
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True, help="The most rows to return.")
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True, help="The time limit."
)
@store_option
@json_option
def command(
    sparql: str | None,
    file: io.TextIOBase | None,
    name: str | None,
    list_saved: bool,
    form: str,
    rows: int,
    seconds: float,
    store: str,
    as_json: bool,
) -> None:
    r"""Ask the graph in SPARQL; without a query it is read from standard input.

    Queries only read. The prefixes of the ontology need not be declared.

    \b
    Examples:
      maitu query --list
      maitu query --saved outcomes --format csv
      maitu query 'SELECT ?name { ?program a maitu:Program ; rdfs:label ?name }'
      maitu query 'CONSTRUCT WHERE { ?a maitu:runs ?b }' --format ttl
    """
    if list_saved:
        print_table(("name", "asks", "问"), [(q.name, q.title_en, q.title_zh) for q in saved().values()])
        return
    text = _the_query(sparql, file, name)
    with open_store(store) as opened:
        answer = query(opened, text, rows=rows, seconds=seconds)
    WRITERS["json" if as_json else form](answer)


def _the_query(sparql: str | None, file: io.TextIOBase | None, name: str | None) -> str:
    if sum(given is not None for given in (sparql, file, name)) > 1:
        raise click.UsageError("Give one query: as an argument, with --file or with --saved.")
    if name is not None:
        questions = saved()
        if name not in questions:
            raise click.BadParameter(
                f"{name!r} is none of the saved questions: {', '.join(questions)}.", param_hint="--saved"
            )
        return questions[name].sparql
    if sparql is not None:
        return sparql
    if file is not None:
        return file.read()
    if sys.stdin.isatty():
        raise click.UsageError("Give a query: as an argument, with --file, with --saved, or on standard input.")
    return sys.stdin.read()


def _print_as_table(answer: Answer) -> None:
    match answer:
        case Boolean(value):
            click.echo("true" if value else "false")
        case Triples(triples):
            print_table(("subject", "predicate", "object"), [[_short(term) for term in triple] for triple in triples])
        case Table(columns, rows):
            print_table(columns, [[_short(term) for term in row] for row in rows])
            note(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def _print_as_csv(answer: Answer) -> None:
    """SPARQL 1.1 Query Results CSV (W3C, 2013), with cells that spreadsheets would calculate made plain."""
    match answer:
        case Boolean(value):
            rows: list[list[str]] = [["true" if value else "false"]]
        case Triples(triples):
            rows = [["subject", "predicate", "object"], *([_plain(term) for term in triple] for triple in triples)]
        case Table(columns, found):
            rows = [list(columns), *([_plain(term) for term in row] for row in found)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([neutralise(cell) for cell in row] for row in rows)
    click.echo(text.getvalue(), nl=False)


def _print_as_json(answer: Answer) -> None:
    """SPARQL 1.1 Query Results JSON (W3C, 2013); triples are JSON-LD."""
    match answer:
        case Boolean(value):
            print_json({"head": {}, "boolean": value})
        case Triples():
            click.echo(_serialize(answer, RdfFormat.JSON_LD))
        case Table(columns, rows):
            bindings = [
                {column: _as_json(term) for column, term in zip(columns, row, strict=True) if term is not None}
                for row in rows
            ]
            print_json({"head": {"vars": list(columns)}, "results": {"bindings": bindings}})


def _print_as_turtle(answer: Answer) -> None:
    if not isinstance(answer, Triples):
        raise click.UsageError("ttl is for triples: ask with CONSTRUCT or DESCRIBE, or choose table, csv or json.")
    click.echo(_serialize(answer, RdfFormat.TURTLE), nl=False)


def _serialize(answer: Triples, form: RdfFormat) -> str:
    output = io.BytesIO()
    pyoxigraph.serialize(answer.triples, output, form, prefixes=dict(PREFIXES))
    return output.getvalue().decode()


WRITERS: dict[str, Callable[[Answer], None]] = {
    "table": _print_as_table,
    "csv": _print_as_csv,
    "json": _print_as_json,
    "ttl": _print_as_turtle,
}


def _short(term: Term) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else _plain(term)


def _plain(term: Term) -> str:
    match term:
        case None:
            return ""
        case NamedNode() | Literal():
            return term.value
        case _:
            return str(term)


def _as_json(term: Term) -> object:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            described = {"type": "literal", "value": term.value}
            if term.language:
                return {**described, "xml:lang": term.language}
            return described if term.datatype.value == XSD.string else {**described, "datatype": term.datatype.value}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _as_json(part) for name, part in parts.items()}}
        case _:
            return None
