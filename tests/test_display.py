"""How values and names are set on a page."""

import pytest

from app.display import LONGEST, cut, plain


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("**粗** [x](y) :red[a] $b$", r"\*\*粗\*\* \[x\]\(y\) \:red\[a\] \$b\$"),
        ("https://a.example", "https\\:\u2060\\/\\/a\\.example"),
        ("www.a.example a@b", "www\u2060\\.a\\.example a\\@\u2060b"),
        ("a -> b -- c", "a \\-\u2060\\> b \\-\u2060\\- c"),
        ("甲\u202e乙\n丙", r"甲\[U\+202E\]乙 丙"),
    ],
)
def test_text_in_markdown_is_neither_marks_links_nor_arrows_and_turns_nothing(text: str, written: str) -> None:
    assert plain(text) == written


def test_a_long_name_is_cut_with_an_ellipsis_and_a_blank_one_told() -> None:
    assert cut("长" * 10_000) == "长" * (LONGEST - 1) + "…"
    assert cut("长" * LONGEST) == "长" * LONGEST
    assert cut(" ") == "[U+0020]"
