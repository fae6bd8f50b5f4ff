"""What Maitu knows of a language and its genre: the words in `lexicon/LANGUAGE/*.toml`.

A lexicon is data. Code asks for words by `file.key`; a new verb, suffix or unit is one more line in a file. A folder of
the user's own files of the same names and keys can be laid over the built-in one (`load(language, extra)`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
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
                "the lexicon of {language!r} has no {path!r}. Add the key {key!r} to {file}.toml.",
                language=self.language, path=path, key=key, file=name,
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
def packs() -> Mapping[str, str]:
    """The languages that there is a lexicon for: each one's code and its English name."""
    folders = sorted(path.parent for path in _BUILT_IN.glob("*/pack.toml"))
    return {folder.name: tomllib.loads((folder / "pack.toml").read_text("utf-8"))["name_en"] for folder in folders}


def load(language: str, extra: Path | None = None) -> Lexicon:
    """The lexicon of a language (a folder's name, such as `zh`), with the user's folder `extra` laid over it.

    `extra` holds files for one language, or a folder for each (`extra/zh/frames.toml`), so that it serves documents in
    several. A file that was written anew is read anew.

    Raises LexiconError where there is no pack for the language, or a file of `extra` is malformed or has an unknown
    name or key.
    """
    if language not in packs():
        raise LexiconError(
            "there is no lexicon for the language {language!r}. Maitu reads {known}.",
            language=language, known=", ".join(packs()),
        )
    if extra is None:
        return _load(language, ())
    if not extra.is_dir():
        raise LexiconError(
            "there is no folder {folder}. Name one that holds lexicon files, such as persons.toml.", folder=extra
        )
    own = extra / language if any((extra / code).is_dir() for code in packs()) else extra
    return _load(language, tuple((path, path.stat().st_mtime_ns) for path in sorted(own.glob("*.toml"))))


@lru_cache(16)
def _load(language: str, files: tuple[tuple[Path, int], ...]) -> Lexicon:
    folder = _BUILT_IN / language
    tables: dict[str, Mapping[str, Any]] = {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))
    }
    for path, _ in files:
        tables[path.stem] = _overlaid(path, tables.get(path.stem), sorted(tables))
    return Lexicon(language, tables)


def _overlaid(path: Path, base: Mapping[str, Any] | None, known: list[str]) -> Mapping[str, Any]:
    if base is None:
        raise LexiconError(
            "{path}: there is no such lexicon file. Name it after one of {known}.", path=path, known=", ".join(known)
        )
    try:
        text = path.read_text("utf-8")
        added = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise LexiconError("{path} is not in UTF-8: {why}. Save it in that encoding.", path=path, why=error) from error
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(
            "{path}: {why}. Mend the line; strings stand in double quotes.", path=path, why=error
        ) from error
    merged = dict(base)
    for key, value in added.items():
        if key not in base:
            raise LexiconError(
                "{path}, line {line}: unknown key {key!r}. The keys of this file are {known}.",
                path=path, line=_line(text, key), key=key, known=", ".join(base),
            )
        merged[key] = _laid_over(base[key], value, key, path, text)
    return merged


def _laid_over(base: Any, added: Any, key: str, path: Path, text: str) -> Any:  # noqa: ANN401 - TOML's values
    """The value of a key with the user's, from the `text` at `path`: lists go on, tables merge, others are replaced."""
    kinds = {type(value) for value in base} if isinstance(base, list) else set()
    if type(added) is not type(base) or (kinds and {type(value) for value in added} - kinds):
        raise LexiconError(
            "{path}, line {line}: {key!r} must be of the form that the built-in file has.",
            path=path, line=_line(text, key), key=key,
        )
    if isinstance(base, list):
        return base + [value for value in added if value not in base]
    if isinstance(base, dict):
        return base | {
            name: _laid_over(base[name], value, f"{key}.{name}", path, text) if name in base else value
            for name, value in added.items()
        }
    return added


def _line(text: str, key: str) -> int:
    """The line, from 1, on which a key stands, the last part of a dotted one below its table's."""
    line = 0
    rows = text.splitlines()
    for part in key.split("."):
        found = (n for n, row in enumerate(rows[line:], line + 1) if row.split("=")[0].strip(" []\"'") == part)
        line = next(found, line)
    return line or 1
