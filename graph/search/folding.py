"""Text as it is searched: without regard to case, width, quotation marks, and 繁 or 简."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from graph.names import fold
from graph.normalize import simplified


def folded_name(name: str) -> str:
    """A name in the form in which names are compared in a search."""
    return fold(name).translate(simplified())


def folded_text(text: str) -> tuple[str, list[int]]:
    """A text in the form in which it is searched, and for each of its characters the one of `text` it comes from."""
    pieces = [_folded(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=1 << 14)
def _folded(character: str) -> str:
    # "|" on both sides keeps a blank, which is no blank at the edge then
    return fold(f"|{character}|")[1:-1].translate(simplified()) if unicodedata.category(character) != "Zs" else " "
