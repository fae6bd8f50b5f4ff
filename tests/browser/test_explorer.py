"""Every page in a real browser: what it shows, where its clicks lead, and what stands in the address."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph.store import open_store
from ontology.terms import INSTANCES
from tests.browser.conftest import Visit, settle

NAMES = {
    "en": (
        "Overview", "Explore", "Entity", "Results", "Paths", "Documents", "SPARQL", "Ontology", "Evaluation",
        "Export",
    ),
    "zh": ("总览", "探索", "详情", "成效", "路径", "文档", "SPARQL", "本体", "评测", "导出"),
}
PLACE = "place/湖北省/十堰市/茅箭区"
FIND_NETWORK = """() => {
  const find = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.net) return element;
      const inside = element.shadowRoot && find(element.shadowRoot);
      if (inside) return inside;
    }
  };
  const element = find(document);
"""
POINTS = FIND_NETWORK + """
  const corner = element.getBoundingClientRect();
  return Object.fromEntries(Object.entries(element.net.getPositions()).map(([id, at]) => {
    const { x, y } = element.net.canvasToDOM(at);
    return [id, [corner.left + x, corner.top + y]];
  }));
}"""
PLACES = FIND_NETWORK + "return element.net.getPositions(); }"
EDGE = FIND_NETWORK + """
  const corner = element.getBoundingClientRect();
  for (const { from, to } of element.net.body.data.edges.get()) {
    const [a, b] = [from, to].map((id) => element.net.canvasToDOM(element.net.getPosition(id)));
    for (let share = 0.4; share < 0.65; share += 0.05) {
      const at = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
      if (!element.net.getNodeAt(at) && element.net.getEdgeAt(at) === `${from}\\n${to}`) {
        return { from, to, x: corner.left + at.x, y: corner.top + at.y };
      }
    }
  }
}"""


def drawn(page: Page) -> dict[str, list[float]]:
    """The nodes in the graph, and where on the screen each of them is."""
    page.locator(".frame[data-drawn]").wait_for()
    page.wait_for_timeout(500)  # until it has moved into the view
    points: dict[str, list[float]] = page.evaluate(POINTS)
    return points


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_opens_in_both_languages_and_themes_and_asks_no_other_machine(
    visit: Visit, lang: str, *, dark: bool
) -> None:
    page = visit(lang=lang, dark=dark)
    for name in NAMES[lang]:
        page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
        page.wait_for_function("name => document.title.includes(name)", arg=name)
        settle(page)
        assert f"lang={lang}" in page.url
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert (sum(int(part) for part in background[4:-1].split(",")[:3]) < 384) is dark


def test_the_language_is_that_of_the_browser_until_it_is_chosen_and_stays_chosen(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_contain_text("总览")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="English").click()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_contain_text("Overview")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Results").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()


def test_counts_on_the_overview_lead_to_the_things_they_count(visit: Visit) -> None:
    page = visit("overview", lang="en")
    card = page.locator(".cards a").filter(has_text="olicy")
    count = int(card.locator("b").inner_text())
    card.click()
    page.wait_for_url("**/explore?**class=Policy**")
    settle(page)
    page.locator(".frame[data-drawn]").wait_for()
    page.get_by_role("button", name="The same things as a table").click()
    rows = page.locator("tbody tr")
    assert 0 < rows.count() <= count
    assert {cell.lower() for cell in rows.locator("td:nth-child(2)").all_inner_texts()} == {"policy"}


def test_a_click_selects_a_node_and_shows_its_facts_and_the_sentence_that_states_each(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    points = drawn(page)
    before = page.evaluate(PLACES)
    node = next(iri for iri in points if "/program/" in iri or "/policy/" in iri)
    page.mouse.click(*points[node])
    expect(page.locator(".panel h1")).to_be_visible()
    assert "select=" in page.url
    expect(page.locator(".panel blockquote mark").first).to_be_visible()
    quote = page.locator(".panel blockquote mark").first.inner_text()
    assert quote in page.locator(".panel blockquote p").first.inner_text()
    assert page.evaluate(PLACES) == before


def test_a_click_selects_an_edge_and_shows_what_it_states(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    drawn(page)
    edge = page.evaluate(EDGE)
    page.mouse.click(edge["x"], edge["y"])
    expect(page.locator(".panel .line").first).to_be_visible()
    assert page.url.count("edge=") == 2
    assert page.locator(".panel blockquote").count() >= 1


def test_a_double_click_expands_keeps_what_was_there_in_place_and_can_be_undone(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    start = drawn(page)
    places = page.evaluate(PLACES)
    (node,) = (iri for iri in start if "爱国优秀人才奋斗教育" in iri)
    page.mouse.dblclick(*start[node])
    page.wait_for_function("location.search.includes('more=')")
    settle(page)
    page.wait_for_function(f"() => Object.keys(({PLACES})()).length > {len(start)}")
    grown = page.evaluate(PLACES)
    assert {iri: grown[iri] for iri in places} == places
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="undo").first.click()
    page.wait_for_function("!location.search.includes('more=')")
    settle(page)
    page.wait_for_function(f"() => Object.keys(({PLACES})()).length === {len(start)}")
    assert set(page.evaluate(PLACES)) == set(start)


def test_a_dragged_node_stays_where_it_was_put(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    points = drawn(page)
    node = next(iri for iri in sorted(points) if PLACE not in iri)
    x, y = points[node]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 25, steps=5)
    page.mouse.up()
    settle(page)
    page.wait_for_timeout(800)
    moved = page.evaluate(PLACES)[node]
    other = next(iri for iri in sorted(points) if iri != node and PLACE not in iri)
    page.mouse.click(*points[other])
    expect(page.locator(".panel h1")).to_be_visible()
    settle(page)
    after = page.evaluate(PLACES)[node]
    assert abs(after["x"] - moved["x"]) < 1
    assert abs(after["y"] - moved["y"]) < 1


def test_a_search_finds_a_thing_by_an_alias_and_opens_it_in_the_graph(visit: Visit) -> None:
    page = visit("explore", lang="zh")
    page.get_by_placeholder("查找并显示").fill("区委组织部")
    page.locator(".found .thing").first.click()
    expect(page.locator(".panel h1")).to_have_text("茅箭区委组织部")
    assert "at=organization" in page.url


def test_a_shared_address_opens_the_same_view(visit: Visit) -> None:
    first = visit("explore", lang="en", at=PLACE, select=PLACE, hops="2")
    nodes = set(drawn(first))
    again = visit(first.url.split("/")[-1].split("?")[0], lang="en", at=PLACE, select=PLACE, hops="2")
    assert set(drawn(again)) == nodes
    expect(again.locator(".panel h1")).to_have_text("茅箭区")
    expect(again.get_by_role("radio", name="2")).to_have_attribute("aria-checked", "true")


def test_back_in_the_browser_goes_back_in_the_graph(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    points = drawn(page)
    node = next(iri for iri in sorted(points) if PLACE not in iri)
    page.mouse.click(*points[node])
    expect(page.locator(".panel h1")).to_be_visible()
    page.go_back()
    expect(page.locator(".panel .guide")).to_be_visible()


def test_the_page_of_a_thing_shows_facts_results_and_mentions_with_their_sentences(visit: Visit) -> None:
    page = visit("entity", lang="en", id=PLACE)
    expect(page.get_by_role("heading", name="茅箭区")).to_be_visible()
    page.locator(".facts summary").first.click(position={"x": 3, "y": 8})
    expect(page.locator("blockquote mark").first).to_be_visible()
    page.locator("blockquote footer a").first.click()
    page.wait_for_url("**/documents?**sentence=**")
    expect(page.locator(".document .here")).to_be_in_viewport()


def test_the_page_of_a_thing_has_a_timeline_neighbours_and_the_reasons_of_its_names(visit: Visit) -> None:
    page = visit("entity", lang="zh", id="organization/茅箭区委组织部")
    page.get_by_role("tab", name="名称与文档").click()
    expect(page.get_by_text("按所属地区补全").first).to_be_visible()
    page.get_by_role("tab", name="邻近").click()
    assert len(drawn(page)) >= 2
    page = visit("entity", lang="en", id=PLACE)
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_role("heading", name="2016")).to_be_visible()


def test_results_are_filtered_and_each_opens_its_sentence(visit: Visit) -> None:
    page = visit("results", lang="zh", unit="人次")
    rows = page.locator("table.outcomes tbody tr")
    expect(rows.first).to_contain_text("人次")
    assert all("人次" in text for text in rows.locator("td:nth-child(2)").all_inner_texts())
    rows.filter(has_text="5,413").locator("summary").first.click()
    expect(rows.locator("blockquote mark").first).to_contain_text("5413")
    page.get_by_role("button", name="保存").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "5413" in Path(download.value.path()).read_text("utf-8-sig")


def test_which_programme_trained_most_is_three_clicks_from_the_overview(visit: Visit) -> None:
    page = visit(lang="zh")
    page.get_by_text("全部成效").click()
    page.get_by_test_id("stButtonGroup").get_by_text("人次", exact=True).click()
    page.wait_for_url("**unit=**")
    settle(page)
    page.locator("table.outcomes summary").first.click()
    expect(page.locator("table.outcomes blockquote").first).to_contain_text("5413")


def test_a_path_is_drawn_and_told_with_the_sentence_behind_each_step(visit: Visit, graph_folder: Path) -> None:
    with open_store(graph_folder) as store:
        found = store.select("SELECT ?a ?b { ?place maitu:runs ?a, ?b FILTER(?a != ?b) } ORDER BY ?a ?b LIMIT 1")[0]
    start, end = (term.value.removeprefix(INSTANCES) for term in found if term)
    page = visit("paths", lang="en", start=start, end=end)
    assert len(drawn(page)) >= 3
    expect(page.locator(".steps .line").first).to_be_visible()
    assert page.locator(".steps blockquote").count() >= 2


def test_a_path_is_led_round_things_relations_and_hubs(visit: Visit, graph_folder: Path) -> None:
    with open_store(graph_folder) as store:
        found = store.select("SELECT ?a ?b { ?place maitu:runs ?a, ?b FILTER(?a != ?b) } ORDER BY ?a ?b LIMIT 1")[0]
    start, end = (term.value.removeprefix(INSTANCES) for term in found if term)
    page = visit("paths", lang="zh", start=start, end=end)
    expect(page.locator(".steps .line").first).to_be_visible()
    for state in ({"hubs": "round"}, {"less": "runs"}, {"without": PLACE}):
        other = visit("paths", lang="zh", start=start, end=end, **state)
        lines = other.locator(".steps .line")
        expect(other.locator(".steps .line, [data-testid=stAlert]").first).to_be_visible()
        assert all("茅箭区 实施" not in text for text in lines.all_inner_texts())


def test_the_reader_marks_things_and_figures_and_leads_to_them(visit: Visit) -> None:
    page = visit("documents", lang="en", document="document/maojian.txt")
    expect(page.locator(".document .title").first).to_contain_text("强基固本促发展")
    expect(page.locator(".document mark").first).to_be_visible()
    page.locator(".document a.mark").filter(has_text="茅箭区").first.click()
    page.wait_for_url("**/entity?**")


def test_the_keyboard_steps_from_mark_to_mark_and_follows_one(visit: Visit) -> None:
    page = visit("documents", lang="zh", document="document/maojian.txt")
    page.locator(".document").focus()
    page.keyboard.press("n")
    focused = "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).textContent"
    first = page.evaluate(focused)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    assert page.evaluate(focused) == first
    assert 0 < len(first) < 40
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity?**")


def test_saved_questions_are_answered_as_table_graph_and_files(visit: Visit) -> None:
    page = visit("sparql", lang="en", query="SELECT ?s ?name { ?s a maitu:Policy ; rdfs:label ?name }")
    expect(page.locator("table.answer")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_text("CSV", exact=True).click()
    assert "办法" in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("tab", name="Graph").click()
    assert drawn(page)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT ?s {", "SPARQL"),
        ("DROP ALL", "DROP"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(visit: Visit, query: str, word: str) -> None:
    page = visit("sparql", lang="en", query=query)
    expect(page.get_by_role("alert").filter(has_text=word)).to_be_visible()


def test_pictures_and_data_can_be_downloaded(visit: Visit) -> None:
    page = visit("export", lang="en", at=PLACE, format="svg")
    with page.expect_download() as picture:
        page.get_by_text("Download SVG").click()
    assert "<svg" in Path(picture.value.path()).read_text("utf-8")[:1000]
    with page.expect_download() as data:
        page.get_by_text("ttl · Turtle").click()
    assert "茅箭区" in Path(data.value.path()).read_text("utf-8")


def test_an_address_of_nothing_says_so(visit: Visit) -> None:
    page = visit("entity", lang="en", id="place/nowhere")
    expect(page.get_by_test_id("stAlert")).to_contain_text("nowhere")


def test_the_ontology_tells_what_its_terms_mean_and_checks_the_graph(visit: Visit) -> None:
    page = visit("ontology", lang="zh")
    row = page.locator("tbody tr").filter(has_text="maitu:Program").first
    expect(row).to_contain_text("项目")
    page.get_by_role("tab", name="检查图谱").click()
    page.get_by_text("开始检查").click()
    expect(page.get_by_text("图谱完全符合形状约束。")).to_be_visible()
