"""`maitu backup`: the whole graph into one file."""

from pathlib import Path

import click

from app.console import note, open_folder, progress, size, store_option
from app.display import counted
from graph.store.backup import backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
def command(file: Path, store: str, *, force: bool) -> None:
    r"""Write the whole graph to one file, as `maitu restore` reads it.

    The explorer and other commands go on meanwhile; the file holds the graph as it was at the start. It is N-Quads,
    compressed by gzip, so other RDF tools read it as well. The same graph makes the same file.

    \b
    Examples:
      maitu backup graph.nq.gz
      maitu --store /data/maitu backup --force graph.nq.gz
    """
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already. Name another file, or write over it with --force.")
    with open_folder(store) as opened, progress(file.name) as told:
        extent = backup(opened, file, told)
    note(f"{file} holds {counted(extent.graphs, 'document')} in {counted(extent.quads, 'statement')}: {size(file)}")
