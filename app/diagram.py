"""The ontology as a network: classes are nodes, properties between things are edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import networkx as nx

from graph.positions import Positions
from graph.style import STYLES
from ontology import schema
from ontology.terms import broader

Network: TypeAlias = "nx.MultiDiGraph[Any]"

PLACES: Final[Positions] = {
    "Person": (-400.0, -190.0), "Organization": (-400.0, 30.0), "Place": (-300.0, 220.0), "Policy": (-150.0, -200.0),
    "Program": (-60.0, 10.0), "Event": (-60.0, 220.0), "Recognition": (100.0, -200.0), "Outcome": (200.0, 20.0),
    "Target": (200.0, 210.0), "Claim": (400.0, -180.0), "Evidence": (400.0, 20.0), "Document": (400.0, 220.0),
}
"""Where the classes stand: who acts at the left, what is done and achieved in the middle, what states it right."""


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
