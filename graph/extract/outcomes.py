"""Figures that a document reports: how much or how many of what, when, and whether reached or aimed at.

`find_figures` is the one verb. It reads the numbers and periods of each sentence, leaves out those that report nothing
(dates, ordinals, norms, rules, names), and words what is counted from the clause around each one. All words it goes by
stand in `lexicon/LANGUAGE/outcomes.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from graph.document import Document, Sentence
from graph.extract.lexicon import Lexicon, Words, load
from graph.extract.numbers import Number, UnitKind, find_numbers, normalize
from graph.extract.periods import Period, PeriodKind, find_periods, resolve
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


_STOPS = "，。；：！？,;:!?"
_AND = "、和及与或"
_OPEN, _CLOSE = "（(", "）)"
_QUOTED = re.compile(r"《[^《》]{0,80}》|“[^“”，。；,;]{0,16}”|‘[^‘’，。；,;]{0,16}’")
_HEADING = re.compile(r"\s*(?:(第?[一二三四五六七八九十]{1,3}[、部章]|[一二三四五六七八九十]{1,3}\s*、)|([（(][一二三四五六七八九十]{1,3}[）)])|(\d{1,2}\s*[.．、])|([（(]\d{1,2}[）)]))")


@dataclass(frozen=True, slots=True)
class _Words:
    rule_titles: Words
    rule_tails: Words
    news_titles: Words
    ahead: Words
    back: Words
    openings: Words
    aims: Words
    done: Words
    until: Words
    norms: Words
    norm_after: Words
    thresholds: Words
    time_counted: Words
    prose: Words
    structure: Words
    by_han: Words
    ordinals: Words
    classes: Words
    articles: Words
    reach: Words
    change: Words
    comparison: Words
    relational: Words
    share_of: Words
    openers: Words
    scopes: Words
    counting: re.Pattern[str]
    prepositions: Words
    verbs: Words
    light: Words
    shared: Words
    rest: Words


@cache
def _words(lexicon: Lexicon) -> _Words:
    def words(key: str) -> Words:
        return lexicon.words(f"outcomes.{key}")

    return _Words(
        rule_titles=words("rule_titles"), rule_tails=words("rule_title_tails"), news_titles=words("news_titles"),
        ahead=words("ahead_headings"), back=words("back_headings"), openings=words("ahead_openings"), aims=words("aims"),
        done=words("done"), until=words("until"), norms=words("norm_before"), norm_after=words("norm_after"),
        thresholds=words("threshold_before"), time_counted=words("time_counted"), prose=words("prose_nouns"),
        structure=words("structure_nouns"), by_han=words("counted_by_han"), ordinals=words("ordinal_before"),
        classes=words("class_nouns"), articles=words("article_names"), reach=words("reach"), change=words("change"),
        comparison=words("comparison"), relational=words("relational"), share_of=words("share_of"),
        openers=words("openers"), scopes=words("scopes"),
        counting=re.compile(f"(?<![公中总])(?:{words('counting').pattern.pattern})"),
        prepositions=words("prepositions"), verbs=words("verbs"), light=words("light_verbs"),
        shared=words("shared_verbs"), rest=words("rest_words"),
    )


def find_figures(document: Document, lexicon: Lexicon | None = None) -> list[Figure]:
    """The figures that a document reports, in the order of its text, aims among them. Time is linear in its length."""
    lexicon = lexicon or load("zh")
    words = _words(lexicon)
    found: list[Figure] = []
    outlook = _Outlook(words, document)
    memory = _Memory()
    for sentence in document.sentences:
        ahead = outlook.at(sentence)
        memory.enter(sentence)
        if sentence.kind not in (Kind.BODY, Kind.CAPTION):
            continue
        periods = find_periods(sentence.text, lexicon) if _MAY_DATE.search(sentence.text) else []
        if _MAY_COUNT.search(sentence.text):
            found += _of_sentence(sentence, periods, words, lexicon, memory, ahead, outlook.rule, document.date)
        memory.leave(sentence, periods)
    return found


_MAY_COUNT = re.compile(r"[0-9０-９两二三四五六七八九十百千万亿半番]")
_MAY_DATE = re.compile(r"[年月日来目现如历每今近期后]")


class _Outlook:
    """Whether the part of the document at hand looks ahead (an agenda, aims), and whether the whole is a rule or plan."""

    def __init__(self, words: _Words, document: Document) -> None:
        self._words = words
        self._ahead = False
        self._level = 9
        self.rule = any(self._is_rule(s.text) for s in document.sentences[:12] if s.kind in (Kind.TITLE, Kind.HEADING)) \
            or self._is_rule(document.title)

    def _is_rule(self, title: str) -> bool:
        text = re.sub(r"\s+", "", title)
        while tail := self._words.rule_tails.at_end(text):
            text = text[:-len(tail)]
        return self._words.rule_titles.at_end(text) is not None and not self._words.news_titles.inside(text) \
            and len(text) > 6 and not _HEADING.match(text)

    def at(self, sentence: Sentence) -> bool:
        text = sentence.text
        numbered = _HEADING.match(text)
        if sentence.kind is Kind.HEADING or (numbered and numbered[1] and len(text) <= 40):
            level = next((n for n in range(1, 5) if numbered and numbered[n]), 5)
            if self._words.back.inside(text) and (level <= self._level or not self._ahead):
                self._ahead, self._level = False, level
            elif self._words.ahead.inside(text):
                if not self._ahead or level <= self._level:
                    self._level = level
                self._ahead = True
            elif self._ahead and self._level == 9:
                self._ahead = False
        elif sentence.kind is Kind.BODY and not self._ahead and self._words.openings.inside(text):
            self._ahead, self._level = True, 9
        return self._ahead


class _Memory:
    """What earlier sentences of a paragraph leave to later ones: the period, and the year that dates without one take."""

    def __init__(self) -> None:
        self.period: Period | None = None
        self._paragraph = -1
        self._first = True

    def enter(self, sentence: Sentence) -> None:
        if sentence.paragraph != self._paragraph:
            self._paragraph, self.period, self._first = sentence.paragraph, None, True

    def leave(self, sentence: Sentence, periods: Sequence[Period]) -> None:
        opening = next((p for p in periods if not p.baseline and not sentence.text[:p.start].strip("“‘\"（( 在于到")), None)
        if opening is not None:
            # A date carries on through its paragraph; a span does only where the paragraph opens with it.
            carries = opening.kind in (PeriodKind.DAY, PeriodKind.YEAR) or (
                self._first and opening.kind is PeriodKind.SPAN and opening.text[0] not in "从自")
            self.period = opening if carries else None
        elif any(not p.baseline for p in periods):
            self.period = None
        self._first = False


@dataclass(slots=True)
class _Item:
    """A number on its way to a figure, with the words to its left and right that are its own."""

    number: Number
    left: str
    right: str
    clause: Span
    joined: bool = False  # a list goes on from the item before
    respective: int | None = None  # its place in a list told with 分别
    verb: str = ""
    indicator: str = ""
    changes: bool = False


def _of_sentence(sentence: Sentence, periods: Sequence[Period], words: _Words, lexicon: Lexicon, memory: _Memory, ahead: bool,
                 rule: bool, today: date | None) -> Iterator[Figure]:
    text = normalize(sentence.text)
    numbers = find_numbers(text, lexicon)
    if not numbers:
        return
    names = [m.span() for m in _QUOTED.finditer(text)]
    clauses = _clauses(text, numbers)
    kept: list[tuple[Number, Span]] = []
    place = 0
    for number in numbers:
        while clauses[place][1] <= number.start:
            place += 1
        if _counts(number, text, clauses[place], periods, names, words, numbers):
            kept.append((number, clauses[place]))
    if not kept:
        return
    masked = _mask(text, periods)
    aim = _aim_start(text, periods, words, today)
    items = list(_items(masked, kept, words))
    _word(items, masked, clauses, words)
    for item in items:
        number = item.number
        target = ahead or (aim is not None and number.start >= aim[0] and number.start < aim[1])
        if (rule and not target) or (rule and aim is None) or not item.indicator:
            continue
        period = _period(number, periods, memory, item)
        start, end = resolve(period.text, today, lexicon) if period else (None, None)
        unit = number.unit
        first, last = item.clause
        while first < last and text[first] in " 、":
            first += 1
        yield Figure(
            sentence=sentence.index, start=number.start, end=number.end, clause=(first, last), value=number.value, unit=unit,
            qualifier=number.qualifier, indicator=item.indicator, period=period.text if period else None,
            period_start=start, period_end=end, target=target,
        )


def _clauses(text: str, numbers: Sequence[Number]) -> list[Span]:
    """The clauses of a sentence; brackets that hold a number close one, and marks inside a number do not."""
    inside = {i for n in numbers for i in range(n.start, n.end)}
    spans, start = [], 0
    for index, c in enumerate(text):
        if c in _STOPS or c in _OPEN or c in _CLOSE:
            if index in inside:
                continue
            if c in _OPEN and not any(index < n.start < index + 40 and _CLOSE[0] not in text[index:n.start]
                                      and _CLOSE[1] not in text[index:n.start] for n in numbers):
                continue
            if c in _CLOSE and not any(start <= n.start < index for n in numbers):
                continue
            spans.append((start, index))
            start = index + 1
    spans.append((start, len(text) + 1))
    return spans


def _mask(text: str, periods: Sequence[Period]) -> str:
    """The sentence with its periods blanked, so that they are no part of what is counted."""
    for p in periods:
        if not p.baseline:
            text = text[:p.start] + "\0" * (p.end - p.start) + text[p.end:]
    return text


def _counts(number: Number, text: str, clause: Span, periods: Sequence[Period], names: Sequence[Span], words: _Words,
            numbers: Sequence[Number]) -> bool:
    """Whether a number is a count, an amount or a rate, and no date, ordinal, norm, threshold, name or turn of phrase."""
    left, right = text[clause[0]:number.hedge_start], text[number.end:clause[1]]
    if any(p.start < number.end and number.start < p.end for p in periods):
        return False
    if any(a <= number.start and number.end <= b for a, b in names):
        return False
    if words.ordinals.at_end(text, number.start):
        return False
    if number.kind is UnitKind.STRUCTURE or (number.kind is UnitKind.TIME and not words.time_counted.inside(left)):
        return False
    if number.kind is UnitKind.NONE and not _counts_without_unit(number, left, right, text):
        return False
    if number.unit in ("类", "大类", "度") and not number.magnitude:
        return False
    if not number.digits and not _counts_in_han(number, text, words):
        return False
    noun = right.lstrip(" 的")
    if words.prose.at_start(noun):
        return False
    if number.kind is UnitKind.MONEY and words.classes.at_start(right):
        return False
    if number.bounded and noun and number.kind is not UnitKind.SHARE and noun[0] not in _AND:
        return False
    if number.bounded and number.qualifier is None:
        return False
    if words.thresholds.at_end(text, number.hedge_start) or words.thresholds.at_end(text, number.start):
        return False
    if words.norms.inside(left) and number.kind in (UnitKind.COUNT, UnitKind.PEOPLE):
        return False
    if words.norm_after.at_start(right) and (number.kind is UnitKind.SHARE or number.ranged):
        return False
    if right.strip() == "的" and text[clause[1]:clause[1] + 1] in ",，":
        return False
    if number.unit == "%" and number.value == 100 and noun and right[0] not in "的、和":
        return False
    if number.unit == "条" and (words.articles.at_start(noun) or words.articles.at_end(left)):
        return False
    quoted = re.match(r"“[^“”]{1,2}”", noun)
    if quoted and number.value <= 10:
        return False
    return not _is_per_one(number, text, clause, numbers)


def _counts_without_unit(number: Number, left: str, right: str, text: str) -> bool:
    if number.value == 0 and number.digits:
        return bool(re.search(r"[率比][^，]{0,12}[至到为]“?$", left) or re.search(r"%[^，]{0,6}[至到为]“?$", left))
    if number.unit == "" and not number.digits and 0 < number.value < 1:
        return bool(number.qualifier or left.endswith(("占", "了", "达")))
    return number.magnitude and number.digits and not right.strip(" ”」")[:1].isalnum()


def _counts_in_han(number: Number, text: str, words: _Words) -> bool:
    numeral = text[number.numeral_start:number.numeral_end]
    if number.unit == "番" or (0 < number.value < 1) or "分之" in numeral:
        return True
    bare = not numeral.strip("百千万亿")
    if bare:
        return number.qualifier is not None and (number.kind in (UnitKind.PEOPLE, UnitKind.COUNT, UnitKind.MONEY, UnitKind.MEASURE))
    if number.qualifier is not None and number.value >= 10:
        return True
    noun = text[number.end:].lstrip(" 的")
    if number.value <= 1:
        return number.unit in ("成", "倍")
    if number.value < 10:
        return number.unit in words.by_han and not words.structure.at_start(noun)
    return number.kind in (UnitKind.MONEY, UnitKind.SHARE, UnitKind.MEASURE, UnitKind.PEOPLE) or (
        number.kind is UnitKind.COUNT and not words.structure.at_start(noun))


def _is_per_one(number: Number, text: str, clause: Span, numbers: Sequence[Number]) -> bool:
    """A relation of one to many (1名村干部包联10个党员中心户) is a norm."""
    if number.kind not in (UnitKind.COUNT, UnitKind.PEOPLE):
        return False
    first, last = clause
    for other in numbers:
        if other is number or not first <= other.start < last or other.kind not in (UnitKind.COUNT, UnitKind.PEOPLE):
            continue
        one, many = (number, other) if number.start < other.start else (other, number)
        gap = text[one.end:many.start]
        if one.value == 1 and one.unit and 2 < len(gap) <= 16 and not any(c in "、和及与" for c in gap):
            return True
    return False


def _aim_start(text: str, periods: Sequence[Period], words: _Words, today: date | None) -> Span | None:
    """From where to where a sentence speaks of what is to come, or None."""
    starts = [m.start() for m in words.aims.pattern.finditer(text)]
    for p in periods:
        year = re.search(r"20\d\d", p.text)
        if year and today and int(year.group()) > today.year and words.until.at_end(text, p.start + (p.text[0] in "到至")):
            starts.append(p.start)
    if not starts:
        return None
    start = min(starts)
    end = next((m.start() for m in words.done.pattern.finditer(text, start + 2)), len(text))
    return start, end


def _items(text: str, kept: Sequence[tuple[Number, Span]], words: _Words) -> Iterator[_Item]:
    """Deal out the words of each clause among its numbers."""
    previous: _Item | None = None
    for index, (number, clause) in enumerate(kept):
        before = kept[index - 1][0] if index and kept[index - 1][1] == clause else None
        after = kept[index + 1][0] if index + 1 < len(kept) and kept[index + 1][1] == clause else None
        first, last = clause
        last = min(last, len(text))
        joined = False
        if before is None:
            left_start = first
        else:
            gap = text[before.end:number.hedge_start]
            cut = _separator(gap)
            joined = cut is not None
            left_start = before.end + (cut[1] if cut else 0)
        left = text[left_start:number.hedge_start]
        if after is None:
            right_end = last
        else:
            gap = text[number.end:after.hedge_start]
            cut = _separator(gap)
            right_end = number.end + cut[0] if cut else after.hedge_start
        right = text[number.end:right_end]
        item = _Item(number, left, right, (left_start, right_end), joined)
        if before is not None and not joined and previous is not None:
            gap = text[before.end:number.hedge_start]
            if gap.strip(" \0"):
                item.left = _last_verb_phrase(gap, words)
            item.clause = (previous.clause[0], right_end)
        if after is not None and _separator(text[number.end:after.hedge_start]) is None:
            item.right = _head_noun(right, words)
            item.clause = (left_start if item.clause[0] == left_start else item.clause[0], right_end)
        previous = item
        yield item


def _separator(gap: str) -> Span | None:
    """Where a list goes on inside the words between two numbers: start and end of its mark, or None."""
    for index in range(len(gap) - 1, -1, -1):
        if gap[index] == "、":
            return index, index + 1
    if gap[:1] in tuple("和及与或"):
        return 0, 1
    stripped = gap.rstrip()
    if stripped[-1:] in tuple("和及与或"):
        start = len(stripped) - (2 if stripped.endswith("以及") else 1)
        return start, len(gap)
    if stripped.startswith("以及"):
        return 0, 2
    return None


def _last_verb_phrase(gap: str, words: _Words) -> str:
    """Of the words between two numbers, those from the last verb on belong to the second one."""
    matches = [m for m in words.verbs.pattern.finditer(gap) if m.end() < len(gap)]
    return gap[matches[-1].start():] if matches else gap


def _head_noun(gap: str, words: _Words) -> str:
    """Of the words between two numbers, those up to the first circumstance or verb belong to the first one."""
    ends = [m.start() for p in (words.verbs.pattern, words.prepositions.pattern) for m in p.finditer(gap) if m.start() > 0]
    return gap[:min(ends)] if ends else gap


def _word(items: list[_Item], text: str, clauses: Sequence[Span], words: _Words) -> None:
    """Give each item its indicator."""
    _respectively(items, text, words)
    done: list[_Item] = []
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        left, right = _clean_left(item.left, words), _clean_right(item.right)
        if len(right) == 1 and not item.left.strip("\0 "):
            pass
        elif len(right) == 1:
            right = ""
        if following is not None and not right and following.clause[0] == item.clause[0] and not following.joined \
                and not text[item.number.end:following.number.hedge_start].strip(" \0"):
            right = _clean_right(following.right)
        previous = done[-1] if done else None
        if item.joined and previous is not None and not left and right and not previous.right.strip():
            item.verb = previous.verb
        if item.respective is not None:
            item.indicator = item.left + left_tail(item, words)
        elif right:
            item.indicator = _prefixed(item, left, right, following, previous, words)
        else:
            item.indicator = _postfixed(item, left, done, text, clauses, words)
        item.indicator = item.indicator.replace("\0", "").strip(" 、“”‘’的")
        done.append(item)


def left_tail(item: _Item, words: _Words) -> str:
    return item.verb


def _respectively(items: list[_Item], text: str, words: _Words) -> None:
    """Deal out the names or the figures before 分别 among the figures after it."""
    index = 0
    while index < len(items):
        item = items[index]
        at = item.left.rfind("分别")
        group = [item]
        while index + len(group) < len(items) and items[index + len(group)].joined:
            candidate = items[index + len(group)]
            if candidate.left.strip(" \0") and _clean_left(candidate.left, words):
                break
            group.append(candidate)
        if at >= 0 and len(group) > 1:
            tail = item.left[at + 2:]
            change = words.change.at_end(tail.rstrip("了 ")) or ""
            names = [n for n in re.split(r"[、和及与]|以及", item.left[:at].replace("\0", "")) if n.strip()]
            names = [_clean_left(n, words) or n for n in names]
            if len(names) < len(group):
                names = [_level(i.indicator or _clean_left(i.left, words), words) for i in items[:index]]
            if len(names) >= len(group):
                for place, (one, name) in enumerate(zip(group, names[-len(group):], strict=True)):
                    one.respective, one.left, one.verb = place, name, change
        index += len(group)


def _clean_left(left: str, words: _Words) -> str:
    """What is counted, from the words before a number: without openers, scopes, circumstances and words of reaching."""
    s = left.replace("\0", "").strip(" 　")
    s = _strip_end(s, words)
    while True:
        word = words.openers.at_start(s)
        if word and (len(word) > 1 or word in "并又也且均都" or words.verbs.at_start(s, 1)) and len(word) < len(s) \
                and len(words.verbs.at_start(s) or "") <= len(word):
            s = s[len(word):].lstrip(" ，、")
            continue
        word = words.scopes.at_start(s)
        if word and len(word) < len(s) - 1:
            s = s[len(word):].lstrip(" ，、的")
            continue
        break
    for match in reversed(list(words.counting.finditer(s))):
        verb = words.verbs.at_start(s, match.end())
        if verb or s[match.end():match.end() + 1] == "有":
            s = s[match.end():].removeprefix("有") if s[match.end():match.end() + 2] != "有效" else s[match.end():]
            break
    preposition = words.prepositions.at_start(s)
    if preposition:
        verb_match = words.verbs.pattern.search(s, len(preposition) + 1)
        if verb_match and verb_match.end() < len(s):
            s = s[verb_match.start():]
    return s


def _strip_end(s: str, words: _Words) -> str:
    while s:
        s = s.rstrip(" 　“")
        word = words.reach.at_end(s)
        if not word or len(words.verbs.at_end(s) or "") > len(word) or len(words.change.at_end(s) or "") > len(word):
            return s
        s = s[:-len(word)]
    return s


def _clean_right(right: str) -> str:
    return right.replace("\0", "").strip(" 　”").removeprefix("的").strip()


def _prefixed(item: _Item, left: str, right: str, following: _Item | None, previous: _Item | None, words: _Words) -> str:
    """Number before noun: 选派63名干部参加…, 11家企业入选…"""
    raw = item.left.replace("\0", "").rstrip(" ")
    if following is not None and following.joined and following.right.strip():
        # 750个小区党支部和2480个楼栋党小组建设全覆盖: one predicate for both.
        match = words.verbs.pattern.search(following.right, 1)
        if match and not words.verbs.pattern.search(right, 1):
            right += following.right[match.start():].replace("\0", "").strip()
    if raw.endswith("的"):
        return left + ("的" if not left.endswith("的") else "") + right
    enumerated = "、" in left or raw.endswith("等") or raw[-1:] in tuple("和及与")
    plain = left
    if enumerated:
        verb = words.verbs.pattern.search(re.sub(r"《[^》]*》", lambda m: "\0" * len(m.group()), left))
        plain = verb.group() if verb and (verb.start() == 0 or "《" in left or left[verb.start() - 1] in "了") else ""
        if verb and verb.end() == len(left):
            plain = verb.group()
    ending = words.verbs.at_end(plain) or words.verbs.at_end(plain.rstrip("了"))
    if ending:
        item.verb = ending
        if ending in words.light and words.verbs.pattern.search(right):
            return right
        return ending + right
    if raw.endswith(("对", "把", "将", "给", "为")):
        return raw[-1] + right if words.verbs.pattern.search(right) and raw[-1] != "将" else right
    light = words.light.at_end(raw)
    if light and not raw.endswith(("中有", "内有")):
        return right
    if words.verbs.at_start(right) or raw.endswith(("中有", "内有", "中")):
        return plain.removesuffix("中").removesuffix("内") + right
    if item.verb:
        return item.verb + right
    if words.verbs.pattern.search(plain):
        return plain + right
    return right


def _postfixed(item: _Item, left: str, done: Sequence[_Item], text: str, clauses: Sequence[Span], words: _Words) -> str:
    """Number after noun: 培训干部5413人次, 财政总收入14.3亿元、增长68.3%."""
    topic = next((i for i in reversed(done) if not i.changes), done[-1] if done else None)
    change = words.change.at_end(left)
    if change:
        item.changes = True
        core = left[:-len(change)]
        while word := words.comparison.at_end(core):
            core = core[:-len(word)]
        if not core.strip(" ，、") or re.fullmatch(r"[比较与同][^，]{0,8}", core.strip()):
            return _level(_topic(topic, item, text, clauses, words), words) + left
        return left
    if left in words.relational or words.share_of.at_start(left) or (left.endswith("为") and len(left) < 4):
        return _level(_topic(topic, item, text, clauses, words), words) + left
    if not left:
        return _level(_topic(topic, item, text, clauses, words), words)
    verb = words.verbs.at_start(left)
    previous = done[-1] if done else None
    rest = words.rest.at_start(left)
    if rest and len(left) <= len(rest) + 1 and len(done) >= 2:
        return rest + _common_end(done[-1].indicator, done[-2].indicator)
    if verb:
        item.verb = verb
    elif previous is not None and previous.verb in words.shared and not previous.right.strip() \
            and not words.verbs.pattern.search(left) and (item.joined or item.clause[0] - previous.clause[1] <= 1):
        item.verb = previous.verb
        return previous.verb + left
    return left


def _topic(topic: _Item | None, item: _Item, text: str, clauses: Sequence[Span], words: _Words) -> str:
    """What a figure without words of its own tells of: the figure before it, else the clause before it."""
    before = next((c for c in reversed(clauses) if c[1] <= item.clause[0]), None)
    if topic is not None and (before is None or topic.number.end >= before[0] or item.joined):
        return topic.indicator
    if before is None:
        return ""
    return _clean_left(text[before[0]:before[1]], words)


def _level(indicator: str, words: _Words) -> str:
    """An indicator without the change at its end: 诉求同比减少 → 诉求."""
    change = words.change.at_end(indicator)
    if not change:
        return indicator
    core = indicator[:-len(change)]
    while word := words.comparison.at_end(core):
        core = core[:-len(word)]
    return core or indicator


def _common_end(a: str, b: str) -> str:
    length = 0
    while length < min(len(a), len(b)) and a[-1 - length] == b[-1 - length]:
        length += 1
    return a[len(a) - length:]


def _period(number: Number, periods: Sequence[Period], memory: _Memory, item: _Item) -> Period | None:
    """The period that governs a figure: the nearest one before it in its sentence, else its paragraph's."""
    governing: Period | None = None
    for p in periods:
        if p.start >= number.start:
            break
        if p.baseline or (p.local and number.start - p.end > 24):
            continue
        governing = p
    if governing is not None and governing.local and item.left.rstrip(" \0").endswith(("到", "至", "为", "成")):
        governing = next((p for p in reversed(periods) if p.start < governing.start and not p.local and not p.baseline), None)
    return governing or memory.period
