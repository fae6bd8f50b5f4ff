"""The page undone: its lines told apart, and the paragraphs and sentences that it had torn apart made whole.

Text taken from a page has line breaks inside sentences, photo captions and page numbers between two halves of one, and
furniture all around. `graph.kinds` tells what each line is; here lines are joined to paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from graph.dates import find_dates
from graph.facts import Span
from graph.kinds import (
    CLOSING,
    ENDS,
    HEADING_LENGTH,
    NUMBER,
    TITLE_LENGTH,
    Kind,
    is_ended,
    is_full,
    is_numbered,
    is_unfinished,
    kinds_of,
    source_of,
    stands_alone,
    width_of,
    words,
)
from graph.lines import Line, read_lines
from graph.normalize import normalize
from graph.sentences import MAX_LENGTH, is_spaced, split

__all__ = ["HEADING_LENGTH", "TITLE_LENGTH", "Kind", "Part", "find_date", "lay_out"]


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence (or heading, byline, caption): where it stands, its paragraph's index and its kind."""

    spans: tuple[Span, ...]
    paragraph: int
    kind: Kind


class _HasText(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> Kind: ...


def lay_out(text: str) -> Iterator[Part]:
    """The sentences of a document in order, with torn ones made whole. Linear in the length of `text`."""
    text = normalize(text)  # the words of the genre are known in one writing; offsets stay
    lines = read_lines(text)
    spaced = is_spaced(text)
    for index, (kind, members) in enumerate(_paragraphs(lines, kinds_of(lines))):
        spans = [(line.start, line.end) for line in members]
        if kind is not Kind.BODY:
            short = spans[-1][1] - spans[0][0] <= MAX_LENGTH
            yield from (Part(pieces, index, kind) for pieces in ([tuple(spans)] if short else split(text, spans)))
            continue
        dateline = _dateline().match(text, *spans[0])
        if dateline and dateline.end() < spans[0][1]:
            yield Part(((spans[0][0], dateline.start("rest")),), index, Kind.BYLINE)
            spans[0] = (dateline.end(), spans[0][1])
        for sentence in split(text, spans, spaced=spaced):
            whole = (sentence[0][0], sentence[-1][1])
            source = source_of(text[slice(*whole)])
            yield Part((whole,), index, source) if source else Part(sentence, index, kind)


def find_date(sentences: Iterable[_HasText]) -> date | None:
    """The day that a document bears, or None. Dates inside its text are what it tells of, not its own.

    It is the first full date in title, bylines and signature, else the first month of a year there, else the date that
    the text opens with (2016年3月18日，…).
    """
    body, month = "", None
    for sentence in sentences:
        if sentence.kind is Kind.BODY:
            body = body or sentence.text
        elif sentence.kind in (Kind.TITLE, Kind.BYLINE, Kind.SIGNATURE):
            for *_, day in find_dates(sentence.text):
                return day
            if sentence.kind is not Kind.TITLE:
                month = month or next((day for *_, day in find_dates(sentence.text, months=True)), None)
    return month or next((day for start, _, day in find_dates(body[:40]) if start == 0), None)


@cache
def _dateline() -> re.Pattern[str]:
    """本报北京1月1日讯（记者 张三）: who sends a report, at the head of its text."""
    openings, endings, bylines = (
        "|".join(map(re.escape, words(key))) for key in ("dateline_openings", "dateline_endings", "byline_openings")
    )
    where = rf"(?:{openings})[^，。；：“”（）()]{{0,30}}?"
    reporter = rf"\s?[（(](?:{bylines})[^（）()]{{1,40}}[）)]"
    return re.compile(
        rf"(?:{where}(?:{endings})?{reporter}(?:{endings}|报道)?|{where}(?:{endings})(?=[\s：:，,]))(?P<rest>[\s：:，,]*)",
    )


def _paragraphs(lines: Sequence[Line], kinds: Sequence[Kind]) -> Iterator[tuple[Kind, list[Line]]]:
    """Group lines into paragraphs.

    A paragraph that stops without an end mark stays open over headings and furniture: where text resumes it, they stood
    in its middle, and the headings are captions.
    """
    width = width_of(lines)
    opened: list[Line] = []
    aside: list[tuple[Kind, Line]] = []
    for at, line in enumerate(lines):
        kind = Kind.BODY if kinds[at] is Kind.TABLE and _is_set_above(lines[at : at + 2]) else kinds[at]
        if opened:
            if not aside and _continues(opened, line, kind, width):
                opened.append(line)
                continue
            if kind is Kind.BODY and _resumes(opened[-1], aside, line):
                aside = [(_as_caption(other), member) for other, member in aside]
                opened.append(line)
                continue
            passing = kind is Kind.FURNITURE or (kind in (Kind.HEADING, Kind.CAPTION) and not _starts(line))
            if passing and _is_open(opened[-1]):
                aside.append((kind, line))
                continue
            yield Kind.BODY, opened
            yield from ((other, [member]) for other, member in aside)
            opened, aside = [], []
        if kind is Kind.BODY:
            opened = [line]
        else:
            yield kind, [line]
    if opened:
        yield Kind.BODY, opened
        yield from ((_as_caption(other), [member]) for other, member in aside)


def _as_caption(kind: Kind) -> Kind:
    return Kind.CAPTION if kind is Kind.HEADING else kind


def _is_set_above(lines: Sequence[Line]) -> bool:
    """Whether the first of two lines is a figure set above the words that it belongs to."""
    return bool(NUMBER.fullmatch(lines[0].text)) and any(not line.gap and line.text[0].islower() for line in lines[1:])


def _continues(opened: Sequence[Line], line: Line, kind: Kind, width: int) -> bool:
    """Whether a line goes on with the paragraph right above it."""
    last = opened[-1]
    if line.gap or line.indented or line.item or line.level or is_numbered(line.text):
        return False
    if kind is Kind.FURNITURE:
        return _is_open(last) and line.text[0] in ENDS + CLOSING
    if kind not in (Kind.BODY, Kind.HEADING, Kind.TABLE):
        return False
    if is_full(last, width):
        return True
    return _is_open(last) and (
        len(last.text) > HEADING_LENGTH / 2 or is_unfinished(last.text) or len(opened) > 1 or line.text[0].islower()
    )


def _resumes(last: Line, aside: Sequence[tuple[Kind, Line]], line: Line) -> bool:
    """Whether a line of text is the other half of a sentence that stopped above a gap or a picture."""
    if not _is_open(last) or line.indented or _starts(line) or NUMBER.fullmatch(line.text):
        return False
    if line.latin and not line.text[0].islower():
        return False
    # Text right below a heading that stands apart belongs to that heading.
    return line.gap or not aside or aside[-1][0] is Kind.FURNITURE or not aside[-1][1].gap


def _is_open(line: Line) -> bool:
    return not (is_ended(line.text) or line.item or stands_alone(line))


def _starts(line: Line) -> bool:
    """Whether a line begins a paragraph, whatever stands above it."""
    return line.level > 0 or line.item or is_numbered(line.text) or (line.latin and stands_alone(line))
