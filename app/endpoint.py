"""The SPARQL 1.1 Protocol at /sparql: read-only, for standard clients (W3C Recommendation, 21 March 2013).

What a client may ask, and how long, is bounded by `graph.query`. A client that hangs up stops its query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

import anyio
import anyio.to_thread
from pyoxigraph import NamedNode, Triple
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from graph.errors import MaituError, QueryError, QueryStoppedError
from graph.query import Cancellation, Wanted, Written, query_written
from graph.query_results import BOOLEAN_FORMS, GRAPH_FORMS, TABLE_FORMS, write_triples
from ontology.terms import RDF

PATH: Final = "/sparql"
ROWS: Final = 100_000
"""The most rows or triples of an answer."""
SECONDS: Final = 30.0
"""The longest that a query may take."""
LONGEST: Final = 1_000_000
"""The most bytes of a request's body."""
WAITING: Final = 64
"""The most requests that run or wait for a worker."""

_MEDIA: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "json": ("application/sparql-results+json", "application/json"),
        "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
        "csv": ("text/csv",),
        "tsv": ("text/tab-separated-values",),
        "ttl": ("text/turtle", "application/x-turtle"),
        "nt": ("application/n-triples", "text/plain"),
        "jsonld": ("application/ld+json", "application/json"),
        "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
    }
)
"""Format → the media types by which clients ask for it; the first is its own."""
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Vary": "Accept, Origin"}
_PARAMETERS = ("query", "update", "default-graph-uri", "named-graph-uri")
_ALLOW = "GET, HEAD, POST, OPTIONS"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD", "RDF_XML",
)


class RefusedError(Exception):
    """A request that is no sound one of the protocol, with the HTTP status that says so."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


_READ_ONLY = RefusedError(403, "This endpoint only reads: updates are refused. Change the graph with `maitu build`.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: a query, or None for the description of the service, over some graphs, or () for all."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def route(origins: tuple[str, ...] = ()) -> Route:
    """The endpoint. Pages from `origins` (`*`: from anywhere) may read it from a browser; none else (CORS)."""
    return _DataRoute(PATH, _Endpoint(origins))


class _DataRoute(Route):
    """Leaves browsers, which would rather have HTML than any data, to the explorer's page of the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found, child = super().matches(scope)
        if found is not Match.NONE and scope["method"] in {"GET", "HEAD"}:
            ranges = _ranges(", ".join(Headers(scope=scope).getlist("accept")))
            if _weight("text/html", ranges) > max(_weight(m, ranges) for form in _MEDIA.values() for m in form):
                return Match.NONE, {}
        return found, child


class _Endpoint:
    """An ASGI application, not a function: Starlette leaves all methods of a request to these."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await _respond(request)
        except RefusedError as error:
            response = PlainTextResponse(f"{error}\n", error.status, dict(error.headers))
        except ClientDisconnect:
            return
        response.headers.update(_HEADERS | self._cors(request))
        await response(scope, receive, send)

    def _cors(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin")
        if not origin or not {origin, "*"}.intersection(self._origins):
            return {}
        return {
            "Access-Control-Allow-Origin": "*" if "*" in self._origins else origin,
            "Access-Control-Allow-Methods": _ALLOW,
            "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers", "Accept"),
            "Access-Control-Expose-Headers": "Maitu-Complete, Maitu-Rows",
            "Access-Control-Max-Age": "86400",
        }


async def _respond(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": _ALLOW})
    if request.method not in {"GET", "HEAD", "POST"}:
        raise RefusedError(405, f"{request.method} is not for queries: use GET or POST.", {"Allow": _ALLOW})
    asked = await _read(request)
    accept = ", ".join(request.headers.getlist("accept"))
    if asked.query is None:
        return _description(request, accept)
    table, boolean, triples = (choose(accept, forms) for forms in (TABLE_FORMS, BOOLEAN_FORMS, tuple(GRAPH_FORMS)))
    if not (table or boolean or triples):
        raise _not_acceptable((*TABLE_FORMS, *GRAPH_FORMS))
    wanted = Wanted(
        table and table[0], boolean and boolean[0], triples and triples[0], asked.default_graphs, asked.named_graphs
    )
    written = await _answered(request, asked.query, wanted)
    if written is None:
        raise _not_acceptable((*TABLE_FORMS, *GRAPH_FORMS))
    media = {"table": table, "boolean": boolean, "triples": triples}[written.kind]
    headers = {"Maitu-Complete": str(written.complete).lower()}
    if not written.complete:
        headers["Maitu-Rows"] = str(ROWS)
    headers["Content-Type"] = _content_type(media[1] if media else "")
    if written.kind == "table" and media == ("csv", "text/csv"):
        # As the standard has it, also cells that a spreadsheet would calculate: so it is saved, not opened.
        headers["Content-Disposition"] = 'attachment; filename="maitu-answer.csv"'
    return Response(written.content, headers=headers)


async def _read(request: Request) -> Asked:
    """What a request asks. Raises RefusedError where it does so in no way that the protocol knows."""
    pairs = _pairs(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE:
            raise _READ_ONLY
        if kind not in {_FORM, _QUERY}:
            raise RefusedError(415, f"Send the query as {_FORM} or {_QUERY}, not as {kind or 'nothing said'}.")
        body = await _body(request)
        if kind == _QUERY:
            if any(name == "query" for name, _ in pairs):
                raise RefusedError(400, "The query stands in the address and in the body: send one.")
            pairs.append(("query", body))
        else:
            pairs += _pairs(body)
    given = {key: tuple(value for name, value in pairs if name == key) for key in _PARAMETERS}
    if given["update"]:
        raise _READ_ONLY
    if len(given["query"]) > 1:
        raise RefusedError(400, "There is more than one parameter query: send one.")
    if len(given["default-graph-uri"]) > 1:
        raise RefusedError(400, "There is more than one default-graph-uri: send one, or none for all graphs together.")
    if not given["query"] and (request.method == "POST" or request.url.query):
        raise RefusedError(400, "The parameter query is missing.")
    for iri in (*given["default-graph-uri"], *given["named-graph-uri"]):
        try:
            NamedNode(iri)
        except ValueError as error:
            raise RefusedError(400, f"{iri!r} is no IRI of a graph: {error}.") from error
    query = given["query"][0] if given["query"] else None
    return Asked(query, given["default-graph-uri"], given["named-graph-uri"])


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise RefusedError(400, f"The parameters cannot be read: {error}. They are percent-encoded UTF-8.") from error


async def _body(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise RefusedError(413, f"A query has at most {LONGEST} bytes.")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, "The query is not UTF-8.") from error


async def _answered(request: Request, sparql: str, wanted: Wanted) -> Written | None:
    """The answer; raises RefusedError where there is none, and ClientDisconnect where the client hangs up before."""
    cancel = Cancellation()
    asker = request.client.host if request.client else ""
    outcome: Written | MaituError | None = None

    async def hang_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        cancel.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(hang_up)
        outcome = await anyio.to_thread.run_sync(partial(_ask, sparql, wanted, cancel, asker), limiter=_threads())
        tasks.cancel_scope.cancel()
    match outcome:
        case QueryStoppedError(reason="cancelled"):
            raise ClientDisconnect
        case QueryStoppedError(reason="busy"):
            raise RefusedError(503, str(outcome), {"Retry-After": "5"})
        case QueryStoppedError():
            raise RefusedError(503, str(outcome))
        case QueryError():
            raise RefusedError(400, str(outcome))
        case MaituError():
            raise RefusedError(503, str(outcome))
    return outcome


def _ask(sparql: str, wanted: Wanted, cancel: Cancellation, asker: str) -> Written | MaituError | None:
    from app import load  # what it caches, it asks of the server, which must have started before

    try:
        return query_written(load.store(), sparql, wanted, rows=ROWS, seconds=SECONDS, cancel=cancel, asker=asker)
    except MaituError as error:
        return error


@cache
def _threads() -> anyio.CapacityLimiter:
    """So many requests wait for their turn at most, each in a thread."""
    return anyio.CapacityLimiter(WAITING)


def choose(accept: str, forms: Iterable[str]) -> tuple[str, str] | None:
    """The format, of those, and its media type that a client likes best by its header Accept; None: it likes none.

    RFC 9110, 12.5.1: the most specific range that a type falls into gives its weight. Among equals the first goes.
    """
    ranges = _ranges(accept)
    best, found = 0.0, None
    for form in forms:
        for media in _MEDIA[form]:
            if (weight := _weight(media, ranges)) > best:
                best, found = weight, (form, media)
    return found


def _ranges(accept: str) -> list[tuple[str, float]]:
    return [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]


def _weight(media: str, ranges: list[tuple[str, float]]) -> float:
    fitting = {r: q for r, q in ranges if r in {media, media.partition("/")[0] + "/*", "*/*"}}
    return fitting[max(fitting, key=lambda r: (r == media, r != "*/*"))] if fitting else 0.0


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((value for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "q"), "1")
    try:
        return media, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return media, 0.0


def _not_acceptable(forms: Iterable[str]) -> RefusedError:
    known = ", ".join(_MEDIA[form][0] for form in forms)
    return RefusedError(406, f"An answer to this query can be had as {known}: name one of them in the header Accept.")


def _description(request: Request, accept: str) -> Response:
    """What the service can do, in the vocabulary of SPARQL 1.1 Service Description."""
    chosen = choose(accept, GRAPH_FORMS) or ("ttl", "text/turtle")
    service = NamedNode(str(request.url.replace(query="")))
    stated = [
        (RDF.type, f"{_SD}Service"),
        (f"{_SD}endpoint", service.value),
        (f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        (f"{_SD}feature", f"{_SD}UnionDefaultGraph"),
        *((f"{_SD}resultFormat", f"{_FORMATS}{name}") for name in _FORMAT_NAMES),
    ]
    triples = [Triple(service, NamedNode(predicate), NamedNode(value)) for predicate, value in stated]
    content = write_triples(triples, chosen[0], {"sd": _SD, "formats": _FORMATS})
    return Response(content, headers={"Content-Type": _content_type(chosen[1])})


def _content_type(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
