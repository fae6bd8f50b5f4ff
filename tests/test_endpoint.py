"""The SPARQL endpoint of the real server, asked by hand and by the clients that people use."""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

import psutil
import pytest
import rdflib
from pyoxigraph import Quad
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, XML, SPARQLWrapper

from app.endpoint import choose
from graph.build import build, document_iri
from graph.document import Document
from graph.facts import Facts
from graph.query_results import GRAPH_FORMS, TABLE_FORMS
from graph.store import open_store

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
SELECT = "SELECT ?name { ?p a maitu:Program ; rdfs:label ?name }"
CONSTRUCT = "CONSTRUCT { ?p rdfs:label ?name } WHERE { ?p a maitu:Program ; rdfs:label ?name }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


class Reply:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode()


class Server:
    def __init__(self, address: str, process: subprocess.Popen[bytes]) -> None:
        self.address, self.process = address, process
        self.sparql = f"{address}/sparql"

    def connect(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.address).netloc, timeout=40)

    def ask(
        self, method: str = "GET", target: str = "/sparql", body: str | bytes | None = None, **headers: str
    ) -> Reply:
        connection = self.connect()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body.encode() if isinstance(body, str) else body, named)
        response = connection.getresponse()
        reply = Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return reply

    def get(self, sparql: str, **headers: str) -> Reply:
        return self.ask(target=f"/sparql?query={quote(sparql)}", **headers)


@contextmanager
def started(store: Path, *options: str, **environment: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "app.cli", "serve", "--no-browser", "--port", str(port), *options]
    process = subprocess.Popen(
        command, env={**os.environ, "MAITU_STORE": str(store), **environment}, cwd=store.parent,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        for _ in range(300):
            try:
                server.ask(target="/_stcore/health")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, quads_of_a_document: tuple[str, list[Quad]]
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("endpoint") / "store"
    with open_store(folder, write=True) as store:
        store.replace(*quads_of_a_document)
    with started(folder, "--allow-origin", "https://example.org") as running:
        yield running


@pytest.fixture(scope="module")
def quads_of_a_document(document: Document, facts: Facts) -> tuple[str, list[Quad]]:
    return document_iri(document), build(facts, document)


@pytest.mark.parametrize(
    ("method", "target", "body", "kind"),
    [
        ("GET", f"/sparql?query={quote(SELECT)}", None, ""),
        ("POST", "/sparql", urlencode({"query": SELECT}), FORM),
        ("POST", "/sparql", urlencode({"query": SELECT}), f"{FORM}; charset=UTF-8"),
        ("POST", "/sparql", SELECT, QUERY),
    ],
)
def test_a_query_is_sent_in_each_way_of_the_protocol(
    server: Server, method: str, target: str, body: str | None, kind: str
) -> None:
    reply = server.ask(method, target, body, **({"Content_Type": kind} if kind else {}))
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/sparql-results+json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["maitu-complete"] == "true"
    (row,) = json.loads(reply.body)["results"]["bindings"]
    assert row == {"name": {"type": "literal", "value": "“百人计划”", "xml:lang": "zh"}}


@pytest.mark.parametrize(
    ("sparql", "accept", "kind", "words"),
    [
        (SELECT, "*/*", "application/sparql-results+json", '"vars":["name"]'),
        (SELECT, "application/json", "application/json", '"vars":["name"]'),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml", '<literal xml:lang="zh">“百人'),
        (SELECT, "text/csv", "text/csv; charset=utf-8", "name\r\n“百人计划”\r\n"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", '?name\n"“百人计划”"@zh\n'),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "<sparql"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8", "name\r\n"),
        ("ASK {}", "text/csv, application/json;q=0.1", "application/json", '"boolean":true'),
        ("ASK { ?x maitu:leads ?y }", "application/sparql-results+xml", "application/sparql-results+xml", ">false<"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8", "rdfs:label"),
        (CONSTRUCT, "application/n-triples", "application/n-triples", f"<{LABEL}>"),
        (CONSTRUCT, "application/ld+json", "application/ld+json", "“百人计划”"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", "<rdf:RDF"),
        ("DESCRIBE ?p { ?p a maitu:Program }", "text/turtle", "text/turtle; charset=utf-8", "“百人计划”"),
    ],
)
def test_the_answer_comes_in_the_format_that_the_client_likes_best(
    server: Server, sparql: str, accept: str, kind: str, words: str
) -> None:
    reply = server.get(sparql, Accept=accept)
    assert (reply.status, reply.headers["content-type"]) == (200, kind)
    assert words in reply.text


@pytest.mark.parametrize(
    ("method", "target", "body", "headers", "status", "words"),
    [
        ("GET", "/sparql?query=SELEC", None, {}, 400, "This is not SPARQL"),
        ("GET", "/sparql?query=", None, {}, 400, "empty"),
        ("GET", "/sparql?other=1", None, {}, 400, "query is missing"),
        ("POST", "/sparql", "", {"Content_Type": FORM}, 400, "query is missing"),
        ("GET", "/sparql?query=ASK{}&query=ASK{}", None, {}, 400, "more than one"),
        ("POST", "/sparql?query=ASK{}", "ASK {}", {"Content_Type": QUERY}, 400, "send one"),
        ("GET", "/sparql?query=ASK{}&default-graph-uri=a%20b", None, {}, 400, "no IRI"),
        ("GET", "/sparql?query=ASK{}&default-graph-uri=a:b&default-graph-uri=a:c", None, {}, 400, "more than one"),
        ("GET", "/sparql?query=%FF", None, {}, 400, "percent-encoded"),
        ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", {"Content_Type": QUERY}, 400, "UTF-8"),
        ("GET", f"/sparql?query={quote('SELECT * { SERVICE <a:b> {} }')}", None, {}, 400, "SERVICE"),
        ("GET", f"/sparql?query={quote('ASK FROM <file:///etc/passwd> {}')}", None, {}, 400, "FROM"),
        ("GET", f"/sparql?query={quote('DROP ALL')}", None, {}, 400, "DROP would change"),
        ("POST", "/sparql", "update=DROP+ALL", {"Content_Type": FORM}, 403, "only reads"),
        ("POST", "/sparql", "DROP ALL", {"Content_Type": "application/sparql-update"}, 403, "only reads"),
        ("POST", "/sparql", "{}", {"Content_Type": "application/json"}, 415, QUERY),
        ("POST", "/sparql", "ASK {}", {}, 415, QUERY),
        ("PUT", "/sparql", "", {}, 405, "use GET or POST"),
        ("DELETE", "/sparql", None, {}, 405, "use GET or POST"),
        ("POST", "/sparql", "#" * 1_000_001, {"Content_Type": QUERY}, 413, "at most"),
        ("GET", f"/sparql?query={quote(SELECT)}", None, {"Accept": "image/png"}, 406, "text/csv"),
        ("GET", f"/sparql?query={quote(SELECT)}", None, {"Accept": "text/turtle"}, 406, "text/csv"),
        ("GET", "/sparql?query=ASK{}", None, {"Accept": "text/csv"}, 406, "application/sparql-results+json"),
    ],
)
def test_an_unsound_request_is_refused_with_the_protocols_code_and_a_word(
    server: Server, method: str, target: str, body: str | bytes | None, headers: dict[str, str], status: int, words: str
) -> None:
    reply = server.ask(method, target, body, **headers)
    assert (reply.status, reply.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert words in reply.text
    assert (reply.headers.get("allow") == "GET, HEAD, POST, OPTIONS") == (status == 405)


def test_without_a_query_the_service_describes_itself(server: Server) -> None:
    reply = server.ask(Accept="text/turtle")
    graph = rdflib.Graph().parse(data=reply.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert str(service) == server.sparql
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert server.ask(Accept="application/rdf+xml").headers["content-type"] == "application/rdf+xml"


def test_a_browser_finds_the_page_at_the_same_address(server: Server) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    for target in ("/sparql", f"/sparql?query={quote(SELECT)}", "/"):
        reply = server.ask(target=target, Accept=accept)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_head_and_options_have_no_body(server: Server) -> None:
    head = server.ask("HEAD", f"/sparql?query={quote(SELECT)}")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(server.get(SELECT).body))
    options = server.ask("OPTIONS")
    assert (options.status, options.body, options.headers["allow"]) == (204, b"", "GET, HEAD, POST, OPTIONS")


def test_a_graph_parameter_narrows_the_query_to_that_graph(
    server: Server, quads_of_a_document: tuple[str, list[Quad]]
) -> None:
    graph = quads_of_a_document[0]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    def number(sparql: str, **parameters: str) -> str:
        pairs = {key.replace("_", "-"): value for key, value in parameters.items()}
        reply = server.ask(target="/sparql?" + urlencode({"query": sparql, **pairs}), Accept="text/csv")
        return reply.text.split()[1]

    assert number(count, default_graph_uri=graph) == str(len(set(quads_of_a_document[1])))
    assert number(count, default_graph_uri="urn:none") == "0"
    assert number(count, named_graph_uri=graph) == "0"
    assert number(named, named_graph_uri=graph) == "1"
    assert number(named, named_graph_uri="urn:none") == "0"
    assert number(named, default_graph_uri=graph) == "0"


def test_pages_of_other_origins_may_read_only_where_that_was_allowed(server: Server) -> None:
    allowed = server.get("ASK {}", Origin="https://example.org")
    assert allowed.headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-origin" not in server.get("ASK {}", Origin="https://example.com").headers
    preflight = server.ask("OPTIONS", Origin="https://example.org", Access_Control_Request_Headers="x-requested-with")
    assert preflight.headers["access-control-allow-headers"] == "x-requested-with"
    assert "POST" in preflight.headers["access-control-allow-methods"]


@pytest.mark.parametrize("target", ["/", "/sparql", "/_stcore/health", "/app/static/icon.png"])
def test_a_foreign_host_name_is_turned_away(server: Server, target: str) -> None:
    assert server.ask(target=target, Host="attacker.example").status == 421
    assert server.ask(target=target, Host="localhost:1").status == 200


def test_an_answer_is_compressed_for_who_can_read_that(server: Server) -> None:
    reply = server.ask(target=f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 200')}", Accept_Encoding="gzip")
    assert reply.headers["content-encoding"] == "gzip"


def test_a_client_that_hangs_up_stops_its_query(server: Server) -> None:
    def busy() -> bool:
        for worker in psutil.Process(server.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if worker.cpu_percent(0.2) > 20:
                    return True
        return False

    connection = server.connect()
    connection.request("GET", f"/sparql?query={quote(ENDLESS)}")
    until = time.monotonic() + 10
    while not busy() and time.monotonic() < until:
        time.sleep(0.1)
    assert busy()
    connection.close()
    until = time.monotonic() + 5
    while busy() and time.monotonic() < until:
        time.sleep(0.1)
    assert not busy()


def test_endless_queries_of_one_client_leave_others_answered(server: Server) -> None:
    connections = [server.connect() for _ in range(6)]
    for connection in connections:
        connection.request("GET", f"/sparql?query={quote(ENDLESS)}")
    try:
        time.sleep(0.5)
        began = time.monotonic()
        other = HTTPConnection(urlsplit(server.address).netloc, timeout=20, source_address=("127.0.0.2", 0))
        other.request("GET", f"/sparql?query={quote('ASK {}')}")
        assert other.getresponse().status == 200
        other.close()
        assert time.monotonic() - began < 3
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_works_unchanged(server: Server, method: str) -> None:
    client = SPARQLWrapper(server.sparql)
    client.setMethod(method)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    answer: Any = client.queryAndConvert()
    rows = answer["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["“百人计划”"]
    client.setReturnFormat(XML)
    answer = client.queryAndConvert()
    assert "“百人计划”" in answer.toxml()
    client.setQuery(CONSTRUCT)
    answer = client.queryAndConvert()
    assert len(answer) == 1


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflibs_sparql_store_works_unchanged(server: Server, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, method=method))
    rows: Any = graph.query(SELECT)
    assert [str(row[0]) for row in rows] == ["“百人计划”"]
    assert bool(graph.query("ASK {}").askAnswer)
    assert len(list(graph.triples((None, rdflib.RDFS.label, rdflib.Literal("“百人计划”", lang="zh"))))) == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_works_unchanged(server: Server) -> None:
    command = ["curl", "-sf", "-H", "Accept: text/csv", server.sparql, "--data-urlencode", f"query={SELECT}"]
    assert subprocess.run(command, capture_output=True, check=True).stdout.decode() == "name\r\n“百人计划”\r\n"


def test_xml_holds_what_is_in_a_term(server: Server) -> None:
    reply = server.get('SELECT ("<&\\u0001\\"]]>" AS ?x) {}', Accept="application/sparql-results+xml")
    assert [e.text for e in ET.fromstring(reply.text).iter() if e.tag.endswith("literal")] == ['<&\ufffd"]]>']  # noqa: S314


def test_a_password_stands_before_pages_socket_and_endpoint(tmp_path: Path) -> None:
    with started(tmp_path / "none", MAITU_PASSWORD="密码:1") as guarded:  # noqa: S106
        right = "Basic " + base64.b64encode("anybody:密码:1".encode()).decode()
        wrong = "Basic " + base64.b64encode(b"anybody:no").decode()
        for target in ("/", "/_stcore/health", "/app/static/icon.png", "/sparql"):
            assert guarded.ask(target=target).status == 401
            assert guarded.ask(target=target, Authorization=wrong).status == 401
            assert guarded.ask(target=target, Authorization="Basic !").status == 401
            assert guarded.ask(target=target, Authorization=right).status == 200
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
        upgrade |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        assert guarded.ask(target="/_stcore/stream", **upgrade).status == 403
        empty = guarded.get("ASK {}", Authorization=right)
        assert (empty.status, "maitu build" in empty.text) == (503, True)


@pytest.mark.parametrize(
    ("accept", "forms", "chosen"),
    [
        ("", TABLE_FORMS, "json"),
        ("*/*", GRAPH_FORMS, "ttl"),
        ("text/*", TABLE_FORMS, "xml"),
        ("text/*;q=0.5, application/json;q=0.4", GRAPH_FORMS, "ttl"),
        ("*/*, application/sparql-results+json;q=0", TABLE_FORMS, "json"),
        ("application/sparql-results+json;q=0, application/json;q=0, */*;q=0.1", TABLE_FORMS, "xml"),
        ("TEXT/CSV", TABLE_FORMS, "csv"),
        ("text/csv;q=nonsense", TABLE_FORMS, None),
        ("text/csv;q=0", TABLE_FORMS, None),
        ("application/json; charset=utf-8; q=0.3, text/csv;q=0.2", TABLE_FORMS, "json"),
    ],
)
def test_accept_is_read_by_its_weights(accept: str, forms: tuple[str, ...], chosen: str | None) -> None:
    found = choose(accept, forms)
    assert (found and found[0]) == chosen
