"""The process that runs queries for `graph.query`: reads a request, writes an answer, until its standard input ends.

It is run as a script and imports nothing of ours before it has to write in a format, so that it starts in some
hundredths of a second. It opens the store anew whenever the files of the store have changed.
"""

from __future__ import annotations

import itertools
import os
import pickle
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph

MEMORY = 1 << 30
"""The most memory that a query may take, in bytes."""

_ATTEMPTS = 5
_GRACE = 5.0
"""Seconds after which a query whose asker is gone, and can no longer stop it, is stopped by the system."""

Stamp = tuple[tuple[str, int], ...]


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
        return kind, content if kind == "boolean" else (*content, complete) if kind == "table" else (content, complete)
    if (form := request["forms"][kind]) is None:
        return "unwanted", kind
    return "bytes", (kind, _write(kind, content, form, request["prefixes"]), complete)


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
    _limit_memory()
    store, opened_at = None, None
    while True:
        try:
            request = pickle.load(sys.stdin.buffer)  # noqa: S301 (from the process that started this one)
        except EOFError:
            return
        _set_alarm(request["seconds"] + _GRACE)
        try:
            if "server" in request:
                reply = _reply_of_server(request)
            else:
                now = _stamp(database)
                if store is None or now != opened_at:
                    store, opened_at = _open(database), now
                reply = _reply(store, request)
        except (OSError, RuntimeError) as error:
            reply = "store", str(error)
        _set_alarm(0)
        pickle.dump(reply, sys.stdout.buffer)
        sys.stdout.buffer.flush()


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


def _stamp(database: Path) -> Stamp:
    """What changes with every write: the names of the files, and the sizes of those that grow."""
    with os.scandir(database) as files:
        watched = (f for f in files if f.name.endswith((".log", ".sst")) or f.name.startswith("MANIFEST"))
        return tuple(sorted((file.name, _size(file)) for file in watched))


def _size(file: os.DirEntry[str]) -> int:
    return 0 if file.name.endswith(".sst") else file.stat().st_size  # tables are written once


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _set_alarm(seconds: float) -> None:
    """Let the system end this process after `seconds`; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
