"""Labels: cleaned, wrapped, shortened, measured."""

import pytest

from graph import labels
from graph.picture.font import FILE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("茅箭区委组织部", ("茅箭区委组织部",)),
        ("湖北汽车工业学院机械工程学院党委", ("湖北汽车工业学院", "机械工程学院党委")),
        ("关于促进人才发展的意见（试行）》", ("关于促进人才发展", "的意见（试行）》")),
        ("一二三四五六七八九“十”", ("一二三四五六", "七八九“十”")),
        ("Ministry of Education and Training", ("Ministry of", "Education and", "Training")),
        ("两\n\t行", ("两 行",)),
        ("", ()),
        ("\u202e\x00", ("[U+202E][U+0000]",)),
    ],
)
def test_a_label_is_wrapped_evenly_and_not_before_closing_or_behind_opening_marks(
    text: str, expected: tuple[str, ...]
) -> None:
    assert labels.wrap(text) == expected


@pytest.mark.parametrize(
    "text", ["长" * 10_000, "x" * 10_000, "（" * 500, "）" * 500, "a " * 5_000, "《长名》" * 99, "é" * 300]
)
def test_however_long_a_name_is_its_label_has_three_short_lines_and_an_ellipsis(text: str) -> None:
    lines = labels.wrap(text)
    assert 1 <= len(lines) <= 3
    assert max(map(labels.width, lines)) <= 12
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("longest", [6.0, 10.0, 25.0])
def test_nothing_is_lost_where_there_is_room(longest: float) -> None:
    text = "区委组织部开展“百人计划”"
    assert "".join(labels.wrap(text, longest)) == text


def test_a_clean_text_has_no_control_characters_and_none_that_turn_the_direction_of_writing() -> None:
    assert labels.clean("a\u202eb\u2066c\x00d\ufeff \u200b\u3000e\r\nf\ud800") == "abcd e f"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ""), ("甲 \u200b乙", "甲 \u200b乙"), ("עברית", "עברית"), ("甲\u202e乙\u2069", "甲[U+202E]乙[U+2069]"),
        ("空\0铃\x1b[31m\n", "空[U+0000]铃[U+001B][31m\n"), ("\u3000", "[U+3000]"), (" " * 9, "[U+0020]" * 8 + "…"),
    ],
)
def test_a_name_is_told_with_its_controls_and_never_as_nothing(name: str, expected: str) -> None:
    assert labels.spelled(name) == expected
    assert labels.visible(name) == (name if name.isspace() else expected)


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [("一二三四", 4, "一二三四"), ("一二三四五", 4, "一二三…"), ("一二（三四五", 4, "一二…")],
)
def test_a_shortened_text_says_so(text: str, longest: float, expected: str) -> None:
    assert labels.shorten(text, longest) == expected


@pytest.mark.parametrize(
    "text",
    [
        "茅箭区委组织部", "“365·有服务”信息系统", "Ministry of Education and Training", "5,413.5% — 《办法》（试行）…",
        "ÉCOLE",
    ],
)
def test_the_width_is_that_of_the_font_within_a_tenth(text: str) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(FILE, lazy=True) as font:
        advances, glyphs = font["hmtx"], font.getBestCmap()
        real = sum(advances[glyphs[ord(character)]][0] for character in text) / font["head"].unitsPerEm
    assert labels.width(text) == pytest.approx(real, rel=0.1)


def test_the_size_of_a_label_is_that_of_its_longest_line_and_all_its_lines() -> None:
    assert labels.size(("一二", "三四五")) == (3 * labels.FONT_SIZE, 2 * labels.LINE_HEIGHT)
    assert labels.size(()) == (0.0, 0)
