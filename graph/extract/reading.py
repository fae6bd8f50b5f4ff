"""A sentence as the finders see it: its words, its clauses and its quotations."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from graph.document import Sentence
from graph.extract.lexicon import Lexicon
from graph.extract.tagger import Token
from graph.facts import EntityType, Span

_OPENING = {"“": "”", "《": "》", "「": "」", "‘": "’"}
_BRACKETS = {"（": "）", "(": ")"}
_CLAUSE_END = re.compile(r"[，,；;：:。！？!?]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence: characters `start` to `end`, and the finder's rule that saw it.

    `name` is the name that the words stand for where it is not the words themselves (二中 is 十九届二中全会);
    `inner` the part that can stand for it alone (百人计划 in 村干部能力提升“百人计划”).
    """

    sentence: int
    start: int
    end: int
    type: EntityType
    text: str
    rule: str
    name: str | None = None
    inner: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A sentence with its tokens. `text` is the sentence's text, normalized character by character."""

    sentence: Sentence
    text: str
    tokens: tuple[Token, ...]

    def mention(
        self, start: int, end: int, kind: EntityType, rule: str, name: str | None = None, inner: tuple[str, ...] = ()
    ) -> Mention:
        """A mention of this sentence's characters `start` to `end`."""
        return Mention(self.sentence.index, start, end, kind, self.text[start:end], rule, name, inner)

    @cached_property
    def starts(self) -> array[int]:
        """Where each token starts."""
        return array("i", [token.start for token in self.tokens])

    def token_at(self, position: int) -> int:
        """The index of the token that holds the character at `position`."""
        return bisect_right(self.starts, position) - 1

    def word(self, token: Token) -> str:
        """The characters of a token."""
        return self.text[token.start : token.end]

    @cached_property
    def quotations(self) -> tuple[tuple[int, int, str], ...]:
        """Outermost quotations: start of the opening mark, end behind the closing one, and the opening mark.

        A closing mark without an opening one at the very start of a paragraph's text quotes what stands before it.
        """
        found = []
        opened: tuple[int, str] | None = None
        for position, character in enumerate(self.text):
            if opened is None and character in _OPENING:
                opened = (position, character)
            elif opened is not None and character == _OPENING[opened[1]]:
                found.append((opened[0], position + 1, opened[1]))
                opened = None
            elif character == "”" and not found and opened is None and 2 <= position <= 20:
                found.append((-1, position + 1, "“"))
        return tuple(found)

    @cached_property
    def quoted(self) -> bytearray:
        """For each character, whether it stands inside a quotation, its marks included."""
        flags = bytearray(len(self.text) + 1)
        for start, end, mark in self.quotations:
            about = self.text.find("关于", start, end) if mark == "《" else -1
            first = about if about > 0 else max(start, 0)  # who issues a document stands before 关于, free to be read
            flags[first:end] = b"\1" * (end - first)
        return flags

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The clauses: what commas, colons and the like set off, outside quotations and brackets."""
        found, start = [], 0
        closing: list[str] = []
        for match in _CLAUSE_MARK.finditer(self.text):
            position, mark = match.start(), match.group()
            if mark in _BRACKETS:
                closing.append(_BRACKETS[mark])
            elif closing and mark == closing[-1]:
                closing.pop()
            elif not closing and not self.quoted[position] and _CLAUSE_END.match(mark):
                if position > start:
                    found.append((start, position))
                start = match.end()
        if start < len(self.text):
            found.append((start, len(self.text)))
        return tuple(found)

    def clause_at(self, position: int) -> int:
        """The index of the clause that holds the character at `position`."""
        return max(0, bisect_right([start for start, _ in self.clauses], position) - 1)


_YEARS = re.compile("[一二三四五六七八九十两]年")
_CLAUSE_MARK = re.compile(r"[，,；;：:。！？!?（）()]")


def phrase_start(
    reading: Reading, anchor: int, lexicon: Lexicon, *, floor: int = 0, limit: int = 30, across: bool = False
) -> int:
    """Where the noun phrase that ends at `anchor` begins.

    Walks left over words that can stand inside a name and stops at punctuation, function words and verbs of carrying
    out. With `across`, 、 and 和 inside the phrase are walked over too. A balanced bracket is part of the phrase. Never
    goes below `floor` or further than `limit` characters.
    """
    start, index = _cut_token(reading, anchor, floor, lexicon)
    while index >= 0:
        token = reading.tokens[index]
        if token.start < floor or anchor - token.start > limit:
            break
        word = reading.word(token)
        if word in ("）", ")"):
            opening = reading.text.rfind("（" if word == "）" else "(", max(floor, token.start - 8), token.start)
            if opening <= 0:
                break
            start, index = opening, reading.token_at(opening) - 1
        elif across and index and word in lexicon.words("words.conjunctions"):
            if not _may_stand(reading, reading.tokens[index - 1], lexicon):
                break
            start, index = token.start, index - 1
        elif _YEARS.fullmatch(word) or _may_stand(reading, token, lexicon):  # 三年行动计划
            start, index = token.start, index - 1
        else:
            break
    while start < anchor and reading.text[start] in "、和与及同 \u3000":
        start += 1
    return start


def _cut_token(reading: Reading, anchor: int, floor: int, lexicon: Lexicon) -> tuple[int, int]:
    """Where the phrase begins so far, and the token before it.

    Where the anchor cuts a word, its front belongs to the phrase, save a verb.
    """
    index = reading.token_at(anchor - 1) if anchor else -1
    if index < 0 or reading.tokens[index].end <= anchor:
        return anchor, index
    front = reading.tokens[index].start
    if verb := lexicon.words("frames.run").at_start(reading.text, front):
        return min(anchor, front + len(verb)), -1
    return max(front, floor), index - 1


def _may_stand(reading: Reading, token: Token, lexicon: Lexicon) -> bool:
    """Whether a word can stand inside a name."""
    word = reading.word(token)
    if (
        token.tag not in lexicon.words("words.nominal_tags")
        or reading.quoted[token.start]
        or token.tag == "m"
        and word[0] != "第"
    ):
        return False
    if word in lexicon.words("words.boundaries") and token.tag not in ("n", "vn"):
        return False
    return token.tag not in ("v", "vd", "ad", "a") or (
        word not in lexicon.words("frames.run") and word not in lexicon.words("words.stop_verbs")
    )
