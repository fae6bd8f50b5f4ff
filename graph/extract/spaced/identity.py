"""Mentions of one document that name one thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graph.extract.lexicon import Lexicon
from graph.extract.spaced.names import Name
from graph.facts import EntityType

_LETTERS = {
    EntityType.ORGANIZATION: "o", EntityType.POLICY: "d", EntityType.PROGRAM: "g", EntityType.PLACE: "p",
    EntityType.PERSON: "h", EntityType.EVENT: "e", EntityType.RECOGNITION: "r",
}


@dataclass
class Group:
    """The mentions of one thing; `aliases` maps each other form of its name to why it was taken for the same."""

    id: str
    type: EntityType
    name: str
    aliases: dict[str, str] = field(default_factory=dict)
    mentions: list[Name] = field(default_factory=list)

    def add(self, name: Name, why: str) -> None:
        """One more mention."""
        self.mentions.append(name)
        if name.text != self.name:
            self.aliases.setdefault(name.text, why)


def resolve(names: Iterable[Name], lexicon: Lexicon) -> list[Group]:
    """The things that the names of a document name, in order of their first mention.

    A name without a type of its own is that of a longer name that it is the short form or, alone, a part of; where
    there is none it names nothing that Maitu knows.
    """
    divisions = frozenset(lexicon.value("names.heads").get("Place", ()))
    groups: dict[tuple[EntityType, str], Group] = {}
    counts: Counter[EntityType] = Counter()
    names = list(names)
    for name in names:
        if name.type is None:
            continue
        full = name.known_as or name.text
        key = (name.type, full.casefold())
        if key not in groups:
            counts[name.type] += 1
            groups[key] = Group(f"{_LETTERS[name.type]}{counts[name.type]}", name.type, full)
        groups[key].add(name, "shared head" if name.known_as else "same letters")
        if name.short:
            groups[key].aliases.setdefault(name.short, "short form in brackets")
    things = _merged(list(groups.values()), divisions)
    _take_up(things, [name for name in names if name.type is None], divisions)
    for thing in things:
        thing.mentions.sort(key=_place)
    return sorted(things, key=lambda thing: _place(thing.mentions[0]))


def _place(name: Name) -> tuple[int, int]:
    return name.sentence, name.first


def _merged(groups: Sequence[Group], divisions: frozenset[str]) -> list[Group]:
    """One group of those whose whole name is a short form of just one other's of their type."""
    owners: dict[tuple[EntityType, str], list[Group]] = defaultdict(list)
    for group in groups:
        for form in _short_forms(group, divisions):
            owners[group.type, form].append(group)
    kept = []
    into: dict[int, Group] = {}
    for group in sorted(groups, key=lambda group: -len(group.name)):
        found = (into.get(id(g), g) for g in owners.get((group.type, group.name.casefold()), ()) if g is not group)
        longer = list({id(g): g for g in found if g is not group}.values())
        if len(longer) != 1:
            kept.append(group)
            continue
        into[id(group)] = longer[0]
        for name in group.mentions:
            longer[0].add(name, "short form of the full name")
        for alias, why in group.aliases.items():
            if alias != longer[0].name:
                longer[0].aliases.setdefault(alias, why)
    return kept


def _short_forms(group: Group, divisions: frozenset[str]) -> Iterator[str]:
    """What a thing may be called in short: the end of its name, its letters in brackets, a place without its head."""
    words = group.name.casefold().split()
    if group.type is not EntityType.PLACE:
        least = 1 if group.type is EntityType.PERSON else 2
        yield from (" ".join(words[start:]) for start in range(1, len(words) - least + 1))
    elif words[0] in divisions and len(words) > 2:
        yield " ".join(words[2:])
    elif words[-1] in divisions:
        yield " ".join(words[:-1])
    yield from (alias.casefold() for alias, why in group.aliases.items() if why == "short form in brackets")


def _take_up(things: Sequence[Group], untyped: Sequence[Name], divisions: frozenset[str]) -> None:
    by_form: dict[str, dict[int, tuple[Group, str]]] = defaultdict(dict)
    for thing in things:
        for form in (thing.name, *thing.aliases):
            by_form[form.casefold()][id(thing)] = (thing, "same letters")
        words = thing.name.split()
        if thing.type is EntityType.PERSON:
            for word in (words[0], words[-1]):
                by_form[word.casefold()].setdefault(id(thing), (thing, "part of a person's name"))
        elif thing.type is EntityType.PLACE:
            for form in _short_forms(thing, divisions):
                by_form[form].setdefault(id(thing), (thing, "short form of the full name"))
    for name in untyped:
        found = by_form.get(name.text.casefold(), {})
        if len(found) == 1:
            thing, why = next(iter(found.values()))
            thing.add(replace(name, type=thing.type, rule="named elsewhere"), why)
