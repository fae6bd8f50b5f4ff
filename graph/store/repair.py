"""What may be wrong inside a store that opens, and how it is mended.

Nothing of it comes about by itself: whatever becomes of a writer, the store holds whole documents. It comes of other
programs that write to Oxigraph's files, of disks that lose what they were given, and of mistakes of our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.store.embedded import EmbeddedStore
from ontology.terms import INSTANCES, MAITU, RDF

CORRECTIONS = f"{INSTANCES}corrections"
"""The graph of what readers corrected, which is no document's."""

_LOST = f"""SELECT DISTINCT ?graph {{
  GRAPH ?graph {{ ?s ?p ?o }}
  FILTER (?graph != <{CORRECTIONS}>)
  FILTER NOT EXISTS {{ GRAPH ?graph {{ ?graph <{RDF.type}> <{MAITU.Document}> }} }}
}} ORDER BY ?graph"""
_MISSING = "GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o }"
_SURPLUS = f"?s ?p ?o FILTER (?p != <{MAITU.digest}>) FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong. `graph` is the IRI of the graph that it is wrong with, or None where it is the union of all."""

    words: str
    graph: str | None = None
    lost: bool = False


def examine(store: EmbeddedStore) -> list[Fault]:
    """What is wrong with the graphs of a store: those without a document, without their digest, and the union of all.

    Reads everything: some ten seconds a million triples.
    """
    faults = []
    lost = {graph.value for (graph,) in store.select(_LOST) if graph}
    faults += [Fault(f"the graph {graph} has no document", graph, lost=True) for graph in sorted(lost)]
    graphs, digests = store.graphs(), store.digests()
    for graph in graphs:
        if graph not in lost and digests.get(graph) != store.text(graph).digest:
            faults.append(Fault(f"the graph {graph} is not what its digest says", graph))
    gone = sorted(digests.keys() - set(graphs))
    faults += [Fault(f"{graph} has a digest and no graph", graph, lost=True) for graph in gone]
    if store.select(f"SELECT ?s {{ {_MISSING} }} LIMIT 1"):
        faults.append(Fault("the union lacks what documents state"))
    if store.select(f"SELECT ?s {{ {_SURPLUS} }} LIMIT 1"):
        faults.append(Fault("the union holds what no document states"))
    return faults


def repair(store: EmbeddedStore, faults: list[Fault]) -> None:
    """Mend what `examine` found in a store that was opened to be written.

    A graph without a document goes; what another graph holds is taken as true, and its digest and the union follow it.
    """
    digest = NamedNode(MAITU.digest)
    for fault in faults:
        if fault.graph is None:
            continue
        graph = NamedNode(fault.graph)
        if fault.lost:
            store.update(f"DROP SILENT GRAPH {graph} ; DELETE WHERE {{ {graph} {digest} ?old }}")
        else:
            stamp = store.text(fault.graph).stamp.decode()
            store.update(f"DELETE WHERE {{ {graph} {digest} ?old }} ; INSERT DATA {{ {stamp} }}")
    if faults:
        store.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {_MISSING} }} ; DELETE {{ ?s ?p ?o }} WHERE {{ {_SURPLUS} }}")
