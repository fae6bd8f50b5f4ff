"""The graph asked in SPARQL by anybody: read-only, and stopped at limits of rows, time and memory.

Each query runs in a process of its own that has the store open for reading. It is kept for the next query, and killed
when its time is up: nothing else stops a query of Oxigraph. See `query_worker`.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import QueryError, StoreError
from graph.query_guard import refuse_unbounded, syntax_error
from graph.query_worker import MEMORY
from graph.store import EmbeddedStore, Store
from ontology.terms import PREFIXES

Term = NamedNode | Literal | BlankNode | Triple

_QUERIES = Path(__file__).with_name("queries")
_WORKER = Path(__file__).with_name("query_worker.py")
_IDLE_WORKERS = 2


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
class SavedQuestion:
    """A question that comes with Maitu; its file in `queries/` bears its name and begins with its titles."""

    name: str
    title_en: str
    title_zh: str
    sparql: str


def query(store: Store, sparql: str, *, rows: int = 10_000, seconds: float = 30.0) -> Answer:
    """The answer to a SPARQL 1.1 query over all graphs of the store together.

    The prefixes of `ontology.terms.PREFIXES` need not be declared. At most `rows` rows or triples are given.
    Raises QueryError where the query is malformed, would change the graph or leave it (SERVICE, LOAD, FROM), or takes
    more than `seconds` or too much memory; StoreError where the store cannot be read.
    """
    refuse_unbounded(sparql)
    if not isinstance(store, EmbeddedStore):
        raise StoreError(f"{store.location} is no store in a folder, and other stores cannot be asked yet.")
    request = {"sparql": sparql, "rows": rows, "seconds": seconds, "prefixes": dict(PREFIXES)}
    worker = _take(store.database_path)
    kept = False
    try:
        kind, content = worker.ask(request, seconds)
        kept = True
    finally:
        _give_back(worker, usable=kept)
    match kind:
        case "table":
            return Table(*content)
        case "boolean":
            return Boolean(content)
        case "triples":
            return Triples(*content)
        case "syntax":
            raise syntax_error(sparql, content)
        case "query":
            raise QueryError(f"The query failed: {content}. Change it and ask again.")
        case _:
            raise StoreError(f"The store at {store.location} cannot be read: {content}. If it stays so, build anew.")


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
        self._process = subprocess.Popen(
            # -P: the folder of the script, this one, must not come first on its path and hide standard modules
            [sys.executable, "-P", str(_WORKER), str(database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[str, Any]:
        """The kind and content of the answer.

        Raises QueryError where there is none within the limits; then the process is dead.
        """
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise TypeError("a worker is talked to through pipes")
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            pickle.dump(request, to)
            to.flush()
            kind, content = pickle.load(back)  # noqa: S301 (from a process of our own)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            if late.is_set():
                raise QueryError(
                    f"The query was stopped after {seconds:g} seconds. Ask for less, add LIMIT, or allow more seconds."
                ) from error
            raise QueryError(
                f"The query needed more than {MEMORY >> 20} MB of memory and was stopped. Ask for less, or add LIMIT."
            ) from error
        finally:
            timer.cancel()
        return str(kind), content

    def close(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.communicate()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None


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
