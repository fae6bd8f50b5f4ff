"""Two things, or two documents, side by side: what both have, what one alone has, their figures of like indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import NamedNode

from graph.describe import Description, OutcomeRow, Source, outcomes
from graph.find import EntityRef, refs
from graph.names import fold
from graph.store import Store
from ontology.terms import local_name

CLASSES = ("Organization", "Policy", "Program", "Place", "Person", "Event", "Recognition")

Key = tuple[str, bool]
"""A relation by its local name, and whether what is compared is its subject; or a class of things, and True."""

Sources: TypeAlias = defaultdict[tuple[Key, str], list[Source]]


@dataclass(frozen=True, slots=True)
class Row:
    """What both have under one heading, and what each alone has, each by name."""

    heading: Key
    first: tuple[EntityRef, ...]
    both: tuple[EntityRef, ...]
    second: tuple[EntityRef, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that both report of one indicator in one unit; one side is empty where only the other does."""

    indicator: str
    unit: str
    first: tuple[OutcomeRow, ...]
    second: tuple[OutcomeRow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things side by side; rows with something in common come first, and so do figures.

    `sources` are the sentences for each thing of a row, by the row's heading and the thing's IRI: those of the first
    side before those of the second.
    """

    rows: tuple[Row, ...]
    figures: tuple[Figures, ...]
    sources: Mapping[tuple[Key, str], tuple[Source, ...]]


def compare(first: Description, second: Description) -> Comparison:
    """Two things by their relations and figures."""
    sources: Sources = defaultdict(list)
    for thing in (first, second):
        for fact in thing.facts:
            sources[(fact.predicate, fact.outgoing), fact.other.iri] += fact.sources
    return _compare(_facts(first), _facts(second), first.outcomes, second.outcomes, sources)


def compare_documents(store: Store, first: str, second: str) -> Comparison:
    """Two documents, by their IRIs: the things that they name, by class, and the figures that they report."""
    known = outcomes(store)
    figures = [[one for one in known if one.sources[0].document == iri] for iri in (first, second)]
    sides = _named(store, first), _named(store, second)
    sources: Sources = defaultdict(list)
    for document, named in zip((first, second), sides, strict=True):
        said = _said(store, document)
        for key, things in named.items():
            for thing in things:
                sources[key, thing.iri] += said.get(thing.iri, ())
    return _compare(*sides, figures[0], figures[1], sources)


def _compare(
    first: Mapping[Key, set[EntityRef]], second: Mapping[Key, set[EntityRef]], ours: Iterable[OutcomeRow],
    theirs: Iterable[OutcomeRow], sources: Sources,
) -> Comparison:
    rows = [
        Row(
            key, _by_name(first[key] - second[key]), _by_name(first[key] & second[key]),
            _by_name(second[key] - first[key]),
        )
        for key in first.keys() | second.keys()
    ]
    ranked = sorted(rows, key=lambda row: (not row.both, not row.heading[1], row.heading[0]))
    return Comparison(
        tuple(ranked), _figures(ours, theirs), {key: tuple(dict.fromkeys(those)) for key, those in sources.items()}
    )


def _figures(ours: Iterable[OutcomeRow], theirs: Iterable[OutcomeRow]) -> tuple[Figures, ...]:
    sides: dict[tuple[str, str], tuple[list[OutcomeRow], list[OutcomeRow]]] = defaultdict(lambda: ([], []))
    for side, figures in enumerate((ours, theirs)):
        for figure in figures:
            sides[fold(figure.indicator), figure.unit][side].append(figure)
    found = [
        Figures((one or other)[0].indicator, unit, tuple(one), tuple(other))
        for (_, unit), (one, other) in sides.items()
    ]
    both_first = sorted(found, key=lambda row: (not (row.first and row.second), not row.first, row.indicator, row.unit))
    return tuple(both_first)


def _facts(thing: Description) -> defaultdict[Key, set[EntityRef]]:
    found: defaultdict[Key, set[EntityRef]] = defaultdict(set)
    for fact in thing.facts:
        found[fact.predicate, fact.outgoing].add(fact.other)
    return found


def _named(store: Store, document: str) -> defaultdict[Key, set[EntityRef]]:
    rows = store.select(f"SELECT DISTINCT ?it {{ GRAPH {NamedNode(document)} {{ ?it a maitu:Entity }} }}")
    classes = store.select(
        f"""SELECT DISTINCT ?it ?class {{
            VALUES ?class {{ {" ".join(f"maitu:{name}" for name in CLASSES)} }}
            GRAPH {NamedNode(document)} {{ ?it a ?class }}
        }}"""
    )
    known = refs(store, (it.value for (it,) in rows if it))
    found: defaultdict[Key, set[EntityRef]] = defaultdict(set)
    for it, class_ in classes:
        if it and class_ and it.value in known:
            found[local_name(class_.value), True].add(known[it.value])
    return found


def _said(store: Store, document: str) -> dict[str, list[Source]]:
    """The sentences of a document that name each thing, in their order, each with the longest of its names in it."""
    rows = store.select(
        f"""SELECT DISTINCT ?it ?evidence ?text ?title ?start ?end ?name {{
            GRAPH {NamedNode(document)} {{
                ?it maitu:mentionedIn ?evidence ; rdfs:label|skos:altLabel ?name .
                ?evidence maitu:text ?text ; maitu:start ?start ; maitu:end ?end .
                {NamedNode(document)} rdfs:label ?title .
            }}
        }} ORDER BY ?start"""
    )
    found: dict[tuple[str, str], Source] = {}
    for row in rows:
        it, evidence, text, title, start, end, name = (term.value if term else "" for term in row)
        known = found.get((it, evidence))
        if known is None or (name in text and len(name) > len(known.quote)):
            quote = name if name in text else ""
            found[it, evidence] = Source(evidence, quote, text, document, title, int(start), int(end))
    said: defaultdict[str, list[Source]] = defaultdict(list)
    for (it, _), source in found.items():
        said[it].append(source)
    return said


def _by_name(things: Iterable[EntityRef]) -> tuple[EntityRef, ...]:
    return tuple(sorted(things, key=lambda thing: (thing.name, thing.iri)))
