"""Two things and two documents side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.build import build, document_iri
from graph.compare import compare, compare_documents
from graph.describe import describe
from graph.document import from_text
from graph.extract import extract
from graph.find import find
from graph.store import Store, open_store

TEXTS = {
    "a.txt": "青禾县实施“百人计划”，与云江大学合作，培训干部300人次。青禾县出台《人才办法》。",
    "b.txt": "云溪县实施“千村工程”，与云江大学合作，培训干部200人次，新建站点7个。",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("two") / "s"
    with open_store(folder, write=True) as store:
        for name, text in TEXTS.items():
            document = from_text(name, text)
            store.replace(document_iri(document), build(extract(document), document))
    with open_store(folder) as store:
        yield store


def test_what_both_have_stands_between_what_each_alone_has(store: Store) -> None:
    found = compare(*(describe(store, find(store, name).iri) for name in ("青禾县", "云溪县")))
    rows = {row.heading[0]: row for row in found.rows}
    assert [ref.name for ref in rows["partnersWith"].both] == ["云江大学"]
    assert [ref.name for ref in rows["runs"].first] == ["百人计划"]
    assert [ref.name for ref in rows["runs"].second] == ["千村工程"]
    assert rows["issued"].second == ()
    assert found.rows[0].both


def test_figures_of_like_indicators_stand_beside_each_other(store: Store) -> None:
    found = compare(*(describe(store, find(store, name).iri) for name in ("青禾县", "云溪县")))
    like, alone = found.figures
    assert [float(one.value) for one in (*like.first, *like.second)] == [300, 200]
    assert (alone.first, alone.unit) == ((), "个")


def test_documents_are_compared_by_what_they_name(store: Store) -> None:
    first, second = (document.iri for document in store.documents())
    rows = {row.heading[0]: row for row in compare_documents(store, first, second).rows}
    assert [ref.name for ref in rows["Organization"].both] == ["云江大学"]
    assert [ref.name for ref in rows["Place"].first] == ["青禾县"]
    assert compare_documents(store, first, first).rows[0].first == ()


def test_each_thing_compared_has_its_sentences(store: Store) -> None:
    things = compare(*(describe(store, find(store, name).iri) for name in ("青禾县", "云溪县")))
    shared = next(row for row in things.rows if row.heading[0] == "partnersWith")
    sentences = [source.sentence for source in things.sources[shared.heading, shared.both[0].iri]]
    assert sentences == [text.split("。")[0] + "。" for text in TEXTS.values()]
    first, second = (document.iri for document in store.documents())
    documents = compare_documents(store, first, second)
    row = next(row for row in documents.rows if row.heading[0] == "Organization")
    assert [source.document for source in documents.sources[row.heading, row.both[0].iri]] == [first, second]
    assert {source.quote for source in documents.sources[row.heading, row.both[0].iri]} == {"云江大学"}
