"""Expressions of time in text with spaces, and the days they come to."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.document import Document
from graph.extract.lexicon import Lexicon
from graph.layout import Kind

_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression at characters `start` to `end`; `first` and `last` are its days, where they can be told.

    `core` is where it starts without the word that only puts something into it (in, during).
    """

    start: int
    end: int
    core: int
    first: date | None
    last: date | None


class Calendar:
    """Finds periods with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        def words(key: str) -> str:
            return "|".join(re.escape(w) for w in sorted(lexicon.value(f"periods.{key}"), key=lambda w: (-len(w), w)))

        months = lexicon.value("periods.months")
        self._months: list[str] = months
        self._relative: Mapping[str, int] = lexicon.value("periods.relative")
        self._lengths: Mapping[str, int] = lexicon.value("periods.lengths")
        self._numerals: Mapping[str, Any] = lexicon.value("figures.numerals")
        self._fiscal_month: int = lexicon.value("periods.fiscal_month")
        month = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in months) + r")\.?"
        moment = rf"(?:(?:\d{{1,2}}\s)?{month}\s(?:\d{{1,2}},?\s)?)?{_YEAR}\b"
        counts = r"\d{1,2}|" + "|".join(map(re.escape, self._numerals))
        self._pattern = re.compile(
            rf"\b(?:(?P<fiscal>{words('fiscal')})\s?(?P<fy>{_YEAR}|\d\d)\b"
            rf"|(?P<range>(?:(?:{words('from')})\s)?(?P<a>{moment})\s?(?:{words('to')})\s?(?P<b>{moment}))"
            rf"|(?P<since>{words('since')})\s(?P<s>{moment})"
            rf"|(?P<relative>{words('relative')})\b"
            rf"|(?:{words('past')})\s(?P<count>{counts})\s(?P<length>{words('lengths')})\b"
            rf"|(?:(?P<in>{words('in')})\s)?(?<![\d,.$-])(?P<moment>{moment})(?![\d,]\d|[-%]))",
            re.IGNORECASE,
        )

    def find(self, text: str, today: date | None) -> Iterator[Period]:
        """The periods in a sentence; `today` is the day that `this year` and the like count from."""
        for match in self._pattern.finditer(text):
            core = match.end("in") + 1 if match["in"] else match.start()
            first, last = self._days(match, today)
            yield Period(match.start(), match.end(), core, first, last)

    def _days(self, match: re.Match[str], today: date | None) -> tuple[date | None, date | None]:
        if match["fy"]:
            year = int(match["fy"]) + (2000 if len(match["fy"]) == 2 else 0)
            if self._fiscal_month == 1:
                return date(year, 1, 1), date(year, 12, 31)
            end = self._fiscal_month - 1
            return date(year - 1, self._fiscal_month, 1), date(year, end, monthrange(year, end)[1])
        if match["range"]:
            return self._moment(match["a"])[0], self._moment(match["b"])[1]
        if match["since"]:
            return self._moment(match["s"])[0], today
        if match["moment"]:
            return self._moment(match["moment"])
        if today is None:
            return None, None
        if match["relative"]:
            year = today.year + self._relative[match["relative"].lower()]
            return date(year, 1, 1), date(year, 12, 31)
        count = match["count"].lower()
        months = int(count if count.isdigit() else self._numerals[count]) * self._lengths[match["length"].lower()]
        at = today.year * 12 + today.month - 1 - months
        return date(at // 12, at % 12 + 1, min(today.day, monthrange(at // 12, at % 12 + 1)[1])), today

    def _moment(self, text: str) -> tuple[date, date]:
        year = int(text[-4:])
        named = re.search(r"[^\W\d]+", text)
        if named is None:
            return date(year, 1, 1), date(year, 12, 31)
        month = 1 + next(at for at, name in enumerate(self._months) if name.startswith(named[0].lower()))
        most = monthrange(year, month)[1]
        day = re.search(r"\b\d{1,2}(?=,?\s)", text)
        if day and 1 <= int(day[0]) <= most:
            return date(year, month, int(day[0])), date(year, month, int(day[0]))
        return date(year, month, 1), date(year, month, most)


def day_of(document: Document) -> date | None:
    """The day a document counts from: its own, else the end of the year that its title bears."""
    if document.date:
        return document.date
    titles = (s.text for s in document.sentences if s.kind is Kind.TITLE)
    years: Iterable[str] = re.findall(rf"\b{_YEAR}\b", " ".join(titles))
    return max((date(int(year), 12, 31) for year in years), default=None)
