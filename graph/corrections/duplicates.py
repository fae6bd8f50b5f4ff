"""Entities that are likely one: of one class, with names that readers would take for spellings of one name.

Only names that share a rare pair of characters are held against each other, so that it takes time in proportion to the
number of names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.names import fold

_RAREST: Final = 4
"""So many of a name's pairs of characters, the rarest, lead to the names that it is held against."""
_MOST_SHARING: Final = 60
"""A pair of characters that more names than this share leads nowhere."""
_SHORTEST: Final = 4
"""Shorter names are too easily alike."""
_LONG: Final = 10
"""In names as long as this, two characters may differ."""
_PLACE = re.compile(r"(?:.{1,8}?(?:省|市|县|区|镇|乡|村|街道|州|旗))+?")
_COUNTING = frozenset("0123456789〇零一二三四五六七八九十百甲乙丙丁东西南北中上下左右新老前后大小男女初高")
"""Characters that tell numbered or placed things of one kind apart."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entity: its kind (one of the seven classes), its name, its code of a division, and how often it is named."""

    iri: str
    type: str
    name: str
    adcode: str = ""
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities that are likely one: `one` is named more often. `reason` is same, short, letters or abbreviation."""

    one: Named
    other: Named
    reason: str
    likeness: float


def likely(things: Iterable[Named]) -> list[Pair]:
    """The pairs that are likely one, the likest first."""
    found = []
    for one, other in _candidates(list(things)):
        if (judged := _judge(one, other)) is not None:
            reason, likeness = judged
            first, second = sorted((one, other), key=lambda thing: (-thing.mentions, -len(thing.name), thing.iri))
            found.append(Pair(first, second, reason, likeness))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.one.iri, pair.other.iri))


def _candidates(things: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    names = [fold(thing.name)[:80] for thing in things]
    pieces = [
        {(thing.type, piece) for piece in (f"\n{name}", *(name[at : at + 2] for at in range(len(name) - 1)))}
        for thing, name in zip(things, names, strict=True)
    ]
    frequency = Counter(piece for found in pieces for piece in found)
    sharing: dict[tuple[str, str], list[int]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for index, found in enumerate(pieces):
        shared = (piece for piece in found if 1 < frequency[piece] <= _MOST_SHARING)
        for piece in sorted(shared, key=lambda piece: (frequency[piece], piece))[:_RAREST]:
            sharing[piece].append(index)
    for members in sharing.values():
        for at, index in enumerate(members):
            for other in members[at + 1 :]:
                if (index, other) not in seen:
                    seen.add((index, other))
                    yield things[index], things[other]


def _judge(one: Named, other: Named) -> tuple[str, float] | None:
    """Why two of one kind are likely one, and how likely, from 0 to 1."""
    short, long = sorted((fold(one.name), fold(other.name)), key=len)
    if one.adcode and other.adcode and one.adcode != other.adcode:
        return None
    if short == long:
        return "same", 0.8
    places = [match.group() if (match := _PLACE.match(name)) else "" for name in (short, long)]
    if all(places) and places[0] != places[1] and not places[1].endswith(places[0]):
        return None
    if len(short) < _SHORTEST:
        return None
    if long.endswith(short) and len(short) * 2 >= len(long):
        return "short", 0.5 + 0.4 * len(short) / len(long)
    if len(long) - len(short) <= 2 and (wrong := _different(short, long)) is not None:
        most = 2 if len(short) >= _LONG else 1
        if wrong <= most:
            return "letters", 0.95 - wrong / len(long)
    if short[:2] == long[:2] and short[-1] in long[-2:] and len(short) * 2 >= len(long) and _is_within(short, long):
        return "abbreviation", 0.4 + 0.4 * len(short) / len(long)
    return None


def _different(short: str, long: str) -> int | None:
    """In how many characters two names differ (Levenshtein 1966); None where these tell numbered things apart."""
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    end = 0
    while end < len(short) - start and short[-1 - end] == long[-1 - end]:
        end += 1
    one, other = short[start : len(short) - end], long[start : len(long) - end]
    if (set(one) | set(other)) & _COUNTING:
        return None
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, start=1):
        last, row[0] = row[0], number
        for column, own in enumerate(other, start=1):
            last, row[column] = row[column], min(last + (own != character), row[column] + 1, row[column - 1] + 1)
    return row[-1]


def _is_within(short: str, long: str) -> bool:
    """Whether the characters of one name stand in the other in their order."""
    rest = iter(long)
    return all(character in rest for character in short)
