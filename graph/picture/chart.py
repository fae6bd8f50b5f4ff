"""Charts of bars, and of lines over years, as PNG, SVG or PDF, by matplotlib, with the font of all pictures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from graph import labels
from graph.picture import font
from graph.picture.figure import LOCK
from graph.style import CATEGORIES, THEMES

_LONGEST: Final = 28


def bars(rows: Sequence[tuple[str, Decimal]], title: str, unit: str, picture_format: str) -> bytes:
    """The bytes of a chart of named values, the first one on top, the same for the same arguments.

    `picture_format` is png, svg or pdf; `unit` is that of all values.
    """
    sheet, axes = _sheet(title, 1.4 + 0.36 * len(rows))
    places = range(len(rows))
    values = [float(value) for _, value in rows]
    axes.barh(places, values, color=CATEGORIES[0], height=0.66)
    axes.set_yticks(places, [_named(name) for name, _ in rows], fontproperties=_words())
    axes.invert_yaxis()
    axes.set_xlabel(font.showable(unit), fontproperties=_words())
    axes.set_xlim(0, max([*values, 0]) * 1.15 or 1)
    for place, (_, value) in enumerate(rows):
        axes.text(float(value), place, f" {value:,f}", va="center", fontproperties=_words(), fontsize=9)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    return _printed(sheet, picture_format)


def lines(
    series: Sequence[tuple[str, Sequence[tuple[int, Decimal]]]], title: str, unit: str, picture_format: str
) -> bytes:
    """The bytes of a chart of named lines, each a value a year, the same for the same arguments; see `bars`."""
    sheet, axes = _sheet(title, 4.8)
    for (name, points), colour in zip(series, CATEGORIES, strict=False):
        axes.plot(
            [year for year, _ in points], [float(value) for _, value in points], color=colour, marker="o",
            linewidth=2, markersize=5, label=_named(name),
        )
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
    axes.set_ylim(bottom=0)
    axes.set_ylabel(font.showable(unit), fontproperties=_words(), rotation=0, ha="right", y=1.0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.grid(axis="y", color=THEMES["light"].frame)
    if series:
        sheet.legend(loc="outside lower left", prop=_words(), frameon=False, ncols=2)
    return _printed(sheet, picture_format)


def _sheet(title: str, height: float) -> tuple[Figure, Axes]:
    sheet = Figure(figsize=(8, height), layout="constrained")
    axes = sheet.add_subplot()
    axes.set_title(font.showable(title), fontproperties=_words(), fontsize=14, loc="left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return sheet, axes


def _words() -> FontProperties:
    return FontProperties(fname=str(font.FILE))


def _named(name: str) -> str:
    return font.showable(labels.shorten(name, _LONGEST))


def _printed(sheet: Figure, picture_format: str) -> bytes:
    file = BytesIO()
    dates: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(picture_format, {})
    with LOCK, mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "maitu", "pdf.fonttype": 42}):
        FigureCanvasAgg(sheet).print_figure(
            file, format=picture_format, dpi=192, facecolor=THEMES["light"].background, metadata=dates,
        )
    return file.getvalue()
