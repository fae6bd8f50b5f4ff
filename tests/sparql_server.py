"""Small servers for tests: one that keeps graphs by the SPARQL 1.1 protocols, to the letter, and any that misbehave."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryResultsFormat, RdfFormat

USER, PASSWORD = "maitu", "geheim:66"

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Leaves what to do with a request to the function `answer` of its server."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        """Answer, and note that there was a request."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, urlsplit(self.path).path, self.headers.get("Authorization", "")))
        self.server.answer(self)

    do_GET = do_PUT = do_POST  # noqa: N815 (names of http.server)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def give(self, status: int, content: bytes = b"", **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """A server at a free port of this machine; `seen` are method, path and login of its requests."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.seen: list[tuple[str, str, str]] = []

    @property
    def address(self) -> str:
        """Without a path."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Keep quiet of clients that hang up."""


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    """Have requests answered by a function while the block runs."""
    with Server(answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Sparql:
    """Answers queries at /query; at /update and /data who logs in (HTTP Basic) may write."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()

    def __call__(self, request: Handler) -> None:
        self.answer(request)

    def answer(self, request: Handler, *, allowed: bool = False) -> None:
        """Answer a request; who is `allowed` to write needs no login."""
        parts = urlsplit(request.path)
        if parts.path == "/query":
            self._query(request, parse_qsl(request.body.decode()))
            return
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if not allowed and request.headers.get("Authorization") != f"Basic {login}":
            request.give(401, WWW_Authenticate='Basic realm="graphs"')
        elif parts.path == "/update":
            try:
                self.store.update(request.body.decode())
            except SyntaxError as error:
                request.give(400, str(error).encode())
            else:
                request.give(204)
        else:
            graph = NamedNode(dict(parse_qsl(parts.query))["graph"])
            if request.command == "PUT":
                self.store.remove_graph(graph)
            self.store.load(request.body, RdfFormat.N_TRIPLES, to_graph=graph)
            request.give(201)

    def _query(self, request: Handler, pairs: list[tuple[str, str]]) -> None:
        default: list[NamedNode | BlankNode | DefaultGraph] = [
            NamedNode(value) for name, value in pairs if name == "default-graph-uri"
        ]
        named: list[NamedNode | BlankNode] = [NamedNode(value) for name, value in pairs if name == "named-graph-uri"]
        try:
            if default or named:
                found = self.store.query(dict(pairs)["query"], default_graph=default, named_graphs=named)
            else:
                found = self.store.query(dict(pairs)["query"])
        except (SyntaxError, ValueError) as error:
            request.give(400, str(error).encode(), Content_Type="text/plain")
            return
        if isinstance(found, pyoxigraph.QueryTriples):
            request.give(200, found.serialize(format=RdfFormat.TURTLE) or b"", Content_Type="text/turtle")
        else:
            content = found.serialize(format=QueryResultsFormat.JSON) or b""
            request.give(200, content, Content_Type="application/sparql-results+json")
