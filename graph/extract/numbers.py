"""Numbers with their units and hedges, as Chinese documents write them: 1.98万人, 百余名, 85%以上, 三分之一, 2.6：1.

`find_numbers` is the one verb. What is a date, an ordinal or a name is told by others; this module only reads.
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

    `start` and `end` bound the numeral with its unit and inner hedges, `numeral_start` and `numeral_end` the numeral
    alone (a hedge before the number, as in 超100人, lies outside both, `hedge_start` tells where it begins). `value` has
    magnitudes worked out; of a range (2至3个) it is the lower bound. `unit` is as written, without magnitude, or "".
    `bounded` is true where 以上, 以下 or 以内 follows, `ranged` for a range, `digits` where it is written in Arabic digits.
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


_HALF_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, ord("∶"): ord(":"), ord("〇"): ord("零"), ord("○"): ord("零"), ord("％"): ord("%"), ord("﹪"): ord("%"), ord("／"): ord("/"), ord("–"): ord("—"), ord("－"): ord("-"), ord("～"): ord("~"), ord("〜"): ord("~")}

# 千瓦, 千克, 千米 and their like are units: their first character is no magnitude.
_MAGNITUDE = r"(?:[十百万亿]|千(?![瓦克米伏卡焦赫帕]))"
_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?"
_HAN = r"(?:[零一二两三四五六七八九十百万亿]|千(?![瓦克米伏卡焦赫帕]))"
_ONE = rf"(?:{_DIGITS})(?:\s{{0,2}}[万亿]\d{{1,4}}[百千万]|\s{{0,2}}{_MAGNITUDE}{{1,3}})?|{_HAN}{{1,20}}(?:点[零一二三四五六七八九]{{1,6}}{_MAGNITUDE}{{0,2}})?"
_INNER = r"[余多几来]"
_NUMBER = re.compile(
    rf"(?P<parts>[零一二两三四五六七八九十百千万\d]{{1,6}})分之(?P<share>{_DIGITS}|{_HAN}{{1,8}}(?:点[零一二三四五六七八九]{{1,6}})?)"
    rf"|(?P<ratio>{_DIGITS}):(?P<to>\d{{1,4}})(?![\d:.])"
    rf"|翻(?:了)?(?P<fold>[一二两三四五\d])?番"
    rf"|(?P<low>{_ONE})(?P<inner>{_INNER}?)(?P<more>{_MAGNITUDE}{{0,2}})"
    rf"(?:(?P<unit>[%‰]|个)?(?P<range>\s?(?:[—~至到]|--?|——)\s?)(?P<high>{_ONE}))?"
)
_PAIR = re.compile(r"([一二三四五六七八九])([二三四五六七八九])([十百千]?)([万亿]{0,2})")
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SIZE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def normalize(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, character for character."""
    return text.translate(_HALF_WIDTH)


@dataclass(frozen=True, slots=True)
class _Words:
    units: Words
    not_units: Words
    kinds: Mapping[str, UnitKind]
    before: tuple[tuple[Qualifier, Words], ...]
    exceptions: Words
    after: tuple[tuple[Qualifier | None, Words], ...]
    inside: Words
    fractions: Mapping[str, float]
    fraction: re.Pattern[str]

    def kind(self, unit: str) -> UnitKind:
        """The group of a unit; of a compound one, that of its first half."""
        if unit.startswith("："):
            return UnitKind.SHARE
        return self.kinds.get(re.split("[/·]", unit)[0], UnitKind.NONE)


@cache
def _words(lexicon: Lexicon) -> _Words:
    kinds = {normalize(unit): kind for kind in reversed(UnitKind) if kind is not UnitKind.NONE
             for unit in lexicon.value(f"units.{kind.value}")}
    fractions: dict[str, float] = lexicon.value("numbers.fractions")
    words = lexicon.words
    return _Words(
        units=Words(kinds), not_units=words("units.not_units"), kinds=kinds,
        before=((Qualifier.MORE_THAN, words("numbers.more_than_before")), (Qualifier.NEARLY, words("numbers.nearly_before")),
                (Qualifier.ABOUT, words("numbers.about_before"))),
        exceptions=Words([*lexicon.value("numbers.more_than_exceptions"), *lexicon.value("numbers.nearly_exceptions")]),
        after=((Qualifier.MORE_THAN, words("numbers.more_than_after")), (Qualifier.NEARLY, words("numbers.nearly_after")),
               (Qualifier.ABOUT, words("numbers.about_after")), (None, words("numbers.bound_after"))),
        inside=words("numbers.more_than_inside"), fractions=fractions, fraction=Words(fractions).pattern,
    )


def find_numbers(text: str, lexicon: Lexicon | None = None) -> list[Number]:
    """The numbers in one sentence, in order. Time is linear in its length.

    >>> [(n.value, n.unit, n.qualifier) for n in find_numbers("1.98万人认领，培训百余名")]
    [(19800.0, '人', None), (100.0, '名', <Qualifier.MORE_THAN: 'more than'>)]
    """
    text, words = normalize(text), _words(lexicon or load("zh"))
    found: list[Number] = []
    position = 0
    while match := _NUMBER.search(text, position):
        number = _read(text, match, words)
        position = match.end()
        if number is not None:
            found.append(number)
            position = max(position, number.end)
    for match in words.fraction.finditer(text):
        start, end = match.span()
        if not any(n.start < end and start < n.end for n in found):
            found.append(_finish(text, words, start, end, start, words.fractions[match.group()], "", "", False, False))
    return _with_shared_units(sorted(found, key=lambda n: n.start), text)


def _with_shared_units(numbers: list[Number], text: str) -> list[Number]:
    """1409万、1305万人次: the first takes the unit of the last."""
    for index in range(len(numbers) - 2, -1, -1):
        one, following = numbers[index], numbers[index + 1]
        if not one.unit and one.magnitude and following.unit and text[one.end:following.hedge_start] in ("、", "和", "及"):
            numbers[index] = replace(one, unit=following.unit, kind=following.kind)
    return numbers


def number_spans(text: str, lexicon: Lexicon | None = None) -> list[Span]:
    """Where numbers with their units stand in one sentence."""
    return [(n.start, n.end) for n in find_numbers(text, lexicon)]


def _read(text: str, match: re.Match[str], words: _Words) -> Number | None:
    start, end = match.span()
    if match["share"]:
        parts, share = _value(match["parts"]), _value(match["share"])
        if parts is None or share is None or parts == 0:
            return None
        unit = {Decimal(100): "%", Decimal(1000): "‰"}.get(parts, "")
        value = share if unit else share / parts
        return _finish(text, words, start, end, end, float(value), unit, "", False, match["share"][0].isdigit())
    if match["ratio"]:
        clock = len(match["to"]) == 2 and match["to"] < "60" and "." not in match["ratio"]
        value = _value(match["ratio"])
        if clock or value is None or _glued(text, start):
            return None
        return _finish(text, words, start, end, end, float(value), "：" + match["to"], "", False, True)
    if match["low"] is None:
        fold = _value(match["fold"] or "一")
        return _finish(text, words, start, end, start, float(fold or 1), "番", "", False, False)
    return _read_plain(text, match, words)


def _read_plain(text: str, match: re.Match[str], words: _Words) -> Number | None:
    low, high, start, end = match["low"], match["high"], match.start(), match.end()
    low_tail = low.lstrip("0123456789.,") if low[0].isdigit() else ""
    ranged = high is not None and (low[0].isdigit() == high[0].isdigit())
    inner, more = match["inner"], match["more"]
    if high is not None and not ranged:
        end = match.end("more")
    if inner == "来" and not words.units.at_start(text, match.end("more")):
        inner, end = "", match.start("inner")  # 三十来: the character begins the next word
    if inner == "几":
        return None
    pair = _PAIR.fullmatch(low)
    if pair and _DIGIT[pair[2]] == _DIGIT[pair[1]] + 1:
        value: Decimal | None = Decimal(_DIGIT[pair[1]] * _SIZE.get(pair[3], 1)) * _scale(pair[4])
        ranged = True
    else:
        value = _value(low)
    if value is None:
        return None
    value *= _scale(more)
    if ranged and high is not None:
        upper = high.lstrip("0123456789.,") if high[0].isdigit() else ""
        if upper and not (low_tail or more):
            value *= _scale(upper)
    magnitude = any(c in "万亿" for c in low + more)
    gap = 0
    while gap < 2 and text[end + gap:end + gap + 1] == " ":
        gap += 1
    unit = _unit(text, end + gap, words)
    numeral_end, end = end, end + gap if unit else end
    if unit and unit.isascii() and unit[-1:].isalpha() and text[end + len(unit):end + len(unit) + 1].isascii() \
            and text[end + len(unit):end + len(unit) + 1].isalpha():
        unit = ""
    if not unit and end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in "+·"):
        return None
    if low[0].isdigit() and _glued(text, start) and not (unit and (magnitude or words.kind(unit) in (UnitKind.MONEY, UnitKind.SHARE))):
        return None
    return _finish(text, words, start, end + len(unit), numeral_end, float(value), unit, inner, ranged, low[0].isdigit(),
                   magnitude)


def _unit(text: str, start: int, words: _Words) -> str:
    """The unit at `start`, with one more behind a stroke (吨/日, 元/平方米·月), or ""."""
    unit = "" if words.not_units.at_start(text, start) else words.units.at_start(text, start) or ""
    while unit and text[start + len(unit):start + len(unit) + 1] in ("/", "·"):
        further = words.units.at_start(text, start + len(unit) + 1)
        if not further:
            break
        unit = text[start:start + len(unit) + 1 + len(further)]
    return unit


def _finish(text: str, words: _Words, start: int, end: int, numeral_end: int, value: float, unit: str, inner: str,
            ranged: bool, digits: bool, magnitude: bool = False) -> Number:
    qualifier: Qualifier | None = Qualifier.MORE_THAN if inner in words.inside else Qualifier.ABOUT if inner else None
    hedge_start, bounded, closing = start, False, end
    for kind, hedges in words.before:
        word = hedges.at_end(text, start)
        if word and not words.exceptions.at_end(text, start):
            qualifier, hedge_start = qualifier or kind, start - len(word)
            break
    for after, hedges in words.after:
        word = hedges.at_start(text, end)
        if word:
            qualifier, bounded, closing = qualifier or after, word not in words.inside, end + len(word)
            break
    return Number(
        start=start, end=closing, numeral_start=start, numeral_end=numeral_end, hedge_start=hedge_start, value=value, unit=unit,
        kind=words.kind(unit),
        qualifier=qualifier, bounded=bounded, ranged=ranged, digits=digits, magnitude=magnitude,
    )


def _glued(text: str, start: int) -> bool:
    """Whether the digits at `start` go on from a Latin word, a model's name or a sum (PM2.5, 1+6, 365·)."""
    before = text[start - 1:start]
    return bool(before) and before.isascii() and (before.isalnum() or before in "+._/·-") or before == "·"


def _scale(magnitudes: str) -> Decimal:
    scale = Decimal(1)
    for c in magnitudes:
        scale *= _SIZE[c]
    return scale


@cache
def _value(numeral: str) -> Decimal | None:
    """The number that a numeral of digits, Han digits and magnitudes writes, or None where it writes none."""
    numeral = numeral.replace(" ", "")
    if numeral[0].isdigit():
        head, large, rest = numeral.partition("亿") if "亿" in numeral else numeral.partition("万")
        if rest[:1].isdigit():
            return Decimal(head) * _SIZE[large] + _scaled(rest)
        return _scaled(numeral)
    bare = len(numeral) - len(numeral.lstrip("百千万亿"))
    if bare:
        return _scale(numeral) if bare == len(numeral) else None
    for tail in ("", "亿", "万", "万亿"):  # cn2an reads 三万亿 and 五千亿, but not every chain of magnitudes
        head = numeral.removesuffix(tail)
        try:
            return Decimal(str(cn2an.cn2an(head, "smart"))) * _scale(tail)
        except ValueError:
            continue
    return None


def _scaled(numeral: str) -> Decimal:
    digits = numeral.rstrip("十百千万亿")
    return Decimal(digits.replace(",", "")) * _scale(numeral[len(digits):])
