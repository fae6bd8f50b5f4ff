"""Many new graphs put into Oxigraph's files at once."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph
from pyoxigraph import RdfFormat

from graph.store.graph_text import GraphText

_CHUNK = 12_000_000
"""So many bytes of N-Quads are loaded at once: some 50 documents. One call of Oxigraph's bulk loader puts all in at
one stroke if it holds fewer than a million quads."""
_CHUNK_SECONDS = 3.0
"""The longest that a document waits for others to be loaded with it."""
_LOADERS = 2
"""Chunks that are loaded side by side: Oxigraph loads each on one core."""


class Loader:
    """Loads new graphs in chunks, side by side, while others are still being made.

    Each chunk holds whole graphs, with their part of the union, and goes in at one stroke.
    """

    def __init__(self, database: pyoxigraph.Store) -> None:
        self._database = database
        self._threads = ThreadPoolExecutor(_LOADERS)
        self._running: list[Future[None]] = []
        self._chunk: list[bytes] = []
        self._size = 0
        self._since = 0.0

    def add(self, content: GraphText) -> None:
        """Load a graph, soon. Raises OSError where one before it could not be."""
        if not self._chunk:
            self._since = time.monotonic()
        self._chunk.append(content.all)
        self._size += len(self._chunk[-1])
        if self._size >= _CHUNK or time.monotonic() - self._since >= _CHUNK_SECONDS:
            self._send()

    def finish(self) -> None:
        """Wait until all is in."""
        self._send()
        self._wait(0)

    def close(self) -> None:
        """Load what is left, and stop."""
        try:
            self.finish()
        finally:
            self._threads.shutdown()
            del self._database  # an error that is kept keeps this loader, and the folder must be let go of all the same

    def _send(self) -> None:
        self._wait(_LOADERS - 1)
        chunk, self._chunk, self._size = self._chunk, [], 0
        if chunk:
            self._running.append(self._threads.submit(self._load, b"".join(chunk)))

    def _wait(self, most: int) -> None:
        """Wait until at most so many chunks are still being loaded."""
        while len(self._running) > most:
            self._running.pop(0).result()

    def _load(self, quads: bytes) -> None:
        try:
            self._database.bulk_load(quads, RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise ValueError(f"N-Quads cannot be read: {error}") from error
