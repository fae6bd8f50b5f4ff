"""A drawing as a pyvis network: what the browser moves, zooms and answers to, without any layout of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import networkx as nx
from pyvis.network import Network

from graph import labels
from graph.picture import font
from graph.picture.drawing import Drawing, Edge, Node, plan
from graph.picture.placement import EDGE_FONT_SIZE, place_edge_words, place_labels, shape
from graph.style import Theme, edge_style, legible, line_width, node_style

_LINE: Final = line_width(1)


def interactive(
    network: nx.MultiDiGraph[Any],
    positions: Mapping[Any, tuple[float, float]],
    language: str = "en",
    *,
    theme: str = "light",
    highlight: Collection[Any] = (),
) -> Network:
    """A pyvis network, of which `nodes`, `edges` and `options` are what vis-network takes, as plain data.

    Nodes stand at `positions`; edges have ids that stay the same ("SUBJECT PREDICATE OBJECT"); tooltips (`title`) are
    plain text with the whole name, which vis-network shows as text. Otherwise as `graph.picture.draw`.
    """
    return pyvis_network(plan(network, positions, "", language, theme, highlight))


def pyvis_network(drawing: Drawing) -> Network:
    """The pyvis network of a drawing."""
    shown = Network(directed=True, heading=drawing.title, bgcolor=drawing.theme.background, cdn_resources="in_line")
    for node in drawing.nodes:
        shown.add_node(node.id, **_node(node, drawing.theme))
    for edge, words in zip(drawing.edges, _edge_words(drawing), strict=True):
        shown.add_edge(edge.source.id, edge.target.id, **_edge(edge, words, drawing.theme))
    shown.options = _options(drawing.theme)
    return shown


def _node(node: Node, theme: Theme) -> dict[str, Any]:
    style = node_style(node.type)
    boxed = style.shape == "box"
    fill = theme.background if boxed else node.colour
    border = legible(node.colour, theme, 3.0 if boxed else 4.5)
    return {
        "label": "\n".join(node.lines) or " ", "title": "\n".join(filter(None, (node.name, node.type_words))),
        "shape": style.shape, "size": node.radius, "x": round(node.x, 1), "y": round(node.y, 1),
        "borderWidth": 3 if node.highlighted else 1.2,
        "color": {
            "background": fill, "border": theme.ink if node.highlighted else border,
            "highlight": {"background": fill, "border": theme.ink}, "hover": {"background": fill, "border": theme.ink},
        },
    }


def _edge_words(drawing: Drawing) -> list[str]:
    """What stands on each edge: vis-network puts words in its middle, so none where a node is in the way."""
    named = [edge for edge in drawing.edges if drawing.labels_edges or edge.count > 1]
    if not named:
        return [""] * len(drawing.edges)
    taken = [*place_labels(drawing.nodes), *map(shape, drawing.nodes)]
    places = place_edge_words(named, taken, along=[0.5])
    words = {edge.id: edge.words for edge, place in zip(named, places, strict=True) if place}
    return [words.get(edge.id, "") for edge in drawing.edges]


def _edge(edge: Edge, words: str, theme: Theme) -> dict[str, Any]:
    style, turn = edge_style(edge.predicate), "curvedCCW" if edge.bend > 0 else "curvedCW"
    return {
        "id": edge.id, "label": words, "title": f"{edge.source.name}\n{edge.words} →\n{edge.target.name}",
        "color": {"color": legible(style.colour, theme), "highlight": theme.ink, "hover": theme.ink},
        "font": {"color": legible(style.colour, theme, 4.5)},
        "dashes": list(style.dashes) or False, **({"width": line_width(edge.count)} if edge.count > 1 else {}),
        "arrows": {
            end: {"enabled": there, "scaleFactor": 0.5} for end, there in (("to", edge.forth), ("from", edge.back))
            if there or end == "to"
        },
        "smooth": {"enabled": edge.bend != 0, "type": turn, "roundness": abs(edge.bend)},
    }


def _options(theme: Theme) -> dict[str, Any]:
    text = {"face": font.FAMILY, "strokeWidth": 3, "strokeColor": theme.background}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 7},
        "interaction": {"hover": True, "tooltipDelay": 150, "keyboard": {"enabled": True, "bindToWindow": False}},
        "nodes": {"borderWidthSelected": 3, "font": {**text, "size": labels.FONT_SIZE, "color": theme.ink}},
        "edges": {"width": _LINE, "selectionWidth": 1, "hoverWidth": 0.5, "font": {**text, "size": EDGE_FONT_SIZE}},
    }
