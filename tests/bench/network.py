"""The graph as a network: read anew, from what is kept, after one write; and what is computed on it, beside networkx.

    python -m tests.bench.network [TRIPLES]

The former way, which read all claims again after every write, stands here as the peer of the projection. Printed are
medians in milliseconds, how many times as long the peer takes, how good the communities are, and the memory of this
process.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import psutil

from graph import analyse, network
from graph.build import build, document_iri
from graph.names import preferred
from graph.network import ENTITIES, project
from graph.positions import overview
from graph.store import Store, open_store
from ontology.terms import MAITU
from tests.bench.generate import stated, store_of

Network: TypeAlias = "nx.MultiDiGraph[Any]"


def former(store: Store) -> Network:
    """The projection without anything kept: all names and all claims of all graphs."""
    types = " ".join(f"maitu:{name}" for name in sorted(ENTITIES))
    nodes: dict[str, tuple[str, set[str]]] = {}
    for node, type_, label in _rows(
        store, f"SELECT ?n ?t ?l {{ VALUES ?t {{ {types} }} GRAPH ?graph {{ ?n a ?t ; rdfs:label ?l }} }}"
    ):
        nodes.setdefault(node, (type_.removeprefix(MAITU.BASE), set()))[1].add(label)
    edges: dict[tuple[str, str, str], dict[str, float]] = {}
    for subject, predicate, object_, claim, confidence in _rows(
        store,
        """SELECT ?s ?p ?o ?c ?confidence { GRAPH ?graph {
            ?c a maitu:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; maitu:confidence ?confidence } }""",
    ):
        edges.setdefault((subject, predicate.removeprefix(MAITU.BASE), object_), {})[claim] = float(confidence)
    made: Network = nx.MultiDiGraph()
    for node, (type_name, labels) in sorted(nodes.items()):
        made.add_node(node, label=preferred(labels), type=type_name)
    for (subject, predicate, object_), claims in sorted(edges.items()):
        if subject in made and object_ in made:
            made.add_edge(
                subject, object_, predicate, predicate=predicate, claims=tuple(sorted(claims)),
                confidence=max(claims.values()),
            )
    return made


def _rows(store: Store, sparql: str) -> list[list[str]]:
    return [[term.value if term else "" for term in row] for row in store.select(sparql)]


def seconds(way: Callable[[], object], times: int = 3) -> float:
    """The median time of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        way()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def line(name: str, ours: float, peer: float | None = None, told: str = "") -> None:
    """One row of the table."""
    ratio = f"{peer / ours:10.1f}" if peer is not None else " " * 10
    print(f"{name:44} {ours * 1000:10.1f} {ratio}  {told}", flush=True)


def projections(path: Path) -> Network:
    """Measure the ways from a store to a network, on a copy that is written to."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(path, Path(folder) / "store"))
        with open_store(copy, write=True) as store:
            former(store)  # what is on disk is in memory for both
            before = seconds(partial(former, store), 1)
            print(f"{len(store.digests()):,} documents, {_memory():.0f} MB before the first projection")
            fresh = seconds(partial(_anew, store), 1)
            line("projection, nothing kept", fresh, before, "former")
            line("projection, all kept", seconds(partial(project, store)), before, "former")
            document, facts = stated(3)
            store.replace(document_iri(document), build(replace(facts, relations=()), document))
            line("projection after a write", seconds(partial(project, store), 1), before, "former")
            network._kept.clear()
            line("projection of one document, nothing kept", seconds(
                partial(project, store, documents=[document_iri(document)]), 1
            ), before, "former")
            line("projection with outcomes, nothing kept", seconds(partial(_anew, store, outcomes=True), 1))
            found = project(store)
            print(f"{_memory():.0f} MB after all of them")
    return found


def _anew(store: Store, *, outcomes: bool = False) -> Network:
    network._kept.clear()
    return project(store, outcomes=outcomes)


def analyses(found: Network) -> None:
    """Measure what is computed on a network, beside networkx where that is bearable."""
    line("PageRank", seconds(partial(analyse.pagerank, found)), seconds(partial(nx.pagerank, found)), "networkx")
    hubs = [node for node, _ in sorted(found.degree(), key=lambda one: (-one[1], one[0]))]
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_nodes_from(found)
    for one, other in found.edges():
        if one != other:
            simple.add_edge(one, other, weight=simple.get_edge_data(one, other, {"weight": 0})["weight"] + 1)
    ours, theirs = analyse.communities(found), nx.community.louvain_communities(simple, seed=7)
    qualities = [nx.community.modularity(simple, [set(group) for group in groups]) for groups in (ours, theirs)]
    line(
        "communities", seconds(partial(analyse.communities, found)),
        seconds(partial(nx.community.louvain_communities, simple, seed=7), 1),
        "networkx' Louvain; modularity {:.4f} and {:.4f}".format(*qualities),
    )
    ends = analyse.relevant(found, hubs[:1], 200)
    line(
        "10 shortest paths", seconds(partial(analyse.k_shortest_paths, found, ends[0], ends[-1], 10)),
        seconds(partial(_paths_by_networkx, found, ends[0], ends[-1]), 1), "networkx",
    )
    line("300 most relevant nodes", seconds(partial(analyse.relevant, found, hubs[:1])))
    line("overview of all nodes", seconds(partial(overview, found), 1))
    estimated = len(found) > analyse.EXACT_BETWEENNESS
    told = "betweenness estimated" if estimated else "betweenness exact"
    line("centrality", seconds(partial(analyse.centrality, found), 1), None, told)


def _paths_by_networkx(found: Network, one: Any, other: Any) -> object:
    paths = nx.shortest_simple_paths(nx.Graph(found.to_undirected()), one, other)
    return [path for path, _ in zip(paths, range(10), strict=False)]


def _memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


def main() -> None:
    """Print the table."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{'':44} {'ours, ms':>10} {'peer':>10}  (times ours)")
    found = projections(store_of(triples))
    print(f"{len(found):,} nodes, {found.number_of_edges():,} edges")
    analyses(found)
    print(f"{_memory():.0f} MB in the end")


if __name__ == "__main__":
    main()
