"""Documents put into the graph, and taken out of it, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from app import intake
from graph.errors import MaituError
from tests.browser.conftest import Visit, settle

NOTICE = "# 青岩县培训工作总结\n\n2021年，青岩县委组织部举办培训班3期，培训干部120人次。\n"


@pytest.fixture(scope="module")
def own_server(serve_store: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve_store(tmp_path_factory.mktemp("own") / "store")


def text(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def test_documents_are_read_for_the_visitor_alone_then_added_read_anew_and_removed(
    visit: Visit, own_server: str
) -> None:
    page = visit("documents", base=own_server, lang="en")
    files = [text("notice.txt", NOTICE.encode("gb18030")), text("empty.txt", b" ")]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="empty.txt")).to_be_visible()
    expect(page.get_by_text("培训干部120人次").first).to_be_visible()
    stranger = visit("documents", base=own_server, lang="en")
    expect(stranger.get_by_text("Encoding of the text").first).to_be_visible()
    assert "培训干部" not in stranger.content()
    page.get_by_role("button", name="Add to the graph").click()
    page.locator(".facts a").filter(has_text="notice.txt").click()
    expect(page.locator(".document .title")).to_contain_text("青岩县培训工作总结")
    expect(page.locator(".document mark").filter(has_text="120").first).to_be_visible()
    page.get_by_role("button", name="Extract anew").click()
    expect(page.locator(".document mark").filter(has_text="120").first).to_be_visible()
    page.get_by_role("button", name="Remove from the graph").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".empty")).to_be_visible()


def test_reading_can_be_stopped(visit: Visit, own_server: str) -> None:
    page = visit("documents", base=own_server, lang="en")
    many = [text(f"{n}.txt", (NOTICE * 300).encode()) for n in range(12)]
    page.locator("input[type=file]").set_input_files(many)
    expect(page.get_by_test_id("stFileChipName")).to_have_count(len(many))
    settle(page)
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_text("Document 12 of 12")).to_have_count(0)


@pytest.mark.parametrize(("name", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 25)])
def test_no_more_is_unpacked_than_is_read_at_once(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    monkeypatch.setattr(intake, name, most)
    files = iter([intake.Waiting(f"{n}.txt", b"0123456789", None) for n in range(9)])
    failures: list[MaituError] = []
    assert [file.name for file in intake.first(files, failures)] == ["0.txt", "1.txt"]
    assert "the first 2 are read" in str(failures[0])
    assert len(list(files)) == 6
