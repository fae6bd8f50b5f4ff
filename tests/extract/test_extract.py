"""The whole way from a document to its facts, on the seed and on invented texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.document import Document, from_text, read
from graph.evaluate import evaluate
from graph.extract import extract
from graph.facts import EntityType, Facts
from tests.extract.conftest import facts_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def seed() -> Document:
    return read(ROOT / "seeds" / "maojian.txt")


@pytest.fixture(scope="module")
def facts(seed: Document) -> Facts:
    return extract(seed)


def test_the_seed_is_read_nearly_as_a_careful_reader_reads_it(facts: Facts) -> None:
    gold = Facts.from_json(json.loads((ROOT / "tests" / "gold" / "maojian.json").read_text("utf-8")))
    result = evaluate([gold], [facts])
    assert result.entities.f1 >= 0.75
    assert result.relations.f1 >= 0.60
    assert result.outcomes.f1 >= 0.95
    assert result.complete.f1 >= 0.70


def test_extraction_is_deterministic(seed: Document, facts: Facts) -> None:
    assert extract(seed) == facts


def test_every_quote_stands_in_the_document(seed: Document, facts: Facts) -> None:
    quoted = [
        *(r.evidence for r in facts.relations),
        *(o.evidence for o in facts.outcomes),
        *(m for e in facts.entities for m in e.mentions),
    ]
    assert quoted
    for evidence in quoted:
        joined = "".join(seed.text[start:end] for start, end in evidence.spans)
        assert joined.replace("\n", " ") == evidence.quote
        assert seed.sentences[evidence.sentence].text.count(evidence.quote) >= 1


def test_facts_survive_json(facts: Facts) -> None:
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_short_names_take_the_jurisdiction_of_the_text() -> None:
    facts = facts_of("清水县推进乡村治理\n\n县委组织部出台办法。清水县委组织部和县政府落实责任，县人民医院参加。")
    [office] = [e for e in facts.entities if e.name == "清水县委组织部"]
    assert office.aliases == ("县委组织部",)
    assert office.identity == ("jurisdiction",)
    assert {e.name for e in facts.entities if e.type is EntityType.ORGANIZATION} >= {"清水县政府", "清水县人民医院"}


def test_an_office_of_another_place_is_another_body() -> None:
    facts = facts_of("清水县委召开会议。安吉县委派人参加。")
    assert [e.name for e in facts.entities if e.type is EntityType.ORGANIZATION] == ["清水县委", "安吉县委"]


def test_places_bear_their_codes_where_the_text_tells_which_is_meant() -> None:
    facts = facts_of("陕西省渭南市潼关县太要镇的群众。")
    assert [(e.name, e.adcode) for e in facts.entities] == [
        ("陕西省", "61"),
        ("渭南市", "6105"),
        ("潼关县", "610522"),
        ("太要镇", "610522102"),
    ]


@pytest.mark.parametrize("text", ["", "   \n\n", "。。。", "a b c", "１２３", "“《（", "\u202e\u202d"])
def test_a_text_that_says_nothing_gives_nothing(text: str) -> None:
    facts = extract(from_text("test.txt", text), language="zh")
    assert (facts.entities, facts.relations, facts.outcomes) == ((), (), ())


def test_traditional_characters_give_the_same_facts() -> None:
    plain = facts_of("清水县实施“头雁工程”，培训干部120人次。")
    traditional = facts_of("清水縣實施“頭雁工程”，培訓幹部120人次。")
    assert [o.value for o in traditional.outcomes] == [o.value for o in plain.outcomes] == [120]
    assert len(traditional.relations) == len(plain.relations) == 1


@pytest.mark.parametrize(
    "text", ["青禾县举办培训班12期。" * 300, "The county trained 120 people. " * 300], ids=["zh", "en"],
)
def test_progress_is_told_and_can_end_the_work(text: str) -> None:
    told: list[float] = []
    extract(from_text("a.txt", text), progress=told.append)
    assert told == sorted(told)
    assert len(told) > 3
    assert 0 <= told[0] < told[-1] <= 1

    def give_up(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(from_text("a.txt", text), progress=give_up)
