"""Charts of results, as links: each bar and line leads to its figures. Only like units are set beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import address
from app.components import hypertext
from app.display import large, number
from app.figures import Group, Side, series
from app.i18n import language, t
from graph.describe import OutcomeRow
from graph.style import CATEGORIES

MOST_BARS = 12
MOST_LINES = 6
MOST_YEARS = 24
"""Years that are written below lines; of more, every second, third, … one is."""
_HIGHEST = 0.94
"""How high the largest sum stands, as a share of the room."""


@dataclass(frozen=True)
class Bar:
    """A bar, and where a click on it leads."""

    name: str
    shown: str
    share: float
    note: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Point:
    """A sum of one year: where it stands, in shares of the room from its left and top, and where a click leads."""

    left: float
    top: float
    told: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A line through the years."""

    name: str
    colour: str
    href: str
    points: tuple[Point, ...]
    chosen: bool


def bars(outcomes: Sequence[OutcomeRow], *, key: str, chosen: str = "") -> None:
    """Bars of the largest figures of the unit that most of `outcomes` have; nothing where no two share one.

    A bar leads to its figure on this page, where `chosen` is the IRI of the one that is open.
    """
    unit, count = Counter(outcome.unit for outcome in outcomes).most_common(1)[0]
    if count < 2:
        return
    ranked = sorted((one for one in outcomes if one.unit == unit), key=lambda one: -one.value)[:MOST_BARS]
    most = max(float(one.value) for one in ranked) or 1.0
    rows = [
        Bar(
            name_of(one), f"{large(one.value, language())} {unit}", max(0.0, float(one.value)) / most, one.period or "",
            address.here(open=address.shorten(one.iri)), one.iri == chosen,
        )
        for one in ranked
    ]
    hypertext.show("bars.html", key=key, bars=rows)


def name_of(outcome: OutcomeRow) -> str:
    """What a bar of one figure is called."""
    whose = outcome.program or outcome.subject
    return f"{outcome.indicator} · {whose.name}" if whose else outcome.indicator


def sums(groups: Sequence[Group], unit: str, *, key: str, chosen: str) -> None:
    """Bars of the largest groups; `chosen` is the key of the one whose figures are listed."""
    most = max((float(group.total) for group in groups), default=0.0) or 1.0
    rows = [
        Bar(
            group.name, f"{large(group.total, language())} {unit}", max(0.0, float(group.total)) / most,
            t("results.figures_n", n=number(len(group.outcomes))), _toggled(group.key, "", chosen=group.key == chosen),
            group.key == chosen,
        )
        for group in groups[:MOST_BARS]
    ]
    hypertext.show("bars.html", key=key, bars=rows)


def lines(outcomes: Sequence[OutcomeRow], unit: str, side: Side, *, key: str, chosen: tuple[str, str]) -> None:
    """A line for each of the largest groups over the years, which are as far apart as they are in time.

    A line leads to its figures, a point to those of its year; `chosen` is the group and the year of what is listed.
    """
    found = series(outcomes, side, MOST_LINES)
    with_figures = sorted({year for _, points in found for year, _ in points})
    if not with_figures:
        return
    first, last = with_figures[0], with_figures[-1]
    most = max((float(total) for _, points in found for _, total in points), default=0.0) or 1.0

    def point(group: Group, year: int, total: Decimal) -> Point:
        here = (group.key, str(year))
        return Point(
            (year - first + 0.5) / (last - first + 1), 1 - _HIGHEST * max(0.0, float(total)) / most,
            f"{year}: {number(total)}", _toggled(*here, chosen=here == chosen), here == chosen,
        )

    drawn = [
        Line(
            group.name, colour, _toggled(group.key, "", chosen=(group.key, "") == chosen),
            tuple(point(group, year, total) for year, total in points), group.key == chosen[0],
        )
        for (group, points), colour in zip(found, CATEGORIES, strict=False)
    ]
    every = -(-(last - first + 1) // MOST_YEARS)
    years = [year if (year - first) % every == 0 else "" for year in range(first, last + 1)]
    hypertext.show("lines.html", key=key, lines=drawn, years=years, most=f"{number(most)} {unit}", highest=_HIGHEST)


def _toggled(bar: str, cell: str, *, chosen: bool) -> str:
    """The address with the figures of a bar and a cell listed, or with all of them where these are listed already."""
    return address.here(bar="" if chosen else bar, cell="" if chosen else cell, open="")
