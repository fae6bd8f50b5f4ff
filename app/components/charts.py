"""Charts of results. Only like units are set beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.i18n import t
from graph.describe import OutcomeRow
from graph.labels import shorten

MOST_BARS = 8


def bars(outcomes: Sequence[OutcomeRow], *, key: str) -> None:
    """Bars of the largest figures of the unit that most of `outcomes` have; nothing where no two share one."""
    unit, count = Counter(outcome.unit for outcome in outcomes).most_common(1)[0]
    if count < 2:
        return
    ranked = sorted((outcome for outcome in outcomes if outcome.unit == unit), key=lambda outcome: -outcome.value)[
        :MOST_BARS
    ]
    rows = [
        {"label": _label(outcome, index), "value": float(outcome.value), "period": outcome.period or ""}
        for index, outcome in enumerate(ranked)
    ]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("value:Q", title=t("chart.value", unit=unit)),
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
            tooltip=[
                alt.Tooltip("label:N", title=t("outcome.indicator")),
                alt.Tooltip("value:Q", title=unit, format=","),
                alt.Tooltip("period:N", title=t("outcome.period")),
            ],
        )
        .properties(height=34 + 26 * len(rows))
    )
    st.altair_chart(chart, width="stretch", key=key)


def _label(outcome: OutcomeRow, index: int) -> str:
    """A name for a bar: bars of one name would be laid on one another, so zero-width marks part them."""
    whose = outcome.program or outcome.subject
    return shorten(f"{outcome.indicator} · {whose.name}" if whose else outcome.indicator, 24) + "\u200b" * index
