"""Where the graph is kept: behind one small protocol, in a folder or on a server that speaks SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.store.embedded import EmbeddedStore, open_embedded
from graph.store.folder import FORMAT
from graph.store.protocol import Row, Store, StoredDocument, Term

if TYPE_CHECKING:
    from graph.store.remote import RemoteStore

__all__ = [
    "FORMAT", "EmbeddedStore", "RemoteStore", "Row", "Store", "StoredDocument", "Term", "open_store",
]


def __getattr__(name: str) -> object:
    """RemoteStore, whose HTTP takes time to import, when it is asked for."""
    if name != "RemoteStore":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from graph.store.remote import RemoteStore

    return RemoteStore


def open_store(
    location: Path | str, *, write: bool = False, wait: float = 0.0, on_wait: Callable[[], object] | None = None,
) -> AbstractContextManager[Store]:
    """Open the store in a folder, or at a server's address, to read it or also to `write`; writing makes a folder's.

    Where another process writes to a folder, writing waits up to `wait` seconds for it to be done, and
    calls `on_wait` once before.
    Raises StoreError where there is something else, no store to read, one of another format, one that may not be
    written, or one that is still being written by another process.
    """
    if str(location).startswith(("http://", "https://")):
        from graph.store.remote import open_remote

        return open_remote(str(location), write=write)
    return open_embedded(Path(location), write=write, wait=wait, on_wait=on_wait)
