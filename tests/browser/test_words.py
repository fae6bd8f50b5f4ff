"""Chinese pages speak Chinese, also where Streamlit speaks by itself and where something goes wrong."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Visit, settle
from tests.files import locked, pdf

LATIN = re.compile("[A-Za-z]{3,}")
OWN_NAMES = re.compile(
    "Maitu|SPARQL|English|Markdown|HTML|PDF|Word|DOCX|TXT|ZIP|JSON|TOML|zip|docx|pdf|txt|toml|MB|OCR"
    "|maitu [a-z]+|maojian|frames|report|gold|Enter|Delete|Esc|Ctrl|Shift"
)
SAID = """() => {
  const found = new Set();
  for (const element of document.querySelectorAll("body, body *")) {
    if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.add(element.getAttribute(name) ?? "");
    if (element.closest("[data-testid=stIconMaterial], [data-testid$=Icon]")) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.add(node.data.trim());
  }
  return [...found];
}"""


def english(page: Page) -> list[str]:
    """What Streamlit's part of the page says in another language than Chinese, names of formats and keys aside."""
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    return [text for text in page.evaluate(SAID) if LATIN.search(OWN_NAMES.sub("", text))]


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_what_streamlit_says_is_chinese_and_english_again_on_english_pages(visit: Visit) -> None:
    page = visit("documents", lang="zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_test_id("stFileUploaderDropzone").get_by_text("选择文件")).to_be_visible()
    expect(page.get_by_text("每个文件不超过 50MB")).to_be_visible()
    box = page.get_by_role("combobox").first
    box.click()
    box.press_sequentially("zzz")
    expect(page.get_by_text("没有匹配项", exact=True)).to_be_visible()
    assert english(page) == []
    box.press("Escape")
    page.locator("input[type=file]").set_input_files([file("甲.txt", b"a")])
    expect(page.get_by_role("button", name="移除 甲.txt")).to_be_visible()
    expect(page.get_by_label("页面", exact=True)).to_have_count(1)
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("App pages", exact=True)).to_have_count(1)
    expect(page.get_by_text("50MB per file")).to_be_visible()


def test_files_that_cannot_be_read_are_told_in_chinese(visit: Visit) -> None:
    page = visit("documents", lang="zh")
    page.locator("input[type=file]").set_input_files(
        [
            file("空.txt", b" "), file("扫描.pdf", pdf([[], []])), file("坏.docx", b"PK"), file("锁.docx", locked()),
            file("锁.pdf", pdf([[(72, 700, "a")]], password=True)),
        ]
    )
    expect(page.get_by_role("button", name="移除 ")).to_have_count(5)  # all are here
    page.get_by_role("button", name="读取", exact=True).click()
    told = page.get_by_role("alert")
    for words in (
        "“空.txt”是空文件", "都是没有文字的图像", "“坏.docx”：不是 Word 文档", "“锁.docx”：文件设有密码",
        "“锁.pdf”：文件设有密码",
    ):
        expect(told.filter(has_text=words)).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(told.filter(has_text="空.txt is empty. Give a document with at least one sentence.")).to_be_visible()
    expect(told.filter(has_text="文件设有密码")).to_have_count(0)


def test_queries_and_names_that_are_wrong_are_told_in_chinese(visit: Visit) -> None:
    page = visit("sparql", lang="zh", query="SELEC ?a {}")
    expect(page.get_by_role("alert").filter(has_text="SPARQL 语法错误，第 1 行第 1 列：查询应以")).to_be_visible()
    page = visit("entity", lang="zh", id="place/none")
    expect(page.get_by_role("alert").filter(has_text="图谱中没有 IRI 为")).to_be_visible()


def test_pages_and_the_dialog_of_corrections_hold_no_english_of_streamlit(visit: Visit) -> None:
    for name in ("", "paths", "review", "evaluation"):
        page = visit(name, lang="zh")
        settle(page)
        assert english(page) == [], name
    page = visit("review", lang="zh", correct="place/湖北省/十堰市/茅箭区")
    expect(page.get_by_role("dialog").get_by_role("button", name="关闭")).to_be_visible()
    page.get_by_role("dialog").get_by_text("合并", exact=True).click()
    settle(page)
    assert english(page) == []
