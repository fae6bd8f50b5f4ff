"""The page Compare in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_two_things_stand_side_by_side_and_lead_on(visit: Visit) -> None:
    page = visit("compare", lang="zh", first="place/湖北省/十堰市/茅箭区", second="organization/茅箭区委")
    expect(page.locator("table.compare th").filter(has_text="共有")).to_be_visible()
    page.locator("table.compare a.thing").first.click()
    page.wait_for_url("**/entity?**")


def test_nothing_chosen_says_what_to_do(visit: Visit) -> None:
    page = visit("compare", lang="en", kind="documents")
    expect(page.get_by_text("Choose two things or two documents")).to_be_visible()
