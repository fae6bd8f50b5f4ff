"""How a name is set as a label: cleaned, wrapped, shortened and measured; and how text is shown with nothing hidden.

Layout and pictures share this module: what was laid out without overlap is drawn without overlap.
"""

from __future__ import annotations

import re
import unicodedata
from math import ceil
from typing import Final

FONT_SIZE: Final = 14
"""Size of a node's label in pixels; a Chinese character is as wide."""
LINE_HEIGHT: Final = 18
"""Distance from line to line of a label, in pixels."""

_MOST_LINES = 3
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# What turns the direction of all that follows (Unicode Standard Annex 9), and what controls a terminal.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")
_MOST_NUMBERS = 8
_NOT_FIRST = "，、；：。！？）》〉」』”’…%％,.;:!?)]}"
_NOT_LAST = "（《〈「『“‘([{"
# A piece that is never torn: a Latin word, or one other character, with the punctuation that clings to it.
_PIECE = re.compile(
    rf"[{re.escape(_NOT_LAST)}]{{0,3}}(?:[!-~À-ɏͰ-ӿ]{{1,16}}|.)[{re.escape(_NOT_FIRST)}]{{0,3}}[ ]?", re.DOTALL
)


def visible(text: str) -> str:
    """`text` with controls, and the marks that would turn what stands around it, told by their numbers.

    >>> visible("甲\u202e乙")
    '甲[U+202E]乙'
    """
    return _CONTROLS.sub(lambda found: _number(found[0]), text)


def spelled(name: str) -> str:
    """A name so that there is something to see: as `visible`, or, where it is all blanks and marks, by their numbers.

    >>> spelled("\u200b")
    '[U+200B]'
    """
    if not name or any(map(_is_seen, name)):
        return visible(name)
    return "".join(map(_number, name[:_MOST_NUMBERS])) + ("…" if len(name) > _MOST_NUMBERS else "")


def clean(text: str) -> str:
    """`text` on one line, without control characters and without marks that turn the direction of writing.

    Where nothing is left of it, its characters are told by their numbers.
    """
    if not any(map(_is_seen, text)):
        return spelled(text)
    seen = (" " if c.isspace() else c for c in text if c.isspace() or _is_seen(c))
    return " ".join("".join(seen).split())


def _is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in _UNSEEN


def _number(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def shorten(text: str, longest: float) -> str:
    """`text` cleaned, and ended with an ellipsis where it is longer than `longest` ems."""
    text = clean(text)
    if width(text) <= longest:
        return text
    used, kept = 1.0, 0
    for character in text:
        used += _width(character)
        if used > longest:
            break
        kept += 1
    return text[:kept].rstrip(_NOT_LAST + " ") + "…"


def wrap(text: str, longest: float = 10.0) -> tuple[str, ...]:
    """`text` as the lines of a label: at most three, each at most `longest` ems, as even as they can be.

    What does not fit ends with an ellipsis; no line starts with closing punctuation or ends with an opening one.

    >>> wrap("湖北汽车工业学院机械工程学院党委")
    ('湖北汽车工业学院', '机械工程学院党委')
    """
    text = shorten(text, longest * _MOST_LINES - 2)
    least = max(1, ceil(width(text) / longest))
    even = width(text) / least
    while len(found := _fill(text, even)) > least and even < longest:
        even = min(even + 0.5, longest)
    if len(found) > _MOST_LINES:
        found = [*found[: _MOST_LINES - 1], shorten("".join(found[_MOST_LINES - 1 :]), longest)]
    return tuple(line.strip() for line in found if line)


def width(text: str) -> float:
    """How wide `text` is, in ems: 1 for a Chinese character, about a half for a Latin one (within a tenth)."""
    return sum(map(_width, text))


def size(label: tuple[str, ...]) -> tuple[float, float]:
    """Width and height of a wrapped label, in pixels."""
    return max(map(width, label), default=0.0) * FONT_SIZE, len(label) * LINE_HEIGHT


def _fill(text: str, longest: float) -> list[str]:
    found = [""]
    for piece in _PIECE.findall(text):
        if found[-1] and width(found[-1]) + width(piece.rstrip()) > longest:
            found.append("")
        found[-1] += piece
    return found


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA" and not character.isalpha() or character >= "⺀":
        return 0.88 if character == "—" else 0.56 if character in "·–" else 1.0
    if character in " !'(),.:;I[]ijl|":
        return 0.3
    return 0.85 if character in "MWmw@%&" else 0.63 if character.isupper() else 0.56
