"""The store as a network: things are nodes, relations edges; what is only text or number is an attribute.

The one way from RDF to networkx; `graph.analyse` asks the network, `graph.picture` draws it. What each document adds is
kept in memory under the digest of its graph, so that after a write only the documents that it changed are read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from sys import intern
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias

import networkx as nx
from pyoxigraph import NamedNode

from graph.facts import EntityType
from graph.names import preferred
from graph.store import Store
from graph.store.protocol import Term
from ontology.terms import MAITU

Network: TypeAlias = "nx.MultiDiGraph[Any]"

ENTITIES: Final = frozenset(type_name.value for type_name in EntityType)
FIGURES: Final = frozenset({"Outcome", "Target"})

_NODES = """SELECT ?graph ?node ?type ?label {{
  VALUES ?type {{ {} }}
  GRAPH ?graph {{ ?node a ?type ; rdfs:label ?label }}
}}"""
_CLAIMS = """SELECT ?graph ?subject ?predicate ?object ?claim ?confidence {
  GRAPH ?graph {
    ?claim a maitu:Claim ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
           maitu:confidence ?confidence
  }
}"""
_FIGURES = """SELECT ?graph ?figure ?predicate ?object {
  VALUES ?predicate { maitu:subject maitu:program maitu:place maitu:periodStart maitu:periodEnd }
  GRAPH ?graph { ?figure a maitu:Figure ; ?predicate ?object }
}"""
_PERIOD: Final[Mapping[str, str]] = {"periodStart": "start", "periodEnd": "end"}

_ONE_BY_ONE: Final = 0.2
"""Up to this share of the documents is read document by document; more, in one go over the whole store."""
_STORES: Final = 8
"""Of so many is kept what their documents add: the entities of a store, or its figures."""


class _Claim(NamedTuple):
    """An edge as one claim states it."""

    subject: str
    predicate: str
    object: str
    claim: str
    confidence: float


class _Part(NamedTuple):
    """What one graph adds to the network: nodes (IRI, class, name), edges, and the days of figures' periods."""

    nodes: tuple[tuple[str, str, str], ...]
    claims: tuple[_Claim, ...]
    periods: Mapping[str, Mapping[str, str]]


_NOTHING: Final = _Part((), (), {})


class _Kept:
    """What the graphs of one store add, each under its digest: entities or figures."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.parts: dict[str, tuple[str, _Part]] = {}


_kept: OrderedDict[tuple[str, bool], _Kept] = OrderedDict()
_lock = Lock()


def project(
    store: Store, *, types: Collection[str] | None = None, predicates: Collection[str] | None = None,
    documents: Collection[str] | None = None, outcomes: bool = False,
) -> Network:
    """The network of everything in `store`, or of what the filters let through.

    `types` and `predicates` are local names of classes and properties, `documents` IRIs of documents; None lets all
    through. Nodes are IRIs, with `label` (the name), `type` (one of the seven classes of entities, or Outcome or
    Target) and `documents` (the IRIs of those that name it, sorted). Edges are keyed by their predicate, with
    `predicate`, `claims` (the IRIs of the claims that state it, sorted), `confidence` (the highest of theirs, 0 to 1)
    and `documents` (the IRIs of those that state it, sorted). Outcomes are nodes where `outcomes` is true or `types`
    names them, joined by edges `subject`, `program` and `place`, whose claim is the outcome itself, with confidence 1;
    they and these edges have `start` and `end`, the first and last day of the period as YYYY-MM-DD, where the document
    tells it. A node whose edges are all filtered away stays. Nodes and edges are in the order of their IRIs.

    The network is the caller's own. What the documents add is kept from call to call, and read again where a
    document's digest is another than before.
    """
    wanted = set(ENTITIES if types is None else types) & (ENTITIES | FIGURES)
    if outcomes:
        wanted.add("Outcome")
    parts = list(_parts(store, documents, figures=False).items())
    if wanted & FIGURES:
        parts += _parts(store, documents, figures=True).items()
    return _network(sorted(parts, key=itemgetter(0)), wanted, predicates)


def _network(parts: Iterable[tuple[str, _Part]], types: set[str], predicates: Collection[str] | None) -> Network:
    named: dict[str, list[tuple[str, str, str]]] = {}
    stated: dict[tuple[str, str, str], list[tuple[str, float, str]]] = {}
    periods: dict[str, Mapping[str, str]] = {}
    for document, part in parts:
        for node, type_name, name in part.nodes:
            if type_name in types:
                named.setdefault(node, []).append((type_name, name, document))
        for subject, predicate, object_, claim, confidence in part.claims:
            if predicates is None or predicate in predicates:
                stated.setdefault((subject, predicate, object_), []).append((claim, confidence, document))
        periods.update(part.periods)
    network: Network = nx.MultiDiGraph()
    for node in sorted(named):
        namings = named[node]
        network.add_node(
            node, label=preferred({name for _, name, _ in namings}), type=min(namings)[0],
            documents=_once(document for _, _, document in namings), **periods.get(node, {}),
        )
    for edge in sorted(stated):
        subject, predicate, object_ = edge
        if subject in named and object_ in named:
            claims = stated[edge]
            network.add_edge(
                subject, object_, predicate, predicate=predicate, claims=tuple(sorted({one[0] for one in claims})),
                confidence=max(one[1] for one in claims), documents=_once(one[2] for one in claims),
                **periods.get(subject, {}),
            )
    return network


def _once(documents: Iterable[str]) -> tuple[str, ...]:
    """Each of `documents`, which come in order, once."""
    return tuple(dict.fromkeys(documents))


def _parts(store: Store, documents: Collection[str] | None, *, figures: bool) -> dict[str, _Part]:
    """What each graph adds, of all or of some; read are those that were not kept or have changed."""
    kept = _of(store.location, figures=figures)
    digests = store.digests()
    wanted = digests if documents is None else {iri: digests[iri] for iri in documents if iri in digests}
    read = _read_figures if figures else _read_entities
    with kept.lock:
        found = {iri: part for iri, (digest, part) in kept.parts.items() if wanted.get(iri) == digest}
        changed = [iri for iri in wanted if iri not in found]
        if len(changed) > max(1.0, _ONE_BY_ONE * len(digests)):
            new = read(store, {})
        else:
            new = {graph: part for iri in changed for graph, part in read(store, {"graph": NamedNode(iri)}).items()}
        found.update({iri: new.get(iri, _NOTHING) for iri in changed})
        kept.parts.update({iri: (digests[iri], found[iri]) for iri in changed})
        for gone in kept.parts.keys() - digests.keys():
            del kept.parts[gone]
    return found


def _of(location: str, *, figures: bool) -> _Kept:
    with _lock:
        kept = _kept.setdefault((location, figures), _Kept())
        _kept.move_to_end((location, figures))
        while len(_kept) > _STORES:
            _kept.popitem(last=False)
    return kept


def _read_entities(store: Store, given: Mapping[str, Term]) -> dict[str, _Part]:
    """The entities of one graph and what is claimed of them, or of each graph."""
    nodes = _read_nodes(store, ENTITIES, given)
    claims: dict[str, set[_Claim]] = {}
    for graph, subject, predicate, object_, claim, confidence in _rows(store, _CLAIMS, given):
        claims.setdefault(graph, set()).add(
            _Claim(intern(subject), _local(predicate), intern(object_), claim, float(confidence))
        )
    return _together(nodes, claims, {})


def _read_figures(store: Store, given: Mapping[str, Term]) -> dict[str, _Part]:
    """The figures of one graph, or of each."""
    nodes = _read_nodes(store, FIGURES, given)
    claims: dict[str, set[_Claim]] = {}
    periods: dict[str, dict[str, dict[str, str]]] = {}
    for graph, figure, predicate, object_ in _rows(store, _FIGURES, given):
        name = _local(predicate)
        if name in _PERIOD:
            periods.setdefault(graph, {}).setdefault(intern(figure), {})[_PERIOD[name]] = intern(object_)
        else:
            claims.setdefault(graph, set()).add(_Claim(intern(figure), name, intern(object_), intern(figure), 1.0))
    return _together(nodes, claims, periods)


def _read_nodes(
    store: Store, types: Collection[str], given: Mapping[str, Term]
) -> dict[str, set[tuple[str, str, str]]]:
    query = _NODES.format(" ".join(f"maitu:{name}" for name in sorted(types)))
    found: dict[str, set[tuple[str, str, str]]] = {}
    for graph, node, type_, label in _rows(store, query, given):
        found.setdefault(graph, set()).add((intern(node), _local(type_), intern(label)))
    return found


def _together(
    nodes: Mapping[str, set[tuple[str, str, str]]], claims: Mapping[str, set[_Claim]],
    periods: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> dict[str, _Part]:
    return {
        graph: _Part(tuple(sorted(nodes.get(graph, ()))), tuple(sorted(claims.get(graph, ()))), periods.get(graph, {}))
        for graph in nodes.keys() | claims.keys()
    }


def _rows(store: Store, query: str, given: Mapping[str, Term]) -> Iterator[list[str]]:
    for row in store.select(query, given):
        yield [term.value if term else "" for term in row]


def _local(iri: str) -> str:
    return intern(iri.removeprefix(MAITU.BASE))
