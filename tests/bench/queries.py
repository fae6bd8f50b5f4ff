"""Eight typical queries: through `graph.query`, by pyoxigraph called directly, and by rdflib in memory.

    python tests/bench/queries.py TRIPLES [--without-rdflib]

Printed are the median of several runs as a ratio to Maitu's own, the geometric means, and what the process boundary
adds to a point query.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from math import exp, log

import pyoxigraph
from generate import store_of

from graph.query import query
from graph.store import EmbeddedStore, open_store
from ontology.terms import PREFIXES

RUNS = 5
ENOUGH = 5.0
"""Seconds after which a query of rdflib is not run again."""


def questions(store: EmbeddedStore) -> dict[str, str]:
    """The queries, about things that this store holds."""
    thing, label = store.select(
        "SELECT ?s ?l { ?c rdf:subject ?s . ?s rdfs:label ?l } GROUP BY ?s ?l ORDER BY DESC(COUNT(*)) ?s LIMIT 1"
    )[0]
    (owner,) = store.select(
        "SELECT ?s { ?o a maitu:Outcome ; maitu:subject ?s } GROUP BY ?s ORDER BY DESC(COUNT(*)) ?s LIMIT 1"
    )[0]
    (whole,) = store.select("SELECT ?o { ?s maitu:partOf ?o } GROUP BY ?o ORDER BY DESC(COUNT(*)) ?o LIMIT 1")[0]
    return {
        "label": f"SELECT ?s {{ ?s rdfs:label {label} }}",
        "neighbourhood with evidence": f"""SELECT ?p ?o ?quote ?text {{
            ?c rdf:subject {thing} ; rdf:predicate ?p ; rdf:object ?o ; maitu:quote ?quote ; maitu:evidence ?e .
            ?e maitu:text ?text }}""",
        "two hops": f"""SELECT DISTINCT ?b {{
            ?c1 rdf:subject {thing} ; rdf:object ?a . ?c2 rdf:subject ?a ; rdf:object ?b }}""",
        "outcomes of an organization by value": f"""SELECT ?indicator ?value {{
            ?o a maitu:Outcome ; maitu:subject {owner} ; maitu:indicator ?indicator ; maitu:value ?value
            }} ORDER BY DESC(?value)""",
        "count by class": "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class",
        "substring": 'SELECT ?s ?l { ?s a maitu:Program ; rdfs:label ?l FILTER(CONTAINS(STR(?l), "青年")) }',
        "partOf+": f"SELECT ?s {{ ?s maitu:partOf+ {whole} }}",
        "sum by programme": """SELECT ?p (SUM(?v) AS ?sum) {
            ?o a maitu:Outcome ; maitu:program ?p ; maitu:value ?v } GROUP BY ?p ORDER BY DESC(?sum) LIMIT 20""",
    }


def seconds(run: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of a call, the first one left out unless it takes long."""
    times: list[float] = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
        if times[-1] > ENOUGH:
            return times[-1]
    return statistics.median(times[1:])


def main() -> None:
    """Print the table."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with open_store(store_of(triples)) as store:
        if not isinstance(store, EmbeddedStore):
            raise TypeError("the generated store lies in a folder")
        asked = questions(store)
        direct = pyoxigraph.Store.read_only(str(store.database_path))
        graph = None
        if "--without-rdflib" not in sys.argv:
            import rdflib

            graph = rdflib.Graph()
            for quad in direct.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()):
                graph.add(tuple(_rdflib(term) for term in (quad.subject, quad.predicate, quad.object)))
        ratios: dict[str, list[float]] = {"pyoxigraph": [], "rdflib": []}
        print(f"{'':38} {'ours, ms':>9} {'pyoxigraph':>11} {'rdflib':>9}   (times ours)")
        for name, sparql in asked.items():
            ours = seconds(lambda text=sparql: query(store, text, rows=1_000_000, seconds=300))
            theirs = seconds(lambda text=sparql: [tuple(r) for r in direct.query(text, prefixes=dict(PREFIXES))])
            ratios["pyoxigraph"].append(ours / theirs)
            line = f"{name:38} {ours * 1000:9.1f} {theirs / ours:11.2f}"
            if graph is not None:
                slow = seconds(lambda text=sparql: list(graph.query(text, initNs=dict(PREFIXES))), 2)
                ratios["rdflib"].append(slow / ours)
                line += f" {slow / ours:9.1f}"
            if name == "label":
                added = (ours - theirs) * 1000
            print(line, flush=True)
        print(f"geometric mean: {mean(ratios['pyoxigraph']):.2f} times as long as pyoxigraph called directly", end="")
        print(f"; rdflib takes {mean(ratios['rdflib']):.1f} times as long as ours" if graph is not None else "")
        print(f"the process boundary adds {added:.2f} ms to a point query")


def mean(values: list[float]) -> float:
    """The geometric mean."""
    return exp(sum(map(log, values)) / len(values))


def _rdflib(term: object):  # type: ignore[no-untyped-def]  # noqa: ANN202 (one of rdflib's)
    import rdflib

    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
    raise TypeError(term)


if __name__ == "__main__":
    main()
