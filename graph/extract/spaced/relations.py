"""Who does what: frames of words between two names, as `frames.toml` tells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graph.extract.lexicon import Lexicon
from graph.extract.spaced.identity import Group
from graph.extract.spaced.names import Name
from graph.extract.spaced.text import Phrases, Text
from graph.facts import EntityType, Predicate, Relation

REACH = 14
"""Words between a verb and the name that it is about."""
_AFTER = 8
"""Words between a person and the body of a post that stands behind the name."""
_OFTEN = 3
"""Mentions that make a body the one whose document this is."""
_STOPS = frozenset(";:.")


@dataclass(frozen=True)
class Placed:
    """A name in its sentence, and the thing it names."""

    name: Name
    thing: Group


class Subjects:
    """Who a clause is about where it does not say: the body that the document is of, and what was named last."""

    def __init__(self, lexicon: Lexicon, groups: Sequence[Group]) -> None:
        self._speakers = lexicon.words("words.speakers").all
        self._pronouns = lexicon.words("words.pronouns").all
        self._pointers = lexicon.words("words.pointers").all
        bodies = [g for g in groups if g.type is EntityType.ORGANIZATION]
        often = sorted((len(g.mentions) for g in bodies), reverse=True)
        # A body that is hardly named more often than the next one is not whose document this is.
        clear = often[:1] > [_OFTEN - 1] and 2 * often[0] >= 3 * sum(often[1:2])
        self.speaker = max(bodies, key=lambda g: len(g.mentions)) if clear else _owner(bodies)
        self._latest: dict[str, Group] = {}
        self._last: Group | None = None

    def pass_over(self, placed: Sequence[Placed]) -> None:
        """Remember what a sentence has named, for those after it."""
        for one in placed:
            words = one.thing.name.split()
            for word in (words[0], words[-1]):
                self._latest[word.casefold()] = one.thing
        acting = [one.thing for one in placed if one.thing.type in (EntityType.ORGANIZATION, EntityType.PLACE)]
        self._last = acting[0] if acting else self._last

    def pointed(self, text: Text, first: int, last: int, kinds: Sequence[EntityType]) -> tuple[Group, str] | None:
        """The thing that words `first` to `last` point to, the nearest to `last` first, and how they do."""
        for index in range(last - 1, first - 1, -1):
            word = text.words[index].lower
            found: Group | None = None
            how = "pronoun"
            if word in self._speakers:
                found, how = self.speaker, "speaker"
            elif word in self._pronouns:
                found = self._last
            elif index > first and text.words[index - 1].lower in self._pointers:
                found, how = self._latest.get(word), "pointer"
            if found and found.type in kinds:
                return found, how
        return None


def _owner(bodies: Sequence[Group]) -> Group | None:
    """The one body that others are named after (ABC in ABC Development Committee), or None."""
    by_first = defaultdict(list)
    for body in bodies:
        by_first[body.name.split()[0]].append(body)
    owners = [body for body in bodies if " " not in body.name and len(by_first[body.name]) > 1]
    return owners[0] if len(owners) == 1 else None


class Frames:
    """The frames of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._frames = [_Frame(name, data) for name, data in lexicon.tables["frames"].items()]
        self._list = lexicon.words("words.list_marks").all
        self._articles = frozenset(lexicon.value("names.joints")["articles"])

    def find(self, text: Text, placed: Sequence[Placed], subjects: Subjects) -> Iterator[Relation]:
        """The relations that a sentence states."""
        for one in placed:
            yield from self._leadership(text, one, placed, subjects)
        for frame in self._frames:
            if frame.adjacent:
                yield from self._adjacent(text, placed, frame)
            else:
                yield from self._reaching(text, placed, subjects, frame)

    def _adjacent(self, text: Text, placed: Sequence[Placed], frame: _Frame) -> Iterator[Relation]:
        for left, right in pairwise(placed):
            start, end = left.name.last, right.name.first
            if end > start and text.words[end - 1].lower in self._articles and end - start > 1:
                end -= 1
            if frame.forward.are(text.words, start, end) and start < end:
                if frame.fits(left, right):
                    yield _relation(text, left, right, frame, "")
            elif frame.backward.are(text.words, start, end) and start < end and frame.fits(right, left):
                yield _relation(text, right, left, frame, "")

    def _reaching(self, text: Text, placed: Sequence[Placed], subjects: Subjects, frame: _Frame) -> Iterator[Relation]:
        for index in range(len(text.words)):
            back = frame.backward.at(text.words, index)
            length = back or frame.forward.at(text.words, index)
            if not length or any(one.name.first <= index < one.name.last for one in placed):
                continue
            before = [at for at, one in enumerate(placed) if self._near(text, one.name.last, index)]
            after = [at for at, one in enumerate(placed) if self._near(text, index + length, one.name.first)]
            kinds, other_kinds = (frame.object, frame.subject) if back else (frame.subject, frame.object)
            first = next((at for at in after if placed[at].thing.type in other_kinds), None)
            if first is None:
                continue
            ends = [placed[first], *self._listed(text, placed, first)]
            left = next((at for at in reversed(before) if placed[at].thing.type in kinds), None)
            start = placed[left].name.last if left is not None else 0
            pointed = None if back else subjects.pointed(text, max(start, index - REACH), index, kinds)
            how = ""
            if pointed:
                lefts = [Placed(placed[first].name, pointed[0])]
                how = pointed[1]
            elif left is not None:
                lefts = [placed[left]] if back else [placed[left], *self._listed_before(text, placed, left)]
            else:
                continue
            for one in lefts:
                for other in ends:
                    subject, thing = (other, one) if back else (one, other)
                    if frame.fits(subject, thing):
                        yield _relation(text, subject, thing, frame, how, index)

    def _near(self, text: Text, start: int, end: int) -> bool:
        return 0 <= end - start <= REACH and not any(word.text in _STOPS for word in text.words[start:end])

    def _listed(self, text: Text, placed: Sequence[Placed], at: int) -> Iterator[Placed]:
        """The names that go on with the list that name `at` begins, as long as they are of its type."""
        for left, right in zip(placed[at:], placed[at + 1 :], strict=False):
            between = text.words[left.name.last : right.name.first]
            if not between or right.thing.type is not placed[at].thing.type or any(
                word.lower not in self._list and word.lower not in self._articles for word in between
            ):
                return
            yield right

    def _listed_before(self, text: Text, placed: Sequence[Placed], at: int) -> Iterator[Placed]:
        for start in range(at - 1, -1, -1):
            if at not in range(start + 1, start + 1 + len(list(self._listed(text, placed, start)))):
                return
            yield placed[start]

    def _leadership(
        self, text: Text, one: Placed, placed: Sequence[Placed], subjects: Subjects,
    ) -> Iterator[Relation]:
        """Who holds a post leads the body beside the post; a post without one is of the body whose document it is."""
        if one.thing.type is not EntityType.PERSON or not one.name.post:
            return
        frame = _POST
        beside = [
            other for other in placed if other.thing.type is EntityType.ORGANIZATION
            and (0 <= one.name.first - other.name.last <= 6 if one.name.rule == "post before"
                 else 0 <= other.name.first - one.name.last <= _AFTER)
        ]
        if beside:
            best = beside[-1] if one.name.rule == "post before" else beside[0]
            yield _relation(text, one, best, frame, "")
        elif subjects.speaker and one.name.rule == "post after":
            yield _relation(text, one, Placed(one.name, subjects.speaker), frame, "speaker")


class _Frame:
    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.predicate = Predicate(data["predicate"])
        self.subject = [EntityType(kind) for kind in data["subject"]]
        self.object = [EntityType(kind) for kind in data["object"]]
        self.forward, self.backward = Phrases(data["forward"]), Phrases(data["backward"])
        self.adjacent: bool = data["adjacent"]
        self.confidence: float = data["confidence"]

    def fits(self, subject: Placed, other: Placed) -> bool:
        """Whether the two are of the types that the frame wants, and two things."""
        return (
            subject.thing.type in self.subject and other.thing.type in self.object and subject.thing is not other.thing
        )


_POST = _Frame("post", {
    "predicate": "leads", "subject": ["Person"], "object": ["Organization"], "forward": ["-"], "backward": ["-"],
    "adjacent": True, "confidence": 0.75,
})


def _relation(
    text: Text, subject: Placed, other: Placed, frame: _Frame, how: str, verb: int | None = None,
) -> Relation:
    """The relation, quoted from the first of its words to the last. What is only pointed to is less sure."""
    edges = [subject.name.first, subject.name.last, other.name.first, other.name.last]
    edges += [] if verb is None else [verb, verb + 1]
    words = text.words
    evidence = text.sentence.evidence(words[min(edges)].start, words[max(edges) - 1].end)
    return Relation(
        subject.thing.id, frame.predicate, other.thing.id, evidence,
        round(frame.confidence * (0.75 if how else 1), 2), f"{frame.name}, {how}" if how else frame.name,
    )
