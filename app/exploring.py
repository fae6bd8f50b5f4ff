"""What the page Explore reads: the network with the documents of each statement, where it stands and how it looks."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeAlias

import networkx as nx
import streamlit as st

from app import address, load
from app.i18n import language
from app.look import Look, look
from app.scene import Expansion, Filter, expansions, filtered
from graph.cells import neutralise
from graph.picture import draw
from graph.positions import Positions, layout

Network: TypeAlias = "nx.MultiDiGraph[Any]"

LAYOUTS = ("force", "layered", "circle", "by_class", "place")


@dataclass(frozen=True)
class Opening:
    """One way to expand a thing: `heading` is the relation in words; `missing` of `total` things are not shown yet."""

    heading: str
    expansion: Expansion
    total: int
    missing: int


@dataclass
class Kept:
    """Where the nodes of one view of one visitor stand, and which of them were put there by hand."""

    placed: Positions = field(default_factory=dict)
    pinned: Positions = field(default_factory=dict)


@st.cache_resource(show_spinner=False, max_entries=12)
def _filtered(version: str, wanted: Filter) -> Network:
    return filtered(load.network(), wanted)


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


def years() -> list[str]:
    """The years from that of the first dated document to that of the last."""
    found = [int(document.date[:4]) for document in load.documents() if document.date]
    return [str(year) for year in range(min(found), max(found) + 1)] if found else []


def documents_between(first: str, last: str) -> frozenset[str]:
    """The documents of some years, both included; "" leaves an end open. Documents without a date are in none."""
    return frozenset(
        document.iri for document in load.documents()
        if document.date and (first or "0") <= document.date[:4] <= (last or "9999")
    )


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


def placed(network: Network, kind: str, previous: Positions, pinned: Positions) -> Positions:
    """Where the nodes stand: by relations, those in `previous` stay where they are; those `pinned` stay in any case."""
    kept = {node: at for node, at in previous.items() if node in network}
    if kind == "force" and kept:
        found = layout(network, kind, kept | pinned) if kept.keys() != set(network) else kept
    else:
        found = _placed(load.store().version(), kind, tuple(network), tuple(network.edges()), network)
    return {node: found[node] for node in network} | {node: at for node, at in pinned.items() if node in network}


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
    chosen: tuple[str, str, str],
    nodes: tuple[str, ...],
    edges: tuple[tuple[str, str, str], ...],
    _network: Network,
) -> Look:
    names = {name: load.name_of(name) for name in load.classes(_network)}
    return look(_network, names, *chosen)


def looks(network: Network, colour: str, size: str, label: str) -> Look:
    """How the nodes of a view look; see `app.look`."""
    edges = tuple(network.edges(keys=True))
    return _look(load.store().version(), language(), (colour, size, label), tuple(network), edges, network)


_drawing = Lock()  # matplotlib is not made for threads


def picture(network: Network, positions: Positions, look: Look, title: str, kind: str) -> bytes:
    """The view as a picture, as `graph.picture.draw` makes it, with the colours and sizes of a look."""
    painted = network.copy()
    for node, data in painted.nodes(data=True):
        data |= {"colour": look.colours[node], "radius": look.radii[node], "label": look.labels[node] or " "}
    with _drawing:
        return draw(painted, positions, title, language(), picture_format=kind)


def statements_csv(network: Network) -> bytes:
    """The relations of a view as a table: subject, relation, object, confidence and documents."""
    rows = [
        (network.nodes[one]["label"], load.name_of(key), network.nodes[other]["label"], f"{data['confidence']:.2f}",
         str(len(data["documents"])), one, other)
        for one, other, key, data in network.edges(keys=True, data=True)
    ]
    return _table([("subject", "relation", "object", "confidence", "documents", "subject_iri", "object_iri"), *rows])


def things_csv(network: Network, look: Look, positions: Positions) -> bytes:
    """The things of a view as a table: name, class, number of relations, colour and place in the drawing."""
    rows = [
        (data["label"], load.name_of(data["type"]), str(network.degree(node)), str(len(data["documents"])),
         look.colours[node], f"{positions[node][0]:.0f}", f"{positions[node][1]:.0f}", node)
        for node, data in network.nodes(data=True)
    ]
    return _table([("name", "class", "relations", "documents", "colour", "x", "y", "iri"), *rows])


def _table(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[neutralise(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
