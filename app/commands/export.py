"""`maitu export`: the graph as a file."""

from pathlib import Path

import click

from app.console import note, store_option, write_whole
from graph.export import FORMATS, export
from graph.store import open_store


@click.command()
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The file to write."
)
@store_option
def command(output: Path, store: str) -> None:
    r"""Write the graph to a file of the kind that its ending names.

    ttl, nt, nq and jsonld hold all of it for RDF tools, graphml and gexf the network for Gephi and its like, csv the
    facts as a table for spreadsheets.

    \b
    Examples:
      maitu export -o maitu.ttl
      maitu export -o maitu.gexf
    """
    kind = output.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.UsageError(f"{output.name}: {kind or 'no ending'!r} is none of the kinds {', '.join(FORMATS)}.")
    with open_store(store) as opened:
        write_whole(output, export(opened, kind))
    note(f"wrote {output}")
