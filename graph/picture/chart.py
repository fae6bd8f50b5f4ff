"""A chart of bars as PNG, SVG or PDF, by matplotlib, with the font of all pictures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from graph import labels
from graph.picture import font
from graph.picture.figure import LOCK
from graph.style import THEMES, node_style

_LONGEST: Final = 28


def bars(rows: Sequence[tuple[str, Decimal]], title: str, unit: str, picture_format: str) -> bytes:
    """The bytes of a chart of named values, the first one on top, the same for the same arguments.

    `picture_format` is png, svg or pdf; `unit` is that of all values.
    """
    words, theme = FontProperties(fname=str(font.FILE)), THEMES["light"]
    sheet = Figure(figsize=(8, 1.4 + 0.36 * len(rows)), layout="constrained")
    axes = sheet.add_subplot()
    places = range(len(rows))
    values = [float(value) for _, value in rows]
    axes.barh(places, values, color=node_style("Outcome").colour, height=0.66)
    names = [font.showable(labels.shorten(name, _LONGEST)) for name, _ in rows]
    axes.set_yticks(places, names, fontproperties=words)
    axes.invert_yaxis()
    axes.set_title(font.showable(title), fontproperties=words, fontsize=14, loc="left")
    axes.set_xlabel(font.showable(unit), fontproperties=words)
    axes.set_xlim(0, max([*values, 0]) * 1.15 or 1)
    for place, (_, value) in enumerate(rows):
        axes.text(float(value), place, f" {value:,f}", va="center", fontproperties=words, fontsize=9)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    file = BytesIO()
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(picture_format, {})
    with LOCK, mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "maitu", "pdf.fonttype": 42}):
        FigureCanvasAgg(sheet).print_figure(
            file, format=picture_format, dpi=192, facecolor=theme.background, metadata=dates,
        )
    return file.getvalue()
