"""How many documents a second are read and put into a store, on one core and on several, and how that grows.

    python -m tests.bench.documents [ARCHIVE] [--most N]

ARCHIVE is an archive or a folder of texts; without one, generated texts are read. Prints the rate on two cores beside
that on one (rounds of the same documents, by turns), the work of the one process that writes, the work that a text
takes in a large build beside that in a small one, and the bytes a document takes on disk. Work is the processor's time,
which other programs on the machine do not change much; a rate is by the clock, so nothing else should run.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

import psutil

from graph.batch import CHUNK_DOCUMENTS, Options, Task, made
from graph.extract import tagger
from graph.sources import Source, sources
from graph.store import open_store
from tests.bench.generate import stated

ROUNDS = 3
ROUND = 480
"""Documents a round."""
PART = 600


def documents(archive: Path | None, most: int) -> Iterator[Source]:
    """The documents to read, at most `most` of them."""
    if archive:
        return islice(sources([archive], []), most)
    texts = (stated(number)[0] for number in range(most))
    return (Source(text.name, text.name, data=text.text.encode()) for text in texts)


@dataclass(frozen=True)
class Build:
    """A build as it went.

    For each document the seconds at which it was handed on, those that processors had worked by then, and the bytes
    read; `writing` are the seconds that the process worked that hands out and writes.
    """

    seconds: list[float]
    worked: list[float]
    read: list[int]
    whole: float
    writing: float

    def rate(self, first: int, last: int) -> float:
        """Bytes a second between two documents: later ones may be longer, so documents are not counted."""
        return (self.read[last] - self.read[first]) / (self.seconds[last] - self.seconds[first])

    def work(self, first: int, last: int) -> float:
        """Seconds of work a byte between two documents."""
        return (self.worked[last] - self.worked[first]) / (self.read[last] - self.read[first])


def build(found: Iterator[Source], jobs: int, folder: Path) -> Build:
    """Read all and put them into a store."""
    sizes: list[int] = []
    seconds: list[float] = []
    worked: list[float] = []
    start, begun = time.perf_counter(), time.process_time()

    def tasks() -> Iterator[Task]:
        for source in found:
            sizes.append(len(source.bytes()))
            yield Task(source)

    def graphs() -> Iterator[tuple[str, bytes]]:
        for result in made(tasks(), Options(), jobs):
            seconds.append(time.perf_counter() - start)
            worked.append(_worked())
            if result.quads:
                yield result.iri, result.quads

    with open_store(folder, write=True) as store:
        store.load(graphs())
    whole, writing = time.perf_counter() - start, time.process_time() - begun
    return Build(seconds, worked, list(accumulate(sizes)), whole, writing)


def _worked() -> float:
    """Seconds that processors have worked for this process and those that it started."""
    total = 0.0
    for process in (psutil.Process(), *psutil.Process().children()):
        times = process.cpu_times()
        total += times.user + times.system
    return total


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Let this process and those that it starts run on so many cores, where the system can be told so."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:count])
    tagger.use_threads(count)
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", nargs="?", type=Path)
    parser.add_argument("--most", type=int, default=6_040)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made_here:
        room = Path(made_here)
        few = list(documents(arguments.archive, ROUND))
        best = [0.0, 0.0, 0.0]
        for number in range(ROUNDS):
            for jobs in (1, 2):
                with cores(jobs):
                    one = build(iter(few), jobs, room / f"{number}-{jobs}")
                started = CHUNK_DOCUMENTS * jobs * 2  # until then the processes start
                rate = one.rate(started, ROUND - 1) * ROUND / one.read[ROUND - 1]
                best[jobs] = max(best[jobs], rate)
        print(f"one core            {best[1]:8.1f} documents a second = 1")
        print(f"two cores           {best[2] / best[1]:8.2f} times that, processes running (wanted: at least 1.8)")
        whole = build(documents(arguments.archive, arguments.most), 2, room / "all")
        count = len(whole.seconds)
        print(f"{count:,} documents   {count / whole.whole:8.1f} documents a second")
        share = whole.writing / (whole.worked[-1] - whole.worked[0])
        print(f"the one that writes {share:8.1%} of all work")
        if count >= 2 * PART:
            ratio = whole.work(100, count - 1) / whole.work(100, PART - 1)
            print(f"a text among all takes {ratio:.2f} times the work of one of the first {PART} (wanted: at most 1.3)")
            by_clock = whole.rate(100, PART - 1) / whole.rate(100, count - 1)
            print(f"and {by_clock:.2f} times the time, while they are read")
        size = sum(file.stat().st_size for file in (room / "all").rglob("*") if file.is_file())
        print(f"on disk             {size / count:8,.0f} bytes a document")


if __name__ == "__main__":
    main()
