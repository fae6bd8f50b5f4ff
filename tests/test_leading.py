"""Where nodes of the graph are seen in the explorer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import NamedNode

from app import address, leading
from graph.build import build, document_iri
from graph.document import from_text
from graph.extract import extract
from graph.store import Store, open_store

TEXT = (
    "# 茅箭区工作综述\n\n近年来，茅箭区出台《人才办法》。区委组织部实施“百人计划”，培训干部300人次。\n"
    "计划到2030年培训干部900人次。"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("leading") / "s"
    with open_store(folder, write=True) as store:
        document = from_text("a.txt", TEXT)
        store.replace(document_iri(document), build(extract(document), document))
    with open_store(folder) as store:
        yield store


@pytest.fixture(autouse=True)
def no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "get", lambda _name: "")


@pytest.mark.parametrize(
    ("class_name", "start"),
    [
        ("Program", "entity?id=program/"),
        ("Document", "documents?document="),
        ("Evidence", "documents?document=document/a.txt&sentence="),
        ("Claim", "documents?document=document/a.txt&sentence="),
        ("Outcome", "results?open="),
        ("Naming", "entity?id="),
        ("Run", "sparql?query=SELECT ?property ?value"),
    ],
)
def test_every_kind_of_node_is_seen_somewhere(store: Store, class_name: str, start: str) -> None:
    ((node,), *_) = store.select(f"SELECT ?it {{ ?it a maitu:{class_name} }} ORDER BY ?it LIMIT 1")
    assert isinstance(node, NamedNode)
    place = leading.places(store, [node.value])[node.value]
    assert unquote(place.href).startswith(start)
    assert place.name


def test_an_aim_is_seen_among_the_aims(store: Store) -> None:
    ((node,), *_) = store.select("SELECT ?it { ?it a maitu:Target } LIMIT 1")
    assert isinstance(node, NamedNode)
    assert "kind=target" in leading.places(store, [node.value])[node.value].href


def test_a_node_of_which_nothing_is_known_leads_to_a_query(store: Store) -> None:
    iri = "https://w3id.org/maitu/id/nothing"
    assert leading.places(store, [iri])[iri].href.startswith("sparql?")
