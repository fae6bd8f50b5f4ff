"""The words of the pages: one TOML dictionary a language, and the choice between them."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st

from app.display import counted
from graph.errors import MaituError

Language = Literal["en", "zh"]

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
"""Language tag → the language's name in itself."""


@cache
def dictionary(language: Language) -> Mapping[str, str]:
    """All words of a language: "page.word" → text, in which {name} stands for what is put in.

    {name:one|more} stands for a number and the word behind it.
    """
    return dict(_flatten(tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))))


def language() -> Language:
    """The language of this page: what the address says, else what was chosen before, else what the browser asks for."""
    for asked in (st.query_params.get("lang"), st.session_state.get("lang")):
        if asked in LANGUAGES:
            return cast("Language", asked)
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def t(key: str, **values: object) -> str:
    """The text of `key` in the language of this page, with `values` put in. Raises KeyError where there is none."""
    text = dictionary(language())[key]
    return _WORDS.vformat(text, (), values) if values else text


class _Words(string.Formatter):
    """A number takes the word behind it along: {n:step|steps}."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        return counted(str(value), one, more) if bar else str(super().format_field(value, format_spec))


_WORDS = _Words()


def titles(language: Language, columns: Iterable[str]) -> list[str]:
    """The headings of the columns of a file that is taken away."""
    return [dictionary(language)[f"column.{name}"] for name in columns]


def told(error: MaituError) -> str:
    """What an error says, in the language of this page, as far as there are words for it: else as it stands."""
    words = _errors(language())
    values = {
        name: told(value) if isinstance(value, MaituError)
        else words.get(f"reasons.{value}", value) if name == "why" else value
        for name, value in error.values.items()
    }
    return words.get(f"errors.{error.template}", error.template).format(**values)


def words_of_streamlit(language: Language) -> Mapping[str, str]:
    """What Streamlit says by itself, in English → the same in `language`, {name} standing for what is put in."""
    return _beside("streamlit", language)


def _errors(language: Language) -> Mapping[str, str]:
    """The words for errors, whose English stands where they are raised."""
    return _beside("errors", language)


@cache
def _beside(file: str, language: Language) -> Mapping[str, str]:
    """The words of a file that other languages than English have."""
    path = Path(__file__).with_name(f"{file}.{language}.toml")
    return dict(_flatten(tomllib.loads(path.read_text("utf-8")))) if path.exists() else {}


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
