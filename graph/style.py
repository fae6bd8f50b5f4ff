"""How things look: one table of colours, shapes and icons for every picture, legend and page.

Colours are those of Okabe and Ito, told apart with every kind of colour vision (M. Okabe, K. Ito, Color Universal
Design, 2008, https://jfly.uni-koeln.de/color/); every class has a shape of its own besides. Names of classes and
predicates in words are the ontology's (`ontology.schema`), not this module's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from types import MappingProxyType
from typing import Final

BLACK: Final = "#000000"
ORANGE: Final = "#E69F00"
SKY_BLUE: Final = "#56B4E9"
GREEN: Final = "#009E73"
YELLOW: Final = "#F0E442"
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"
GREY: Final = "#8C959F"
CATEGORIES: Final = (BLUE, ORANGE, GREEN, VERMILLION, SKY_BLUE, PURPLE, YELLOW, GREY)
"""Colours for what has no colour of its own, such as communities; the last is for all the rest."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a class of things looks.

    `colour` fills the node (#RRGGBB), `shape` is its name in vis-network, `marker` the same shape in matplotlib and
    `symbol` in plain text; `icon` is the name of a Material Symbol, for pages.
    """

    colour: str
    shape: str
    marker: str
    symbol: str
    icon: str


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How a predicate looks.

    `dashes` are lengths of stroke and gap in pixels (empty: an unbroken line); `directed` is false where both ends
    mean the same, and then no arrow is drawn.
    """

    colour: str
    dashes: tuple[int, ...] = ()
    directed: bool = True


@dataclass(frozen=True, slots=True)
class Theme:
    """The ground that a picture is drawn on (#RRGGBB): background, text, quiet text and lines, and frames."""

    background: str
    ink: str
    quiet: str
    frame: str


_ORGANIZATION_ICONS = {
    "Organization": "corporate_fare",
    "PartyOrganization": "flag",
    "PartyBranch": "flag",
    "GovernmentAgency": "account_balance",
    "Enterprise": "factory",
    "School": "school",
    "Hospital": "local_hospital",
    "Community": "home_work",
    "Platform": "hub",
}

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {name: Style(BLUE, "dot", "o", "●", icon) for name, icon in _ORGANIZATION_ICONS.items()}
    | {
        "Policy": Style(ORANGE, "square", "s", "■", "gavel"),
        "Program": Style(GREEN, "diamond", "D", "◆", "rocket_launch"),
        "Place": Style(SKY_BLUE, "triangle", "^", "▲", "location_on"),
        "Person": Style(VERMILLION, "triangleDown", "v", "▼", "person"),
        "Event": Style(PURPLE, "star", "*", "★", "event"),
        "Recognition": Style(YELLOW, "hexagon", "h", "✦", "military_tech"),
        "Outcome": Style(GREY, "box", "s", "□", "bar_chart"),
        "Target": Style(GREY, "box", "s", "□", "target"),
        "Document": Style(GREY, "square", "s", "▤", "article"),
        "Evidence": Style(GREY, "dot", "o", "○", "format_quote"),
        "Claim": Style(GREY, "dot", "o", "○", "fact_check"),
    }
)
"""Style by local name of a class of the ontology. The classes of organizations differ in their icons only."""

MARKERS: Final[Mapping[str, str]] = MappingProxyType({style.shape: style.marker for style in STYLES.values()})
"""The shapes of vis-network in matplotlib."""

EDGES: Final[Mapping[str, EdgeStyle]] = MappingProxyType(
    {
        "issued": EdgeStyle(ORANGE),
        "basedOn": EdgeStyle(ORANGE, (6, 4)),
        "runs": EdgeStyle(GREEN),
        "participatesIn": EdgeStyle(GREEN, (6, 4)),
        "partOf": EdgeStyle(BLUE),
        "partnersWith": EdgeStyle(BLUE, (6, 4), directed=False),
        "locatedIn": EdgeStyle(SKY_BLUE, (2, 3)),
        "leads": EdgeStyle(VERMILLION),
        "recognisedAs": EdgeStyle(YELLOW),
        "subject": EdgeStyle(GREY),
        "program": EdgeStyle(GREY, (6, 4)),
        "place": EdgeStyle(GREY, (2, 3)),
    }
)
"""Style by local name of a predicate: an edge has the colour of what it usually leads to, and the weaker of two such
predicates is dashed."""

THEMES: Final[Mapping[str, Theme]] = MappingProxyType(
    {
        "light": Theme(background="#FFFFFF", ink="#17232E", quiet="#59636E", frame="#D9E1E7"),
        "dark": Theme(background="#11181F", ink="#E4EBF1", quiet="#9AA4AF", frame="#2E3B47"),
    }
)

_OTHER = Style(GREY, "dot", "o", "○", "help")
_OTHER_EDGE = EdgeStyle(GREY)


def node_style(type_name: str) -> Style:
    """The style of a class, given by its local name; grey dots for a class that is not in the table."""
    return STYLES.get(type_name, _OTHER)


def edge_style(predicate: str) -> EdgeStyle:
    """The style of a predicate, given by its local name; a grey line for one that is not in the table."""
    return EDGES.get(predicate, _OTHER_EDGE)


def radius(degree: int) -> float:
    """Half the width of a node with `degree` edges, in pixels: 9 to 24, its area growing with the degree."""
    return round(min(24.0, sqrt(81.0 + 18.0 * degree)), 1)


def line_width(edges: int) -> float:
    """How wide a line is that stands for so many edges, in pixels."""
    return round(0.7 * edges + (0.6 if edges == 1 else 1.3), 1)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 (none) to 21 (black on white), by WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def legible(colour: str, theme: Theme, ratio: float = 3.0) -> str:
    """`colour`, moved towards the theme's ink just so far that it stands out from the background by `ratio`.

    3.0 is what WCAG 2.2 (1.4.11) asks of lines and shapes, 4.5 (1.4.3) of text. Raises ValueError where not even the
    ink reaches it.
    """
    for step in range(21):
        candidate = _mix(colour, theme.ink, step / 20)
        if contrast(candidate, theme.background) >= ratio:
            return candidate
    raise ValueError(f"the ink {theme.ink} does not stand out from {theme.background} by {ratio}")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{value:02X}" for value in mixed)
