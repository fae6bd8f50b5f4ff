"""The questions of the Overview, and what answers them."""

from __future__ import annotations

from decimal import Decimal

from app.i18n import dictionary
from app.questions import answers, questions
from graph.describe import OutcomeRow


def figure(indicator: str, value: int, unit: str, *, target: bool = False) -> OutcomeRow:
    iri = f"https://w3id.org/maitu/id/{indicator}"
    return OutcomeRow(iri, indicator, Decimal(value), unit, None, None, None, None, None, None, None, target, ())


def test_a_question_is_answered_by_the_largest_figures_of_its_words_and_units() -> None:
    known = [
        figure("培训干部", 120, "人次"), figure("开展员工培训", 900, "人"), figure("举办培训班", 3000, "期"),
        figure("计划培训", 5000, "人", target=True), figure("trained teachers", 400, "teachers"),
    ]
    (answer,) = answers(known)
    assert (answer.question, answer.word, answer.unit) == ("trained", "培训", "人")
    assert [int(one.value) for one in answer.outcomes] == [900, 400, 120]


def test_a_question_that_nothing_answers_is_not_asked() -> None:
    assert answers([figure("建成楼房", 12, "栋")]) == []


def test_every_question_has_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        assert {f"ask.{name}" for name in questions()} <= dictionary(language).keys()
