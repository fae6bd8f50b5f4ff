"""Charts of results, as links: each bar and line leads to its figures. Only like units are set beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app import address
from app.components import hypertext
from app.display import number
from app.figures import Group, Side, grouped, key_of
from graph.describe import OutcomeRow
from graph.style import CATEGORIES

MOST_BARS = 12
MOST_LINES = 6
WIDTH, HEIGHT = 800, 260
"""The room of lines in pixels, which is stretched to that of the page."""


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
class Line:
    """A line through the years: its points in pixels of WIDTH × HEIGHT, each with what is told of it."""

    name: str
    colour: str
    href: str
    points: tuple[tuple[float, float, str], ...]


def bars(outcomes: Sequence[OutcomeRow], *, key: str, chosen: str = "", page: str = "") -> None:
    """Bars of the largest figures of the unit that most of `outcomes` have; nothing where no two share one.

    A bar leads to its figure on `page` (this one, if empty), where `chosen` is the IRI of the one that is open.
    """
    unit, count = Counter(outcome.unit for outcome in outcomes).most_common(1)[0]
    if count < 2:
        return
    ranked = sorted((one for one in outcomes if one.unit == unit), key=lambda one: -one.value)[:MOST_BARS]
    most = max(float(one.value) for one in ranked) or 1.0
    rows = []
    for one in ranked:
        whose = one.program or one.subject
        state = {"open": address.shorten(one.iri)}
        rows.append(
            Bar(
                f"{one.indicator} · {whose.name}" if whose else one.indicator, f"{number(one.value)} {unit}",
                max(0.0, float(one.value)) / most, one.period or "",
                address.link(page, unit=unit, **state) if page else address.here(**state), one.iri == chosen,
            )
        )
    hypertext.show("bars.html", key=key, bars=rows)


def sums(groups: Sequence[Group], unit: str, *, key: str, chosen: str) -> None:
    """Bars of the largest groups; `chosen` is the key of the one whose figures are listed."""
    most = max((float(group.total) for group in groups), default=0.0) or 1.0
    rows = [
        Bar(
            group.name, f"{number(group.total)} {unit}", max(0.0, float(group.total)) / most,
            str(len(group.outcomes)), address.here(bar="" if group.key == chosen else group.key), group.key == chosen,
        )
        for group in groups[:MOST_BARS]
    ]
    hypertext.show("bars.html", key=key, bars=rows)


def lines(outcomes: Sequence[OutcomeRow], unit: str, side: Side, *, key: str, chosen: str) -> None:
    """A line for each of the largest groups over the years of its figures."""
    groups = grouped([one for one in outcomes if key_of(one, "year")], side)[:MOST_LINES]
    years = sorted({key_of(one, "year") for group in groups for one in group.outcomes})
    totals = {
        group.key: [
            (year, grouped(list(those), side)[0].total)
            for year, those in groupby(
                sorted(group.outcomes, key=lambda one: key_of(one, "year")), key=lambda one: key_of(one, "year")
            )
        ]
        for group in groups
    }
    most = max((float(total) for points in totals.values() for _, total in points), default=0.0) or 1.0
    step = WIDTH / max(1, len(years))
    drawn = [
        Line(
            group.name, CATEGORIES[index], address.here(bar="" if group.key == chosen else group.key),
            tuple(
                (
                    round((years.index(year) + 0.5) * step, 1),
                    round(HEIGHT * (1 - 0.94 * max(0.0, float(total)) / most) - 2, 1),
                    f"{group.name} · {year} · {number(total)} {unit}",
                )
                for year, total in totals[group.key]
            ),
        )
        for index, group in enumerate(groups)
    ]
    hypertext.show(
        "lines.html", key=key, lines=drawn, years=years, most=f"{number(most)} {unit}", width=WIDTH, height=HEIGHT,
    )
