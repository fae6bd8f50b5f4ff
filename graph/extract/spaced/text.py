"""A sentence cut at its blanks and marks, and the phrases of a lexicon found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.document import Sentence
from graph.extract.lexicon import Lexicon

_LETTER = r"[\w\u0300-\u036f]"
_WORD = re.compile(rf"{_LETTER}+(?:[-’'.&]{_LETTER}+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or one mark, at characters `start` to `end`; `lower` is it in small letters."""

    text: str
    start: int
    end: int
    lower: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Text:
    """A sentence and its words."""

    sentence: Sentence
    words: tuple[Word, ...]

    def cut(self, first: int, last: int) -> str:
        """What stands from word `first` up to, not including, word `last`."""
        return self.sentence.text[self.words[first].start : self.words[last - 1].end] if first < last else ""


def read(sentence: Sentence, lexicon: Lexicon) -> Text:
    """The words of a sentence; the mark of the possessive is a word of its own."""
    return Text(sentence, tuple(_words(sentence.text, lexicon.value("words.possessives"))))


def _words(text: str, possessives: Iterable[str]) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        start, end = match.span()
        owner = next((p for p in possessives if match[0].endswith(p) and len(match[0]) > len(p)), "")
        cut = end - len(owner)
        yield Word(text[start:cut], start, cut, text[start:cut].lower())
        if owner:
            yield Word(text[cut:end], cut, end, owner)


class Phrases:
    """Phrases of one or more words, looked for from a word on or up to one; the longest one wins."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._all = {tuple(phrase.lower().split()) for phrase in phrases}
        self._lengths = sorted({len(words) for words in self._all}, reverse=True)
        self._firsts = {words[0] for words in self._all}
        self._lasts = {words[-1] for words in self._all}

    def at(self, words: tuple[Word, ...], index: int) -> int:
        """How many words the phrase has that starts at word `index`; 0 where there is none."""
        if index >= len(words) or words[index].lower not in self._firsts:
            return 0
        return next((n for n in self._lengths if _lower(words, index, index + n) in self._all), 0)

    def before(self, words: tuple[Word, ...], index: int) -> int:
        """How many words the phrase has that ends right before word `index`; 0 where there is none."""
        if index <= 0 or words[index - 1].lower not in self._lasts:
            return 0
        return next((n for n in self._lengths if n <= index and _lower(words, index - n, index) in self._all), 0)

    def are(self, words: tuple[Word, ...], first: int, last: int) -> bool:
        """Whether words `first` to `last` are one of the phrases."""
        return _lower(words, first, last) in self._all


def _lower(words: tuple[Word, ...], first: int, last: int) -> tuple[str, ...]:
    return tuple(word.lower for word in words[first:last])


def table(lexicon: Lexicon, path: str) -> Mapping[str, frozenset[str]]:
    """The lists of the table at `file.key`, each as a set."""
    return {key: frozenset(words) for key, words in lexicon.value(path).items()}
