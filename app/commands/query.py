"""`maitu query`: the graph asked in SPARQL."""

import io
import sys

import click

from app.answers import columns_of, rows_of, shown, to_csv, to_json, to_turtle
from app.console import json_option, note, print_table, store_option
from graph.query import Answer, Boolean, Triples, query, saved
from graph.store import open_store


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
    _print(answer, "json" if as_json else form)


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


def _print(answer: Answer, form: str) -> None:
    match form:
        case "csv":
            click.echo(to_csv(answer), nl=False)
        case "json":
            click.echo(to_json(answer), nl=False)
        case "ttl":
            if not isinstance(answer, Triples):
                raise click.UsageError("ttl is for triples: ask with CONSTRUCT or DESCRIBE, or choose another format.")
            click.echo(to_turtle(answer), nl=False)
        case _ if isinstance(answer, Boolean):
            click.echo("true" if answer.value else "false")
        case _:
            print_table(columns_of(answer), [[str(shown(term)) for term in row] for row in rows_of(answer)])
    if not isinstance(answer, Boolean):
        number = len(rows_of(answer))
        note(f"{number} row{'' if number == 1 else 's'}" + ("" if answer.complete else ": there are more, see --rows"))
