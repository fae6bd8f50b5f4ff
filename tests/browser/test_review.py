"""Corrections made in the browser: from where a thing is shown, or in the review by keyboard; they last."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Page, expect

from graph import corrections as kept
from graph.describe import describe
from graph.store import open_store
from tests.browser.conftest import Visit, settle

PLACE = "place/湖北省/十堰市/茅箭区"
DOCUMENT = "document/maojian.txt"


def sign(page: Page) -> None:
    field = page.get_by_label("Your name").last
    field.fill("李编辑")
    field.press("Enter")
    expect(page.get_by_text("Give your name")).to_have_count(0)
    settle(page)


def made(folder: Path) -> list[kept.Correction]:
    with open_store(folder) as store:
        return list(kept.corrections(store))


def undo_all(folder: Path) -> None:
    with open_store(folder, write=True) as store:
        for one in kept.corrections(store):
            kept.undo(store, one.iri)


def test_a_name_is_corrected_where_it_is_shown_lasts_when_documents_are_read_again_and_is_undone(
    visit: Visit, own_server: str, folder: Path
) -> None:
    page = visit("entity", base=own_server, lang="en", id=PLACE)
    page.locator("a.badge").filter(has_text="Correct").click()
    dialog = page.get_by_role("dialog")
    sign(page)
    field = dialog.get_by_label("Name", exact=True)
    field.fill("茅箭新区 <b>x</b>")
    field.press("Enter")
    expect(dialog.get_by_text("Changes 1 document:")).to_be_visible()
    dialog.get_by_role("button", name="Rename it").click()
    expect(page.locator("h1").filter(has_text="茅箭新区 <b>x</b>")).to_be_visible()
    expect(page.locator(".badge").filter(has_text="茅箭区").first).to_be_visible()
    page.goto(f"{own_server}/documents?lang=en&document={quote(DOCUMENT)}")
    settle(page)
    page.get_by_role("button", name="Extract anew").click()
    settle(page)
    page.goto(f"{own_server}/entity?lang=en&id={quote(PLACE)}")
    expect(page.locator("h1").filter(has_text="茅箭新区")).to_be_visible()
    page.goto(f"{own_server}/review?lang=en")
    settle(page)
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.get_by_text("Corrections made (0)")).to_be_visible()
    with open_store(folder) as store:
        assert describe(store, f"https://w3id.org/maitu/id/{PLACE}").name == "茅箭区"


def test_a_fact_is_rejected_beside_its_sentence_and_brought_back_at_once(
    visit: Visit, own_server: str, folder: Path
) -> None:
    page = visit("results", base=own_server, lang="en", unit="人次")
    page.locator(".outcomes summary").first.click()
    page.locator(".outcomes blockquote a").filter(has_text="Correct").first.click()
    dialog = page.get_by_role("dialog")
    sign(page)
    dialog.get_by_role("button", name="Reject: the sentence does not state this").click()
    expect(dialog).to_have_count(0)
    assert [type(one) for one in made(folder)] == [kept.Rejection]
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
    assert made(folder) == []


def test_a_result_is_added_from_its_sentence_in_the_document(visit: Visit, own_server: str, folder: Path) -> None:
    sentence = "evidence/maojian.txt/5"
    page = visit("documents", base=own_server, lang="en", document=DOCUMENT, sentence=sentence)
    page.locator(".here a.add").click()
    dialog = page.get_by_role("dialog")
    sign(page)
    dialog.get_by_text("Add a result", exact=True).click()
    for label, text in (("What is counted", "足迹"), ("Number", "1,200"), ("Unit", "个")):
        field = dialog.get_by_label(label)
        field.fill(text)
        field.press("Enter")
        settle(page)
    dialog.get_by_role("button", name="Add it").click()
    expect(dialog).to_have_count(0)
    page.goto(f"{own_server}/results?lang=en&words={quote('足迹')}")
    expect(page.locator(".outcomes tr").filter(has_text="足迹").filter(has_text="1,200")).to_be_visible()
    undo_all(folder)


def test_the_review_is_worked_by_keyboard(visit: Visit, own_server: str, folder: Path) -> None:
    page = visit("review", base=own_server, lang="en", below="100")
    sign(page)
    expect(page.get_by_text("0 done").first).to_be_visible()
    page.locator("h1").first.click()
    for key, done in (("a", 1), ("x", 2), ("z", 1), ("x", 2)):
        expect(page.get_by_role("button", name="Confirm")).to_be_enabled()
        page.keyboard.press(key)
        expect(page.get_by_text(f"{done} done").first).to_be_visible()
        settle(page)
    assert [type(one) for one in made(folder)] == [kept.Confirmation, kept.Rejection]
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of ").first).to_be_visible()
    sentence = page.locator("blockquote").first.inner_text()
    shared = visit("review", base=own_server, **parse_qs(urlsplit(page.url).query))
    expect(shared.get_by_text("2 of ").first).to_be_visible()
    assert shared.locator("blockquote").first.inner_text() == sentence
    page.go_back()
    expect(page.get_by_text("1 of ").first).to_be_visible()
    page.goto(f"{own_server}/review?lang=zh&kind=duplicates")
    settle(page)
    expect(page.get_by_text("已处理 0 条").first).to_be_visible()
    expect(page.get_by_label("您的姓名")).to_have_value("李编辑")  # the only one who has corrected here
    page.locator("h1").first.click()
    expect(page.get_by_role("button", name="合并")).to_be_enabled()
    page.keyboard.press("m")
    expect(page.get_by_text("已处理 1 条").first).to_be_visible()
    expect(page.get_by_text("已作订正（3）")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("已作订正（2）")).to_be_visible()
    undo_all(folder)
