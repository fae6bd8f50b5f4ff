"""`maitu compact`: the files of the graph, written anew."""

from pathlib import Path

import click

from app.console import note, open_folder, progress, size, store_option


@click.command()
@store_option
def command(store: str) -> None:
    r"""Write the files of the graph anew: what was replaced goes from them, and they are read faster.

    It needs as much room again meanwhile. Readers go on; who wants to write waits.

    \b
    Examples:
      maitu compact
    """
    before = size(Path(store)) if Path(store).is_dir() else ""
    with open_folder(store):
        pass  # only what is a store already is compacted
    with open_folder(store, write=True) as opened, progress(store):
        opened.compact()
    with open_folder(store, write=True):
        pass  # what was left for its readers goes when it is opened anew
    note(f"{store}: {before} before, {size(Path(store))} now")
