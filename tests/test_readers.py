import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from graph.document import from_bytes
from graph.errors import DocumentError
from graph.layout import Kind
from tests.files import locked, pdf

PAGE = """<html><head>{head}<title>青禾县举办技能培训班-青禾县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/x">政务要闻</a></div>
<h1>青禾县举办技能培训班</h1>
<div id="content"><p>　　5月4日，县人社局举办培训班，<b>培训学员120名</b>。</p>
<p>今年以来，全县已举办培训班12期。<br>　　新建粮仓3座。</p>
<h2>一、主要做法</h2><ul><li>建立台账；</li><li>开展走访。</li></ul>
<table><tr><th>年份</th><th>人数</th></tr><tr><td>2021</td><td>300</td></tr></table></div>
<div class="footer">版权所有 青禾县人民政府</div><script>document.write("黑")</script></body></html>"""
DATED = '<meta charset="utf-8"><meta name="PubDate" content="2023-05-06 10:00">'


@pytest.mark.parametrize(
    ("data", "encoding", "used"),
    [
        (PAGE.format(head=DATED).encode(), None, "utf-8"),
        (PAGE.format(head=DATED.replace("utf-8", "gb2312")).encode("gb18030"), None, "gb18030"),
        (PAGE.format(head=DATED.replace('charset="utf-8"', "")).encode("gb18030"), None, "gb18030"),
        (PAGE.format(head=DATED.replace("utf-8", "gbk")).encode(), None, "utf-8"),  # it declares what it is not
        (PAGE.format(head=DATED).encode("utf-16-le"), "utf-16-le", "utf-16-le"),
    ],
)
def test_of_a_web_page_the_article_is_read(data: bytes, encoding: str | None, used: str) -> None:
    document = from_bytes("a.html", data, encoding)
    assert [(s.kind.value, s.text) for s in document.sentences] == [
        ("title", "青禾县举办技能培训班"), ("byline", "2023-05-06"),
        ("body", "5月4日，县人社局举办培训班，培训学员120名。"),
        ("body", "今年以来，全县已举办培训班12期。"),
        ("body", "新建粮仓3座。"),
        ("heading", "一、主要做法"), ("body", "建立台账；"), ("body", "开展走访。"),
        ("table", "年份 人数"), ("table", "2021 300"),
    ]
    assert document.encoding == used
    assert document.media_type == "text/html"
    assert str(document.date) == "2023-05-06"


def test_a_page_in_the_encoding_that_it_declares_is_read() -> None:
    page = "<meta charset=big5><title>青禾縣</title><p>青禾縣舉辦培訓班，培訓學員一百二十名，推動老人關懷工作。</p>"
    assert "培訓學員一百二十名" in from_bytes("a.htm", page.encode("big5")).text


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<p> </p>", "<script>var a = 1;</script>", "<<<>>>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.html"):
        from_bytes("a.html", page.encode())


def word() -> bytes:
    document = docx.Document()
    document.add_heading("青禾县工作总结", 0)
    document.add_heading("一、做法", 1)
    document.add_paragraph("建立台账，培训120人。")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("年份", "人数"), ("2021", "300")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("中共青禾县委组织部")
    document.add_paragraph("2021年3月1日")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_of_a_word_document_headings_text_and_tables_are_read_in_their_order() -> None:
    document = from_bytes("a.DOCX", word())
    assert [(s.kind.value, s.text) for s in document.sentences] == [
        ("title", "青禾县工作总结"), ("heading", "一、做法"), ("body", "建立台账，培训120人。"), ("table", "年份 人数"),
        ("table", "2021 300"), ("signature", "中共青禾县委组织部"), ("signature", "2021年3月1日"),
    ]
    assert document.encoding == "embedded"


def test_what_is_no_word_document_is_refused() -> None:
    other = BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "甲")
    for data in (b"PK\3\4", b"\xd0\xcf\x11\xe0 old Word", other.getvalue(), word()[:2000]):
        with pytest.raises(DocumentError, match="no Word document"):
            from_bytes("a.docx", data)


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/styles.xml"])
def test_a_word_document_with_a_damaged_part_is_refused_or_read(part: str) -> None:
    whole = ZipFile(BytesIO(word()))
    for damaged in (b"<x/>", whole.read(part)[:-20], b"\0"):
        packed = BytesIO()
        with ZipFile(packed, "w") as archive:
            for name in whole.namelist():
                archive.writestr(name, damaged if name == part else whole.read(name))
        with suppress(DocumentError):
            assert from_bytes("a.docx", packed.getvalue()).sentences


def test_a_word_document_with_a_torn_stream_is_refused() -> None:
    data = bytearray(word())
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start + 10 : start + 40] = bytes(30)
    with pytest.raises(DocumentError, match="no Word document"):
        from_bytes("a.docx", bytes(data))


def test_a_word_document_that_unpacks_beyond_measure_is_refused() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.xml", b"0" * 70_000_000)
    with pytest.raises(DocumentError, match="unpacks to 210,000,000 bytes"):
        from_bytes("a.docx", bomb.getvalue())


def test_of_a_pdf_file_lines_are_joined_and_gaps_and_indents_part_paragraphs() -> None:
    lines = [
        (200, 780, "Green County Report"),
        (72, 740, "The county awarded 12 grants to groups in the spring, and it then"),
        (72, 724, "trained 340 volunteers in all of its towns, who went on to help the"),
        (72, 708, "many families that live along the river and on the hills. They"),
        (72, 692, "served 1,200 families."),
        (96, 676, "The programme will go on for two years in every town of it, from"),
        (72, 660, "the river to the hills."),
    ]
    document = from_bytes("a.pdf", pdf([lines, [(72, 780, "A second page says that it ended.")]]))
    assert document.title == "Green County Report"
    assert [s.text for s in document.sentences if s.kind is Kind.BODY] == [
        (
            "The county awarded 12 grants to groups in the spring, and it then trained 340 volunteers in all of its "
            "towns, who went on to help the many families that live along the river and on the hills."
        ),
        "They served 1,200 families.",
        "The programme will go on for two years in every town of it, from the river to the hills.",
        "A second page says that it ended.",
    ]
    assert document.text.count("\f") == 1
    assert (document.encoding, document.media_type) == ("embedded", "application/pdf")


def test_a_scanned_pdf_file_is_told_so_with_what_helps() -> None:
    with pytest.raises(DocumentError, match=r"scan\.pdf: its 2 pages are pictures without text.*OCR"):
        from_bytes("scan.pdf", pdf([[], []]))


@pytest.mark.parametrize(("name", "data"), [("a.pdf", pdf([[(72, 700, "a")]], password=True)), ("a.docx", locked())])
def test_a_file_with_a_password_is_told_so(name: str, data: bytes) -> None:
    with pytest.raises(DocumentError, match=rf"{name}: it is protected by a password\. Save it without one\."):
        from_bytes(name, data)


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnothing", zlib.compress(b"a")])
def test_what_cannot_be_opened_as_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.pdf: it is no PDF file"):
        from_bytes("a.pdf", data)
