"""The graph asked in SPARQL by anybody: read-only, and stopped at limits of rows, time and memory.

Each query runs in a process of its own that has the store open for reading. It is kept for the next query, and killed
when its time is up: nothing else stops a query of Oxigraph. See `query_worker`.
"""

from __future__ import annotations

import atexit
import pickle
import re
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
    worker = _take(store.database_path)
    kept = False
    try:
        kind, content = worker.ask({"sparql": sparql, "rows": rows, "seconds": seconds, "prefixes": dict(PREFIXES)}, seconds)
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
            raise _syntax_error(sparql, content)
        case "query":
            raise QueryError(f"The query failed: {content}. Change it and ask again.")
        case _:
            raise StoreError(f"The store at {store.location} cannot be read: {content}. Build the graph again if it stays so.")


@cache
def saved() -> Mapping[str, SavedQuestion]:
    """The questions that come with Maitu, by name."""
    return MappingProxyType({path.stem: _read_saved(path) for path in sorted(_QUERIES.glob("*.rq"))})


def _read_saved(path: Path) -> SavedQuestion:
    lines = path.read_text("utf-8").splitlines()
    titles = [line.removeprefix("#").strip() for line in lines[:2]]
    return SavedQuestion(path.stem, titles[0].removeprefix("en:").strip(), titles[1].removeprefix("zh:").strip(), "\n".join(lines) + "\n")


# ── what is not allowed ─────────────────────────────────────────────────────────────────────────────────────────────────

_TOKEN = re.compile(
    r"""
      \#[^\n\r]*                                                              # comment
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>        # IRI
    | (?:\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3})   # long string
    | (?:"(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')                        # string
    | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | _:[\w.·-]+                      # variable, language, blank node
    | [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?                                 # number
    | (?P<prefix>[^\W\d_](?:[\w.·-]*[\w·-])?)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\.)*  # prefixed name
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_CHANGES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"})
_AT_START_ONLY = frozenset({"COPY", "MOVE", "ADD"})
_BEFORE_A_QUERY = frozenset({"BASE", "PREFIX"})


def refuse_unbounded(sparql: str) -> None:
    """Raise QueryError where a query would change the graph or reach beyond it.

    Looks at the tokens of SPARQL 1.1, so that words in strings, comments, IRIs, variables and names do not count.
    Oxigraph ends a keyword wherever it can (SERVICEa:b is SERVICE a:b), hence the care with words that only contain one.
    """
    words: list[str] = []
    suspect = ""
    for token in _TOKEN.finditer(sparql):
        word, prefix = (token["word"] or "").upper(), (token["prefix"] or "").upper()
        if suspect and (token["mark"] == "{" or word.startswith(("WHERE", "FROM"))):
            raise _reaches_out(suspect)
        suspect = next((name for name in ("SERVICE", "FROM") if name in prefix), "")
        if word and word not in _BEFORE_A_QUERY:
            reaching = next((name for name in ("SERVICE", "FROM") if name in word), "")
            if reaching:
                raise _reaches_out(reaching)
            if word in _CHANGES and (not words or word not in _AT_START_ONLY) or (word == "WITH" and not words):
                raise QueryError(f"{word} would change the graph, and queries only read: ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
            words.append(word)


def _reaches_out(word: str) -> QueryError:
    if word == "SERVICE":
        return QueryError("SERVICE would ask another server, and queries stay within this graph: leave it out.")
    return QueryError("FROM is not needed: a query sees all documents together. To look into one, write GRAPH <its IRI> { … }.")


# ── errors in words ─────────────────────────────────────────────────────────────────────────────────────────────────────

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)+)"|\b([A-Z][A-Z_]{2,})\b')


def _syntax_error(sparql: str, message: str) -> QueryError:
    found = _POSITION.match(message)
    if not found:
        return QueryError(f"This is not SPARQL: {message}")
    line, column, expected = int(found[1]), int(found[2]), found[3]
    rest = "\n".join(sparql.splitlines()[line - 1 :])[column - 1 :].strip()
    here = f"“{rest.split(maxsplit=1)[0][:40]}”" if rest else "the end"
    if not sparql.strip():
        return QueryError("The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.", 1, 1)
    if "Prefix not found" in expected:
        hint = f"a prefix there is not declared. Those known are {', '.join(PREFIXES)}; declare others with PREFIX name: <IRI>."
    else:
        wanted = [a or b for a, b in _EXPECTED.findall(expected)][:8]
        hint = f"{here} cannot stand there." + (f" What could: {' '.join(wanted)}" if wanted else "")
    return QueryError(f"This is not SPARQL. Line {line}, column {column}: {hint}", line, column)


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
        """The kind and content of the answer. Raises QueryError where there is none in time; then the process is dead."""
        assert self._process.stdin
        assert self._process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            pickle.dump(request, self._process.stdin)
            self._process.stdin.flush()
            kind, content = pickle.load(self._process.stdout)  # noqa: S301 (our own process)
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
