"""Where the graph is kept: Oxigraph in a folder, one named graph a document.

One process writes at a time, any number read meanwhile. A reader sees the graph as it was when it opened the store:
whole documents only, whatever becomes of the writer.

The default graph holds the union of the documents' graphs, written down: Oxigraph can also make one up for a query, but
then a triple that two documents state counts twice, which SPARQL does not allow (RDF 1.1 Semantics: a graph is a set).
It also holds a digest of each document's graph, of which the store's version is made.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, Variable

from graph.errors import StoreError
from graph.store.folder import DATABASE, check_seal, database_in, prepare, seal, store_errors, sweep, write_marker
from graph.store.graph_text import GraphText, serialize
from graph.store.loader import Loader
from graph.store.protocol import Row, Store, StoredDocument, Term
from graph.store.snapshot import snapshot
from ontology.terms import MAITU, PREFIXES

if TYPE_CHECKING:
    import rdflib

_COMPACTED_FROM = 100_000
"""A load of so many quads ends with writing Oxigraph's files anew: queries are then up to fifteen times as fast."""
_FLUSHED_EVERY = 10_000
"""So many quads are written between flushes: a reader works through all that is not flushed yet when it opens."""
_PAUSES = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds before each attempt to read what is being written."""
_POLLED_EVERY = 0.05
"""Seconds between two looks whether another process has stopped writing."""
_LOCKED = "/LOCK: "
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
        prepare(path)
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
        with store_errors(self._path):
            solutions = self._open.query(sparql, prefixes=dict(PREFIXES), substitutions=substitutions)
            if not isinstance(solutions, pyoxigraph.QuerySolutions):
                raise TypeError("select is for SELECT queries")
            width = range(len(solutions.variables))
            return [tuple(_plain_term(solution[column]) for column in width) for solution in solutions]

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        with store_errors(self._path):
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
            loader = Loader(self._open)
        loaded = 0
        try:
            for iri, quads in graphs:
                content = GraphText.of(iri, quads)
                if digests.get(iri) == content.digest:
                    continue
                if iri in digests or self._open.contains_named_graph(NamedNode(iri)):
                    with store_errors(self._path):
                        loader.finish()  # nothing may be taken out while something is loaded
                    self._put(content)
                else:
                    with store_errors(self._path):
                        loader.add(content)
                loaded += content.size
                digests[iri] = content.digest
        finally:
            self._version = None
            with store_errors(self._path):
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
        dataset.parse(data=serialize(self.quads(), RdfFormat.N_QUADS), format="nquads")
        for prefix, base in PREFIXES.items():
            dataset.bind(prefix, base)
        return dataset

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of all graphs, also of one without a digest."""
        with store_errors(self._path):
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
            folder = Path(tempfile.mkdtemp(prefix=f"{DATABASE}-", dir=self._path))
        try:
            with store_errors(self._path):
                store = EmbeddedStore(self._path, folder, pyoxigraph.Store(folder), writable=True)
            yield store
            store.close()
            with store_errors(self._path):
                write_marker(self._path, folder.name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.close()
        sweep(self._path, folder)

    def close(self) -> None:
        """Write out what is still in memory, so that readers open quickly, and let go of the folder."""
        database, self._database = self._database, None
        if database is not None and self._writable:
            with store_errors(self._path):
                database.flush()
            seal(self.database_path)

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
        with store_errors(self._path):
            yield
            self._unflushed += size
            if self._unflushed >= _FLUSHED_EVERY:
                self._open.flush()
                self._unflushed = 0


def _open_to_write(path: Path, wait: float, on_wait: Callable[[], object]) -> tuple[Path, pyoxigraph.Store]:
    """Open Oxigraph's files to write them, as soon as whoever writes them now is done, in at most `wait` seconds."""
    since = time.monotonic()
    waiting = False
    with store_errors(path):
        while True:
            folder = database_in(path)
            check_seal(path, folder)
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
            if database_in(path) == folder:  # else whoever held it has put another in its place
                sweep(path, folder)
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
    folder = database_in(path)
    check_seal(path, folder)
    if not folder.exists():
        raise StoreError("The store at {path} is empty. Put documents into it with `maitu build`.", path=path)
    with store_errors(path):
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                return folder, pyoxigraph.Store.read_only(str(held.enter_context(snapshot(folder))))
            except (OSError, RuntimeError):
                held.close()
        return folder, pyoxigraph.Store.read_only(str(folder))  # an error should name files that stay


def _plain_term(term: object) -> Term | None:
    if term is None or isinstance(term, NamedNode | Literal):
        return term
    raise TypeError(f"{term} is neither an IRI nor a literal")
