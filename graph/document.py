"""A file as a document: its decoded text, and the paragraphs and sentences that layout had torn apart made whole.

`read` is the one verb. All offsets in Maitu count characters of `Document.text`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from graph.decode import decode
from graph.errors import DocumentError
from graph.facts import Evidence, Span
from graph.layout import Kind, find_date, lay_out


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one heading, byline or caption.

    `text` is what stands in the document at `spans`, joined, with every line break read as a space. `paragraph` is the
    index of its paragraph, `kind` the part it plays on the page.
    """

    index: int
    text: str
    spans: tuple[Span, ...]
    paragraph: int
    kind: Kind

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(end - start for start, end in self.spans)]

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for characters `start` to `end` of `text`.

        Raises ValueError where they do not lie inside the sentence.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters {start} to {end} in a sentence of {len(self.text)}")
        spans = []
        for piece in range(bisect_right(self._starts, start) - 1, len(self.spans)):
            first, offset = self._starts[piece], self.spans[piece][0]
            if first >= end:
                break
            last = min(end, self._starts[piece + 1])
            spans.append((offset + max(start, first) - first, offset + last - first))
        return Evidence(self.text[start:end], tuple(spans), self.index)


@dataclass(frozen=True)
class Document:
    """A document as read. `name` is its file name, `sha256` the hash of its bytes, `date` the day it bears (or None)."""

    name: str
    text: str
    encoding: str
    sha256: str
    media_type: str
    title: str
    date: date | None
    sentences: tuple[Sentence, ...]

    def paragraph(self, index: int) -> tuple[Sentence, ...]:
        """The sentences of one paragraph, in order."""
        return tuple(s for s in self.sentences if s.paragraph == index)


def _plain_text(data: bytes, encoding: str | None) -> tuple[str, str]:
    return decode(data, encoding)


READERS: dict[str, tuple[str, Callable[[bytes, str | None], tuple[str, str]]]] = {
    ".txt": ("text/plain", _plain_text),
    ".md": ("text/markdown", _plain_text),
}
"""File name extension → media type and a function (bytes, encoding or None) → (text, encoding)."""


def read(path: Path, encoding: str | None = None) -> Document:
    """Read a file of any supported kind; `encoding` overrides the detected one.

    Raises DocumentError where there is no such file, its kind is not known, its bytes are in no known encoding, or it
    holds no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}. Name a file that exists and is readable.") from error
    return from_bytes(path.name, data, encoding)


def from_bytes(name: str, data: bytes, encoding: str | None = None) -> Document:
    """A document from the bytes of a file called `name`; raises as `read` does."""
    extension = Path(name).suffix.lower()
    if extension not in READERS:
        known = ", ".join(sorted(READERS))
        raise DocumentError(f"{name}: files of kind {extension or '(none)'!r} are not read. Save it as one of {known}.")
    media_type, reader = READERS[extension]
    try:
        text, used = reader(data, encoding)
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from error
    if not text.strip():
        raise DocumentError(f"{name} holds no text. Give a document with at least one sentence.")
    return from_text(name, text, used, hashlib.sha256(data).hexdigest(), media_type)


def from_text(name: str, text: str, encoding: str = "utf-8", sha256: str = "", media_type: str = "text/plain") -> Document:
    """A document from text at hand; `sha256` defaults to the hash of the text in UTF-8."""
    sentences = tuple(
        Sentence(index, _join(text, part.spans), part.spans, part.paragraph, part.kind)
        for index, part in enumerate(lay_out(text))
    )
    titles = [s.text for s in sentences if s.kind is Kind.TITLE]
    return Document(
        name=name, text=text, encoding=encoding, media_type=media_type,
        sha256=sha256 or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=" ".join(titles) or (sentences[0].text if sentences else name),
        date=find_date(sentences), sentences=sentences,
    )


def _join(text: str, spans: tuple[Span, ...]) -> str:
    return "".join(text[start:end] for start, end in spans).translate({10: " ", 13: " ", 9: " "})
