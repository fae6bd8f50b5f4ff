"""Figures filtered, grouped, summed and written out."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest

from app.figures import (
    Wanted,
    by_unit,
    cell,
    grouped,
    once,
    pivot,
    series,
    summable,
    things,
    to_csv,
    to_excel,
    years,
)
from app.i18n import Language
from graph.describe import OutcomeRow, Source
from graph.find import EntityRef
from graph.picture.chart import bars, lines
from ontology.terms import INSTANCES

PLAN, COUNTY, TOWN = (
    EntityRef(INSTANCES + name, "Program", name) for name in ("program/百人计划", "place/青禾县", "place/云镇")
)


def figure(
    indicator: str, value: float, unit: str = "人", *, year: int | None = None, program: EntityRef | None = None,
    subject: EntityRef | None = None, target: bool = False,
) -> OutcomeRow:
    day = f"{year}-12-31" if year else None
    source = Source("e", "q", f"{indicator}{value}{unit}", "d", "=1+1", 0, 5)
    return OutcomeRow(
        f"urn:{indicator}", indicator, Decimal(str(value)), unit, None, str(year or ""), day, day, subject, program,
        None, target, (source,),
    )


FIGURES = [
    figure("培训干部", 300, year=2021, program=PLAN, subject=COUNTY),
    figure("培训农民", 200, year=2022, program=PLAN, subject=TOWN),
    figure("引进人才", 50, year=2022, subject=COUNTY),
    figure("满意率", 98.5, "%", year=2022, subject=COUNTY),
    figure("培训工人", 900, year=2025, program=PLAN, target=True),
    figure("新建站点", 7, "个"),
]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), "培训干部 培训农民 引进人才 满意率 新建站点"),
        (Wanted(target=True), "培训工人"),
        (Wanted(words="培训 青禾"), "培训干部"),
        (Wanted(unit="人", program="program/百人计划"), "培训干部 培训农民"),
        (Wanted(subject="place/青禾县", first_year=2022), "引进人才 满意率"),
        (Wanted(last_year=2021), "培训干部"),
        (Wanted(least=Decimal(50), most=Decimal(200)), "培训农民 引进人才 满意率"),
        (Wanted(place="place/青禾县"), ""),
        (Wanted(indicator="引进人才"), "引进人才"),
    ],
)
def test_figures_are_filtered_by_every_side_of_theirs(wanted: Wanted, names: str) -> None:
    assert [one.indicator for one in FIGURES if wanted.fits(one)] == names.split()


def test_figures_of_one_unit_are_summed_by_what_they_share() -> None:
    people = [one for one in FIGURES if one.unit == "人" and not one.target]
    assert [(group.name, int(group.total)) for group in grouped(people, "subject")] == [
        ("place/青禾县", 350), ("place/云镇", 200),
    ]
    assert [(group.key, int(group.total)) for group in grouped(people, "year")] == [("2021", 300), ("2022", 250)]
    assert [group.name for group in grouped(people, "program")] == ["program/百人计划"]
    assert list(things(people, "program")) == ["program/百人计划"]
    assert years(people) == [2021, 2022]


def test_shares_are_never_added_up() -> None:
    shares = [figure("满意率", 98.5, "%", subject=COUNTY), figure("覆盖率", 60, "%", subject=COUNTY)]
    assert not summable("%")
    assert [group.total for group in grouped(shares, "subject")] == [Decimal("98.5")]


def test_a_table_of_sums_has_in_each_cell_the_figures_of_both_sides() -> None:
    people = [one for one in FIGURES if one.unit == "人" and not one.target]
    rows, columns = pivot(people, "subject", "year", 12)
    found = [[both.total if (both := cell(row, column)) else None for column in columns] for row in rows]
    assert found == [[300, 50], [None, 200]]
    assert len(pivot(people, "indicator", "year", 1)[1]) == 1


def test_the_largest_figures_of_the_commonest_unit_come_first() -> None:
    assert [one.indicator for one in by_unit(FIGURES)][:3] == ["培训干部", "培训农民", "引进人才"]
    assert [one.unit for one in by_unit(FIGURES)][4:] == ["%", "个"]


def told(iri: str, indicator: str, value: int, sentence: str, first: str = "", last: str = "") -> OutcomeRow:
    source = Source(f"e-{sentence}", f"{indicator}{value}人", sentence, "d", "t", 0, 5)
    return OutcomeRow(
        iri, indicator, Decimal(value), "人", None, first[:4], first or None, last or None, COUNTY, PLAN, None,
        False, (source,),
    )


YEARS = "三年来培训干部900人"
PARTS = "2021年培训干部300人，其中培训女干部100人，引进人才50人"


@pytest.mark.parametrize(
    ("figures", "by_year", "kept"),
    [
        ([told("a", "培训干部", 300, "甲"), told("b", "培训干部", 300, "乙")], False, "a"),
        ([told("a", "培训干部", 300, "甲"), told("b", "培训干部", 200, "乙")], False, "a b"),
        ([told("a", "培训干部", 300, PARTS), told("b", "培训女干部", 100, PARTS)], False, "a"),
        ([told("a", "培训干部", 300, "甲"), told("b", "培训女干部", 100, PARTS)], False, "a b"),
        ([told("a", "人均增收", 300, "甲"), told("b", "培训干部", 200, "乙")], False, "b"),
        (
            [
                told("a", "培训干部", 900, YEARS, "2019-01-01", "2021-12-31"),
                told("b", "培训干部", 300, "乙", "2021-01-01", "2021-12-31"),
            ],
            False, "a",
        ),
        (
            [
                told("a", "培训干部", 900, YEARS, "2019-01-01", "2021-12-31"),
                told("b", "培训干部", 300, "乙", "2021-01-01", "2021-12-31"),
            ],
            True, "b",
        ),
    ],
)
def test_a_sum_has_each_thing_once_as_far_as_documents_tell(
    figures: list[OutcomeRow], by_year: bool, kept: str  # noqa: FBT001
) -> None:
    assert [one.iri for one in once(figures, by_year=by_year)] == kept.split()


HOSTILE = [figure('=HYPERLINK("http://x")', 1), figure("@SUM(A1)", 2), figure(" ＝1+1", 3), figure("甲" * 40_000, 4)]


def test_no_cell_of_csv_or_of_a_workbook_is_a_formula_or_a_link() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(HOSTILE).decode("utf-8-sig"))))
    assert [row[0][:2] for row in rows[1:]] == ["'=", "'@", "' ", "甲甲"]
    assert rows[1][11] == "'=1+1"
    with ZipFile(io.BytesIO(to_excel(HOSTILE))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet.casefold()
        assert "=HYPERLINK" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("tongue", "heading", "hedge", "sheet"),
    [("en", ["indicator", "value", "unit", "qualifier"], "more than", "Maitu"),
     ("zh", ["统计内容", "数值", "单位", "限定"], "超过", "成效")],
)
def test_tables_have_headings_and_hedges_in_the_language_of_the_page(
    tongue: Language, heading: list[str], hedge: str, sheet: str
) -> None:
    figures = [replace(figure("培训", 1), qualifier="more than")]
    rows = list(csv.reader(io.StringIO(to_csv(figures, tongue).decode("utf-8-sig"))))
    assert (rows[0][:4], rows[1][3]) == (heading, hedge)
    with ZipFile(io.BytesIO(to_excel(figures, tongue))) as book:
        assert f"<t>{heading[0]}</t>" in book.read("xl/sharedStrings.xml").decode()
        assert f'sheet name="{sheet}"' in book.read("xl/workbook.xml").decode()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_chart_is_drawn_the_same_every_time_whatever_its_names_are(kind: str) -> None:
    rows = [(one.indicator, one.value) for one in [*FIGURES, *HOSTILE]]
    picture = bars(rows, "成效 <script> $x$", "人", kind)
    assert picture == bars(rows, "成效 <script> $x$", "人", kind)
    assert len(picture) > 5_000
    assert bars([], "无", "", kind)


def test_lines_run_through_the_sums_of_each_year() -> None:
    people = [one for one in FIGURES if one.unit == "人" and not one.target]
    found = [(group.name, points) for group, points in series(people, "subject", 6)]
    known = [(name, [(year, int(total)) for year, total in points]) for name, points in found]
    assert known == [("place/青禾县", [(2021, 300), (2022, 50)]), ("place/云镇", [(2022, 200)])]
    picture = lines(found, "成效", "人", "svg")
    assert picture == lines(found, "成效", "人", "svg")
    assert picture != lines(found[:1], "成效", "人", "svg")
