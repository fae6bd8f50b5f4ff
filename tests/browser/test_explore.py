"""The page Explore: all that is done to the view, by mouse and by keys, and what stands in the address then."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.build import build, document_iri
from graph.document import from_text
from graph.extract import extract
from graph.store import open_store
from tests.browser.conftest import Visit, settle

PLACE = "place/湖北省/十堰市/茅箭区"
COMMITTEE = "organization/茅箭区监委"
PLACES = "canvas => canvas.view.net.getPositions()"
POINTS = """canvas => {
  const box = canvas.getBoundingClientRect();
  const { net, nodes } = canvas.view;
  return Object.fromEntries(nodes.getIds().map((id) => {
    const at = net.canvasToDOM(net.getPosition(id));
    return [id, [box.left + at.x, box.top + at.y]];
  }));
}"""
MIDDLES = """canvas => {
  const box = canvas.getBoundingClientRect();
  const { net, edges } = canvas.view;
  return edges.get().map((edge) => {
    const at = net.canvasToDOM(net.body.edges[edge.id].edgeType.getPoint(0.5));
    return { id: edge.id, count: edge.count ?? 0, x: box.left + at.x, y: box.top + at.y };
  });
}"""


def look(page: Page, script: str) -> Any:
    return page.locator(".canvas").evaluate(script)


def settled(page: Page) -> None:
    page.wait_for_timeout(300)  # for what the drawing tells some time after a click
    settle(page)


def drawn(page: Page) -> dict[str, list[float]]:
    """The nodes in the drawing, and where on the screen each of them is."""
    settle(page)
    page.locator(".frame[data-drawn]").wait_for()
    page.wait_for_timeout(600)  # until it has moved into the view
    points: dict[str, list[float]] = look(page, POINTS)
    return points


def chosen(page: Page) -> list[str]:
    found: list[str] = look(page, "canvas => canvas.view.chosen.nodes")
    return found


def count(page: Page, nodes: int) -> None:
    expect(page.locator(".frame")).to_have_attribute("data-drawn", str(nodes))


def one_of(points: dict[str, list[float]], kind: str) -> str:
    return next(iri for iri in sorted(points) if f"/{kind}/" in iri and PLACE not in iri)


@pytest.fixture(scope="module")
def parallel(tmp_path_factory: pytest.TempPathFactory, serve_store: Callable[[Path], str]) -> str:
    """An explorer on documents of three years in which two things are joined by several relations."""
    folder = tmp_path_factory.mktemp("parallel") / "store"
    with open_store(folder, write=True) as store:
        for year, text in (
            ("2019", "青岩县委组织部开展“头雁培育计划”。青岩县委组织部参加“头雁培育计划”。"),
            ("2021", "青岩县委组织部出台《人才工作办法》，开展“强基行动”。"),
            ("2022", "2018年，青岩县委组织部实施“春苗计划”，培训干部300人次。"),
            ("2023", "青岩县委组织部参加“头雁培育计划”，青岩县民政局开展“银龄行动”。"),
        ):
            document = from_text(f"{year}.txt", f"# 青岩县工作综述\n\n{year}年3月1日\n\n{text}\n")
            store.replace(document_iri(document), build(extract(document), document))
    return serve_store(folder)


def test_shift_adds_to_the_selection_and_the_panel_tells_of_all(visit: Visit) -> None:
    page = visit("explore", lang="en", at=PLACE)
    points = drawn(page)
    first, second = sorted(points, key=lambda iri: points[iri][0])[0::10][:2]
    page.mouse.click(*points[first])
    page.keyboard.down("Shift")
    page.mouse.click(*points[second])
    page.keyboard.up("Shift")
    expect(page.get_by_text("2 things are selected")).to_be_visible()
    assert set(chosen(page)) == {first, second}
    expect(page.locator(".chosen")).to_contain_text("2 selected")


@pytest.mark.parametrize("lasso", [False, True], ids=["frame", "lasso"])
def test_a_frame_or_a_lasso_selects_many_and_the_address_stays_short(visit: Visit, *, lasso: bool) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    points = drawn(page)
    box = page.locator(".canvas").bounding_box()
    assert box
    left, top, right, bottom = box["x"] + 5, box["y"] + 45, box["x"] + box["width"] / 2, box["y"] + box["height"] - 5
    inside = {iri for iri, (x, y) in points.items() if left < x < right and top < y < bottom}
    if lasso:
        page.get_by_role("button", name="多选").click()
    else:
        page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 5)) if lasso else ((right, bottom),):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert set(chosen(page)) == inside
    assert len(inside) > 5
    expect(page.get_by_text(f"已选中 {len(inside)} 个事物")).to_be_visible()
    assert len(page.url) < 900
    page.reload()
    drawn(page)
    assert set(chosen(page)) == inside


def test_all_is_done_by_keys(visit: Visit) -> None:
    page = visit("explore", lang="en", at=COMMITTEE)
    start = drawn(page)
    assert len(start) > 1
    page.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    (first,) = chosen(page)
    others = {iri: at for iri, at in start.items() if iri != first}
    there, here = next(iter(others.values())), start[first]
    across = abs(there[0] - here[0]) > abs(there[1] - here[1])
    forward = there[0] > here[0] if across else there[1] > here[1]
    page.keyboard.press({(True, True): "ArrowRight", (True, False): "ArrowLeft", (False, True): "ArrowDown"}.get(
        (across, forward), "ArrowUp"))
    (second,) = chosen(page)
    assert second != first
    expect(page.locator(".panel h1")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**more=**")
    grown = drawn(page)
    assert len(grown) > len(start)
    page.locator(".canvas").focus()
    page.keyboard.press("Delete")
    page.wait_for_url("**hide=**")
    smaller = drawn(page)
    assert len(smaller) == len(grown) - 1
    page.locator(".canvas").focus()
    page.keyboard.press("Control+z")
    count(page, len(grown))
    page.keyboard.press("Control+z")
    count(page, len(start))
    page.keyboard.press("Control+y")
    count(page, len(grown))
    page.keyboard.press("Control+a")
    assert len(chosen(page)) == len(grown)
    page.keyboard.press("Escape")
    assert chosen(page) == []
    expect(page.locator(".panel .guide")).to_be_visible()


def test_each_relation_is_counted_and_expanded_alone(visit: Visit) -> None:
    page = visit("explore", lang="en", at=COMMITTEE, select=PLACE)
    start = drawn(page)
    link = page.locator(".openings a").filter(has_text="runs → programme").first
    total = int(re.findall(r"\((\d+)\)", link.inner_text())[0])
    link.click()
    page.wait_for_url("**more=**")
    count(page, len(drawn(page)))
    grown = drawn(page)
    new = set(grown) - set(start)
    assert len([iri for iri in grown if "/program/" in iri]) >= total
    assert all("/program/" in iri for iri in new)
    expect(page.locator(".openings .quiet").filter(has_text="runs → programme")).to_contain_text("all shown")
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="undo").first.click()
    count(page, len(start))


def test_things_are_hidden_shown_again_and_focused(visit: Visit) -> None:
    page = visit("explore", lang="en", at=PLACE)
    points = drawn(page)
    node = one_of(points, "policy")
    page.mouse.click(*points[node])
    page.locator(".chosen").get_by_text("Hide").click()
    count(page, len(points) - 1)
    assert node not in drawn(page)
    page.get_by_text("Show what is hidden (1)").click()
    count(page, len(points))
    page.mouse.click(*drawn(page)[node])
    page.locator(".chosen").get_by_text("Focus").click()
    page.wait_for_function("decodeURIComponent(location.search).includes('at=policy/')")
    focused = drawn(page)
    assert 1 < len(focused) < len(points)
    assert node in focused
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="undo").first.click()
    count(page, len(points))
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="redo").first.click()
    count(page, len(focused))


def test_parallel_relations_are_one_line_with_a_count_and_unfold_on_a_click(visit: Visit, parallel: str) -> None:
    page = visit("explore", lang="zh", base=parallel)
    drawn(page)
    bundle = next(edge for edge in look(page, MIDDLES) if edge["count"] == 2)
    page.mouse.click(bundle["x"], bundle["y"])
    expect(page.locator(".panel .line")).to_have_count(2)
    strands = [edge for edge in look(page, MIDDLES) if edge["id"].startswith(bundle["id"])]
    assert len(strands) == 2
    page.mouse.click(strands[0]["x"], strands[0]["y"])
    expect(page.locator(".panel .line")).to_have_count(1)
    assert page.url.count("edge=") == 3
    page.locator(".canvas").focus()
    page.keyboard.press("Escape")
    assert [edge["count"] for edge in look(page, MIDDLES) if edge["id"] == bundle["id"]] == [2]


def test_periods_documents_and_confidence_filter_what_is_stated(visit: Visit, parallel: str) -> None:
    names = "canvas => canvas.view.data.nodes.map((node) => node.name).join()"
    page = visit("explore", lang="zh", base=parallel)
    drawn(page)
    shown = {}
    for first, last in (("", ""), ("2022", ""), ("2018", "2018"), ("2020", "2021")):
        page.goto(f"{parallel}/explore?lang=zh&from={first}&to={last}")
        drawn(page)
        shown[first, last] = {name for name in ("银龄", "强基", "春苗") if name in look(page, names)}
    assert shown == {
        ("", ""): {"银龄", "强基", "春苗"}, ("2022", ""): {"银龄"}, ("2018", "2018"): {"春苗"},
        ("2020", "2021"): {"强基"},
    }
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_test_id("stTooltipIcon").first.hover()
    expect(page.get_by_text("句中没有时期的，取文档的年份").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("去掉全部筛选").click()
    page.wait_for_url(lambda url: "from=" not in url)
    drawn(page)
    assert "银龄" in look(page, names)
    edges = look(page, "canvas => canvas.view.data.edges.length")
    page.goto(f"{parallel}/explore?lang=zh&sure=0.7")
    drawn(page)
    assert 0 < look(page, "canvas => canvas.view.data.edges.length") < edges


def test_a_search_in_the_view_marks_what_it_finds_and_enter_goes_on(visit: Visit) -> None:
    page = visit("explore", lang="en", at=PLACE)
    drawn(page)
    field = page.get_by_label("Find in this view")
    field.fill("党")
    found = look(page, "canvas => canvas.view.found")
    assert len(found) > 2
    expect(page.locator(".seek .found")).to_have_text(f"1 of {len(found)}")
    field.press("Enter")
    assert chosen(page) == found[:1]
    field.press("Enter")
    assert chosen(page) == found[1:2]
    expect(page.locator(".panel h1")).to_be_visible()
    field.press("Escape")
    assert look(page, "canvas => canvas.view.found") == []
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    page.wait_for_timeout(400)
    small = page.locator(".map")
    expect(small).to_be_hidden()
    for _ in range(4):
        page.keyboard.press("+")
        page.wait_for_timeout(250)
    expect(small).to_be_visible()
    expect(small).to_have_attribute("aria-label", "Where you are: click or drag to move the view")
    box = small.bounding_box()
    assert box
    centre = "canvas => canvas.view.net.getViewPosition()"
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    corner = look(page, centre)
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 20, steps=3)
    page.mouse.up()
    assert look(page, centre)["x"] > corner["x"] + 100
    assert look(page, centre)["y"] > corner["y"] + 100
    assert chosen(page) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_legend_says_what_colours_mean_and_selects_a_group(visit: Visit, lang: str) -> None:
    page = visit("explore", lang=lang, at=PLACE, hops="2", colour="community", size="pagerank", label="degree")
    drawn(page)
    expect(page.locator(".legend .meaning")).to_contain_text("PageRank")
    entry = page.locator(".legend [data-group='1']")
    members = int(entry.locator("small").inner_text())
    entry.click()
    assert len(chosen(page)) == members
    assert look(page, "canvas => canvas.view.data.nodes.every(({ words, links }) => words[0] === String(links))")
    page.locator(".legend [data-relation=runs]").click()
    assert len(chosen(page)) > 2


def test_layouts_differ_keep_every_node_and_stand_in_the_address(visit: Visit) -> None:
    places = "canvas => JSON.stringify(canvas.view.net.getPositions())"
    seen = set()
    for layout in ("force", "layered", "place"):
        page = visit("explore", lang="en", at=PLACE, layout=layout)
        drawn(page)
        seen.add(look(page, places))
    assert len(seen) == 3


def test_places_hold_whatever_is_done_and_a_reload_shows_the_same(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=COMMITTEE)
    points = drawn(page)
    seen = look(page, PLACES)
    place = next(iri for iri in points if iri.endswith(PLACE))
    page.mouse.dblclick(*points[place])
    page.wait_for_url("**more=**")
    grown = drawn(page)
    assert len(grown) > len(points) + 5
    after = look(page, PLACES)
    assert {iri: after[iri] for iri in seen} == seen
    node = one_of(grown, "policy")
    x, y = grown[node]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 30, steps=5)
    page.mouse.up()
    page.wait_for_url("**pin=**")
    drawn(page)
    assert look(page, "canvas => [...canvas.view.pinned]") == [node]
    pinned = look(page, PLACES)
    assert pinned[node] != after[node]
    assert pinned | {node: 0} == after | {node: 0}
    page.get_by_text("English", exact=True).click()
    page.wait_for_url("**lang=en**")
    page.get_by_role("button", name="Filters").wait_for()
    drawn(page)
    assert look(page, PLACES) == pinned
    address = page.url
    page.goto(address + "&relation=issued")
    fewer = drawn(page)
    assert 1 < len(fewer) < len(grown)
    assert {iri: at for iri, at in pinned.items() if iri in fewer} == look(page, PLACES)
    page.goto(address)
    drawn(page)
    assert look(page, PLACES) == pinned
    page.mouse.click(*drawn(page)[node])
    page.locator(".chosen").get_by_text("Unpin").click()
    page.wait_for_url(lambda url: "pin=" not in url)
    drawn(page)
    assert look(page, PLACES) == after
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="undo").first.click()
    page.wait_for_url("**pin=**")
    drawn(page)
    assert look(page, PLACES) == pinned


def test_the_table_beside_the_drawing_selects_the_same(visit: Visit) -> None:
    page = visit("explore", lang="en", at=PLACE)
    points = drawn(page)
    page.get_by_role("button", name="The same things as a table").click()
    expect(page.locator(".list tbody tr")).to_have_count(len(points))
    page.locator(".list tbody button").nth(1).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    row = page.locator(".list tr[aria-selected=true]")
    expect(row).to_have_count(1)
    assert chosen(page) == [row.get_attribute("data-id")]
    expect(page.locator(".panel h1")).to_have_text(row.locator("button").inner_text())
    last = look(page, "canvas => canvas.view.frame.querySelector('.list tbody tr:last-child').dataset.id")
    page.wait_for_timeout(500)
    page.mouse.click(*drawn(page)[last])
    expect(row).to_have_attribute("data-id", last)
    expect(row).to_be_in_viewport()


def test_a_selection_does_not_send_the_drawing_again(visit: Visit) -> None:
    page = visit("explore", lang="zh", at=PLACE)
    points = drawn(page)
    look(page, "canvas => { canvas.view.data.untouched = true; }")
    page.mouse.click(*points[one_of(points, "policy")])
    expect(page.locator(".panel h1")).to_be_visible()
    assert look(page, "canvas => canvas.view.data.untouched === true")


def test_pictures_look_as_the_view_does_and_tables_hold_its_data(visit: Visit, parallel: str) -> None:
    page = visit("explore", lang="zh", base=parallel, dark=True, colour="community", size="documents")
    drawn(page)
    page.locator(".legend").get_by_text("第 1 组").wait_for()

    def saved(name: str) -> str:
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        return Path(download.value.path()).read_text("utf-8-sig")

    def data(html: str, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(html.split(f'id="{name}">')[1].partition("</script>")[0])
        return found

    page.get_by_role("button", name="保存").click()
    html = saved("HTML")
    drawing = {node["id"]: node for node in look(page, "canvas => canvas.view.data.nodes")}
    nodes = {node["id"]: node for node in data(html, "nodes")}
    for key in ("x", "y", "size"):
        assert {iri: node[key] for iri, node in nodes.items()} == {iri: node[key] for iri, node in drawing.items()}
    assert all(nodes[iri]["color"]["background"] == drawing[iri]["color"]["background"] for iri in drawing)
    assert "颜色：联系紧密的群组 · 大小：文档数" in html
    assert "第 1 组 (" in html
    assert "政策文件" not in html.split("<footer>")[1].split("</footer>")[0]
    lines = data(html, "edges")
    assert [edge["label"] for edge in lines if edge.get("width", 0) > 2] == ["2"]
    dark, light = "#11181f", "#ffffff"
    assert dark in saved("SVG").lower()
    page.get_by_text("浅色，适合打印").click()
    settled(page)
    printed = saved("SVG").lower()
    assert light in printed
    assert dark not in printed
    assert "开展" in saved("关系（CSV）")
    page.keyboard.press("Escape")
    bundle = next(edge for edge in look(page, MIDDLES) if edge["count"] == 2)
    page.mouse.click(bundle["x"], bundle["y"])
    expect(page.locator(".panel .line")).to_have_count(2)
    page.get_by_role("button", name="保存").click()
    assert len(data(saved("HTML"), "edges")) == len(lines) + 1


def test_a_view_is_shared_by_its_address(visit: Visit) -> None:
    state = {"at": PLACE, "hops": "2", "layout": "circle", "colour": "community", "relation": ["runs", "issued"]}
    page = visit("explore", lang="en", **state)
    first = drawn(page)
    page.mouse.click(*first[one_of(first, "policy")])
    expect(page.locator(".panel h1")).to_be_visible()
    page.wait_for_url("**select=**")
    address = page.url
    page.reload()
    assert set(drawn(page)) == set(first)
    assert len(chosen(page)) == 1
    assert unquote(page.url) == unquote(address)


def test_what_is_left_out_is_told_with_ways_to_see_it(
    visit: Visit, tmp_path_factory: pytest.TempPathFactory, serve_store: Callable[[Path], str]
) -> None:
    folder = tmp_path_factory.mktemp("many") / "store"
    with open_store(folder, write=True) as store:
        for number in range(4):
            text = "".join(f"青岩县第{number}{one:02}中学开展“星火{number}{one:02}计划”。" for one in range(50))
            document = from_text(f"{number}.txt", f"# 青岩县工作综述\n\n{text}\n")
            store.replace(document_iri(document), build(extract(document), document))
    page = visit("explore", lang="zh", base=serve_store(folder))
    assert 200 < len(drawn(page)) <= 300
    expect(page.get_by_text("未显示：筛选、查找或展开即可看到")).to_be_in_viewport()
    page.get_by_role("button", name="查看全图").click()
    page.wait_for_url("**/whole**")


def test_on_a_tablet_taps_select_open_and_add_and_nothing_lies_over_anything(visit: Visit, browser: Browser) -> None:
    page = visit("explore", lang="en", at=COMMITTEE)
    address = page.url
    context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    try:
        page = context.new_page()
        page.goto(address)
        points = drawn(page)
        node = next(iri for iri in points if PLACE in iri)
        page.touchscreen.tap(*points[node])
        expect(page.locator(".panel h1")).to_be_in_viewport()
        assert chosen(page) == [node]
        boxes = [page.locator(f".stage {name}").bounding_box() for name in (".chosen", ".seek", ".tools")]
        for one, other in combinations([box for box in boxes if box], 2):
            assert (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            )
        scale = look(page, "canvas => canvas.view.net.getScale()")
        pinch(page)
        assert look(page, "canvas => canvas.view.net.getScale()") > 1.2 * scale
        page.locator(".chosen").get_by_text("Expand").tap()
        page.wait_for_url("**more=**")
        assert len(drawn(page)) > len(points)
    finally:
        context.close()


def pinch(page: Page) -> None:
    """Move two fingers apart over the middle of the drawing."""
    box = page.locator(".canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 90), ("touchMove", 120), ("touchEnd", 0)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(300)


def test_a_correction_that_cannot_be_written_now_is_told_and_not_lost(
    visit: Visit, parallel: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = visit("explore", lang="en", base=parallel)
    points = drawn(page)
    page.mouse.click(*points[one_of(points, "program")])
    page.locator(".panel").get_by_text("Correct …").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("别名计划")
    dialog.get_by_label("Your name").fill("Li")
    dialog.get_by_label("Your name").press("Enter")
    folder = next(tmp_path_factory.getbasetemp().glob("parallel*")) / "store"
    with open_store(folder, write=True):
        dialog.get_by_role("button", name="Rename it").click()
        expect(dialog.get_by_text("is being written by another process")).to_be_visible()
        expect(dialog.get_by_label("Name", exact=True)).to_have_value("别名计划")
    dialog.get_by_role("button", name="Rename it").click()
    expect(page.get_by_test_id("stMarkdown").filter(has_text="别名计划").first).to_be_visible()
