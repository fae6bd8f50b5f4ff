"""Colour, size and words of the nodes of a view by what is known of them, and the legend that says what they mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import networkx as nx

from app.i18n import t
from graph import analyse
from graph.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY_BLUE, STYLES, VERMILLION, YELLOW, node_style

Network: TypeAlias = "nx.MultiDiGraph[Any]"
Values: TypeAlias = dict[str, Any]

MEASURES: Final = ("degree", "pagerank", "betweenness", "documents")
COLOURS: Final = ("class", "community", *MEASURES)
SIZES: Final = ("degree", "pagerank", "betweenness", "documents", "same")
LABELS: Final = ("name", "class", "community", *MEASURES, "none")

_COMMUNITIES = (BLUE, ORANGE, GREEN, PURPLE, SKY_BLUE, VERMILLION, YELLOW)
_STEPS = ("#CFE5F5", "#8CC3E8", "#3F97D0", "#0072B2", "#003F66")
"""From little to much: the blue of Okabe and Ito in five steps of lightness."""
_SMALLEST, _LARGEST = 8.0, 26.0


@dataclass(frozen=True)
class Entry:
    """One line of the legend: what the nodes of the group `key` look like, in words."""

    key: str
    words: str
    colour: str
    shape: str
    count: int


@dataclass(frozen=True)
class Look:
    """How nodes look: the colour, half width in pixels, words below and legend group of each; and the legend."""

    colours: Mapping[str, str]
    radii: Mapping[str, float]
    labels: Mapping[str, str]
    groups: Mapping[str, str]
    legend: tuple[Entry, ...]
    meaning: str


def values(network: Network, by: str) -> Values:
    """What is known of each node: its class, the number of its community, or one of MEASURES within this network."""
    if by == "class":
        return {node: data["type"] for node, data in network.nodes(data=True)}
    if by == "community":
        return {str(node): number for number, group in enumerate(analyse.communities(network), 1) for node in group}
    if by == "pagerank":
        return {str(node): share for node, share in analyse.pagerank(network).items()}
    if by == "betweenness":
        return {str(node): central.betweenness for node, central in analyse.centrality(network).items()}
    if by == "documents":
        return {node: len(data.get("documents", ())) for node, data in network.nodes(data=True)}
    return dict(network.degree())


def look(network: Network, names: Mapping[str, str], colour: str, size: str, label: str) -> Look:
    """How the nodes of `network` look, coloured, sized and labelled by three of the choices.

    `names` are the classes in words.
    """
    known = {by: values(network, by) for by in {colour, size, label} - {"name", "none", "same"}}
    colours, groups, legend = _coloured(network, known[colour], colour, names)
    most = max(known[size].values(), default=0) if size != "same" else 0
    radii = {
        node: round(_SMALLEST + (_LARGEST - _SMALLEST) * (known[size][node] / most) ** 0.5, 1) if most else 11.0
        for node in network
    }
    if label == "name":
        labels = {node: data["label"] for node, data in network.nodes(data=True)}
    else:
        labels = {node: "" if label == "none" else _in_words(known[label][node], label, names) for node in network}
    sized = t("look.size_is", what=t(f"look.{size}")) if size != "same" else ""
    meaning = " · ".join(filter(None, (t("look.colour_is", what=t(f"look.{colour}")), sized)))
    return Look(colours, radii, labels, groups, legend, meaning)


def _coloured(
    network: Network, known: Values, by: str, names: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], tuple[Entry, ...]]:
    if by == "class":
        ranked = [name for name in STYLES if name in set(known.values())]
        colours = {name: node_style(name).colour for name in ranked}
        groups = known
        words = {name: names.get(name, name) for name in ranked}
    elif by == "community":
        ranked = list(map(str, range(1, min(max(known.values(), default=0), len(_COMMUNITIES)) + 1)))
        colours = dict(zip(ranked, _COMMUNITIES, strict=False)) | {"0": GREY}
        groups = {node: str(number) if str(number) in ranked else "0" for node, number in known.items()}
        words = {key: _in_words(int(key), by, names) for key in ranked} | {"0": t("look.others")}
        ranked = [*ranked, "0"] if "0" in groups.values() else ranked
    else:
        bounds = _bounds(sorted(known.values()))
        ranked = list(map(str, range(len(bounds))))
        step = (len(_STEPS) - 1) / max(1, len(bounds) - 1)
        colours = {key: _STEPS[round(int(key) * step)] for key in ranked}
        groups = {node: str(bisect_left(bounds, value)) for node, value in known.items()}
        words = {}
        for key in ranked:
            inside = [value for node, value in known.items() if groups[node] == key]
            words[key] = "–".join(dict.fromkeys(_in_words(end, by, names) for end in (min(inside), max(inside))))
    counts = {key: sum(group == key for group in groups.values()) for key in ranked}
    legend = tuple(
        Entry(key, words[key], colours[key], node_style(key).shape if by == "class" else "dot", counts[key])
        for key in ranked
    )
    return {node: colours[groups[node]] for node in network}, groups, legend


def _bounds(ranked: Sequence[float]) -> list[float]:
    """The highest value of each of at most five groups of about as many nodes."""
    cuts = [ranked[min(len(ranked) - 1, len(ranked) * part // len(_STEPS))] for part in range(1, len(_STEPS) + 1)]
    return sorted({*cuts, ranked[-1]}) if ranked else []


def _in_words(value: str | float, by: str, names: Mapping[str, str]) -> str:
    if by == "class":
        return names.get(str(value), str(value))
    if by == "community":
        return t("look.group", n=value)
    return f"{100 * value:.1f} %" if by in {"pagerank", "betweenness"} else str(value)
