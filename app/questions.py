"""What people ask first of a graph of programmes, answered by the largest figures that are reported.

The questions are data: `questions.toml`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.describe import OutcomeRow


@dataclass(frozen=True)
class Answer:
    """The figures that answer a question, the largest first.

    `word` and `unit` are those that most of them share, by which the page Results finds them; `question` is the name
    of the question.
    """

    question: str
    outcomes: tuple[OutcomeRow, ...]
    word: str
    unit: str


@cache
def questions() -> Mapping[str, Mapping[str, Any]]:
    """The questions by name, in their order: `words`, and `units` where not all units answer."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def answers(outcomes: Iterable[OutcomeRow]) -> list[Answer]:
    """The questions that some results (aims are none) answer, each with all that answer it."""
    achieved = [outcome for outcome in outcomes if not outcome.target]
    found = []
    for name, asked in questions().items():
        fitting = [
            (word, outcome)
            for outcome in achieved
            if outcome.unit in asked["units"]
            for word in asked["words"]
            if word in outcome.indicator.casefold()
        ]
        if fitting:
            those = sorted(dict.fromkeys(one for _, one in fitting), key=lambda one: (-one.value, one.iri))
            largest = those[0]
            word = Counter(word for word, one in fitting if word in largest.indicator.casefold()).most_common(1)[0][0]
            found.append(Answer(name, tuple(those), word, largest.unit))
    return found
