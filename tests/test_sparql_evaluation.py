"""What SPARQL 1.1 Query says that queries mean, section by section, on a small graph, through the endpoint."""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat

from graph.store import open_store
from tests.test_endpoint import Server, started

DATA = """
PREFIX : <urn:t:>
:ann :name "Ann" ; :age 30 ; :knows :bo , :cy .
:bo :name "Bo"@en ; :age 25 ; :knows :cy ; :mail <mailto:bo@x> .
:cy :name "Cy" ; :age 41.5 ; :knows :di .
:di :name "迪" ; :joined "2024-03-05"^^<http://www.w3.org/2001/XMLSchema#date> .
:club :member :ann , :bo .
"""
TABLE = [
    ("5.1 basic graph pattern", "SELECT ?n { :ann :knows ?x . ?x :name ?n } ORDER BY STR(?n)", "Bo Cy"),
    ("6 OPTIONAL", "SELECT ?a ?m { :club :member ?a OPTIONAL { ?a :mail ?m } } ORDER BY ?a",
     "urn:t:ann, urn:t:bo,mailto:bo@x"),
    ("6.2 OPTIONAL with FILTER", "SELECT ?g { :ann :name ?n OPTIONAL { :ann :age ?g FILTER(?g > 30) } }", '""'),
    ("7 UNION", "SELECT ?x { { :ann :knows ?x } UNION { :bo :knows ?x } } ORDER BY ?x", "urn:t:bo urn:t:cy urn:t:cy"),
    ("8.1 NOT EXISTS", "SELECT ?x { ?x :name ?n FILTER NOT EXISTS { ?x :age ?a } }", "urn:t:di"),
    ("8.2 MINUS", "SELECT ?x { ?x :name ?n MINUS { :ann :knows ?x } } ORDER BY ?x", "urn:t:ann urn:t:di"),
    ("8.3 MINUS shares no variable", "SELECT (COUNT(*) AS ?c) { ?x :name ?n MINUS { :a :b :c } }", "4"),
    ("9 sequence and inverse", "SELECT ?x { :bo ^:knows/:name ?x }", "Ann"),
    ("9 alternative", "SELECT (COUNT(*) AS ?c) { :bo :mail|:name ?x }", "2"),
    ("9.3 one or more", "SELECT ?x { :ann :knows+ ?x } ORDER BY ?x", "urn:t:bo urn:t:cy urn:t:di"),
    ("9.3 zero or more", "SELECT (COUNT(*) AS ?c) { :ann :knows* ?x }", "4"),
    ("9.3 zero or one", "SELECT (COUNT(*) AS ?c) { :cy :knows? ?x }", "2"),
    ("9 negated property set", "SELECT ?x { :di !(:name) ?x }", "2024-03-05"),
    ("10.1 BIND", "SELECT ?y { :ann :age ?a BIND(?a * 2 AS ?y) }", "60"),
    ("10.2 VALUES with UNDEF", "SELECT ?x ?a { VALUES (?x ?a) { (:bo UNDEF) (:ann 31) } ?x :age ?a }", "urn:t:bo,25"),
    ("11 GROUP BY, HAVING", "SELECT ?x (COUNT(?y) AS ?c) { ?x :knows ?y } GROUP BY ?x HAVING(COUNT(?y) > 1)",
     "urn:t:ann,2"),
    ("11 SUM, MIN, MAX, AVG", "SELECT (SUM(?a) AS ?s) (MIN(?a) AS ?l) (MAX(?a) AS ?h) { ?x :age ?a }", "96.5,25,41.5"),
    ("11 COUNT DISTINCT", "SELECT (COUNT(DISTINCT ?y) AS ?c) { ?x :knows ?y }", "3"),
    ("11 GROUP_CONCAT", 'SELECT (GROUP_CONCAT(?n; SEPARATOR="+") AS ?c) { VALUES ?n { "a" "b" } }', "a+b"),
    ("11 COUNT of nothing", "SELECT (COUNT(*) AS ?c) (SUM(?a) AS ?s) { ?x :none ?a }", "0,0"),
    ("12 subquery", "SELECT ?n { { SELECT ?x { ?x :age ?a } ORDER BY DESC(?a) LIMIT 1 } ?x :name ?n }", "Cy"),
    ("13.3 GRAPH", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "urn:t:graph"),
    ("15.1 ORDER BY, LIMIT, OFFSET", "SELECT ?a { ?x :age ?a } ORDER BY DESC(?a) LIMIT 1 OFFSET 1", "30"),
    ("15.1 unbound sorts first", "SELECT ?x { ?x :name ?n OPTIONAL { ?x :age ?a } } ORDER BY ?a LIMIT 1", "urn:t:di"),
    ("17.2 an error removes the row", "SELECT ?x { ?x :name ?n FILTER(?n > 5) }", ""),
    ("17.2.2 effective boolean value", 'SELECT ?x { VALUES ?x { "" "a" 0 1 } FILTER(?x) }', "a 1"),
    ("17.4.1 BOUND, IF, COALESCE", 'SELECT (IF(BOUND(?z), 1, 2) AS ?i) (COALESCE(?z, "d") AS ?c) {}', "2,d"),
    ("17.4.1 IN", "SELECT ?x { ?x :age ?a FILTER(?a IN (25, 26)) }", "urn:t:bo"),
    ("17.4.1.7 equal values of two datatypes", "SELECT (30 = 30.0 AS ?e) (sameTerm(30, 30.0) AS ?s) {}", "true,false"),
    ("17.4.2 LANG, DATATYPE", "SELECT (LANG(?n) AS ?l) (DATATYPE(?a) AS ?d) { :bo :name ?n ; :age ?a }",
     "en,http://www.w3.org/2001/XMLSchema#integer"),
    ("17.4.3 STRLEN counts characters", "SELECT (STRLEN(?n) AS ?l) { :di :name ?n }", "1"),
    ("17.4.3 SUBSTR, UCASE, REPLACE",
     'SELECT (SUBSTR("abc", 2) AS ?s) (UCASE("x") AS ?u) (REPLACE("aa", "a", "b") AS ?r) {}',
     "bc,X,bb"),
    ("17.4.3 REGEX", 'SELECT ?x { ?x :name ?n FILTER(REGEX(STR(?n), "^b", "i")) }', "urn:t:bo"),
    ("17.4.4 numbers", "SELECT (ABS(-2) AS ?a) (CEIL(1.2) AS ?c) (ROUND(2.5) AS ?r) (7/2 AS ?d) {}", "2,2,3,3.5"),
    ("17.4.5 dates", "SELECT (YEAR(?d) AS ?y) { :di :joined ?j BIND(xsd:dateTime(?j) AS ?d) }", "2024"),
    ("17.5 casts", 'SELECT (xsd:integer("12") + 1 AS ?x) {}', "13"),
    ("18.2 empty pattern has one row", "SELECT (COUNT(*) AS ?c) {}", "1"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("evaluation") / "store"
    graph = NamedNode("urn:t:graph")
    parsed = pyoxigraph.parse(DATA, format=RdfFormat.TURTLE)
    with open_store(folder, write=True) as store:
        store.replace(graph.value, [Quad(q.subject, q.predicate, q.object, graph) for q in parsed])
    with started(folder) as running:
        yield running


@pytest.mark.parametrize(("sparql", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_select_means_what_its_section_says(server: Server, sparql: str, expected: str) -> None:
    reply = server.get(f"PREFIX : <urn:t:> {sparql}", Accept="text/csv")
    assert reply.status == 200, reply.text
    lines = reply.text.split("\r\n")[1:-1]
    assert [line.strip('"') for line in lines] == [cell.strip('"') for cell in expected.split(" ") if expected]


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("16.3 ASK { :ann :knows :bo }", "true"),
        ("16.3 ASK { :ann :knows :di }", "false"),
        ('ASK { :bo :name "Bo" }', "false"),
        ('ASK { :bo :name "Bo"@EN }', "true"),
    ],
)
def test_an_ask_tells_whether_there_is_a_solution(server: Server, sparql: str, expected: str) -> None:
    query = sparql.removeprefix("16.3 ")
    assert f'"boolean":{expected}' in server.get(f"PREFIX : <urn:t:> {query}").text


@pytest.mark.parametrize(
    ("sparql", "triples"),
    [
        ("CONSTRUCT { ?y :knownBy ?x } WHERE { ?x :knows ?y }", 4),
        ("CONSTRUCT WHERE { ?x :knows ?y }", 4),
        ("CONSTRUCT { ?x :a ?m } WHERE { ?x :name ?n OPTIONAL { ?x :mail ?m } }", 1),
        ("CONSTRUCT { :one :two :three } WHERE { ?x :knows ?y }", 1),
        ("DESCRIBE :di", 2),
        ("DESCRIBE ?x { ?x :mail ?m }", 4),
    ],
)
def test_a_construct_and_a_describe_make_a_set_of_triples(server: Server, sparql: str, triples: int) -> None:
    reply = server.ask(target=f"/sparql?query={quote('PREFIX : <urn:t:> ' + sparql)}", Accept="application/n-triples")
    assert len(set(reply.text.splitlines())) == triples
