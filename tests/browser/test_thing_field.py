"""Choosing things where they are too many for a list, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.components.thing_field import MOST_LISTED
from graph.network import project
from graph.store import open_store
from tests.bench.generate import documents
from tests.browser.conftest import Visit, settle


@pytest.fixture(scope="session")
def many(serve_store: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an explorer of more things than a list may hold."""
    folder = tmp_path_factory.mktemp("many") / "store"
    with open_store(folder, write=True) as store:
        store.load(documents(180))
    with open_store(folder) as store:
        assert len(project(store)) > MOST_LISTED
    return serve_store(folder)


def test_a_thing_is_chosen_by_its_name_and_taken_back(visit: Visit, many: str) -> None:
    page = visit("compare", base=many, lang="en")
    for side in ("first", "second"):
        page.get_by_label(side.title()).fill("教育局")
        page.locator(".found a").nth(0 if side == "first" else 1).click()
        page.wait_for_url(f"**{side}=organization**")
        expect(page.locator(".found")).to_have_count(0)
    expect(page.locator("table.compare").first).to_be_visible()
    expect(page.get_by_label("First")).not_to_have_value("教育局")
    page.get_by_label("First").fill("")
    page.get_by_label("First").press("Enter")
    page.wait_for_url(lambda url: "first=" not in url and "second=" in url)
    page.keyboard.type("这里没有这样的名称")  # into the field as it stands, whatever was made anew around it
    expect(page.get_by_text("这里没有这样的名称")).to_be_visible()


def test_one_that_is_not_listed_is_left_out_by_its_name(visit: Visit, many: str) -> None:
    page = visit("paths", base=many, lang="en")
    field = page.get_by_label("Not through these things")
    field.fill("財政局")  # in no name as it is written
    field.press("Enter")
    page.wait_for_url("**without=organization**")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove")).to_have_accessible_name(re.compile("财政局"))


def test_a_picture_of_one_that_is_not_listed_bears_its_name(visit: Visit, many: str) -> None:
    page = visit("export", base=many, lang="en")
    field = page.get_by_label("What to draw")
    field.fill("財政局")
    field.press("Enter")
    page.wait_for_url("**at=organization**")
    page.keyboard.press("Escape")
    settle(page)
    expect(page.get_by_label("Title of the picture")).to_have_value(re.compile("财政局"))
