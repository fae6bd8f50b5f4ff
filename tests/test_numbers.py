import time

import pytest

from graph.extract.numbers import UnitKind, find_numbers, number_spans
from graph.facts import Qualifier

MORE, NEARLY, ABOUT = Qualifier.MORE_THAN, Qualifier.NEARLY, Qualifier.ABOUT


@pytest.mark.parametrize(("text", "value", "unit", "qualifier"), [
    ("培训5413人次", 5413, "人次", None),
    ("认领1.98万人", 19800, "人", None),
    ("一百二十个", 120, "个", None),
    ("两千三百五十户", 2350, "户", None),
    ("一亿五千万元", 150_000_000, "元", None),
    ("三点五亿元", 350_000_000, "元", None),
    ("1亿2000万元", 120_000_000, "元", None),
    ("1,234人", 1234, "人", None),
    ("15,000 元", 15000, "元", None),
    ("200 万元", 2_000_000, "元", None),
    ("117亿元", 11_700_000_000, "元", None),
    ("500万千瓦", 5_000_000, "千瓦", None),
    ("120吨/日", 120, "吨/日", None),
    ("32元/平方米·月", 32, "元/平方米·月", None),
    ("１２．５％", 12.5, "%", None),
    ("3.5个百分点", 3.5, "个百分点", None),
    ("百分之八十", 80, "%", None),
    ("千分之三", 3, "‰", None),
    ("三分之一", 1 / 3, "", None),
    ("2.6：1", 2.6, "：1", None),
    ("翻一番", 1, "番", None),
    ("翻了两番", 2, "番", None),
    ("百余名", 100, "名", MORE),
    ("十余万元", 100_000, "元", MORE),
    ("60多万人", 600_000, "人", MORE),
    ("3.4万余人", 34000, "人", MORE),
    ("上百家", 100, "家", MORE),
    ("超过2万家", 20000, "家", MORE),
    ("突破万亿元", 1_000_000_000_000, "元", MORE),
    ("85%以上", 85, "%", MORE),
    ("近3成", 3, "成", NEARLY),
    ("约5万亩", 50000, "亩", ABOUT),
    ("30人左右", 30, "人", ABOUT),
    ("二十来人", 20, "人", ABOUT),
])
def test_a_number_has_its_magnitude_worked_out_its_unit_as_written_and_its_hedge(
    text: str, value: float, unit: str, qualifier: Qualifier | None
) -> None:
    (number,) = find_numbers(text)
    assert number.value == pytest.approx(value)
    assert (number.unit, number.qualifier) == (unit, qualifier)


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("2至3个", 2, "个"), ("100—300户", 100, "户"), ("3至5亿元", 300_000_000, "元"), ("40%-50%", 40, "%"),
    ("二三百人", 200, "人"),
])
def test_of_a_range_the_lower_bound_is_the_value(text: str, value: float, unit: str) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.unit, number.ranged) == (value, unit, True)


def test_the_first_of_two_numbers_takes_the_unit_that_it_shares_with_the_second() -> None:
    found = find_numbers("分别达1409万、1305万人次")
    assert [(n.value, n.unit) for n in found] == [(14_090_000, "人次"), (13_050_000, "人次")]


@pytest.mark.parametrize("text", ["最近100人", "去过3次", "会上3名代表", "附近2家"])
def test_a_word_that_ends_like_a_hedge_is_none(text: str) -> None:
    assert [n.qualifier for n in find_numbers(text)] == [None]


@pytest.mark.parametrize("text", [
    "PM2.5浓度", "“3+2”模式", "“365·有服务”平台", "T3000型", "8:30开会", "6部门",
])
def test_parts_of_names_and_clock_times_carry_no_unit(text: str) -> None:
    assert not any(n.unit for n in find_numbers(text))


@pytest.mark.parametrize(("text", "kind"), [
    ("3个月", UnitKind.TIME), ("70多岁", UnitKind.TIME), ("500强", UnitKind.STRUCTURE),
    ("30万吨级", UnitKind.STRUCTURE),
    ("3场", UnitKind.COUNT), ("3元/人", UnitKind.MONEY), ("3人/平方公里", UnitKind.PEOPLE), ("3倍", UnitKind.SHARE),
])
def test_the_unit_says_what_a_number_can_be(text: str, kind: UnitKind) -> None:
    assert [n.kind for n in find_numbers(text)] == [kind]


def test_spans_cover_numeral_hedge_inside_and_unit() -> None:
    text = "共发布任务4541余条，占85%以上。"
    assert [text[start:end] for start, end in number_spans(text)] == ["4541余条", "85%以上"]


@pytest.mark.parametrize("unit", [
    "1", "1,234,", "万", "一二", "1万亿千", "1.", "1:", "十百分之", "1%—", "翻了", "1个至", "百余", " 1 ", "点一",
])
def test_time_is_linear_in_the_length_of_the_worst_text(unit: str) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        find_numbers((unit * length)[:length])
        return time.process_time() - start

    seconds(2_000)
    assert seconds(100_000) < 4
