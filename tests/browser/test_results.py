"""The page Results in a real Chromium: from a chart's bar to the sentence behind it."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.browser.conftest import Visit, settle


def test_a_bar_leads_to_the_sentences_of_its_sum(visit: Visit) -> None:
    page = visit("results", lang="zh", unit="人次", by="subject")
    page.locator(".bars a").first.click()
    page.wait_for_url("**bar=**")
    expect(page.locator("table.outcomes blockquote mark").first).to_be_visible()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(1)


def test_sums_stand_in_a_table_by_two_sides_and_each_cell_leads_to_its_sentences(visit: Visit) -> None:
    page = visit("results", lang="en", unit="人次", by="subject", against="indicator")
    cell = page.locator("table.pivot td a").first
    summed = cell.inner_text()
    cell.click()
    page.wait_for_url("**cell=**")
    expect(page.locator("table.outcomes tbody tr")).to_have_count(1)
    expect(page.locator("table.outcomes .figure b")).to_have_text(summed)
    expect(page.locator("table.outcomes blockquote mark").first).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("table.outcomes tbody tr")).not_to_have_count(1)


def test_figures_are_filtered_by_whose_they_are_by_year_and_by_value(visit: Visit) -> None:
    page = visit("results", lang="en", least="1000")
    rows = page.locator("table.outcomes tbody tr")
    expect(rows.first).to_be_visible()
    few = rows.count()
    assert few < 15
    page.get_by_label("At least").fill("10000")
    page.get_by_label("At least").press("Enter")
    page.wait_for_url("**least=10000**")
    settle(page)
    expect(rows).not_to_have_count(few)


def test_every_chart_is_shown_and_taken_away_as_picture_and_workbook(visit: Visit) -> None:
    for side in ("figures", "program", "subject", "place", "indicator", "year"):
        page = visit("results", lang="zh", by=side)
        expect(page.locator("table.outcomes")).to_be_visible()
    page.locator(".lines a.point").first.click()
    page.wait_for_url("**cell=**")
    expect(page.locator("table.outcomes blockquote mark").first).to_be_visible()
    page.get_by_role("button", name="保存").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert "xl/workbook.xml" in ZipFile(download.value.path()).namelist()
