"""Who a clause is about: its own agent, or the one inherited from sentence, paragraph, heading or title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType
from graph.layout import Kind

ACTORS = (EntityType.ORGANIZATION, EntityType.PLACE)
"""What can act: a place stands for those who act in its name (茅箭区出台了…)."""
_JOINS = re.compile(r"(?:[、和与及暨\s]|以及)?")
_PREDICATE_TAGS = ("v", "vd", "d", "ad", "p", "c", "w", "TIME", "t", "xc", "vn", "m")
_NOMINAL_TAGS = ("n", "nz", "vn", "an", "r", "s", "ORG", "LOC", "PER", "nw")
_OPENERS = re.compile(
    r"(?:[\s“]|为[^，]*+|作为[^，]*+|近年来|目前|原来|此前|过去|后来|现在|同时|此外|另外|其中|如今|今年|去年|据悉|据了解|近日|日前|当天|随后|会上|会后|"
    r"依托|通过|由|[\d年月日上下午旬至\-—]|截至[^，]*+|[^，]{0,8}以来|[^，]{0,6}期间)*"
)
_ADCODE_LENGTH = {
    "省": (2,),
    "市": (4, 6, 2),
    "州": (4,),
    "县": (6,),
    "区": (6, 4),
    "旗": (6,),
    "镇": (9,),
    "乡": (9,),
    "村": (),
}


@dataclass(frozen=True)
class Subjects:
    """The actors of a document. `mentions` are by sentence, `owner` maps a mention to its entity's id."""

    readings: Sequence[Reading]
    mentions: Mapping[int, Sequence[Mention]]
    owner: Mapping[Mention, str]
    lexicon: Lexicon

    def topic(self, sentence: int) -> str | None:
        """The entity that the text around a sentence is about, or None."""
        return self._topics[sentence]

    def agents(self, reading: Reading, position: int, types: Sequence[EntityType] = ACTORS) -> tuple[list[str], bool]:
        """The entities that act at `position` of a sentence, and whether the clause itself names them.

        An agent stands before the position in its clause, else opens the sentence, else opened an earlier sentence of
        the paragraph; else the topic acts. Coordinated agents act together.
        """
        clause = reading.clause_at(position)
        start, _ = reading.clauses[clause]
        if found := self._in_clause(reading, start, position, types):
            return [self.owner[m] for m in found], True
        if pointed := self._pointed_at(reading, start, position):
            return [pointed], True
        strict = False  # once a noun is the subject, only who opens an earlier sentence at its very start is taken over
        for earlier in self._sentences(reading):
            limit = start if earlier is reading else len(earlier.text)
            opening, is_open = self._opening(earlier, limit, types, first_only=strict)
            if opening and (is_open or strict):
                return opening, False
            strict = strict or not is_open
        topic = self.topic(reading.sentence.index)
        return ([topic], False) if topic else ([], False)

    def _sentences(self, reading: Reading) -> Iterator[Reading]:
        """The sentence and the three before it in its paragraph, from the last one back."""
        for index in range(reading.sentence.index, max(-1, reading.sentence.index - 4), -1):
            if self.readings[index].sentence.paragraph != reading.sentence.paragraph:
                return
            yield self.readings[index]

    def _opening(
        self, reading: Reading, limit: int, types: Sequence[EntityType], *, first_only: bool = False
    ) -> tuple[list[str], bool]:
        """Who opens a sentence before `limit`, and whether its subject is left open.

        It is not where a clause begins with a noun that is no actor: that noun is the subject of the rest.
        """
        for start, end in reading.clauses[:1] if first_only else reading.clauses:
            if start >= limit:
                break
            if found := self._in_clause(reading, start, min(end, limit), types, leading=True):
                return [self.owner[m] for m in found], True
            if pointed := self._body_pointed_at(reading, start, min(end, limit)):
                return [pointed], True
            if pointed := self._place_pointed_at(reading, start, end):
                return [pointed], True
            opener = _OPENERS.match(reading.text[start:end])
            first = start + (opener.end() if opener else 0)
            if first < end and reading.tokens[reading.token_at(first)].tag in _NOMINAL_TAGS:
                return [], False
        return [], True

    def _in_clause(
        self, reading: Reading, start: int, limit: int, types: Sequence[EntityType], *, leading: bool = False
    ) -> list[Mention]:
        """The agents in characters `start` to `limit`: after 由, else opening the clause, else the last one that acts.

        With `leading`, only those that open the clause.
        """
        mentions = [m for m in self.mentions.get(reading.sentence.index, ()) if start <= m.start and m.end <= limit]
        acting: list[list[Mention]] = []
        opening: list[Mention] = []
        for last in reversed(mentions):
            if last.type not in types or reading.quoted[last.start] and last.rule != "quoted name":
                continue
            group, first = self._coordinated(reading, mentions, last)
            first = self._chain_start(mentions, first)
            front = reading.text[start:first]
            if self.lexicon.words("frames.agent_prepositions").at_end(front.rstrip("“ ")) and not leading:
                return group
            if pointing := self.lexicon.words("frames.pointing").at_end(front):
                front = front[: -len(pointing)]  # 该县便民服务队
            if _OPENERS.fullmatch(front):
                opening = opening or group
            elif not leading and not self._is_oblique(front) and self._acts(reading, last.end):
                acting.append(group)
        if opening and len(opening) >= 1:
            return opening
        return acting[0] if acting else []

    def _coordinated(self, reading: Reading, mentions: Sequence[Mention], last: Mention) -> tuple[list[Mention], int]:
        """The mentions of one kind that are joined to the last one, and where the first of them begins.

        Posts and bodies before persons do not part them, and are included in where they begin.
        """
        group, position = [last], last.start
        posts = self.lexicon.words("persons.posts")
        for other in sorted((m for m in mentions if m.start < last.start), key=lambda m: -m.start):
            if last.type is EntityType.PERSON:
                while post := posts.at_end(reading.text, position):
                    position -= len(post)
            if other.end > position:
                continue
            gap = reading.text[other.end : position]
            if other.type is last.type and _JOINS.fullmatch(gap) and (gap or other.type is EntityType.ORGANIZATION):
                group.insert(0, other)
                position = other.start
            elif last.type is EntityType.PERSON and other.type is EntityType.ORGANIZATION and len(gap) <= 4:
                position = other.start
            else:
                break
        return group, position

    @staticmethod
    def _chain_start(mentions: Sequence[Mention], start: int) -> int:
        for other in reversed(mentions):
            if other.end == start and other.type is EntityType.PLACE:
                start = other.start
        return start

    def _is_oblique(self, front: str) -> bool:
        return self.lexicon.words("frames.oblique_prepositions").at_end(front.rstrip("“ ")) is not None

    def _acts(self, reading: Reading, end: int) -> bool:
        """Whether what follows a name lets it act: a verb, an adverb or the like, not a noun that it modifies."""
        if end >= len(reading.text):
            return True
        token = reading.tokens[reading.token_at(end)]
        if token.start < end:
            return True
        return token.tag in _PREDICATE_TAGS or reading.word(token) in self.lexicon.words("frames.run")

    def _pointed_at(self, reading: Reading, start: int, limit: int) -> str | None:
        """What 全县, 该市, 公司 and the like in a clause point back to."""
        clause = reading.text[start:limit]
        if match := self.lexicon.words("frames.pointing").pattern.search(clause):
            return self._place_of_level(match.group()[-1], reading.sentence.index)
        return self._body_pointed_at(reading, start, limit)

    def _place_pointed_at(self, reading: Reading, start: int, end: int) -> str | None:
        """The place that acts where a clause opens with 全县, 我市 or the like and a verb or adverb follows."""
        opener = _OPENERS.match(reading.text[start:end])
        first = start + (opener.end() if opener else 0)
        word = self.lexicon.words("frames.pointing").at_start(reading.text, first)
        if word is None or not self._acts(reading, first + len(word)):
            return None
        return self._place_of_level(word[-1], reading.sentence.index)

    def _body_pointed_at(self, reading: Reading, start: int, limit: int) -> str | None:
        clause = reading.text[start:limit]
        opener = _OPENERS.match(clause)
        word = self.lexicon.words("frames.pointing_bodies").at_start(
            clause[opener.end() if opener else 0 :].lstrip("，该我本 ")
        )
        if word is None:
            return None
        for index in range(reading.sentence.index, max(-1, reading.sentence.index - 8), -1):
            for mention in reversed(self.mentions.get(index, ())):
                before = index < reading.sentence.index or mention.end <= start
                if before and mention.type is EntityType.ORGANIZATION and mention.text.endswith(word[-1]):
                    return self.owner[mention]
        return None

    def _place_of_level(self, level: str, sentence: int) -> str | None:
        """The place of a level (县, 市, …) that the text is about: the topic if it is one, else the one named most."""
        places = self._levels.get(level, ())
        topic = self.topic(sentence)
        if not places or topic in places:
            return topic
        return places[0]

    @cached_property
    def _levels(self) -> dict[str, tuple[str, ...]]:
        """The places of each level, the one named most first."""
        counts: Counter[str] = Counter()
        names: dict[str, set[str]] = {}
        for mentions in self.mentions.values():
            for mention in mentions:
                if mention.type is EntityType.PLACE:
                    counts[self.owner[mention]] += 1
                    names.setdefault(self.owner[mention], set()).add(mention.text)
        found: dict[str, list[str]] = {}
        for identifier, _ in counts.most_common():
            for level, lengths in _ADCODE_LENGTH.items():
                if any(
                    name.endswith(level)
                    or any(len(d.code) in lengths and d.name.endswith(level) for d in gazetteer.lookup(name))
                    for name in names[identifier]
                ):
                    found.setdefault(level, []).append(identifier)
        return {level: tuple(ids) for level, ids in found.items()}

    @cached_property
    def _topics(self) -> list[str | None]:
        """For each sentence, what the nearest heading above it, or else the whole document, is about."""
        current, found = self._main(), []
        for reading in self.readings:
            if reading.sentence.kind in (Kind.TITLE, Kind.HEADING):
                current = self._named_at_start(reading) or current
            found.append(current)
        return found

    def _named_at_start(self, reading: Reading) -> str | None:
        """The actor that a title or heading begins with: the last place of a chain, or the body."""
        mentions = self.mentions.get(reading.sentence.index, ())
        if any(m.type is EntityType.PERSON for m in mentions):
            return None  # a line that says who speaks or writes
        actors = [m for m in mentions if m.type in ACTORS]
        policy = next((m for m in mentions if m.type is EntityType.POLICY and m.start < 6), None)
        if policy:
            return self._place_named(policy.text)  # who issues a paper speaks for its place
        best = None
        position = None
        for mention in actors:
            quoting = (
                position is not None and reading.text[position : mention.start] == "："
            )  # 中国新闻网：武汉科技大学…
            if (
                position is None
                and mention.start > 4
                or position is not None
                and mention.start != position
                and not quoting
            ):
                break
            best, position = mention, mention.end
        return self.owner[best] if best else None

    def _place_named(self, title: str) -> str | None:
        """The place of the document that a title names first."""
        for found in gazetteer.find(title):
            for mentions in self.mentions.values():
                for mention in mentions:
                    if mention.type is EntityType.PLACE and set(gazetteer.lookup(mention.text)) & set(found.divisions):
                        return self.owner[mention]
        return None

    def _main(self) -> str | None:
        """What the document is about: the actor named most, those of the title and of the first sentences above all."""
        weights: Counter[str] = Counter()
        for reading in self.readings:
            kind = reading.sentence.kind
            if kind in (Kind.BYLINE, Kind.FURNITURE):
                continue
            weight = 6 if kind is Kind.TITLE else 3 if reading.sentence.index < 4 else 1
            chain_end = None
            for mention in self.mentions.get(reading.sentence.index, ()):
                if mention.type in ACTORS:
                    weights[self.owner[mention]] += weight
                    if chain_end is not None and mention.start == chain_end[0] and mention.type is EntityType.PLACE:
                        weights[chain_end[1]] -= weight  # the upper place of a chain only locates the lower one
                    chain_end = (mention.end, self.owner[mention])
        best = weights.most_common(1)
        return best[0][0] if best and best[0][1] > 1 else None
