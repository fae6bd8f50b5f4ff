"""How values and quotes are set on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from graph.labels import spelled, visible

LONGEST = 120
"""A name of more characters is cut where it stands in a list; its page, and a title on it, tell it whole."""

_REWRITTEN = re.compile(r"(?:https?:|www|@)(?=[/.\w])|[-<>~](?=[-=>])", re.IGNORECASE)
"""Of what GitHub's Markdown makes a link, and Streamlit's an arrow or a dash, whatever is escaped in it."""
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def number(value: Decimal | float) -> str:
    """A figure with its thousands parted and no digits that say nothing: 19800 is 19,800, 8.50 is 8.5."""
    return f"{Decimal(str(value)):,f}".rstrip("0").rstrip(".") if "." in str(value) else f"{int(value):,}"


def counted(amount: int | str, one: str, more: str = "") -> str:
    """A number, or what stands for one, with its word: 1 graph, 2 graphs; `more` where no s makes the plural."""
    shown = amount if isinstance(amount, str) else number(amount)
    return f"{shown} {one if shown == '1' else more or one + 's'}"


_LARGE = {"zh": ((10**8, "亿"), (10**4, "万")), "en": ((10**9, " billion"), (10**6, " million"))}
"""Words for large numbers in a language, the largest first."""


def large(value: Decimal, language: str) -> str:
    """A figure as people say it where it has a million or more: 2.85 billion, 28.5亿. No digit that counts is lost."""
    if value >= 10**6:
        for size, word in _LARGE.get(language, ()):
            parts = value / size
            if parts >= 1 and parts == round(parts, 3):
                return number(round(parts, 3)) + word
    return number(value)


def cut(name: str, most: int = LONGEST) -> str:
    """A name with nothing hidden in it, for a place with room for a line or two."""
    shown = spelled(name[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def plain(text: str) -> str:
    """`text` for a place that reads Markdown, where it shall show as it is."""
    return _PUNCTUATION.sub(r"\\\1", _REWRITTEN.sub("\\g<0>\u2060", " ".join(visible(text).split())))


def day(iso: str, language: str) -> str:
    """A day given as YYYY-MM-DD as people write it: 2016年12月30日, or 30 December 2016. What is no day stays."""
    try:
        it = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{it.year}年{it.month}月{it.day}日" if language == "zh" else f"{it.day} {it:%B} {it.year}"


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
