"""The explorer on no graph at all."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

PAGES = ("", "explore", "entity", "results", "paths", "documents", "sparql", "ontology", "export")

Visit = Callable[..., Page]


def test_an_empty_graph_tells_what_to_do_on_every_page(visit: Visit, empty_server: str) -> None:
    page = visit(base=empty_server, lang="en")
    for name in PAGES:
        page.goto(f"{empty_server}/{name}?lang=en")
        expect(page.locator(".empty")).to_contain_text("maitu build")
