"""Where a node of the graph, of whatever kind, is seen in the explorer: its own page, or its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from app import address
from graph.store import Store
from ontology.terms import local_name

_ABOUT = """SELECT ?it ?class ?label ?quote ?text ?evidence ?document ?names {
  VALUES ?it { %s }
  ?it a ?class .
  OPTIONAL { ?it rdfs:label ?label }
  OPTIONAL { ?it maitu:quote ?quote }
  OPTIONAL { ?it maitu:text ?text }
  OPTIONAL { ?it maitu:names ?names }
  OPTIONAL { ?it maitu:evidence ?evidence . ?evidence maitu:document ?of }
  OPTIONAL { ?it maitu:document ?in }
  BIND(COALESCE(?of, ?in) AS ?document)
}"""


@dataclass(frozen=True)
class Place:
    """What a node is called, and the address where it is seen."""

    name: str
    href: str


def places(store: Store, iris: Iterable[str]) -> Mapping[str, Place]:
    """Where each of some nodes is seen; of what has no page, a query on the page SPARQL shows all that is known."""
    wanted = dict.fromkeys(iris)
    nodes = " ".join(str(NamedNode(iri)) for iri in wanted)
    classes: dict[str, set[str]] = {iri: set() for iri in wanted}
    told: dict[str, dict[str, str]] = {iri: {} for iri in wanted}
    for it, class_, *rest in store.select(_ABOUT % nodes):
        if it and class_:
            classes[it.value].add(local_name(class_.value))
            names = ("label", "quote", "text", "evidence", "document", "names")
            told[it.value] |= {name: term.value for name, term in zip(names, rest, strict=True) if term}
    return {iri: Place(_name(iri, told[iri]), _href(iri, classes[iri], told[iri])) for iri in wanted}


def _name(iri: str, told: Mapping[str, str]) -> str:
    return told.get("label") or told.get("quote") or told.get("text") or address.shorten(iri)


def _href(iri: str, classes: set[str], told: Mapping[str, str]) -> str:
    if "Entity" in classes:
        return address.entity_link(iri)
    if "Document" in classes:
        return address.link("documents", document=address.shorten(iri))
    if "Figure" in classes:
        kind = {"kind": "target"} if "Target" in classes else {}
        return address.link("results", open=address.shorten(iri), **kind)
    if told.get("names"):
        return address.link("entity", id=address.shorten(told["names"]), tab="names")
    if told.get("document"):
        sentence = told.get("evidence", iri)
        return address.link("documents", document=address.shorten(told["document"]), sentence=address.shorten(sentence))
    return address.link("sparql", query=f"SELECT ?property ?value {{ {NamedNode(iri)} ?property ?value }}")
