"""The ontology as a network: classes are nodes, properties between things are edges."""

from __future__ import annotations

from typing import Any, TypeAlias

import networkx as nx

from graph.style import STYLES
from ontology import schema

Network: TypeAlias = "nx.MultiDiGraph[Any]"


def ontology_network(language: str) -> Network:
    """The classes that have a style of their own, joined by the properties that lead from one to another.

    A property of a class stands at that class alone, not at the narrower ones, and a narrower class is joined to the
    next broader one.
    """
    network: Network = nx.MultiDiGraph()
    for name in schema.classes():
        if name in STYLES:
            network.add_node(name, label=schema.label(name, language), type=name)
    for name in schema.properties():
        for subject in schema.domain(name):
            for object_ in schema.range(name):
                if subject in network and object_ in network:
                    network.add_edge(
                        subject, object_, name, predicate=name, claims=(), confidence=1.0, documents=()
                    )
    return network
