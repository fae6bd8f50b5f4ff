"""`maitu path`: how two entities are connected."""

from dataclasses import asdict, dataclass

import click

from app.console import json_option, print_json, printable, store_option
from graph.analyse import Step, k_shortest_paths
from graph.describe import Source, describe
from graph.find import EntityRef, find
from graph.network import project
from graph.store import Store, open_store


@dataclass(frozen=True)
class Statement:
    """That `subject` stands to `object` in the relation `predicate`, and the sentences that say so."""

    subject: EntityRef
    predicate: str
    object: EntityRef
    sources: tuple[Source, ...]


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option(
    "-k", "count", type=click.IntRange(1), default=1, show_default=True, help="How many paths, shortest first."
)
@click.option("--without", multiple=True, metavar="NAME", help="Do not pass through this entity (may be repeated).")
@click.option(
    "--without-relation", multiple=True, metavar="PREDICATE", help="Do not use this relation (may be repeated)."
)
@store_option
@json_option
def command(
    start: str,
    end: str,
    count: int,
    without: tuple[str, ...],
    without_relation: tuple[str, ...],
    store: str,
    as_json: bool,
) -> None:
    r"""Show how two entities are connected, with the evidence for each step.

    \b
    Examples:
      maitu path 茅箭区委组织部 湖北
      maitu path 茅箭区委组织部 湖北 -k 3 --without 茅箭区
    """
    with open_store(store) as opened:
        network = project(opened)
        source, target = find(opened, start), find(opened, end)
        paths = k_shortest_paths(
            network,
            source.iri,
            target.iri,
            count,
            without_nodes=[find(opened, name).iri for name in without],
            without_predicates=without_relation,
        )
        if not paths:
            raise click.ClickException(
                f"{source.name} and {target.name} are not connected by what this graph states. Leave out --without and "
                "--without-relation, or add documents that name both with `maitu build`."
            )
        shown = [[statement for step in path for statement in _statements(opened, step)] for path in paths]
    if as_json:
        print_json([[asdict(statement) for statement in statements] for statements in shown])
        return
    for number, statements in enumerate(shown, 1):
        if count > 1:
            click.echo(f"Path {number}")
        for statement in statements:
            click.echo(printable(f"{statement.subject.name} —{statement.predicate}→ {statement.object.name}"))
            for said in statement.sources:
                click.echo(printable(f"    “{said.quote}”  {said.document_title}"))


def _statements(store: Store, step: Step) -> list[Statement]:
    """What joins the two ends of a step, in either direction, each with the sentences that say so."""
    start = describe(store, str(step.start))
    here = EntityRef(start.iri, start.types[0], start.name)
    return [
        Statement(here, fact.predicate, fact.other, fact.sources)
        if fact.outgoing
        else Statement(fact.other, fact.predicate, here, fact.sources)
        for fact in start.facts
        if fact.other.iri == step.end and fact.predicate in {link.predicate for link in step.links}
    ]
