"""A network, its positions and a title as a picture: PNG, SVG, PDF, or a page of HTML that needs no other file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal, get_args

import networkx as nx

from graph.errors import PictureError
from graph.picture.drawing import Entry, plan

Format = Literal["png", "svg", "pdf", "html"]

FORMATS: Final[tuple[Format, ...]] = get_args(Format)

__all__ = ["FORMATS", "Entry", "Format", "draw"]


def draw(  # noqa: PLR0913 (what can be said of a picture)
    network: nx.MultiDiGraph[Any],
    positions: Mapping[Any, tuple[float, float]],
    title: str,
    language: str = "en",
    *,
    picture_format: str = "svg",
    theme: str = "light",
    highlight: Collection[Any] = (),
    legend: Sequence[Entry] = (),
    meaning: str = "",
    unfolded: Collection[frozenset[Any]] | None = None,
) -> bytes:
    """The bytes of a picture of `network`, with its title and a legend of the classes and predicates in it.

    Nodes have the attributes `label` and `type` and edges `predicate`, as `graph.network.project` makes them;
    `positions` are pixels, as `graph.positions.positions` makes them, and hold every node. `language` ("en" or "zh")
    is that of the legend, `theme` one of `graph.style.THEMES`; nodes in `highlight` get a ring. Chinese text needs no
    font on the reader's machine, and nothing is loaded from anywhere. The same arguments give the same bytes.

    Where nodes have a `colour` (#RRGGBB) of their own, `legend` says in place of the classes what colours stand for,
    and `meaning`, before it, by what they were chosen; nodes may have a `radius` (pixels) too, and `words` in place of
    their label. With `unfolded`, the edges between two nodes are one line with their number, but for these pairs.

    Raises PictureError for an empty network, a node without a position, an unknown format and an unknown theme.
    """
    if picture_format not in FORMATS:
        raise PictureError(
            "no pictures of kind “{kind}” are made; take one of {known}", kind=picture_format, known=", ".join(FORMATS)
        )
    drawing = plan(
        network, positions, title, language, theme, highlight, legend=legend, meaning=meaning, unfolded=unfolded
    )
    if picture_format == "html":
        from graph.picture.page import page

        return page(drawing)
    from graph.picture.figure import figure

    return figure(drawing, picture_format)
