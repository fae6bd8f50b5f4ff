"""What the page Paths reads: how things are connected, and how policies came to results."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import streamlit as st

from app import load
from app.load import Network, Statement
from graph import analyse
from graph.describe import OutcomeRow
from graph.find import EntityRef


@dataclass(frozen=True)
class ChainOfThings:
    """A chain Policy → Program → Outcome; what the documents leave open is empty or None."""

    issuers: tuple[EntityRef, ...]
    policy: tuple[EntityRef, ...]
    runners: tuple[EntityRef, ...]
    program: tuple[EntityRef, ...]
    outcome: OutcomeRow | None


@st.cache_data(show_spinner=False, max_entries=100)
def _paths(
    version: str, start: str, end: str, most: int, things: tuple[str, ...], relations: tuple[str, ...]
) -> tuple[analyse.Path, ...]:
    known = load.network()
    present = [iri for iri in things if iri in known and iri not in {start, end}]
    return analyse.k_shortest_paths(known, start, end, most, without_nodes=present, without_predicates=relations)


def paths(
    start: str, end: str, most: int, without_things: Iterable[str] = (), without_relations: Iterable[str] = ()
) -> tuple[analyse.Path, ...]:
    """The shortest ways between two things, round some things and relations.

    Raises NameNotFoundError where one of the two is not there.
    """
    return _paths(load.store().version(), start, end, most, tuple(without_things), tuple(without_relations))


def steps(path: analyse.Path) -> list[Statement]:
    """What is stated along a path, with the sentences."""
    found = []
    for step in path:
        stated = {link.predicate for link in step.links}
        found += [one for one in load.statements(str(step.start), str(step.end)) if one.predicate in stated]
    return found


def network_of_paths(found: Sequence[analyse.Path]) -> Network:
    """The part of the graph that some paths run through."""
    ends = {node for path in found for step in path for node in (step.start, step.end)}
    return load.network().subgraph(ends).copy()


@st.cache_resource(show_spinner=False, max_entries=2)
def _chains(version: str) -> tuple[analyse.Chain, ...]:
    whole = load.network()
    of_chains: Network = nx.MultiDiGraph()
    of_chains.add_nodes_from(whole.nodes(data=True))
    of_chains.add_edges_from(
        (subject, object_, predicate)
        for subject, object_, predicate in whole.edges(keys=True)
        if predicate in {"issued", "runs", "basedOn"}
    )
    for outcome in load.outcomes():
        if outcome.program and not outcome.target and outcome.program.iri in of_chains:
            of_chains.add_node(outcome.iri, type="Outcome")
            of_chains.add_edge(outcome.iri, outcome.program.iri, "program")
    found = analyse.chains(of_chains)
    return tuple(chain for chain in found if [chain.policy, chain.program, chain.outcome].count(None) < 2)


def chains(most: int) -> tuple[list[ChainOfThings], int]:
    """How policies came to results: the chains that hold a policy and a programme, or a programme and a result.

    The first `most` of them, those without a gap before the others, and how many there are.
    """
    whole = load.network()
    found = _chains(load.store().version())
    figures = {outcome.iri: outcome for outcome in load.outcomes()}

    def things(nodes: Iterable[Hashable | None]) -> tuple[EntityRef, ...]:
        return tuple(load.ref(whole, str(node)) for node in nodes if node in whole)

    shown = [
        ChainOfThings(
            things(chain.issuers),
            things([chain.policy]),
            things(chain.runners),
            things([chain.program]),
            figures.get(str(chain.outcome)),
        )
        for chain in found[:most]
    ]
    return shown, len(found)
