"""Entities by name: any name that a document gives them, however it is quoted, spaced or written in width."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pyoxigraph import NamedNode

from graph.errors import NameNotFoundError
from graph.names import fold
from graph.store import Row, Store
from ontology.terms import INSTANCES, narrowest, shorten

_SUGGESTIONS = 5
_LIKENESS = 0.5
"""Names as like as this (difflib's ratio: twice the shared characters over all) are suggested."""

_TYPES = "SELECT ?iri ?type { ?iri a maitu:Entity ; a ?type }"
_LABELS = "SELECT ?iri ?name { ?iri rdfs:label ?name }"
_ALIASES = "SELECT ?iri ?name { ?iri skos:altLabel ?name }"


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity by its IRI, with the local name of its narrowest class and the name to show."""

    iri: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class _Named:
    ref: EntityRef
    names: frozenset[str]
    aliases: frozenset[str]


def find(store: Store, name: str) -> EntityRef:
    """The entity that bears `name`, as its full name or another; an IRI, whole or shortened, is taken as well.

    Raises NameNotFoundError where none does (with the most similar names there are), or where several do (with their
    names or, where these are the same, their short IRIs).
    """
    known = _all(store)
    for named in known:
        if name in (named.ref.iri, shorten(named.ref.iri), named.ref.iri.removeprefix(INSTANCES)):
            return named.ref
    wanted = fold(name)
    for candidates in ([n for n in known if wanted in n.names], [n for n in known if wanted in n.aliases]):
        if len(candidates) == 1:
            return candidates[0].ref
        if candidates:
            told = _tell_apart([candidate.ref for candidate in candidates])
            raise NameNotFoundError(f"{name!r} names {len(told)} entities: {'; '.join(told)}. Name one of them.", told)
    similar = _similar(wanted, known)
    raise NameNotFoundError(f"No entity is named {name!r}.", similar)


def search(store: Store, words: str, limit: int = 20) -> list[EntityRef]:
    """The entities whose names hold `words`, best first: whole names, then beginnings, then other places, then aliases.

    Where none does, the entities with the most similar names. No words give nothing.
    """
    wanted = fold(words)
    if not wanted:
        return []
    known = _all(store)
    ranked = [(rank, len(n.ref.name), n.ref) for n in known if (rank := _rank(wanted, n)) is not None]
    if ranked:
        ranked.sort(key=lambda item: (item[0], item[1], item[2].name, item[2].iri))
        return [ref for _, _, ref in ranked[:limit]]
    by_name = {n.ref.name: n.ref for n in known}
    return [by_name[name] for name in _similar(wanted, known)][:limit]


def refs(store: Store, iris: Iterable[str]) -> dict[str, EntityRef]:
    """IRI → entity, for those of `iris` that are things with a name (documents and outcomes too)."""
    values = " ".join(str(NamedNode(iri)) for iri in sorted(set(iris)))
    types = _grouped(store.select(f"SELECT ?iri ?type {{ VALUES ?iri {{ {values} }} ?iri a ?type }}"))
    names = _grouped(store.select(f"SELECT ?iri ?name {{ VALUES ?iri {{ {values} }} ?iri rdfs:label ?name }}"))
    return {iri: EntityRef(iri, narrowest(types[iri]), preferred(names[iri])) for iri in names}


def preferred(names: Iterable[str]) -> str:
    """The one of several full names that different documents give a thing: the longest, the first of equals."""
    return min(names, key=lambda name: (-len(name), name))


def _all(store: Store) -> list[_Named]:
    types, labels, aliases = (_grouped(store.select(sparql)) for sparql in (_TYPES, _LABELS, _ALIASES))
    return [
        _Named(
            EntityRef(iri, narrowest(types[iri]), preferred(labels[iri])),
            frozenset(map(fold, labels[iri])), frozenset(map(fold, aliases[iri])),
        )
        for iri in sorted(types) if labels[iri]
    ]


def _grouped(rows: Iterable[Row]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in rows:
        if key and value:
            found[key.value].add(value.value)
    return found


def _rank(wanted: str, named: _Named) -> int | None:
    for rank, names in ((0, named.names), (3, named.aliases)):
        if wanted in names:
            return rank
        if any(name.startswith(wanted) for name in names):
            return rank + 1
        if any(wanted in name for name in names):
            return rank + 2
    return None


def _similar(wanted: str, known: Sequence[_Named]) -> tuple[str, ...]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scores: dict[str, float] = {}
    for named in known:
        for name in named.names | named.aliases:
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() < _LIKENESS or matcher.quick_ratio() < _LIKENESS:
                continue
            score = matcher.ratio()
            if score >= _LIKENESS:
                scores[named.ref.name] = max(score, scores.get(named.ref.name, 0.0))
    return tuple(sorted(scores, key=lambda name: (-scores[name], name))[:_SUGGESTIONS])


def _tell_apart(candidates: Sequence[EntityRef]) -> tuple[str, ...]:
    names = [candidate.name for candidate in candidates]
    return tuple(
        candidate.name if names.count(candidate.name) == 1 else candidate.iri.removeprefix(INSTANCES)
        for candidate in candidates
    )
