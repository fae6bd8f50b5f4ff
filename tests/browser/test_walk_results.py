"""Results, documents, corrections and SPARQL walked as people do, in both languages, at a desk and on a tablet."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.i18n import Language, dictionary
from graph import corrections as kept
from graph.store import open_store
from tests.browser.conftest import Visit, settle
from tests.files import pdf

NOTICE = "青岩县培训工作总结\n\n2021年，青岩县委组织部举办培训班3期，培训干部{n}人次。\n"
PAGE = (
    "<title>总结</title><body><article><h1>总结</h1><p>{}</p>"
    "<p>青岩县实施“英才计划”，推动人才工作。</p></article></body>"
)
IN_ENGLISH = "The Seattle Parks Department ran the Green Jobs Program in 2021 and trained 300 people."
IN_BIG5 = "青岩縣委組織部舉辦培訓班3期，培訓幹部120人次的工作關懷據點"
FITS = """() => [...document.querySelectorAll("[data-testid=stMain], [role=radiogroup]")].every(
  (part) => part.scrollWidth <= part.clientWidth + (part.role === "radiogroup" ? 1 : 0))"""
PROGRAM, OTHER = (f"program/湖北省/十堰市/茅箭区/{name}" for name in ("三会一课", "主题党日"))


def word(language: Language, key: str, **values: object) -> str:
    return dictionary(language)[key].format(**values)


def press(page: Page, language: Language, key: str, **values: object) -> None:
    page.get_by_role("button", name=word(language, key, **values)).first.click()
    settle(page)


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def word_file(text: str) -> bytes:
    document, data = docx.Document(), io.BytesIO()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(data)
    return data.getvalue()


def archive(name: str, text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_view_of_results_is_shared_reloaded_and_gone_back_from(visit: Visit, language: Language) -> None:
    page = visit("results", lang=language)
    page.get_by_role("radio", name="人次", exact=True).click()
    page.wait_for_url("**unit=**")
    page.get_by_role("radio", name=word(language, "results.subject"), exact=True).click()
    page.wait_for_url("**by=subject**")
    settle(page)
    before = page.url
    page.locator(".bars a").first.click()
    page.wait_for_url("**bar=**")
    figures = page.locator("table.outcomes .figure b")
    expect(figures).to_have_count(1)
    told = figures.inner_text()
    page.reload()
    expect(figures).to_have_text(told)
    shared = visit()
    shared.goto(page.url)
    expect(shared.locator("table.outcomes .figure b")).to_have_text(told)
    expect(shared.locator(".bars a[aria-current]")).to_have_count(1)
    page.go_back()
    expect(figures).not_to_have_count(1)
    assert page.url == before


def test_files_of_every_kind_and_encoding_are_read_and_what_was_not_is_read_again(
    visit: Visit, own_server: str
) -> None:
    page = visit("documents", base=own_server, lang="zh")
    page.locator("input[type=file]").set_input_files(
        [
            file("甲.txt", NOTICE.format(n=101).encode("gb18030")),
            file("乙.md", ("# " + NOTICE).format(n=102).encode("utf-16")),
            file("丙.html", PAGE.format(NOTICE.format(n=103)).encode()),
            file("丁.docx", word_file(NOTICE.format(n=104))),
            file("戊.pdf", pdf([[(72, 700, IN_ENGLISH)]])),
            file("己.zip", archive("内/一.txt", NOTICE.format(n=106))),
            file("庚.txt", IN_BIG5.encode("big5")),
        ]
    )
    press(page, "zh", "intake.read")
    expect(page.get_by_role("alert").filter(has_text="庚.txt")).to_be_visible()
    press(page, "zh", "intake.read_again", n=1)
    expect(page.get_by_role("button", name=word("zh", "intake.add", n=7))).to_be_visible()
    for told in ("GB18030", "UTF-16", "BIG5", "甲.txt", "丁.docx", "一.txt"):
        expect(page.locator("summary").filter(has_text=told).first).to_be_visible()
    press(page, "zh", "intake.add", n=7)
    expect(page.locator("ul.facts li")).to_have_count(7)
    page.goto(f"{own_server}/documents?lang=zh&words={quote('丁.docx')}")
    expect(page.locator("table tbody tr")).to_have_count(1)
    page.locator("table tbody a").click()
    expect(page.locator(".document mark").filter(has_text="104").first).to_be_visible()


def sign(page: Page, language: Language) -> None:
    for key, text in (("correct.who", "李编辑"), ("correct.why", "据原文")):
        field = page.get_by_role("dialog").get_by_label(word(language, key), exact=True)
        field.fill(text)
        field.press("Enter")
        settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose by typing: in a long list that rolls to its option, the list may take a click for another row's."""
    field = page.get_by_role("dialog").get_by_label(label, exact=True).first
    field.click()
    field.fill(option)
    page.get_by_role("option", name=option).first.click()
    settle(page)


def test_things_are_retyped_and_split_and_a_relation_is_added_all_told_asked_exported_and_undone(
    visit: Visit, own_server: str, folder: Path
) -> None:
    page = visit("entity", base=own_server, lang="en", id=PROGRAM, correct=PROGRAM)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Change its class", exact=True).click()
    choose(page, "Class", "event")
    sign(page, "en")
    press(page, "en", "correct.do_retype")
    expect(dialog).to_have_count(0)

    page.goto(f"{own_server}/entity?lang=zh&id={quote(OTHER)}&correct={quote(OTHER)}")
    dialog.get_by_text("拆分", exact=True).click()
    choose(page, word("zh", "correct.split_documents"), "强基固本")
    page.keyboard.press("Escape")
    name = dialog.get_by_label(word("zh", "correct.split_name"))
    name.fill("另一主题党日")
    name.press("Enter")
    sign(page, "zh")
    press(page, "zh", "correct.do_split")
    expect(dialog).to_have_count(0)

    page.goto(f"{own_server}/documents?lang=zh&document=document/maojian.txt&correct=evidence/maojian.txt/5")
    sign(page, "zh")
    choose(page, word("zh", "correct.subject"), "茅箭区（")
    choose(page, word("zh", "correct.relation"), "开展")
    choose(page, word("zh", "correct.object"), "三抓一促")
    press(page, "zh", "correct.do_add")
    expect(dialog).to_have_count(0)

    with open_store(folder) as store:
        made = kept.corrections(store)
    assert [(type(one), one.who, one.why) for one in made] == [
        (kind, "李编辑", "据原文") for kind in (kept.Retyping, kept.Splitting, kept.NewRelation)
    ]
    asked = "SELECT ?who ?why { ?it a maitu:Retyping ; prov:wasAssociatedWith/rdfs:label ?who ; rdfs:comment ?why }"
    page.goto(f"{own_server}/sparql?lang=zh&query={quote(asked)}")
    expect(page.locator("table.answer tbody td")).to_have_text(["李编辑", "据原文"])
    page.goto(f"{own_server}/review?lang=zh")
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=word("zh", "review.export")).click()
    assert "李编辑" in download.value.path().read_text("utf-8")
    for left in (2, 1, 0):
        page.get_by_role("button", name=word("zh", "correct.undo"), exact=True).last.click()
        expect(page.get_by_text(word("zh", "review.made", n=left))).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_leads_on_and_a_wrong_question_is_told_where(visit: Visit, language: Language) -> None:
    asked = "SELECT ?it { VALUES ?class { maitu:Place maitu:Outcome maitu:Document maitu:Evidence } ?it a ?class }"
    page = visit("sparql", lang=language, query=asked)
    for start in ("entity", "results", "documents"):
        expect(page.locator(f"table.answer a[href^='{start}?']").first).to_be_visible()
    page.locator("table.answer a[href^='documents?'][href*='sentence=']").first.click()
    expect(page.locator(".document .here")).to_be_visible()
    page.go_back()
    expect(page.locator("table.answer").first).to_be_visible()
    press(page, language, "sparql.prefixes")
    expect(page.locator(".prefixes").get_by_text("https://w3id.org/maitu/ontology#")).to_be_visible()
    page.goto(page.url.partition("?")[0] + f"?lang={language}&query=" + quote("SELECT ?it {\n  ?it a }"))
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"\b2\b"))
    expect(page.get_by_role("alert")).to_contain_text("10")


def test_no_page_is_wider_than_a_tablet_nor_are_choices_cut_off(visit: Visit, server: str) -> None:
    page = visit("results", dark=True, lang="en", unit="人次", by="subject", against="indicator")
    page.set_viewport_size({"width": 820, "height": 1180})
    others = {"documents?document=document/maojian.txt": "zh", "review": "en", "sparql": "zh", "export": "en"}
    for address, language in {"": "en", **others}.items():
        if address:
            page.goto(f"{server}/{address}{'&' if '?' in address else '?'}lang={language}")
            settle(page)
        expect(page.locator("[data-testid=stMain]")).to_be_visible()
        page.wait_for_function(FITS)
