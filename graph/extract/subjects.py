"""Who a clause is about: its own agent, or the one inherited from clause, sentence, paragraph, heading or title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType
from graph.layout import Kind

_ACTORS = (EntityType.ORGANIZATION, EntityType.PLACE)
_JOINS = re.compile(r"(?:[、和与及暨\s]|以及)?")
_PREDICATE_TAGS = ("v", "vd", "d", "ad", "p", "c", "w", "TIME", "t", "xc", "vn", "m")
_OPENERS = re.compile(
    r"^(?:[\s“]|为[^，]*|作为[^，]*|近年来|目前|同时|此外|另外|其中|如今|今年|去年|据悉|据了解|近日|日前|当天|随后|会上|会后|"
    r"[\d年月日上下午旬至\-—-]+|截至[^，]*|[^，]{0,8}以来|[^，]{0,6}期间)*$"
)


@dataclass(frozen=True)
class Subjects:
    """The actors of a document. `readings` and `mentions` are by sentence; `owner` maps a mention to its entity's id."""

    readings: Sequence[Reading]
    mentions: Mapping[int, Sequence[Mention]]
    owner: Mapping[Mention, str]
    lexicon: Lexicon

    @cached_property
    def _topics(self) -> list[str | None]:
        """For each sentence, what the nearest heading above it, or else the whole document, is about."""
        main = self._main()
        current, found = main, []
        titles = {Kind.TITLE, Kind.HEADING}
        for reading in self.readings:
            kind = reading.sentence.kind
            if kind in titles:
                named = self._named_at_start(reading)
                current = named or current
            found.append(current)
        return found

    def topic(self, sentence: int) -> str | None:
        """The entity that the text around a sentence is about, or None."""
        return self._topics[sentence]

    def _named_at_start(self, reading: Reading) -> str | None:
        """The actor that a title or heading begins with: the last place of a chain, or the body."""
        actors = [m for m in self.mentions.get(reading.sentence.index, ()) if m.type in _ACTORS]
        best = None
        position = None
        for mention in actors:
            if position is None and mention.start > 4 or position is not None and mention.start != position:
                break
            best, position = mention, mention.end
        if best and any(m.type is EntityType.POLICY and m.start <= best.start for m in self.mentions[reading.sentence.index]):
            return self._place_of(best) or self.owner[best]  # who issued a notice speaks for its place
        return self.owner[best] if best else None

    def _place_of(self, body: Mention) -> str | None:
        """The place of the document that a body's name begins with."""
        named = body.text.removeprefix("中共")
        return next((self.owner[m] for mentions in self.mentions.values() for m in mentions
                     if m.type is EntityType.PLACE and named.startswith(m.text)), None)

    def _main(self) -> str | None:
        """What the document is about: the actor of its title, else the one named most, the early ones first."""
        weights: Counter[str] = Counter()
        for reading in self.readings:
            kind = reading.sentence.kind
            if kind in (Kind.BYLINE, Kind.FURNITURE):
                continue
            weight = 6 if kind is Kind.TITLE else 3 if reading.sentence.index < 4 else 1
            chain_end = None
            for mention in self.mentions.get(reading.sentence.index, ()):
                if mention.type in _ACTORS:
                    weights[self.owner[mention]] += weight
                    if chain_end is not None and mention.start == chain_end[0] and mention.type is EntityType.PLACE:
                        weights[chain_end[1]] -= weight  # the upper place of a chain only locates the lower one
                    chain_end = (mention.end, self.owner[mention])
        best = weights.most_common(1)
        return best[0][0] if best and best[0][1] > 1 else None

    def agents(self, reading: Reading, position: int, types: Sequence[EntityType] = _ACTORS) -> tuple[list[str], bool]:
        """The entities that act at `position` of a sentence, and whether the clause itself names them.

        An agent stands before the position in its clause, else leads an earlier clause of the sentence, else led an
        earlier sentence of the paragraph; else the topic acts. Coordinated agents act together.
        """
        clause = reading.clause_at(position)
        for index in range(clause, -1, -1):
            start, end = reading.clauses[index]
            limit = position if index == clause else end
            found = self._in_clause(reading, start, limit, types, leading=index != clause)
            if found:
                return [self.owner[m] for m in found], index == clause
            if self.lexicon.words("frames.pointing").inside(reading.text[start:limit]):
                break
            if body := self._pointed_at(reading, start, limit):
                return [body], index == clause
        else:
            inherited = self._earlier(reading, types)
            if inherited:
                return inherited, False
        topic = self.topic(reading.sentence.index)
        return ([topic], False) if topic else ([], False)

    def _pointed_at(self, reading: Reading, start: int, limit: int) -> str | None:
        """The body that 公司, 该院 and the like at the start of a clause point back to: the last named one of its kind."""
        word = self.lexicon.words("frames.pointing_bodies").at_start(reading.text[start:limit].lstrip("，该我本 "))
        if word is None:
            return None
        for index in range(reading.sentence.index, max(-1, reading.sentence.index - 8), -1):
            for mention in reversed(self.mentions.get(index, ())):
                before = index < reading.sentence.index or mention.end <= start
                if before and mention.type is EntityType.ORGANIZATION and mention.text.endswith(word[-1]):
                    return self.owner[mention]
        return None

    def _earlier(self, reading: Reading, types: Sequence[EntityType]) -> list[str]:
        """Who led an earlier sentence of the same paragraph."""
        for index in range(reading.sentence.index - 1, max(-1, reading.sentence.index - 4), -1):
            earlier = self.readings[index]
            if earlier.sentence.paragraph != reading.sentence.paragraph:
                return []
            for start, end in earlier.clauses:
                found = self._in_clause(earlier, start, end, types, leading=True)
                if found:
                    return [self.owner[m] for m in found]
        return []

    def _in_clause(self, reading: Reading, start: int, limit: int, types: Sequence[EntityType], leading: bool) -> list[Mention]:
        """The agents in characters `start` to `limit`; with `leading`, only those that open the clause."""
        mentions = [m for m in self.mentions.get(reading.sentence.index, ()) if start <= m.start and m.end <= limit]
        for last in reversed(mentions):
            if last.type not in types or reading.quoted[last.start] and last.rule != "quoted name":
                continue
            group = self._coordinated(reading, mentions, last)
            first = self._chain_start(mentions, group[0])
            opens = bool(_OPENERS.match(reading.text[start:first]))
            if self._is_oblique(reading, start, first) or not (opens or self._acts(reading, last.end)):
                continue
            if leading and not opens:
                continue
            return group
        return []

    def _coordinated(self, reading: Reading, mentions: Sequence[Mention], last: Mention) -> list[Mention]:
        """The mentions of one kind that are joined to the last one; posts and bodies before persons do not part them."""
        group, position = [last], last.start
        posts = self.lexicon.words("persons.posts")
        for other in sorted((m for m in mentions if m.start < last.start), key=lambda m: -m.start):
            if last.type is EntityType.PERSON:
                while post := posts.at_end(reading.text, position):
                    position -= len(post)
            gap = reading.text[other.end:position]
            if other.end > position:
                continue
            if other.type is last.type and _JOINS.fullmatch(gap) and (gap or other.type is EntityType.ORGANIZATION):
                group.insert(0, other)
                position = other.start
            elif last.type is EntityType.PERSON and other.type is EntityType.ORGANIZATION and len(gap) <= 4:
                position = other.start
            else:
                break
        return group

    @staticmethod
    def _chain_start(mentions: Sequence[Mention], mention: Mention) -> int:
        start = mention.start
        for other in reversed(mentions):
            if other.end == start and other.type is EntityType.PLACE:
                start = other.start
        return start

    def _is_oblique(self, reading: Reading, start: int, position: int) -> bool:
        front = reading.text[start:position].rstrip("“ ")
        return self.lexicon.words("frames.oblique_prepositions").at_end(front) is not None

    def _acts(self, reading: Reading, end: int) -> bool:
        """Whether what follows a name lets it act: a verb, an adverb, a preposition, not a noun that it only modifies."""
        text = reading.text
        if end >= len(text):
            return True
        token = reading.tokens[reading.token_at(end)]
        if token.start < end:
            return True
        word = reading.word(token)
        return token.tag in _PREDICATE_TAGS and word not in ("的", "市民") or word in self.lexicon.words("frames.run")
