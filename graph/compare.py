"""Two things, or two documents, side by side: what both have, what one alone has, their figures of like indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.describe import Description, OutcomeRow, outcomes
from graph.find import EntityRef, refs
from graph.names import fold
from graph.store import Store
from ontology.terms import local_name

CLASSES = ("Organization", "Policy", "Program", "Place", "Person", "Event", "Recognition")

Key = tuple[str, bool]
"""A relation by its local name, and whether what is compared is its subject; or a class of things, and True."""


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
    """Two things side by side; rows with something in common come first, and so do figures."""

    rows: tuple[Row, ...]
    figures: tuple[Figures, ...]


def compare(first: Description, second: Description) -> Comparison:
    """Two things by their relations and figures."""
    return _compare(_facts(first), _facts(second), first.outcomes, second.outcomes)


def compare_documents(store: Store, first: str, second: str) -> Comparison:
    """Two documents, by their IRIs: the things that they name, by class, and the figures that they report."""
    known = outcomes(store)
    figures = [[one for one in known if one.sources[0].document == iri] for iri in (first, second)]
    return _compare(_named(store, first), _named(store, second), figures[0], figures[1])


def _compare(
    first: Mapping[Key, set[EntityRef]], second: Mapping[Key, set[EntityRef]], ours: Iterable[OutcomeRow],
    theirs: Iterable[OutcomeRow],
) -> Comparison:
    rows = [
        Row(
            key, _by_name(first[key] - second[key]), _by_name(first[key] & second[key]),
            _by_name(second[key] - first[key]),
        )
        for key in first.keys() | second.keys()
    ]
    return Comparison(
        tuple(sorted(rows, key=lambda row: (not row.both, not row.heading[1], row.heading[0]))), _figures(ours, theirs)
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


def _by_name(things: Iterable[EntityRef]) -> tuple[EntityRef, ...]:
    return tuple(sorted(things, key=lambda thing: (thing.name, thing.iri)))
