"""The gazetteer of divisions."""

from __future__ import annotations

import pytest

from graph.extract import gazetteer


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("湖北", ["42"]),
        ("湖北省", ["42"]),
        ("内蒙古", ["15"]),
        ("湘西州", ["4331"]),
        ("恩施州", ["4228"]),
        ("火星市", []),
    ],
)
def test_a_division_is_known_by_its_name_with_and_without_its_ending(name: str, codes: list[str]) -> None:
    assert [division.code for division in gazetteer.lookup(name)] == codes


def test_a_chain_of_divisions_is_taken_apart() -> None:
    text = "乌兰察布市兴和县鄂尔栋镇"
    assert [text[f.start : f.end] for f in gazetteer.find(text)] == ["乌兰察布市", "兴和县", "鄂尔栋镇"]


def test_a_name_that_begins_where_a_word_begins_goes_first() -> None:
    text = "协同安徽"
    assert [text[f.start : f.end] for f in gazetteer.find(text, {0, 2})] == ["安徽"]
