"""A document taken from the store is the one that was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.build import build, document_iri
from graph.document import Document, from_text, read
from graph.errors import StoreError
from graph.extract import extract
from graph.rereading import document_of
from graph.store import open_store

SEED = Path(__file__).parent.parent / "seeds" / "maojian.txt"
TORN = "# 青禾县\n\n  2021年5月3日，青禾县举办“百人\n计划”培训班12期。\u3000清河县开展走访。\n\n\n（记者 张三）"


@pytest.mark.parametrize("document", [read(SEED), from_text("甲/b.txt", TORN)], ids=["seed", "torn"])
def test_a_document_from_the_store_states_what_it_stated(document: Document, tmp_path: Path) -> None:
    quads = build(extract(document), document)
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(document_iri(document), quads)
        again = document_of(store, document_iri(document))
    assert replace(again, text=document.text) == document
    assert build(extract(again), again) == quads


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store, pytest.raises(StoreError, match="is not in the store"):
        document_of(store, "urn:nothing")
