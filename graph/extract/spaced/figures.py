"""Figures in text with spaces: value, unit, hedge and what is counted; results and aims told apart."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.extract.lexicon import Lexicon
from graph.extract.spaced.text import Phrases, Text, Word
from graph.facts import Qualifier, Span

_PHRASE = 6
"""The most words of what is counted on either side of a number."""
_AIM_REACH = 24
"""Words before a number within which an aim is announced."""
_FEW = 3
_DATED = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at characters `start` to `end`, whose words (the quote) go from `first` to `last`."""

    start: int
    end: int
    first: int
    last: int
    value: float
    unit: str
    indicator: str
    qualifier: Qualifier | None
    target: bool


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: float
    currency: str
    percent: str
    spelled: bool


class Figures:
    """Finds figures with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        def either(words: Sequence[str]) -> str:
            return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))

        self._magnitudes: Mapping[str, int] = lexicon.value("figures.magnitudes")
        self._numerals: Mapping[str, int] = lexicon.value("figures.numerals")
        self._decimal: str = lexicon.value("figures.decimal")
        self._thousands: list[str] = lexicon.value("figures.thousands")
        rest = rf"(?:{re.escape(self._decimal)}\d{{1,4}})?"
        digits = rf"\d{{1,3}}(?:(?:{either(self._thousands)})\d{{3}}){{1,4}}{rest}|\d{{1,12}}{rest}"
        self._pattern = re.compile(
            rf"(?<![\w.,/$-])(?P<currency>{either(lexicon.value('figures.currencies'))})?\s?"
            rf"(?:(?P<digits>{digits})|(?P<numeral>{either(list(self._numerals))})\b)"
            rf"(?:[\s-](?P<magnitude>{either(list(self._magnitudes))})\b)?"
            rf"(?:\s?(?P<percent>{either(lexicon.value('figures.percent'))})(?!\w))?(?![\w/]|[.,]\d|-\w|[’']s)",
            re.IGNORECASE,
        )
        qualifiers: Mapping[str, Any] = lexicon.value("figures.qualifiers")
        self._qualifiers = {tuple(words.split()): Qualifier(kind) for words, kind in qualifiers.items()}
        self._longest = max(len(words) for words in self._qualifiers)
        self._aims, self._limits = Phrases(lexicon.value("figures.aims")), Phrases(lexicon.value("figures.limits"))
        self._list = lexicon.words("words.list_marks").all
        self._measures = Phrases(lexicon.value("figures.measures"))
        self._no_results = lexicon.words("figures.no_results").all
        self._pointers = lexicon.words("words.pointers").all
        self._ranges = lexicon.words("figures.ranges").all
        self._between = lexicon.words("figures.between").all
        self._of = lexicon.words("figures.of").all
        self._articles = self._of | frozenset(lexicon.value("names.joints")["articles"])
        self._ends = lexicon.words("words.ends").all
        self._function = lexicon.words("words.function").all
        self._endings = tuple(lexicon.value("words.verb_endings"))
        self._verbs = lexicon.words("words.verbs").all

    def find(
        self, text: Text, names: Sequence[tuple[int, int]], periods: Sequence[Span], *, aimed: bool = False,
    ) -> Iterator[Figure]:
        """The figures of a sentence, none of them in its names (first and last word) or periods (characters).

        `aimed` says that the sentence before announced aims (will connect, including:).
        """
        words = text.words
        taken = [(words[first].start, words[last - 1].end) for first, last in names] + list(periods)
        stops = {at for at, word in enumerate(words) if any(s <= word.start < e for s, e in periods)}
        starts = {word.start: at for at, word in enumerate(words)}
        previous: Figure | None = None
        for match in self._pattern.finditer(text.sentence.text):
            number = self._number(match)
            if any(start < number.end and number.start < end for start, end in taken):
                continue
            first = starts.get(number.start)
            if first is None:
                continue
            last = next((at for at in range(first, len(words)) if words[at].start >= number.end), len(words))
            figure = self._figure(text, number, (first, last), names, stops, aimed=aimed)
            if figure and figure.indicator == figure.unit and previous:
                figure = replace(figure, indicator=previous.indicator)  # from 3% to 5%: of the same
            if figure:
                yield figure
                previous = figure

    def aims(self, text: Text) -> bool:
        """Whether a sentence says at its end that it goes on with aims."""
        return self._is_aim(text.words, len(text.words) - 1)

    def _number(self, match: re.Match[str]) -> _Number:
        digits = match["digits"]
        if digits:
            for mark in self._thousands:
                digits = digits.replace(mark, "")
            value = float(digits.replace(self._decimal, "."))
        else:
            value = float(self._numerals[match["numeral"].lower()])
        if match["magnitude"]:
            value = round(value * self._magnitudes[match["magnitude"].lower()], 4)
        start = match.start("currency" if match["currency"] else "digits" if digits else "numeral")
        return _Number(start, match.end(), value, match["currency"] or "", match["percent"] or "", not digits)

    def _figure(
        self, text: Text, number: _Number, at: tuple[int, int], names: Sequence[tuple[int, int]], stops: Container[int],
        *, aimed: bool,
    ) -> Figure | None:
        words, (first, last) = text.words, at
        qualifier, before = self._qualified(words, first)
        if self._ends_range(words, first, stops):
            return None
        if not qualifier and self._is_limit(words, number, at, before, stops):
            return None
        begin = last
        if number.currency or number.percent:
            while begin < len(words) and words[begin].lower in (self._articles if begin > last else self._of):
                begin += 1
        end = self._phrase_end(words, begin)
        noun = words[begin:end]
        if not noun and not (number.currency or number.percent):
            return None
        if noun and not (number.currency or number.percent) and {noun[0].lower, noun[-1].lower} & self._no_results:
            return None
        unit = number.currency or number.percent
        if not unit:
            size = self._measures.at(words, begin)
            unit = text.cut(begin, begin + size) if size else noun[-1].text
            if size:
                begin += size
                while begin < len(words) and words[begin].lower in self._of:
                    begin += 1
                end = max(end, self._phrase_end(words, begin))
        verb = self._verb_before(words, before)
        tail = self._tail(words, end, stops)
        named = next((stop for start, stop in names if start <= begin < stop), None)
        if named is not None and begin > last:  # what money is for bears a name
            begin, tail = last, self._phrase_end(words, named)
        parts = (text.cut(verb, verb + 1) if verb is not None else "", text.cut(begin, tail))
        indicator = " ".join(part for part in parts if part).strip(" ,") or self._noun_before(text, before) or unit
        quote = (words[verb if verb is not None else before].start, words[max(tail, last) - 1].end)
        return Figure(
            number.start, number.end, quote[0], max(quote[1], number.end), number.value, unit, indicator, qualifier,
            aimed or self._is_aim(words, before),
        )

    def _is_limit(
        self, words: tuple[Word, ...], number: _Number, at: tuple[int, int], before: int, stops: Container[int],
    ) -> bool:
        """Whether a number is a limit, belongs to a thing with a name, or points back (the two counties)."""
        first, last = at
        dated = any(index in stops for index in range(last, last + _DATED))  # from 3 in 2019 to 5 in 2023
        if not dated and self._limits.before(words, before):
            return True
        if not first:
            return False
        if words[first - 1].is_capital and first > 1 and not number.currency:
            return True
        return number.spelled and number.value <= _FEW and words[first - 1].lower in self._pointers

    def _qualified(self, words: tuple[Word, ...], at: int) -> tuple[Qualifier | None, int]:
        """How the number at word `at` is hedged, and where the hedge begins."""
        for length in range(min(self._longest, at), 0, -1):
            found = self._qualifiers.get(tuple(word.lower for word in words[at - length : at]))
            if found:
                return found, at - length
        return None, at

    def _ends_range(self, words: tuple[Word, ...], first: int, stops: Container[int]) -> bool:
        """Whether the number is the second of a range (from 3 to 5)."""
        at = first - 1
        if at < 1 or at - 1 in stops or words[at].lower not in self._ranges or words[at].lower in self._list:
            return False
        return words[at - 1].text[0].isdigit() or words[at - 1].lower in self._numerals.keys() | self._magnitudes.keys()

    def _phrase_end(self, words: tuple[Word, ...], start: int) -> int:
        at = start
        while at < len(words) and at - start < _PHRASE:
            word = words[at]
            if not word.text[0].isalpha() or word.lower in self._function:
                break
            if at > start and (self._is_verb(word) or word.lower in self._ends):
                break
            at += 1
        return at

    def _is_verb(self, word: Word) -> bool:
        if word.is_capital:
            return False
        return word.lower in self._verbs or (word.lower.endswith(self._endings) and len(word.lower) > 4)

    def _verb_before(self, words: tuple[Word, ...], before: int) -> int | None:
        for at in range(before - 1, max(-1, before - _PHRASE), -1):
            if self._is_verb(words[at]):
                return at
            if words[at].lower not in self._between:
                return None
        return None

    def _noun_before(self, text: Text, before: int) -> str:
        """What is counted where it stands before the number (a poverty rate of 10%)."""
        words = text.words
        end = before
        passed = self._function | self._ends
        while end and (words[end - 1].lower in passed or self._is_verb(words[end - 1])):
            end -= 1
        start = end
        while start and end - start < _PHRASE and words[start - 1].text[0].isalpha() and not (
            words[start - 1].lower in self._function or self._is_verb(words[start - 1])
        ):
            start -= 1
        return text.cut(start, end)

    def _tail(self, words: tuple[Word, ...], end: int, stops: Container[int]) -> int:
        """The end of what follows the noun and says more of it: a verb and its own noun (households received food)."""
        at = end
        while at < len(words) and at - end < _PHRASE and words[at].text[0].isalpha() and at not in stops:
            at += 1
        while at > end and words[at - 1].lower in self._function:
            at -= 1
        return at

    def _is_aim(self, words: tuple[Word, ...], before: int) -> bool:
        for at in range(before - 1, max(-1, before - _AIM_REACH), -1):
            if words[at].text in ";.:":
                return False
            if self._aims.at(words, at):
                return True
        return False
