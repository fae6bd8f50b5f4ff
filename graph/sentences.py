"""A paragraph cut into sentences.

A paragraph comes as the spans of its lines. Blanks that layout has put into the middle of Chinese words, and invisible
characters, are left out of the spans of its sentences; line breaks between Latin words are read as spaces.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from graph.facts import Span

SPACED = 300
"""A blank between Chinese characters in so many characters, or oftener, comes from the page and not from the writer."""
MAX_LENGTH = 2_000
"""Characters beyond which a run without an end mark is no sentence: it is cut at its last semicolon, comma or blank."""

_CJK = "\u2014\u2018-\u201d\u2026\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20"
_CLOSERS = "”’」』）)】》〉"
_END = re.compile(rf"[。！？!?]+[{_CLOSERS}\"']*|(?<=\S)\.[”’)\"'\]]*(?=\s|$)")
_OPENERS = "“\"‘'($《【（"
_CUTS = ("；;", "，,", "、", " ")
_ESCAPE = r"\x1b\[[0-9;]{0,20}[A-Za-z]"  # the colour of a terminal
_INVISIBLE = re.compile(
    rf"(?:{_ESCAPE}|[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\xad\x00-\x08\x0e-\x1b\x7f])+",
)
_MARKDOWN = re.compile(
    r"!\[[^\[\]\n]{0,100}\]\([^()\s]{1,300}\)()"  # a picture
    r"|\[([^\[\]\n]{1,100})\]\((?:https?:|/|#)[^()\s]{0,300}\)"
    r"|\*\*(?=[\w“《（])([^*\n]{1,200})(?:(?<=[”》）。：])\*\*|(?<=\w)\*\*(?!\w))(?!\*)",
)
"""Pictures, links and emphasis, but no hidden names (张**获评，李**入选): the last group is what a reader sees."""
_BLANK = re.compile(rf"(?<=[{_CJK}])[ \xa0](?=[{_CJK}])")
_LISTED = 8
_ARTICLE = re.compile(r"(?:第\s?[\d一二三四五六七八九十百]{1,4}(?:\s\d){0,2}\s?[条章节款项]|附件\s?\d{0,2})$")
_ABBREVIATION = re.compile(r"(?:^|[\s(“\"])([A-Za-z](?:\.[A-Za-z])+|[A-Za-z]+)$")


@dataclass(frozen=True)
class _Words:
    after_quote: tuple[str, ...]
    speech: re.Pattern[str]
    abbreviations: frozenset[str]
    may_end: frozenset[str]
    openers: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("layout.toml").read_text("utf-8"))
    return _Words(
        tuple(data["after_quote"]),
        re.compile(rf"(?:{'|'.join(map(re.escape, data['speech']))})$"),
        frozenset(data["abbreviations"]), frozenset(data["may_end"]), frozenset(data["openers"]),
    )


def is_spaced(text: str) -> bool:
    """Whether the blanks between Chinese characters of `text` are so many that they come from a page's line breaks."""
    return sum(1 for _ in _BLANK.finditer(text)) * SPACED >= len(text)


def split(text: str, spans: Sequence[Span], *, spaced: bool = False) -> Iterator[tuple[Span, ...]]:
    """The sentences of the paragraph at `spans` of `text`, each as the spans of its characters.

    `spaced` leaves blanks between Chinese characters out, save those that part the items of a list.
    """
    pieces = list(_without_layout(text, spans, spaced=spaced))
    joined = "".join(text[start:end] for start, end in pieces)
    starts = [0, *accumulate(end - start for start, end in pieces)]
    begin = 0
    for end in [*sentence_ends(joined), len(joined)]:
        sentence = joined[begin:end]
        first, last = begin + len(sentence) - len(sentence.lstrip()), begin + len(sentence.rstrip())
        if first < last:
            yield tuple(_between(pieces, starts, first, last))
        begin = end


def sentence_ends(text: str) -> Iterator[int]:
    """Where the sentences of `text`, a whole paragraph, end. The last end may be wanting. Linear in its length."""
    begin = 0
    for match in _END.finditer(text):
        if _is_end(text, begin, match):
            yield from _cuts(text, begin, match.end())
            yield match.end()
            begin = match.end()
    yield from _cuts(text, begin, len(text))


def _cuts(text: str, begin: int, end: int) -> Iterator[int]:
    while end - begin > MAX_LENGTH:
        window = begin + MAX_LENGTH
        places = (max(text.rfind(mark, begin + 1, window) for mark in marks) for marks in _CUTS)
        begin = next((place + 1 for place in places if place > 0), window)
        yield begin


def _is_end(text: str, begin: int, match: re.Match[str]) -> bool:
    mark, rest = match[0], text[match.end() : match.end() + 1]
    if not rest:
        return True
    if mark[0] == ".":
        return _is_full_stop(text, begin, match.start(), match.end())
    before = text[match.start() - 1 : match.start()]
    if mark[0] in "!?" and mark == mark.rstrip(_CLOSERS) and rest.isascii() and rest.isalnum():
        return False  # an address: search?word=a
    if mark == "。" and before.isdigit() and (rest.isdigit() or rest in "～~-–′″ˊ"):
        return False  # a degree sign
    if rest in "，、；：,;:。" or (rest == "—" and mark[-1] in _CLOSERS):
        return False
    if _inside_name(text, match.start(), match.end()):
        return False
    if mark[-1] in _CLOSERS:
        words = _words()
        if text.startswith(words.after_quote, match.end()):
            return False
        if mark[-1] in "”’」』":
            clause = re.split("[。！？；]", text[match.end() : match.end() + 30], maxsplit=1)[0].split("，", 1)[0]
            return not (len(clause) <= 24 and words.speech.search(clause))
    return True


def _inside_name(text: str, start: int, end: int) -> bool:
    """Whether an end mark stands within 《…》, or within a short name in quotation marks with text behind it."""
    for opening, closing, width in (("《", "》", 40), ("“", "”", 12)):
        left = text.rfind(opening, max(0, start - width), start)
        if left < 0 or text.find(closing, left, start) >= 0:
            continue
        right = text.find(closing, start, end + width)
        if right >= end and text.find(opening, end, right) < 0:
            return True
    return False


def _is_full_stop(text: str, begin: int, start: int, end: int) -> bool:
    following = text[end : end + 24].lstrip()
    if not following or not (following[0].isupper() or following[0].isdigit() or following[0] in _OPENERS):
        return False
    if text[begin:start].strip().isdigit():
        return False  # the number of a list item
    word = _ABBREVIATION.search(text, max(begin, start - 12), start)
    if not word:
        return True
    words, short = _words(), word[1]
    if short in words.abbreviations:
        return False
    if short in words.may_end or "." in short:
        return following.split()[0].strip('“"') in words.openers
    return len(short) > 1 or short.islower()  # J. Smith


def _without_layout(text: str, spans: Sequence[Span], *, spaced: bool) -> Iterator[Span]:
    for (start, end), following in zip(spans, [*spans[1:], None], strict=True):
        position = start
        for left, right in _layout(text, start, end, spaced=spaced):
            if position < left:
                yield position, left
            position = right
        if position < end:
            # A line break between Latin words is a space; one between Chinese characters is nothing.
            blank = following is not None and text[end - 1].isascii() and text[following[0]].isascii()
            yield position, end + 1 if blank and text[end : end + 1].isspace() else end


def _layout(text: str, start: int, end: int, *, spaced: bool) -> list[Span]:
    found = [match.span() for match in _INVISIBLE.finditer(text, start, end)]
    for match in _MARKDOWN.finditer(text, start, end):
        left, right = match.span(match.lastindex or 0)
        found += [span for span in ((match.start(), left), (right, match.end())) if span[0] < span[1]]
    found.sort()
    if not spaced:
        return found
    blanks = [match.start() for match in _BLANK.finditer(text, start, end)]
    # Blanks close to each other part the items of a list, one behind an article's number parts it from its text.
    close = {place for a, b in pairwise(blanks) if b - a <= _LISTED for place in (a, b)}
    found += [
        (at, at + 1) for at in blanks if at not in close and not _ARTICLE.search(text, max(start, at - 12), at)
    ]
    return sorted(found)


def _between(pieces: Sequence[Span], starts: Sequence[int], first: int, last: int) -> Iterator[Span]:
    for piece in range(bisect_right(starts, first) - 1, len(pieces)):
        if starts[piece] >= last:
            break
        offset = pieces[piece][0] - starts[piece]
        yield max(first, starts[piece]) + offset, min(last, starts[piece + 1]) + offset
