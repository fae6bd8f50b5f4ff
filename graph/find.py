"""Entities by name: any name that a document gives them, however it is quoted, spaced or written in width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.errors import NameNotFoundError
from graph.names import preferred
from graph.search import LONGEST, index_of
from graph.search.folding import folded_name
from graph.store import Store
from graph.store.protocol import grouped
from ontology.terms import INSTANCES, PREFIXES, narrowest

if TYPE_CHECKING:
    from graph.search.index import Entry, Index

_SUGGESTIONS = 5
_LIKENESS = 0.5
"""Names as like as this (difflib's ratio: twice the shared characters over all) are suggested."""
_SHORTEST_MISSPELT = 3
"""Characters of a word in which one may be wrong: of two, one alone tells nothing."""
_MOST_COMPARED = 2_000
_SORTED = 50
_LIKELY = 200
"""So many of the entities that share most with a misspelt name are compared with it."""


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity by its IRI, with the local name of its narrowest class and the name to show."""

    iri: str
    type: str
    name: str


def find(store: Store, name: str) -> EntityRef:
    """The entity that bears `name`, as its full name or another; an IRI, whole or shortened, is taken as well.

    Raises NameNotFoundError where none does (with the most similar names there are), or where several do (with their
    names or, where these are the same, their short IRIs).
    """
    index = index_of(store)
    for iri in _iris(name):
        if known := index.with_iri(iri):
            return _ref(known)
    wanted = folded_name(name)
    for field in ("names", "aliases"):
        candidates = [_ref(entry) for entry in index.named(field, _edged(wanted))] if wanted else []
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            told = _tell_apart(sorted(candidates, key=lambda ref: (ref.name, ref.iri)))
            raise NameNotFoundError(
                "{name!r} names {count} entities: {names}. Name one of them.",
                name=name, count=len(told), names="; ".join(told), suggestions=told,
            )
    similar = dict.fromkeys(entry.name for entry in _similar(index, wanted))
    raise NameNotFoundError(
        "No entity is named {name!r}.", name=name, suggestions=tuple(islice(similar, _SUGGESTIONS))
    )


def search(store: Store, words: str, limit: int | None = 20) -> list[EntityRef]:
    """The entities whose names hold `words`, best first: whole names, then beginnings, then other places, then aliases.

    Where no name holds them, the entities whose names hold each of the words; else those that hold them but for one
    character; else the most similar ones. No words give nothing; without a `limit` all are given.
    """
    wanted = folded_name(words[:LONGEST])
    if not wanted:
        return []
    index = index_of(store)
    for way in (_holding, *_INEXACT):
        found = {entry.iri: _ref(entry) for entry in islice(_once(way(index, wanted)), limit)}
        if found:
            return list(found.values())
    return []


def count(store: Store, words: str) -> int:
    """How many entities `search` gives for `words` without a limit."""
    wanted = folded_name(words[:LONGEST])
    if not wanted:
        return 0
    index = index_of(store)
    if exact := index.count(wanted):
        return exact
    return next(filter(None, (sum(1 for _ in _once(way(index, wanted))) for way in _INEXACT)), 0)


def refs(store: Store, iris: Iterable[str]) -> dict[str, EntityRef]:
    """IRI → entity, for those of `iris` that are things with a name (documents and outcomes too)."""
    values = " ".join(str(NamedNode(iri)) for iri in sorted(set(iris)))
    types = grouped(store.select(f"SELECT ?iri ?type {{ VALUES ?iri {{ {values} }} ?iri a ?type }}"))
    names = grouped(store.select(f"SELECT ?iri ?name {{ VALUES ?iri {{ {values} }} ?iri rdfs:label ?name }}"))
    return {iri: EntityRef(iri, narrowest(types[iri]), preferred(names[iri])) for iri in names}


def _iris(name: str) -> tuple[str, ...]:
    """What IRIs an input may stand for."""
    prefix, _, local = name.partition(":")
    whole = name.encode(errors="replace").decode()
    return (whole, INSTANCES + whole, *([PREFIXES[prefix] + local] if prefix in PREFIXES else []))


def _edged(name: str) -> str:
    from graph.search.index import EDGE

    return EDGE + name + EDGE


def _holding(index: Index, wanted: str) -> Iterator[Entry]:
    whole = _edged(wanted)
    for field in ("names", "aliases"):
        for holding in (whole, whole[:-1], wanted):
            yield from _in_order(index.named(field, holding))


def _holding_each(index: Index, wanted: str) -> Iterator[Entry]:
    first, *others = wanted.split(" ")
    for field in ("names", "aliases"):
        found = index.named(field, first) if others else ()
        yield from (entry for entry in found if all(word in entry.names + entry.aliases for word in others))


def _nearly_holding(index: Index, wanted: str) -> Iterator[Entry]:
    """The entities a name of which holds `wanted` but for one character that is wrong, missing or too much.

    One of two halves is right then; of three characters, mostly two neighbours are.
    """
    if len(wanted) < _SHORTEST_MISSPELT:
        return
    half = len(wanted) // 2
    parts = [wanted[:half], wanted[half:]] if half > 1 else [wanted[:2], wanted[1:]]
    holding = (index.named(field, part) for field in ("names", "aliases") for part in parts)
    likely = chain(index.alike(wanted, _LIKELY), *(islice(entries, _MOST_COMPARED) for entries in holding))
    for first in (_LIKELY, None):  # the likeliest mostly settle it
        near = [entry for entry in islice(likely, first) if _errors(wanted, entry.names + entry.aliases) <= 1]
        if near:
            yield from sorted(near, key=lambda entry: (len(entry.name), entry.name, entry.iri))
            return


def _similar(index: Index, wanted: str) -> Iterator[Entry]:
    """The entities with the most similar names, the likest first."""
    if not wanted:
        return
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scores: dict[Entry, float] = {}
    for entry in index.alike(wanted[:LONGEST], _LIKELY):
        for name in (entry.names + entry.aliases).split("\n"):
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= _LIKENESS and matcher.quick_ratio() >= _LIKENESS:
                scores[entry] = max(matcher.ratio(), scores.get(entry, 0.0))
    near = [entry for entry, score in scores.items() if score >= _LIKENESS]
    yield from sorted(near, key=lambda entry: (-scores[entry], entry.name, entry.iri))


_INEXACT = (_holding_each, _nearly_holding, _similar)
"""What is tried one after the other where no name holds the words."""


def _errors(wanted: str, text: str) -> int:
    """The fewest characters that are wrong, missing or too much where `wanted` stands best in `text`.

    The bits of a number are the characters of `wanted` (G. Myers, A fast bit-vector algorithm for approximate string
    matching, 1999): each character of `text` costs a few operations.
    """
    all_of_it = (1 << len(wanted)) - 1
    last = 1 << (len(wanted) - 1)
    equal: dict[str, int] = {}
    for place, character in enumerate(wanted):
        equal[character] = equal.get(character, 0) | 1 << place
    more, less = all_of_it, 0
    fewest = errors = len(wanted)
    for character in text:
        here = equal.get(character, 0)
        across = (((here & more) + more) ^ more) | here
        up, down = less | ~(across | more), more & across
        errors += bool(up & last) - bool(down & last)
        fewest = min(fewest, errors)
        up, down = up << 1, down << 1
        more, less = (down | ~(here | less | up)) & all_of_it, up & (here | less) & all_of_it
    return fewest


def _in_order(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Entries that come by the length of their names, those of one length by name as far as they come together."""
    while page := list(islice(entries, _SORTED)):
        yield from sorted(page, key=lambda entry: (len(entry.name), entry.name, entry.iri))


def _once(entries: Iterator[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.iri not in seen:
            seen.add(entry.iri)
            yield entry


def _ref(entry: Entry) -> EntityRef:
    return EntityRef(entry.iri, entry.type, entry.name)


def _tell_apart(candidates: Sequence[EntityRef]) -> tuple[str, ...]:
    names = [candidate.name for candidate in candidates]
    return tuple(
        candidate.name if names.count(candidate.name) == 1 else candidate.iri.removeprefix(INSTANCES)
        for candidate in candidates
    )
