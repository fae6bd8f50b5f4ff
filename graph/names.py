"""Names compared: what two spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = str.maketrans("", "", "“”‘’\"'「」『』《》〈〉")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_BETWEEN_CHINESE = re.compile(r"(?<=[⺀-鿿＀-￯]) | (?=[⺀-鿿＀-￯])")


def tidy(name: str) -> str:
    """`name` in NFKC without quotation marks, title marks and unseen characters, each run of blanks one space.

    Blanks beside a Chinese character are layout, and go.

    >>> tidy("《茅箭区  考核办法》")
    '茅箭区考核办法'
    """
    text = unicodedata.normalize("NFKC", name).translate(_MARKS)
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return _BETWEEN_CHINESE.sub("", " ".join(text.split()))


def fold(name: str) -> str:
    """`tidy` without regard to case: two names are spellings of one where this is equal."""
    return tidy(name).casefold()


def preferred(names: Iterable[str]) -> str:
    """The one of several full names that different documents give a thing: the longest, the first of equals."""
    return min(names, key=lambda name: (-len(name), name))
