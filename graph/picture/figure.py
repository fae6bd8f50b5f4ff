"""A drawing as PNG, SVG or PDF, by matplotlib.

Everything is placed in pixels at the picture's natural size (96 to the inch), as in the browser. No global state of
matplotlib stays changed, and no window or pyplot is involved.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.patheffects import Stroke

from graph import labels
from graph.picture import font
from graph.picture.drawing import Drawing, Edge, Entry, Node
from graph.picture.placement import EDGE_FONT_SIZE, Room, place_edge_words, place_labels, shape
from graph.picture.way import Way, way
from graph.style import MARKERS, EdgeStyle, Theme, edge_style, legible, line_width, node_style

_PIXELS: Final = 96
_POINT: Final = 72 / _PIXELS
_SHARPNESS: Final = 2
_MOST_PIXELS: Final = 12_000
_BORDER = 32.0
_TITLE_SIZE = 22
_TITLE_LINE = 30.0
_LEGEND_ROW = 26.0
_LEAST_WIDTH = 560.0
_GAP = 24.0
_LEGEND_SIZE = 13
_BASELINE = 0.37
_LINE = line_width(1)
_HEAD = 8.0

# The share of a marker's nominal size that gives each shape about the same weight as the circle.
_MARKER_SCALE: Final[Mapping[str, float]] = {"s": 0.88, "D": 0.72, "^": 1.06, "v": 1.06, "*": 1.32, "h": 1.08}

LOCK = threading.Lock()


def figure(drawing: Drawing, picture_format: Literal["png", "svg", "pdf"]) -> bytes:
    """The bytes of a picture of `drawing`.

    PNG has two device pixels a pixel, SVG text as outlines, PDF the font inside.
    """
    metadata: Mapping[str, Mapping[str, str | None]] = {
        "png": {"Software": None, "Title": drawing.title},
        "svg": {"Date": None, "Creator": "Maitu", "Title": drawing.title},
        "pdf": {"CreationDate": None, "Creator": "Maitu", "Title": drawing.title},
    }
    file = BytesIO()
    with LOCK, mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "maitu", "pdf.fonttype": 42}):
        sheet = _sheet(drawing)
        longest = max(sheet.get_size_inches()) * _PIXELS
        FigureCanvasAgg(sheet).print_figure(
            file, format=picture_format, dpi=_PIXELS * min(_SHARPNESS, _MOST_PIXELS / longest),
            facecolor=drawing.theme.background, metadata=metadata[picture_format],
        )
    return file.getvalue()


def _sheet(drawing: Drawing) -> Figure:
    """The whole picture: title above, network in the middle, legend below."""
    places = place_labels(drawing.nodes)
    left, top, right, bottom = _bounds([*map(shape, drawing.nodes), *places])
    width = max(right - left + 2 * _BORDER, _LEAST_WIDTH)
    title = labels.wrap(drawing.title, longest=(width - 2 * _BORDER) / _TITLE_SIZE)
    rows = _legend_rows(drawing, width - 2 * _BORDER)
    head = _BORDER + _TITLE_LINE * len(title)
    foot = head + bottom - top + 2 * _GAP
    height = foot + len(rows) * _LEGEND_ROW + _BORDER / 2

    sheet = Figure(figsize=(width / _PIXELS, height / _PIXELS), dpi=_PIXELS)
    page = _axes(sheet, 0.0, 0.0)
    for number, line in enumerate(title):
        _write(page, line, (_BORDER, _BORDER + number * _TITLE_LINE + _TITLE_SIZE / 2), _TITLE_SIZE, drawing.theme.ink,
               align="left")
    page.plot([_BORDER, width - _BORDER], [foot - _GAP / 2] * 2, color=drawing.theme.frame, lw=_POINT)
    for number, row in enumerate(rows):
        for x, draw in row:
            draw(page, _BORDER + x, foot + (number + 0.5) * _LEGEND_ROW)

    middle = _axes(sheet, (width - left - right) / 2, head + _GAP / 2 - top)
    _draw_edges(middle, drawing, places)
    _draw_nodes(middle, drawing, places)
    return sheet


def _axes(sheet: Figure, dx: float, dy: float) -> Axes:
    """Axes over the whole sheet in its pixels, y downwards, their origin moved by `dx`, `dy`."""
    width, height = sheet.get_size_inches() * _PIXELS
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-dx, width - dx)
    axes.set_ylim(height - dy, -dy)
    return axes


def _draw_edges(axes: Axes, drawing: Drawing, places: Sequence[Room]) -> None:
    label_of = {node.id: place for node, place in zip(drawing.nodes, places, strict=True)}
    for edge in drawing.edges:
        line = way(edge, label_of[edge.source.id], label_of[edge.target.id])
        _draw_line(axes, line, edge_style(edge.predicate), drawing.theme, edge)
    named = [edge for edge in drawing.edges if drawing.labels_edges or edge.count > 1]
    if named:
        taken = [*places, *map(shape, drawing.nodes)]
        for edge, place in zip(named, place_edge_words(named, taken), strict=True):
            if place:
                colour = legible(edge_style(edge.predicate).colour, drawing.theme, 4.5)
                middle = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
                _write(axes, edge.words, middle, EDGE_FONT_SIZE, colour, halo=drawing.theme.background)


def _draw_line(axes: Axes, line: Way, style: EdgeStyle, theme: Theme, edge: Edge | None = None) -> None:
    """A line with the heads of its arrows: those of `edge`, else one at its end where its style is directed."""
    colour = legible(style.colour, theme)
    forth, back = (edge.forth, edge.back) if edge else (style.directed, False)
    end = _head(axes, line.end, line.direction(), colour) if forth else line.end
    start = _head(axes, line.start, line.turned().direction(), colour) if back else line.start
    curve = Path([start, line.control, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    dashes = (0, tuple(length / _LINE for length in style.dashes)) if style.dashes else "solid"
    axes.add_artist(PathPatch(
        curve, fill=False, edgecolor=colour, linewidth=line_width(edge.count if edge else 1) * _POINT, linestyle=dashes,
        capstyle="butt", zorder=1,
    ))


def _head(axes: Axes, at: tuple[float, float], direction: tuple[float, float], colour: str) -> tuple[float, float]:
    """The head of an arrow whose tip is `at`; where its line ends."""
    (x, y), (dx, dy) = at, direction
    side, foot = 0.42 * _HEAD, (x - _HEAD * dx, y - _HEAD * dy)
    corners = [(x, y), (foot[0] - side * dy, foot[1] + side * dx), (foot[0] + side * dy, foot[1] - side * dx)]
    axes.add_artist(Polygon(corners, facecolor=colour, linewidth=0, zorder=1))
    return x - 0.8 * _HEAD * dx, y - 0.8 * _HEAD * dy


def _outline(axes: Axes, node: Node) -> FancyBboxPatch:
    left, top, right, bottom = shape(node)
    return FancyBboxPatch((left, top), right - left, bottom - top, boxstyle="round,pad=0,rounding_size=5",
                          transform=axes.transData)


def _draw_nodes(axes: Axes, drawing: Drawing, places: Sequence[Room]) -> None:
    theme = drawing.theme
    for node, (left, top, right, _) in zip(drawing.nodes, places, strict=True):
        style = node_style(node.type)
        if style.shape == "box":
            outline = _outline(axes, node)
            outline.set(facecolor=theme.background, edgecolor=legible(node.colour, theme), zorder=2,
                        linewidth=(3 if node.highlighted else 1.3) * _POINT)
            axes.add_artist(outline)
        else:
            if node.highlighted:
                _mark(axes, "o", node.x, node.y, node.radius + 5, theme.background, theme.ink)
            _mark(axes, style.marker, node.x, node.y, node.radius, node.colour, legible(node.colour, theme, 4.5))
        for number, line in enumerate(node.lines):
            middle = (left + right) / 2, top + (number + 0.5) * labels.LINE_HEIGHT
            _write(axes, line, middle, labels.FONT_SIZE, theme.ink, halo=theme.background)


def _mark(axes: Axes, marker: str, x: float, y: float, radius: float, fill: str, border: str) -> None:
    size = (2 * radius * _MARKER_SCALE.get(marker, 1.0) * _POINT) ** 2
    axes.scatter([x], [y], s=size, marker=marker, c=[fill], edgecolors=[border], linewidths=1.2 * _POINT, zorder=3)


def _write(
    axes: Axes, text: str, at: tuple[float, float], size: float, colour: str, *, halo: str = "", align: str = "center"
) -> None:
    """One line of text whose characters have their middle at height `y` of `at`."""
    x, y = at
    write = partial(
        axes.text, x, y + _BASELINE * size, font.showable(text), ha=align, va="baseline", parse_math=False, zorder=4,
        fontproperties=FontProperties(fname=font.FILE, size=size * _POINT),
    )
    if halo:  # apart from the text, which else would be no text in a PDF
        write(color=halo, path_effects=[Stroke(linewidth=3.5 * _POINT, foreground=halo)])
    write(color=colour)


_Entry = Callable[[Axes, float, float], None]


def _legend_rows(drawing: Drawing, width: float) -> list[list[tuple[float, _Entry]]]:
    """The rows of the legend: where each entry begins, and what draws it there. Colours come first, then predicates."""
    rows: list[list[tuple[float, _Entry]]] = []
    for entries in (
        [(0.0, drawing.meaning, _words_entry)] if drawing.meaning else [],
        [(24.0, entry.words, partial(_colour_entry, entry)) for entry in drawing.legend],
        [(42.0, words, partial(_predicate_entry, name)) for name, words in drawing.predicates],
    ):
        x = width
        for sample, words, draw in entries:
            room = sample + labels.width(words) * _LEGEND_SIZE + 22
            if x + room > width + 22:
                rows.append([])
                x = 0.0
            rows[-1].append((x, partial(draw, words, drawing.theme)))
            x += room
    return rows


def _words_entry(words: str, theme: Theme, axes: Axes, x: float, y: float) -> None:
    _write(axes, words, (x, y), _LEGEND_SIZE, theme.quiet, align="left")


def _colour_entry(entry: Entry, words: str, theme: Theme, axes: Axes, x: float, y: float) -> None:
    if entry.shape == "box":
        axes.add_artist(FancyBboxPatch(
            (x, y - 6), 16, 12, boxstyle="round,pad=0,rounding_size=3", facecolor=theme.background,
            edgecolor=legible(entry.colour, theme), linewidth=1.3 * _POINT,
        ))
    else:
        _mark(axes, MARKERS[entry.shape], x + 8, y, 7.5, entry.colour, legible(entry.colour, theme, 4.5))
    _write(axes, words, (x + 24, y), _LEGEND_SIZE, theme.ink, align="left")


def _predicate_entry(name: str, words: str, theme: Theme, axes: Axes, x: float, y: float) -> None:
    _draw_line(axes, Way((x, y), (x + 17, y), (x + 34, y)), edge_style(name), theme)
    _write(axes, words, (x + 42, y), _LEGEND_SIZE, theme.ink, align="left")


def _bounds(rectangles: Sequence[Room]) -> Room:
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
