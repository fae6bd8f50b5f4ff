"""Eight typical queries: through `graph.query`, by pyoxigraph called directly, and by rdflib in memory.

    python -m tests.bench.queries [TRIPLES] [--without-rdflib]

Printed are the medians of several runs, which take turns, as ratios to Maitu's own, the geometric means, and what the
process boundary adds to a point query. A process that reads the store may be half as fast again as another for as long
as it runs, by where its memory happens to lie: therefore both open the store anew in each of several rounds, and the
medians of the rounds are told, and between which values the means of the rounds lie.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from math import exp, log
from typing import TYPE_CHECKING

import pyoxigraph

from graph.query import close_workers, query
from graph.store import EmbeddedStore, open_store
from ontology.terms import PREFIXES
from tests.bench.generate import store_of

if TYPE_CHECKING:
    import rdflib

ROUNDS = 9
LONGEST, FEWEST, MOST = 0.5, 3, 31
"""A query is run for so many seconds a round, but at least and at most so many times; one that takes longer, once."""


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


def seconds(*ways: Callable[[], object]) -> list[float]:
    """The median time of each way to do one thing; they take turns, and the first turn is left out."""
    times: list[list[float]] = [[] for _ in ways]
    began = time.perf_counter()
    while (turn := len(times[0])) <= FEWEST or (turn <= MOST and time.perf_counter() - began < LONGEST * len(ways)):
        for way, own in zip(ways, times, strict=True):
            start = time.perf_counter()
            way()
            own.append(time.perf_counter() - start)
        if any(own[-1] > LONGEST for own in times):
            return [own[-1] for own in times]
    return [statistics.median(own[1:]) for own in times]


def main() -> None:
    """Print the table."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with open_store(store_of(triples)) as store:
        if not isinstance(store, EmbeddedStore):
            raise TypeError("the generated store lies in a folder")
        asked = questions(store)
        times: dict[str, list[list[float]]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            close_workers()
            direct = pyoxigraph.Store.read_only(str(store.database_path))
            for name, sparql in asked.items():
                ours = partial(query, store, sparql, rows=1_000_000, seconds=300)
                times[name].append(seconds(ours, partial(_directly, direct, sparql)))
        slow = {} if "--without-rdflib" in sys.argv else _by_rdflib(direct, asked)
    print(f"{'':38} {'ours, ms':>9} {'pyoxigraph':>11} {'rdflib':>9}   (times ours)")
    middle = {name: [statistics.median(way) for way in zip(*rounds, strict=True)] for name, rounds in times.items()}
    for name, (ours, theirs) in middle.items():
        more = f"{slow[name] / ours:9.1f}" if slow else ""
        print(f"{name:38} {ours * 1000:9.2f} {theirs / ours:11.2f} {more}")
    means = sorted(mean([ours / theirs for ours, theirs in one]) for one in zip(*times.values(), strict=True))
    print(f"geometric mean: {statistics.median(means):.2f} times as long as pyoxigraph called directly ", end="")
    print(f"({means[0]:.2f} to {means[-1]:.2f})")
    if slow:
        much = mean([slow[name] / ours for name, (ours, _) in middle.items()])
        print(f"rdflib takes {much:.1f} times as long as ours")
    ours, theirs = middle["label"]
    print(f"the process boundary adds {(ours - theirs) * 1000:.2f} ms to a point query")


def mean(values: list[float]) -> float:
    """The geometric mean."""
    return exp(sum(map(log, values)) / len(values))


def _directly(store: pyoxigraph.Store, sparql: str) -> list[object]:
    solutions = store.query(sparql, prefixes=dict(PREFIXES))
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        raise TypeError("all of these queries are SELECT")
    return [tuple(solution) for solution in solutions]


def _by_rdflib(store: pyoxigraph.Store, asked: dict[str, str]) -> dict[str, float]:
    """The seconds that rdflib takes for each query, with the same triples in memory."""
    import rdflib

    graph = rdflib.Graph()
    for quad in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()):
        graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
    return {
        name: seconds(lambda sparql=sparql: list(graph.query(sparql, initNs=dict(PREFIXES))))[0]  # type: ignore[misc]
        for name, sparql in asked.items()
    }


def _rdflib(term: object) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
    raise TypeError(term)


if __name__ == "__main__":
    main()
