"""Documents put into the graph, and taken out of it, in the browser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import HOSTILE

Visit = Callable[..., Page]

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
    expect(page.get_by_role("alert").filter(has_text="empty.txt")).to_be_visible(timeout=60_000)
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


def test_an_archive_of_hostile_documents_is_read_and_thrown_away(visit: Visit, own_server: str) -> None:
    page = visit("documents", base=own_server, lang="zh")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("<b>甲</b>/a.txt", HOSTILE)
        archive.writestr("../evil.txt", HOSTILE)
    page.locator("input[type=file]").set_input_files([text("x.zip", packed.getvalue())])
    page.get_by_role("button", name="读取", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="leads out")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("=HYPERLINK(1)行动").first).to_be_attached()
    assert page.evaluate("window.hacked") is None
    page.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("=HYPERLINK(1)行动")).to_have_count(0)


def test_reading_can_be_stopped(visit: Visit, own_server: str) -> None:
    page = visit("documents", base=own_server, lang="en")
    many = [text(f"{n}.txt", (NOTICE * 300).encode()) for n in range(12)]
    page.locator("input[type=file]").set_input_files(many)
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_text("Document 12 of 12")).to_have_count(0)
