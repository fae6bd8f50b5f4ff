"""Expressions of time: where they stand in a sentence, and the days they come to.

`find_periods` finds them (党的十九大以来, 截至2015年底, 2025年1—8月, 近三年来), `resolve` turns one into its first and last day.
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
from graph.extract.numbers import normalize
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

    `baseline` is true where it is only compared with (较2019年增长), `local` where it dates nothing but the figure right
    after it (由2013年的1668元增加到14668元).
    """

    start: int
    end: int
    text: str
    kind: PeriodKind
    baseline: bool = False
    local: bool = False


_HAN_YEAR = r"[一二][零九][零一二三四五六七八九]{2}"
_COUNT = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,3})"


@dataclass(frozen=True, slots=True)
class _Grammar:
    core: re.Pattern[str]
    words: re.Pattern[str]
    kinds: Mapping[str, PeriodKind]
    event: re.Pattern[str]
    before_always: Words
    before_open: Words
    before_end: Words
    open_after: Words
    closed_after: Words
    baseline_before: Words
    baseline_possessive: Words
    baseline_alone: Words
    baseline_after: Words
    change_from: Words
    relative: Mapping[str, int]
    parts: Mapping[str, list[int]]
    plans: Mapping[str, list[int]]
    anchors: Mapping[str, date]
    anchor: re.Pattern[str]


def _any(words: Iterable[str]) -> str:
    return "(?:" + Words(words).pattern.pattern + ")"


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    words: dict[str, list[str]] = lexicon.value("periods.words")
    relative, parts = lexicon.value("periods.relative_years"), lexicon.value("periods.parts_of_year")
    plans, anchors = lexicon.value("periods.plans"), lexicon.value("periods.anchors")
    year = rf"(?:(?<![\d.])(?:(?:19|20)\d{{2}}|{_HAN_YEAR})年(?:度)?|{_any(relative)})"
    month = rf"(?<![\d.])\d{{1,2}}月{_any(words['month_parts'])}?"
    day = rf"\d{{1,2}}[日号]{_any(words['day_parts'])}?"
    moment = rf"(?:{year}{month}(?:{day})?|{year}{_any(parts)}?|{month}(?:{day})?)"
    dash = r"\s?(?:[—~至到]|--?|——)\s?"
    core = "|".join((
        rf"(?<![\d.])(?:19|20)\d{{2}}(?:年(?:度)?)?{dash}(?:19|20)\d{{2}}(?:年(?:度)?|学年)",
        rf"(?<![\d.])(?:19|20)\d{{2}}学年",
        rf"{year}?(?<![\d.])\d{{1,2}}月?{dash}\d{{1,2}}月{_any(words['month_parts'])}?",
        rf"{month}\d{{1,2}}日?{dash}\d{{1,2}}日",
        rf"{moment}(?:{dash}{moment}|{dash}{day})?",
        rf"(?<![\d.])\d{{1,2}}[日号](?:{_any(words['day_parts'])}|(?=[,，]))",
        rf"“?(?<![“\w])“?{_any(plans)}”?(?:期间|时期|以来|末|初期|末期|前\w年|头\w年|收官之年|开局之年)",
        rf"“{_any(plans)}”(?:期间|时期|以来|末|初期|末期|前\w年|头\w年|收官之年|开局之年)?",
        rf"(?:近|过去|最近|这|前|连续|持续)?{_COUNT}(?:个?多|余)?(?:年|个月|个学年|个学期)(?:多)?(?:以?来|间)",
        rf"(?:近|过去|最近|这|头){_COUNT}(?:年|个月)(?:间|里)?",
        rf"(?:连续|持续){_COUNT}(?:年|个月)",
    ))
    singles = {word: kind for key, kind in (
        ("now", PeriodKind.NOW), ("recent", PeriodKind.OTHER), ("recurring", PeriodKind.RECURRING), ("past", PeriodKind.OTHER),
        ("after", PeriodKind.OTHER), ("calendar", PeriodKind.OTHER)) for word in words[key]}
    return _Grammar(
        core=re.compile(core), words=Words(singles).pattern, kinds=singles, event=Words(words["event_after"]).pattern,
        before_always=Words(words["before_always"]), before_open=Words(words["before_open"]),
        before_end=Words(words["before_end"]), open_after=Words(words["open_after"]), closed_after=Words(words["closed_after"]),
        baseline_before=Words(words["baseline_before"]), baseline_possessive=Words(words["baseline_before_possessive"]),
        baseline_alone=Words(set(words["baseline_before"]) - set(words["baseline_before_never_alone"])),
        baseline_after=Words(words["baseline_after"]), change_from=Words(words["change_from"]),
        relative=relative, parts=parts, plans=plans, anchors=anchors, anchor=Words(anchors).pattern,
    )


_CLAUSE_END = "，。；：！？、,;:!?（）() "
_EVENT_LENGTH = 24
"""The longest event, in characters, that 以来 or 期间 may close."""


def find_periods(text: str, lexicon: Lexicon | None = None) -> list[Period]:
    """The time expressions of one sentence, in order and apart from each other. Time is linear in its length."""
    grammar, plain = _grammar(lexicon or load("zh")), normalize(text)
    found: list[Period] = []

    def add(start: int, end: int, kind: PeriodKind) -> None:
        if all(end <= p.start or p.end <= start for p in found[-3:]):
            found.append(_placed(grammar, text, plain, start, end, kind))

    marks = [(m.start(), m.end(), _kind(grammar, m.group())) for m in grammar.core.finditer(plain)]
    marks += [(m.start(), m.end(), grammar.kinds[m.group()]) for m in grammar.words.finditer(plain)]
    for m in grammar.event.finditer(plain):
        first = m.start()
        while first > 0 and m.start() - first < _EVENT_LENGTH and plain[first - 1] not in _CLAUSE_END:
            first -= 1
        if m.start() - first >= 2 and (m.start() - first < _EVENT_LENGTH):
            marks.append((first, m.end(), PeriodKind.SPAN))
    # Of overlapping ones the longest stands.
    taken: list[tuple[int, int, PeriodKind]] = []
    for mark in sorted(marks, key=lambda m: (m[0], -m[1])):
        if taken and mark[0] < taken[-1][1]:
            if mark[1] - mark[0] > taken[-1][1] - taken[-1][0] and mark[0] == taken[-1][0]:
                taken[-1] = mark
            continue
        taken.append(mark)
    for start, end, kind in taken:
        add(start, end, kind)
    return found


def period_spans(text: str, lexicon: Lexicon | None = None) -> list[Span]:
    """Where time expressions stand in one sentence."""
    return [(p.start, p.end) for p in find_periods(text, lexicon)]


def _kind(grammar: _Grammar, words: str) -> PeriodKind:
    if "月" in words or "日" in words or "号" in words:
        return PeriodKind.SPAN if "个月" in words else PeriodKind.DAY
    if re.match(r"(?:19|20)\d\d年|" + _HAN_YEAR, words) or words[:2] in grammar.relative:
        return PeriodKind.YEAR
    return PeriodKind.SPAN


def _placed(grammar: _Grammar, text: str, plain: str, start: int, end: int, kind: PeriodKind) -> Period:
    core_start = start
    after = grammar.open_after.at_start(plain, end)
    closed = grammar.closed_after.at_start(plain, end)
    if kind in (PeriodKind.DAY, PeriodKind.YEAR):
        if after and not (after == "后" and plain[end:end + 2] == "后期") and not (after == "来" and plain[end - 1] != "年"):
            end, kind = end + len(after), PeriodKind.SPAN
        elif closed and plain[end:end + 2] not in ("前三", "前列", "间接"):
            end += len(closed)
    elif kind is PeriodKind.SPAN and closed and closed in ("期间", "间"):
        end += len(closed)
    before = grammar.before_always.at_end(plain, start)
    if not before and kind is PeriodKind.SPAN:
        before = grammar.before_open.at_end(plain, start)
    if not before and plain[end - 1] in "底末":
        before = grammar.before_end.at_end(plain, start)
    if before:
        start -= len(before)
    possessive = plain[end:end + 1] == "的"
    lead = (grammar.baseline_possessive if possessive else grammar.baseline_alone).at_end(plain, core_start)
    alone = grammar.baseline_alone.at_end(plain, core_start)
    baseline = not before and (lead or alone or grammar.baseline_after.at_start(plain, end)) is not None
    local = possessive and kind in (PeriodKind.YEAR, PeriodKind.DAY) and grammar.change_from.at_end(plain, core_start) is not None
    return Period(start, end, text[start:end], kind, bool(baseline), local)


def resolve(text: str, today: date | None, lexicon: Lexicon | None = None) -> tuple[date | None, date | None]:
    """The first and last day of a time expression. `today` is the document's date, from which 今年 or 三年来 count;
    what cannot be told is None.

    >>> resolve("2025年1—8月", None)
    (datetime.date(2025, 1, 1), datetime.date(2025, 8, 31))
    """
    grammar, plain = _grammar(lexicon or load("zh")), normalize(text)
    opened = any(plain.endswith(word) for word in ("以来", "起", "开始", "以后", "之后", "后", "至今", "来"))
    cumulative = plain.startswith(("截至", "截止", "到", "至"))
    if plain in grammar.kinds:
        return _resolve_word(grammar, plain, today)
    first, last = _resolve_dates(grammar, plain, today)
    if first is None and last is None:
        first, last = _resolve_span(grammar, plain, today)
        return (first, last)
    if cumulative:
        return (None, last)
    if opened:
        return (first, today if today and first and today >= first else None)
    return (first, last)


def _resolve_word(grammar: _Grammar, plain: str, today: date | None) -> tuple[date | None, date | None]:
    if today is None:
        return (None, None)
    if grammar.kinds[plain] is PeriodKind.NOW:
        return (None, today)
    if plain in grammar.parts:
        return _months(today.year, *grammar.parts[plain])
    if plain in ("今天", "当天", "当日"):
        return (today, today) if plain == "今天" else (None, None)
    if plain in ("昨天", "昨日"):
        return (today - timedelta(days=1),) * 2
    return (None, None)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


_YEAR = re.compile(rf"((?:19|20)\d{{2}}|{_HAN_YEAR})(?=年|学年|\s?[—~至到-])")
_MONTH = re.compile(r"(\d{1,2})月?(?:\s?[—~至到-]+\s?(\d{1,2}))?(?=月)")
_DAY = re.compile(r"(\d{1,2})(?:日)?(?:\s?[—~至到-]+\s?(\d{1,2}))?(?=[日号])")
_MOMENT = re.compile(rf"(?:(?P<year>(?:19|20)\d{{2}}|{_HAN_YEAR})年?)?(?:度)?(?:(?P<month>\d{{1,2}})月)?(?:(?P<day>\d{{1,2}})[日号])?")
_HAN = str.maketrans("零一二三四五六七八九", "0123456789")


def _resolve_dates(grammar: _Grammar, plain: str, today: date | None) -> tuple[date | None, date | None]:
    halves = re.split(r"[—~至到-]+", re.sub(r"^(?:截至到?|截止[到至]?|自从|[从自到至])", "", plain), maxsplit=1)
    year: int | None = None
    ends: list[tuple[date, date]] = []
    month: int | None = None
    if len(halves) == 2 and re.fullmatch(r"\s?", halves[1]):
        halves = halves[:1]
    single_month = re.search(r"月(?:\d|$)", halves[0])
    for index, half in enumerate(halves):
        half = half.strip()
        relative = next((w for w in sorted(grammar.relative, key=len, reverse=True) if half.startswith(w)), None)
        match = re.match(rf"(?:19|20)\d{{2}}|{_HAN_YEAR}", half)
        if relative is not None:
            year, half = (today.year + grammar.relative[relative] if today else None), half[len(relative):]
            if year is None:
                return (None, None)
        elif match:
            year, half = int(match.group().translate(_HAN)), half[match.end():].removeprefix("年").removeprefix("度")
        elif year is None:
            year = today.year if today else None
        if year is None:
            return (None, None)
        month_match = re.match(r"(\d{1,2})月", half) or (re.fullmatch(r"(\d{1,2})", half) if index == 0 and not single_month else None)
        day_match = re.match(r"(\d{1,2})[日号]?", half[month_match.end():] if month_match else half)
        try:
            if month_match:
                month = int(month_match[1])
                ends.append(_months(year, month, month))
                if day_match:
                    day = date(year, month, int(day_match[1]))
                    ends[-1] = (day, day)
            elif day_match and month and ends:
                day = date(year, month, int(day_match[1]))
                ends.append((day, day))
            elif match or relative:
                part = next((p for p in sorted(grammar.parts, key=len, reverse=True) if half.startswith(p)), None)
                ends.append(_months(year, *(grammar.parts[part] if part else (1, 12))))
            else:
                return (None, None)
        except ValueError:
            return (None, None)
    return (ends[0][0], ends[-1][1]) if ends and ends[0][0] <= ends[-1][1] else (None, None)


def _resolve_span(grammar: _Grammar, plain: str, today: date | None) -> tuple[date | None, date | None]:
    anchor = grammar.anchor.search(plain)
    if anchor and plain.endswith("以来"):
        day = grammar.anchors[anchor.group()]
        return (day, today if today and today >= day else None)
    for name in sorted(grammar.plans, key=len, reverse=True):
        if name in plain:
            first, last = grammar.plans[name]
            if plain.rstrip("”").endswith("以来"):
                return (date(first, 1, 1), today)
            if plain.endswith("末"):
                return _months(last, 12, 12)
            return (date(first, 1, 1), date(last, 12, 31))
    match = re.search(rf"({_COUNT})(?:多|余)?(年|个月)", plain)
    if match and today:
        from graph.extract.numbers import find_numbers

        numbers = find_numbers(match[1] + "个")
        if numbers:
            return (_earlier(today, int(numbers[0].value) * (12 if match[2] == "年" else 1)), today)
    return (None, None)


def _earlier(day: date, months: int) -> date | None:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year >= 1 else None
