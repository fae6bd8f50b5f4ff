"""The page undone: which lines are titles, bylines, captions or body, and which lines belong to one sentence.

Newspaper text taken from a page has line breaks inside sentences and photo captions between two halves of one. The
rules here look only at length, punctuation and blank lines; words of page furniture stand in `layout.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from graph.facts import Span

HEADING_LENGTH = 42
"""A line longer than this is body text, however it ends; headlines of the genre stay below it."""

_TERMINAL = "。！？!?；;：:…，,、"
_CLOSING = "”’」』）)】》"
_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』）)】》]*|(?<=[a-z)\]\"”’]\.)(?=\s+[A-Z“\"])")
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十百]{1,3}[、章节条．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d))")
_MARKDOWN = re.compile(r"#{1,6}\s+|[-*>]\s+")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")


class Kind(StrEnum):
    """The part that a line plays on the page."""

    TITLE = "title"
    HEADING = "heading"
    BYLINE = "byline"
    CAPTION = "caption"
    FURNITURE = "furniture"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence (or heading, byline, caption): where it stands, its paragraph's index and its kind."""

    spans: tuple[Span, ...]
    paragraph: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    gap: bool  # a blank line, or the start of the document, stands before it
    marked: bool  # a Markdown heading


class _HasText(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> Kind: ...


@cache
def _words() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(Path(__file__).with_name("layout.toml").read_text("utf-8"))
    return {key: tuple(value) for key, value in data.items()}


def lay_out(text: str) -> Iterator[Part]:
    """The sentences of a document in order, with torn ones made whole. Linear in the length of `text`."""
    for index, (kind, lines) in enumerate(_paragraphs(list(_lines(text)))):
        spans = [(line.start, line.end) for line in lines]
        if kind is not Kind.BODY:
            yield Part(tuple(spans), index, kind)
            continue
        for sentence in _split(text, spans):
            yield Part(sentence, index, kind)


def find_date(sentences: Iterable[_HasText]) -> date | None:
    """The day that the document bears: the first full date outside its body, else the first in it, else None."""
    listed = list(sentences)
    for wanted in (True, False):
        for sentence in listed:
            if (sentence.kind is not Kind.BODY) is wanted:
                for match in _DATE.finditer(sentence.text):
                    try:
                        return date(*(int(group) for group in match.groups()))
                    except ValueError:
                        continue
    return None


def _lines(text: str) -> Iterator[_Line]:
    gap = True
    start = 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip("\ufeff \t\r\n\f\v\u3000\xa0\x85\u2028\u2029")
        if body:
            mark = _MARKDOWN.match(body)
            first = start + raw.index(body) + (mark.end() if mark else 0)
            last = start + raw.index(body) + len(body)
            if first < last:
                yield _Line(first, last, text[first:last], gap, bool(mark and body.startswith("#")))
                gap = False
        else:
            gap = True
        start += len(raw)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[tuple[Kind, list[_Line]]]:
    """Group lines into paragraphs. A paragraph that stops without an end mark stays open: what is shaped like a
    heading while it is open is a caption, what is shaped like body text is its other half."""
    opened: list[_Line] = []
    aside: list[tuple[Kind, list[_Line]]] = []
    titled = False
    for line in lines:
        kind = _kind(line)
        if kind is Kind.HEADING and not opened and not titled:
            kind = Kind.TITLE
        if opened:
            last = opened[-1]
            wrapped = not line.gap and len(last.text) > HEADING_LENGTH / 2
            if wrapped and kind in (Kind.BODY, Kind.HEADING) and not _NUMBERED.match(line.text):
                kind = Kind.BODY
            if kind is Kind.BODY:
                opened.append(line)
            elif kind is Kind.HEADING and not line.marked and not _NUMBERED.match(line.text):
                aside.append((Kind.CAPTION, [line]))
            else:
                yield Kind.BODY, opened
                yield from aside
                opened, aside = [], []
                yield kind, [line]
        elif kind is Kind.BODY:
            opened = [line]
        else:
            titled = titled or kind is Kind.TITLE
            yield kind, [line]
        if opened and _is_ended(opened[-1].text):
            titled = True
            yield Kind.BODY, opened
            yield from aside
            opened, aside = [], []
    if opened:
        yield Kind.BODY, opened
        yield from aside


def _kind(line: _Line) -> Kind:
    text, words = line.text, _words()
    compact = text.replace(" ", "").replace("\u3000", "")
    if compact in words["furniture"] or text.startswith(words["furniture_openings"]):
        return Kind.FURNITURE
    if len(text) <= HEADING_LENGTH and text.startswith(words["byline_openings"]):
        return Kind.BYLINE
    if line.marked:
        return Kind.HEADING
    if len(text) > HEADING_LENGTH or _is_ended(text) or "。" in text:
        return Kind.BODY
    if any(word in text for word in words["byline_words"]) and not any(mark in text for mark in "，。"):
        return Kind.BYLINE
    return Kind.HEADING


def _is_ended(text: str) -> bool:
    return text.rstrip(_CLOSING)[-1:] in tuple("。！？!?；;：:…") or (text[-1:] == "." and len(text) > HEADING_LENGTH)


def _split(text: str, spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """Cut a paragraph, given as the spans of its lines, at the ends of its sentences."""
    pieces: list[Span] = []
    for start, end in spans:
        position = start
        for match in _SENTENCE_END.finditer(text, start, end):
            pieces.append((position, match.end()))
            yield tuple(pieces)
            pieces, position = [], match.end()
            while position < end and text[position].isspace():
                position += 1
        if position < end:
            latin = end < len(text) and text[end - 1].isascii() and text[end].isspace()
            pieces.append((position, end + 1 if latin and end != spans[-1][1] else end))
    if pieces:
        yield tuple(pieces)
