"""From the Overview to sentences: relations, evidence and meaning walked in both languages, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, settle

PLACE = "place/湖北省/十堰市/茅箭区"
COMMITTEE = "organization/茅箭区委"
WORDS = {
    "en": {
        "trained": "Which programme trained the most people?", "open": "Open in the document", "timeline": "Timeline",
        "neighbours": "Neighbours", "offsets": r"characters \d+–\d+", "sentences": "Sentences", "gap": "not stated",
        "chains": "From policy to result", "diagram": "Diagram", "examples": "Examples", "table": "as a table",
    },
    "zh": {
        "trained": "哪个项目培训的人最多？", "open": "在文档中打开", "timeline": "时间线", "neighbours": "邻近",
        "offsets": r"第 \d+–\d+ 字", "sentences": "原句", "gap": "未说明", "chains": "从政策到成效",
        "diagram": "关系图", "examples": "实例", "table": "列表",
    },
}
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
PAGES = (
    "", f"entity?id={PLACE}&tab=results", f"entity?id={PLACE}&tab=neighbours&select={PLACE}",
    "paths?tab=chains", f"paths?start={COMMITTEE}&end={PLACE}", f"compare?first={COMMITTEE}&second={PLACE}",
    "ontology?tab=diagram&select=Program", "whole",
)

both = pytest.mark.parametrize("lang", ["en", "zh"])


def tells_its_sentence(quote: Locator, words: dict[str, str]) -> None:
    """A sentence is there with what is quoted marked, its offsets, and the way into its document."""
    expect(quote.locator("mark").first).to_be_visible()
    expect(quote.locator("footer")).to_contain_text(re.compile(words["offsets"]))
    expect(quote.get_by_text(words["open"], exact=True)).to_be_visible()


def point_of(page: Page, frame: str, script: str) -> tuple[float, float]:
    """Where on the screen something in a drawing is; `script` gives its place in the drawing of `net`."""
    page.locator(f"{frame}[data-drawn]").wait_for()
    page.wait_for_timeout(500)  # until it has moved into the view
    x, y = page.locator(f"{frame} .canvas").evaluate(
        f"""pane => {{
            const corner = pane.getBoundingClientRect();
            const net = pane.net;
            const at = net.canvasToDOM({script});
            return [corner.left + at.x, corner.top + at.y];
        }}"""
    )
    return x, y


@both
def test_who_trained_the_most_people_is_read_two_clicks_from_the_overview(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit(lang=lang)
    answer = page.locator(".answers section").filter(has_text=words["trained"]).locator("details").first
    expect(answer).to_be_in_viewport()
    expect(answer).to_contain_text("茅箭区委党校")
    answer.locator("summary").first.click()
    expect(answer.locator("blockquote mark").first).to_contain_text("5413")
    tells_its_sentence(answer.locator("blockquote").first, words)
    answer.get_by_text(words["open"], exact=True).click()
    page.wait_for_url("**/documents?**sentence=**")
    expect(page.locator(".document .here")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name=words["trained"]).click()
    page.wait_for_url("**/results?**")
    expect(page.locator("table.outcomes tbody tr").first).to_contain_text("5,413")


@both
def test_the_open_tab_of_a_thing_stands_in_its_address(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit("entity", lang=lang, id=PLACE)
    page.get_by_role("tab", name=words["timeline"]).click()
    page.wait_for_url("**tab=timeline**")
    page.get_by_role("tab", name=words["neighbours"]).click()
    page.wait_for_url("**tab=neighbours**")
    settle(page)
    x, y = point_of(page, ".frame", f"net.getPosition(net.body.nodeIndices.find(id => id.endsWith({PLACE!r})))")
    page.mouse.click(x, y)
    page.wait_for_url("**select=**")
    panel = page.locator(".panel")
    expect(panel.locator("h1")).to_have_text("茅箭区")
    tells_its_sentence(panel.locator("blockquote").first, words)
    page.reload()
    expect(page.locator(".panel h1")).to_have_text("茅箭区")
    page.go_back()
    expect(page.locator(".panel h1")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("tab", name=words["timeline"])).to_have_attribute("aria-selected", "true")
    expect(page.locator("section.group h3").first).to_have_text("2020")
    page.get_by_role("tab").last.click()
    expect(page.get_by_text("十堰市 › 湖北省")).to_be_visible()


@both
def test_a_line_of_a_path_shows_its_sentence_and_gaps_of_chains_are_marked(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit("paths", lang=lang)
    page.locator(".pairs a").first.click()
    page.wait_for_url("**start=**end=**")
    settle(page)
    x, y = point_of(
        page, ".frame",
        """(() => {
            const { from, to } = net.body.data.edges.get()[0];
            const [a, b] = [net.getPosition(from), net.getPosition(to)];
            return { x: a.x * 0.55 + b.x * 0.45, y: a.y * 0.55 + b.y * 0.45 };
        })()""",
    )
    page.mouse.click(x, y)
    page.wait_for_url("**edge=**")
    tells_its_sentence(page.locator(".panel blockquote").first, words)
    page.get_by_role("tab", name=words["chains"]).click()
    expect(page.locator(".chains .gap").filter(has_text=words["gap"]).first).to_be_visible()
    page.locator(".chains").get_by_text(words["sentences"], exact=True).first.click()
    page.wait_for_url("**chain=**")
    page.reload()
    tells_its_sentence(page.locator(".chains .sentences blockquote").first, words)


@both
def test_what_is_compared_shows_its_sentences(visit: Visit, lang: str) -> None:
    page = visit("compare", lang=lang, first=PLACE, second=COMMITTEE)
    shared = page.locator("table.compare .both details").first
    shared.locator("summary").first.click(position={"x": 4, "y": 10})
    tells_its_sentence(shared.locator("blockquote").first, WORDS[lang])


def test_a_class_two_steps_below_the_things_has_its_examples_and_all_its_relations(visit: Visit) -> None:
    page = visit("ontology", lang="en", term="PartyBranch")
    expect(page.locator(".term a.thing").filter(has_text="驰田汽车股份有限公司党支部").first).to_be_visible()
    expect(page.locator(".term a[href*='term=partOf']").first).to_be_visible()


@both
def test_a_class_of_the_diagram_tells_what_it_is_and_its_page_leads_on(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit("ontology", lang=lang, tab="diagram")
    x, y = point_of(page, ".frame", "net.getPosition('Program')")
    page.mouse.click(x, y)
    page.wait_for_url("**select=Program**")
    expect(page.locator(".term code").filter(has_text="maitu:Program")).to_be_visible()
    page.locator(".term h1 a").click()
    page.wait_for_url("**term=Program**")
    expect(page.locator(".frame")).to_have_count(0)
    expect(page.get_by_role("heading", name=words["examples"])).to_be_visible()
    page.locator(".term a[href*='term=runs']").first.click()
    page.wait_for_url("**term=runs**")
    tells_its_sentence(page.locator(".term blockquote").first, words)
    page.locator(".term p.line a.thing").first.click()
    page.wait_for_url("**/entity?**")


def test_a_second_click_while_the_first_one_is_answered_breaks_nothing(visit: Visit) -> None:
    page = visit("ontology", lang="en", tab="diagram", select="Program")
    first, second = (page.locator(f".term {link}").first.element_handle() for link in ("h1 a", "a[href*='term=runs']"))
    first.evaluate("(first, second) => { first.click(); setTimeout(() => second.click(), 150); }", second)
    page.wait_for_url("**term=**")
    expect(page.locator(".frame")).to_have_count(0)
    page.wait_for_timeout(1500)  # for the answer to the second click
    expect(page.locator(".term h1")).to_be_visible()


@both
def test_the_table_of_the_whole_graph_selects_its_dots(visit: Visit, lang: str) -> None:
    page = visit("whole", lang=lang)
    page.locator("[data-testid=stExpander] summary").filter(has_text=WORDS[lang]["table"]).click()
    page.locator("tbody a.thing").filter(has_text="茅箭区委").first.click()
    page.wait_for_url("**select=**")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("茅箭区委")
    page.wait_for_timeout(600)
    page.locator(".dots .pane").press("Enter")
    page.wait_for_url("**/explore?**")


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("zh", True)], ids=["light", "dark"])
def test_every_text_stands_out_and_no_page_is_wider_than_the_screen(
    visit: Visit, server: str, lang: str, *, dark: bool
) -> None:
    page = visit(lang=lang, dark=dark)
    for name in PAGES:
        page.goto(f"{server}/{name}{'&' if '?' in name else '?'}lang={lang}")
        settle(page)
        page.wait_for_timeout(200)
        assert (name, page.evaluate(CONTRAST)) == (name, [])
        main = page.get_by_test_id("stMain")
        for width in (1280, 820):
            page.set_viewport_size({"width": width, "height": 720})
            assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0, (name, width)
