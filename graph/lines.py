"""The physical lines of a text, each with what its place on the page tells: gap, indentation, list mark, page break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLANK = "\ufeff\u200b \t\r\n\f\v\u3000\xa0\x1c\x1d\x1e\x85\u2028\u2029"
_MARK = re.compile(r"(#{1,6})[ \t]+|[-*+>•●▪◆■·]\s+(?!\d{1,4}\s*[-—–]\s*$)")  # not the page number of - 3 -
_BOLD = re.compile(r"\*\*([^*\n]{1,80})\*\*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, from `start` to `end` in the text: without blanks, heading marks and list marks.

    `gap`: a blank line or the start of the text stands before it. `indented`: deeper than the outermost line by
    a character or more.
    `level`: of a Markdown heading, else 0. `item`: a list mark stood before it. `page`: it is the first of its page.
    """

    start: int
    end: int
    text: str
    gap: bool
    indented: bool
    level: int
    item: bool
    page: bool

    @property
    def latin(self) -> bool:
        """Whether it is written without Chinese characters."""
        return not _HAN.search(self.text[:200])


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order. Linear in its length."""
    found = list(_scan(text))
    outermost = min((indent for _, indent in found), default=0)
    return [
        Line(line.start, line.end, line.text, line.gap, indent >= outermost + 2, line.level, line.item, line.page)
        for line, indent in found
    ]


def _scan(text: str) -> Iterator[tuple[Line, int]]:
    gap, page, start = True, True, 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip(BLANK)
        if body:
            lead = len(raw) - len(raw.lstrip(BLANK))
            mark = _MARK.match(body)
            first, last = start + lead + (mark.end() if mark else 0), start + lead + len(body)
            level = len(mark[1] or "") if mark else 0
            item = mark is not None and level == 0
            if bold := _BOLD.fullmatch(text, first, last):
                first, last, level = *bold.span(1), level or 6
            yield Line(first, last, text[first:last], gap, False, level, item, page), _columns(raw[:lead])
            gap = page = False
        else:
            gap = True
        page = page or "\f" in raw
        start += len(raw)


def _columns(blank: str) -> int:
    """How wide a line's indentation is, a Chinese character being two columns."""
    return sum(2 if character == "\u3000" else 4 if character == "\t" else 1 for character in blank)
