"""Cells of tables that people open in spreadsheets."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def neutralise(cell: str) -> str:
    """A cell of a table as text that no spreadsheet takes for a formula: an apostrophe before it where one might.

    Plain numbers stay as they are. See OWASP, "CSV Injection".

    >>> neutralise("=HYPERLINK(1)"), neutralise("-5.2"), neutralise("茅箭区")
    ("'=HYPERLINK(1)", '-5.2', '茅箭区')
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
