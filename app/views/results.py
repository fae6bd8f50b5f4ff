"""Results: every figure that the documents report, filtered and ranked, each with its sentence."""

from __future__ import annotations

import streamlit as st

from app import address, figures, load
from app.components import charts, hypertext
from app.i18n import t
from app.welcome import require_content

MOST_ROWS = 200

require_content()
st.title(t("results.page"), anchor=False)
outcomes = load.outcomes()
units = figures.units(outcomes)
words_column, whose_column, target_column = st.columns([2, 2, 1.4], vertical_alignment="bottom")
with words_column:
    words = st.text_input(
        t("results.search"), type="search", live=True, placeholder=t("results.words"), **address.field("words")
    )
with whose_column:
    owners = figures.owners(outcomes)
    owner = st.selectbox(
        t("results.owner"),
        ["", *owners],
        format_func=lambda short: owners.get(short, t("results.anyone")),
        **address.field("owner", ["", *owners]),
    )
with target_column:
    kind = st.segmented_control(
        t("results.kind"),
        ["outcome", "target"],
        format_func=lambda kind: t(f"results.{kind}"),
        required=True,
        label_visibility="collapsed",
        **address.field("kind", ["outcome", "target"]),
    )
unit = st.pills(t("results.unit"), units, **address.field("unit", ["", *units]))
found = [
    outcome
    for outcome in outcomes
    if outcome.target == (kind == "target")
    and (not unit or outcome.unit == unit)
    and (not owner or figures.is_of(outcome, owner))
    and figures.has_words(outcome, words)
]
if not found:
    st.info(t("results.nothing"))
    st.stop()
if unit:
    charts.bars(found, key="chart")
shown = found[:MOST_ROWS]
st.caption(
    t("results.count", n=len(found)) if len(shown) == len(found) else t("results.first", n=len(found), shown=len(shown))
)
hypertext.show(
    "outcomes.html",
    key="outcomes",
    outcomes=shown,
    whose=True,
    opened=address.expand(address.get("open")) if address.get("open") else "",
)
st.download_button(
    t("results.download"),
    figures.to_csv(found),
    "maitu-results.csv",
    "text/csv",
    on_click="ignore",
    icon=":material/download:",
)
