"""A query in other words, for servers, sees the union and our graphs, and nothing else that a server holds."""

import pyoxigraph
import pytest
from pyoxigraph import NamedNode

from graph.query_dataset import confined, looks_into_graphs

UNION, DIGEST = "http://e/union", "http://e/digest"
OURS = ("http://e/g1", "http://e/g2")
PREFIXES = {"e": "http://e/"}
CONTENT = """
GRAPH e:g1 { e:a e:p e:b , e:c . e:b e:q 'GRAPH ?g {' . }
GRAPH e:g2 { e:a e:p e:b . e:c e:q e:d . e:d e:p e:e . }
GRAPH e:foreign { e:a e:p e:strange . e:strange e:q e:b }
GRAPH e:union { e:a e:p e:b , e:c . e:b e:q 'GRAPH ?g {' . e:c e:q e:d . e:d e:p e:e .
  e:g1 e:digest 1 . e:g2 e:digest 2 }
e:default e:p e:strange .
"""


@pytest.fixture(scope="module")
def server() -> pyoxigraph.Store:
    """What a server holds: our graphs, their union, and others' triples, in the default graph too."""
    store = pyoxigraph.Store()
    store.update(f"INSERT DATA {{ {CONTENT} }}", prefixes=PREFIXES)
    return store


def answered(store: pyoxigraph.Store, sparql: str, *, dataset: bool = False) -> object:
    graphs = {"default_graph": NamedNode(UNION), "named_graphs": [NamedNode(iri) for iri in OURS]} if dataset else {}
    found = store.query(sparql, prefixes=PREFIXES, **graphs)  # type: ignore[arg-type]
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    if isinstance(found, pyoxigraph.QueryTriples):
        return sorted(map(str, found))
    width = range(len(found.variables))
    return [v.value for v in found.variables], sorted(str([row[i] for i in width]) for row in found)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT*{GRAPH?g{?s ?p ?o}}",
        "SELECT * { ?s e:p ?o . GRAPH ?g { ?s e:p ?o } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g HAVING(COUNT(?s) > 1) ORDER BY ?g",
        "SELECT DISTINCT ?g { graph ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH e:g1 { ?s ?p ?o } }",
        "SELECT * { GRAPH <http://e/g2> { ?s ?p ?o } } LIMIT 10",
        "SELECT * { GRAPH e:foreign { ?s ?p ?o } }",
        "SELECT * { GRAPH e:union { ?s ?p ?o } }",
        "SELECT * { ?s e:p ?o OPTIONAL { GRAPH ?g { ?o e:q ?x } } }",
        "SELECT * { ?s e:p ?o MINUS { GRAPH ?g { ?o e:q ?x } } }",
        "SELECT * { ?s e:p ?o FILTER NOT EXISTS { GRAPH ?g { ?o e:q ?x } } }",
        "SELECT * { ?s e:p ?o FILTER EXISTS { ?o e:q ?x GRAPH ?g { ?o e:q ?x FILTER(?x != e:b) } } }",
        "SELECT * { { SELECT ?s (COUNT(?g) AS ?n) { GRAPH ?g { ?s e:p ?o } } GROUP BY ?s } ?s e:p ?o }",
        "SELECT * { SELECT ?s { GRAPH ?g { ?s e:p+ ?o } } }",
        "SELECT * { { GRAPH ?g { ?s e:p ?o } } UNION { ?s e:q ?o } }",
        "SELECT * { GRAPH ?g { ?s e:p ?o . GRAPH ?h { ?o e:q ?x } } ?x e:p ?y }",
        "SELECT * { ?s e:p/e:q ?o . GRAPH ?g { ?s (e:p|e:q)* ?o } BIND(STR(?g) AS ?name) }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } VALUES ?s { e:a } } VALUES (?p ?g) { (e:p e:g1) (e:p e:foreign) }",
        "SELECT ?s { ?s e:p ?o } GROUP BY ?s HAVING(EXISTS { GRAPH ?g { ?s e:p e:c } })",
        "SELECT ?s (EXISTS { GRAPH e:g2 { ?s e:p e:b } } AS ?there) { ?s e:p ?o }",
        'SELECT * { GRAPH ?g { ?s e:q "GRAPH ?g {" } } # GRAPH ?g { }',
        "SELECT * { # }\n GRAPH # {\n ?g { ?s ?p ?o } }",
        "ASK { GRAPH e:foreign { ?s ?p ?o } }",
        "ASK { GRAPH ?g { e:c e:q e:d } }",
        "CONSTRUCT { ?s e:in ?g } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER NOT EXISTS { GRAPH e:g1 { ?s ?p ?o } } } LIMIT 20",
        "PREFIX values: <http://e/> SELECT * WHERE { GRAPH values:g1 { ?s values:p ?o } }",
        "BASE <http://e/> SELECT * { GRAPH <g1> { ?s ?p ?o } }",
    ],
)
def test_it_answers_as_over_the_dataset_of_our_graphs(server: pyoxigraph.Store, sparql: str) -> None:
    assert answered(server, confined(sparql, UNION, DIGEST)) == answered(server, sparql, dataset=True)


def test_others_graphs_are_seen_without_it(server: pyoxigraph.Store) -> None:
    assert answered(server, "ASK { GRAPH e:foreign { ?s ?p ?o } }") is True


@pytest.mark.parametrize(
    ("sparql", "looks"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("select*{graph?g{}}", True),
        ("SELECT ?graph { ?graph ?p 'GRAPH' } # GRAPH", False),
        ("SELECT * { ?s e:GRAPH <http://e/GRAPH> }", False),
    ],
)
def test_only_the_keyword_counts(sparql: str, *, looks: bool) -> None:
    assert looks_into_graphs(sparql) is looks
