"""The graph asked in SPARQL by anybody: read-only, and stopped at limits of rows, time and memory.

Each query runs in a process of its own that has the store open for reading. It is kept for the next query, and killed
when its time is up: nothing else stops a query of Oxigraph. See `query_worker`. There are WORKERS of them;
who finds none free waits for a turn, and whoever has fewest running gets the next one.
"""

from __future__ import annotations

import atexit
import marshal
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from graph.errors import QueryError, QueryStoppedError, StoreError
from graph.query_guard import refuse_unbounded, syntax_error
from graph.query_worker import MEMORY, TIMED, receive, send
from graph.store import EmbeddedStore, Store
from ontology.terms import PREFIXES

Term = NamedNode | Literal | BlankNode | Triple

_QUERIES = Path(__file__).with_name("queries")
_WORKER = Path(__file__).with_name("query_worker.py")
_NO_DATABASE = Path("-")
"""Where a worker that asks servers has its database."""
_IDLE_WORKERS = 2
_SHORT = 10_000
"""Characters of a query that is worth remembering."""
WORKERS = 4
"""The most queries that run at once; one asker has at most all but one of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT; an unbound cell is None. `complete` is false where the row limit cut it off."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer of an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer of a CONSTRUCT or DESCRIBE. `complete` is false where the row limit cut it off."""

    triples: tuple[Triple, ...]
    complete: bool = True


Answer = Table | Boolean | Triples


@dataclass(frozen=True, slots=True)
class Wanted:
    """In which formats of `graph.query_results` to write an answer, by its kind; None: an answer of it is not wanted.

    If there are `default_graphs` or `named_graphs`, the query sees these graphs only (SPARQL 1.1 Protocol, 2.1.4).
    """

    table: str | None
    boolean: str | None
    triples: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in the bytes of a format. `kind` is "table", "boolean" or "triples"; see `Table` for `complete`."""

    kind: str
    content: bytes
    complete: bool


class Cancellation:
    """By this, somebody else stops a query that it was given to: from another thread, at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: list[Callable[[], None]] = []
        self.cancelled = False

    def cancel(self) -> None:
        """Stop the query, now or when it begins; one that has ended is let be."""
        with self._lock:
            self.cancelled = True
            for stop in self._stops:
                stop()

    @contextmanager
    def calling(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have `stop` called when it is cancelled, or was before."""
        with self._lock:
            self._stops.append(stop)
            if self.cancelled:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that comes with Maitu; its file in `queries/` bears its name and begins with its titles."""

    name: str
    title_en: str
    title_zh: str
    sparql: str


def query(
    store: Store,
    sparql: str,
    *,
    rows: int = 10_000,
    seconds: float = 30.0,
    cancel: Cancellation | None = None,
    asker: str = "",
) -> Answer:
    """The answer to a SPARQL 1.1 query over all graphs of the store together.

    The prefixes of `ontology.terms.PREFIXES` need not be declared. At most `rows` rows or triples are given. `asker` is
    whom the query is for: nobody gets all workers while others wait.
    Raises QueryError where the query is malformed, or would change the graph or leave it (SERVICE, LOAD, FROM);
    QueryStoppedError where it takes more than `seconds` or too much memory, finds no free worker for as long, or is
    stopped through `cancel`; StoreError where the store cannot be read.
    """
    written = query_written(store, sparql, _READ, rows=rows, seconds=seconds, cancel=cancel, asker=asker)
    if written is None:
        raise TypeError("every kind of answer is wanted")
    match written.kind:
        case "table":
            table = parse_query_results(written.content, format=QueryResultsFormat.TSV)
            if not isinstance(table, QuerySolutions):
                raise TypeError("only tables are written so")
            columns = tuple(variable.value for variable in table.variables)
            return Table(columns, tuple(map(tuple, table)), written.complete)
        case "boolean":
            return Boolean(bool(parse_query_results(written.content, format=QueryResultsFormat.JSON)))
        case _:
            quads = parse(written.content, format=RdfFormat.N_TRIPLES)
            return Triples(tuple(quad.triple for quad in quads), written.complete)


def query_written(
    store: Store,
    sparql: str,
    wanted: Wanted,
    *,
    rows: int = 10_000,
    seconds: float = 30.0,
    cancel: Cancellation | None = None,
    asker: str = "",
) -> Written | None:
    """As `query`, but the answer is written by the worker, as it is wanted; None where its kind is not."""
    request = {
        "sparql": sparql,
        "rows": rows,
        "seconds": seconds,
        "forms": {"table": wanted.table, "boolean": wanted.boolean, "triples": wanted.triples},
        "default": wanted.default_graphs,
        "named": wanted.named_graphs,
    }
    kind, content = _ask(store, request, cancel or Cancellation(), asker)
    return Written(*content) if kind == "bytes" else None


_READ = Wanted("tsv", "json", "nt")
"""The forms that Oxigraph writes and reads fastest, and whole: what is read is what was written."""


@lru_cache(maxsize=256)
def _refuse_unbounded(sparql: str) -> None:
    """As `refuse_unbounded`; what was let through is remembered."""
    refuse_unbounded(sparql)


def _ask(store: Store, request: dict[str, Any], cancel: Cancellation, asker: str) -> tuple[str, Any]:
    """The kind and content of an answer, and no error."""
    sparql, seconds = request["sparql"], request["seconds"]
    (_refuse_unbounded if len(sparql) < _SHORT else refuse_unbounded)(sparql)
    request["prefixes"] = dict(PREFIXES)
    if isinstance(store, EmbeddedStore):
        database = store.database_path
    else:
        from graph.query_remote import addressed

        request, database = addressed(store, request), _NO_DATABASE
    with _turn(asker, seconds, cancel):
        worker = _take(database)
        kept = False
        try:
            kind, content = worker.ask(request, seconds, cancel)
            kept = True
        finally:
            _give_back(worker, usable=kept)
    match kind:
        case "syntax":
            raise syntax_error(sparql, content)
        case "query":
            raise QueryError("The query failed: {why}. Change it and ask again.", why=content)
        case "error":
            raise pickle.loads(content)  # noqa: S301 (from a process of our own)
        case "store":
            raise StoreError(
                "The store at {location} cannot be read: {why}. If it stays so, build anew.",
                location=store.location, why=content,
            )
    return kind, content


@cache
def saved() -> Mapping[str, SavedQuestion]:
    """The questions that come with Maitu, by name."""
    return MappingProxyType({path.stem: _read_saved(path) for path in sorted(_QUERIES.glob("*.rq"))})


def _read_saved(path: Path) -> SavedQuestion:
    text = path.read_text("utf-8")
    title_en, title_zh = (line[len("# en: ") :].strip() for line in text.splitlines()[:2])
    return SavedQuestion(path.stem, title_en, title_zh, text)


class _Worker:
    """A process that answers queries on one store, one at a time."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._spent = False
        self._process = subprocess.Popen(
            # -P: the folder of the script, this one, must not come first on its path and hide standard modules
            [sys.executable, "-P", str(_WORKER), str(database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )

    def ask(self, request: dict[str, Any], seconds: float, cancel: Cancellation) -> tuple[str, Any]:
        """The kind and content of the answer.

        Raises QueryStoppedError where there is none within the limits or it is cancelled; then the process is dead.
        """
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise TypeError("a worker is talked to through pipes")
        until = time.monotonic() + seconds
        lock, answered, late = threading.Lock(), False, False

        def stop() -> None:
            with lock:  # who comes too late must not kill the next query
                if not answered:
                    self._spent = True
                    self._process.kill()

        def stop_late() -> None:
            nonlocal late
            late = True
            stop()

        timer = None if TIMED else threading.Timer(seconds, stop_late)
        if timer:
            timer.daemon = True
            timer.start()
        try:
            with cancel.calling(stop):
                send(to, pickle.dumps({**request, "until": until}))
                kind, content = marshal.loads(receive(back))  # noqa: S302 (from a process of our own)
                with lock:
                    answered = True
        except (EOFError, OSError) as error:
            if cancel.cancelled:
                raise _cancelled() from error
            if late or (TIMED and self._process.wait() == -signal.SIGALRM):
                raise QueryStoppedError(
                    "The query was stopped after {seconds:g} seconds. Ask for less, add LIMIT, or allow more seconds.",
                    seconds=seconds, reason="time",
                ) from error
            raise QueryStoppedError(
                "The query needed more than {size} MB of memory and was stopped. Ask for less, or add LIMIT.",
                size=MEMORY >> 20, reason="memory",
            ) from error
        finally:
            if timer:
                timer.cancel()
        return str(kind), content

    def close(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.communicate()

    @property
    def alive(self) -> bool:
        """Whether the process still runs, and nothing has told it to end."""
        return not self._spent and self._process.poll() is None


def _cancelled() -> QueryStoppedError:
    return QueryStoppedError("The query was stopped, as was asked.", reason="cancelled")


_turns = threading.Condition()
_waiting: list[list[str]] = []
_running: Counter[str] = Counter()


@contextmanager
def _turn(asker: str, seconds: float, cancel: Cancellation) -> Iterator[None]:
    """Wait until the query may run. Raises QueryStoppedError where that takes more than `seconds`."""
    ticket, until = [asker], time.monotonic() + seconds
    with cancel.calling(_look_again), _turns:
        _waiting.append(ticket)
        try:
            while _next() is not ticket:
                if cancel.cancelled:
                    raise _cancelled()
                if not _turns.wait(max(until - time.monotonic(), 0)):
                    raise QueryStoppedError(
                        "{others} other queries are running, and none ended within {seconds:g} seconds. Ask again.",
                        others=WORKERS, seconds=seconds, reason="busy",
                    )
            _running[asker] += 1
        finally:
            _waiting[:] = [other for other in _waiting if other is not ticket]
            _turns.notify_all()
    try:
        yield
    finally:
        with _turns:
            _running[asker] -= 1
            if not _running[asker]:
                del _running[asker]
            _turns.notify_all()


def _next() -> list[str] | None:
    """Who may run next: of those with fewest queries running, the one who came first."""
    if _running.total() >= WORKERS:
        return None
    able = [ticket for ticket in _waiting if _running[ticket[0]] < WORKERS - 1]
    return min(able, key=lambda ticket: _running[ticket[0]], default=None)


def _look_again() -> None:
    with _turns:
        _turns.notify_all()


_idle: list[_Worker] = []
_lock = threading.Lock()


def _take(database: Path) -> _Worker:
    with _lock:
        for worker in _idle:
            if worker.database == database and worker.alive:
                _idle.remove(worker)
                return worker
    return _Worker(database)


def _give_back(worker: _Worker, *, usable: bool) -> None:
    surplus = None if usable else worker
    if usable:
        with _lock:
            _idle.append(worker)
            surplus = _idle.pop(0) if len(_idle) > _IDLE_WORKERS else None
    if surplus:
        surplus.close()


@atexit.register
def close_workers() -> None:
    """End the processes that wait for queries."""
    with _lock:
        workers, _idle[:] = _idle[:], []
    for worker in workers:
        worker.close()
