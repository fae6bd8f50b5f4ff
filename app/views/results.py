"""Results: every figure that the documents report, filtered, summed and drawn, each with its sentence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final, Literal

import streamlit as st

from app import address, figures, load
from app.components import charts, hypertext
from app.figures import SIDES, THINGS, Side, Wanted
from app.i18n import t
from app.welcome import require_content
from graph.describe import OutcomeRow

MOST_ROWS = 200
MOST_CELLS = 12
MOST_PILLS = 24
CHARTS: Final[tuple[Side | Literal["figures"], ...]] = ("figures", *SIDES)
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def number(name: str) -> Decimal | None:
    """A number of the address, or None."""
    try:
        return Decimal(address.get(name))
    except InvalidOperation:
        return None


def year(name: str) -> int | None:
    """A year of the address, or None."""
    return int(address.get(name)) if address.get(name).isdecimal() else None


def choose_thing(side: Side, outcomes: list[OutcomeRow]) -> str:
    """A selection of the things on one side of the figures."""
    known = figures.things(outcomes, side)
    return str(
        st.selectbox(
            t(f"results.{side}"),
            ["", *known],
            format_func=lambda short: known.get(short, t("results.any")),
            **address.field(side, ["", *known]),
        )
    )


def filters(outcomes: list[OutcomeRow], kind: str, words: str, unit: str) -> Wanted:
    """The filters that the address and the widgets name."""
    known_years = ["", *map(str, figures.years(outcomes))]
    with st.expander(t("results.filters"), expanded=any(map(address.get, (*THINGS, "from", "to", "least", "most")))):
        columns = st.columns(3)
        chosen = {}
        for column, side in zip(columns, THINGS, strict=True):
            with column:
                chosen[side] = choose_thing(side, outcomes)
        from_column, to_column, least_column, most_column = st.columns(4)
        for column, name in ((from_column, "from"), (to_column, "to")):
            column.selectbox(
                t(f"results.{name}"),
                known_years,
                format_func=lambda year: year or t("results.any"),
                **address.field(name, known_years),
            )
        for column, name in ((least_column, "least"), (most_column, "most")):
            column.text_input(t(f"results.{name}"), placeholder="0", **address.field(name))
    return Wanted(
        words,
        unit,
        first_year=year("from"),
        last_year=year("to"),
        least=number("least"),
        most=number("most"),
        target=kind == "target",
        **chosen,
    )


def table_of_sums(found: list[OutcomeRow], side: Side) -> None:
    """Sums by two sides at once; a cell leads to its figures."""
    others = [one for one in SIDES if one != side]
    other = st.segmented_control(
        t("results.against"),
        others,
        format_func=lambda one: t(f"results.{one}"),
        **address.field("against", ["", *others]),
    )
    if other:
        rows, columns = figures.pivot(found, side, other, MOST_CELLS)
        hypertext.show(
            "pivot.html",
            key="pivot",
            rows=rows,
            columns=columns,
            cell=figures.cell,
            side=side,
            other=other,
        )


def _picture(bars: list[tuple[str, Decimal]], title: str, unit: str, kind: str) -> bytes:
    from graph.picture import chart  # matplotlib takes memory, and few visitors take a picture

    return chart.bars(bars, title, unit, kind)


def pictures(found: list[OutcomeRow], side: Side | Literal["figures"], unit: str) -> None:
    """Pictures of the chart to take away."""
    if side == "figures":
        ranked = sorted(found, key=lambda outcome: -outcome.value)[: charts.MOST_BARS]
        bars = [(outcome.indicator, outcome.value) for outcome in ranked]
    else:
        groups = figures.grouped(found, side)
        bars = [(group.name, group.total) for group in groups[: charts.MOST_BARS]]
    title = f"{t('results.page')} · {t(f'results.{side}')}"
    for kind, media_type in PICTURES.items():
        st.download_button(
            kind.upper(),
            partial(_picture, bars, title, unit, kind),
            f"maitu-results.{kind}",
            media_type,
            on_click="ignore",
            icon=":material/image:",
        )


require_content()
st.title(t("results.page"), anchor=False)
outcomes = list(load.outcomes())
units = figures.units(outcomes)
words_column, target_column = st.columns([3, 1.4], vertical_alignment="bottom")
with words_column:
    words = st.text_input(
        t("results.search"), type="search", live=True, placeholder=t("results.words"), **address.field("words")
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
if len(units) <= MOST_PILLS:
    unit = st.pills(t("results.unit"), units, **address.field("unit", ["", *units])) or ""
else:
    unit = st.selectbox(
        t("results.unit"),
        ["", *units],
        format_func=lambda unit: unit or t("results.any"),
        width=320,
        **address.field("unit", ["", *units]),
    )
found = list(filter(filters(outcomes, kind, words, unit).fits, outcomes))
if not found:
    st.info(t("results.nothing"))
    st.stop()
drawn_unit = unit or figures.units(found)[0]
drawn = [outcome for outcome in found if outcome.unit == drawn_unit]
side: Side | Literal["figures"] = st.segmented_control(
    t("results.chart"),
    CHARTS,
    required=True,
    format_func=lambda one: t(f"results.{one}"),
    **address.field("by", CHARTS),
)
opened = address.expand(address.get("open")) if address.get("open") else ""
chosen = address.get("bar") if side != "figures" else ""
listed = found
if side == "figures":
    charts.bars(drawn, key="chart", chosen=opened)
else:
    st.caption(t("results.summed" if figures.summable(drawn_unit) else "results.not_summed", unit=drawn_unit))
    groups = figures.grouped(drawn, side)
    if not groups:
        st.info(t("results.no_groups"))
    if side == "year":
        side_chosen: Side = "program" if address.get("against") == "program" else "subject"
        charts.lines(drawn, drawn_unit, side_chosen, key="lines", chosen=chosen)
    else:
        side_chosen = side
        charts.sums(groups, drawn_unit, key=f"sums-{side}", chosen=chosen)
    if groups:
        table_of_sums(drawn, side)
    listed = [outcome for outcome in drawn if figures.key_of(outcome, side_chosen) == chosen] if chosen else found
shown = listed[:MOST_ROWS]
st.caption(
    t("results.count", n=len(listed))
    if len(shown) == len(listed)
    else t("results.first", n=len(listed), shown=len(shown))
)
hypertext.show(
    "outcomes.html",
    key="outcomes",
    outcomes=shown,
    whose=True,
    opened=shown[0].iri if chosen and shown else opened,
)
with st.container(horizontal=True):
    st.download_button(
        t("results.download"),
        figures.to_csv(listed),
        "maitu-results.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    st.download_button(
        t("results.excel"),
        lambda: figures.to_excel(listed),
        "maitu-results.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/table:",
    )
    pictures(drawn, side, drawn_unit)
