"""How soon after its limit a cross product is stopped, and how others' queries fare meanwhile.

    python -m tests.bench.limits [TRIPLES]

Two cross products run on the generated store of so many triples (1,000,000 unless given) until they are stopped, while
another asks for a name again and again; that one's times are told alone and beside them, as medians and 95th
percentiles.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable

from graph.errors import QueryStoppedError
from graph.query import query
from graph.store import Store, open_store
from tests.bench.generate import store_of

LIMIT = 5.0
"""Seconds that each cross product is allowed."""
CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
NAMES = "SELECT ?label { ?place a maitu:Place ; rdfs:label ?label } LIMIT 5"


def main() -> None:
    """Print the seconds beyond the limit, and the milliseconds of the others' queries."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with open_store(store_of(triples)) as store:
        end = time.monotonic() + LIMIT
        _tell("alone", _times(store, lambda: time.monotonic() < end))
        beyond: list[float] = []
        asking = [threading.Thread(target=_cross, args=(store, beyond)) for _ in range(2)]
        for thread in asking:
            thread.start()
        _tell("beside two cross products", _times(store, lambda: any(thread.is_alive() for thread in asking)))
    print(f"stopped {max(beyond):.2f} s after the limit of {LIMIT:g} s (at most 1)")


def _cross(store: Store, beyond: list[float]) -> None:
    began = time.monotonic()
    try:
        query(store, CROSS_PRODUCT, seconds=LIMIT, asker="one")
    except QueryStoppedError:
        beyond.append(time.monotonic() - began - LIMIT)


def _times(store: Store, going: Callable[[], bool]) -> list[float]:
    query(store, NAMES, asker="other")
    times = []
    while going():
        start = time.perf_counter()
        query(store, NAMES, asker="other")
        times.append(time.perf_counter() - start)
        time.sleep(0.01)
    return sorted(times)


def _tell(name: str, times: list[float]) -> None:
    late = times[int(len(times) * 0.95)]
    print(f"{name:28} {statistics.median(times) * 1000:8.2f} ms  p95 {late * 1000:8.2f} ms  of {len(times)} queries")


if __name__ == "__main__":
    main()
