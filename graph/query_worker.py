"""The process that runs queries for `graph.query`: reads a request, writes an answer, until its standard input ends.

It is run as a script and imports nothing of ours before it has to write in a format, so that it starts in some
hundredths of a second. It opens the store anew whenever the files of the store have changed. When a query's time is up,
the system ends the process.

A request is a pickled dictionary, with the time (of the monotonic clock) `until` which it may run; an answer is a
marshalled (kind, content). Each comes behind its length.
"""

from __future__ import annotations

import gc
import itertools
import marshal
import os
import pickle
import select
import signal
import struct
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph

MEMORY = 1 << 30
"""The most memory that a query may take, in bytes."""

TIMED = hasattr(signal, "setitimer")
"""Whether the system ends this process when the time of a query is up; on Windows the asker has to."""

_PAUSES = (0.0, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds before each attempt to read a store that is being written."""
_AWAKE = 0.003
"""Seconds after an answer in which another request is likely: a page asks several things."""
_SHORTEST = 0.001
_SETTLED_NS = 1_000_000_000
"""The age of a folder's last change from which another one must show in its time."""
_LENGTH = struct.Struct("=Q")


def answer(store: pyoxigraph.Store, request: dict[str, Any]) -> tuple[str, Any]:
    """The answer in bytes, ("bytes", (kind, content, whether it is complete)), cut off after the request's rows.

    The request has `forms`: a form of `query_results` for each kind of answer; where that is None, the answer is
    ("unwanted", kind).
    """
    graphs: dict[str, Any] = {}
    if request["default"] or request["named"]:
        graphs["default_graph"] = [pyoxigraph.NamedNode(iri) for iri in request["default"]]
        graphs["named_graphs"] = [pyoxigraph.NamedNode(iri) for iri in request["named"]]
    found = store.query(request["sparql"], prefixes=request["prefixes"], **graphs)
    rows: int = request["rows"]
    if isinstance(found, pyoxigraph.QueryBoolean):
        return _written(request, "boolean", bool(found), complete=True)
    kind = "triples" if isinstance(found, pyoxigraph.QueryTriples) else "table"
    form = request["forms"][kind]
    if form == "nt" and isinstance(found, pyoxigraph.QueryTriples):
        lines = _Lines(rows)
        write = partial(found.serialize, cast("IO[bytes]", lines), pyoxigraph.RdfFormat.N_TRIPLES)
    elif form == "tsv" and isinstance(found, pyoxigraph.QuerySolutions):
        lines = _Lines(rows + 1)  # the first names the columns
        write = partial(found.serialize, cast("IO[bytes]", lines), pyoxigraph.QueryResultsFormat.TSV)
    else:
        content, complete = cut(found, rows)
        if isinstance(found, pyoxigraph.QuerySolutions):
            columns = tuple(variable.value for variable in found.variables)
            return _written(request, kind, (columns, content), complete=complete)
        return _written(request, kind, content, complete=complete)
    with suppress(_EnoughError):
        write()
    return "bytes", (kind, lines.content(), lines.complete)


def cut(found: Iterable[Iterable[Any]], rows: int) -> tuple[tuple[Any, ...], bool]:
    """The first `rows` rows or triples, and whether these are all."""
    first = tuple(itertools.islice(found, rows + 1))
    return first[:rows], len(first) <= rows


class _EnoughError(Exception):
    """More lines come than are wanted."""


class _Lines:
    """A file for what Oxigraph writes, up to so many lines: a row or triple a line, much faster than one by one."""

    def __init__(self, most: int) -> None:
        self.complete = True
        self._left = most
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Keep some more. Raises _EnoughError where a line too many has come."""
        here = part.count(b"\n")
        if not self.complete:  # Oxigraph offers once more what was refused
            raise _EnoughError
        if here > self._left:
            lines = part.split(b"\n", self._left)
            self._parts.append(part[: len(part) - len(lines[-1])])
            self.complete = False
            raise _EnoughError
        self._left -= here
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Everything is kept at once."""

    def content(self) -> bytes:
        """The lines, whole: where they were cut off, what Oxigraph wrote last may end within one."""
        text = b"".join(self._parts)
        return text if self.complete else text[: text.rfind(b"\n") + 1]


def _written(request: dict[str, Any], kind: str, content: Any, *, complete: bool) -> tuple[str, Any]:  # noqa: ANN401 (one a kind)
    """An answer in the form that is wanted for its kind."""
    if (form := request["forms"][kind]) is None:
        return "unwanted", kind
    from graph import query_results

    match kind:
        case "boolean":
            written = query_results.write_boolean(content, form)
        case "triples":
            written = query_results.write_triples(content, form, request["prefixes"])
        case _:
            columns, rows = content
            written = query_results.write_table(columns, rows, form)
    return "bytes", (kind, written, complete)


def send(to: IO[bytes], data: bytes) -> None:
    """Write some data behind its length."""
    to.write(_LENGTH.pack(len(data)) + data)
    to.flush()


def receive(back: IO[bytes]) -> bytes:
    """What `send` has sent. Raises EOFError where it ends before."""
    head = back.read(_LENGTH.size)
    if len(head) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        data = back.read(length)
        if len(data) == length:
            return data
    raise EOFError


def main(database: Path) -> None:
    """Answer the requests on standard input until it ends."""
    gc.disable()  # an answer makes no cycles, and looking for them among its many terms takes time
    _limit_memory()
    reader = _Reader(database)
    while True:
        _stay_awake()
        try:
            request = pickle.loads(receive(sys.stdin.buffer))  # noqa: S301 (from the process that started this one)
        except EOFError:
            return
        _set_alarm(max(request["until"] - time.monotonic(), _SHORTEST))
        reply = _reply_of_server(request) if "server" in request else reader.reply(request)
        data = marshal.dumps(reply)
        _set_alarm(0)
        send(sys.stdout.buffer, data)


def _reply(store: pyoxigraph.Store, request: dict[str, Any]) -> tuple[str, Any]:
    try:
        return answer(store, request)
    except SyntaxError as error:
        return "syntax", str(error)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        return "query", str(error)


def _reply_of_server(request: dict[str, Any]) -> tuple[str, Any]:
    from graph import query_remote
    from graph.errors import MaituError

    try:
        kind, content, complete = query_remote.answer(request)
    except SyntaxError as error:
        return "syntax", str(error)
    except ValueError as error:
        return "query", str(error)
    except MaituError as error:
        return "error", pickle.dumps(error)
    return _written(request, kind, content, complete=complete)


class _Reader:
    """A store, as it is now.

    A writer may merge away a file that was not opened yet, at any moment: then the store is opened, and asked, again.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._files = _Files(database)
        self._store: pyoxigraph.Store | None = None

    def reply(self, request: dict[str, Any]) -> tuple[str, Any]:
        failed = ""
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                if self._files.changed() or self._store is None:
                    self._store = pyoxigraph.Store.read_only(str(self._database))
                return _reply(self._store, request)
            except (OSError, RuntimeError) as error:
                self._store, failed = None, str(error)
        return "store", failed


class _Files:
    """The files of a store, and whether any of them was written since they were last looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[Any, ...] = ()
        self._quick: tuple[int, ...] = ()
        self._growing: tuple[Path, ...] = ()
        self._settled = False

    def changed(self) -> bool:
        """Whether the store was written since the last call; the first call says so."""
        if self._settled and self._look() == self._quick:
            return False
        now = time.time_ns()
        with os.scandir(self._folder) as files:
            names = sorted(file.name for file in files)
        watched = [name for name in names if name.endswith((".log", ".sst")) or name.startswith("MANIFEST")]
        # tables are written once: only the others grow
        self._growing = tuple(self._folder / name for name in watched if not name.endswith(".sst"))
        try:
            self._quick = self._look()
        except FileNotFoundError:  # between the two looks
            self._settled = False
            return True
        self._settled = self._quick[0] < now - _SETTLED_NS
        before, self._seen = self._seen, (watched, self._quick[1:])
        return self._seen != before

    def _look(self) -> tuple[int, ...]:
        """When a file came or went, and the sizes of those that grow."""
        return self._folder.stat().st_mtime_ns, *(file.stat().st_size for file in self._growing)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _stay_awake() -> None:
    """Wait some milliseconds for the next request without sleeping: being woken takes longer than most queries do."""
    if not hasattr(select, "poll"):  # on Windows
        return
    requests = select.poll()
    requests.register(sys.stdin.fileno(), select.POLLIN)
    until = time.monotonic() + _AWAKE
    while time.monotonic() < until and not requests.poll(0):
        pass


def _set_alarm(seconds: float) -> None:
    """Let the system end this process after `seconds`, as SIGALRM does; 0 takes that back."""
    if TIMED:
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
