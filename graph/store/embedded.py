"""Where the graph is kept: Oxigraph in a folder, one named graph a document.

One process writes at a time, any number read meanwhile. A reader sees the graph as it was when it opened the store:
whole documents only, whatever becomes of the writer.

The default graph holds the union of the documents' graphs, written down: Oxigraph can also make one up for a query, but
then a triple that two documents state counts twice, which SPARQL does not allow (RDF 1.1 Semantics: a graph is a set).
It also holds a digest of each document's graph, of which the store's version is made.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, Variable

from graph.errors import StoreError
from graph.store.protocol import Row, Store, StoredDocument, Term
from graph.store.snapshot import snapshot
from ontology.terms import MAITU, PREFIXES

if TYPE_CHECKING:
    import rdflib

FORMAT = 1
"""The version of what a store's folder holds."""

_MARKER = "maitu-store.json"
_DATABASE = "oxigraph"
_CHUNK = 12_000_000
"""So many bytes of N-Quads are loaded at once: some 50 documents. One call of Oxigraph's bulk loader puts all in at
one stroke if it holds fewer than a million quads."""
_CHUNK_SECONDS = 3.0
"""The longest that a document waits for others to be loaded with it."""
_COMPACTED_FROM = 100_000
"""A load of so many quads ends with writing Oxigraph's files anew: queries are then up to fifteen times as fast."""
_LOADERS = 2
"""Chunks that are loaded side by side: Oxigraph loads each on one core."""
_FLUSHED_EVERY = 10_000
"""So many quads are written between flushes: a reader works through all that is not flushed yet when it opens."""
_SEAL = "maitu-seal.json"
_PAUSES = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds before each attempt to read what is being written."""
_POLLED_EVERY = 0.05
"""Seconds between two looks whether another process has stopped writing."""
_LOCKED = "/LOCK: "
_TEMPLATES = {
    "ermission denied": "The store at {path} may not be written ({why}). Ask for the right to, or name another folder.",
    "ead-only file system": "The store at {path} may not be written ({why}). Name a folder on another disk.",
    "No space left": "The store at {path} has no space left on its disk; it holds whole documents only. Free some, and "
    "go on.",
    "": "The store at {path} cannot be used: {why}. If it stays so, remove it, and build it again or restore a backup.",
}
"""What stands in an error of Oxigraph → how it is told, and what to do."""
_DROP = """
DELETE {{ ?s ?p ?o }} WHERE {{
  GRAPH {graph} {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) }}
}} ;
DELETE WHERE {{ {graph} {digest} ?old }} ;
DROP GRAPH {graph}"""
"""The update that takes a document out: from the union goes what no other document states."""


@contextmanager
def open_embedded(
    path: Path, *, write: bool = False, wait: float = 0.0, on_wait: Callable[[], object] | None = None,
) -> Iterator[EmbeddedStore]:
    """Open the store in a folder, as `graph.store.open_store` does."""
    if write:
        _prepare(path)
    with ExitStack() as held:
        if write:
            folder, database = _open_to_write(path, wait, on_wait or (lambda: None))
        else:
            folder, database = _open_to_read(path, held)
        store = EmbeddedStore(path, folder, database, writable=write)
        held.callback(store.close)
        del database
        yield store


class EmbeddedStore(Store):
    """The store in a folder; `open_store` opens it."""

    def __init__(self, path: Path, folder: Path, database: pyoxigraph.Store, *, writable: bool) -> None:
        self._path = path
        self._folder = folder
        self._database: pyoxigraph.Store | None = database
        self._writable = writable
        self._version: str | None = None
        self._unflushed = 0

    @property
    def location(self) -> str:
        return str(self._path)

    @property
    def database_path(self) -> Path:
        """The folder of Oxigraph's own files, which `graph.query` opens once more in a process of its own."""
        return self._folder

    def documents(self) -> tuple[StoredDocument, ...]:
        rows = self.select(
            """SELECT ?iri ?name ?title ?sha256 ?encoding ?type ?date {
                ?iri a maitu:Document ; maitu:fileName ?name ; rdfs:label ?title ; maitu:sha256 ?sha256 ;
                     maitu:encoding ?encoding ; maitu:mediaType ?type .
                OPTIONAL { ?iri maitu:date ?date }
            } ORDER BY ?name ?iri"""
        )
        return tuple(StoredDocument(*(term.value if term else "" for term in row)) for row in rows)

    def select(self, sparql: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        substitutions: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(name): value for name, value in (values or {}).items()
        }
        with _told(self._path):
            solutions = self._open.query(sparql, prefixes=dict(PREFIXES), substitutions=substitutions)
            if not isinstance(solutions, pyoxigraph.QuerySolutions):
                raise TypeError("select is for SELECT queries")
            width = range(len(solutions.variables))
            return [tuple(_plain_term(solution[column]) for column in width) for solution in solutions]

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        with _told(self._path):
            for quad in self._open.quads_for_pattern(None, None, None, NamedNode(graph) if graph else None):
                if quad.graph_name != DefaultGraph():
                    yield quad

    def replace(self, document_iri: str, quads: Iterable[Quad]) -> None:
        self._put(GraphText.of(document_iri, quads))

    def _put(self, content: GraphText) -> None:
        graph = NamedNode(content.graph)
        if not self._open.contains_named_graph(graph):
            with self._writing(content.size):
                self._open.load(content.all, RdfFormat.N_QUADS)  # one transaction, and much faster than an update
            return
        # The operations of one update request are one transaction; two requests would be two.
        triples = content.triples.decode()
        self._update(
            content.size,
            f"{_DROP.format(graph=graph, digest=NamedNode(MAITU.digest))} ; "
            f"INSERT DATA {{ {content.stamp.decode()} {triples} GRAPH {graph} {{ {triples} }} }}",
        )

    def load(self, graphs: Iterable[tuple[str, Iterable[Quad] | bytes]]) -> None:
        digests = dict(self.digests())
        with self._writing(0):
            loader = _Loader(self._open)
        loaded = 0
        try:
            for iri, quads in graphs:
                content = GraphText.of(iri, quads)
                if digests.get(iri) == content.digest:
                    continue
                if iri in digests or self._open.contains_named_graph(NamedNode(iri)):
                    with _told(self._path):
                        loader.finish()  # nothing may be taken out while something is loaded
                    self._put(content)
                else:
                    with _told(self._path):
                        loader.add(content)
                loaded += content.size
                digests[iri] = content.digest
        finally:
            self._version = None
            with _told(self._path):
                loader.close()
        if loaded >= _COMPACTED_FROM:
            with suppress(StoreError):  # for want of space, say; all documents are in
                self.compact()

    def remove(self, document_iri: str) -> None:
        graph = NamedNode(document_iri)
        if not self._open.contains_named_graph(graph):
            raise StoreError(
                "{document} is not in the store at {location}. `maitu stats` lists its documents.",
                document=document_iri, location=self._path,
            )
        self._update(0, _DROP.format(graph=graph, digest=NamedNode(MAITU.digest)))

    def digests(self) -> Mapping[str, str]:
        stamps = self.select("SELECT ?graph ?digest { ?graph maitu:digest ?digest }")
        return {graph.value: digest.value for graph, digest in stamps if graph and digest}

    def version(self) -> str:
        if self._version is None:
            stamps = self._open.quads_for_pattern(None, NamedNode(MAITU.digest), None, DefaultGraph())
            self._version = hashlib.sha256("\n".join(sorted(map(str, stamps))).encode()).hexdigest()[:16]
        return self._version

    def as_rdflib(self) -> rdflib.Dataset:
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=_serialize(self.quads(), RdfFormat.N_QUADS), format="nquads")
        for prefix, base in PREFIXES.items():
            dataset.bind(prefix, base)
        return dataset

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of all graphs, also of one without a digest."""
        with _told(self._path):
            return tuple(sorted(graph.value for graph in self._open.named_graphs()))

    def text(self, graph: str) -> GraphText:
        """What a graph holds, as text, with the digest that it ought to have."""
        return GraphText.of(graph, self.quads(graph))

    def update(self, sparql: str) -> None:
        """Change the content by a SPARQL update, as one transaction: for repairs, and for nothing that users write."""
        self._update(_FLUSHED_EVERY, sparql)

    def compact(self) -> None:
        """Write Oxigraph's files anew: what was replaced goes from them, and they are read faster."""
        with self._writing(_FLUSHED_EVERY):
            self._open.optimize()

    @contextmanager
    def anew(self) -> Iterator[EmbeddedStore]:
        """An empty store that takes this one's place, at one stroke, when the block ends; this one is closed then.

        Where the block raises, this one stays as it is.
        """
        with self._writing(0):
            folder = Path(tempfile.mkdtemp(prefix=f"{_DATABASE}-", dir=self._path))
        try:
            with _told(self._path):
                store = EmbeddedStore(self._path, folder, pyoxigraph.Store(folder), writable=True)
            yield store
            store.close()
            with _told(self._path):
                _write_marker(self._path, folder.name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.close()
        _sweep(self._path, folder)

    def close(self) -> None:
        """Write out what is still in memory, so that readers open quickly, and let go of the folder."""
        database, self._database = self._database, None
        if database is not None and self._writable:
            with _told(self._path):
                database.flush()
            _seal(self.database_path)

    @property
    def _open(self) -> pyoxigraph.Store:
        if self._database is None:
            raise StoreError("The store at {path} was closed already. Open it anew.", path=self._path)
        return self._database

    def _update(self, size: int, sparql: str) -> None:
        with self._writing(size):
            self._open.update(sparql)

    @contextmanager
    def _writing(self, size: int) -> Iterator[None]:
        if not self._writable:
            raise StoreError("The store at {path} was opened to be read. Open it with write=True.", path=self._path)
        self._version = None
        with _told(self._path):
            yield
            self._unflushed += size
            if self._unflushed >= _FLUSHED_EVERY:
                self._open.flush()
                self._unflushed = 0


@dataclass(frozen=True)
class GraphText:
    """A graph as text: N-Quads, the same as N-Triples, and the statement of its digest."""

    graph: str
    quads: bytes
    triples: bytes
    digest: str

    @classmethod
    def of(cls, graph: str, quads: Iterable[Quad] | bytes) -> Self:
        """Raises ValueError where a quad is not in the graph."""
        text = quads if isinstance(quads, bytes) else _serialize(quads, RdfFormat.N_QUADS)
        # A line break within a literal is written as an escape: what ends in one is the end of a statement.
        end = f" {NamedNode(graph)} .\n".encode()
        if text.count(end) != text.count(b"\n") or (text and not text.endswith(end)):
            strange = next(line for line in text.split(b"\n") if not line.endswith(end[:-1]))
            raise ValueError(f"{strange.decode()} is not in the graph {graph}")
        triples = text.replace(end, b" .\n")
        digest = hashlib.sha256(b"\n".join(sorted(set(triples.splitlines())))).hexdigest()
        return cls(graph, text, triples, digest)

    @property
    def stamp(self) -> bytes:
        """The statement of the digest, as N-Triples."""
        return f'{NamedNode(self.graph)} {NamedNode(MAITU.digest)} "{self.digest}" .\n'.encode()

    @property
    def all(self) -> bytes:
        """All that the store holds of the document, as N-Quads."""
        return self.quads + self.triples + self.stamp

    @property
    def size(self) -> int:
        """How many quads that is."""
        return 2 * self.triples.count(b"\n") + 1


class _Loader:
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


def _seal(folder: Path) -> None:
    """Note how long Oxigraph's list of its files is now: it only grows, and a shorter one opens without a word."""
    with suppress(OSError):  # for want of space, say: an older note is true as well
        listed = folder / (folder / "CURRENT").read_text("utf-8").strip()
        note = folder / f"{_SEAL}.{os.getpid()}"
        note.write_text(json.dumps({"file": listed.name, "bytes": listed.stat().st_size}), "utf-8")
        note.replace(folder / _SEAL)


def _check_seal(path: Path, folder: Path) -> None:
    """Raise StoreError where the list of Oxigraph's files has lost its end since it was noted."""
    try:
        noted = json.loads((folder / _SEAL).read_text("utf-8"))
        listed = folder / str(noted["file"])
        short = listed.stat().st_size < int(noted["bytes"])
    except (OSError, ValueError, LookupError, TypeError):
        return  # never noted, or another list has taken its place
    if short:
        raise StoreError(
            "The store at {path} is damaged: {file} has lost its end, and documents with it. "
            "Restore a backup (`maitu restore`), or build the graph again in another folder.",
            path=path, file=listed.name,
        )


def _prepare(path: Path) -> None:
    """Make the folder a store, if it is new or empty. The marker comes first: a torn beginning is still a store."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        # a marker that was begun and not put into its place is no other's file
        if not (path / _MARKER).exists() and all(file.name.startswith(_MARKER) for file in path.iterdir()):
            _write_marker(path, _DATABASE)
    except OSError as error:
        raise StoreError(
            "{path} cannot be made a store: {why}. Name a folder that you may write to.", path=path, why=error.strerror
        ) from error


def _write_marker(path: Path, folder: str) -> None:
    """Say, at one stroke, that `path` is a store, and in which folder of it Oxigraph's files are."""
    marker = path / f"{_MARKER}.{os.getpid()}"
    with marker.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "database": folder}, file)
        file.flush()
        os.fsync(file.fileno())
    marker.replace(path / _MARKER)


def _database(path: Path) -> Path:
    """The folder of Oxigraph's files. Raises StoreError where `path` is no store that can be read."""
    try:
        marker = json.loads((path / _MARKER).read_text("utf-8"))
        found, folder = marker["format"], str(marker.get("database", _DATABASE))
    except FileNotFoundError as error:
        if path.is_dir() and any(path.iterdir()):
            raise StoreError(
                "{path} is a folder of something else, not a store of Maitu. Name another folder.", path=path
            ) from error
        raise StoreError(
            "There is no store at {path} yet. Make one with `maitu build`, or name another folder.", path=path
        ) from error
    except OSError as error:
        raise StoreError(
            "{path} is no store of Maitu: {why}. Name the folder of one.", path=path, why=error.strerror
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _broken_marker(path) from error
    if found != FORMAT:
        raise StoreError(
            "The store at {path} has format {found}, and this version of Maitu reads {known}. "
            "Use the version of Maitu that made it, or build the graph again in another folder.",
            path=path, found=found, known=FORMAT,
        )
    if Path(folder).name != folder or not folder.startswith(_DATABASE):
        raise _broken_marker(path)
    return path / folder


def _broken_marker(path: Path) -> StoreError:
    return StoreError("{marker} is damaged. Remove {path} and build the graph again.", marker=path / _MARKER, path=path)


def _sweep(path: Path, folder: Path) -> None:
    """Remove Oxigraph's files that are no longer, or were never, the store's; for who alone may write to it."""
    for other in path.glob(f"{_DATABASE}*"):
        if other != folder and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


def _open_to_write(path: Path, wait: float, on_wait: Callable[[], object]) -> tuple[Path, pyoxigraph.Store]:
    """Open Oxigraph's files to write them, as soon as whoever writes them now is done, in at most `wait` seconds."""
    since = time.monotonic()
    waiting = False
    with _told(path):
        while True:
            folder = _database(path)
            _check_seal(path, folder)
            try:
                database = pyoxigraph.Store(folder)
            except OSError as error:
                if _LOCKED not in str(error):
                    raise
                if time.monotonic() - since >= wait:
                    raise _still_written(path, wait) from error
                if not waiting:
                    waiting = True
                    on_wait()
                time.sleep(_POLLED_EVERY)
                continue
            if _database(path) == folder:  # else whoever held it has put another in its place
                _sweep(path, folder)
                return folder, database
            del database


def _still_written(path: Path, waited: float) -> StoreError:
    if not waited:
        return StoreError(
            "The store at {path} is being written by another process. Wait until it is done, or stop it.", path=path
        )
    return StoreError(
        "The store at {path} is being written by another process, also after {seconds:g} seconds. Wait until it is "
        "done, or stop it.",
        path=path, seconds=waited,
    )


def _open_to_read(path: Path, held: ExitStack) -> tuple[Path, pyoxigraph.Store]:
    folder = _database(path)
    _check_seal(path, folder)
    if not folder.exists():
        raise StoreError("The store at {path} is empty. Put documents into it with `maitu build`.", path=path)
    with _told(path):
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                return folder, pyoxigraph.Store.read_only(str(held.enter_context(snapshot(folder))))
            except (OSError, RuntimeError):
                held.close()
        return folder, pyoxigraph.Store.read_only(str(folder))  # an error should name files that stay


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Oxigraph's errors, told as ours."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        template = next(template for sign, template in _TEMPLATES.items() if sign in str(error))
        raise StoreError(template, path=path, why=error) from error


def _serialize(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    return pyoxigraph.serialize(quads, format=form) or b""  # None only where it was written to a file


def _plain_term(term: object) -> Term | None:
    if term is None or isinstance(term, NamedNode | Literal):
        return term
    raise TypeError(f"{term} is neither an IRI nor a literal")
