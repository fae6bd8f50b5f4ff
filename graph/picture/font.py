"""The one font of all pictures, so that Chinese shows right on machines that have no Chinese font."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY: Final = "Maitu Sans SC"
FILE: Final = Path(__file__).parent / "fonts" / "MaituSansSC-Regular.ttf"

_REPLACEMENT = "□"


def showable(text: str) -> str:
    """`text` with a box (□) for each character that the font does not have."""
    return "".join(c if c == "\n" or ord(c) in _characters() else _REPLACEMENT for c in text)


def subset(texts: Iterable[str]) -> bytes:
    """The font in WOFF format, with only the characters of `texts`. The same characters give the same bytes."""
    options = Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False, name_IDs=[1, 2, 4, 6])
    packed = BytesIO()
    with TTFont(FILE, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted({" ", _REPLACEMENT}.union(*texts))))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(packed)
    return packed.getvalue()


@cache
def _characters() -> frozenset[int]:
    with TTFont(FILE, lazy=True) as font:
        return frozenset(font.getBestCmap())
