"""Results: every figure that the documents report, filtered, summed and drawn, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final, Literal

import streamlit as st

from app import address, figures, load
from app.components import charts, hypertext
from app.display import cut, number, plain
from app.ending import end_page
from app.figures import FILTERS, SIDES, Side, Wanted
from app.i18n import language, t
from app.welcome import require_content
from graph.describe import OutcomeRow

MOST_ROWS = 200
MOST_CELLS = 12
MOST_PILLS = 24
CHARTS: Final[tuple[Side | Literal["figures"], ...]] = ("figures", *SIDES)
Bars = Sequence[tuple[str, Decimal]]
Lines = Sequence[tuple[str, Sequence[tuple[int, Decimal]]]]
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def amount(name: str) -> Decimal | None:
    """A number of the address, or None."""
    try:
        value = Decimal(address.get(name))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def year(name: str) -> int | None:
    """A year of the address, or None."""
    written = address.get(name)
    return int(written) if written.isdecimal() and len(written) <= 4 else None


def choose_thing(side: Side, outcomes: list[OutcomeRow]) -> str:
    """A selection of what stands on one side of the figures."""
    known = figures.things(outcomes, side)
    return str(
        st.selectbox(
            t(f"results.{side}"),
            ["", *known],
            format_func=lambda key: cut(known[key]) if key else t("results.any"),
            **address.field(side, ["", *known]),
        )
    )


def filters(outcomes: list[OutcomeRow], kind: str, words: str, unit: str) -> Wanted:
    """The filters that the address and the widgets name."""
    known_years = ["", *map(str, figures.years(outcomes))]
    with st.expander(t("results.filters"), expanded=any(map(address.get, (*FILTERS, "from", "to", "least", "most")))):
        columns = st.columns(4)
        chosen = {}
        for column, side in zip(columns, FILTERS, strict=True):
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
        least=amount("least"),
        most=amount("most"),
        target=kind == "target",
        **chosen,
    )


def other_side(side: Side) -> Side | None:
    """A choice of what else to sum by; lines over the years are at first those of each subject."""
    others = [one for one in SIDES if one != side]
    by_year = side == "year"
    chosen: Side | None = st.segmented_control(
        t("results.against"), others, required=by_year, format_func=lambda one: t(f"results.{one}"),
        **address.field("against", others if by_year else ["", *others], default="subject" if by_year else ""),
    )
    return chosen or None


def _picture(kind: str, title: str, unit: str, *, bars: Bars = (), lines: Lines = ()) -> bytes:
    from graph.picture import chart  # matplotlib takes memory, and few visitors take a picture

    return chart.lines(lines, title, unit, kind) if lines else chart.bars(bars, title, unit, kind)


def save(listed: list[OutcomeRow], title: str, unit: str, drawn: dict[str, Any]) -> None:
    """What is listed as a table, and the chart as a picture, to take away."""
    with st.popover(t("results.save"), icon=":material/download:"):
        st.download_button(
            t("results.download"), partial(figures.to_csv, listed, language()), "maitu-results.csv", "text/csv",
            on_click="ignore", icon=":material/csv:", width="stretch",
        )
        st.download_button(
            t("results.excel"), partial(figures.to_excel, listed, language()), "maitu-results.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", on_click="ignore",
            icon=":material/table:", width="stretch",
        )
        for kind, media_type in PICTURES.items():
            st.download_button(
                t("results.picture", kind=kind.upper()), partial(_picture, kind, title, unit, **drawn),
                f"maitu-results.{kind}", media_type, on_click="ignore", icon=":material/image:", width="stretch",
            )


def let_go() -> None:
    """List all figures again."""
    address.set_state(bar="", cell="", open="")


require_content()
st.title(t("results.page"), anchor=False)
outcomes = list(load.outcomes())
units = figures.units(outcomes)
with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input(
        t("results.search"), type="search", live=True, placeholder=t("results.words"), width="stretch",
        **address.field("words"),
    )
    kind = st.segmented_control(
        t("results.kind"),
        ["outcome", "target"],
        format_func=lambda kind: t(f"results.{kind}"),
        required=True,
        label_visibility="collapsed",
        **address.field("kind", ["outcome", "target"]),
    )
if len(units) <= MOST_PILLS:
    unit = st.pills(
        t("results.unit"), units, format_func=lambda unit: plain(cut(unit)), **address.field("unit", ["", *units])
    ) or ""
else:
    unit = st.selectbox(
        t("results.unit"),
        ["", *units],
        format_func=lambda unit: cut(unit) or t("results.any"),
        width=320,
        **address.field("unit", ["", *units]),
    )
found = figures.by_unit(filter(filters(outcomes, kind, words, unit).fits, outcomes))
if not found:
    st.info(t("results.nothing"))
    end_page()
drawn_unit = found[0].unit
drawn = [outcome for outcome in found if outcome.unit == drawn_unit]
opened = address.expand(address.get("open")) if address.get("open") else ""
bar, cell = address.get("bar"), address.get("cell")
with st.container(horizontal=True, vertical_alignment="bottom"):
    side: Side | Literal["figures"] = st.segmented_control(
        t("results.chart"), CHARTS, required=True, format_func=lambda one: t(f"results.{one}"),
        **address.field("by", CHARTS),
    )
    other = None if side == "figures" else other_side(side)
with st.container(horizontal=True, vertical_alignment="center"):
    above, saving = st.container(width="stretch"), st.container(width="content")
title = f"{t('results.page')} · {t(f'results.{side}')}"
listed, chosen = found, False
if side == "figures":
    above.caption(t("results.drawn", unit=plain(cut(drawn_unit)) or t("results.no_unit")))
    charts.bars(drawn, key="chart", chosen=opened)
    chart: dict[str, Any] = {"bars": [(charts.name_of(one), one.value) for one in drawn[: charts.MOST_BARS]]}
else:
    rows_by, columns_by = (other or "subject", side) if side == "year" else (side, other)
    summed = figures.once(drawn, by_year=columns_by == "year")
    told = [t("results.summed" if figures.summable(drawn_unit) else "results.not_summed", unit=plain(cut(drawn_unit)))]
    if len(summed) < len(drawn):
        told.append(t("results.once", n=number(len(drawn) - len(summed))))
    if figures.summable(drawn_unit) and (kinds := len({one.indicator for one in summed})) > 1 and side != "indicator":
        told.append(t("results.mixed", n=number(kinds)))
    above.caption(" ".join(told))
    groups = figures.grouped(summed, rows_by)
    rows, columns = figures.pivot(summed, rows_by, columns_by, MOST_CELLS) if columns_by else ([], [])
    if side == "year":
        charts.lines(summed, drawn_unit, rows_by, key="lines", chosen=(bar, cell))
        lines = figures.series(summed, rows_by, charts.MOST_LINES)
        chart = {"lines": [(group.name, points) for group, points in lines]}
    else:
        charts.sums(groups, drawn_unit, key=f"sums-{side}", chosen=bar)
        chart = {"bars": [(group.name, group.total) for group in groups[: charts.MOST_BARS]]}
    if not groups or (columns_by and not columns):
        st.info(t("results.no_groups"))
    elif columns_by:
        hypertext.show("pivot.html", key="pivot", rows=rows, columns=columns, cell=figures.cell, chosen=(bar, cell))
    listed = [one for one in summed if bar and figures.key_of(one, rows_by) == bar]
    if columns_by and cell:
        listed = [one for one in listed if figures.key_of(one, columns_by) == cell]
    chosen = bool(listed)
    listed = listed or found
shown = listed[:MOST_ROWS]
if chosen:
    opened = shown[0].iri
elif opened and all(one.iri != opened for one in shown):  # a link leads to it, whatever the filters are
    shown = [*(one for one in outcomes if one.iri == opened), *shown]
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(
        t("results.count", n=number(len(listed)))
        if len(listed) <= MOST_ROWS
        else t("results.first", n=number(len(listed)), shown=MOST_ROWS)
    )
    if chosen:
        st.button(t("results.let_go"), icon=":material/close:", on_click=let_go, type="tertiary")
hypertext.show("outcomes.html", key="outcomes", outcomes=shown, whose=True, opened=opened)
with saving:
    save(listed, title, drawn_unit, chart)
