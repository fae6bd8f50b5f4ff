"""How values and quotes are set on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def number(value: Decimal | float) -> str:
    """A figure with its thousands parted and no digits that say nothing: 19800 is 19,800, 8.50 is 8.5."""
    return f"{Decimal(str(value)):,f}".rstrip("0").rstrip(".") if "." in str(value) else f"{int(value):,}"


def plain(text: str) -> str:
    """`text` for a place that reads Markdown, where it shall show as it is."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def marks(sentence: str, quotes: Iterable[str]) -> list[tuple[str, bool]]:
    """The pieces of a sentence, each with whether it stands in one of the quotes; a quote not in it marks nothing."""
    found = ((sentence.find(quote), len(quote)) for quote in quotes if quote and quote in sentence)
    return pieces(sentence, sorted((start, start + length) for start, length in found))


def pieces(sentence: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The pieces of a sentence, each with whether it lies in one of the spans, which come in their order."""
    found, position = [], 0
    for start, end in spans:
        if end <= position:
            continue
        start_here = max(start, position)
        found += [(sentence[position:start_here], False), (sentence[start_here:end], True)]
        position = end
    found.append((sentence[position:], False))
    return [piece for piece in found if piece[0]]
