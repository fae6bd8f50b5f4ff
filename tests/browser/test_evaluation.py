"""Extraction measured in the browser on annotated documents that the visitor chooses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from playwright.sync_api import FilePayload, Page, expect

from graph.document import from_text
from graph.extract import extract
from tests.browser.conftest import Visit

NAME = "<b>青岩县</b>.txt"
TEXT = (
    "# 青岩县培训工作总结\n\n"
    "2021年，青岩县委组织部举办“<img src=x onerror=window.hacked=1>”培训班3期，培训干部120人次。\n"
)


def gold() -> bytes:
    """What is extracted of the text, with one outcome taken out."""
    facts = extract(from_text(NAME, TEXT))
    assert len(facts.outcomes) > 1
    return json.dumps(replace(facts, outcomes=facts.outcomes[:-1]).to_json(), ensure_ascii=False).encode()


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, gold: list[FilePayload], documents: list[FilePayload], lexicon: list[FilePayload]) -> None:
    uploaders = page.locator("input[type=file]")
    expect(uploaders).to_have_count(3)
    for uploader, files in zip(uploaders.all(), (gold, documents, lexicon), strict=True):
        if files:
            uploader.set_input_files(files)
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(len([*gold, *documents, *lexicon]))
    page.locator("[data-testid=stFormSubmitButton] button").click()


@pytest.mark.parametrize(("language", "dark"), [("en", True), ("zh", False)])
def test_the_one_fact_that_was_not_annotated_is_listed_as_made_up(visit: Visit, language: str, dark: bool) -> None:  # noqa: FBT001
    page = visit("evaluation", lang=language, dark=dark)
    choose(page, [file("gold.json", gold())], [file(NAME, TEXT.encode())], [])
    errors = page.locator(".facts:has(blockquote) > li")
    expect(errors).to_have_count(1)
    expect(errors).to_contain_text(NAME)
    expect(errors.locator("blockquote")).to_contain_text("<img src=x onerror=window.hacked=1>")
    assert page.evaluate("window.hacked") is None
    with page.expect_download() as download:
        page.locator("[data-testid=stDownloadButton] button").click()
    assert [error["error"] for error in json.loads(download.value.path().read_bytes())["errors"]] == ["made up"]
    page.get_by_role("button", name={"en": "Results", "zh": "成效"}[language], exact=True).click()
    expect(errors).to_have_count(0)
    expect(page.locator("tbody tr").first).to_be_visible()


@pytest.mark.parametrize(
    ("annotated", "documents", "lexicon", "told"),
    [
        ([("gold.json", gold())], [], [], [f"{NAME} is annotated in gold.json"]),
        ([("bad.json", b"{"), ("gold.json", gold())], [("other.txt", b"x")], [], ["bad.json: ", f"{NAME} is"]),
        ([("gold.json", gold())], [(NAME, TEXT.encode())], [("frames.toml", b"run = [")], ["frames.toml: "]),
    ],
)
def test_files_that_cannot_be_used_are_told_and_stay_chosen(
    visit: Visit, annotated: list[tuple[str, bytes]], documents: list[tuple[str, bytes]],
    lexicon: list[tuple[str, bytes]], told: list[str],
) -> None:
    page = visit("evaluation", lang="en")
    choose(page, *([file(name, content) for name, content in files] for files in (annotated, documents, lexicon)))
    for words in told:
        expect(page.locator(".error")).to_contain_text(words)
    expect(page.locator(".error")).not_to_contain_text("maitu-lexicon")
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(len([*annotated, *documents, *lexicon]))
