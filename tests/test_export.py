import csv
import io
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from rdflib import Dataset, Graph

from graph.build import build, document_iri
from graph.cells import neutralise
from graph.document import from_text
from graph.errors import PictureError
from graph.export import COLUMNS, FORMATS, export
from graph.facts import Entity, EntityType, Facts, Outcome, Predicate, Relation
from graph.network import project
from graph.store import Store, open_store

HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "a\0b\x0bc", "<script>&\"'", "]]>", "\u202eabc"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose every name is an attack on some format."""
    document = from_text("=cmd.txt", "=云溪县实施工程。")
    words = document.sentences[0].evidence(0, 4)
    entities = tuple(Entity(str(number), EntityType.PROGRAM, name) for number, name in enumerate(HOSTILE))
    relations = (Relation("0", Predicate.LOCATED_IN, "1", words, 0.5, "=frame"),)
    outcomes = (Outcome("=1+1", -5.5, "@", None, "+", "2", "3", "4", words),)
    folder = tmp_path_factory.mktemp("hostile") / "s"
    with open_store(folder, write=True) as store:
        store.replace(document_iri(document), build(Facts(document.name, entities, relations, outcomes), document))
    return folder


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's reader of JSON-LD still uses it
@pytest.mark.parametrize(("format_", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")])
def test_rdf_files_hold_what_all_documents_state(store: Store, format_: str, parser: str) -> None:
    graph = Graph().parse(data=export(store, format_), format=parser)
    assert len(graph) == len({quad.triple for quad in store.quads()})


def test_quads_tell_the_documents_apart(store: Store) -> None:
    dataset = Dataset()
    dataset.parse(data=export(store, "nq"), format="nquads")
    assert {str(graph.identifier) for graph in dataset.graphs() if len(graph)} == {d.iri for d in store.documents()}


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_the_same_content_gives_the_same_bytes(store: Store, location: Path, tmp_path: Path, format_: str) -> None:
    with open_store(tmp_path / "copy", write=True) as copy:
        for document in reversed(store.documents()):
            copy.replace(document.iri, list(store.quads(document.iri))[::-1])
        assert export(copy, format_) == export(store, format_)
    with open_store(location) as again:
        assert export(again, format_) == export(store, format_)


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_an_empty_store_gives_a_file_too(tmp_path: Path, format_: str) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        data = export(store, format_)
    if format_ in {"graphml", "gexf"}:
        assert len(read_network(data, format_)) == 0
    elif format_ == "csv":
        assert rows(data) == []
    else:
        assert data.strip() in {b"", b"[]"}


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_no_file_bears_a_clock(store: Store, format_: str) -> None:
    assert not re.search(rb"lastmodified|20\d\d-\d\d-\d\dT", export(store, format_))


def read_network(data: bytes, format_: str) -> Any:
    file = io.BytesIO(data)
    return nx.read_graphml(file) if format_ == "graphml" else nx.read_gexf(file)


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_network_files_hold_the_network(store: Store, format_: str) -> None:
    network, found = project(store), read_network(export(store, format_), format_)
    assert set(found) == set(network)
    assert found.number_of_edges() == network.number_of_edges()
    assert {data["label"] for _, data in found.nodes(data=True)} == {
        data["label"] for _, data in network.nodes(data=True)
    }
    assert {data["predicate"] for *_, data in found.edges(data=True)} == {key for *_, key in network.edges(keys=True)}
    assert {type(value) for *_, data in found.edges(data=True) for value in data.values()} <= {str, int, float}


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_network_files_bear_hostile_names(hostile: Path, format_: str) -> None:
    with open_store(hostile) as store:
        found = read_network(export(store, format_), format_)
    labels = {data["label"] for _, data in found.nodes(data=True)}
    assert {"<script>&\"'", "]]>", "abc"} <= labels  # what XML forbids is left out


def test_the_table_holds_every_relation_and_figure_with_its_sentence(store: Store) -> None:
    data = export(store, "csv")
    table = rows(data)
    assert data.startswith(b"\xef\xbb\xbf")
    assert tuple(table[0]) == COLUMNS
    assert [row["kind"] for row in table] == ["relation"] * 14 + ["outcome", "target"] * 2
    assert all(row["quote"] in row["sentence"] for row in table)
    issued = table[0]
    assert (issued["subject"], issued["predicate"], issued["object"]) == ("云溪县", "issued", "云溪县人才工作办法")
    outcome = next(row for row in table if row["kind"] == "outcome")
    assert [outcome[key] for key in ("indicator", "value", "unit", "qualifier", "period", "program", "period_end")] == [
        "培训干部",
        "12000",
        "人次",
        "more than",
        "2023年",
        "“百人计划”",
        "2023-12-31",
    ]


def test_no_cell_of_the_table_is_a_formula(hostile: Path) -> None:
    with open_store(hostile) as store:
        table = rows(export(store, "csv"))
    cells = [cell for row in table for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"}]
    assert [cell for cell in cells if cell.startswith("-")] == ["-5.5"]
    assert '\'=HYPERLINK("http://x")' in cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        (" =x", "' =x"),
        ("\ufeff=x", "'\ufeff=x"),
        ("＝x", "'＝x"),
        ("-1", "-1"),
        ("+2.5", "+2.5"),
        ("-1e3", "-1e3"),
        ("-1+1", "'-1+1"),
        ("", ""),
        ("茅箭区", "茅箭区"),
        ("a=b", "a=b"),
        ("1-2", "1-2"),
    ],
)
def test_cells_that_spreadsheets_would_calculate_are_made_text(cell: str, expected: str) -> None:
    assert neutralise(cell) == expected


def test_an_unknown_format_is_told_with_those_there_are(store: Store) -> None:
    with pytest.raises(PictureError, match=r"'xlsx'.*ttl, nt, nq, jsonld, graphml, gexf, csv"):
        export(store, "xlsx")
