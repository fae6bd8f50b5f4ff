"""Facts of a document in Chinese: names by finders over the words of a word tagger, relations by verb frames, figures.

The layers are one module each: `tagger` (words), `gazetteer` (divisions), `organizations`, `places`, `persons`,
`policies`, `programs`, `events`, `recognitions`, `lists` (names in a sentence), `identity` (mentions to things),
`subjects` and `relations` (who does what), `outcomes` and `results` (figures).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from graph.document import Document
from graph.extract import (
    events,
    gazetteer,
    identity,
    lists,
    organizations,
    persons,
    places,
    policies,
    programs,
    recognitions,
    relations,
    results,
)
from graph.extract.lexicon import Lexicon
from graph.extract.progress import Progress, passing, unheard
from graph.extract.reading import Mention, Reading
from graph.extract.relations.context import Context
from graph.extract.subjects import Subjects
from graph.extract.tagger import tag
from graph.facts import Entity, EntityType, Facts
from graph.layout import Kind
from graph.normalize import is_traditional, normalize

_FINDERS = (policies, programs, recognitions, events, organizations, persons, places, lists)
_RANK = {
    EntityType.POLICY: 0,
    EntityType.RECOGNITION: 2,
    EntityType.EVENT: 3,
    EntityType.PROGRAM: 1,
    EntityType.ORGANIZATION: 5,
    EntityType.PERSON: 4,
    EntityType.PLACE: 4,
}


_TAGGED, _NAMED = 0.4, 0.9
"""The shares of the work that are done once the words are tagged, and once the names are found: measured on reports."""


def extract(document: Document, lexicon: Lexicon, progress: Progress = unheard) -> Facts:
    """What a document states, by the words of a lexicon of Chinese."""
    readings = _read(document, lambda share: progress(_TAGGED * share))
    by_sentence = {
        r.sentence.index: _resolve_overlaps(_mentions(r, lexicon)) for r in passing(readings, progress, _TAGGED, _NAMED)
    }
    progress(_NAMED)
    known = {
        division
        for found in by_sentence.values()
        for m in found
        if m.type is EntityType.PLACE
        for division in gazetteer.lookup(m.text)
    }
    for reading in readings:
        found = by_sentence[reading.sentence.index]
        found += _place_of_issuer(reading, found, known)
    mentions = [m for r in readings for m in by_sentence[r.sentence.index]]
    groups = identity.resolve(mentions, _jurisdictions(readings, by_sentence), lexicon)
    owner = {mention: group.id for group in groups for mention in group.mentions}
    by_sentence = {index: [m for m in found if m in owner] for index, found in by_sentence.items()}
    subjects = Subjects(readings, by_sentence, owner, lexicon)
    context = Context(readings, by_sentence, groups, owner, subjects, lexicon)
    return Facts(
        document=document.name,
        entities=tuple(_entity(group, readings) for group in groups),
        relations=tuple(relations.find(context)),
        outcomes=tuple(results.find(document, context)),
    )


def _read(document: Document, progress: Progress) -> list[Reading]:
    traditional = is_traditional(document.text)
    texts = [_normalized(sentence.text, traditional=traditional) for sentence in document.sentences]
    tokens = tag(texts, progress)
    return [Reading(s, text, t) for s, text, t in zip(document.sentences, texts, tokens, strict=True)]


def _normalized(text: str, *, traditional: bool) -> str:
    """As `normalize` gives it; the very same object where nothing changes, so that long texts are held once."""
    usual = normalize(text, traditional=traditional)
    return text if usual == text else usual


def _mentions(reading: Reading, lexicon: Lexicon) -> Iterable[Mention]:
    if reading.sentence.kind in (Kind.FURNITURE, Kind.TABLE):
        return
    if reading.sentence.kind is Kind.BYLINE:
        yield from persons.find(reading, lexicon)
        yield from organizations.find(reading, lexicon)
        return
    for finder in _FINDERS:
        yield from finder.find(reading, lexicon)


def _resolve_overlaps(found: Iterable[Mention]) -> list[Mention]:
    """The mentions that stay: the longer one first, then by kind.

    Only an issuer may stand inside a title, and only a body inside the name of a joint activity.
    """
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, _RANK[m.type], m.start)):
        over = [m for m in kept if m.start < mention.end and mention.start < m.end]
        if all(_may_stand_inside(mention, outer) for outer in over):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _may_stand_inside(inner: Mention, outer: Mention) -> bool:
    if not (outer.start <= inner.start and inner.end <= outer.end) or (inner.start, inner.end) == (
        outer.start,
        outer.end,
    ):
        return False
    front = outer.text[: inner.start - outer.start]
    if outer.type is EntityType.POLICY and outer.rule == "heading" and "关于" not in outer.text:
        return front == "" or front.isdecimal() or front.rstrip("年").isdecimal()  # who reports to a congress
    if inner.type is EntityType.ORGANIZATION and outer.type is EntityType.POLICY:
        return "关于" not in front and "关于" in outer.text
    if inner.type is EntityType.ORGANIZATION and outer.type is EntityType.PROGRAM:
        rest = outer.text[inner.end - outer.start :]
        return bool(rest[:1] and rest[0] in "与和、" or front[-1:] and front[-1] in "与和、")
    return False


def _place_of_issuer(reading: Reading, mentions: Sequence[Mention], known: set[gazetteer.Division]) -> list[Mention]:
    """The division that a paper's issuer is named after in its title (2026年四川省人民政府工作报告).

    The paper is about it, though the text may call it only 全省. None where the text names it (`known`).
    """
    if not any(m.type is EntityType.POLICY and m.rule == "heading" for m in mentions):
        return []
    chain = places.divisions_in(re.sub(r"^(?:\d{4}年|中共)", "", reading.text))
    if not chain or known & set(gazetteer.lookup(chain[-1])):
        return []
    start = reading.text.index("".join(chain)) + len("".join(chain[:-1]))
    return [reading.mention(start, start + len(chain[-1]), EntityType.PLACE, "issuer's division")]


def _jurisdictions(readings: Sequence[Reading], mentions: dict[int, list[Mention]]) -> dict[int, list[str]]:
    """For each sentence the places that may own an office named in it, the likeliest first.

    Those of its heading, those above and below what the document is about, those of its paragraph, then by frequency.
    """
    counts: dict[str, int] = {}
    for reading in readings:
        for mention in mentions[reading.sentence.index]:
            if mention.type is EntityType.PLACE:
                counts[mention.text] = counts.get(mention.text, 0) + (5 if reading.sentence.kind is Kind.TITLE else 1)
            elif mention.type is EntityType.ORGANIZATION:
                for place in places.divisions_in(mention.text):
                    counts[place] = counts.get(place, 0) + 1
    common = sorted(counts, key=lambda name: (-counts[name], name))
    main = {d for name in common[:1] for d in gazetteer.lookup(name)}
    related = [name for name in common if _related(name, main)]
    found: dict[int, list[str]] = {}
    recent: list[str] = []
    heading: list[str] = []
    paragraph = -1
    for reading in readings:
        index = reading.sentence.index
        if reading.sentence.paragraph != paragraph:
            recent, paragraph = [], reading.sentence.paragraph
        here = [m.text for m in mentions[index] if m.type is EntityType.PLACE]
        recent = [*reversed(here), *recent]
        if reading.sentence.kind is Kind.HEADING and here:
            heading = recent
        found[index] = list(dict.fromkeys([*heading, *related, *recent, *common]))
    return found


def _related(name: str, main: set[gazetteer.Division]) -> bool:
    """Whether a place is, or lies above or below, one of the divisions `main`."""
    return any(d in main or d.is_in(m) or m.is_in(d) for d in gazetteer.lookup(name) for m in main)


def _entity(group: identity.Group, readings: Sequence[Reading]) -> Entity:
    aliases = group.aliases
    return Entity(
        id=group.id,
        type=group.type,
        name=group.name,
        aliases=aliases,
        mentions=tuple(readings[m.sentence].sentence.evidence(m.start, m.end) for m in group.mentions),
        adcode=group.adcode,
        identity=tuple(group.rules[name] for name in aliases),
    )
