"""An exported page in a real Chromium: it draws, asks nobody for anything, and obeys no document."""

from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser

from graph.picture import draw
from graph.positions import positions

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
NETWORK = "document.querySelector('#network').network"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_exported_page_draws_by_itself_and_shows_hostile_names_as_text(
    browser: Browser, tmp_path: Path, theme: str
) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_node("a", label=HOSTILE, type="Program")
    network.add_node("b", label="青山县委", type="Organization")
    network.add_edge("b", "a", "runs", predicate="runs")
    file = tmp_path / "picture.html"
    file.write_bytes(draw(network, positions(network), HOSTILE, "zh", picture_format="html", theme=theme))

    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.set_default_timeout(20_000)
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("#network[data-drawn='2']")

    assert page.evaluate("document.fonts.check('14px \"Maitu Sans SC\"', '青山县委')")
    assert page.inner_text("h1") == HOSTILE
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert page.locator("footer li").all_inner_texts() == ["组织", "项目", "开展"]

    box = page.locator("#network canvas").bounding_box()
    assert box
    at = page.evaluate("network => network.canvasToDOM(network.getPosition('a'))", page.evaluate_handle(NETWORK))
    page.mouse.move(box["x"] + at["x"] + 30, box["y"] + at["y"] + 30)
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"], steps=3)
    tooltip = page.wait_for_selector("div.vis-tooltip")
    assert tooltip
    assert tooltip.inner_text() == f"{HOSTILE}\n项目"
    assert page.locator("div.vis-tooltip :not(br)").count() == 0

    assert asked[0] == file.as_uri()
    assert all(url.startswith(("data:", "blob:")) for url in asked[1:])
    assert errors == []
    page.close()
