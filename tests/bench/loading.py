"""How fast documents are loaded beside Oxigraph's own bulk loader, as ratios of one run.

    python -m tests.bench.loading [TRIPLES]

Both load the same generated N-Quads, each in a process of its own whose memory is told; the loader puts in the graphs
alone, we put in the union of all and a digest a graph as well. TRIPLES is 100,000 unless given.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from graph.store import open_store
from tests.bench.generate import QUADS_A_DOCUMENT, documents

Figures = tuple[float, float, float]
"""Seconds, the most memory that it took in MB beyond what the process had before, and MB on disk."""


def main() -> None:
    """Print the seconds of each, their ratio, the memory, and the bytes of a document on disk."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    count = round(triples / QUADS_A_DOCUMENT)
    with tempfile.TemporaryDirectory(prefix="maitu-bench-") as made:
        folder = Path(made)
        file, marks = folder / "data.nq", []
        with file.open("wb") as out:
            for iri, quads in documents(count):
                text = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""
                out.write(text)
                marks.append((iri, len(text)))
        print(f"{count:,} documents, {file.stat().st_size / 1e6:,.0f} MB of N-Quads")
        own = _measured(_bulk_load, file, folder / "oxigraph", marks)
        ours = _measured(_load, file, folder / "maitu", marks)
        single = _measured(_replace, file, folder / "single", marks[:170])
    for name, (seconds, memory, size) in (("pyoxigraph.bulk_load", own), ("store.load", ours)):
        print(f"{name:<22} {seconds:7.2f} s  {memory:7,.0f} MB of memory  {size * 1e6 / count:9,.0f} bytes a document")
    each = single[0] / min(count, 170)
    print(f"{'store.replace':<22} {each * 1000:7.2f} ms a document")
    print(f"loading / bulk load: {ours[0] / own[0]:.2f} (at most 1.5)")


def _measured(load: Callable[[Path, Path, list[tuple[str, int]]], None], file: Path, to: Path,
              marks: list[tuple[str, int]]) -> Figures:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (load, file, to, marks))


def _measure(load: Callable[[Path, Path, list[tuple[str, int]]], None], file: Path, to: Path,
             marks: list[tuple[str, int]]) -> Figures:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    load(file, to, marks)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return seconds, memory / 1024, sum(path.stat().st_size for path in to.rglob("*") if path.is_file()) / 1e6


def _bulk_load(file: Path, to: Path, _marks: list[tuple[str, int]]) -> None:
    store = pyoxigraph.Store(to)
    store.bulk_load(path=file, format=RdfFormat.N_QUADS)
    store.flush()


def _load(file: Path, to: Path, marks: list[tuple[str, int]]) -> None:
    with open_store(to, write=True) as store, file.open("rb") as text:
        store.load((iri, text.read(size)) for iri, size in marks)


def _replace(file: Path, to: Path, marks: list[tuple[str, int]]) -> None:
    with open_store(to, write=True) as store, file.open("rb") as text:
        for iri, size in marks:
            store.replace(iri, pyoxigraph.parse(text.read(size), RdfFormat.N_QUADS))


if __name__ == "__main__":
    main()
