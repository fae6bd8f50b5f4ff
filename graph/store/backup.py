"""A whole store as one file, and back.

The file is N-Quads, compressed by gzip, graph by graph: any RDF tool reads it. Its first line tells its format,
its last one how much there is and the hash of all between; both are comments of N-Quads.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graph.errors import StoreError
from graph.store.embedded import EmbeddedStore

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much: graphs of a backup, bytes of its file when it is restored."""

_FIRST = b"# Maitu backup, format 1\n"
_FORMAT = b"# Maitu backup, format "
_LAST = "# {graphs} graphs, {quads} quads, sha256 {hash}\n"
_QUICK = 6
"""The level of compression: beyond it files hardly get smaller, and take much longer."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a backup holds."""

    graphs: int
    quads: int


def backup(store: EmbeddedStore, path: Path, progress: Progress | None = None) -> Extent:
    """Write all graphs of a store to a file, which is there whole in the end or as it was before.

    Raises StoreError where it cannot be written, or where a graph is not what its digest says: a backup that cannot be
    trusted is none.
    """
    graphs = store.graphs()
    digests = store.digests()
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                # neither a name nor a time goes in: the same content makes the same file
                with gzip.GzipFile("", "wb", _QUICK, file, mtime=0) as packed:
                    packed.write(_FIRST)
                    whole, quads = hashlib.sha256(), 0
                    for number, graph in enumerate(graphs, start=1):
                        lines = _lines(store, graph, digests.get(graph))
                        packed.write(lines)
                        whole.update(lines)
                        quads += lines.count(b"\n")
                        if progress:
                            progress(number, len(graphs))
                    packed.write(_LAST.format(graphs=len(graphs), quads=quads, hash=whole.hexdigest()).encode())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            "{path} cannot be written: {why}. Name a file in a folder that exists and has room.",
            path=path, why=error.strerror,
        ) from error
    return Extent(len(graphs), quads)


def _lines(store: EmbeddedStore, graph: str, digest: str | None) -> bytes:
    """The N-Quads of a graph, sorted, if they are what its digest says."""
    text = store.text(graph)
    if text.digest != digest:
        raise StoreError("{graph} is damaged. Mend the store with `maitu doctor --repair` first.", graph=graph)
    return b"\n".join([*sorted(text.quads.splitlines()), b""])


def restore(store: EmbeddedStore, path: Path, progress: Progress | None = None) -> Extent:
    """Put what a backup holds in place of all that a store holds, which was opened to be written: wholly or not at all.

    The store is closed then. Raises StoreError where the file cannot be read, is no backup, is of another format, or is
    damaged; then the store is as it was.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file, gzip.open(file) as packed, store.anew() as new:
            first = packed.readline(len(_FIRST) + 1)
            if first != _FIRST:
                raise _refusal(path, first)
            reader = _Reader(path, packed)
            new.load(reader.graphs(lambda: progress(file.tell(), size) if progress else None))
    except (EOFError, zlib.error, ValueError, gzip.BadGzipFile) as error:
        raise StoreError(
            "{path} is no backup, or damaged: {why}. Restore another one.", path=path, why=error
        ) from error
    except OSError as error:
        raise StoreError(
            "{path} cannot be read: {why}. Name a file that `maitu backup` wrote.", path=path, why=error.strerror
        ) from error
    return reader.extent


class _Reader:
    """The graphs of a backup, one by one, and in the end whether they were all."""

    def __init__(self, path: Path, packed: BinaryIO | gzip.GzipFile) -> None:
        self._path = path
        self._packed = packed
        self.extent = Extent(0, 0)

    def graphs(self, read: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """The IRI and the N-Quads of each graph; `read` is called after each."""
        whole, graphs, quads = hashlib.sha256(), 0, 0
        lines: list[bytes] = []
        graph = last = b""
        for line in self._packed:
            if line.startswith(b"#"):
                last = line
                break
            of = line.rpartition(b" <")[2]
            if of != graph and lines:
                yield _iri(graph), b"".join(lines)
                graphs += 1
                read()
                lines = []
            graph = of
            lines.append(line)
            whole.update(line)
            quads += 1
        self.extent = Extent(graphs + bool(lines), quads)
        told = _LAST.format(graphs=self.extent.graphs, quads=quads, hash=whole.hexdigest()).encode()
        if last != told or self._packed.read(1):
            raise StoreError(
                "{path} is damaged: it is not what was written. Restore another backup.", path=self._path
            )
        if lines:
            yield _iri(graph), b"".join(lines)


def _iri(end: bytes) -> str:
    """The IRI of a graph by the end of a line."""
    return end.removesuffix(b"> .\n").decode()


def _refusal(path: Path, first: bytes) -> StoreError:
    if first.startswith(_FORMAT):
        return StoreError("{path} was written by another version of Maitu. Restore it with that one.", path=path)
    return StoreError("{path} is no backup. Name a file that `maitu backup` wrote.", path=path)
