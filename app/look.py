"""Colour, size and words of the nodes of a view by what is known of them, and the legend that says what they mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import networkx as nx

from app.i18n import t
from graph import analyse
from graph.picture import Entry as Drawn
from graph.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    STYLES,
    THEMES,
    VERMILLION,
    YELLOW,
    legible,
    node_style,
)

Network: TypeAlias = "nx.MultiDiGraph[Any]"
Values: TypeAlias = dict[str, Any]

MEASURES: Final = ("degree", "pagerank", "betweenness", "documents")
COLOURS: Final = ("class", "community", *MEASURES)
SIZES: Final = ("degree", "pagerank", "betweenness", "documents", "same")
LABELS: Final = ("name", "class", "community", *MEASURES, "none")

_COMMUNITIES = (BLUE, ORANGE, GREEN, PURPLE, SKY_BLUE, VERMILLION, YELLOW)
STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "light": ("#5599C4", "#2C83BB", "#0A66A0", "#064A77", "#032C49"),
    "dark": ("#2F7FB5", "#4F9FD2", "#7DBDE6", "#B2DAF3", "#E6F4FD"),
}
"""From little to much, for each theme: the blue of Okabe and Ito in five steps, each further from the background."""
_SMALLEST, _LARGEST = 8.0, 26.0


@dataclass(frozen=True)
class Entry:
    """One line of the legend: what the nodes of the group `key` look like, in words; `line` is their outline."""

    key: str
    words: str
    colour: str
    line: str
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

    def drawn(self) -> tuple[Drawn, ...]:
        """The legend, as pictures take it."""
        return tuple(Drawn(f"{entry.words} ({entry.count})", entry.colour, entry.shape) for entry in self.legend)


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


def look(network: Network, names: Mapping[str, str], chosen: tuple[str, str, str], theme: str = "light") -> Look:
    """How the nodes of `network` look on a theme, coloured, sized and labelled by three of the choices.

    `names` are the classes in words. What is estimated is told so in the legend.
    """
    colour, size, label = chosen
    known = {by: values(network, by) for by in {colour, size, label} - {"name", "none", "same"}}
    colours, groups, legend = _coloured(network, known[colour], colour, names, theme)
    most = max(known[size].values(), default=0) if size != "same" else 0
    radii = {
        node: round(_SMALLEST + (_LARGEST - _SMALLEST) * (known[size][node] / most) ** 0.5, 1) if most else 11.0
        for node in network
    }
    if label == "name":
        labels = {node: data["label"] for node, data in network.nodes(data=True)}
    else:
        labels = {node: "" if label == "none" else _in_words(known[label][node], label, names) for node in network}
    meaning = " · ".join(
        t(f"look.{way}_is", what=_name(network, by))
        for way, by in (("colour", colour), ("size", size), ("label", label))
        if by not in {"same", "name", "none"}
    )
    return Look(colours, radii, labels, groups, legend, meaning)


def _name(network: Network, by: str) -> str:
    """What is told of nodes, in words, with a word more where it is but an estimate."""
    estimated = by == "betweenness" and len(network) > analyse.EXACT_BETWEENNESS
    return t("look.estimated", what=t(f"look.{by}")) if estimated else t(f"look.{by}")


def _coloured(
    network: Network, known: Values, by: str, names: Mapping[str, str], theme: str
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
        steps = STEPS[theme]
        step = (len(steps) - 1) / max(1, len(bounds) - 1)
        colours = {key: steps[round(int(key) * step)] for key in ranked}
        groups = {node: str(bisect_left(bounds, value)) for node, value in known.items()}
        words = {}
        for key in ranked:
            inside = [value for node, value in known.items() if groups[node] == key]
            words[key] = "–".join(dict.fromkeys(_in_words(end, by, names) for end in (min(inside), max(inside))))
    counts = {key: sum(group == key for group in groups.values()) for key in ranked}
    legend = tuple(
        Entry(
            key, words[key], colours[key], legible(colours[key], THEMES[theme]),
            node_style(key).shape if by == "class" else "dot", counts[key],
        )
        for key in ranked
    )
    return {node: colours[groups[node]] for node in network}, groups, legend


def _bounds(ranked: Sequence[float]) -> list[float]:
    """The highest value of each of at most five groups: what has nothing, and others of about as many nodes."""
    some = [value for value in ranked if value]
    most = len(STEPS["light"]) - (len(some) < len(ranked))
    cuts = [some[len(some) * part // most - 1] for part in range(1, most + 1) if len(some) * part >= most]
    return sorted({*ranked[:1], *cuts} if len(some) < len(ranked) else {*cuts})


def _in_words(value: str | float, by: str, names: Mapping[str, str]) -> str:
    if by == "class":
        return names.get(str(value), str(value))
    if by == "community":
        return t("look.group", n=value)
    if by in {"pagerank", "betweenness"}:
        return "< 0.1 %" if 0 < float(value) < 0.001 else f"{100 * float(value):.1f} %" if value else "0 %"
    return str(value)
