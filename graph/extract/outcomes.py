"""Figures that a document reports: how much or how many of what, when, and whether reached or aimed at.

`find_figures` is the one verb. It reads the numbers and periods of each sentence, leaves out those that report nothing
(dates, ordinals, norms, rules, names), and has what is counted worded by `graph.extract.indicators`. All words it goes
by stand in `lexicon/LANGUAGE/outcomes.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from graph.document import Document, Sentence
from graph.extract.indicators import BLANK, Item, word
from graph.extract.lexicon import Lexicon, Words, load
from graph.extract.numbers import Number, UnitKind, find_numbers, normalize
from graph.extract.outlook import Outlook
from graph.extract.periods import Days, Period, PeriodKind, find_periods, resolve
from graph.facts import Qualifier, Span
from graph.layout import Kind


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that sentence number `sentence` reports.

    `start` to `end` is the number with its unit, `clause` the words to quote for it, both in characters of the
    sentence. `indicator` says what is counted, without number and unit. `target` is true for an aim. The rest is as in
    `graph.facts.Outcome`.
    """

    sentence: int
    start: int
    end: int
    clause: Span
    value: float
    unit: str
    qualifier: Qualifier | None
    indicator: str
    period: str | None
    period_start: date | None
    period_end: date | None
    target: bool


_MAY_COUNT = re.compile(r"[0-9０-９二两三四五六七八九十百千万亿半番]")
_MAY_DATE = re.compile(r"[年月日号来目现如历每今近期后大]")
_STOPS = frozenset("，。；：！？,;:!?")
_JOINS = "、和及与或"
_QUOTED = re.compile(r"《[^《》]{0,80}》|“[^“”，。；,;]{0,16}”|‘[^‘’，。；,;]{0,16}’")
_ALSO = re.compile(r"\([^()]{1,4}\)")
_FALLS_TO = re.compile(r"(?:[率比][^，]{0,16}|%[^，]{0,6})[至到为]“?$")
_OPENING_MARKS = '“‘"（( 在于到'
_LONGEST = 1000
"""Characters; sentences of the genre stay far below it."""


def find_figures(document: Document, lexicon: Lexicon | None = None) -> list[Figure]:
    """The figures that a document reports, in the order of its text, aims among them. Time is linear in its length."""
    lexicon = lexicon or load("zh")
    found: list[Figure] = []
    outlook, memory = Outlook(document, lexicon), _Memory()
    for sentence in document.sentences:
        ahead = outlook.looks_ahead(sentence)
        memory.enter(sentence)
        if sentence.kind not in (Kind.BODY, Kind.CAPTION):
            continue
        day = document.date_at(sentence)
        for offset, text in _pieces(sentence.text):
            periods = find_periods(text, lexicon) if _MAY_DATE.search(text) else []
            if _MAY_COUNT.search(text):
                for item, is_aim in _items(text, periods, day, lexicon):
                    if is_aim or not outlook.is_rule:
                        period = memory.governing(item, periods)
                        days = memory.days(period, periods, day, lexicon)
                        place = (sentence.index, offset, text)
                        found.append(_figure(place, item, period, days, target=ahead or is_aim))
            memory.leave(text, periods)
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A sentence in pieces of bounded length, each with its offset: all but monstrous ones are one piece."""
    start = 0
    while len(text) - start > _LONGEST:
        stop = max((text.rfind(c, start, start + _LONGEST) for c in _STOPS), default=-1)
        end = stop + 1 if stop > start else start + _LONGEST
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _figure(place: tuple[int, int, str], item: Item, period: Period | None, days: Days, *, target: bool) -> Figure:
    """The figure of an item; `place` is the index of its sentence, and the offset and text of its piece."""
    sentence, offset, text = place
    first, last = item.clause
    words = text[first:last]
    first += len(words) - len(words.lstrip(" 、\u3000"))
    number = item.number
    return Figure(
        sentence=sentence, start=offset + number.start, end=offset + number.end,
        clause=(offset + first, offset + min(last, len(text))), value=number.value,
        unit=number.unit or ("" if number.value else "%"), qualifier=number.qualifier, indicator=item.indicator,
        period=period.text if period else None, period_start=days[0], period_end=days[1], target=target,
    )


# --- The period that governs a figure -------------------------------------------------------------------------------


class _Memory:
    """What earlier sentences of a paragraph leave to later ones: their period, and the year that 8月 belongs to."""

    def __init__(self) -> None:
        self._period: Period | None = None
        self._year: int | None = None
        self._paragraph = -1
        self._first = True

    def enter(self, sentence: Sentence) -> None:
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._period, self._year, self._first = sentence.paragraph, None, None, True

    def leave(self, text: str, periods: Sequence[Period]) -> None:
        proper = [p for p in periods if not p.baseline]
        opening = next((p for p in proper if not text[:p.start].strip(_OPENING_MARKS)), None)
        if opening is not None:
            # A date carries on through its paragraph; a span does so only where the paragraph opens with it.
            dated = opening.kind in (PeriodKind.DAY, PeriodKind.YEAR)
            opens = self._first and opening.kind is PeriodKind.SPAN and opening.text[0] not in "从自"
            self._period = opening if dated or opens else None
        elif proper:
            self._period = None
        for p in proper:
            self._year = p.year or self._year
        self._first = False

    def governing(self, item: Item, periods: Sequence[Period]) -> Period | None:
        """The nearest period before the figure in its sentence, else its paragraph's.

        The old value of a change has its own or none.
        """
        number = item.number
        before = [p for p in periods if p.start < number.start and not p.baseline]
        own = next((p for p in before if p.local and 0 <= number.start - p.end <= 4), None)
        if own or item.before_change:
            return own
        return next((p for p in reversed(before) if not p.local), self._period)

    def days(self, period: Period | None, periods: Sequence[Period], today: date | None, lexicon: Lexicon) -> Days:
        """The first and last day of a period; 8月 is one of the year last named."""
        if period is None:
            return None, None
        year = next((p.year for p in reversed(periods) if p.start <= period.start and p.year), self._year)
        return resolve(period.text, today, lexicon, year=year)


# --- The numbers of a sentence that count ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Around:
    """A number's surroundings: its sentence, its clause, and the words of the clause before and after it."""

    text: str
    clause: Span
    left: str
    right: str
    noun: str
    numbers: Sequence[Number]
    index: int
    dated: bytearray
    named: bytearray


def _items(text: str, periods: Sequence[Period], today: date | None, lexicon: Lexicon) -> Iterator[tuple[Item, bool]]:
    """The worded figures of a sentence, each with whether the sentence tells it as an aim."""
    text = normalize(text)
    numbers = find_numbers(text, lexicon)
    if not numbers:
        return
    clauses = _clauses(text, numbers)
    dated = _covered(len(text), ((p.start, p.end) for p in periods))
    named = _covered(len(text), (m.span() for m in _QUOTED.finditer(text)))
    blanks = [(p.start, p.end) for p in periods if not p.baseline]
    kept: list[tuple[Number, Span]] = []
    place = 0
    for index, number in enumerate(numbers):
        while clauses[place][1] <= number.start:
            place += 1
        clause = clauses[place]
        right = text[number.end:clause[1]]
        around = _Around(text, clause, text[clause[0]:number.hedge_start], right, right.lstrip(" 的"), numbers, index,
                         dated, named)
        counts = not any(refuses(number, around, lexicon) for refuses in _REFUSALS)
        if counts:
            kept.append((number, clause))
        blanks.append(_silent(number, around, lexicon, counts=counts))
    if not kept:
        return
    aim = _aim(text, periods, lexicon, today)
    for item in word(kept, _blanked(text, blanks), clauses, lexicon):
        if item.indicator:
            yield item, aim is not None and aim[0] <= item.number.start < aim[1]


def _silent(number: Number, around: _Around, lexicon: Lexicon, *, counts: bool) -> Span:
    """What of a number and the words after it says nothing of what is counted: start and end, which may be the same."""
    if counts:
        also = _ALSO.match(around.text, number.end)  # 3.1万套（户）
        return number.end, also.end() if also else number.end
    prose = _words(lexicon, "prose_nouns").at_start(around.noun)
    if prose:  # 20个方面
        return number.hedge_start, number.end + around.right.index(prose) + len(prose)
    opens = number.kind is UnitKind.TIME and not around.left  # 3年增长58%
    return number.start, number.end if opens else number.start


def _blanked(text: str, spans: Iterable[Span]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = BLANK * (end - start)
    return "".join(characters)


def _covered(length: int, spans: Iterable[Span]) -> bytearray:
    """For each character whether it stands in one of the spans."""
    flags = bytearray(length + 1)
    for start, end in spans:
        flags[start:end] = b"\1" * (end - start)
    return flags


def _clauses(text: str, numbers: Sequence[Number]) -> list[Span]:
    """The clauses of a sentence. Brackets that hold a number set it off; marks inside a number divide nothing."""
    inside = {i for n in numbers for i in range(n.start, n.end)}
    starts = [n.start for n in numbers]
    spans, start, closing = [], 0, -1
    for index, c in enumerate(text):
        if index in inside:
            continue
        if c == "(":
            end = text.find(")", index, index + 80)
            divides = any(index < s < end for s in starts)
            closing = end if divides else closing
        else:
            divides = c in _STOPS or index == closing
        if divides:
            spans.append((start, index))
            start = index + 1
    spans.append((start, len(text) + 1))
    return spans


def _aim(text: str, periods: Sequence[Period], lexicon: Lexicon, today: date | None) -> Span | None:
    """From where to where a sentence speaks of what is to come, or None."""
    starts = [m.start() for m in _words(lexicon, "aims").pattern.finditer(text)]
    starts += [p.start for p in periods if p.year and today and p.year > today.year
               and _words(lexicon, "until").at_end(text, p.start + (p.text[0] in "到至"))]
    if not starts:
        return None
    start = min(starts)
    return start, next((m.start() for m in _words(lexicon, "done").pattern.finditer(text, start + 2)), len(text))


@cache
def _words(lexicon: Lexicon, key: str) -> Words:
    return lexicon.words(f"outcomes.{key}")


# Each of these says why a number reports nothing.


def _is_dated(number: Number, around: _Around, _: Lexicon) -> bool:
    return 1 in around.dated[number.start:number.end]


def _is_named(number: Number, around: _Around, _: Lexicon) -> bool:
    return number.value != 0 and 0 not in around.named[number.start:number.end]


def _is_ordinal(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    before = around.text[number.start - 1:number.start] if number.start else ""
    return _words(lexicon, "ordinal_before").at_end(around.text, number.start) is not None or before in ("几", "数")


def _is_measure_of_order(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    """A rank, a level, a duration, an age, an hour."""
    if number.kind is UnitKind.TIME:
        return not _words(lexicon, "time_counted").inside(around.left)
    if number.unit == "分" and (around.left[-1:] in ("时", "点") or not number.digits):
        return True
    return number.kind is UnitKind.STRUCTURE or (number.unit in ("类", "大类", "度") and not number.magnitude)


def _lacks_unit(number: Number, around: _Around, _: Lexicon) -> bool:
    if number.kind is not UnitKind.NONE:
        return False
    if number.value == 0 and number.digits:
        return not _FALLS_TO.search(around.left)
    if 0 < number.value < 1 and not number.digits:
        return not (number.qualifier or around.left.endswith(("占", "了", "达")))
    return not (number.magnitude and number.digits) or around.right.strip(" ”」")[:1].isalnum()


def _is_prose(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    """A number that structures what is said: 三个方面, 20个方面, 4个“更”."""
    quoted = re.match(r"“[^“”]{1,2}”", around.noun)
    return _words(lexicon, "prose_nouns").at_start(around.noun) is not None or bool(quoted and number.value <= 10)


def _is_prose_in_han(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    """三项机制, 一家, 三门峡, 百家争鸣: Chinese numerals count far less often than digits."""
    numeral = around.text[number.numeral_start:number.numeral_end]
    if number.digits or 0 < number.value < 1 or "分之" in numeral:
        return False
    if number.unit == "番":
        return around.text[number.start] != "翻"
    if _words(lexicon, "set_phrases").at_start(around.text, number.start) \
            or _words(lexicon, "ordinal_nouns").at_start(around.text, number.end):
        return True
    if number.value < 10 and _words(lexicon, "place_tails").at_start(around.text, number.end):
        return True
    if not numeral.strip("百千万亿"):
        return number.qualifier is None or number.kind in (UnitKind.NONE, UnitKind.SHARE)
    if number.qualifier is not None and number.value >= 10:
        return False
    if number.value < 10:
        one = number.value <= 1 and number.unit not in ("成", "倍")
        return one or number.unit not in _words(lexicon, "counted_by_han") or around.right.startswith("的")
    return number.kind is UnitKind.COUNT and _words(lexicon, "structure_nouns").at_start(around.noun) is not None


def _is_class(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    """A size that only describes: 千亿元产业, 亿元以上项目, 3名以上党员, 8兆瓦级机组."""
    if around.right.startswith("级"):
        return True
    if number.kind is UnitKind.MONEY and _words(lexicon, "class_nouns").at_start(around.right):
        return True
    if around.right.startswith("的") and re.search("第[^，]{1,3}[个家座条]", around.left):
        return True  # 第4个吞吐量超千万人次的机场
    acts = number.kind is UnitKind.PEOPLE and _words(lexicon, "verbs").at_start(around.right)  # 500人以上参加
    described = around.noun and around.noun[0] not in _JOINS and number.kind is not UnitKind.SHARE and not acts
    return number.bounded and (bool(described) or number.qualifier is None)


def _is_threshold(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    thresholds = _words(lexicon, "threshold_before")
    if thresholds.at_end(around.text, number.hedge_start) or thresholds.at_end(around.text, number.start):
        return True
    if re.match("的[有占为]", around.right):  # 占比超过10%的有44种
        return True
    return around.right.strip() == "的" and around.text[around.clause[1]:around.clause[1] + 1] in (",", "，")


def _is_norm(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    if _words(lexicon, "usual_before").inside(around.left) or _words(lexicon, "one_of").inside(around.right):
        return True
    if _words(lexicon, "norm_before").inside(around.left) and number.kind in (UnitKind.COUNT, UnitKind.PEOPLE):
        return True
    if number.unit == "%" and number.value == 100 and around.right[:1].strip() not in ("", "的", "、", "和"):
        return True  # 100%建立党组织: an adverb
    rated = number.kind is UnitKind.SHARE or number.ranged
    return rated and _words(lexicon, "norm_after").at_start(around.right) is not None


def _is_per_one(number: Number, around: _Around, _: Lexicon) -> bool:
    """A relation of one to many: 1名村干部包联10个党员中心户."""
    countable = (UnitKind.COUNT, UnitKind.PEOPLE)
    for other in around.numbers[max(0, around.index - 1):around.index + 2]:
        one, many = (number, other) if number.start < other.start else (other, number)
        gap = around.text[one.end:many.start]
        if one is not many and one.value == 1 and one.kind in countable and many.kind in countable \
                and 2 < len(gap) <= 16 and not re.search("[，。；：、和及与,;:]", gap):
            return True
    return False


def _is_option(number: Number, around: _Around, _: Lexicon) -> bool:
    """50、100、150元三种: amounts to choose from."""
    before = around.numbers[around.index - 1] if around.index else None
    return before is not None and not before.unit and not before.magnitude and before.digits \
        and around.text[before.end:number.start] in ("、", "或", "和")


def _is_article(number: Number, around: _Around, lexicon: Lexicon) -> bool:
    """20条人才政策提交审议, 人才新政81条: a document by the number of its articles; but 出台20条举措 counts."""
    names, verbs = _words(lexicon, "article_names"), _words(lexicon, "verbs")
    named = names.at_start(around.noun) and not verbs.at_end(around.left.removesuffix("了"))
    return number.unit == "条" and bool(named or names.at_end(around.left))


_REFUSALS: tuple[Callable[[Number, _Around, Lexicon], bool], ...] = (
    _is_dated, _is_named, _is_ordinal, _is_measure_of_order, _lacks_unit, _is_prose, _is_prose_in_han, _is_class,
    _is_threshold, _is_norm, _is_per_one, _is_option, _is_article,
)
