"""`maitu restore`: the graph back from a file."""

from pathlib import Path

import click

from app.console import note, open_folder, progress, store_option
from app.display import counted
from graph.store.backup import restore


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Put it in place of the documents that the graph holds.")
@store_option
def command(file: Path, store: str, *, force: bool) -> None:
    r"""Read the graph back from a file that `maitu backup` wrote: wholly or not at all.

    Until the last moment the graph stays as it is, and readers go on. A damaged file is refused.

    \b
    Examples:
      maitu restore graph.nq.gz
      maitu --store /data/new restore graph.nq.gz
    """
    with open_folder(store, write=True) as opened:
        graphs = len(opened.graphs())
        if graphs and not force:
            raise click.ClickException(
                f"The store at {store} holds {counted(graphs, 'document')}. Name another one with --store, or put the "
                "backup in their place with --force."
            )
        with progress(file.name) as told:
            extent = restore(opened, file, told)
    note(f"{store} holds {counted(extent.graphs, 'document')} in {counted(extent.quads, 'statement')}, as {file} does")
