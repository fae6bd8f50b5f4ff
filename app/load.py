"""What the pages read from the store: opened once for all visitors, worked out once for each state of its content.

Nothing here belongs to one visitor; what does is in the address or in st.session_state. What is kept cannot be changed,
so that all share one copy (`st.cache_resource`), and of what is large only the last states are kept.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import networkx as nx
import streamlit as st

from app import address, questions, reading
from app.console import default_store
from app.display import cut
from app.i18n import Language, language, t
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
from graph.positions import Positions, positions
from graph.search import Hit
from graph.search import sentences as sentences_in
from graph.store import Store, StoredDocument, open_store
from graph.style import STYLES
from ontology.schema import label

Network: TypeAlias = "nx.MultiDiGraph[Any]"

_SEARCH_RESULTS = 12
_FRESH = 5.0
"""Seconds until a server is asked again what it holds."""
_LOOKED = 0.1
"""Seconds until the files of a store are looked at again: a page asks for the store a hundred times."""
_looked: dict[str, tuple[float, Store]] = {}
"""When the files of a store were looked at, and the store as it was."""
_PARAGRAPHS_KEPT = 2_000


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


def location() -> str:
    """Where the graph is kept: a folder, or the address of a server, which may hold a password."""
    return os.environ.get("MAITU_STORE") or str(default_store())


def exists() -> bool:
    """Whether there is a store, be it empty."""
    return _at_server() or Path(location()).exists()


def look_again() -> None:
    """Have the next page see what was written just now."""
    _looked.clear()
    if _at_server():
        _open.clear()


def _at_server() -> bool:
    return "://" in location()


_apart = local()


@contextmanager
def apart(own: Store) -> Iterator[None]:
    """Have this thread alone read a store of its own."""
    _apart.store = own
    try:
        yield
    finally:
        del _apart.store


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
    now = time.monotonic()
    if (looked := _looked.get(where)) is None or looked[0] < now - _LOOKED:
        files = [file.stat() for file in Path(where).glob("oxigraph*/*") if file.is_file()]
        stamp = (max((file.st_mtime_ns for file in files), default=0), sum(file.st_size for file in files))
        looked = _looked[where] = now, _open(where, stamp)[0]
    return looked[1]


@st.cache_resource(show_spinner=False, max_entries=2)
def _documents(version: str) -> tuple[StoredDocument, ...]:
    return store().documents()


def documents() -> tuple[StoredDocument, ...]:
    """The documents that the graph was read from."""
    return _documents(store().version())


def document_titles() -> dict[str, str]:
    """The title of each document by its IRI as in an address."""
    return {address.shorten(document.iri): cut(document.title) for document in documents()}


@st.cache_resource(show_spinner=False, max_entries=2)
def _dates(version: str) -> dict[str, str]:
    return {document.iri: document.date for document in documents()}


def date_of(document: str) -> str:
    """The day that a document, given by its IRI, bears, as YYYY-MM-DD, or ""."""
    return _dates(store().version()).get(document, "")


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
    found = describe_in(store(), iri)
    sources = [source for fact in found.facts for source in fact.sources]
    sources += [source for outcome in found.outcomes for source in outcome.sources]
    if told := [source.evidence for source in sources]:
        paragraph(told[0], told)
    return found


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
    return statements_of(describe(one), other)


def statements_of(description: Description, other: str) -> list[Statement]:
    """The facts of a thing that join it with another one."""
    me = EntityRef(description.iri, description.types[0], description.name)
    return [
        Statement(me, fact.predicate, fact.other, fact.sources)
        if fact.outgoing
        else Statement(fact.other, fact.predicate, me, fact.sources)
        for fact in description.facts
        if fact.other.iri == other
    ]


@st.cache_resource(show_spinner=False, max_entries=8)
def _hubs(version: str, most: int) -> tuple[tuple[EntityRef, int], ...]:
    whole = network()
    return tuple((ref(whole, iri), links) for iri, links in hubs_of(whole, most))


def hubs(most: int = 10) -> tuple[tuple[EntityRef, int], ...]:
    """The things with the most relations, and how many each has."""
    return _hubs(store().version(), most)


def rows(network: Network) -> list[tuple[EntityRef, int]]:
    """All things of a network, the most connected first."""
    return [(ref(network, iri), links) for iri, links in sorted(network.degree(), key=lambda pair: (-pair[1], pair[0]))]


@st.cache_resource(show_spinner=False, max_entries=2)
def _counts(version: str) -> tuple[tuple[str, int], ...]:
    found = Counter(attributes(network(), "type").values())
    found["Outcome"] = sum(not outcome.target for outcome in outcomes())
    return tuple((name, found[name]) for name in STYLES if found[name])


def counts() -> tuple[tuple[str, int], ...]:
    """How many things there are of each class, and how many results."""
    return _counts(store().version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _outcomes(version: str) -> tuple[OutcomeRow, ...]:
    return tuple(sorted(outcomes_in(store()), key=lambda outcome: (-outcome.value, outcome.indicator, outcome.iri)))


def outcomes() -> tuple[OutcomeRow, ...]:
    """All results and aims, the largest figure first."""
    return _outcomes(store().version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _answers(version: str) -> tuple[questions.Answer, ...]:
    return tuple(questions.answers(outcomes()))


def answers() -> tuple[questions.Answer, ...]:
    """What people ask first, with the results that answer it."""
    return _answers(store().version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _top_outcomes(version: str, most: int) -> tuple[OutcomeRow, ...]:
    results = [outcome for outcome in outcomes() if not outcome.target]
    common = Counter(outcome.unit for outcome in results).most_common(4)
    each = max(1, most // max(1, len(common)))
    return tuple(outcome for unit, _ in common for outcome in [o for o in results if o.unit == unit][:each])


def top_outcomes(most: int = 8) -> tuple[OutcomeRow, ...]:
    """The largest results of each of the commonest units, so that people are not drowned by money."""
    return _top_outcomes(store().version(), most)


@st.cache_resource(show_spinner=False, max_entries=4)
def _names(version: str, tongue: Language) -> Mapping[str, str]:
    whole = network()
    labels = attributes(whole, "label")
    times = Counter(labels.values())
    shown = {
        address.shorten(iri): cut(name)
        if times[name] == 1
        else f"{cut(name)}（{label(whole.nodes[iri]['type'], tongue)}）"
        for iri, name in labels.items()
    }
    return MappingProxyType(dict(sorted(shown.items(), key=lambda item: item[1])))


def names() -> Mapping[str, str]:
    """The name of each thing by its IRI as in an address, sorted by name; with its class where names are alike."""
    return _names(store().version(), language())


@st.cache_resource(show_spinner=False, max_entries=1)
def _paragraphs_around(version: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {}  # filled as sentences are shown


def paragraph(evidence: str, along: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """The sentences of the paragraph that a sentence stands in: IRI and text of each, in order.

    Those of the sentences `along`, which will be asked for next, are read together with it.
    """
    known = _paragraphs_around(store().version())
    if (found := known.get(evidence)) is None:
        if len(known) > _PARAGRAPHS_KEPT:
            known.clear()
        read = passages.paragraphs(store(), [evidence, *along])
        known.update(read)
        found = read[evidence]
    return found


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
