"""Persons: names by the tagger, by posts before them and in bylines, checked by family name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType
from graph.layout import Kind

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{1,8})*")
_BYLINE_MARK = re.compile(
    r"(?:特约|实习|见习|本报|本刊|全媒体)*(?:记者|通讯员|作者|编辑|撰稿|供稿|摄影|文|图)[：:／/]?\s?"
)


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The persons named in a sentence."""
    if reading.sentence.kind is Kind.BYLINE:
        yield from _byline(reading, lexicon)
        return
    for match in lexicon.words("persons.leaders").pattern.finditer(reading.text):
        if not lexicon.words("persons.doctrines").at_start(reading.text, match.end()):
            yield reading.mention(match.start(), match.end(), EntityType.PERSON, "set phrase")
    surnames, doctrines = lexicon.words("persons.surnames"), lexicon.words("persons.doctrines")
    text = reading.text
    seen: set[int] = set()
    for token in reading.tokens:
        word = reading.word(token)
        if token.tag != "PER" or not _NAME.fullmatch(word) or not surnames.at_start(word) or word in surnames:
            continue
        if doctrines.at_start(text, token.end) or reading.quoted[token.start] and text[token.start - 1] in "“《":
            continue
        if _unlikely(word, lexicon) or any(s <= token.start < e for s, e, mark in reading.quotations if mark == "《"):
            continue
        seen.add(token.start)
        yield reading.mention(token.start, token.end, EntityType.PERSON, "tagger")
    yield from _after_post(reading, lexicon, seen)


def _unlikely(name: str, lexicon: Lexicon) -> bool:
    """Whether a word cannot be a name: a function word at its end, a common word, or too long for its family name."""
    family = lexicon.words("persons.surnames").at_start(name) or ""
    return (
        name in lexicon.words("persons.not_persons")
        or name[-1] in "了的着过们"
        or "·" not in name
        and len(name) > len(family) + 2
    )


def _after_post(reading: Reading, lexicon: Lexicon, seen: set[int]) -> Iterator[Mention]:
    """Names that the tagger missed: two or three characters between a post or role and what follows names."""
    surnames, after = lexicon.words("persons.surnames"), lexicon.words("persons.after")
    text = reading.text
    for path in ("persons.posts", "persons.roles"):
        for match in lexicon.words(path).pattern.finditer(text):
            start = match.end()
            if start in seen or not surnames.at_start(text, start) or reading.quoted[start]:
                continue
            for length in (3, 2):
                end = start + length
                name = text[start:end]
                if (
                    len(name) == length
                    and not _unlikely(name, lexicon)
                    and _NAME.fullmatch(name)
                    and (end == len(text) or after.at_start(text, end))
                ):
                    tokens = [t for t in reading.tokens if t.start < end and t.end > start]
                    if (
                        tokens[0].start == start
                        and tokens[-1].end <= end
                        and all(
                            t.tag in ("PER", "n", "v", "a", "nz", "vn", "LOC", "nr", "r", "d", "u", "p") for t in tokens
                        )
                        and (len(tokens) > 1 or tokens[0].tag in ("PER", "nz", "LOC", "nr"))
                    ):
                        seen.add(start)
                        yield reading.mention(start, end, EntityType.PERSON, "after post")
                        break


def _byline(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    surnames = lexicon.words("persons.surnames")
    text = reading.text
    blocked = [False] * len(text)
    for mark in _BYLINE_MARK.finditer(text):
        blocked[mark.start() : mark.end()] = [True] * (mark.end() - mark.start())
    free = "".join(" " if stop or not "\u4e00" <= c <= "\u9fff" else c for c, stop in zip(text, blocked, strict=True))
    for match in re.finditer(r"\S+", free):
        if surnames.at_start(match.group()) and len(match.group()) >= 2 and not _unlikely(match.group(), lexicon):
            yield reading.mention(match.start(), match.end(), EntityType.PERSON, "byline")
