"""A file as a document: its decoded text, and the paragraphs and sentences that layout had torn apart made whole.

`read` is the one verb. All offsets in Maitu count characters of `Document.text`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from operator import itemgetter
from pathlib import Path

from graph.dates import find_dates, is_only_date
from graph.errors import DocumentError
from graph.facts import Evidence, Span
from graph.layout import TITLE_LENGTH, Kind, find_date, lay_out
from graph.readers import FORMATS

MAX_BYTES = 64_000_000
"""A file larger than this is refused: thousands of pages are no one document."""

MAX_CHARACTERS = 5_000_000
"""A longer text is refused: some thousand pages, and as much as is read within 600 MB of memory."""

_HALVES = re.compile("[\ud800-\udfff]")
_BREAKS = dict.fromkeys(map(ord, "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


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
    """A document as read.

    `name` is its file name, `sha256` the hash of its bytes, `encoding` the one its bytes were read by (`embedded` where
    the format fixes its own), `title` its title lines or first words, `date` the day it bears (or None).
    """

    name: str
    text: str
    encoding: str
    sha256: str
    media_type: str
    title: str
    date: dt.date | None
    sentences: tuple[Sentence, ...]

    def paragraph(self, index: int) -> tuple[Sentence, ...]:
        """The sentences of one paragraph, in order."""
        first, last = self._paragraphs.get(index, (0, 0))
        return self.sentences[first:last]

    def heading(self, sentence: Sentence) -> Sentence | None:
        """The heading or title that a sentence stands under, or None."""
        at = bisect_right(self._headings, sentence.index - 1) - 1
        return self.sentences[self._headings[at]] if at >= 0 else None

    def date_at(self, sentence: Sentence) -> dt.date | None:
        """The day from which 今年 or 去年 count in a sentence: that of its item in a digest, else the document's.

        An item of a digest bears its date right below its heading.
        """
        at = bisect_right(self._dated, sentence.index, key=itemgetter(0)) - 1
        return self._dated[at][1] if at >= 0 else self.date

    @cached_property
    def _paragraphs(self) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        for sentence in self.sentences:
            first, _ = found.get(sentence.paragraph, (sentence.index, 0))
            found[sentence.paragraph] = (first, sentence.index + 1)
        return found

    @cached_property
    def _headings(self) -> list[int]:
        return [sentence.index for sentence in self.sentences if sentence.kind in (Kind.HEADING, Kind.TITLE)]

    @cached_property
    def _dated(self) -> list[tuple[int, dt.date]]:
        """The heading of each item of a digest with its day; nothing where only the document has a date."""
        found = []
        for above, below in pairwise(self.sentences):
            if below.kind is Kind.BYLINE and above.kind in (Kind.HEADING, Kind.TITLE) and is_only_date(below.text):
                found += [(above.index, day) for *_, day in find_dates(below.text)]
        return found if len(found) > 1 else []


def read(path: Path, encoding: str | None = None) -> Document:
    """Read a file of any supported kind; `encoding` overrides the detected one.

    Raises DocumentError where there is no such file, its kind is not known, its bytes are in no known encoding, or it
    holds no text.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                "{path} has {size:,} bytes, more than {most:,}. Split it into smaller files.",
                path=path, size=size, most=MAX_BYTES,
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            "{path} cannot be read: {why}. Name a file that exists and is readable.", path=path, why=error.strerror,
        ) from error
    return from_bytes(path.name, data, encoding)


def from_bytes(name: str, data: bytes, encoding: str | None = None) -> Document:
    """A document from the bytes of a file called `name`; raises as `read` does."""
    extension = Path(name).suffix.lower()
    if extension not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        if not extension:
            raise DocumentError(
                "The name {name} does not end in a kind of file. Save it as one of {known}.", name=name, known=known
            )
        raise DocumentError(
            "{name}: files of kind {kind!r} are not read. Save it as one of {known}.",
            name=name, kind=extension, known=known,
        )
    reader = FORMATS[extension]
    if not data.strip():
        raise DocumentError("{name} is empty. Give a document with at least one sentence.", name=name)
    try:
        text, used = reader.read(data, encoding)
    except DocumentError as error:
        raise DocumentError("{name}: {error}", name=name, error=error) from error
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise DocumentError("{name} holds no text. Give a document with at least one sentence.", name=name)
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            "{name} has {length:,} characters, more than {most:,}. Split it into smaller files.",
            name=name, length=len(text), most=MAX_CHARACTERS,
        )
    return from_text(name, text, used, hashlib.sha256(data).hexdigest(), reader.media_type)


def from_text(
    name: str, text: str, encoding: str = "utf-8", sha256: str = "", media_type: str = "text/plain",
) -> Document:
    """A document from text at hand; `sha256` defaults to the hash of the text in UTF-8.

    Halves of characters (lone surrogates), which no encoding can write, are read as U+FFFD.
    """
    text = _HALVES.sub("\ufffd", text)
    sentences = tuple(
        Sentence(index, _join(text, part.spans), part.spans, part.paragraph, part.kind)
        for index, part in enumerate(lay_out(text))
    )
    titles = [sentence.text for sentence in sentences if sentence.kind is Kind.TITLE]
    return Document(
        name=name, text=text, encoding=encoding, media_type=media_type,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        title=" ".join(titles) or _first_words(sentences) or name,
        date=find_date(sentences), sentences=sentences,
    )


def _first_words(sentences: Sequence[Sentence]) -> str:
    """The first clause of a document that has no title."""
    text = next((s.text for s in sentences if s.kind in (Kind.HEADING, Kind.BODY)), "")
    return re.split("[，。；：！？]", text, maxsplit=1)[0][:TITLE_LENGTH]


def _join(text: str, spans: tuple[Span, ...]) -> str:
    return "".join(text[start:end] for start, end in spans).translate(_BREAKS)
