"""Numbers with their units and hedges, as Chinese documents write them: 1.98万人, 百余名, 85%以上, 三分之一, 2.6：1.

`find_numbers` is the one verb. What is a date, an ordinal or a name is told by others; this module only reads. Units
and hedges are data, in `lexicon/LANGUAGE/units.toml` and `numbers.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

import cn2an

from graph.extract.lexicon import Lexicon, Words, load
from graph.facts import Qualifier, Span


class UnitKind(StrEnum):
    """The group of `units.toml` that a unit stands in."""

    PEOPLE = "people"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MEASURE = "measure"
    TIME = "time"
    STRUCTURE = "structure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence.

    `start` and `end` bound the numeral with its unit and the hedges inside and behind it; `numeral_start` and
    `numeral_end` bound the numeral alone; `hedge_start` is where a hedge before it begins (超100人), else `start`.
    `value` has magnitudes worked out; of a range (2至3个) it is the lower bound. `unit` is as written, without
    magnitude, or "". `bounded` is true where 以上, 以下 or 以内 follows, `ranged` for a range, `digits` where it is
    written in Arabic digits, `magnitude` where 万 or 亿 is part of it.
    """

    start: int
    end: int
    numeral_start: int
    numeral_end: int
    hedge_start: int
    value: float
    unit: str
    kind: UnitKind
    qualifier: Qualifier | None
    bounded: bool
    ranged: bool
    digits: bool
    magnitude: bool


_HALF_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | str.maketrans("\u3000∶〇○％﹪／–－～〜", " :零零%%/—-~~")

# 千瓦, 千克, 千米 and their like are units: their first character is no magnitude.
_THOUSAND = "千(?![瓦克米伏卡焦赫帕])"
_MAGNITUDE = rf"(?:[十百万亿]|{_THOUSAND})"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?)"
_HAN_DIGIT = "[零一二三四五六七八九]"
_HAN = rf"(?:[零一二两三四五六七八九十百万亿]|{_THOUSAND})"
_NUMERAL = (
    rf"{_DIGITS}(?:\s{{0,2}}[万亿]\d{{1,4}}[百千万]|\s{{0,2}}{_MAGNITUDE}{{1,3}})?"
    rf"|{_HAN}{{1,20}}(?:点{_HAN_DIGIT}{{1,6}}{_MAGNITUDE}{{0,2}})?"
)
_SHAPES = (
    r"(?P<parts>[零一二两三四五六七八九十百千万\d]{1,6})分之"
    rf"(?P<share>{_DIGITS}|{_HAN}{{1,8}}(?:点{_HAN_DIGIT}{{1,6}})?)"
    rf"|(?P<ratio>{_DIGITS}):(?P<to>\d{{1,4}})(?![\d:.])"
    r"|(?P<fold>翻(?:了)?[一二两三四五\d]?番)"
    rf"|(?P<low>{_NUMERAL})(?P<inner>[余多几来]?)(?P<more>{_MAGNITUDE}{{0,2}})"
    rf"(?:[%‰个]?\s?(?:[—~至到]|--?|——)\s?(?P<high>{_NUMERAL}))?"
)
_PAIR = re.compile(r"([一二三四五六七八九])([二三四五六七八九])([十百千]?)([万亿]{0,2})")
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SIZE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def normalize(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, character for character."""
    return text.translate(_HALF_WIDTH)


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    fractions: Mapping[str, float]
    units: Words
    not_units: Words
    kinds: Mapping[str, UnitKind]
    before: tuple[tuple[Qualifier, Words], ...]
    before_magnitude: Words
    after: tuple[tuple[Qualifier | None, Words], ...]
    inside: Words
    exceptions: Words

    def kind(self, unit: str) -> UnitKind:
        """The group of a unit; of a compound one, that of its first half."""
        if unit.startswith("："):
            return UnitKind.SHARE
        return self.kinds.get(re.split("[/·]", unit)[0], UnitKind.NONE)


@cache
def _words(lexicon: Lexicon) -> _Words:
    def words(key: str) -> Words:
        return lexicon.words(f"numbers.{key}")

    # A unit of two groups belongs to the first one.
    kinds = {normalize(unit): kind for kind in reversed(UnitKind) if kind is not UnitKind.NONE
             for unit in lexicon.value(f"units.{kind.value}")}
    fractions: dict[str, float] = lexicon.value("numbers.fractions")
    more, near, about = Qualifier.MORE_THAN, Qualifier.NEARLY, Qualifier.ABOUT
    return _Words(
        pattern=re.compile(f"(?P<fraction>{Words(fractions).pattern.pattern})|{_SHAPES}"), fractions=fractions,
        units=Words(kinds), not_units=lexicon.words("units.not_units"), kinds=kinds,
        inside=words("more_than_inside"), before_magnitude=words("more_than_before_magnitude"),
        before=((more, words("more_than_before")), (near, words("nearly_before")), (about, words("about_before"))),
        after=((more, words("more_than_after")), (about, words("about_after")), (None, words("bound_after"))),
        exceptions=words("before_exceptions"),
    )


def find_numbers(text: str, lexicon: Lexicon | None = None) -> list[Number]:
    """The numbers in one sentence, in order. Time is linear in its length.

    >>> [(n.value, n.unit, n.qualifier) for n in find_numbers("1.98万人认领，培训百余名")]
    [(19800.0, '人', None), (100.0, '名', <Qualifier.MORE_THAN: 'more than'>)]
    """
    text, words = normalize(text), _words(lexicon or load("zh"))
    found: list[Number] = []
    position = 0
    while match := words.pattern.search(text, position):
        numeral = _read(text, match, words)
        position = match.end()
        if numeral is not None:
            found.append(_hedged(numeral, text, words))
            position = max(position, found[-1].end)
    return _with_shared_units(found, text)


def number_spans(text: str, lexicon: Lexicon | None = None) -> list[Span]:
    """Where numbers with their units stand in one sentence."""
    return [(n.start, n.end) for n in find_numbers(text, lexicon)]


def _with_shared_units(numbers: list[Number], text: str) -> list[Number]:
    """1409万、1305万人次: the first takes the unit of the last."""
    for index in range(len(numbers) - 2, -1, -1):
        one, following = numbers[index], numbers[index + 1]
        joined = text[one.end:following.hedge_start] in ("、", "和", "及")
        if joined and not one.unit and one.magnitude and following.unit:
            numbers[index] = replace(one, unit=following.unit, kind=following.kind)
    return numbers


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A numeral with its unit: `end` is the numeral's own, `unit_end` that with the unit; `inner` is 余, 多 or 来."""

    start: int
    end: int
    unit_end: int
    value: float
    unit: str
    digits: bool
    inner: str = ""
    ranged: bool = False
    magnitude: bool = False


def _read(text: str, match: re.Match[str], words: _Words) -> _Numeral | None:
    start, end = match.span()
    if match["fraction"]:
        return _Numeral(start, end, end, words.fractions[match.group()], "", digits=False)
    if match["share"]:
        parts, share = _value(match["parts"]), _value(match["share"])
        if not parts or share is None:
            return None
        unit = {Decimal(100): "%", Decimal(1000): "‰"}.get(parts, "")
        value = float(share if unit else share / parts)
        return _Numeral(start, end, end, value, unit, digits=match["share"][0].isdigit())
    if match["ratio"]:
        clock = len(match["to"]) == 2 and match["to"] < "60" and "." not in match["ratio"]
        ratio = _value(match["ratio"])
        if clock or ratio is None or _is_glued(text, start):
            return None
        return _Numeral(start, end, end, float(ratio), "：" + match["to"], digits=True)
    if match["fold"]:
        fold = _value(match["fold"].strip("翻了番") or "一")
        return _Numeral(start, end - 1, end, float(fold or 1), "番", digits=False)
    return _read_plain(text, match, words)


def _read_plain(text: str, match: re.Match[str], words: _Words) -> _Numeral | None:
    low, inner, more = match["low"], match["inner"], match["more"]
    ranged = match["high"] is not None and low[0].isdigit() == match["high"][0].isdigit()
    end = match.end() if ranged else match.end("more")
    if inner == "来" and not words.units.at_start(text, end):
        inner, end = "", match.start("inner")  # 三十来: the character begins the next word
    value = _least(low)
    if value is None or inner == "几":
        return None
    value *= _scale(more)
    if ranged and low[-1].isdigit() and not more:
        value *= _scale(match["high"].lstrip("0123456789., "))  # 3至5亿元
    gap = len(text[end:end + 3]) - len(text[end:end + 3].lstrip(" "))
    unit = _unit(text, end + gap, words)
    magnitude = "万" in low + more or "亿" in low + more
    if low[0].isdigit():
        sizeable = bool(unit) and (magnitude or words.kind(unit) in (UnitKind.MONEY, UnitKind.SHARE))
        if _is_glued(text, match.start()) and not sizeable:
            return None
        after = text[end:end + 1]
        if not unit and (after in tuple("+·") or (after.isascii() and after.isalnum())):
            return None
    return _Numeral(
        match.start(), end, end + gap + len(unit) if unit else end, float(value), unit, digits=low[0].isdigit(),
        inner=inner, ranged=ranged or _pair(low) is not None, magnitude=magnitude,
    )


def _unit(text: str, start: int, words: _Words) -> str:
    """The unit at `start`, with one more behind each stroke (吨/日, 元/平方米·月), or ""."""
    unit = "" if words.not_units.at_start(text, start) else words.units.at_start(text, start) or ""
    while unit and text[start + len(unit):start + len(unit) + 1] in ("/", "·"):
        further = words.units.at_start(text, start + len(unit) + 1)
        if not further:
            break
        unit = text[start:start + len(unit) + 1 + len(further)]
    after = text[start + len(unit):start + len(unit) + 1]
    latin = unit[-1:].isascii() and unit[-1:].isalpha() and after.isascii() and after.isalpha()
    return "" if latin else unit  # 10mg begins with no metre


def _hedged(numeral: _Numeral, text: str, words: _Words) -> Number:
    """A number from a numeral: the hedges inside, before and behind it read."""
    qualifier: Qualifier | None = None
    if numeral.inner:
        qualifier = Qualifier.MORE_THAN if numeral.inner in words.inside else Qualifier.ABOUT
    hedge_start, end, bounded = numeral.start, numeral.unit_end, False
    for before, hedges in words.before:
        hedge = hedges.at_end(text, numeral.start)
        if hedge and not words.exceptions.at_end(text, numeral.start):
            qualifier, hedge_start = qualifier or before, numeral.start - len(hedge)
            break
    hedge = words.before_magnitude.at_end(text, numeral.start)
    if hedge and text[numeral.start] in "百千万亿" and not words.exceptions.at_end(text, numeral.start):
        qualifier, hedge_start = qualifier or Qualifier.MORE_THAN, min(hedge_start, numeral.start - len(hedge))
    for after, hedges in words.after:
        hedge = hedges.at_start(text, numeral.unit_end)
        if hedge:
            qualifier, bounded, end = qualifier or after, hedge not in words.inside, numeral.unit_end + len(hedge)
            break
    return Number(
        start=numeral.start, end=end, numeral_start=numeral.start, numeral_end=numeral.end, hedge_start=hedge_start,
        value=numeral.value, unit=numeral.unit, kind=words.kind(numeral.unit), qualifier=qualifier, bounded=bounded,
        ranged=numeral.ranged, digits=numeral.digits, magnitude=numeral.magnitude,
    )


def _is_glued(text: str, start: int) -> bool:
    """Whether the digits at `start` go on from a Latin word, a model's name or a sum (PM2.5, 1+6, 365·)."""
    before = text[start - 1:start] if start else ""
    return before == "·" or (before.isascii() and (before.isalnum() or before in tuple("+._/·-")))


# --- The value of a numeral -----------------------------------------------------------------------------------------


def _least(numeral: str) -> Decimal | None:
    """The value of a numeral, of 二三百 the lower one; None where it writes no number."""
    pair = _pair(numeral)
    return pair if pair is not None else _value(numeral)


def _pair(numeral: str) -> Decimal | None:
    match = _PAIR.fullmatch(numeral)
    if match and _DIGIT[match[2]] == _DIGIT[match[1]] + 1:
        return Decimal(_DIGIT[match[1]] * _SIZE.get(match[3], 1)) * _scale(match[4])
    return None


@cache
def _value(numeral: str) -> Decimal | None:
    """The number that a numeral of digits, Han digits and magnitudes writes, or None where it writes none."""
    numeral = numeral.replace(" ", "")
    if numeral[0].isdigit():
        head, large, rest = numeral.partition("亿" if "亿" in numeral else "万")
        return Decimal(head) * _SIZE[large] + _scaled(rest) if rest[:1].isdigit() else _scaled(numeral)
    if numeral[0] in "百千万亿":
        return _scale(numeral) if not numeral.strip("百千万亿") else None
    for tail in ("", "亿", "万", "万亿"):  # cn2an reads 三万亿 and 五千亿, but not every chain of magnitudes
        try:
            return Decimal(str(cn2an.cn2an(numeral.removesuffix(tail), "smart"))) * _scale(tail)
        except ValueError:
            continue
    return None


def _scaled(numeral: str) -> Decimal:
    digits = numeral.rstrip("十百千万亿")
    return Decimal(digits.replace(",", "")) * _scale(numeral[len(digits):])


def _scale(magnitudes: str) -> Decimal:
    scale = Decimal(1)
    for c in magnitudes:
        scale *= _SIZE[c]
    return scale
