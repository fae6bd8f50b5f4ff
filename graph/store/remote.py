"""Where the graph is kept: on any server that speaks SPARQL 1.1, one named graph a document.

A server's default graph may hold anything (Virtuoso's is the union of all its graphs, its own among them), so ours is
the graph UNION: what all documents state together, written down, and a digest of each document's graph, as the default
graph of the store in a folder (`graph.store.embedded` says why). A query names it as its default graph, and NOTHING as
the only one that GRAPH could look into: some servers show all they have to a query that names none. To one that says
GRAPH the documents' graphs would have to be named, each of them, which Virtuoso does not bear from some hundred on; so
that one is put into other words (`graph.query_dataset`).

A graph is first put beside its place, in parts where it is large, and one update request puts it there. Its digest
goes first and comes last: on a server that does not keep such a request whole, a document without a digest is one that
was not written, and is written anew by the next build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import IO, TYPE_CHECKING, Final, cast
from uuid import uuid4

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat

from graph.errors import StoreError
from graph.query_dataset import confined, looks_into_graphs
from graph.store.graph_text import GraphText
from graph.store.protocol import Row, Store, StoredDocument, Term
from graph.store.server import Client, Reader, Server
from ontology.terms import INSTANCES, MAITU, PREFIXES

if TYPE_CHECKING:
    import rdflib

Graphs = tuple[str, ...]
"""IRIs of graphs."""

UNION: Final = f"{INSTANCES}union"
NOTHING: Final = f"{INSTANCES}nothing"
"""A graph that does not exist."""

_INCOMING = f"{INSTANCES}incoming"
"""The graph that lists what stands beside its place, each with the day, so that what a dead writer left is found."""
_LEFT = timedelta(days=1)
"""The age of what no writer can be busy with any more."""
_PART = 4_000_000
"""So many bytes of N-Triples are sent at once by the Graph Store Protocol."""
_UPDATE_PART = 100_000
"""So many are written in one update, on a server without that protocol."""
_TOGETHER = 20
"""So many graphs are put into their places by one request, when many are loaded."""

TABLE: Final = "application/sparql-results+xml, application/sparql-results+json;q=0.5"
"""XML first: in JSON, Virtuoso 7.2 writes IRIs with Chinese in them wrongly."""
_TABLES = {"xml": QueryResultsFormat.XML, "json": QueryResultsFormat.JSON}

_AS_WRITTEN = 'define sql:select-option "order" '
"""Lets Virtuoso join in the order of the query; to look for a better one takes it seconds for a dozen triples."""

_OUT = """DELETE WHERE {{ GRAPH <{union}> {{ {graph} <{digest}> ?old }} }} ;
DELETE {{ GRAPH <{union}> {{ ?s ?p ?o }} }} WHERE {{
  GRAPH {graph} {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{
    GRAPH <{union}> {{ ?other <{digest}> ?stamp }}
    GRAPH ?other {{ ?s ?p ?o }}
    FILTER (?other != {graph})
  }}
}} ;
DROP SILENT GRAPH {graph}"""
"""The update that takes a graph out: from the union goes what no other graph states."""
_IN = """INSERT {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {incoming} {{ ?s ?p ?o }} }} ;
INSERT {{ GRAPH <{union}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH {incoming} {{ ?s ?p ?o }} }} ;
DROP SILENT GRAPH {incoming} ;
DELETE WHERE {{ GRAPH <{waiting}> {{ {incoming} <{date}> ?day }} }} ;
INSERT DATA {{ GRAPH <{union}> {{ {stamp} }} }}"""
"""The update that puts a graph that stands beside its place there."""


@contextmanager
def open_remote(address: str, *, write: bool = False) -> Iterator[RemoteStore]:
    """Open the store on the server with a query address, as `graph.store.open_store` does; see `Server.at`."""
    store = RemoteStore(Server.at(address), writable=write)
    store.digests()  # it is there, and speaks SPARQL
    if write:
        store.check_writable()
    yield store


class RemoteStore(Store):
    """The store on a server. One that is opened to be read sees the documents that there were then."""

    def __init__(self, server: Server, *, writable: bool = False) -> None:
        self.server = server
        self._client = Client(server)
        self._writable = writable
        self._checked = False
        self._digests: dict[str, str] | None = None
        self.engine = ""
        """What the server calls itself, once it was asked something."""

    @property
    def location(self) -> str:
        return self.server.query

    def documents(self) -> tuple[StoredDocument, ...]:
        rows = self.select(
            """SELECT ?iri ?name ?title ?sha256 ?encoding ?type ?date {
                ?iri a maitu:Document ; maitu:digest ?digest ; maitu:fileName ?name ; rdfs:label ?title ;
                     maitu:sha256 ?sha256 ; maitu:encoding ?encoding ; maitu:mediaType ?type .
                OPTIONAL { ?iri maitu:date ?date }
            }"""
        )
        found = [StoredDocument(*(term.value if term else "" for term in row)) for row in rows]
        return tuple(sorted(found, key=lambda document: (document.file_name, document.iri)))

    def select(self, sparql: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        asked, default, named = held(sparql)
        self.digests()  # who was not asked anything yet does not know its engine
        order = _AS_WRITTEN if self.engine.startswith("Virtuoso") else ""
        return self._select(order + given(asked, values or {}), default, named)

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        for iri in self.digests() if graph is None else (graph,):
            node = NamedNode(iri)
            for s, p, o in self._select("SELECT ?s ?p ?o { ?s ?p ?o }", (iri,), (NOTHING,)):
                if not isinstance(s, NamedNode) or not isinstance(p, NamedNode) or o is None:
                    raise StoreError(
                        "{graph} on the server at {address} is not of Maitu. Build the graph anew.",
                        graph=iri, address=self.location,
                    )
                yield Quad(s, p, o, node)

    def replace(self, document_iri: str, quads: Iterable[Quad]) -> None:
        self._put([GraphText.of(document_iri, quads)])

    def load(self, graphs: Iterable[tuple[str, Iterable[Quad] | bytes]]) -> None:
        digests = dict(self.digests())
        waiting: list[GraphText] = []
        try:
            for iri, quads in graphs:
                content = GraphText.of(iri, quads)
                if digests.get(iri) == content.digest:
                    continue
                digests[iri] = content.digest
                waiting.append(content)
                if len(waiting) >= _TOGETHER or len({one.graph for one in waiting}) < len(waiting):
                    ready, waiting = waiting, []
                    self._put(ready)
        finally:
            if waiting:
                self._put(waiting)

    def remove(self, document_iri: str) -> None:
        graph = NamedNode(document_iri)
        if not self._select("SELECT ?p { ?s ?p ?o } LIMIT 1", (document_iri,), (NOTHING,)):
            raise StoreError(
                "{document} is not in the store at {location}. `maitu stats` lists its documents.",
                document=document_iri, location=self.location,
            )
        self._update(_OUT.format(graph=graph, union=UNION, digest=MAITU.digest))

    def digests(self) -> Mapping[str, str]:
        if self._digests is None:
            sparql = f"SELECT ?graph ?digest {{ ?graph <{MAITU.digest}> ?digest }}"
            rows = self._select(sparql, (UNION,), (NOTHING,))
            self._digests = dict(sorted((graph.value, digest.value) for graph, digest in rows if graph and digest))
        return self._digests

    def version(self) -> str:
        stamps = "\n".join(f"{graph} {digest}" for graph, digest in self.digests().items())
        return hashlib.sha256(stamps.encode()).hexdigest()[:16]

    def as_rdflib(self) -> rdflib.Dataset:
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        quads = pyoxigraph.serialize(self.quads(), format=RdfFormat.N_QUADS) or b""
        dataset.parse(data=quads, format="nquads")
        for prefix, base in PREFIXES.items():
            dataset.bind(prefix, base)
        return dataset

    def check_writable(self) -> None:
        """Raise StoreError where the server does not let us write: before anybody works for nothing.

        What comes later is large, and a server may hang up on it before it says what it wants.
        """
        self._checked = True
        self._client.update(f"DELETE WHERE {{ GRAPH <{NOTHING}> {{ <{NOTHING}> <{MAITU.digest}> ?old }} }}")
        if self.server.graph_store:
            self._client.put(NOTHING, b"", add=True)
        rows = self._select(f"SELECT ?place ?day {{ ?place <{MAITU.date}> ?day }}", (_INCOMING,), (NOTHING,))
        last = (_today() - _LEFT).isoformat()
        self._take_away([place.value for place, day in rows if place and day and day.value < last])

    def _select(self, sparql: str, default: Graphs, named: Graphs) -> list[Row]:
        with self._client.query(sparql, default, named, TABLE) as answer:
            rows = [tuple(_plain_term(term) for term in row) for row in table(answer, self.location)[1]]
            limit = answer.headers.get("X-SPARQL-MaxRows", "")
            self.engine = answer.headers.get("Server", "")
        if limit.isdecimal() and len(rows) >= int(limit):
            raise StoreError(
                "The server at {address} gives at most {limit} rows an answer, and there are more. Raise its limit: "
                "Virtuoso's is ResultSetMaxRows, under [SPARQL] in virtuoso.ini.",
                address=self.location, limit=limit,
            )
        return rows

    def _put(self, contents: list[GraphText]) -> None:
        self._writing()
        # two writers of one document must not share a place: who comes later would find it empty
        places = [f"{_INCOMING}/{uuid4().hex}" for _ in contents]
        listed = " ".join(f'<{place}> <{MAITU.date}> "{_today().isoformat()}" .' for place in places)
        try:
            self._client.update(f"INSERT DATA {{ GRAPH <{_INCOMING}> {{ {listed} }} }}")
            for place, content in zip(places, contents, strict=True):
                self._send(place, content.triples)
        except BaseException:
            with suppress(StoreError):
                self._take_away(places)
            raise
        updates = []
        for place, content in zip(places, contents, strict=True):
            names = {"graph": NamedNode(content.graph), "union": UNION, "digest": MAITU.digest}
            beside = {"incoming": NamedNode(place), "waiting": _INCOMING, "date": MAITU.date}
            updates += [_OUT.format(**names), _IN.format(stamp=content.stamp.decode(), **beside, **names)]
        self._update(" ;\n".join(updates))  # after a fault, the server may be at it still: nothing is taken away

    def _take_away(self, places: list[str]) -> None:
        """Drop what stands beside its place."""
        updates = [
            f"DROP SILENT GRAPH <{place}> ; DELETE WHERE {{ GRAPH <{_INCOMING}> {{ <{place}> <{MAITU.date}> ?day }} }}"
            for place in places
        ]
        if updates:
            self._client.update(" ; ".join(updates))

    def _send(self, graph: str, triples: bytes) -> None:
        """Put N-Triples into a graph that nobody looks into yet."""
        if self.server.graph_store:
            for number, part in enumerate(_parts(triples, _PART)):
                self._client.put(graph, part, add=number > 0)
            return
        for part in _parts(triples, _UPDATE_PART):
            self._client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{part.decode()}}} }}")

    def _update(self, sparql: str) -> None:
        self._writing()
        try:
            self._client.update(sparql)
        finally:
            self._digests = None

    def _writing(self) -> None:
        if not self._writable:
            raise StoreError("The store at {path} was opened to be read. Open it with write=True.", path=self.location)
        if not self._checked:
            self.check_writable()


def _today() -> date:
    return datetime.now(UTC).date()


def held(sparql: str) -> tuple[str, Graphs, Graphs]:
    """A query that sees our graphs alone, and the default graphs and the named ones to be given beside it."""
    if looks_into_graphs(sparql):
        return confined(sparql, UNION, MAITU.digest), (), ()
    return sparql, (UNION,), (NOTHING,)


def given(sparql: str, values: Mapping[str, Term]) -> str:
    """A query of our own as a server gets it: with its prefixes, and with `values` for some of its variables."""
    bound = "".join(f" VALUES ?{name} {{ {value} }}" for name, value in values.items())
    start = sparql.index("{") + 1 if bound else 0
    prefixes = " ".join(f"PREFIX {prefix}: <{base}>" for prefix, base in PREFIXES.items())
    return f"{prefixes} {sparql[:start]}{bound} {sparql[start:]}" if bound else f"{prefixes} {sparql}"


def table(answer: Reader, address: str) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    """The columns and rows of an answer, as they come in. Raises StoreError where it is no table."""
    form = next((form for sign, form in _TABLES.items() if sign in answer.kind and "html" not in answer.kind), None)
    if form is None:
        raise _no_results(answer.kind, address)
    try:
        found = pyoxigraph.parse_query_results(cast("IO[bytes]", answer), format=form)
    except (SyntaxError, ValueError, OSError) as error:
        raise answer.error or _no_results(answer.kind, address) from error
    if not isinstance(found, pyoxigraph.QuerySolutions):
        return ("",), iter([(bool(found),)])
    return tuple(variable.value for variable in found.variables), _rows(found, answer, address)


def _rows(found: pyoxigraph.QuerySolutions, answer: Reader, address: str) -> Iterator[tuple[object, ...]]:
    width = range(len(found.variables))
    try:
        for row in found:
            yield tuple(row[column] for column in width)
    except (SyntaxError, ValueError, OSError) as error:
        raise answer.error or _no_results(answer.kind, address) from error


def _no_results(kind: str, address: str) -> StoreError:
    return StoreError(
        "The server at {address} answers with {kind} that holds no results of a query. See that the address is that of "
        "its SPARQL endpoint.",
        address=address, kind=kind or StoreError("something"),
    )


def _parts(triples: bytes, size: int) -> Iterator[bytes]:
    """N-Triples in parts of about a size, each of whole lines; at least one."""
    start = 0
    while True:
        end = triples.find(b"\n", start + size) + 1 or len(triples)
        yield triples[start:end]
        start = end
        if start >= len(triples):
            return


def _plain_term(term: object) -> Term | None:
    if term is None or isinstance(term, NamedNode | Literal):
        return term
    raise TypeError(f"{term} is neither an IRI nor a literal")
