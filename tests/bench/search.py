"""How fast names are found among 100,000, beside a plain scan of them by the store.

    python -m tests.bench.search [NAMES]

Prints the median and the 95th percentile for words of one, two, three and more characters, for misspelt ones and for
sentences, each checked against the scan. Needs the test extras' environment.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import Literal

from graph.build import build, document_iri
from graph.document import from_text
from graph.facts import Entity, EntityType, Facts
from graph.find import search
from graph.search import index_of, sentences
from graph.search.folding import folded_name
from graph.store import Store, open_store
from tests.bench.generate import BODIES, FILLERS, GIVEN, KINDS, SURNAMES, WORDS

EACH = 1_000
"""Entities a document."""
ASKED = 60
SCAN = "SELECT DISTINCT ?s { ?s a maitu:Entity ; rdfs:label|skos:altLabel ?name FILTER(CONTAINS(?name, ?word)) }"


def names(count: int, chance: random.Random) -> list[str]:
    """So many names of programmes and bodies, no two alike."""
    places = ["".join(chance.choices(SURNAMES + GIVEN, k=2)) + chance.choice("县市区镇") for _ in range(2_000)]
    found: dict[str, None] = {}
    while len(found) < count:
        tail = chance.choice(BODIES) if chance.random() < 0.5 else chance.choice(WORDS) + chance.choice(KINDS)
        found[chance.choice(places) + chance.choice(WORDS) + tail] = None
    return list(found)


def fill(folder: Path, known: Sequence[str], chance: random.Random) -> None:
    """Make a store of entities with these names, and of as many sentences."""
    with open_store(folder, write=True) as store:
        for first in range(0, len(known), EACH):
            part = known[first : first + EACH]
            text = "".join(f"{name}{chance.choice(FILLERS)}。" for name in part)
            document = from_text(f"{first}.txt", text)
            entities = tuple(Entity(str(n), EntityType.PROGRAM, name) for n, name in enumerate(part))
            store.replace(document_iri(document), build(Facts(document.name, entities, (), ()), document))


def timed(run: Callable[[str], object], words: Sequence[str]) -> list[float]:
    """Milliseconds for each word, in their order."""
    times = []
    for word in words:
        start = time.perf_counter()
        run(word)
        times.append(1_000 * (time.perf_counter() - start))
    return times


def scan(store: Store, word: str) -> set[str]:
    """The entities whose names hold a word, by the store alone."""
    return {iri.value for (iri,) in store.select(SCAN.replace("?word", str(Literal(word)))) if iri}


def line(title: str, found: list[float], scanned: list[float] | None) -> None:
    """Print the median and the 95th percentile, and how many times faster than the scan the median is."""
    ranked = sorted(found)
    ratio = f"{sorted(scanned)[len(scanned) // 2] / ranked[len(ranked) // 2]:8.0f}" if scanned else "       –"
    print(f"{title:<26}{ranked[len(ranked) // 2]:8.2f}{ranked[int(0.95 * len(ranked))]:8.2f}{ratio}")


def main() -> None:
    """Fill a store, index it, and ask for words of several lengths."""
    chance = random.Random(3)
    known = names(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, chance)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "store"
        fill(folder, known, chance)
        with open_store(folder) as store:
            start = time.perf_counter()
            index_of(store)
            seconds = time.perf_counter() - start
            size = sum(file.stat().st_size for file in (folder / "search").rglob("*") if file.is_file())
            each = 1e6 * seconds / len(known)
            print(f"{len(known):,} names, {len(known):,} sentences: indexed in {seconds:.0f} s, {size / 1e6:.0f} MB")
            print(f"1,000 names and 1,000 sentences: {each:.0f} ms, {size / len(known):.0f} kB")
            print(f"{'milliseconds':<26}{'median':>8}{'p95':>8}{'× scan':>8}")
            for length in (1, 2, 3, 4, 6):
                words = [name[at : at + length] for name in chance.sample(known, ASKED) for at in [chance.randrange(3)]]
                found = timed(lambda word: search(store, word), words)
                scanned = timed(lambda word: scan(store, word), words[:5])
                for word in words[:5]:
                    given = {ref.iri for ref in search(store, word, limit=None)}
                    if given != scan(store, word):
                        raise SystemExit(f"search and scan differ on {folded_name(word)}")
                line(f"{length} characters", found, scanned)
            misspelt = [name[:3] + "囗" + name[4:] for name in chance.sample(known, ASKED)]
            line("whole names, misspelt", timed(lambda word: search(store, word), misspelt), None)
            words = [name[2:6] for name in chance.sample(known, ASKED)]
            line("sentences, 4 characters", timed(lambda word: sentences(store, word), words), None)


if __name__ == "__main__":
    main()
