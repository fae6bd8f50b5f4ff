"""Charts of results. Only like units are set beside each other; each bar and point tells which it is when clicked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import altair as alt
import streamlit as st

from app.figures import Group, Side, grouped, key_of, year_of
from app.i18n import t
from graph.describe import OutcomeRow
from graph.labels import shorten

MOST_BARS = 12
MOST_LINES = 6


def bars(outcomes: Sequence[OutcomeRow], *, key: str) -> str:
    """Bars of the largest figures of the unit that most of `outcomes` have; nothing where no two share one.

    The IRI of the figure whose bar was clicked, or "".
    """
    unit, count = Counter(outcome.unit for outcome in outcomes).most_common(1)[0]
    if count < 2:
        return ""
    ranked = sorted((outcome for outcome in outcomes if outcome.unit == unit), key=lambda outcome: -outcome.value)
    rows = [
        {
            "label": _label(outcome, index),
            "value": float(outcome.value),
            "period": outcome.period or "",
            "key": outcome.iri,
        }
        for index, outcome in enumerate(ranked[:MOST_BARS])
    ]
    return _bars(rows, unit, key)


def sums(groups: Sequence[Group], unit: str, *, key: str) -> str:
    """Bars of the largest groups; the key of the one that was clicked, or ""."""
    rows = [
        {
            "label": _distinct(shorten(group.name, 24), index),
            "value": float(group.total),
            "key": group.key,
            "period": t("chart.figures", n=len(group.outcomes)),
        }
        for index, group in enumerate(groups[:MOST_BARS])
    ]
    return _bars(rows, unit, key) if rows else ""


def lines(outcomes: Sequence[OutcomeRow], unit: str, side: Side, *, key: str) -> str:
    """A line for each of the largest groups over the years of its figures; the key of the clicked point, or ""."""
    groups = grouped(outcomes, side)[:MOST_LINES]
    rows = []
    for index, group in enumerate(groups):
        dated = [outcome for outcome in group.outcomes if year_of(outcome)]
        for year, those in groupby(sorted(dated, key=lambda one: key_of(one, "year")), key=year_of):
            (total,) = grouped(list(those), side)
            rows.append(
                {
                    "year": str(year),
                    "value": float(total.total),
                    "key": group.key,
                    "label": _distinct(shorten(group.name, 18), index),
                }
            )
    if not rows:
        return ""
    point = alt.selection_point(name="chosen", fields=["key"], on="click")
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=t("chart.value", unit=unit)),
        color=alt.Color("label:N", title=None, sort=None, legend=alt.Legend(labelLimit=260)),
        shape=alt.Shape("label:N", title=None, sort=None),
        tooltip=_tooltips(unit),
    )
    chart = (base.mark_line() + base.mark_point(filled=True, size=90).add_params(point)).properties(height=320)
    return _chosen(chart, key)


def _bars(rows: list[dict[str, object]], unit: str, key: str) -> str:
    point = alt.selection_point(name="chosen", fields=["key"], on="click")
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(cornerRadiusEnd=3, cursor="pointer")
        .encode(
            x=alt.X("value:Q", title=t("chart.value", unit=unit)),
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
            opacity=alt.condition(point, alt.value(1), alt.value(0.45)),
            tooltip=[*_tooltips(unit), alt.Tooltip("period:N", title=t("outcome.period"))],
        )
        .add_params(point)
        .properties(height=70 + 26 * len(rows))
    )
    return _chosen(chart, key)


def _tooltips(unit: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=t("outcome.indicator")),
        alt.Tooltip("value:Q", title=unit or " ", format=","),
    ]


def _chosen(chart: alt.Chart | alt.LayerChart, key: str) -> str:
    state = st.altair_chart(chart, width="stretch", key=key, on_select="rerun", selection_mode="chosen")
    points = state["selection"].get("chosen") or []
    return str(points[0].get("key", "")) if points else ""


def _label(outcome: OutcomeRow, index: int) -> str:
    whose = outcome.program or outcome.subject
    return _distinct(shorten(f"{outcome.indicator} · {whose.name}" if whose else outcome.indicator, 24), index)


def _distinct(label: str, index: int) -> str:
    """A name for a bar: bars of one name would be laid on one another, so zero-width marks part them."""
    return label + "\u200b" * index
