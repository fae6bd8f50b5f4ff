"""The explorer on no graph at all, and on one whose text wants to be obeyed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PAGES = ("", "explore", "entity", "results", "paths", "documents", "sparql", "ontology", "export")

Visit = Callable[..., Page]
Serve = Callable[..., str]


@pytest.fixture(scope="module")
def hostile_server(serve_store: Serve, hostile_folder: Path) -> str:
    return serve_store(hostile_folder)


def test_an_empty_graph_tells_what_to_do_on_every_page(visit: Visit, empty_server: str) -> None:
    page = visit(base=empty_server, lang="en")
    for name in PAGES:
        page.goto(f"{empty_server}/{name}?lang=en")
        expect(page.locator(".empty")).to_contain_text("maitu build")


def test_text_from_a_document_is_shown_and_never_obeyed(visit: Visit, hostile_server: str) -> None:
    page = visit(base=hostile_server, lang="zh")
    for name in (*PAGES, "evaluation"):  # which needs no graph
        page.goto(f"{hostile_server}/{name}?lang=zh")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.wait_for_timeout(300)
        for link in page.locator("summary").all()[:12]:
            if link.is_visible():
                link.click(position={"x": 3, "y": 8})
        assert page.evaluate("window.hacked") is None
        assert page.locator("a[href^='javascript']").count() == 0
    page.goto(f"{hostile_server}/documents?lang=zh")
    page.locator("tbody a").first.click()
    expect(page.locator(".document")).to_contain_text("<img src=x onerror=window.hacked=1>")
    page.locator(".document a.mark").first.click()
    page.wait_for_url("**/entity?**")
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
