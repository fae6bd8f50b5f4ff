"""Full dates as documents write them: 2017年8月1日, 2017-08-01, 二〇一七年八月一日, August 1, 2017."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from graph.normalize import normalize

_CHINESE = "〇○Ｏ零一二三四五六七八九"
_YEAR = rf"(?:19|20)\d{{2}}|[一二][{_CHINESE}]{{3}}"
_SMALL = r"\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
_MONTH = "(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r")\.?"
_DATE = re.compile(
    rf"(?<![\d.])(?P<y1>{_YEAR})\s?年\s?(?P<m1>{_SMALL})\s?月(?:\s?(?P<d1>{_SMALL})\s?[日号])?"
    r"|(?<![\d.])(?P<y2>(?:19|20)\d{2})(?P<sep>[-./])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d)"
    rf"|\b(?P<m3>{_MONTH}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>(?:19|20)\d{{2}})\b"
    rf"|\b(?P<d4>\d{{1,2}}) (?P<m4>{_MONTH}) (?P<y4>(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
_YEARLIKE = re.compile(r"\d{4}|[一二][〇○Ｏ零九]")
_TIME = re.compile(
    r"(?:上午|下午)?\s?\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?\s?[分秒]?|星期[一二三四五六日]",
)
_DIGITS = {digit: max(0, at - 3) for at, digit in enumerate(_CHINESE)}


def find_dates(text: str, *, months: bool = False) -> Iterator[tuple[int, int, date]]:
    """Each full date in `text` as (start, end, day). `months` also takes a month without a day, as its first day."""
    for match in _DATE.finditer(normalize(text, traditional=False)):
        year, month, day = (next((v for i in "1234" if (v := match.groupdict().get(k + i))), None) for k in "ymd")
        if year and month and (day or months):
            try:
                found = date(_number(year), _number(month), _number(day or "1"))
            except ValueError:  # a 31st of June is no date
                continue
            yield match.start(), match.end(), found


def is_only_date(text: str) -> bool:
    """Whether `text` is a date (or a month of a year) with at most a time of day and brackets around it."""
    if len(text) > 60 or not _YEARLIKE.search(text):
        return False
    text = normalize(text, traditional=False)
    rest, found = text, False
    for start, end, _ in find_dates(text, months=True):
        rest, found = text[:start] + text[end:], True
        break
    return found and not _TIME.sub("", rest).strip(" \t\u3000()（）[]【】")


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.isascii():
        return 1 + next(index for index, month in enumerate(_MONTHS) if month.startswith(text[:3].lower()))
    if "十" in text:
        tens, ones = text.split("十")
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[character]) for character in text))
