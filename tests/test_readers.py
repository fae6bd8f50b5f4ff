import zlib
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from graph.document import from_bytes
from graph.errors import DocumentError
from graph.layout import Kind

PAGE = """<html><head>{head}<title>青禾县举办技能培训班-青禾县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/x">政务要闻</a></div>
<h1>青禾县举办技能培训班</h1>
<div id="content"><p>　　5月4日，县人社局举办培训班，<b>培训学员120名</b>。</p>
<p>今年以来，全县已举办培训班12期。<br>　　新建粮仓3座。</p>
<h2>一、主要做法</h2><ul><li>建立台账；</li><li>开展走访。</li></ul>
<table><tr><th>年份</th><th>人数</th></tr><tr><td>2021</td><td>300</td></tr></table></div>
<div class="footer">版权所有 青禾县人民政府</div><script>document.write("黑")</script></body></html>"""
DATED = '<meta charset="utf-8"><meta name="PubDate" content="2023-05-06 10:00">'


def pdf(pages: Iterable[Iterable[tuple[float, float, str]]], *, password: bool = False) -> bytes:
    """A PDF file of pages of lines (left and bottom in points, text in Latin letters)."""
    contents = [
        "".join(f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in page).encode() for page in pages
    ]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, content in enumerate(contents):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"00" * 32, b"00" * 32)
    trailer = b"<< /Size %d /Root 1 0 R%s >>" % (len(objects) + 1, lock if password else b"")
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, trailer, len(body),
    )


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


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnothing", zlib.compress(b"a"), pdf([[(72, 700, "a")]], password=True)])
def test_what_cannot_be_opened_as_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.pdf: it cannot be opened as PDF"):
        from_bytes("a.pdf", data)
