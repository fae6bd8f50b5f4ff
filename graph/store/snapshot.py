"""Oxigraph's files as they are at one moment, for a reader that goes on while they are written.

A writer merges files and removes those merged, and Oxigraph opens most files only when a query first needs them. Links
keep them for as long as a reader has the store open. RocksDB's own checkpoints are made so:
https://github.com/facebook/rocksdb/wiki/Checkpoints
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from graph.file_lock import lock

_PREFIX = "reader-"
_LOCK = "reader.lock"
_TABLES = ".sst"
"""The files that are written once, and linked; the others are small, grow or are written over, and copied."""
_LOG = ".log"
_LISTS = ("CURRENT", "MANIFEST")
_YOUNG = 60.0
"""Seconds that a reader may take to lock its folder."""


@contextmanager
def snapshot(database: Path) -> Iterator[Path]:
    """A folder that holds what is in `database` now, beside it and until the end of the block.

    Where the folder around it cannot be written or the disk knows no links, it is `database` itself: there readers have
    to do with what writers leave them. What killed readers left is taken away.
    Raises FileNotFoundError where a file came or went meanwhile, or the list of them is missing.
    """
    with ExitStack() as held:
        yield _linked(database, held) or database


def _linked(database: Path, held: ExitStack) -> Path | None:
    before = _list_of_files(database)
    try:
        _sweep(database.parent)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=database.parent))
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        lock(held.enter_context((folder / _LOCK).open("a")).fileno(), wait=True)
        for file in database.iterdir():
            if file.name.endswith(_TABLES):
                os.link(file, folder / file.name)
            elif file.name.endswith(_LOG) or file.name.startswith(_LISTS):
                shutil.copyfile(file, folder / file.name)
    except FileNotFoundError:
        raise
    except OSError:
        held.close()
        return None
    if before != _list_of_files(database):
        raise FileNotFoundError(errno.ENOENT, "it was being written", str(database))
    return folder


def _list_of_files(database: Path) -> tuple[str, int]:
    """The list of the files that count, which only grows, and its length."""
    name = (database / "CURRENT").read_text("utf-8").strip()
    return name, (database / name).stat().st_size


def _sweep(path: Path) -> None:
    """Remove the folders of readers that are no more."""
    for folder in path.glob(f"{_PREFIX}*"):
        try:
            with (folder / _LOCK).open("a") as file:
                if time.time() - folder.stat().st_mtime > _YOUNG and lock(file.fileno(), wait=False):
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # another reader was quicker, or its owner may do it alone
            continue
