"""The whole graph as dots: sigma.js in the browser, up to tens of thousands of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from typing import Any, TypeAlias

import networkx as nx
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from app import address
from app.components import graph_view
from app.components.assets import packed, read_asset
from app.display import cut
from app.i18n import t
from graph.positions import Positions
from graph.style import THEMES

Network: TypeAlias = "nx.MultiDiGraph[Any]"

LONGEST_LABEL = 40
_SMALLEST, _LARGEST = 2.0, 12.0
"""Radii of dots in pixels where there are thousands."""
_CROWD = 2000
"""Where there are fewer nodes than so many, they and their lines are drawn larger, up to two and a half times."""


@cache
def _library() -> ComponentRenderer:
    files = ("vendor/graphology.min.js", "vendor/sigma.min.js", "library.js")
    script = "\n".join(read_asset(f"dots/{file}") for file in files)
    return st.components.v2.component("maitu.sigma", html="<i></i>", js=script)


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "maitu.dots", html=read_asset("dots/dots.html"), css=read_asset("dots/dots.css"), js=read_asset("dots/dots.js")
    )


def show(  # noqa: PLR0913 (what can be said of a drawing)
    network: Network, positions: Positions, colours: Mapping[str, str], legend: Sequence[tuple[str, str]], *, key: str,
    shown: str, height: int, selected: str = "",
) -> None:
    """Show `network`; `colours` gives each node's, `legend` says what they mean; `shown` names what is shown.

    The drawing is drawn anew only where `shown` changes; the dot of `selected`, if any, is marked and moved into the
    middle. A click on a dot opens it on the page Explore.
    """
    theme = THEMES[graph_view.theme(key)]
    palette = sorted(set(colours.values()))
    number = {node: index for index, node in enumerate(network)}
    place = {colour: index for index, colour in enumerate(palette)}
    larger = min(2.5, max(1.0, sqrt(_CROWD / max(1, len(network)))))
    data = {
        "key": shown,
        "height": height,
        "selected": number.get(selected),
        "nodes": {
            "id": [address.shorten(node) for node in network],
            "label": [cut(str(network.nodes[node]["label"]), LONGEST_LABEL) for node in network],
            "x": [round(positions[node][0], 1) for node in network],
            "y": [round(positions[node][1], 1) for node in network],
            "size": [
                round(min(_LARGEST, larger * (_SMALLEST + 0.6 * sqrt(links))), 1) for _, links in network.degree()
            ],
            "colour": [place[colours[node]] for node in network],
        },
        "edges": [index for one, other in network.edges() for index in (number[one], number[other])],
        "palette": palette,
        "legend": list(legend),
        "theme": "dark" if theme is THEMES["dark"] else "light",
        "ink": theme.ink,
        "background": theme.background,
        "lines": theme.frame,
        "width": 0.5 * larger,
        "faded": theme.frame,
        "words": {
            word: t(f"whole.{word}", nodes=len(network)) for word in ("label", "search", "in", "out", "fit", "no_webgl")
        },
    }
    with st.container(gap=None):
        _library()(key=f"{key}-library")
        result = _component()(
            key=key, data=packed(data), height=height, default={"theme": None}, on_opened_change=lambda: None,
            on_theme_change=lambda: None,
        )
    if result.opened:
        address.go("explore", at=str(result.opened), select=str(result.opened))
