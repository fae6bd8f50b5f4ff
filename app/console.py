"""What the commands share: common options, tables on stdout, notes on stderr, files written whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
import platformdirs
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from graph.store import EmbeddedStore, Store

Function = TypeVar("Function", bound=Callable[..., Any])

WAIT = 60.0
"""Seconds that a command waits for another process to be done writing."""

PIPED_WIDTH = 120
"""Characters to a line where output goes into a file or pipe."""


def default_store() -> Path:
    """Where the graph is kept unless told otherwise: the user's data folder of this system."""
    return Path(platformdirs.user_data_dir("maitu", appauthor=False)) / "store"


def _store(context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    os.environ.setdefault("MAITU_CACHE", platformdirs.user_cache_dir("maitu", appauthor=False))
    return value or context.find_root().params.get("store") or str(default_store())


def store_option(function: Function) -> Function:
    """Give a command the parameter `store`: from its own --store, that of `maitu`, MAITU_STORE, or the default."""
    place = "Where the graph is kept: a folder, or the SPARQL address of a server."
    return click.option("--store", metavar="DIR", callback=_store, help=place)(function)


def open_to_write(store: str) -> AbstractContextManager[Store]:
    """Open a store to write it; where another process writes, wait for it, and tell the user so.

    Raises StoreError after WAIT seconds.
    """
    from graph.store import open_store

    return open_store(  # only who writes to a folder waits, so that no address is told here
        store, write=True, wait=WAIT, on_wait=lambda: note(f"Another process is writing to {store}. Waiting for it…")
    )


def open_folder(store: str, *, write: bool = False) -> AbstractContextManager[EmbeddedStore]:
    """Open a store in a folder, for what only those can do; raises click.ClickException where it is a server's."""
    if "://" in store:
        from graph.store.server import shown

        raise click.ClickException(f"{shown(store)} is a server's: its own tools do this. Name a folder with --store.")
    from graph.store import open_store

    opened = open_to_write(store) if write else open_store(store)
    return cast("AbstractContextManager[EmbeddedStore]", opened)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where that is a terminal; what is given is called with how much is done, and of how much."""
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(printable(what).replace("[", r"\["), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def size(path: Path) -> str:
    """How much room a file, or a folder with all that is in it, takes: "12.3 MB"."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return f"{sum(file.stat().st_size for file in files if file.is_file()) / 1e6:,.1f} MB"


def json_option(function: Function) -> Function:
    """Give a command the flag `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def note(message: str) -> None:
    """Tell the user something on stderr, apart from data."""
    click.echo(printable(message), err=True)


def print_json(data: object) -> None:
    """Print JSON on stdout, Chinese as Chinese and decimals as numbers."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_number))


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} has no JSON form")
    return int(value) if value == value.to_integral_value() else float(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on stdout, as wide as the terminal. Cells are text from documents: nothing in them is obeyed."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(printable(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)


def printable(text: str) -> str:
    """`text` with what would steer a terminal (escape sequences, direction marks) replaced by U+FFFD."""
    return "".join(c if c.isprintable() or c in "\n\u3000\xa0" else " " if c in "\t\r" else "\ufffd" for c in text)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or, whatever happens, as it was before.

    Raises click.ClickException where it cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists and has room."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
