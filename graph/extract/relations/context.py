"""What a frame looks at: a sentence with its mentions, their entities, and who acts in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.extract.governing import governing_verb
from graph.extract.identity import Group
from graph.extract.lexicon import Lexicon, Words
from graph.extract.reading import Mention, Reading
from graph.extract.subjects import ACTORS, Subjects
from graph.facts import EntityType, Predicate, Relation

_JOIN = re.compile(r"(?:[、和与及,，暨\s]|以及|等)*")


@dataclass(frozen=True)
class Context:
    """A document as the frames see it: its sentences, their mentions, and the entity of each mention."""

    readings: Sequence[Reading]
    mentions: Mapping[int, Sequence[Mention]]
    groups: Sequence[Group]
    owner: Mapping[Mention, str]
    subjects: Subjects
    lexicon: Lexicon

    @cached_property
    def group(self) -> Mapping[str, Group]:
        """The mentions of each entity, by its id."""
        return {group.id: group for group in self.groups}

    def named(self, reading: Reading, *types: EntityType) -> list[Mention]:
        """The mentions of some types in a sentence, in order."""
        return [m for m in self.mentions.get(reading.sentence.index, ()) if m.type in types]

    def view(self, reading: Reading) -> View:
        """One of its sentences."""
        return View(self, reading)


@dataclass(frozen=True)
class View:
    """A sentence in its document."""

    context: Context
    reading: Reading

    @property
    def text(self) -> str:
        """The sentence's text."""
        return self.reading.text

    def words(self, path: str) -> Words:
        """A list of the lexicon."""
        return self.context.lexicon.words(path)

    def named(self, *types: EntityType) -> list[Mention]:
        """The mentions of some types in the sentence, in order."""
        return self.context.named(self.reading, *types)

    def entity(self, mention: Mention) -> str:
        """The id of the entity that a mention names."""
        return self.context.owner[mention]

    def is_place(self, entity: str) -> bool:
        """Whether an entity, given by its id, is a place."""
        return self.context.group[entity].type is EntityType.PLACE

    def agents(self, position: int, types: Sequence[EntityType] = ACTORS) -> tuple[list[str], bool]:
        """Who acts at a position, and whether the clause itself names them; see `Subjects.agents`."""
        return self.context.subjects.agents(self.reading, position, types)

    def verb(self, mention: Mention, frame: str = "frames.run") -> str | None:
        """The verb of a frame that governs a mention; see `governing_verb`."""
        return governing_verb(self.reading, self.context.lexicon, mention.start, frame)

    def listed(self, position: int, *types: EntityType) -> list[Mention]:
        """The coordinated mentions that begin at `position`; of a chain of places only the last counts."""
        found: list[Mention] = []
        for mention in sorted(self.context.mentions.get(self.reading.sentence.index, ()), key=lambda m: m.start):
            if mention.start < position:
                continue
            gap = self.text[position : mention.start]
            if not _JOIN.fullmatch(gap) or mention.type not in (*types, EntityType.PLACE):
                break
            if found and not gap and found[-1].type is EntityType.PLACE:
                found.pop()
            found.append(mention)
            position = mention.end
        return [m for m in found if m.type in types]

    def clauses(self, *positions: int) -> tuple[int, int]:
        """Where the clauses from the first to the last of some positions begin and end."""
        reading = self.reading
        first, last = reading.clause_at(min(positions)), reading.clause_at(max(positions))
        return reading.clauses[first][0], max(reading.clauses[last][1], max(positions) + 1)

    def relation(
        self, subject: str, predicate: Predicate, target: str, quote: tuple[int, int], frame: str, sure: str
    ) -> Relation:
        """A relation stated by the characters `quote`; `sure` names its confidence in `frames.confidence`."""
        start, end = quote
        while start < end and self.text[start] in " \u3000":
            start += 1
        confidence = float(self.context.lexicon.value("frames.confidence")[sure])
        return Relation(subject, predicate, target, self.reading.sentence.evidence(start, end), confidence, frame)
