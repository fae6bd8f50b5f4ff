"""The SPARQL page: a question that takes long is stopped by its button, and others are answered meanwhile."""

from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import Visit

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
NAMES = "SELECT ?name { ?s a maitu:Policy ; rdfs:label ?name }"


def test_a_question_that_takes_long_is_stopped_by_its_button(visit: Visit) -> None:
    page = visit("sparql", lang="en", query=NAMES)
    page.goto(f"{page.url.partition('?')[0]}?lang=en&query={quote(ENDLESS)}")
    expect(page.get_by_text("Running for")).to_be_visible()
    other = visit("sparql", lang="en", query=NAMES)
    expect(other.locator("table.answer")).to_be_visible()
    page.get_by_role("button", name="Stop").last.click()
    expect(page.get_by_text("This question was stopped")).to_be_visible()
    expect(page.get_by_text("Running for")).to_have_count(0)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Running for")).to_be_visible()
