"""Queries for a server that keeps the graph, as `graph.query` bounds them.

The process that runs queries (`query_worker`) asks the server in place of Oxigraph, so that it is killed when its time
is up, whatever the server does. That a query is one of SPARQL 1.1 is found out here first: servers know more than that,
and of it queries may have nothing (Virtuoso fetches addresses by `bif:http_get` and by `define get:…`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final, cast

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from graph.errors import QueryError, QueryStoppedError, StoreError
from graph.query_guard import refuse_extensions
from graph.query_worker import cut
from graph.store import Store
from graph.store.remote import NOTHING, TABLE, RemoteStore, given, held, table
from graph.store.server import Client, Reader, RefusedError, TooLargeError

LARGEST: Final = 256 << 20
"""The most bytes of an answer that are read."""

_TRIPLES = "application/n-triples, text/turtle;q=0.5"
_ASKED = "__ASK_RETVAL"
"""Virtuoso 7.2 answers an ASK by a table with this column, and a row for true."""
_INCOMPLETE = "S1TAT"
"""By this state Virtuoso says that its time was up."""


def addressed(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """A request to the worker with what it needs to ask a server. Raises QueryError where it would go too far."""
    if not isinstance(store, RemoteStore):
        raise TypeError(f"{store.location} is no server's")
    sparql: str = request["sparql"]
    refuse_extensions(sparql)
    asked, default, named = held(sparql)
    if request.get("default") or request.get("named"):  # of the server's graphs, only the documents' can be meant
        known = store.digests()
        asked = sparql
        default, named = (
            (*(iri for iri in request[part] if iri in known), NOTHING) for part in ("default", "named")
        )
    more = {}
    if store.engine.startswith("Virtuoso"):
        more["timeout"] = str(max(1000, int(request["seconds"] * 1000)))
    return {**request, "server": store.server, "asked": asked, "graphs": (default, named), "more": more}


def answer(request: dict[str, Any]) -> tuple[str, Any, bool]:
    """The kind of the answer, its content, and whether it is complete, as `query_worker` has them; in the worker.

    Raises SyntaxError where the query is none of SPARQL 1.1, QueryError where the server cannot answer it,
    QueryStoppedError where its time was up or its answer is too large, and StoreError.
    """
    local = pyoxigraph.Store().query(request["sparql"], prefixes=request["prefixes"])
    default, named = request["graphs"]
    client, rows = Client(request["server"], request["seconds"]), request["rows"]
    accept = _TRIPLES if isinstance(local, pyoxigraph.QueryTriples) else TABLE
    try:
        with client.query(
            given(request["asked"], {}), default, named, accept, largest=LARGEST, more=request["more"]
        ) as reply:
            if reply.headers.get("X-SQL-State", "") == _INCOMPLETE:
                raise QueryStoppedError(
                    "The server stopped the query: its time was up. Ask for less, or add LIMIT.", reason="time"
                )
            if isinstance(local, pyoxigraph.QueryTriples):
                return "triples", *_cut(_triples(reply, client.server.query), rows, reply)
            columns, found = table(reply, client.server.query)
            if isinstance(local, pyoxigraph.QueryBoolean):
                first = next(found, None)
                return "boolean", first is not None and (columns == (_ASKED,) or first[0] is True), True
            content, complete = _cut(found, rows, reply)
            wanted = tuple(variable.value for variable in local.variables)  # SELECT * leaves their order to the server
            places = [columns.index(name) if name in columns else None for name in wanted]
            table_ = tuple(tuple(None if place is None else row[place] for place in places) for row in content)
            return "table", (wanted, table_), complete
    except RefusedError as error:
        if error.status in {400, 500} and error.words:
            raise QueryError(
                "The query failed: the server says “{words}”. Change it and ask again.", words=error.words
            ) from error
        raise
    except TooLargeError as error:
        raise QueryStoppedError("{error}", error=error, reason="memory") from error


def _cut(found: Iterator[Any], rows: int, reply: Reader) -> tuple[tuple[Any, ...], bool]:
    """The rows that are wanted, and whether these are all."""
    content, complete = cut(found, rows)
    limit = reply.headers.get("X-SPARQL-MaxRows", "")
    return content, complete and not (limit.isdecimal() and len(content) >= int(limit))


def _triples(reply: Reader, address: str) -> Iterator[Triple]:
    """The triples of an answer, as they come in: N-Triples are Turtle."""
    if reply.kind not in {"application/n-triples", "text/turtle", "application/x-turtle", "text/plain"}:
        raise StoreError(
            "The server at {address} answers with {kind}, and not with triples. See that the address is that of its "
            "SPARQL endpoint.",
            address=address, kind=reply.kind or StoreError("something"),
        )
    try:
        for quad in pyoxigraph.parse(cast("IO[bytes]", reply), format=RdfFormat.TURTLE):
            yield Triple(quad.subject, quad.predicate, quad.object)
    except (SyntaxError, ValueError, OSError) as error:
        raise reply.error or StoreError(
            "The server at {address} answers with damaged triples: {why}.", address=address, why=error
        ) from error
