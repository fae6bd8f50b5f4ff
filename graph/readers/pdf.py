"""PDF files: the text of each page, with the gaps and indentations that the page shows (by pypdfium2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from graph.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_ROW = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")
_BLANK = re.compile(r"(?<=\S)[ \t]+(?=\S)")
_HYPHEN = re.compile("[\x02\ufffe]\r?\n?")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a page with its box, in points."""

    text: str
    left: float
    bottom: float
    top: float


def read(data: bytes, _encoding: str | None = None) -> tuple[str, str]:
    """The text of a PDF file, a form feed between pages, and `embedded`: the format fixes its encoding.

    Raises DocumentError where `data` is no PDF file, is locked, or holds pictures of pages without text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError("it is protected by a password. Save it without one.") from error
        raise DocumentError("it is no PDF file, or a damaged one. Save it anew as PDF.") from error
    try:
        pages = [_page(document[index]) for index in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise DocumentError("a page of it cannot be read. Save it anew as PDF.") from error
    finally:
        document.close()
    if pages and not any(page.strip() for page in pages):
        raise DocumentError(
            "its {pages} pages are pictures without text, such as a scanner makes. "
            "Run a text recognition (OCR) over it first, and save that as PDF or text.",
            pages=len(pages),
        )
    return "\f".join(pages), "embedded"


def _page(page: PdfPage) -> str:
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():  # characters beyond the basic plane: positions would be off
        return _HYPHEN.sub("", text).replace("\r\n", "\n")
    rows = list(_rows(text_page, text))
    return _HYPHEN.sub("", "\n".join(_with_layout(rows)))


def _rows(text_page: PdfTextPage, text: str) -> Iterator[_Row]:
    for match in _ROW.finditer(text):
        start = match.start()
        for blank in _BLANK.finditer(text, *match.span()):
            # pdfium joins a line that begins with a dash to the line above it: there the text goes back to the left.
            before, after = (text_page.get_charbox(at, loose=True)[0] for at in (blank.start() - 1, blank.end()))
            if after < before:
                yield _row(text_page, text, start, blank.start())
                start = blank.end()
        yield _row(text_page, text, start, match.end())


def _row(text_page: PdfTextPage, text: str, start: int, end: int) -> _Row:
    left, bottom, _, top = text_page.get_charbox(start, loose=True)
    return _Row(text[start:end], left, bottom, top)


def _with_layout(rows: list[_Row]) -> Iterator[str]:
    if not rows:
        return
    height = max(1.0, median(row.top - row.bottom for row in rows))
    lefts = Counter(round(row.left) for row in rows)
    margin = min((left for left, count in lefts.items() if count >= len(rows) / 5), default=min(lefts))
    steps = [above.bottom - below.bottom for above, below in pairwise(rows)]
    usual = median([step for step in steps if step > height / 2] or [height])
    for row, step in zip(rows, [0.0, *steps], strict=True):
        if step > 1.4 * usual:
            yield ""
        yield ("\u3000\u3000" if row.left > margin + 1.2 * height else "") + row.text
