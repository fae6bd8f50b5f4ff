"""What the pages read from the store: opened once for all visitors, worked out once for each state of its content.

Nothing here belongs to one visitor; what does is in the address or in st.session_state. What is kept cannot be changed,
so that all share one copy (`st.cache_resource`), and of what is large only the last states are kept.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from typing import Any, TypeAlias, cast

import networkx as nx
import streamlit as st

from app import address, reading
from app.console import default_store
from app.i18n import language, t
from app.reading import MarkedParagraph
from app.scene import hubs as hubs_of
from graph import analyse, find, passages
from graph.compare import Comparison, compare, compare_documents
from graph.describe import Description, Fact, OutcomeRow, Source
from graph.describe import describe as describe_in
from graph.describe import outcomes as outcomes_in
from graph.find import EntityRef
from graph.network import project
from graph.picture import draw
from graph.positions import Positions, overview, positions
from graph.search import Hit
from graph.search import sentences as sentences_in
from graph.store import Store, StoredDocument, open_store
from graph.style import STYLES
from ontology.schema import label
from ontology.terms import local_name

Network: TypeAlias = "nx.MultiDiGraph[Any]"

_SEARCH_RESULTS = 12
_FRESH = 5.0
"""Seconds until a server is asked again what it holds."""


@dataclass(frozen=True)
class Group:
    """Facts of one relation in one direction, under its heading."""

    heading: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Statement:
    """That `subject` stands to `object` in the relation `predicate`, and the sentences that say so."""

    subject: EntityRef
    predicate: str
    object: EntityRef
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ChainOfThings:
    """A chain Policy → Program → Outcome; what the documents leave open is empty or None."""

    issuers: tuple[EntityRef, ...]
    policy: tuple[EntityRef, ...]
    runners: tuple[EntityRef, ...]
    program: tuple[EntityRef, ...]
    outcome: OutcomeRow | None


def location() -> str:
    """Where the graph is kept: a folder, or the address of a server, which may hold a password."""
    return os.environ.get("MAITU_STORE") or str(default_store())


def exists() -> bool:
    """Whether there is a store, be it empty."""
    return _at_server() or Path(location()).exists()


def look_again() -> None:
    """Have the next page see what was written just now."""
    if _at_server():
        _open.clear()


def _at_server() -> bool:
    return "://" in location()


_apart = local()
"""Holds the `store` that `prepare` opens for its thread alone."""


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(location: str, stamp: tuple[int, int]) -> tuple[Store, ExitStack]:
    held = ExitStack()  # kept beside the store, which is closed when both are dropped
    return held.enter_context(open_store(location)), held


def store() -> Store:
    """The store, open for reading, as it is now: another process may have written since. Raises StoreError."""
    if own := getattr(_apart, "store", None):
        return cast("Store", own)
    where = location()
    if _at_server():  # what others write to it is seen some seconds later
        return _open(where, (int(time.monotonic() / _FRESH), 0))[0]
    files = [file.stat() for file in Path(where).glob("oxigraph*/*") if file.is_file()]
    stamp = (max((file.st_mtime_ns for file in files), default=0), sum(file.st_size for file in files))
    return _open(where, stamp)[0]


@st.cache_resource(show_spinner=False, max_entries=2)
def _documents(version: str) -> tuple[StoredDocument, ...]:
    return store().documents()


def documents() -> tuple[StoredDocument, ...]:
    """The documents that the graph was read from."""
    return _documents(store().version())


def document_titles() -> dict[str, str]:
    """The title of each document by its IRI as in an address."""
    return {address.shorten(document.iri): document.title for document in documents()}


@st.cache_resource(show_spinner=False, max_entries=6)
def _network(version: str, predicates: tuple[str, ...], documents: tuple[str, ...]) -> Network:
    return project(store(), predicates=predicates or None, documents=documents or None)


def network(predicates: tuple[str, ...] = (), documents: tuple[str, ...] = ()) -> Network:
    """The graph as a network, to be read only; of some relations and documents where any are given."""
    return _network(store().version(), predicates, documents)


def classes(network: Network) -> list[str]:
    """The classes in a network, in the order of every legend."""
    found = set(attributes(network, "type").values())
    return [name for name in STYLES if name in found]


def predicates(network: Network) -> list[str]:
    """The relations in a network, the most frequent first."""
    found: Counter[str] = Counter(data["predicate"] for _, _, data in network.edges(data=True))
    return [name for name, _ in found.most_common()]


def attributes(network: Network, name: str) -> dict[str, str]:
    """One attribute of every node."""
    nodes: Iterable[tuple[str, dict[str, str]]] = network.nodes(data=True)
    return {iri: data[name] for iri, data in nodes}


def name_of(term: str) -> str:
    """The name of a class or relation in the language of the page."""
    return label(term, language())


def ref(network: Network, iri: str) -> EntityRef:
    """A node of a network as a thing that can be linked to."""
    data = network.nodes[iri]
    return EntityRef(iri, data["type"], data["label"])


def search(words: str) -> list[EntityRef]:
    """The things with a name like `words`, the best first."""
    return find.search(store(), words, limit=_SEARCH_RESULTS)


def sentences(words: str) -> list[Hit]:
    """The sentences that hold all of some words, the best first."""
    return sentences_in(store(), words, limit=_SEARCH_RESULTS)


@st.cache_resource(show_spinner=False, max_entries=100)
def _describe(version: str, iri: str) -> Description:
    return describe_in(store(), iri)


def describe(iri: str) -> Description:
    """All that is known of one thing. Raises NameNotFoundError where there is no such thing."""
    return _describe(store().version(), iri)


def groups(description: Description) -> list[Group]:
    """The facts of a thing by relation and direction, its own deeds first, the most numerous first."""
    found: dict[tuple[str, bool], list[Fact]] = {}
    for fact in description.facts:
        found.setdefault((fact.predicate, fact.outgoing), []).append(fact)
    ranked = sorted(found.items(), key=lambda item: (not item[0][1], -len(item[1]), item[0][0]))
    return [Group(heading(predicate, outgoing=outgoing), tuple(facts)) for (predicate, outgoing), facts in ranked]


def around(iri: str, most: int) -> Network:
    """A thing and the most relevant things that it is related to."""
    whole = network()
    if iri not in whole:
        return whole.subgraph([]).copy()
    beside = analyse.neighbourhood(whole, [iri])
    return beside.subgraph(analyse.relevant(beside, [iri], most)).copy()


def chain_of_parts(iri: str) -> list[EntityRef]:
    """What a thing is part of or lies in, the nearest first, as far as documents say so."""
    whole = network()
    found: list[str] = []
    here = iri
    while here in whole:
        above = sorted(
            other for _, other, data in whole.out_edges(here, data=True) if data["predicate"] in {"partOf", "locatedIn"}
        )
        here = next((other for other in above if other not in {iri, *found}), "")
        if here:
            found.append(here)
    return [ref(whole, other) for other in found]


def heading(predicate: str, *, outgoing: bool) -> str:
    """A relation in words, as seen from its subject or from its object."""
    return name_of(predicate) if outgoing else t(f"inverse.{predicate}")


def statements(one: str, other: str) -> list[Statement]:
    """The facts that join two things, in either direction."""
    description = describe(one)
    me = EntityRef(one, description.types[0], description.name)
    return [
        Statement(me, fact.predicate, fact.other, fact.sources)
        if fact.outgoing
        else Statement(fact.other, fact.predicate, me, fact.sources)
        for fact in description.facts
        if fact.other.iri == other
    ]


def hubs(most: int = 10) -> list[tuple[EntityRef, int]]:
    """The things with the most relations, and how many each has."""
    whole = network()
    return [(ref(whole, iri), links) for iri, links in hubs_of(whole, most)]


@dataclass(frozen=True)
class Whole:
    """The most connected things of the graph, where they stand, how they group, and how many others there are."""

    version: str
    network: Network
    positions: Positions
    communities: tuple[frozenset[Hashable], ...]
    left_out: int


@st.cache_resource(show_spinner=False, max_entries=1)
def _most_connected(version: str, most: int) -> Whole:
    known = network()
    ranked = sorted(known.degree(), key=lambda pair: (-pair[1], pair[0]))
    shown = known if len(ranked) <= most else known.subgraph([node for node, _ in ranked[:most]])
    groups = analyse.communities(shown)
    return Whole(version, shown, overview(shown, groups), groups, len(known) - len(shown))


def most_connected(most: int = 20_000) -> Whole:
    """The graph, or its most connected things, as a drawing of dots."""
    return _most_connected(store().version(), most)


def hub_of(network: Network, group: Iterable[Hashable]) -> str:
    """The name of the most connected thing of a group."""
    return str(network.nodes[max(group, key=lambda node: (network.degree(node), str(node)))]["label"])


def rows(network: Network) -> list[tuple[EntityRef, int]]:
    """All things of a network, the most connected first."""
    return [(ref(network, iri), links) for iri, links in sorted(network.degree(), key=lambda pair: (-pair[1], pair[0]))]


def counts() -> list[tuple[str, int]]:
    """How many things there are of each class, and how many results."""
    found = Counter(attributes(network(), "type").values())
    found["Outcome"] = sum(not outcome.target for outcome in outcomes())
    return [(name, found[name]) for name in STYLES if found[name]]


@st.cache_resource(show_spinner=False, max_entries=2)
def _outcomes(version: str) -> tuple[OutcomeRow, ...]:
    return tuple(sorted(outcomes_in(store()), key=lambda outcome: (-outcome.value, outcome.indicator, outcome.iri)))


def outcomes() -> tuple[OutcomeRow, ...]:
    """All results and aims, the largest figure first."""
    return _outcomes(store().version())


def top_outcomes(most: int = 8) -> list[OutcomeRow]:
    """The largest results of each of the commonest units, so that people are not drowned by money."""
    results = [outcome for outcome in outcomes() if not outcome.target]
    common = Counter(outcome.unit for outcome in results).most_common(4)
    each = max(1, most // max(1, len(common)))
    return [outcome for unit, _ in common for outcome in [o for o in results if o.unit == unit][:each]]


def names(network: Network) -> dict[str, str]:
    """The name of each thing by its IRI as in an address, sorted by name; with its class where names are alike."""
    labels = attributes(network, "label")
    times = Counter(labels.values())
    shown = {
        address.shorten(iri): name if times[name] == 1 else f"{name}（{name_of(network.nodes[iri]['type'])}）"
        for iri, name in labels.items()
    }
    return dict(sorted(shown.items(), key=lambda item: item[1]))


@st.cache_resource(show_spinner=False, max_entries=2000)
def _paragraph(version: str, evidence: str) -> tuple[tuple[str, str], ...]:
    return passages.paragraph(store(), evidence)


def paragraph(evidence: str) -> tuple[tuple[str, str], ...]:
    """The sentences of the paragraph that a sentence stands in: IRI and text of each, in order."""
    return _paragraph(store().version(), evidence)


@st.cache_data(show_spinner=False, max_entries=20)
def _paragraphs(version: str, document: str, layers: tuple[str, ...]) -> list[MarkedParagraph]:
    whole = network()
    things = {iri: ref(whole, iri) for iri in whole}
    return reading.paragraphs(passages.passages(store(), document), passages.marks(store(), document), things, layers)


def paragraphs(document: str, layers: tuple[str, ...]) -> list[MarkedParagraph]:
    """A document as it reads, with the marks of some layers."""
    return _paragraphs(store().version(), document, layers)


@st.cache_data(show_spinner=False, max_entries=50)
def _comparison(version: str, kind: str, first: str, second: str) -> Comparison:
    if kind == "documents":
        return compare_documents(store(), first, second)
    return compare(describe(first), describe(second))


def comparison(kind: str, first: str, second: str) -> Comparison:
    """Two things, or two "documents", by their IRIs, side by side. Raises NameNotFoundError where one is not there."""
    return _comparison(store().version(), kind, first, second)


@st.cache_data(show_spinner=False, max_entries=100)
def _paths(
    version: str, start: str, end: str, most: int, things: tuple[str, ...], relations: tuple[str, ...]
) -> tuple[analyse.Path, ...]:
    known = network()
    present = [iri for iri in things if iri in known and iri not in {start, end}]
    return analyse.k_shortest_paths(known, start, end, most, without_nodes=present, without_predicates=relations)


def paths(
    start: str, end: str, most: int, without_things: Iterable[str] = (), without_relations: Iterable[str] = ()
) -> tuple[analyse.Path, ...]:
    """The shortest ways between two things, round some things and relations.

    Raises NameNotFoundError where one of the two is not there.
    """
    return _paths(store().version(), start, end, most, tuple(without_things), tuple(without_relations))


def steps(path: analyse.Path) -> list[Statement]:
    """What is stated along a path, with the sentences."""
    found = []
    for step in path:
        stated = {link.predicate for link in step.links}
        found += [one for one in statements(str(step.start), str(step.end)) if one.predicate in stated]
    return found


def network_of_paths(found: Sequence[analyse.Path]) -> Network:
    """The part of the graph that some paths run through."""
    ends = {node for path in found for step in path for node in (step.start, step.end)}
    return network().subgraph(ends).copy()


@st.cache_resource(show_spinner=False, max_entries=2)
def _chains(version: str) -> tuple[analyse.Chain, ...]:
    whole = network()
    of_chains: Network = nx.MultiDiGraph()
    of_chains.add_nodes_from(whole.nodes(data=True))
    of_chains.add_edges_from(
        (subject, object_, predicate)
        for subject, object_, predicate in whole.edges(keys=True)
        if predicate in {"issued", "runs", "basedOn"}
    )
    for outcome in outcomes():
        if outcome.program and not outcome.target and outcome.program.iri in of_chains:
            of_chains.add_node(outcome.iri, type="Outcome")
            of_chains.add_edge(outcome.iri, outcome.program.iri, "program")
    found = analyse.chains(of_chains)
    return tuple(chain for chain in found if [chain.policy, chain.program, chain.outcome].count(None) < 2)


def chains(most: int) -> tuple[list[ChainOfThings], int]:
    """How policies came to results: the chains that hold a policy and a programme, or a programme and a result.

    The first `most` of them, those without a gap before the others, and how many there are.
    """
    whole = network()
    found = _chains(store().version())
    figures = {outcome.iri: outcome for outcome in outcomes()}

    def things(nodes: Iterable[Hashable | None]) -> tuple[EntityRef, ...]:
        return tuple(ref(whole, str(node)) for node in nodes if node in whole)

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


@st.cache_data(show_spinner=False, max_entries=100)
def _layout(version: str, nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...], _network: Network) -> Positions:
    return positions(_network)


def layout(network: Network, previous: Positions | None = None) -> Positions:
    """Where the nodes of a network stand; those in `previous` stay where they are."""
    if previous and not previous.keys().isdisjoint(network):
        return positions(network, previous)
    return _layout(store().version(), tuple(network), tuple(network.edges()), network)


_drawing = Lock()  # matplotlib is not made for threads


@st.cache_data(show_spinner=False, max_entries=20)
def _picture(version: str, nodes: tuple[str, ...], style: tuple[str, str, str, str], _network: Network) -> bytes:
    title, language, kind, theme = style
    with _drawing:
        return draw(_network, layout(_network), title, language, picture_format=kind, theme=theme)


def picture(network: Network, title: str, kind: str, theme: str) -> bytes:
    """A picture of a network in one format, as `graph.picture.draw` makes it."""
    return _picture(store().version(), tuple(network), (title, language(), kind, theme), network)


@st.cache_data(show_spinner=False, max_entries=200)
def _examples(version: str, class_name: str, most: int) -> tuple[EntityRef, ...]:
    rows = store().select(f"SELECT DISTINCT ?it {{ ?it a maitu:{class_name} }} LIMIT {most}")
    return tuple(find.refs(store(), (it.value for (it,) in rows if it)).values())


def examples(class_name: str, most: int = 3) -> tuple[EntityRef, ...]:
    """Some things of a class, by its local name."""
    return _examples(store().version(), class_name, most)


@st.cache_data(show_spinner=False, max_entries=4)
def _term_counts(version: str) -> dict[str, int]:
    rows = store().select("SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term")
    rows += store().select("SELECT ?term (COUNT(DISTINCT *) AS ?n) { ?s ?term ?o } GROUP BY ?term")
    return {local_name(term.value): int(count.value) for term, count in rows if term and count}


def term_counts() -> dict[str, int]:
    """How many things there are of each class, and how many statements with each relation, by local name."""
    return _term_counts(store().version())


def prepare() -> None:
    """Work out what the first pages will ask for, so that who opens them need not wait. Raises StoreError.

    It goes through the whole graph, for which Oxigraph keeps much in memory: so by a store of its own, closed then.
    """
    if not exists():
        return
    with open_store(location()) as _apart.store:
        try:
            if documents():
                counts()
                hubs()
                _chains(store().version())
        finally:
            del _apart.store
