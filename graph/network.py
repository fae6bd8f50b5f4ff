"""The store as a network: things are nodes, relations edges; what is only text or number is an attribute.

The one way from RDF to networkx; `graph.analyse` asks the network, `graph.picture` draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final, TypeAlias

import networkx as nx

from graph.facts import EntityType
from graph.names import preferred
from graph.store import Store
from ontology.terms import MAITU

Network: TypeAlias = "nx.MultiDiGraph[Any]"

ENTITIES: Final = frozenset(type_name.value for type_name in EntityType)
FIGURES: Final = frozenset({"Outcome", "Target"})

_NODES = """SELECT DISTINCT ?graph ?node ?type ?label {
  VALUES ?type { %s }
  GRAPH ?graph { ?node a ?type ; rdfs:label ?label }
}"""
_CLAIMS = """SELECT ?graph ?subject ?predicate ?object ?claim ?confidence {
  GRAPH ?graph {
    ?claim a maitu:Claim ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
           maitu:confidence ?confidence
  }
}"""
_FIGURES = """SELECT ?graph ?subject ?predicate ?object ?claim ?confidence {
  VALUES ?predicate { maitu:subject maitu:program maitu:place }
  GRAPH ?graph { ?claim a maitu:Figure ; ?predicate ?object }
  BIND(?claim AS ?subject) BIND(1.0 AS ?confidence)
}"""


def project(
    store: Store, *, types: Collection[str] | None = None, predicates: Collection[str] | None = None,
    documents: Collection[str] | None = None, outcomes: bool = False,
) -> Network:
    """The network of everything in `store`, or of what the filters let through.

    `types` and `predicates` are local names of classes and properties, `documents` IRIs of documents; None lets all
    through. Nodes are IRIs, with `label` (the name) and `type` (one of the seven classes of entities, or Outcome or
    Target). Edges are keyed by their predicate, with `predicate`, `claims` (the IRIs of the claims that state it,
    sorted) and `confidence` (the highest of theirs, 0 to 1). Outcomes are nodes where `outcomes` is true or `types`
    names them, joined by edges `subject`, `program` and `place`, whose claim is the outcome itself, with confidence 1.
    A node whose edges are all filtered away stays. Nodes and edges are in the order of their IRIs.
    """
    wanted = set(ENTITIES if types is None else types)
    if outcomes:
        wanted.add("Outcome")
    network: Network = nx.MultiDiGraph()
    for node, (type_name, labels) in sorted(_nodes(store, wanted, documents).items()):
        network.add_node(node, label=preferred(labels), type=type_name)
    edges = _edges(store, _CLAIMS, documents)
    if wanted & FIGURES:
        edges |= _edges(store, _FIGURES, documents)
    for (subject, predicate, object_), claims in sorted(edges.items()):
        if subject in network and object_ in network and (predicates is None or predicate in predicates):
            network.add_edge(
                subject, object_, predicate, predicate=predicate, claims=tuple(sorted(claims)),
                confidence=max(claims.values()),
            )
    return network


def _nodes(store: Store, types: set[str], documents: Collection[str] | None) -> dict[str, tuple[str, set[str]]]:
    """IRI → class and names, of the things of some classes in some documents."""
    known = " ".join(f"maitu:{name}" for name in sorted(types & (ENTITIES | FIGURES)))
    found: dict[str, tuple[str, set[str]]] = {}
    for graph, node, type_, label in store.select(_NODES % known):
        if graph and node and type_ and label and (documents is None or graph.value in documents):
            found.setdefault(node.value, (type_.value.removeprefix(MAITU.BASE), set()))[1].add(label.value)
    return found


def _edges(
    store: Store, query: str, documents: Collection[str] | None
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Subject, predicate and object → the claims that state it, each with its confidence."""
    found: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for graph, subject, predicate, object_, claim, confidence in store.select(query):
        if not (graph and subject and predicate and object_ and claim and confidence):
            continue
        if documents is None or graph.value in documents:
            edge = subject.value, predicate.value.removeprefix(MAITU.BASE), object_.value
            found[edge][claim.value] = float(confidence.value)
    return found
