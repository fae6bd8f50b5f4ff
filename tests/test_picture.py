"""Pictures: PNG, SVG, PDF and HTML that show Chinese anywhere, hide nothing, and let no text out of its place."""

import base64
import json
import math
import random
import re
import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

import matplotlib as mpl
import networkx as nx
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from graph.errors import PictureError
from graph.picture import FORMATS, draw, font
from graph.picture.drawing import Drawing, plan
from graph.picture.interactive import interactive
from graph.picture.placement import Room, place_edge_words, place_labels, shape
from graph.picture.way import way
from graph.positions import positions
from graph.style import STYLES, THEMES, edge_style

Network: TypeAlias = "nx.MultiDiGraph[Any]"
TITLE = "青山县的人才工作"
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>&quot;{{ 7*7 }}"


def network_of(names: dict[str, tuple[str, str]], stated: list[tuple[str, str, str]]) -> Network:
    network: Network = nx.MultiDiGraph()
    for node, (label, type_name) in names.items():
        network.add_node(node, label=label, type=type_name)
    for subject, predicate, target in stated:
        network.add_edge(subject, target, predicate, predicate=predicate, claims=("c",), confidence=0.8)
    return network


@pytest.fixture(scope="module")
def network() -> Network:
    return network_of(
        {
            "urn:县委": ("青山县委", "Organization"), "urn:计划": ("“头雁计划”", "Program"),
            "urn:办法": ("关于进一步加强青山县人才工作的实施办法（试行）", "Policy"), "urn:县": ("青山县", "Place"),
            "urn:评": ("优秀人才工作单位", "Recognition"), "urn:会": ("青山论坛", "Event"),
            "urn:数": ("培训干部 300人次", "Outcome"), "urn:人": ("李某某", "Person"),
        },
        [
            ("urn:县委", "runs", "urn:计划"), ("urn:县委", "participatesIn", "urn:计划"),
            ("urn:人", "leads", "urn:县委"),
            ("urn:县委", "issued", "urn:办法"), ("urn:计划", "basedOn", "urn:办法"), ("urn:数", "program", "urn:计划"),
            ("urn:县委", "recognisedAs", "urn:评"), ("urn:计划", "locatedIn", "urn:县"), ("urn:县", "runs", "urn:会"),
            ("urn:县", "partnersWith", "urn:县委"), ("urn:县委", "partnersWith", "urn:县委"),
        ],
    )


def of_format(network: Network, picture_format: str, **options: Any) -> bytes:
    return draw(network, positions(network), TITLE, "zh", picture_format=picture_format, **options)


def drawing_of(network: Network, at: dict[Any, tuple[float, float]] | None = None) -> Drawing:
    return plan(network, positions(network) if at is None else at, TITLE, "zh", "light", ())


def page_data(html: bytes, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def meet(one: Room, other: Room) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def types_in(network: Network) -> set[str]:
    return {data["type"] for _, data in network.nodes(data=True)}


@pytest.mark.parametrize("name", THEMES)
def test_a_png_is_sharp_has_the_ground_of_its_theme_and_the_colours_of_its_classes(network: Network, name: str) -> None:
    image = Image.open(BytesIO(of_format(network, "png", theme=name))).convert("RGB")
    assert image.width >= 2 * 560
    pixels = image.tobytes()
    assert "#" + pixels[:3].hex().upper() == THEMES[name].background
    for type_name in types_in(network) - {"Outcome"}:
        assert bytes.fromhex(STYLES[type_name].colour[1:]) in pixels


def test_an_svg_is_well_formed_draws_text_as_outlines_and_points_nowhere(network: Network) -> None:
    root = ET.fromstring(of_format(network, "svg"))  # noqa: S314 — the picture is our own
    tags = {element.tag.rsplit("}")[-1] for element in root.iter()}
    assert "path" in tags
    assert not tags & {"text", "image", "script", "foreignObject", "a"}
    links = [value for e in root.iter() for key, value in e.attrib.items() if key.endswith("href")]
    assert links
    assert all(link.startswith("#") for link in links)


def test_a_pdf_holds_the_font_and_all_words_as_text(network: Network) -> None:
    data = of_format(network, "pdf")
    document = pypdfium2.PdfDocument(data)
    text = "".join(document[0].get_textpage().get_text_range().split())
    for words in (TITLE, "青山县委", "“头雁计划”", "培训干部300人次", "政策文件", "项目", "开展"):
        assert words in text
    assert b"/FontFile2" in data
    assert b"/Type3" not in data


def test_a_long_name_is_shortened_in_the_picture_and_whole_in_the_tooltip() -> None:
    name = "关于进一步加强青山县新时代人才队伍建设工作若干重大问题的实施意见和办法（试行）"
    network = network_of({"urn:x": (name, "Policy")}, [])
    [node] = page_data(of_format(network, "html"), "nodes")
    assert node["title"].splitlines()[0] == name
    assert node["label"].endswith("…")


def test_a_page_needs_nothing_from_anywhere_and_says_so_to_the_browser(network: Network) -> None:
    html = of_format(network, "html").decode()
    ours = html.split("<script>")[0] + html.rsplit("<script>", 1)[1]
    assert "default-src 'none'" in ours
    assert not re.search(r"https?://|//cdn|@import|<link|<iframe|\bsrc=", ours)
    assert re.findall(r"url\(.{0,11}", html) == ['url("data:font/']


def test_a_page_holds_the_font_with_every_character_it_shows(network: Network) -> None:
    html = of_format(network, "html").decode()
    found = re.search(r"data:font/woff;base64,([^\"]+)", html)
    assert found
    with TTFont(BytesIO(base64.b64decode(found[1]))) as packed:
        characters = set(map(chr, packed.getBestCmap()))
    words = {data["label"] for _, data in network.nodes(data=True)} | {TITLE, "组织", "项目", "开展", "依据"}
    assert set("".join(words)) <= characters
    assert len(characters) < 200


class Tags(HTMLParser):
    """The tags of a page, and the text of its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.heading = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["h1"]:
            self.heading += data.strip()


def test_text_from_documents_stays_text_in_every_kind_of_picture(network: Network) -> None:
    names = {"urn:a": (HOSTILE, "Program"), "urn:b": ("$\\frac{1}{0}$ %s {0}", "Policy")}
    hostile = network_of(names, [("urn:a", "basedOn", "urn:b")])
    pictures = {kind: draw(hostile, positions(hostile), HOSTILE, "zh", picture_format=kind) for kind in FORMATS}
    svg = {element.tag.rsplit("}")[-1] for element in ET.fromstring(pictures["svg"]).iter()}  # noqa: S314 — our own
    assert not svg & {"script", "img", "image"}
    page, harmless = Tags(pictures["html"].decode()), Tags(of_format(network, "html").decode())
    assert page.heading == HOSTILE
    assert page.tags.count("script") == harmless.tags.count("script")
    assert "img" not in page.tags
    assert page_data(pictures["html"], "nodes")[0]["title"].startswith(HOSTILE)


@pytest.mark.parametrize("picture_format", FORMATS)
def test_a_view_gives_the_same_bytes_in_whatever_order_it_was_built(network: Network, picture_format: str) -> None:
    turned: Network = nx.MultiDiGraph()
    turned.add_nodes_from(list(network.nodes(data=True))[::-1])
    for one, other, key, data in list(network.edges(keys=True, data=True))[::-1]:
        turned.add_edge(one, other, key, **data)
    assert of_format(turned, picture_format) == of_format(network, picture_format)


def test_the_same_view_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib, networkx as nx\n"
        "from graph.picture import draw\n"
        "network = nx.MultiDiGraph()\n"
        "network.add_node('a', label='区委', type='Organization')\n"
        "network.add_node('b', label='计划', type='Program')\n"
        "network.add_edge('a', 'b', 'runs', predicate='runs')\n"
        "for kind in sys.argv[1:]:\n"
        "    picture = draw(network, {'a': (0.0, 0.0), 'b': (200.0, 0.0)}, '题', 'zh', picture_format=kind)\n"
        "    print(hashlib.sha256(picture).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, *FORMATS], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == len(FORMATS)


def test_drawing_changes_neither_network_nor_the_settings_of_matplotlib(network: Network) -> None:
    def state() -> tuple[object, ...]:
        return list(network.nodes(data=True)), list(network.edges(keys=True, data=True)), dict(mpl.rcParams)

    before = state()
    for picture_format in FORMATS:
        of_format(network, picture_format)
    assert state() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"picture_format": "gif"}, r"gif.*png, svg, pdf, html"),
        ({"theme": "sepia"}, r"sepia.*light, dark"),
        ({"network": nx.MultiDiGraph()}, "nothing to draw"),
        ({"positions": {}}, "urn:县委 has no position"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_the_remedy(network: Network, change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"network": network, "positions": positions(network), "title": TITLE, **change}
    with pytest.raises(PictureError, match=message):
        draw(**arguments)


def test_the_legend_names_what_occurs_and_nothing_else_in_the_language_asked_for(network: Network) -> None:
    drawing = drawing_of(network)
    assert [words for _, words in drawing.classes][:3] == ["组织", "政策文件", "项目"]
    assert {name for name, _ in drawing.classes} == types_in(network)
    assert {name for name, _ in drawing.predicates} == {key for _, _, key in network.edges(keys=True)}
    english = plan(network, positions(network), TITLE, "en", "light", ())
    assert ("Program", "programme") in english.classes


@pytest.mark.parametrize("seed", range(3))
def test_labels_lie_neither_on_one_another_nor_on_nodes_even_where_nodes_were_dragged_close(seed: int) -> None:
    draw_lots = random.Random(seed)
    cells = draw_lots.sample([(x, y) for x in range(8) for y in range(8)], 24)
    names = {f"n{i}": (f"青山县第{i}中学", "Organization") for i in range(24)}
    at = {f"n{i}": (x * 80.0, y * 60.0 + draw_lots.uniform(-8, 8)) for i, (x, y) in enumerate(cells)}
    drawing = drawing_of(network_of(names, []), at)
    places = place_labels(drawing.nodes)
    below = [(n.x - 45, n.y + n.radius + 5, n.x + 45, n.y + n.radius + 23) for n in drawing.nodes]

    def clashes(rooms: list[Room]) -> int:
        shapes = [shape(node) for node in drawing.nodes]
        return sum(meet(a, b) for a, b in combinations(rooms, 2)) + sum(meet(a, b) for a in rooms for b in shapes)

    assert clashes(places) < 0.3 * clashes(below)


def test_where_there_is_room_labels_stand_below_and_no_two_words_meet(network: Network) -> None:
    drawing = drawing_of(network)
    places = place_labels(drawing.nodes)
    above = [node.name for node, place in zip(drawing.nodes, places, strict=True) if place[1] < node.y]
    assert above == ["培训干部 300人次"]  # stands inside its box
    words = [room for room in place_edge_words(drawing.edges, [*places, *map(shape, drawing.nodes)]) if room]
    assert len(words) >= 0.6 * len(drawing.edges)
    assert not [pair for pair in combinations([*places, *words], 2) if meet(*pair)]


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_an_edge_ends_beside_its_nodes_and_the_labels_in_its_way_and_points_at_its_object(angle: int) -> None:
    names = {"a": ("青山县委组织部", "Organization"), "b": ("关于人才的办法", "Policy"), "c": ("培训班 3期", "Outcome")}
    stated = [("a", "issued", "b"), ("a", "basedOn", "b"), ("c", "subject", "a"), ("a", "partOf", "a")]
    network = network_of(names, stated)
    turn = complex(math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    at = {"a": (0.0, 0.0), "b": (240 * turn.real, 240 * turn.imag), "c": (-240 * turn.real, -240 * turn.imag)}
    drawing = drawing_of(network, at)
    labels = {node.id: place for node, place in zip(drawing.nodes, place_labels(drawing.nodes), strict=True)}
    for edge in drawing.edges:
        line = way(edge, labels[edge.source.id], labels[edge.target.id])
        for end, node in ((line.start, edge.source), (line.end, edge.target)):
            distance = abs(complex(*end) - complex(node.x, node.y))
            assert distance > (node.box.top if node.type == "Outcome" else node.radius)
            left, top, right, bottom = labels[node.id]
            on_label = left + 6 < end[0] < right - 6 and top + 1 < end[1] < bottom - 1
            assert not on_label
            assert distance < 110
        if edge.source is not edge.target:
            ahead = complex(edge.target.x, edge.target.y) - complex(*line.end)
            assert (complex(*line.direction()).conjugate() * ahead).real > 0.7 * abs(ahead)


def test_edges_bear_words_only_where_they_are_few(network: Network) -> None:
    names = {f"n{i}": (f"项目{i}", "Program") for i in range(60)}
    many = network_of(names, [("n0", "runs", f"n{i}") for i in range(1, 60)])
    assert {edge["label"] for edge in interactive(many, positions(many)).edges} == {""}
    assert "开展" in {edge["label"] for edge in interactive(network, positions(network), "zh").edges}


def test_the_pyvis_network_is_plain_data_with_stable_ids_and_no_physics(network: Network) -> None:
    at = positions(network)
    shown = interactive(network, at, "zh", highlight=["urn:县委"])
    data = [shown.nodes, shown.edges, shown.options]
    assert json.loads(json.dumps(data)) == data
    assert shown.options["physics"] == {"enabled": False}
    assert {node["id"]: (node["x"], node["y"]) for node in shown.nodes} == {
        node: (round(x, 1), round(y, 1)) for node, (x, y) in at.items()
    }
    assert len({edge["id"] for edge in shown.edges}) == network.number_of_edges()
    assert {edge["id"] for edge in shown.edges} >= {"urn:县委 runs urn:计划", "urn:县 partnersWith urn:县委"}
    assert next(node for node in shown.nodes if node["id"] == "urn:计划")["title"] == "“头雁计划”\n项目"
    borders = {node["id"]: node["borderWidth"] for node in shown.nodes}
    assert borders["urn:县委"] > borders["urn:计划"]


def test_a_pyvis_network_in_the_dark_has_other_inks_but_the_same_fills(network: Network) -> None:
    light, dark = (interactive(network, positions(network), theme=theme) for theme in ("light", "dark"))
    assert light.options["nodes"]["font"]["color"] != dark.options["nodes"]["font"]["color"]
    fills = [{n["id"]: n["color"]["background"] for n in shown.nodes if n["shape"] != "box"} for shown in (light, dark)]
    assert fills[0] == fills[1]


def test_parallel_edges_are_bent_apart_and_an_edge_both_ways_is_no_arrow(network: Network) -> None:
    drawing = drawing_of(network)
    parallel = [edge.bend for edge in drawing.edges if {edge.source.id, edge.target.id} == {"urn:县委", "urn:计划"}]
    assert len(set(parallel)) == 2
    assert {edge.bend for edge in drawing.edges if edge.predicate == "leads"} == {0.0}
    edges = interactive(network, positions(network)).edges
    arrows = {edge["id"].split()[1]: edge["arrows"]["to"]["enabled"] for edge in edges}
    assert all(shown == edge_style(predicate).directed for predicate, shown in arrows.items())


def test_the_font_has_the_characters_of_gbk_and_of_chinese_names_and_bears_a_name_of_its_own() -> None:
    with TTFont(font.FILE, lazy=True) as packed:
        have = set(packed.getBestCmap())
        names = {record.toUnicode() for record in packed["name"].names if record.nameID in {1, 4, 6}}
        assert "glyf" in packed
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    ideographs = {c for pair in pairs for c in pair.decode("gbk", "ignore") if "一" <= c <= "龥"}
    assert len(ideographs) == 20902
    assert not [c for c in ideographs if ord(c) not in have]
    assert {ord(c) for c in "䶮㙦㮾喆堃“”《》·—…→①㎡%‰"} <= have
    assert not any("noto" in name.lower() for name in names)


def test_what_the_font_lacks_shows_as_a_box_and_warns_nobody() -> None:
    assert font.showable("区委😀") == "区委□"
    network = network_of({"urn:x": ("😀ᚠ", "Person")}, [])
    assert of_format(network, "png")
