"""The ontology as a network: classes are nodes, properties between things are edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import networkx as nx

from graph.style import STYLES
from ontology import schema
from ontology.terms import broader

Network: TypeAlias = "nx.MultiDiGraph[Any]"


def ontology_network(language: str) -> Network:
    """The classes that are drawn, joined by the properties that lead from one to another.

    The narrower classes of organizations are left out: what is said of organizations is said of them. A property of a
    class that is not drawn, such as that of all figures, stands at the classes next below it.
    """
    network: Network = nx.MultiDiGraph()
    for name in schema.classes():
        if name in STYLES and "Organization" not in broader(name):
            network.add_node(name, label=schema.label(name, language), type=name)
    for name in schema.properties():
        for subject in _drawn(network, schema.domain(name)):
            for object_ in _drawn(network, schema.range(name)):
                network.add_edge(subject, object_, name, predicate=name, claims=(), confidence=1.0, documents=())
    return network


def _drawn(network: Network, names: Iterable[str]) -> set[str]:
    """The classes of a network that some classes are, or that lie right below them."""
    wanted = set(names) - {"Entity"}
    return {node for node in network if node in wanted or wanted.intersection(schema.broader(node))}
