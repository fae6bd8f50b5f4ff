"""A server keeps the same graphs as the folder, and answers the same; whatever it does wrong is told in words.

Everything runs on a small server that keeps to the letter of SPARQL 1.1, and on a real Virtuoso, where there is one.
"""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.request import parse_http_list, parse_keqv_list

import networkx as nx
import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from app.cli import maitu
from app.setup import ROOT
from graph import find, passages, query_remote, search
from graph.build import build
from graph.describe import claims, describe, outcomes
from graph.document import read
from graph.errors import MaituError, QueryError, QueryStoppedError, StoreError
from graph.export import FORMATS, export
from graph.extract import extract
from graph.network import project
from graph.query import Boolean, Table, Triples, Wanted, query, query_written, saved
from graph.search import sentences
from graph.search.index import Index
from graph.store import RemoteStore, Store, open_store, remote
from graph.store import server as http
from graph.store.server import Server, shown
from ontology.terms import INSTANCES, MAITU, RDFS
from tests import sparql_server, virtuoso
from tests.sparql_server import Handler, Sparql, serving

NO_VIRTUOSO = "no Virtuoso here: apt-get install virtuoso-opensource-7-bin"
INCOMING = f"{INSTANCES}incoming"
ELSEWHERE = "http://elsewhere.example/graph"


class Place(NamedTuple):
    """A server that keeps graphs."""

    query: str
    update: str
    graph_store: str
    user: str
    password: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "MAITU_UPDATE_URL": self.update, "MAITU_GRAPH_STORE_URL": self.graph_store, "MAITU_STORE_USER": self.user,
            "MAITU_STORE_PASSWORD": self.password,
        }

    @property
    def server(self) -> Server:
        return Server.at(self.query, self.environment)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of our own for what can be made anew: the index of a server's names lies there."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAITU_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def virtuoso_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso of our own."""
    if virtuoso.PROGRAM is None:
        pytest.skip(NO_VIRTUOSO)
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


def of_virtuoso(address: str) -> Place:
    return Place(
        f"{address}/sparql", f"{address}/sparql-auth", f"{address}/sparql-graph-crud-auth", virtuoso.USER,
        virtuoso.PASSWORD,
    )


def of_small(address: str) -> Place:
    return Place(
        f"{address}/query", f"{address}/update", f"{address}/data", sparql_server.USER, sparql_server.PASSWORD
    )


@pytest.fixture(scope="module", params=["the letter", "Virtuoso"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A server, which holds something of others' already; the environment says how to write to it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "Virtuoso":
            found = of_virtuoso(request.getfixturevalue("virtuoso_address"))
        else:
            server = request.getfixturevalue("small_server")
            found = of_small(server.address)
        for name, value in found.environment.items():
            patch.setenv(name, value)
        client = http.Client(found.server)
        client.update(f'INSERT DATA {{ GRAPH <{ELSEWHERE}> {{ <{ELSEWHERE}> <{RDFS.label}> "of others" }} }}')
        yield found


@pytest.fixture(scope="module")
def small_server() -> Iterator[sparql_server.Server]:
    with serving(Sparql()) as server:
        yield server


@pytest.fixture(scope="session")
def seed() -> list[Quad]:
    """The graph of the document that comes with Maitu."""
    document = read(ROOT / "seeds" / "maojian.txt")
    return build(extract(document), document)


def iri_of(quads: list[Quad]) -> str:
    """The IRI of the graph that they are in."""
    graph = quads[0].graph_name
    assert isinstance(graph, NamedNode)
    return graph.value


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, seed: list[Quad], store: Store) -> Iterator[Store]:
    """A store in a folder: the seed, and two documents of the same words."""
    path = tmp_path_factory.mktemp("folder") / "store"
    with open_store(path, write=True) as opened:
        opened.replace(iri_of(seed), seed)
        for document in store.documents():
            opened.replace(document.iri, store.quads(document.iri))
    with open_store(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def there(place: Place, folder: Store) -> Iterator[Store]:
    """The same on the server."""
    with open_store(place.query, write=True) as opened:
        opened.load((iri, folder.quads(iri)) for iri in folder.digests())
    with open_store(place.query) as opened:
        yield opened


def test_a_server_holds_the_same_documents_as_the_folder(there: Store, folder: Store) -> None:
    assert there.documents() == folder.documents()
    assert there.digests() == folder.digests()
    assert set(there.quads()) == set(folder.quads())
    assert {*there.as_rdflib().quads()} == {*folder.as_rdflib().quads()}


@pytest.mark.parametrize("name", saved())
def test_a_saved_question_has_the_same_answer(name: str, there: Store, folder: Store) -> None:
    found, expected = query(there, saved()[name].sparql), query(folder, saved()[name].sparql)
    assert isinstance(found, Table)
    assert isinstance(expected, Table)
    assert found.columns == expected.columns
    assert Counter(found.rows) == Counter(expected.rows)  # which of two equals comes first, is each server's own choice


@pytest.mark.parametrize("name", ["茅箭区", "茅箭区委", "云溪县", "清河公司"])
def test_a_thing_is_found_and_described_the_same(name: str, there: Store, folder: Store) -> None:
    assert find.search(there, name) == find.search(folder, name)
    assert describe(there, find.find(there, name).iri) == describe(folder, find.find(folder, name).iri)


def test_the_index_of_a_server_is_kept_for_its_user_alone(there: Store, cache: Path) -> None:
    assert find.search(there, "百人")
    folder = search._folder(there)
    assert folder
    assert folder.is_relative_to(cache)
    assert folder.stat().st_mode & 0o077 == 0
    assert Index(folder / search.VERSION).digests() == there.digests()


def test_claims_and_figures_are_the_same(there: Store, folder: Store) -> None:
    assert claims(there) == claims(folder)
    assert outcomes(there) == outcomes(folder)


def test_sentences_and_their_marks_are_the_same(there: Store, folder: Store) -> None:
    assert sentences(there, "党支部") == sentences(folder, "党支部")
    for document in folder.documents():
        assert passages.passages(there, document.iri) == passages.passages(folder, document.iri)
        assert passages.marks(there, document.iri) == passages.marks(folder, document.iri)


@pytest.mark.parametrize("one_document", [False, True])
def test_the_network_is_the_same(*, one_document: bool, there: Store, folder: Store) -> None:
    documents = {folder.documents()[0].iri} if one_document else None
    found, expected = (project(store, outcomes=True, documents=documents) for store in (there, folder))
    assert dict(found.nodes(data=True)) == dict(expected.nodes(data=True))
    assert nx.to_dict_of_dicts(found) == nx.to_dict_of_dicts(expected)


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_the_same_to_the_byte(form: str, there: Store, folder: Store) -> None:
    assert export(there, form) == export(folder, form)


QUERIES = (
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a maitu:Claim } } GROUP BY ?g ORDER BY ?g",
    "SELECT DISTINCT ?g { GRAPH ?g { } } ORDER BY ?g",
    f"SELECT * {{ GRAPH <{ELSEWHERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ <{ELSEWHERE}> ?p ?o }}",
    "ASK { ?s a maitu:Place }",
    "ASK { ?s a maitu:Nothing }",
    "CONSTRUCT { ?a maitu:runs ?b } WHERE { ?a maitu:runs ?b }",
    'SELECT ?s { ?s rdfs:label ?l FILTER(CONTAINS(STR(?l), "茅箭")) } ORDER BY ?s',
    'SELECT ?v ?u { ?x maitu:value ?v ; maitu:unit ?u FILTER(?v > 1000.5 && ?u != "元"@zh) } ORDER BY ?v ?u',
    'SELECT ?d { ?x maitu:periodStart ?d FILTER(?d > "2016-12-31"^^xsd:date) } ORDER BY ?d',
    "SELECT ?s ?x { ?s a maitu:Place ; maitu:locatedIn+ ?x } ORDER BY ?s ?x",
    "SELECT ?s { ?s a maitu:Place MINUS { ?s maitu:locatedIn ?x } } ORDER BY ?s",
    "SELECT ?s ?n { VALUES ?n { 1 2 } ?s a maitu:Recognition } ORDER BY ?s ?n",
)


@pytest.mark.parametrize("sparql", QUERIES)
def test_a_query_has_the_same_answer_and_sees_nothing_of_others(sparql: str, there: Store, folder: Store) -> None:
    found, expected = query(there, sparql), query(folder, sparql)
    if isinstance(found, Triples) and isinstance(expected, Triples):
        assert set(found.triples) == set(expected.triples)
    else:
        assert found == expected


def test_describe_tells_something_of_a_thing(there: Store) -> None:
    answer = query(there, f"DESCRIBE <{find.find(there, '云溪县').iri}>")
    assert isinstance(answer, Triples)
    assert answer.triples


def test_our_own_queries_take_values(there: Store, folder: Store) -> None:
    sparql, name = "SELECT ?s ?n { ?s rdfs:label ?n }", Literal("云溪县", language="zh")
    assert there.select(sparql, {"n": name}) == folder.select(sparql, {"n": name}) != []


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_an_answer_is_written_in_a_format_that_is_wanted(form: str, there: Store, folder: Store) -> None:
    wanted = Wanted(form, None, None)
    sparql = saved()["partners"].sparql
    assert query_written(there, sparql, wanted) == query_written(folder, sparql, wanted)
    assert query_written(there, "ASK {}", wanted) is None


def test_only_our_graphs_can_be_named_beside_a_query(there: Store, folder: Store) -> None:
    document = folder.documents()[0].iri
    one, none = (Wanted("json", "json", "nt", (graph,)) for graph in (document, ELSEWHERE))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert query_written(there, count, one) == query_written(folder, count, one)
    nothing = query_written(there, count, none)
    assert nothing is not None
    assert json.loads(nothing.content)["results"]["bindings"][0]["n"]["value"] == "0"


def test_rows_beyond_the_limit_are_not_given(there: Store) -> None:
    answer = query(there, "SELECT ?s { ?s ?p ?o }", rows=7)
    assert isinstance(answer, Table)
    assert (len(answer.rows), answer.complete) == (7, False)
    triples = query(there, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", rows=7)
    assert isinstance(triples, Triples)
    assert (len(triples.triples), triples.complete) == (7, False)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT (<bif:http_get>("http://127.0.0.1/") AS ?x) {}',
        'PREFIX x: <\\u0062if:> SELECT (x:http_get("http://127.0.0.1/") AS ?x) {}',
        'BASE <http://e/> PREFIX x: <bi> SELECT (x:f:http_get("http://127.0.0.1/") AS ?x) {}',
        "SELECT * { ?s <sql:anything> ?o }",
        'define get:soft "replacing" SELECT * { ?s ?p ?o }',
        "SELECT * { ?s ?p `bif:http_get('http://127.0.0.1/')` }",
        "SELECT * FROM <http://e/> { ?s ?p ?o }",
        "DROP ALL",
        "INSERT DATA { <http://e/> <http://e/> 1 }",
        "SELECT * { ?s ?p",
    ],
)
def test_what_is_beyond_reading_our_graphs_is_refused_before_it_is_sent(sparql: str, place: Place) -> None:
    nobody = RemoteStore(Server.at("http://127.0.0.1:1/sparql"))
    with pytest.raises(QueryError):
        query(nobody, sparql, seconds=5)
    del place


def test_a_syntax_error_has_its_place(there: Store) -> None:
    with pytest.raises(QueryError, match=r"cannot stand here|ends too early") as caught:
        query(there, "SELECT *\n{ } }")
    assert caught.value.line == 2


def test_a_document_is_replaced_and_taken_out_with_what_only_it_states(
    place: Place, there: Store, folder: Store, seed: list[Quad]
) -> None:
    before = set(there.quads())
    graph = NamedNode("https://w3id.org/maitu/id/document/changing.txt")
    shared = Quad(seed[5].subject, seed[5].predicate, seed[5].object, graph)
    own = [Quad(graph, NamedNode(RDFS.label), Literal(word), graph) for word in ("one", "two", "three")]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [[whole]] = folder.select(count)
    assert whole is not None
    with open_store(place.query, write=True) as opened:
        opened.replace(graph.value, [shared, own[0], own[1]])
        assert set(opened.quads(graph.value)) == {shared, own[0], own[1]}
        assert opened.version() != there.version()
        opened.replace(graph.value, [shared, own[1], own[2]])
        assert set(opened.quads()) == before | {shared, own[1], own[2]}
        [[now]] = opened.select(count)
        assert now is not None
        assert int(now.value) == int(whole.value) + 3  # the digest, and what nobody else states
        opened.remove(graph.value)
        assert set(opened.quads()) == before
        assert opened.select(count) == [(whole,)]
        assert opened.version() == there.version()
        with pytest.raises(StoreError, match="is not in the store at"):
            opened.remove(graph.value)
    assert http_triples(place, ELSEWHERE) == 1


def http_triples(place: Place, graph: str) -> int:
    client = http.Client(place.server)
    with client.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", (graph,), (), remote.TABLE) as answer:
        [[number]] = remote.table(answer, place.query)[1]
    assert isinstance(number, Literal)
    return int(number.value)


@pytest.mark.parametrize("graph_store", [True, False])
def test_a_large_graph_goes_in_parts_with_and_without_a_graph_store(
    *, graph_store: bool, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_PART", 3_000)
    monkeypatch.setattr(remote, "_UPDATE_PART", 3_000)
    if not graph_store:
        monkeypatch.delenv("MAITU_GRAPH_STORE_URL")
    graph = NamedNode("https://w3id.org/maitu/id/document/large.txt")
    quads = [Quad(graph, NamedNode(RDFS.comment), Literal(f"第{n}句\n“话”\\"), graph) for n in range(200)]
    with open_store(place.query, write=True) as opened:
        opened.replace(graph.value, quads)
        assert set(opened.quads(graph.value)) == set(quads)
        opened.remove(graph.value)


def test_a_store_that_was_opened_to_be_read_is_not_written(there: Store) -> None:
    with pytest.raises(StoreError, match="opened to be read"):
        there.replace("https://w3id.org/maitu/id/document/x", [])
    with pytest.raises(StoreError, match="opened to be read"):
        there.remove(there.documents()[0].iri)


def test_what_has_not_changed_is_not_sent(
    place: Place, folder: Store, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    with open_store(place.query, write=True) as opened:
        monkeypatch.setattr(http.Client, "update", lambda _, sparql: sent.append(sparql))
        opened.load((iri, folder.quads(iri)) for iri in there.digests())
    assert sent == []


def test_the_commands_work_on_a_server(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("zhuxi.txt").write_text("竹溪县人民政府出台《竹溪县农村党员教育实施办法》，实施“银杏工程”。\n", "utf-8")

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(maitu, ["--store", place.query, *arguments])
        assert result.exit_code == code, result.output
        return result

    assert "added" in run("build", "zhuxi.txt").stdout
    assert "unchanged" in run("build", "zhuxi.txt").stdout
    assert "zhuxi.txt" in run("stats").stdout
    assert place.query in json.loads(run("stats", "--json").stdout)["store"]
    assert "银杏工程" in run("query", 'SELECT ?l { ?p rdfs:label ?l FILTER(CONTAINS(STR(?l), "银杏工")) }').stdout
    assert "农村党员教育实施办法" in run("show", "竹溪县人民政府").stdout
    assert "银杏工程" in run("search", "银杏").stdout
    assert "银杏工程" in run("path", "竹溪县农村党员教育实施办法", "银杏工程").stdout
    run("draw", "竹溪县人民政府", "-o", "zhuxi.svg")
    run("export", "-o", "zhuxi.nq")
    assert list(pyoxigraph.parse(Path("zhuxi.nq").read_bytes(), format=RdfFormat.N_QUADS))
    run("validate")
    assert "holds" in run("doctor").stdout
    for command in (["backup", "b.gz"], ["compact"]):
        assert "Name a folder" in run(*command, code=1).stderr
    run("remove", "zhuxi.txt")
    assert "zhuxi.txt" not in run("stats").stdout


# What only Virtuoso does.


def test_a_query_that_takes_too_long_is_stopped_and_others_go_on(virtuoso_address: str) -> None:
    store = RemoteStore(of_virtuoso(virtuoso_address).server)
    since = time.monotonic()
    with pytest.raises(QueryStoppedError) as caught:
        query(
            store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) = STR(?f) && STR(?f) = STR(?i)) }",
            seconds=1.5, rows=100_000,
        )
    assert caught.value.reason in {"time", "memory"}
    assert time.monotonic() - since < 3
    assert query(store, "ASK { ?s ?p ?o }") == Boolean(value=True)


def test_a_limit_of_the_server_on_rows_is_told(tmp_path: Path, seed: list[Quad]) -> None:
    if virtuoso.PROGRAM is None:
        pytest.skip(NO_VIRTUOSO)
    with virtuoso.running(tmp_path, rows=50) as address:
        store = RemoteStore(of_virtuoso(address).server, writable=True)
        store.replace(iri_of(seed), seed)
        assert len(store.documents()) == 1
        with pytest.raises(StoreError, match=r"at most 50 rows .* ResultSetMaxRows"):
            claims(store)
        answer = query(store, "SELECT * { ?s ?p ?o }")
        assert isinstance(answer, Table)
        assert (len(answer.rows), answer.complete) == (50, False)


def test_a_wrong_password_is_told_and_nothing_is_written(
    virtuoso_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = of_virtuoso(virtuoso_address)
    for name, value in {**place.environment, "MAITU_STORE_PASSWORD": "wr0ng"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match="MAITU_STORE_PASSWORD") as caught, open_store(place.query, write=True):
        pass
    assert "wr0ng" not in str(caught.value)


def test_who_may_only_read_is_told_so_before_anything_is_read(
    virtuoso_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAITU_UPDATE_URL", f"{virtuoso_address}/sparql")
    with pytest.raises(StoreError, match="does not allow this"), open_store(f"{virtuoso_address}/sparql", write=True):
        pass


# What a server may do wrong.


def nothing(request: Handler) -> None:
    time.sleep(2)
    del request


def broken_off(request: Handler) -> None:
    request.give(200, b'{"head": {"vars": [', Content_Length="1000", Content_Type="application/sparql-results+json")
    request.close_connection = True


def broken_off_in_a_chunk(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b'ff\r\n{"head": ')
    request.close_connection = True


def hung_up(request: Handler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)
    request.close_connection = True


def a_page(request: Handler) -> None:
    request.give(200, b"<html><body>Welcome!</body></html>", Content_Type="text/html")


def no_results(request: Handler) -> None:
    request.give(200, b"<sparql><head>", Content_Type="application/sparql-results+xml")


def huge(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.end_headers()
    request.wfile.write(b'{"head": {"vars": ["graph", "digest"]}, "results": {"bindings": [')
    row = b'{"graph": {"type": "uri", "value": "http://e/g"}, "digest": {"type": "literal", "value": "1"}},' * 1000
    try:
        while True:
            request.wfile.write(row)
    except OSError:
        request.close_connection = True


def trickling(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        time.sleep(0.05)
    request.close_connection = True


def refusing(status: int, words: str = "", **headers: str) -> Callable[[Handler], None]:
    return lambda request: request.give(status, words.encode(), **headers)


FAULTS: dict[str, tuple[Callable[[Handler], None], str]] = {
    "401": (refusing(401, WWW_Authenticate='Basic realm="x"'), "MAITU_STORE_USER and MAITU_STORE_PASSWORD"),
    "401 in an unknown way": (refusing(401, WWW_Authenticate="Negotiate"), "who you are|MAITU_STORE_USER"),
    "403": (refusing(403), "does not allow this"),
    "404": (
        refusing(404, "<html><style>x</style>Not <b>found</b>", Content_Type="text/html"),
        "nothing at this address.*: Not found",
    ),
    "500": (refusing(500, "out of luck\x1b[31m"), r"failed \(HTTP 500\).*out of luck|says “out of luck"),
    "503": (refusing(503), "too much to do"),
    "silence": (nothing, "does not answer"),
    "broken off": (broken_off, "broke off in the middle"),
    "broken off in a chunk": (broken_off_in_a_chunk, "broke off in the middle"),
    "hung up": (hung_up, "broke off in the middle"),
    "a page": (a_page, "text/html that holds no results"),
    "no results": (no_results, "holds no results"),
    "elsewhere": (refusing(302, Location="http://u:geheim:66@127.0.0.1:1/x"), "sends elsewhere, to http://127.0.0.1:1/x"),
    "elsewhere by POST": (refusing(307, Location="http://127.0.0.1:1/x"), "sends elsewhere"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_server_does_wrong_is_told_with_its_address_and_without_the_password(fault: str) -> None:
    answer, words = FAULTS[fault]
    with serving(answer) as server:
        address = f"{server.address}/sparql"
        with_password = address.replace("://", "://maitu:geheim%3A66@")
        with pytest.raises(StoreError, match=words) as caught, open_store(with_password):
            pass
        assert address in str(caught.value)
        assert_clean(caught.value)


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - {"silence"}))
def test_what_goes_wrong_in_a_query_is_told(fault: str) -> None:
    answer, words = FAULTS[fault]
    with serving(answer) as server:
        login = {"MAITU_STORE_USER": "maitu", "MAITU_STORE_PASSWORD": "geheim:66"}
        store = RemoteStore(Server.at(f"{server.address}/sparql", login))
        with pytest.raises(MaituError, match=words) as caught:
            query(store, "SELECT * { ?s ?p ?o }", seconds=10)
        assert_clean(caught.value)


@pytest.mark.parametrize(
    ("content", "headers", "words"),
    [
        (b"<http://e/a> <http://e/b> <http://e", {"Content_Type": "text/turtle"}, "damaged triples"),
        (b"<http://e/a> <http://e", {"Content_Type": "text/turtle", "Content_Length": "99"}, "broke off in the middle"),
        (b"<html>Welcome!</html>", {"Content_Type": "text/html"}, "text/html, and not with triples"),
    ],
)
def test_what_goes_wrong_with_triples_is_told(content: bytes, headers: dict[str, str], words: str) -> None:
    def answer(request: Handler) -> None:
        request.give(200, content, **headers)
        request.close_connection = True

    with serving(answer) as server, pytest.raises(StoreError, match=words):
        query(RemoteStore(Server.at(f"{server.address}/sparql")), "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_a_server_that_never_answers_a_query_is_given_up_in_time() -> None:
    with serving(nothing) as server:
        store = RemoteStore(Server.at(f"{server.address}/sparql"))
        since = time.monotonic()
        with pytest.raises(QueryStoppedError, match=r"stopped after 0\.5 seconds"):
            query(store, "ASK {}", seconds=0.5)
        assert time.monotonic() - since < 1.5


def test_a_closed_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}/sparql"
    with pytest.raises(StoreError, match=f"{address} cannot be reached: .*refused. See"), open_store(address):
        pass


def test_an_answer_is_read_to_a_limit_of_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST", 500_000)
    monkeypatch.setattr(query_remote, "LARGEST", 500_000)
    with serving(huge) as server:
        store = RemoteStore(Server.at(f"{server.address}/sparql"))
        with pytest.raises(StoreError, match="has over 0 MB"):
            store.digests()
        answer = query(store, "SELECT * { ?s ?p ?o }", rows=10)  # reading stops where nobody wants more
        assert isinstance(answer, Table)
        assert len(answer.rows) == 10


def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST", 0.5)
    with serving(trickling) as server, pytest.raises(StoreError, match="has not ended its answer in time"), open_store(
        f"{server.address}/sparql"
    ):
        pass


def test_headers_that_trickle_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST", 0.5)

    def trickling(request: Handler) -> None:
        with suppress(OSError):
            while True:
                request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type:" if not request.close_connection else b" ")
                request.close_connection = True
                time.sleep(0.05)

    begun = time.monotonic()
    with serving(trickling) as server, pytest.raises(StoreError, match="in time"), open_store(server.address):
        pass
    assert time.monotonic() - begun < 3


def test_a_password_of_any_letters_is_given_by_digest_and_no_body_is_sent_twice() -> None:
    user, password = "编目员", "gehéim:六六"
    sparql, sizes = Sparql(), []

    def asking(request: Handler) -> None:
        given = parse_keqv_list(parse_http_list(request.headers.get("Authorization", "").partition(" ")[2]))
        sizes.append(len(request.body))
        if not given:
            request.give(401, WWW_Authenticate='Digest realm="graphs", nonce="n", qop="auth", algorithm="SHA-256"')
            return
        mine, theirs = (
            hashlib.sha256(text.encode()).hexdigest()
            for text in (f"{user}:graphs:{password}", f"{request.command}:{request.path}")
        )
        wanted = f"{mine}:n:{given['nc']}:{given['cnonce']}:auth:{theirs}"
        assert given["response"] == hashlib.sha256(wanted.encode()).hexdigest()
        sparql.answer(request, allowed=True)

    graph = NamedNode("https://w3id.org/maitu/id/document/x")
    quads = [Quad(graph, NamedNode(RDFS.label), Literal(f"A {n}"), graph) for n in range(300)]
    with serving(asking) as server:
        place = Place(
            f"{server.address}/query", f"{server.address}/update", f"{server.address}/data", user, password,
        )
        store = RemoteStore(place.server, writable=True)
        store.replace(graph.value, quads)
        assert set(store.quads()) == set(quads)
    assert sum(size > 10_000 for size in sizes) == 1


def test_a_password_goes_nowhere_but_to_the_address_that_it_is_for() -> None:
    seen: list[str] = []
    with serving(lambda request: request.give(200)) as other:
        with serving(refusing(307, Location=f"{other.address}/sparql")) as server:
            with pytest.raises(StoreError, match="sends elsewhere"), open_store(
                server.address.replace("://", "://maitu:geheim@") + "/sparql"
            ):
                pass
            seen += [login for *_, login in server.seen]
        assert other.seen == []
    assert seen == [""]  # it was not asked for


@pytest.mark.parametrize(
    "address", ["http://", "http:///sparql", "http://127.0.0.1:99999/", "http://u:geheim@[::1/", "http://127.0.0.1/a b"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(StoreError, match="is no address") as caught, open_store(address):
        pass
    assert_clean(caught.value)


def test_a_password_in_the_address_is_taken_and_shown_nowhere() -> None:
    server = Server.at("http://maitu:geheim%3A66@127.0.0.1:8890/sparql", {"MAITU_STORE_USER": "other"})
    assert (server.user, server.password) == ("maitu", "geheim:66")
    assert RemoteStore(server).location == "http://127.0.0.1:8890/sparql"
    assert "geheim" not in repr(server)
    assert shown("http://maitu:geheim@127.0.0.1/sparql") == "http://127.0.0.1/sparql"
    assert shown("/home/a@b/store") == "/home/a@b/store"


def assert_clean(error: MaituError) -> None:
    assert "geheim" not in str(error)
    assert "\x1b" not in str(error)


@pytest.mark.parametrize("way", ["refused", "hung up"])
@pytest.mark.parametrize("new", [True, False])
def test_whatever_request_fails_a_document_is_there_whole_or_as_it_was(*, way: str, new: bool) -> None:
    graph = NamedNode("https://w3id.org/maitu/id/document/x")
    old, later = (
        [Quad(graph, NamedNode(RDFS.label), Literal(f"{word} {n}"), graph) for n in range(300)] for word in "AB"
    )
    sparql, left = Sparql(), [1000]

    def failing(request: Handler) -> None:
        if request.path.startswith(("/update", "/data")) and request.headers.get("Authorization"):
            left[0] -= 1
            if left[0] < 0:
                (refusing(500) if way == "refused" else hung_up)(request)
                return
        sparql(request)

    with serving(failing) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "_PART", 4_000)
        place = of_small(server.address)
        if not new:
            RemoteStore(place.server, writable=True).replace(graph.value, old)
        for number in range(100):
            left[0] = number
            store = RemoteStore(place.server, writable=True)
            try:
                store.replace(graph.value, later)
            except StoreError:
                before = [] if new else old
                assert set(store.quads()) == set(before)
                labels = {label for (label,) in store.select("SELECT ?l { ?s rdfs:label ?l }")}
                assert labels == {quad.object for quad in before}
            else:
                break
        assert number > 3
        assert set(store.quads()) == set(later)
        later_on = datetime.now(UTC).date() + timedelta(days=2)
        patch.setattr(remote, "_today", lambda: later_on)
        left[0] = 1000
        store.check_writable()  # takes away what was left beside its place
        assert {name.value for name in sparql.store.named_graphs()} == {graph.value, remote.UNION, INCOMING}
        assert not list(sparql.store.quads_for_pattern(None, None, None, NamedNode(INCOMING)))


def test_two_writers_of_one_document_at_once_leave_it_whole() -> None:
    graph = NamedNode("https://w3id.org/maitu/id/document/x")
    quads = [Quad(graph, NamedNode(RDFS.label), Literal(f"A {n}"), graph) for n in range(30)]
    sparql, busy = Sparql(), [True]

    def interrupted(request: Handler) -> None:
        if busy[0] and request.path == "/update" and b"INSERT { GRAPH" in request.body:
            busy[0] = False
            RemoteStore(small.server, writable=True).replace(graph.value, quads)
        sparql(request)

    with serving(interrupted) as server:
        small = of_small(server.address)
        RemoteStore(small.server, writable=True).replace(graph.value, quads)
        assert not busy[0]
        store = RemoteStore(small.server)
        assert set(store.quads()) == set(quads)
        assert list(store.digests()) == [graph.value]


def test_what_a_dead_writer_left_is_taken_away_when_no_writer_can_be_at_it() -> None:
    sparql = Sparql()
    with serving(sparql) as server:
        store = RemoteStore(of_small(server.address).server, writable=True)
        for name, day in (("a", datetime.now(UTC).date()), ("b", date(2020, 1, 1))):
            beside = f"<{INCOMING}/{name}>"
            listed = f'GRAPH <{INCOMING}> {{ {beside} <{MAITU.date}> "{day}" }}'
            sparql.store.update(f"INSERT DATA {{ GRAPH {beside} {{ <a:> <b:> 1 }} {listed} }}")
        store.check_writable()
        assert {name.value for name in sparql.store.named_graphs()} == {INCOMING, f"{INCOMING}/a"}
        assert len(list(sparql.store.quads_for_pattern(None, None, None, NamedNode(INCOMING)))) == 1


def test_a_build_on_a_server_that_goes_away_says_so_and_goes_on_later(tmp_path: Path) -> None:
    sparql, gone = Sparql(), [False]
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"竹溪县人民政府实施“银杏{n}号工程”。\n", "utf-8")

    def answer(request: Handler) -> None:
        (hung_up if gone[0] and request.path == "/update" and request.headers.get("Authorization") else sparql)(request)

    with serving(answer) as server:
        place = of_small(server.address)
        arguments = ["--store", place.query.replace("://", f"://{place.user}:geheim%3A66@"), "build", str(tmp_path)]
        environment = {"MAITU_UPDATE_URL": place.update, "MAITU_GRAPH_STORE_URL": place.graph_store}
        gone[0] = True
        result = CliRunner().invoke(maitu, arguments, env=environment)
        assert result.exit_code == 1
        assert "broke off" in result.stderr
        assert "geheim" not in result.output
        assert not RemoteStore(place.server).documents()
        gone[0] = False
        assert CliRunner().invoke(maitu, arguments, env=environment).exit_code == 0
        assert len(RemoteStore(place.server).documents()) == 3


def test_a_virtuoso_that_is_killed_while_it_writes_holds_whole_documents(tmp_path: Path, seed: list[Quad]) -> None:
    if virtuoso.PROGRAM is None:
        pytest.skip(NO_VIRTUOSO)
    graph = NamedNode(iri_of(seed))
    versions = [set(seed), {Quad(q.subject, q.predicate, q.object, graph) for q in seed[::2]}]
    died: list[StoreError] = []

    def write(store: Store) -> None:
        try:
            while True:
                for version in versions:
                    store.replace(graph.value, version)
        except StoreError as error:
            died.append(error)

    for seconds in (0.7,):
        with virtuoso.running(tmp_path) as address:
            writer = threading.Thread(target=write, args=[RemoteStore(of_virtuoso(address).server, writable=True)])
            writer.start()
            time.sleep(seconds)
        writer.join()
        with virtuoso.running(tmp_path) as address:
            store = RemoteStore(of_virtuoso(address).server, writable=True)
            if graph.value in store.digests():
                assert set(store.quads(graph.value)) in versions
            store.replace(graph.value, seed)
            assert set(store.quads()) == set(seed)
            assert store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [(Literal(len(set(seed)) + 1),)]
    assert died
