"""What the page Explore reads: the network with the documents of each statement, where it stands and how it looks."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeAlias

import networkx as nx
import streamlit as st

from app import address, load
from app.i18n import Language, language, titles
from app.look import Look, look
from app.scene import Dated, Expansion, Filter, described, expansions, filtered, scene
from graph.cells import neutralise
from graph.describe import Description
from graph.picture import draw
from graph.positions import Positions, layout
from ontology import schema

Network: TypeAlias = "nx.MultiDiGraph[Any]"

LAYOUTS = ("force", "layered", "circle", "by_class", "place")
Step: TypeAlias = tuple[Expansion, ...]
"""What was opened at once."""
_MOST_STEPS = 50
"""Each step is laid out upon the one before, some frames of Python's stack deeper."""
_PLACE = re.compile(r"-?[0-9]{1,6}")

_DATES = """SELECT ?claim ?document ?start ?end {
  ?claim a maitu:Claim ; maitu:evidence ?evidence . ?evidence maitu:document ?document .
  OPTIONAL { ?figure maitu:evidence ?evidence ; maitu:periodStart ?start ; maitu:periodEnd ?end }
}"""
_PERIODS = """SELECT ?figure ?it ?start ?end {
  ?figure a maitu:Figure ; maitu:periodStart ?start ; maitu:periodEnd ?end ;
          maitu:subject|maitu:program|maitu:place ?it
}"""


@dataclass(frozen=True)
class Opening:
    """One way to expand a thing: `heading` is the relation in words; `missing` of `total` things are not shown yet."""

    heading: str
    expansion: Expansion
    total: int
    missing: int


@dataclass
class Kept:
    """Where the nodes of one view of one visitor stand by themselves and were put by hand.

    `unfolded` is the pair between which relations are shown one by one.
    """

    placed: Positions = field(default_factory=dict)
    pinned: Positions = field(default_factory=dict)
    unfolded: frozenset[str] = frozenset()


@st.cache_resource(show_spinner=False, max_entries=12)
def _filtered(version: str, wanted: Filter) -> Network:
    return filtered(load.network(), wanted, dated() if any(wanted.years) else None)


def network(wanted: Filter) -> Network:
    """The part of the graph that a filter lets through, to be read only."""
    return _filtered(load.store().version(), wanted)


@st.cache_resource(show_spinner=False, max_entries=2)
def _handles(version: str) -> Mapping[str, str]:
    return {address.handle(iri): iri for iri in load.network()}


def iris(name: str) -> list[str]:
    """The things that the address has under one name, those that are there."""
    values = address.get_all(name)
    known = _handles(load.store().version()) if any(value.startswith("~") for value in values) else {}
    return [iri for iri in address.unpack(values, known) if iri in load.network()]


@st.cache_resource(show_spinner=False, max_entries=2)
def _dated(version: str) -> Dated:
    days: dict[str, set[tuple[str, str]]] = defaultdict(set)
    of_document = {document.iri: (document.date, document.date) for document in load.documents() if document.date}
    for iri, both in of_document.items():
        days[iri].add(both)
    for figure, it, start, end in load.store().select(_PERIODS):
        if figure and it and start and end:
            days[figure.value].add((start.value, end.value))
            days[it.value].add((start.value, end.value))
    for claim, document, start, end in load.store().select(_DATES):
        if claim and start and end:
            days[claim.value].add((start.value, end.value))
        elif claim and document and document.value in of_document:
            days[claim.value].add(of_document[document.value])
    return Dated({iri: tuple(sorted(found)) for iri, found in days.items()})


def dated() -> Dated:
    """When what the graph holds is said to have been."""
    return _dated(load.store().version())


def let_through(description: Description, wanted: Filter) -> Description:
    """What is known of a thing, with the facts, figures and sentences alone that a filter lets through."""
    within = dated().within(*wanted.years) if any(wanted.years) else None
    return described(description, wanted, within)


def steps() -> list[Step]:
    """What the address says was opened, one after the other; of very many the last."""
    values = address.get_all("more")[-_MOST_STEPS:]
    known = _handles(load.store().version()) if any(value.startswith("~") for value in values) else {}
    found: list[Step] = []
    for value in values:
        if value.startswith("~"):
            found.append(tuple(map(Expansion, address.unpack([value], known))))
        elif one := Expansion.read(value):
            found.append((one._replace(node=address.expand(one.node)),))
    return found


def pins() -> Positions:
    """Where the address says that things were put by hand."""
    known = _handles(load.store().version()) if address.get("pin") else {}
    found: Positions = {}
    for one in filter(None, address.get("pin").split("~")):
        name, _, at = one.partition(".")
        x, _, y = at.partition(".")
        if name in known and _PLACE.fullmatch(x) and _PLACE.fullmatch(y):
            found[known[name]] = float(x), float(y)
    return found


def written(pinned: Positions) -> str:
    """The reverse of `pins`."""
    return "".join(f"~{address.handle(str(iri))}.{x:.0f}.{y:.0f}" for iri, (x, y) in pinned.items())


def openings(network: Network, node: str, shown: Network) -> list[Opening]:
    """How a thing can be expanded, by relation, direction and class."""
    return [
        Opening(load.heading(expansion.predicate, outgoing=expansion.outgoing), expansion, total, missing)
        for expansion, total, missing in expansions(network, node, shown)
    ]


@st.cache_data(show_spinner=False, max_entries=100)
def _placed(
    version: str, kind: str, nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...], _network: Network
) -> Positions:
    if kind == "place":
        from graph.positions.on_map import on_map

        return on_map(_network, coordinates())
    return layout(_network, kind)


@st.cache_resource(show_spinner=False, max_entries=200)
def _grown(version: str, kind: str, roots: tuple[str, ...], hops: int, opened: tuple[Step, ...]) -> Positions:
    """Where everything stands without filters: what was there before the last step stays where it was."""
    whole = scene(load.network(), roots, hops, more=[one for step in opened for one in step]).network
    before: Positions = {}
    if kind == "force" and opened:
        before = _grown(version, kind, roots, hops, opened[:-1])
    elif kind == "force" and roots and hops > 1:
        before = _grown(version, kind, roots, hops - 1, ())
    if before:
        return layout(whole, kind, before)
    return _placed(version, kind, tuple(whole), tuple(whole.edges()), whole)


@st.cache_resource(show_spinner=False, max_entries=200)
def _shared(version: str, view: Hashable) -> Positions:
    """Where things stood when a view was last shown, for whoever comes to it without having been there."""
    return {}


def place(
    network: Network, kind: str, *, roots: Sequence[str], hops: int, opened: Sequence[Step], kept: Kept, view: Hashable
) -> Positions:
    """Where the nodes of a view stand; where they would stand by themselves is put into `kept`.

    It hangs on the address alone, as far as can be: neither filters, nor what is hidden, nor what is opened moves what
    is there. By relations, what the visitor has seen stays in any case.
    """
    version = load.store().version()
    found = dict(_grown(version, kind, tuple(roots), hops, tuple(opened)))
    if kind == "force":
        found |= kept.placed or _shared(version, (view, kind))
    if not found.keys() >= set(network):
        old = {node: at for node, at in (found | kept.pinned).items() if node in network} if kind == "force" else {}
        found |= (
            layout(network, kind, old) if old
            else _placed(version, kind, tuple(network), tuple(network.edges()), network)
        )
    now = {node: found[node] for node in network}
    kept.placed.update(now)
    _shared(version, (view, kind)).update(now)
    return now | {node: at for node, at in kept.pinned.items() if node in now}


@st.cache_resource(show_spinner=False, max_entries=2)
def _coordinates(version: str) -> Mapping[str, tuple[float, float]]:
    from graph.extract.gazetteer.coordinates import coordinates as known

    codes = load.store().select("SELECT ?place ?code { ?place a maitu:Place ; schema:identifier ?code }")
    found = ((place.value, known(code.value)) for place, code in codes if place and code)
    return {place: at for place, at in found if at}


def coordinates() -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude, in degrees, of the places that are known divisions."""
    return _coordinates(load.store().version())


@st.cache_data(show_spinner=False, max_entries=100)
def _look(
    version: str,
    tongue: str,
    theme: str,
    chosen: tuple[str, str, str],
    nodes: tuple[str, ...],
    edges: tuple[tuple[str, str, str], ...],
    _network: Network,
) -> Look:
    names = {name: load.name_of(name) for name in load.classes(_network)}
    return look(_network, names, chosen, theme)


def looks(network: Network, chosen: tuple[str, str, str], theme: str) -> Look:
    """How the nodes of a view look; see `app.look`."""
    edges = tuple(network.edges(keys=True))
    return _look(load.store().version(), language(), theme, chosen, tuple(network), edges, network)


_drawing = Lock()  # matplotlib is not made for threads


# What is downloaded is made when it is asked for, outside of any page: so what the page knows is handed over.


def picture(
    network: Network, kept: Kept, look: Look, said: tuple[str, str], *, kind: str, theme: str, roots: Iterable[str]
) -> bytes:
    """The view as a picture, as `graph.picture.draw` makes it, with the look and the places that it has now.

    `said` are the title and the language.
    """
    painted = network.copy()
    for node, data in painted.nodes(data=True):
        data |= {"colour": look.colours[node], "radius": look.radii[node], "words": look.labels[node]}
    with _drawing:
        return draw(
            painted, kept.placed | kept.pinned, *said, picture_format=kind, theme=theme, highlight=set(roots),
            legend=look.drawn(), meaning=look.meaning, unfolded={kept.unfolded},
        )


def statements_csv(network: Network, tongue: Language) -> bytes:
    """The relations of a view as a table: subject, relation, object, confidence and documents."""
    names = dict(network.nodes(data="label"))
    rows = [
        (names[one], schema.label(key, tongue), names[other], f"{data['confidence']:.2f}", str(len(data["documents"])),
         one, other)
        for one, other, key, data in network.edges(keys=True, data=True)
    ]
    columns = ("subject", "relation", "object", "confidence", "documents", "subject_iri", "object_iri")
    return _table([tuple(titles(tongue, columns)), *rows])


def things_csv(network: Network, look: Look, kept: Kept, tongue: Language) -> bytes:
    """The things of a view as a table: name, class, number of relations, colour and place in the drawing."""
    places = kept.placed | kept.pinned
    rows = [
        (data["label"], schema.label(data["type"], tongue), str(network.degree(node)), str(len(data["documents"])),
         look.colours[node], f"{places[node][0]:.0f}", f"{places[node][1]:.0f}", node)
        for node, data in network.nodes(data=True)
    ]
    columns = ("name", "class", "relations", "documents", "colour", "x", "y", "iri")
    return _table([tuple(titles(tongue, columns)), *rows])


def _table(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[neutralise(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
