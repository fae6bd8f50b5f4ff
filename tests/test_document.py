import random
from datetime import date
from pathlib import Path

import pytest

from graph.document import MAX_BYTES, MAX_CHARACTERS, Document, from_bytes, from_text, read
from graph.errors import DocumentError
from graph.extract import extract
from graph.layout import Kind

SEED = Path(__file__).parent.parent / "seeds" / "maojian.txt"
BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))

FRAGMENTS = (
    "青禾县举办培训班5期，培训干部800人次。", "近年来，全县坚持", "“种粮 能手”", "《青禾县办法》", "一、主要做法",
    "（记者 李明远）", "本报青禾1月5日讯", "2018-08-07", "中共青禾县委组织部", "来源：", "The U.S. gave $3.5 million.",
    "834 households", "- ", "# ", "| 1 | 2 |", "120\t35.6\t7", "\n", "\n", "\n\n", "\r\n", "\f", "\u3000\u3000", " ",
    "\u200b", "\xad", "\x85", "\u2028", "😀", "مرحبا", "。", "”", "“", "（", "……", "！？", "的", "12", "—3—",
)


def joined(document: Document, spans: tuple[tuple[int, int], ...]) -> str:
    return "".join(document.text[start:end] for start, end in spans).translate(BREAKS)


def check(document: Document) -> None:
    """What must hold of any document: each sentence is what stands at its spans, and every word is in one of them."""
    taken = bytearray(len(document.text))
    for index, sentence in enumerate(document.sentences):
        assert sentence.index == index
        assert sentence.text == joined(document, sentence.spans)
        assert sentence.text.strip()
        assert all(start < end for start, end in sentence.spans)
        assert list(sentence.spans) == sorted(sentence.spans)
        for start, end in sentence.spans:
            assert not any(taken[start:end])
            taken[start:end] = b"\1" * (end - start)
        evidence = sentence.evidence(0, len(sentence.text))
        assert (evidence.quote, evidence.spans, evidence.sentence) == (sentence.text, sentence.spans, index)
    assert [s.paragraph for s in document.sentences] == sorted(s.paragraph for s in document.sentences)
    missing = [c for c, used in zip(document.text, taken, strict=True) if not used and c.isalnum()]
    assert not missing


@pytest.mark.parametrize("seed", range(150))
def test_every_sentence_is_what_stands_in_the_text_at_its_spans(seed: int) -> None:
    chance = random.Random(seed)
    check(from_text("a.txt", "".join(chance.choices(FRAGMENTS, k=chance.randrange(1, 60)))))


def test_the_seed_reads_as_whole_sentences() -> None:
    document = read(SEED)
    check(document)
    assert document.title == "强基固本促发展 党旗飘扬谱新篇 ——茅箭区组织工作综述"
    bylines = [s.text for s in document.sentences if s.kind is Kind.BYLINE]
    assert bylines == ["记者王雁博", "通讯员伍佰桦 万俊 刘洋 张辉"]
    assert sum(s.kind is Kind.CAPTION for s in document.sentences) == 8
    torn = [s for s in document.sentences if len(s.spans) > 1]
    assert len(torn) == 7
    assert all(s.text.endswith("。") for s in torn)
    for whole in ("中国特色社会主义思想和党的十九大精神", "落实党员发展双票制", "小区—楼栋”的五级基层治理体系"):
        assert any(whole in s.text for s in torn)


@pytest.mark.parametrize("seed", range(30))
def test_evidence_of_any_part_of_a_sentence_quotes_the_text_there(seed: int) -> None:
    chance = random.Random(seed)
    torn = "坚持把粮食生产摆在首位，扎实推进战略新 兴产业和高标\n准农田建设，并在全县培训\n\n培训现场\n\n农民120人次。"
    document = from_text("a.txt", f"青禾工作\n\n青禾县召开会议。{torn}")
    sentence = max(document.sentences, key=lambda s: len(s.spans))
    assert len(sentence.spans) > 2
    start = chance.randrange(len(sentence.text))
    end = chance.randrange(start, len(sentence.text)) + 1
    evidence = sentence.evidence(start, end)
    assert evidence.quote == sentence.text[start:end] == joined(document, evidence.spans)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_evidence_outside_the_sentence_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no characters"):
        from_text("a.txt", "建成粮仓3座。").sentences[0].evidence(start, end)


def test_a_paragraph_is_its_sentences() -> None:
    document = from_text("a.txt", "青禾\n\n甲镇建成粮仓3座。乙镇建成2座。\n\n丙镇建成1座。")
    assert [s.text for s in document.paragraph(1)] == ["甲镇建成粮仓3座。", "乙镇建成2座。"]
    assert document.paragraph(9) == ()


def test_a_sentence_knows_the_heading_above_it() -> None:
    document = from_text("a.txt", "青禾工作\n\n甲镇建成粮仓3座。\n\n一、培训\n\n乙镇培训农民30人。")
    heading = document.heading(document.sentences[-1])
    assert heading is not None
    assert heading.text == "一、培训"
    assert document.heading(document.sentences[0]) is None


def test_a_document_with_one_date_has_it_everywhere() -> None:
    document = from_text("a.txt", "青禾县召开会议\n2018-08-07\n会上，县长讲话。\n\n一、做法\n\n建成粮仓3座。")
    assert {document.date_at(s) for s in document.sentences} == {date(2018, 8, 7)}


def test_the_same_bytes_have_the_same_hash_and_others_another() -> None:
    first, same, other = (from_bytes("a.txt", text.encode()) for text in ("甲。", "甲。", "乙。"))
    assert first.sha256 == same.sha256 != other.sha256
    assert from_text("a.txt", "甲。").sha256 == first.sha256


@pytest.mark.parametrize("name", ["a.doc", "a.xlsx", "a", "a.txt.exe", ".txt"])
def test_a_kind_of_file_that_is_not_read_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(DocumentError, match=r"\.docx, \.htm, \.html, \.md, \.pdf, \.txt"):
        from_bytes(name, "甲。".encode())


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\ufeff\n".encode(), b"\x01\x02\x03", "\u200b\u200d".encode()])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.txt (is empty|holds no text)"):
        from_bytes("a.txt", data)


def test_bytes_that_are_no_text_are_refused_by_the_name_of_their_file() -> None:
    with pytest.raises(DocumentError, match=r"picture\.txt: byte 8 is zero"):
        from_bytes("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_what_cannot_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(DocumentError, match=f"{path.name}.* cannot be read"):
            read(path)


def test_a_file_of_thousands_of_pages_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="64,000,001 bytes, more than 64,000,000"):
        read(path)


def test_a_text_too_long_for_the_memory_of_a_laptop_is_refused() -> None:
    with pytest.raises(DocumentError, match="5,000,001 characters, more than 5,000,000"):
        from_bytes("long.txt", b"a" * (MAX_CHARACTERS + 1))


def test_a_mark_of_a_heading_before_several_sentences_makes_no_heading_of_them() -> None:
    document = from_bytes("a.txt", "# 青禾县加强培训。今年，全县培训农民300人次。".encode())
    assert {sentence.kind for sentence in document.sentences} == {Kind.BODY}


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("青禾縣舉辦培訓".encode("big5"))
    document = read(path, "big5")
    assert (document.text, document.encoding) == ("青禾縣舉辦培訓", "big5")


def test_the_years_of_figures_in_a_digest_count_from_the_day_of_their_item() -> None:
    trained = {2019: 300, 2022: 500}
    items = (f"{year}年工作会召开\n{year}-03-01\n去年，全县培训农民{n}人次。" for year, n in trained.items())
    facts = extract(from_text("a.txt", "\n\n".join(items)))
    years = {outcome.value: outcome.period_start.year for outcome in facts.outcomes if outcome.period_start}
    assert years == {300: 2018, 500: 2021}
