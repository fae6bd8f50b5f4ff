import time
from datetime import date
from itertools import pairwise

import pytest

from graph.extract.periods import find_periods, period_spans, resolve

TODAY = date(2026, 2, 3)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "period", "start", "end"), [
    ("党的十九大以来，举办培训班", "党的十九大以来", "2017-10-24", "2026-02-03"),
    ("党的二十届三中全会以来", "党的二十届三中全会以来", "2024-07-18", "2026-02-03"),
    ("改革开放以来", "改革开放以来", "1978-12-18", "2026-02-03"),
    ("“十三五”期间，建成", "“十三五”期间", "2016-01-01", "2020-12-31"),
    ("十四五时期", "十四五时期", "2021-01-01", "2025-12-31"),
    ("2016年以来共吸纳", "2016年以来", "2016-01-01", "2026-02-03"),
    ("自2018年起", "自2018年起", "2018-01-01", "2026-02-03"),
    ("近三年来，先后", "近三年来", "2023-02-03", "2026-02-03"),
    ("三年多来", "三年多来", "2023-02-03", "2026-02-03"),
    ("连续四年组织", "连续四年", "2022-02-03", "2026-02-03"),
    ("今年1至10月", "今年1至10月", "2026-01-01", "2026-10-31"),
    ("2025年1—8月，全区", "2025年1—8月", "2025-01-01", "2025-08-31"),
    ("2006年下半年我们", "2006年下半年", "2006-07-01", "2006-12-31"),
    ("截至2015年底，全市", "截至2015年底", None, "2015-12-31"),
    ("到2015年年底，全市", "到2015年年底", None, "2015-12-31"),
    ("到2013年，全村", "2013年", "2013-01-01", "2013-12-31"),
    ("二〇二五年，全镇", "二〇二五年", "2025-01-01", "2025-12-31"),
    ("2021-2025年", "2021-2025年", "2021-01-01", "2025-12-31"),
    ("2016年3月至2017年5月", "2016年3月至2017年5月", "2016-03-01", "2017-05-31"),
    ("12月1日至5日", "12月1日至5日", "2025-12-01", "2025-12-05"),
    ("8月24日上午，启动仪式", "8月24日上午", "2025-08-24", "2025-08-24"),
    ("从12月1日活动开展以来，已有", "从12月1日活动开展以来", "2025-12-01", "2026-02-03"),
    ("去年，全州", "去年", "2025-01-01", "2025-12-31"),
    ("目前全县", "目前", None, "2026-02-03"),
    ("截至目前，全县", "截至目前", None, "2026-02-03"),
    ("前三季度，全市", "前三季度", "2025-01-01", "2025-09-30"),
    ("每年参加庆典", "每年", None, None),
    ("脱贫后又有", "脱贫后", None, None),
    ("疫情期间，全镇", "疫情期间", None, None),
])
def test_a_period_is_found_as_written_and_resolved_from_the_documents_date(
    text: str, period: str, start: str | None, end: str | None
) -> None:
    (found,) = find_periods(text)
    assert found.text == period
    assert resolve(found.text, TODAY) == (day(start), day(end))


def test_a_month_without_a_year_belongs_to_the_year_last_named() -> None:
    assert resolve("8月", TODAY, year=2023) == (date(2023, 8, 1), date(2023, 8, 31))
    assert resolve("8月", TODAY) == (date(2025, 8, 1), date(2025, 8, 31))
    assert resolve("8月", None) == (None, None)


@pytest.mark.parametrize("text", ["2023年2月30日", "13月", "2025年14月", "99日", "2020-2010年"])
def test_a_day_that_there_is_not_is_not_told(text: str) -> None:
    assert resolve(text, TODAY) == (None, None)


@pytest.mark.parametrize("text", [
    "比上年增长5%", "较2019年增长", "是2012年的3.1倍", "与去年同期相比", "承办的2022年展示赛", "（2022年第7期）",
    "研究会2022年年会",
])
def test_a_date_that_is_only_compared_with_or_part_of_a_name_governs_nothing(text: str) -> None:
    assert [p.baseline for p in find_periods(text)] == [True]


def test_the_date_of_an_old_value_holds_for_that_value_only() -> None:
    found = find_periods("2019年，收入由2013年的1668元增加到14668元")
    assert [(p.text, p.local) for p in found] == [("2019年", False), ("2013年", True)]


def test_spans_do_not_overlap_and_come_in_order() -> None:
    text = "2025年1—8月，党的二十大以来，近三年来，目前，8月24日上午。"
    spans = period_spans(text)
    assert [text[start:end] for start, end in spans] == [
        "2025年1—8月", "党的二十大以来", "近三年来", "目前", "8月24日上午",
    ]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("unit", [
    "1", "20", "2020年", "1月", "1日—", "以来", "期间", "“十五”", "近一", "连续十", "从", "2020—", "今年1至", "目前",
])
def test_time_is_linear_in_the_length_of_the_worst_text(unit: str) -> None:
    find_periods("2020年")
    start = time.process_time()
    find_periods((unit * 60_000)[:60_000])
    assert time.process_time() - start < 4
