"""Expressions of time: where they stand in a sentence, and the days they come to.

`find_periods` finds them (党的十九大以来, 截至2015年底, 2025年1—8月, 近三年来), `resolve` turns one into its first
and last day. The words are data, in `lexicon/LANGUAGE/periods.toml`; how dates are put together is here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from graph.extract.lexicon import Lexicon, Words, load
from graph.extract.numbers import find_numbers, normalize
from graph.facts import Span


class PeriodKind(StrEnum):
    """What sort of time a period is. It decides how far its word goes (see `graph.extract.outcomes`)."""

    DAY = "day"  # with a month: it dates an occurrence
    YEAR = "year"
    SPAN = "span"  # …以来, 近三年, “十三五”期间
    NOW = "now"
    RECURRING = "recurring"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression at `start` to `end` of a sentence; `text` is what stands there.

    `baseline` is true where it is only compared with (较2019年增长) or part of a name (2022年展示赛), `local` where it
    dates nothing but the figure right after it (由2013年的1668元增加到14668元).
    """

    start: int
    end: int
    text: str
    kind: PeriodKind
    baseline: bool = False
    local: bool = False

    @property
    def year(self) -> int | None:
        """The year that it names, or None."""
        match = _YEAR.search(normalize(self.text))
        return int(match[1].translate(_HAN)) if match else None


_HAN = str.maketrans("零一二三四五六七八九", "0123456789")
_HAN_YEAR = r"[一二][零九][零一二三四五六七八九]{2}"
_YEAR_NUMBER = rf"(?:(?:19|20)\d{{2}}|{_HAN_YEAR})"
_YEAR = re.compile(rf"({_YEAR_NUMBER})(?=年|学年)")
_COUNT = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,3})"
_DASH = r"\s?(?:[—~至到]|--?|——)\s?"
_CLAUSE_MARKS = frozenset("，。；：！？、,;:!?（）() ")
_EVENT_LENGTH = 24
"""The longest event, in characters, that 以来 or 期间 may close."""

Days = tuple[date | None, date | None]
"""The first and the last day of a period, each None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The words of `periods.toml`, and the patterns made of them."""

    dates: re.Pattern[str]
    words: re.Pattern[str]
    kinds: Mapping[str, PeriodKind]
    events: re.Pattern[str]
    before_always: Words
    before_open: Words
    before_end: Words
    open_after: Words
    closed_after: Words
    after_exceptions: Words
    baseline_before: Words
    baseline_possessive: Words
    baseline_after: Words
    change_from: Words
    named_after: frozenset[str]
    named_before: Words
    relative: Words
    relative_years: Mapping[str, int]
    parts: Words
    parts_of_year: Mapping[str, tuple[int, int]]
    plans: Words
    plan_years: Mapping[str, tuple[int, int]]
    anchors: Words
    anchor_days: Mapping[str, date]


def _any(words: Iterable[str]) -> str:
    return "(?:" + Words(words).pattern.pattern + ")"


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    words: dict[str, list[str]] = lexicon.value("periods.words")
    relative, parts = lexicon.value("periods.relative_years"), lexicon.value("periods.parts_of_year")
    plans, anchors = lexicon.value("periods.plans"), lexicon.value("periods.anchors")
    kinds = {word: kind for key, kind in (
        ("now", PeriodKind.NOW), ("recent", PeriodKind.OTHER), ("recurring", PeriodKind.RECURRING),
        ("past", PeriodKind.OTHER), ("after", PeriodKind.OTHER), ("calendar", PeriodKind.OTHER),
    ) for word in words[key]}
    return _Grammar(
        dates=re.compile(_dates(words, relative, parts, plans)),
        words=Words(kinds).pattern, kinds=kinds, events=Words(words["event_after"]).pattern,
        before_always=Words(words["before_always"]), before_open=Words(words["before_open"]),
        before_end=Words(words["before_end"]), open_after=Words(words["open_after"]),
        closed_after=Words(words["closed_after"]), after_exceptions=Words(words["after_exceptions"]),
        baseline_before=Words(words["baseline_before"]), baseline_after=Words(words["baseline_after"]),
        baseline_possessive=Words(words["baseline_before_possessive"]), change_from=Words(words["change_from"]),
        named_after=frozenset(words["named_after"]), named_before=Words(words["named_before"]),
        relative=Words(relative), relative_years=relative, parts=Words(parts), parts_of_year=parts,
        plans=Words(plans), plan_years=plans, anchors=Words(anchors), anchor_days=anchors,
    )


def _dates(words: Mapping[str, list[str]], relatives: Iterable[str], parts_of_year: Iterable[str],
           plan_names: Iterable[str]) -> str:
    """The pattern of a period's core. Every repetition in it is bounded."""
    relative, parts, plans = _any(relatives), _any(parts_of_year), _any(plan_names)
    starts = {word[0] for word in (*relatives, *plan_names)}
    # Most characters begin no period: they are passed over at once.
    first = rf"(?=[\d“零一二两三四五六七八九十近过最这前头连持{''.join(sorted(starts))}])"
    year = rf"(?:(?<![\d.]){_YEAR_NUMBER}年度?|{relative})"
    month = rf"(?<![\d.])\d{{1,2}}月{_any(words['month_parts'])}?"
    hours = _any(words["day_parts"])
    day = rf"\d{{1,2}}[日号]{hours}?"
    moment = rf"(?:{year}{month}(?:{day})?|{year}{parts}?|{month}(?:{day})?)"
    stage = "(?:期间|时期|以来|末|初期|末期|前[一二三四]年|收官之年|开局之年)"
    many = "(?:近|过去|最近|这|前|连续|持续)"
    return first + "(?:" + "|".join((
        rf"(?<![\d.])(?:19|20)\d{{2}}(?:年度?)?{_DASH}(?:19|20)\d{{2}}(?:年度?|学年)",
        r"(?<![\d.])(?:19|20)\d{2}学年",
        rf"{year}?(?<![\d.])\d{{1,2}}月?{_DASH}\d{{1,2}}月{_any(words['month_parts'])}?",
        rf"{month}\d{{1,2}}日?{_DASH}\d{{1,2}}日",
        rf"{moment}(?:{_DASH}{moment}|{_DASH}{day})?",
        rf"(?<![\d.])\d{{1,2}}[日号](?:{hours}|(?=[,，]))",
        rf"(?<![“\w]){plans}{stage}",
        rf"“{plans}”{stage}?",
        rf"{many}?{_COUNT}(?:个?多|余)?(?:年|个月|个学年|个学期)多?(?:以?来|间)",
        rf"(?:近|过去|最近|这|头){_COUNT}(?:年|个月)[间里]?",
        rf"(?:连续|持续){_COUNT}(?:年|个月)",
    )) + ")"


def find_periods(text: str, lexicon: Lexicon | None = None) -> list[Period]:
    """The time expressions of one sentence, in order and apart from each other. Time is linear in its length."""
    grammar, plain = _grammar(lexicon or load("zh")), normalize(text)
    marks = [(m.start(), m.end(), _kind(grammar, m.group())) for m in grammar.dates.finditer(plain)]
    marks += [(m.start(), m.end(), grammar.kinds[m.group()]) for m in grammar.words.finditer(plain)]
    for m in grammar.events.finditer(plain):
        first = m.start()
        while first > 0 and m.start() - first < _EVENT_LENGTH and plain[first - 1] not in _CLAUSE_MARKS:
            first -= 1
        if 2 <= m.start() - first < _EVENT_LENGTH:
            marks.append((first, m.end(), PeriodKind.SPAN))
    found: list[Period] = []
    for start, end, kind in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        period = _placed(grammar, text, plain, (start, end), kind)
        if not found or found[-1].end <= period.start:
            found.append(period)
    return found


def period_spans(text: str, lexicon: Lexicon | None = None) -> list[Span]:
    """Where time expressions stand in one sentence."""
    return [(p.start, p.end) for p in find_periods(text, lexicon)]


def _kind(grammar: _Grammar, words: str) -> PeriodKind:
    if "个月" in words:
        return PeriodKind.SPAN
    if re.search("[月日号]", words):
        return PeriodKind.DAY
    if re.match(rf"{_YEAR_NUMBER}年", words) and not re.search(rf"年度?{_DASH}", words):
        return PeriodKind.YEAR
    return PeriodKind.YEAR if grammar.relative.at_start(words) else PeriodKind.SPAN


def _placed(grammar: _Grammar, text: str, plain: str, span: Span, kind: PeriodKind) -> Period:
    """A period's core, with the words before and after it that are written as part of it."""
    core, end = span
    dated = kind in (PeriodKind.DAY, PeriodKind.YEAR)
    opened, closed = grammar.open_after.at_start(plain, end), grammar.closed_after.at_start(plain, end)
    if not grammar.after_exceptions.at_start(plain, end):
        if opened and dated and (opened != "来" or plain[end - 1] == "年"):
            end, kind = end + len(opened), PeriodKind.SPAN
        elif closed and (dated or (kind is PeriodKind.SPAN and closed in ("期间", "间"))):
            end += len(closed)
    before = grammar.before_always.at_end(plain, core)
    if not before and kind is PeriodKind.SPAN:
        before = grammar.before_open.at_end(plain, core)
    if not before and plain[end - 1] in "底末":
        before = grammar.before_end.at_end(plain, core)
    start = core - len(before or "")
    possessive = plain[end:end + 1] == "的"
    against = grammar.baseline_before.at_end(plain, core) or grammar.baseline_after.at_start(plain, end) \
        or (possessive and grammar.baseline_possessive.at_end(plain, core)) \
        or (kind is PeriodKind.YEAR and _is_name(grammar, plain, core, end))
    local = possessive and dated and grammar.change_from.at_end(plain, core) is not None
    return Period(start, end, text[start:end], kind, baseline=bool(against) and not before, local=local)


def _is_name(grammar: _Grammar, plain: str, start: int, end: int) -> bool:
    return plain[start - 1:start] in grammar.named_after or grammar.named_before.at_start(plain, end) is not None


# --- The days of a period -------------------------------------------------------------------------------------------


def resolve(text: str, today: date | None, lexicon: Lexicon | None = None, *, year: int | None = None) -> Days:
    """The first and last day of a time expression.

    `today` is the document's date, from which 今年 or 三年来 count; `year` is the one that a month or a part of a year
    without its own belongs to, where the text around it tells. What cannot be told is None.

    >>> resolve("2025年1—8月", None)
    (datetime.date(2025, 1, 1), datetime.date(2025, 8, 31))
    """
    grammar, plain = _grammar(lexicon or load("zh")), normalize(text)
    if grammar.kinds.get(plain) is PeriodKind.NOW:
        return None, today
    if plain in grammar.kinds:
        return _part_of_year(grammar, plain, today, year)
    openings = (grammar.before_always, grammar.before_open, grammar.before_end)
    before = next((word for words in openings if (word := words.at_start(plain))), None)
    first, last = _dated(grammar, plain[len(before or ""):], today, year)
    if first is None:
        return _spanned(grammar, plain, today)
    if before and not grammar.before_open.at_start(plain):
        return None, last
    if grammar.open_after.at_end(plain):
        return first, today if today and today >= first else None
    return first, last


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _part_of_year(grammar: _Grammar, plain: str, today: date | None, year: int | None) -> Days:
    if plain in ("昨天", "昨日") and today:
        return (today - timedelta(days=1),) * 2
    if plain == "今天":
        return today, today
    if plain not in grammar.parts_of_year or not (year or today):
        return None, None
    first, last = grammar.parts_of_year[plain]
    if year is None and today is not None:
        year = today.year - (first > today.month or last - today.month > 3)
    return _months(year, first, last) if year else (None, None)


_MONTH_AND_DAY = re.compile(r"(?:(\d{1,2})月)?(?:(\d{1,2})[日号]?)?")


def _dated(grammar: _Grammar, plain: str, today: date | None, year: int | None) -> Days:
    """The days of a date, or of a range of dates that share the year or month of the first one."""
    given = year
    month: int | None = None
    ends: list[tuple[date, date]] = []
    halves = re.split(r"\s?[—~至到-]{1,4}\s?(?=\d|[一二])", plain, maxsplit=1)
    for half in halves:
        rest = half
        relative, named = grammar.relative.at_start(half), re.match(rf"{_YEAR_NUMBER}(?=年|学年|$)", half)
        if relative:
            given, rest = (today.year + grammar.relative_years[relative] if today else None), half[len(relative):]
        elif named:
            given = int(named.group().translate(_HAN))
            rest = half[named.end():].removeprefix("年").removeprefix("度")
        elif given is None and today is not None:
            given = today.year
        if given is None:
            return None, None
        bare = len(halves) == 2 and half is halves[0] and rest.isdigit()  # 1—8月
        match = _MONTH_AND_DAY.match(rest + "月" if bare and re.match(r"\d{1,2}月", halves[1]) else rest)
        month = int(match[1]) if match and match[1] else month
        try:
            if match and match[2] and month:
                ends.append((date(given, month, int(match[2])),) * 2)
            elif match and match[1] and month:
                ends.append(_months(given, month, month))
            elif relative or named:
                part = grammar.parts.at_start(rest)
                ends.append(_months(given, *(grammar.parts_of_year[part] if part else (1, 12))))
            else:
                return None, None
        except ValueError:
            return None, None
    first, last = ends[0][0], ends[-1][1]
    yearless = year is None and not grammar.relative.at_start(plain) and not re.match(_YEAR_NUMBER, plain)
    if yearless and today and first > today:
        first, last = _a_year_before(first), _a_year_before(last)  # 8月 in a text of February is last year's
    return (first, last) if first <= last else (None, None)


def _a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))


def _spanned(grammar: _Grammar, plain: str, today: date | None) -> Days:
    """The days of 党的十九大以来, “十三五”期间, 近三年来."""
    anchor = grammar.anchors.pattern.search(plain)
    if anchor and grammar.open_after.at_end(plain):
        day = grammar.anchor_days[anchor.group()]
        return day, today if today and today >= day else None
    plan = grammar.plans.pattern.search(plain)
    if plan:
        first, last = grammar.plan_years[plan.group()]
        if grammar.open_after.at_end(plain):
            return date(first, 1, 1), today
        return _months(last, 12, 12) if plain.endswith("末") else (date(first, 1, 1), date(last, 12, 31))
    count = re.search(rf"(?<![\d零一二三四五六七八九])({_COUNT})(?:个?多|余)?(年|个月)", plain)
    if count and today:
        number = find_numbers(count[1] + "个")
        months = int(number[0].value) * (12 if count[2] == "年" else 1) if number else 0
        return (_months_before(today, months), today) if months else (None, None)
    return None, None


def _months_before(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year >= 1 else None
