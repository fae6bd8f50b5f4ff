"""Documents put into the graph, and taken out of it, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

Visit = Callable[..., Page]

NOTICE = "# 青岩县培训工作总结\n\n2021年，青岩县委组织部举办培训班3期，培训干部120人次。\n"


@pytest.fixture(scope="module")
def own_server(serve_store: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve_store(tmp_path_factory.mktemp("own") / "store")


def test_documents_are_added_to_an_empty_graph_bad_ones_told_and_one_removed(visit: Visit, own_server: str) -> None:
    page = visit("documents", base=own_server, lang="en")
    files: list[FilePayload] = [
        {"name": "notice.txt", "mimeType": "text/plain", "buffer": NOTICE.encode("gb18030")},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Read and add to the graph").click()
    expect(page.get_by_role("alert").filter(has_text="empty.txt")).to_be_visible(timeout=60_000)
    page.locator(".facts a").filter(has_text="notice.txt").click()
    expect(page.locator(".document .title")).to_have_text("青岩县培训工作总结")
    expect(page.locator(".document mark").filter(has_text="120").first).to_be_visible()
    page.get_by_role("button", name="Remove from the graph").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".empty")).to_be_visible()
