"""Makes fonts/MaituSansSC-Regular.ttf, the font of all pictures: `python -m graph.picture.make_font SOURCE`.

SOURCE is NotoSansHans-Regular.otf of the npm package @embedpdf/fonts-sc (Noto Sans S Chinese, SIL Open Font License
1.1: fonts/LICENSE). Only developers run this; the font itself is part of the project.

- Characters: all of GBK (GB 2312, Big5 and more), the ideographs of 通用规范汉字表 that lie outside GBK as far as the
  source has them, Latin, Greek, Cyrillic, punctuation, arrows, geometric shapes and full-width forms.
- Outlines become quadratic (TrueType), to within two thousandths of an em: PDF's Type 42 embedding takes no other.
- The licence reserves the name Noto Sans, so the modified version bears another.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

from graph.picture.font import FAMILY, FILE

MAXIMUM_ERROR = 2.0

RANGES = (
    (0x0020, 0x052F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x23FF), (0x2460, 0x27BF),
    (0x3000, 0x33FF), (0xFE10, 0xFE4F), (0xFF01, 0xFFEF), (0x20000, 0x2FA1F),
)
EXTENSION_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽"
    "䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def characters() -> set[int]:
    """The code points that the font shall show, where its source has them."""
    wanted = {code for first, last in RANGES for code in range(first, last + 1)} | {ord(c) for c in EXTENSION_A}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            wanted.update(map(ord, bytes((lead, trail)).decode("gbk", "ignore")))
    return wanted


def make(source: Path) -> TTFont:
    """The font made from `source`, not yet saved."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(
        layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True, glyph_names=False,
        drop_tables=["BASE", "DSIG", "GPOS", "GSUB", "VORG", "vhea", "vmtx"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    _to_truetype(font)
    _rename(font)
    return font


def _to_truetype(font: TTFont) -> None:
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MAXIMUM_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    for name in order:
        outlines[name].recalcBounds(glyf)
        font["hmtx"][name] = font["hmtx"][name][0], getattr(outlines[name], "xMin", 0)
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth", "maxPoints", "maxContours",
                  "maxCompositePoints", "maxCompositeContours"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont) -> None:
    names = font["name"]
    names.names = [record for record in names.names if record.nameID == 0]
    for number, text in {
        1: FAMILY, 2: "Regular", 4: FAMILY, 6: FILE.stem,
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font["head"].modified = font["head"].created


if __name__ == "__main__":
    font = make(Path(sys.argv[1]))
    font.save(FILE)
