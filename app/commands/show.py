"""`maitu show`: one entity."""

from dataclasses import asdict

import click

from app.console import json_option, print_json, print_table, printable, store_option
from graph.describe import Description, Fact, OutcomeRow, Source, describe
from graph.find import find
from graph.store import open_store


@click.command()
@click.argument("name")
@store_option
@json_option
def command(name: str, store: str, as_json: bool) -> None:
    r"""Show one entity: its facts, its outcomes and the words that state them.

    NAME may be any name that a document gives it, or its IRI.

    \b
    Examples:
      maitu show 茅箭区
      maitu show 区委组织部 --json
    """
    with open_store(store) as opened:
        description = describe(opened, name if "://" in name else find(opened, name).iri)
    if as_json:
        print_json(asdict(description))
    else:
        _print(description)


def _print(it: Description) -> None:
    code = f", {it.adcode}" if it.adcode else ""
    click.echo(printable(f"{it.name}  ({', '.join(it.types)}{code})"))
    reasons = dict(it.identity)
    for alias in it.aliases:
        click.echo(printable(f"also      {alias}" + (f"  ({reasons[alias]})" if alias in reasons else "")))
    click.echo(printable(f"named in  {', '.join(document.name for document in it.documents)}"))
    several = len(it.documents) > 1
    where = ("in the words", "of") if several else ("in the words",)
    if it.facts:
        print_table(("fact", "", *where), [(*_fact(fact), *_words(fact.sources, several)) for fact in it.facts])
    for title, target in (("outcome", False), ("target", True)):
        rows = [(*_figure(row), *_words(row.sources, several)) for row in it.outcomes if row.target is target]
        if rows:
            print_table((title, "value", "period", *where), rows)


def _fact(fact: Fact) -> tuple[str, str]:
    return (f"{fact.predicate} →" if fact.outgoing else f"← {fact.predicate}", fact.other.name)


def _figure(row: OutcomeRow) -> tuple[str, str, str]:
    return (row.indicator, f"{row.qualifier or ''} {row.value:,f} {row.unit}".strip(), row.period or "")


def _words(sources: tuple[Source, ...], several: bool) -> tuple[str, ...]:
    quotes = "\n".join(dict.fromkeys(source.quote for source in sources))
    titles = "\n".join(dict.fromkeys(source.document_title for source in sources))
    return (quotes, titles) if several else (quotes,)
