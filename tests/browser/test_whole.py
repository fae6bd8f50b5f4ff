"""The whole graph as dots, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, settle


def dots(page: Page) -> int:
    """How many dots are drawn."""
    host = page.locator(".dots[data-drawn]")
    host.wait_for()
    expect(page.locator(".dots .problem")).to_be_hidden()
    return int(host.get_attribute("data-drawn") or 0)


def test_everything_is_drawn_coloured_by_class_and_by_community(visit: Visit) -> None:
    page = visit("whole", lang="zh")
    assert dots(page) > 50
    expect(page.locator(".dots .legend li").filter(has_text="地点")).to_be_visible()
    page.get_by_text("社群", exact=True).click()
    page.wait_for_url("**colour=community**")
    expect(page.locator(".dots .legend li").filter(has_text="茅箭区").first).to_be_visible()


def test_a_thing_is_searched_by_name_and_opened_in_explore(visit: Visit) -> None:
    page = visit("whole", lang="en")
    dots(page)
    page.locator(".dots input").fill("茅箭区委组织部")
    page.locator(".dots input").press("Enter")
    page.wait_for_timeout(700)
    page.locator(".dots .pane").press("Enter")
    page.wait_for_url("**/explore?**")
    settle(page)
    assert "at=" in page.url


def test_a_click_on_a_dot_opens_it(visit: Visit) -> None:
    page = visit("whole", lang="zh")
    dots(page)
    page.locator(".dots input").fill("茅箭区委组织部")
    page.locator(".dots input").press("Enter")
    page.wait_for_timeout(900)
    box = page.locator(".dots .pane").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2 - 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/explore?**")


def test_the_dots_are_ended_with_their_page_and_drawn_anew_on_the_way_back(visit: Visit) -> None:
    page = visit("whole", lang="en")
    drawn = dots(page)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    expect(page.locator(".dots")).to_have_count(0)
    page.set_viewport_size({"width": 1000, "height": 700})  # dots that went on would find no room to draw in, and fail
    settle(page)
    page.go_back()
    assert dots(page) == drawn


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_graph_leads_on(visit: Visit, empty_server: str, lang: str) -> None:
    page = visit("whole", base=empty_server, lang=lang)
    expect(page.locator(".empty")).to_be_visible()
