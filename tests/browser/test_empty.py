"""The explorer on no graph at all."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = (
    "", "explore", "whole", "entity", "results", "paths", "compare", "documents", "review", "sparql", "ontology",
    "export",
)


def test_an_empty_graph_tells_what_to_do_on_every_page(visit: Visit, empty_server: str) -> None:
    page = visit(base=empty_server, lang="en")
    for name in PAGES:
        page.goto(f"{empty_server}/{name}?lang=en")
        expect(page.locator(".empty")).to_contain_text("maitu build")
