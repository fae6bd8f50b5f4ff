"""The words of the pages: one TOML dictionary a language, and the choice between them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st

Language = Literal["en", "zh"]

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
"""Language tag → the language's name in itself."""


@cache
def dictionary(language: Language) -> Mapping[str, str]:
    """All words of a language: "page.word" → text, in which {name} stands for what is put in."""
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
    return text.format(**values) if values else text


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
