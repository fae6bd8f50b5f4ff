"""The process that runs queries for `graph.query`: reads a request, writes an answer, until its standard input ends.

It is run as a script and imports nothing of ours before it has to write in a format, so that it starts in some
hundredths of a second. It opens the store anew whenever the files of the store have changed. When a query's time is up,
the system ends the process.

A request is a pickled dictionary, with the time (of the monotonic clock) `until` which it may run; an answer is a
marshalled (kind, content), whose terms are packed into plain data: that takes a third of the time of pickled terms.
Each comes behind its length.
"""

from __future__ import annotations

import gc
import itertools
import marshal
import os
import pickle
import signal
import struct
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import pyoxigraph

MEMORY = 1 << 30
"""The most memory that a query may take, in bytes."""

TIMED = hasattr(signal, "setitimer")
"""Whether the system ends this process when the time of a query is up; on Windows the asker has to."""

_ATTEMPTS = 5
_SHORTEST = 0.001
_SETTLED_NS = 1_000_000_000
"""The age of a folder's last change from which another one must show in its time."""
_LENGTH = struct.Struct("=Q")

Term = pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple


def answer(store: pyoxigraph.Store, request: dict[str, Any]) -> tuple[str, Any]:
    """The kind of the answer and its content, cut off after the request's number of rows.

    Where the request has `forms`, a form for each kind of answer (None: not wanted), the content is bytes.
    """
    graphs: dict[str, Any] = {}
    if request.get("default") or request.get("named"):
        graphs["default_graph"] = [pyoxigraph.NamedNode(iri) for iri in request["default"]]
        graphs["named_graphs"] = [pyoxigraph.NamedNode(iri) for iri in request["named"]]
    found = store.query(request["sparql"], prefixes=request["prefixes"], **graphs)
    rows: int = request["rows"]
    kind: str
    content: Any
    if isinstance(found, pyoxigraph.QueryBoolean):
        kind, content, complete = "boolean", bool(found), True
    elif isinstance(found, pyoxigraph.QueryTriples):
        triples = tuple(itertools.islice(found, rows + 1))
        kind, content, complete = "triples", triples[:rows], len(triples) <= rows
    else:
        columns = tuple(variable.value for variable in found.variables)
        table = tuple(tuple(solution) for solution in itertools.islice(found, rows + 1))
        kind, content, complete = "table", (columns, table[:rows]), len(table) <= rows
    return _packed(request, kind, content, complete=complete)


def _packed(request: dict[str, Any], kind: str, content: Any, *, complete: bool) -> tuple[str, Any]:  # noqa: ANN401 (as _write)
    """An answer as it goes back: in the form that is wanted for its kind."""
    if not request.get("forms"):
        if kind == "boolean":
            return kind, content
        if kind == "table":
            columns, rows = content
            return kind, (columns, [_pack(row) for row in rows], complete)
        return kind, ([_pack(triple) for triple in content], complete)
    if (form := request["forms"][kind]) is None:
        return "unwanted", kind
    return "bytes", (kind, _write(kind, content, form, request["prefixes"]), complete)


def _pack(terms: Iterable[Term | None]) -> list[Any]:
    """Terms as plain data: an IRI is a string, a literal a tuple, a blank node bytes, a triple a list of three."""
    packed: list[Any] = []
    for term in terms:
        if isinstance(term, pyoxigraph.NamedNode):
            packed.append(term.value)
        elif isinstance(term, pyoxigraph.Literal):
            language = term.language
            packed.append((term.value, language) if language else (term.value, None, term.datatype.value))
        elif isinstance(term, pyoxigraph.BlankNode):
            packed.append(term.value.encode())
        else:
            packed.append(_pack(term) if term else None)
    return packed


def unpacked(rows: Iterable[Iterable[Any]]) -> tuple[tuple[Term | None, ...], ...]:
    """Rows of terms as they were before they were packed."""
    nodes: dict[str, pyoxigraph.NamedNode] = {}

    def node(iri: str) -> pyoxigraph.NamedNode:
        known = nodes.get(iri)
        if known is None:
            known = nodes[iri] = pyoxigraph.NamedNode(iri)
        return known

    def term(data: Any) -> Term | None:  # noqa: ANN401 (as it was packed)
        if data is None:
            return None
        if isinstance(data, str):
            return node(data)
        if isinstance(data, tuple):
            if len(data) == 2:
                return pyoxigraph.Literal(data[0], language=data[1])
            return pyoxigraph.Literal(data[0], datatype=node(data[2]))
        if isinstance(data, bytes):
            return pyoxigraph.BlankNode(data.decode())
        return triple([term(part) for part in data])

    return tuple(tuple(map(term, row)) for row in rows)


def triple(terms: Sequence[Term | None]) -> pyoxigraph.Triple:
    """A triple of its three terms. Raises TypeError where they make none."""
    match terms:
        case (
            pyoxigraph.NamedNode() | pyoxigraph.BlankNode() | pyoxigraph.Triple() as subject,
            pyoxigraph.NamedNode() as predicate,
            (pyoxigraph.NamedNode() | pyoxigraph.BlankNode() | pyoxigraph.Literal() | pyoxigraph.Triple()) as value,
        ):
            return pyoxigraph.Triple(subject, predicate, value)
    raise TypeError(terms)


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


def _write(kind: str, content: Any, form: str, prefixes: dict[str, str]) -> bytes:  # noqa: ANN401 (one a kind)
    from graph import query_results

    match kind:
        case "boolean":
            return query_results.write_boolean(content, form)
        case "triples":
            return query_results.write_triples(content, form, prefixes)
        case _:
            columns, rows = content
            return query_results.write_table(columns, rows, form)


def main(database: Path) -> None:
    """Answer the requests on standard input until it ends."""
    gc.disable()  # an answer makes no cycles, and looking for them among its many terms takes time
    _limit_memory()
    store, files = None, _Files(database)
    while True:
        try:
            request = pickle.loads(receive(sys.stdin.buffer))  # noqa: S301 (from the process that started this one)
        except EOFError:
            return
        _set_alarm(max(request["until"] - time.monotonic(), _SHORTEST))
        try:
            if "server" in request:
                reply = _reply_of_server(request)
            else:
                if files.changed() or store is None:
                    store = _open(database)
                reply = _reply(store, request)
        except (OSError, RuntimeError) as error:
            store, reply = None, ("store", str(error))
        data = marshal.dumps(reply)
        _set_alarm(0)
        send(sys.stdout.buffer, data)


def _reply(store: pyoxigraph.Store, request: dict[str, Any]) -> tuple[str, Any]:
    try:
        return answer(store, request)
    except SyntaxError as error:
        return "syntax", str(error)
    except (OSError, RuntimeError, ValueError) as error:
        return "query", str(error)


def _reply_of_server(request: dict[str, Any]) -> tuple[str, Any]:
    from graph import query_remote
    from graph.errors import StoreError

    try:
        kind, content, complete = query_remote.answer(request)
    except SyntaxError as error:
        return "syntax", str(error)
    except ValueError as error:
        return "query", str(error)
    except query_remote.StoppedError as error:
        return "stopped", (str(error), error.reason)
    except StoreError as error:
        return "server", str(error)
    return _packed(request, kind, content, complete=complete)


def _open(database: Path) -> pyoxigraph.Store:
    """Open the store as it is now; the writer may merge files away at this very moment, then try again."""
    for attempt in range(_ATTEMPTS):
        try:
            return pyoxigraph.Store.read_only(str(database))
        except (OSError, RuntimeError):
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.02 * 2**attempt)
    raise AssertionError


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


def _set_alarm(seconds: float) -> None:
    """Let the system end this process after `seconds`, as SIGALRM does; 0 takes that back."""
    if TIMED:
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
