"""Text that tries to be obeyed runs through every page, every file and the address, and is only shown."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import networkx as nx
import pypdfium2
import pytest
import rdflib
from playwright.sync_api import FilePayload, Locator, Page, expect
from rdflib.query import Result, ResultRow

from app import address
from graph import labels
from graph.iris import iri_of_document
from ontology.terms import INSTANCES
from tests.browser.conftest import Visit, settle
from tests.browser.hostile import FILES, NAMES, NOTICE, fill, iri

HARMS = Path(__file__).with_name("harms.js").read_text("utf-8")
HUB = "organization/青岩县委"
DOCUMENTS = [iri_of_document(name, base="") for name in FILES]
QUERY = "SELECT ?it ?name { ?it a maitu:Entity ; rdfs:label ?name } ORDER BY ?name"
GRAPH = "CONSTRUCT { ?it rdfs:label ?name } WHERE { ?it a maitu:Entity ; rdfs:label ?name }"
NOT_XML = re.compile("[\0\x07\x1b]")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")

OLD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's reader of JSON-LD still uses it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two documents whose names and figures try to be obeyed."""
    made = tmp_path_factory.mktemp("hostile") / "store"
    fill(made)
    return made


@pytest.fixture(scope="module")
def hostile(serve_store: Callable[[Path], str], folder: Path) -> str:
    """The address of an explorer on it."""
    return serve_store(folder)


def unharmed(page: Page) -> None:
    """Nothing on the page obeys a document or leads out of the machine, turns round or bursts it."""
    assert page.evaluate(HARMS) == []


def go(page: Page, base: str, name: str, **state: str | list[str]) -> None:
    """Open a page by its address, and all on it that can be opened, and see that it does no harm."""
    page.goto(f"{base}/{name}?{urlencode({'lang': 'en', **state}, doseq=True, quote_via=quote)}")
    settle(page)
    for tab in page.get_by_role("tab").all() if not page.get_by_role("dialog").count() else ():
        tab.click()
    page.evaluate("""() => {
        const open = (root) => root.querySelectorAll("*").forEach((one) => {
            if (one.matches("details")) one.open = true;
            if (one.shadowRoot) open(one.shadowRoot);
        });
        open(document);
    }""")
    unharmed(page)


def saved(page: Page, button: Locator) -> bytes:
    """What a click on a button gives to take away."""
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_bytes()


def names_of(graph: rdflib.Graph) -> set[str]:
    return {str(name) for name in graph.objects(None, rdflib.RDFS.label)}


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def no_formula(rows: list[list[str]]) -> bool:
    """Whether no cell but plain numbers begins as a formula does, also where a spreadsheet passes over blanks."""
    return not [c for row in rows for c in row if FORMULA.match(c) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", c)]


def picture(data: bytes, kind: str) -> None:
    """A picture can be opened, and holds nothing that is run or loaded."""
    if kind == "png":
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
    elif kind == "pdf":
        assert len(pypdfium2.PdfDocument(data)) >= 1
        assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction)\b", data)
    else:
        root = ET.fromstring(data)  # noqa: S314 (our own file)
        for element in root.iter():
            assert element.tag.rpartition("}")[2] not in {"script", "a", "foreignObject", "image"}
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert not name.endswith("href") or value.startswith("#")
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", data.decode())


def test_no_page_obeys_what_documents_say(visit: Visit, hostile: str) -> None:
    page = visit(base=hostile, lang="en")
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    long, bold, turned, blank, quoted = iri(34), iri(10), iri(25), iri(29), iri(4)
    go(page, hostile, "")
    page.get_by_role("searchbox").fill("HYPERLINK")
    expect(page.locator(".found a").first).to_be_visible()
    unharmed(page)
    for name, state in (
        ("whole", {"colour": "community"}), ("entity", {}), ("entity", {"id": long}), ("entity", {"id": quoted}),
        ("results", {}), ("results", {"by": "program", "against": "year", "unit": "**粗体字** :red[红字]"}),
        ("results", {"by": "year", "kind": "target"}), ("results", {"by": "indicator", "bar": NAMES[10]}),
        ("paths", {"start": long, "end": turned, "without": [bold]}),
        ("compare", {"first": bold, "second": blank}),
        ("compare", {"kind": "documents", "first": DOCUMENTS[0], "second": DOCUMENTS[1]}),
        ("documents", {}), ("documents", {"document": DOCUMENTS[0]}),
        ("review", {}), ("review", {"kind": "duplicates"}),
        ("sparql", {"query": QUERY}), ("sparql", {"query": NAMES[21]}), ("ontology", {}), ("evaluation", {}),
        ("export", {"at": [long, bold, turned]}), ("explore", {"at": long, "select": [long, bold, blank]}),
        ("explore", {"at": HUB, "edge": [HUB, bold]}), ("entity", {"id": HUB, "correct": bold}),
        ("review", {"correct": long}),
    ):
        go(page, hostile, name, **state)
    go(page, hostile, "whole")
    page.locator(".dots input").fill("<img")
    page.locator(".dots input").press("Enter")
    unharmed(page)
    go(page, hostile, "documents", document=DOCUMENTS[0])
    page.locator(".document a.mark").filter(has_text="<script>").first.click()
    page.wait_for_url("**/entity?**")
    settle(page)
    unharmed(page)


def test_the_drawing_and_its_table_tell_names_as_they_are(visit: Visit, hostile: str) -> None:
    page = visit("explore", base=hostile, lang="en", at=HUB)
    page.locator(".frame[data-drawn]").wait_for()
    page.get_by_role("button", name="table").click()
    told = page.locator(".list td button").all_inner_texts()
    assert set(told) == {labels.shorten(name, 80) for name in (*NAMES, "青岩县委")}
    page.locator(".seek input").fill("<script>")
    page.keyboard.press("Enter")
    expect(page.locator(".panel h1")).to_have_text(re.compile("<script>"))
    page.evaluate("""() => { for (const host of document.querySelectorAll("*")) {
        const net = host.shadowRoot?.querySelector(".canvas")?.net ?? host.net;
        net?.emit?.("hoverNode", {});
    }}""")
    unharmed(page)


def test_the_page_of_a_thing_tells_its_whole_name(visit: Visit, hostile: str) -> None:
    page = visit(base=hostile, lang="zh")
    for number in (3, 9, 13, 22, 29, 32, 34):
        page.goto(f"{hostile}/entity?lang=zh&id={quote(iri(number))}")
        settle(page)
        heading = page.locator("h1 bdi")
        expect(heading).to_be_visible()
        assert heading.evaluate("(heading) => heading.textContent") == labels.spelled(NAMES[number])
        unharmed(page)


@OLD
def test_all_data_to_take_away_is_read_again_by_others_with_the_same_names(visit: Visit, hostile: str) -> None:
    page = visit("export", base=hostile, lang="en")
    data = {
        kind: saved(page, page.get_by_role("button", name=re.compile(f"^(download )?{kind} ·")))
        for kind in ("ttl", "nt", "nq", "jsonld", "graphml", "gexf", "csv")
    }
    for kind, form in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
        assert names_of(rdflib.Graph().parse(data=data[kind], format=form)) >= set(NAMES), kind
    dataset = rdflib.Dataset(default_union=True).parse(data=data["nq"], format="nquads")
    assert names_of(dataset) >= set(NAMES)
    assert {str(graph.identifier) for graph in dataset.graphs()} >= {INSTANCES + iri_ for iri_ in DOCUMENTS}
    plain = {NOT_XML.sub("", name) for name in (*NAMES, "青岩县委")}
    assert {node["label"] for _, node in nx.read_graphml(io.BytesIO(data["graphml"])).nodes(data=True)} == plain
    assert {node["label"] for _, node in nx.read_gexf(io.BytesIO(data["gexf"])).nodes(data=True)} == plain
    rows = cells(data["csv"])
    assert no_formula(rows)
    assert {row[rows[0].index("subject")].removeprefix("'") for row in rows[1:]} >= {n.removeprefix("'") for n in NAMES}


def test_figures_to_take_away_are_no_formulas(visit: Visit, hostile: str) -> None:
    page = visit("results", base=hostile, lang="en", by="indicator")
    page.get_by_role("button", name="Save").click()
    rows = cells(saved(page, page.get_by_role("button", name="Figures as CSV")))
    assert no_formula(rows)
    wanted = {name for number, name in enumerate(NAMES) if number % 5 != 4}
    assert {row[0].removeprefix("'") for row in rows[1:]} == {name.removeprefix("'") for name in wanted}
    with zipfile.ZipFile(io.BytesIO(saved(page, page.get_by_role("button", name="Excel")))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        words = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 (our own file)
    texts = {"".join(one.itertext()) for one in words}
    escaped = {re.sub("[\0\x07\x1b]", lambda found: f"_x{ord(found[0]):04X}_", name) for name in wanted}
    assert texts >= escaped
    for kind in ("png", "svg", "pdf"):
        picture(saved(page, page.get_by_role("button", name=kind.upper())), kind)


def test_pictures_hold_names_as_words_alone(visit: Visit, hostile: str) -> None:
    page = visit("explore", base=hostile, lang="en", at=iri(25))
    page.locator(".frame[data-drawn]").wait_for()
    page.get_by_role("button", name="Save").click()
    for kind in ("png", "svg", "pdf"):
        picture(saved(page, page.get_by_role("button", name=kind.upper(), exact=True)), kind)
    for name in ("Relations (CSV)", "Things (CSV)"):
        assert no_formula(cells(saved(page, page.get_by_role("button", name=name))))
    go(page, hostile, "export", at=[iri(2)], format="html")
    drawn = saved(page, page.get_by_role("button", name="Download HTML")).decode()
    page.set_content(drawn)
    expect(page.locator("h1")).to_have_text(NAMES[2])
    page.locator("canvas").wait_for()
    assert page.evaluate("window.hacked") is None


def test_answers_to_take_away_are_read_again(visit: Visit, hostile: str) -> None:
    page = visit("sparql", base=hostile, lang="en", query=QUERY)
    rows = cells(saved(page, page.get_by_role("button", name="CSV", exact=True)))
    assert no_formula(rows)
    assert {row[1].removeprefix("'") for row in rows[1:]} >= {name.removeprefix("'") for name in NAMES}
    answer = json.loads(saved(page, page.get_by_role("button", name="JSON", exact=True)))
    assert {row["name"]["value"] for row in answer["results"]["bindings"]} == {*NAMES, "青岩县委"}
    page = visit("sparql", base=hostile, lang="en", query=GRAPH)
    turtle = saved(page, page.get_by_role("button", name="TTL", exact=True))
    assert names_of(rdflib.Graph().parse(data=turtle, format="turtle")) == {*NAMES, "青岩县委"}


@OLD
@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("application/sparql-results+json", "json"), ("application/sparql-results+xml", "xml"), ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"), ("text/turtle", "turtle"), ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml"),
    ],
)
def test_the_endpoint_answers_in_forms_that_others_read(hostile: str, media_type: str, form: str) -> None:
    is_table = "sparql" in media_type or form in {"csv", "tsv"}
    address = f"{hostile}/sparql?{urlencode({'query': QUERY if is_table else GRAPH})}"
    with urlopen(Request(address, headers={"Accept": media_type})) as response:  # noqa: S310 (our own server)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        data = response.read()
    if form == "csv":
        found = {row[1] for row in cells(data)[1:]}
    elif form == "tsv":
        lines = data.decode().removesuffix("\n").split("\n")[1:]
        found = {str(rdflib.util.from_n3(line.split("\t")[1])) for line in lines}
    elif is_table:
        found = {str(cast("ResultRow", row)[1]) for row in Result.parse(io.BytesIO(data), format=form)}
    else:
        found = names_of(rdflib.Graph().parse(data=data, format=form))
    expected = {*NAMES, "青岩县委"}
    assert found == ({NOT_XML.sub("\ufffd", name) for name in expected} if form == "xml" else expected)


def test_the_choices_of_a_dialog_are_only_words(visit: Visit, hostile: str) -> None:
    page = visit("entity", base=hostile, lang="en", id=iri(10), correct=iri(10))
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Merge", exact=True).click()
    dialog.get_by_label("Find the other one").fill("https")
    dialog.get_by_label("Find the other one").press("Enter")
    settle(page)
    dialog.get_by_label("It is the same as").click()
    dialog.get_by_label("It is the same as").fill("evil.example")
    page.get_by_role("option").filter(has_text="evil.example").first.click()
    kept = dialog.get_by_test_id("stRadio").locator("label p")
    expect(kept.filter(has_text="evil.example")).to_be_visible()
    assert [text.replace("\u2060", "") for text in kept.all_inner_texts()][-2:] == [NAMES[10], NAMES[9]]
    unharmed(page)


def test_a_thing_is_renamed_to_hostile_text_by_somebody_of_a_hostile_name(visit: Visit, hostile: str) -> None:
    name = "<img src=x onerror=window.hacked=1> **粗体字** https://evil.example \u202e\"'\\ {{7*7}} -> $x$"
    page = visit("entity", base=hostile, lang="en", id=iri(0), correct=iri(0))
    dialog = page.get_by_role("dialog")
    for field, text in (("Your name", name), ("Why", name), ("Name", name)):
        dialog.get_by_label(field, exact=True).fill(text)
        dialog.get_by_label(field, exact=True).press("Enter")
        settle(page)
    expect(dialog.get_by_text("Changes 2 documents")).to_be_visible()
    unharmed(page)
    dialog.get_by_role("button", name="Rename it").click()
    expect(page.get_by_test_id("stMainBlockContainer").locator("h1 bdi")).to_have_text(labels.spelled(name))
    expect(page.locator(".st-key-corrected-notice")).to_contain_text("**粗体字**")
    unharmed(page)
    go(page, hostile, "review")
    made = page.locator("[data-testid=stMarkdownContainer]").filter(has_text="{{7*7}}").first
    assert made.inner_text().replace("\u2060", "").count(labels.spelled(name)) == 3
    turtle = saved(page, page.get_by_role("button", name="Download all (Turtle)"))
    assert name in {str(text) for text in rdflib.Graph().parse(data=turtle, format="turtle").objects()}
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.get_by_text("Corrections made (0)")).to_be_visible()


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def packed(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        for name, target in (links or {}).items():
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o120777 << 16
            archive.writestr(member, target)
    return data.getvalue()


def test_hostile_files_are_read_or_refused_in_words_and_nothing_is_written_but_on_demand(
    visit: Visit, hostile: str, folder: Path
) -> None:
    before = sorted(folder.parent.rglob("*"))
    page = visit("documents", base=hostile, lang="en")
    bad = packed(
        {
            "../../evil.txt": NOTICE.encode(), "/evil.txt": NOTICE.encode(), "C:\\evil.txt": NOTICE.encode(),
            "inner.zip": packed({"a.txt": b"0" * 1000}), "bomb.txt": b"0" * 30_000_000,
            "甲\x1b[31m\u202e<b>.txt": NOTICE.encode(),
        },
        {"link.txt": "/etc/passwd"},
    )
    page.locator("input[type=file]").set_input_files(
        [file("<img src=x onerror=window.hacked=1>.txt", NOTICE.encode()), file("**粗体字**.zip", bad)]
    )
    page.get_by_role("button", name="Read", exact=True).click()
    alerts = page.get_by_role("alert")
    for word in ("leads out", "archive in an archive", "200 times", "link.txt"):
        expect(alerts.filter(has_text=word).first).to_be_visible()
    expect(page.get_by_text("=HYPERLINK(1)行动").first).to_be_attached()
    assert page.get_by_text("root:").count() == 0
    unharmed(page)
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("=HYPERLINK(1)行动")).to_have_count(0)
    assert sorted(folder.parent.rglob("*")) == before


WRONG = (
    "<script>window.hacked=1</script>", "claim/<x> y", "evidence/<x>", 'urn:x"> } DROP ALL #', "../../../etc/passwd",
    "http://evil.example/" + "长" * 90 + "\u202e\0",
)
ODD = ("NaN", "9" * 500)
NAMED = {
    "": ["thing", "words", "correct"],
    "explore": ["at", "more", "hide", "hops", "class", "relation", "document", "from", "to", "sure", "colour", "size",
                "label", "layout", "select", "edge", "pin", "unfold"],
    "whole": ["colour"], "entity": ["id", "tab"],
    "results": ["unit", "kind", "by", "against", "open", "bar", "cell", "subject", "program", "place", "indicator",
                "from", "to", "least", "most", "words"],
    "paths": ["start", "end", "count", "without", "less", "hubs", "chain", "tab"],
    "compare": ["kind", "first", "second"], "documents": ["document", "sentence", "words"],
    "review": ["kind", "below", "correct"], "sparql": ["saved", "query", "tab"], "ontology": ["term", "tab"],
    "evaluation": ["tab"], "export": ["at", "format", "theme", "hops"],
}
"""What stands in the address of each page."""


def test_pages_bear_whatever_their_addresses_say(visit: Visit, hostile: str) -> None:
    page = visit(base=hostile, lang="../../x")
    for name, fields in NAMED.items():
        for value in WRONG if name in {"entity", "review"} else (WRONG[0], *ODD) if name == "results" else WRONG[:1]:
            state = {field: [value, value] for field in fields}
            page.goto(f"{hostile}/{name}?{urlencode(state, doseq=True, quote_via=quote)}")
            settle(page)
            unharmed(page)
            if name == "entity":
                expect(page.get_by_test_id("stAlert")).to_be_visible()


@pytest.mark.parametrize(
    "state", [{"pin": "~HANDLE.--5.3"}, {"pin": f"~HANDLE.{'9' * 400}.3"}, {"more": ["~HANDLE"] * 300}],
    ids=["no number", "no place", "very many steps"],
)
def test_a_view_of_a_strange_address_is_drawn(visit: Visit, hostile: str, state: dict[str, str | list[str]]) -> None:
    handle = address.handle(INSTANCES + HUB)
    named = {
        name: value.replace("HANDLE", handle) if isinstance(value, str) else ["~" + handle] * len(value)
        for name, value in state.items()
    }
    page = visit("explore", base=hostile, lang="en", at=HUB, **named)
    page.locator(".frame[data-drawn]").wait_for()
    unharmed(page)


def test_a_page_that_is_none_and_an_address_that_is_too_long_say_so(visit: Visit, hostile: str) -> None:
    page = visit(base=hostile, lang="en")
    page.goto(f"{hostile}/{quote('<img src=x onerror=window.hacked=1>', safe='')}?lang=en")
    settle(page)
    unharmed(page)
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{hostile}/entity?id={'x' * 200_000}")  # noqa: S310 (our own server)
    refused.value.close()
    assert 400 <= refused.value.code < 500
