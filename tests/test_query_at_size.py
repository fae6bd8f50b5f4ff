"""A query without end on a graph of some size: stopped in time, while others are answered."""

import threading
import time
from collections.abc import Iterator

import pytest

from graph.errors import QueryStoppedError
from graph.query import Table, query
from graph.store import Store, open_store
from tests.bench.generate import documents

LIMIT = 3.0
LABELS = "SELECT ?label { ?place a maitu:Place ; rdfs:label ?label } LIMIT 5"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of about 100,000 triples."""
    folder = tmp_path_factory.mktemp("large") / "store"
    with open_store(folder, write=True) as store:
        store.load(documents(170))
    with open_store(folder) as store:
        yield store


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) < 0) }",
        "SELECT * { ?a maitu:partOf* ?b . ?c maitu:partOf* ?d . ?b ?e ?d . ?f ?g ?h . ?i ?j ?k FILTER(?h = ?k + 1) }",
    ],
)
def test_a_cross_product_is_stopped_within_a_second_of_its_limit_while_others_are_answered(
    large: Store, sparql: str
) -> None:
    query(large, LABELS)
    stopped: list[float] = []

    def ask() -> None:
        began = time.monotonic()
        with pytest.raises(QueryStoppedError) as told:
            query(large, sparql, seconds=LIMIT, asker="one")
        assert told.value.reason == "time"
        stopped.append(time.monotonic() - began)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in asking):
        began = time.monotonic()
        answer = query(large, LABELS, asker="other")
        assert isinstance(answer, Table)
        assert len(answer.rows) == 5
        assert time.monotonic() - began < LIMIT / 2
        answered += 1
    assert answered > 10
    assert len(stopped) == 2
    assert LIMIT <= max(stopped) < LIMIT + 1
