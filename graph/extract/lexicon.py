"""What Maitu knows of a language and its genre: the words in `lexicon/LANGUAGE/*.toml`.

A lexicon is data. Code asks for words by `file.key`; a new verb, suffix or unit is one more line in a file. A folder of
the user's own files of the same names and keys can be laid over the built-in one (`load(language, extra)`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from graph.errors import LexiconError

_BUILT_IN = Path(__file__).with_name("lexicon")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The tables of one language; `tables` maps a file's stem to its content."""

    language: str
    tables: Mapping[str, Mapping[str, Any]]

    def value(self, path: str) -> Any:  # noqa: ANN401 -- a table may hold anything that TOML knows
        """What stands at `file.key`, as TOML gives it. Raises LexiconError where there is no such key."""
        name, _, key = path.partition(".")
        try:
            return self.tables[name][key]
        except KeyError:
            raise LexiconError(
                f"the lexicon of {self.language!r} has no {path!r}. Add the key {key!r} to {name}.toml."
            ) from None

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {}

    def words(self, path: str) -> Words:
        """The list of words at `file.key`."""
        if path not in self._words:
            self._words[path] = Words(self.value(path))
        return self._words[path]


class Words:
    """A set of words that can be looked for in, at the start and at the end of a text; the longest one wins."""

    def __init__(self, words: Iterable[str]) -> None:
        self.all = frozenset(words)
        self._longest = sorted(self.all, key=lambda word: (-len(word), word))
        self._firsts = {word[:1] for word in self.all}
        self._lasts = {word[-1:] for word in self.all}
        self._lengths = sorted({len(word) for word in self.all}, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, self._longest)) or r"(?!)")

    def __contains__(self, text: object) -> bool:
        return text in self.all

    def at_end(self, text: str, end: int | None = None) -> str | None:
        """The longest word that `text[:end]` ends with, or None."""
        end = len(text) if end is None else end
        if text[end - 1 : end] not in self._lasts:
            return None
        for length in self._lengths:
            if length <= end and (word := text[end - length : end]) in self.all:
                return word
        return None

    def at_start(self, text: str, start: int = 0) -> str | None:
        """The longest word that stands in `text` at `start`, or None."""
        if text[start : start + 1] not in self._firsts:
            return None
        for length in self._lengths:
            if (word := text[start : start + length]) in self.all:
                return word
        return None

    def inside(self, text: str) -> bool:
        """Whether any of the words occurs in `text`."""
        return bool(self.pattern.search(text))


@cache
def load(language: str, extra: Path | None = None) -> Lexicon:
    """The lexicon of a language (a folder's name, such as `zh`), with the user's folder `extra` laid over it.

    Raises LexiconError where there is no pack for the language, or a file of `extra` is malformed or has an unknown
    name or key.
    """
    folder = _BUILT_IN / language
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in _BUILT_IN.iterdir() if path.is_dir()))
        raise LexiconError(f"there is no lexicon for the language {language!r}. Maitu reads {known}.")
    tables: dict[str, Mapping[str, Any]] = {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))
    }
    if extra is not None:
        for path in sorted(extra.glob("*.toml")):
            tables[path.stem] = _overlaid(path, tables.get(path.stem), sorted(tables))
    return Lexicon(language, tables)


def _overlaid(path: Path, base: Mapping[str, Any] | None, known: list[str]) -> Mapping[str, Any]:
    if base is None:
        raise LexiconError(f"{path}: there is no such lexicon file. Name it after one of {', '.join(known)}.")
    text = path.read_text("utf-8")
    try:
        added = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: {error}. Mend the line; strings stand in double quotes.") from error
    merged = dict(base)
    for key, value in added.items():
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.split("=")[0].strip(" []") == key), 1)
        if key not in base:
            keys = ", ".join(base)
            raise LexiconError(f"{path}, line {line}: unknown key {key!r}. The keys of this file are {keys}.")
        if type(value) is not type(base[key]) or (
            isinstance(value, list) and value and base[key] and type(value[0]) is not type(base[key][0])
        ):
            raise LexiconError(f"{path}, line {line}: {key!r} must be of the form that the built-in file has.")
        if isinstance(value, list):
            merged[key] = [*base[key], *value]
        elif isinstance(value, dict):
            merged[key] = {**base[key], **value}
        else:
            merged[key] = value
    return merged
