"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

UNKNOWN = "und"
"""The code (ISO 639-2) of a language that cannot be told."""

_SAMPLE = 50_000
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """The ISO 639 code of the language that most of `text` is in (`zh`, `en`, …), or `und` where none can be told.

    Scripts and words stand in `language.toml`. Whether Maitu reads the language is for `graph.extract` to say.
    """
    sample = text[:_SAMPLE].lower()
    scripts, stop_words = _knowledge()
    weights = {code: len(script.findall(sample)) for code, script in scripts.items()}
    # Japanese is told by its kana, which stand among Chinese characters.
    if weights["ja"] * 10 > weights["zh"]:
        weights["ja"] += weights.pop("zh")
    words = [word for word in _WORD.findall(sample) if not any(script.search(word) for script in scripts.values())]
    common = {code: sum(word in stops for word in words) for code, stops in stop_words.items()}
    best = max(common, key=lambda code: common[code])
    # A word in Latin letters is worth about as much as two Chinese characters.
    weights[best if common[best] * 12 > len(words) else UNKNOWN] = 2 * len(words)
    code = max(weights, key=lambda code: weights[code])
    return code if weights[code] else UNKNOWN


@cache
def _knowledge() -> tuple[dict[str, re.Pattern[str]], dict[str, frozenset[str]]]:
    data = tomllib.loads(Path(__file__).with_name("language.toml").read_text("utf-8"))
    scripts = {code: re.compile(f"[{ranges}]") for code, ranges in data["scripts"].items()}
    return scripts, {code: frozenset(words.split()) for code, words in data["words"].items()}
