"""What no document should hold, through reading and extraction: no crash, no hang, and nothing made up."""

import json
import random
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.document import Document, from_bytes, from_text
from graph.extract import extract

ROOT = Path(__file__).parent.parent
CHANCE = random.Random(7)
NUMBERS = [[str(CHANCE.randrange(10**6)) for _ in range(10)] for _ in range(1000)]

NOTHING_STATED = {
    "blanks": " \n\u3000\t" * 2000,
    "control characters": "\x01\x02\x07\x1b[31m" * 500,
    "invisible characters": "\u200b\ufeff\u202e\xad" * 1000,
    "open marks": "“《（" * 1000,
    "closing marks": "”》）" * 1000,
    "marks in marks": "“" * 500 + "甲" + "”" * 500,
    "dashes": "——" * 1000,
    "end marks": "。！？" * 1000,
    "emoji": "😀🎉👨‍👩‍👧" * 300,
    "right to left": "مرحبا بكم 123 " * 200,
    "a table, by tabs": "\n".join("\t".join(row) for row in NUMBERS[:200]),
    "a table, by blanks": "\n".join(" ".join(row) for row in NUMBERS[:200]),
    "a table, by commas": "\n".join(",".join(row) for row in NUMBERS[:200]),
    "numbers a line": "\n".join(number for row in NUMBERS[:100] for number in row),
    "one long number": "1234567890" * 300,
    "numerals": "一二三十百千万亿" * 300,
    "magnitudes": "万亿" * 1000,
    "points": "3.14.15.92" * 300,
    "a poem": "床前明月光，疑是地上霜。举头望明月，低头思故乡。",
    "letters": "lorem ipsum dolor sit amet " * 100,
    "no characters": "\ufffd\ud800" * 500,
}

LARGE: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "甲乙丙丁" * (n // 4),
    "one line of sentences": lambda n: "甲乙丙丁。" * (n // 5),
    "short lines": lambda n: "甲\n" * (n // 2),
    "blank lines": lambda n: " \n" * (n // 2),
    "open marks": lambda n: "“《（" * (n // 3),
    "open marks a line": lambda n: "“甲\n" * (n // 3),
    "blanks between characters": lambda n: "甲 " * (n // 2),
    "closed quotations": lambda n: "。”" * (n // 2),
    "full stops": lambda n: "." * n,
    "words": lambda n: "a b " * (n // 4),
    "reporters": lambda n: "记者" * (n // 2),
    "datelines": lambda n: "本报" * (n // 2),
    "dates": lambda n: "2016年" * (n // 5),
    "table rows": lambda n: "1\t2\t3\n" * (n // 6),
    "commas": lambda n: "1," * (n // 2),
    "pages": lambda n: "页眉\f" * (n // 3),
    "list marks": lambda n: "- " * (n // 2),
}

RECORD_PATTERNS = """
import json, re, sys
compile_, found = re._compile, {}
def record(pattern, flags):
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.endswith(("re/__init__.py", "re.py")):
        frame = frame.f_back
    if isinstance(pattern, str) and frame and "/graph/" in frame.f_code.co_filename.replace("\\\\", "/"):
        found[pattern, int(flags)] = frame.f_code.co_filename
    return compile_(pattern, flags)
re._compile = record
from graph.document import from_text, read
from graph.extract import extract
from graph.language import detect
from pathlib import Path
document = read(Path("seeds/maojian.txt"))
extract(document)
extract(from_text("a.txt", "The office served 900 readers in 2024."), language="en")
detect(document.text)
import graph.readers.html, graph.readers.pdf, graph.readers.docx
print(json.dumps([[pattern, flags, file] for (pattern, flags), file in found.items()]))
"""


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of three runs: what another program did meanwhile does not count."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def grows_beyond_its_size(
    work: Callable[[str], object], make: Callable[[int], str], size: int, floor: float = 0.05,
) -> bool:
    """Whether eight times the text takes far more than eight times as long; below `floor` seconds nothing counts."""
    small, large = make(size), make(8 * size)
    start = time.process_time()
    work(large)
    if time.process_time() - start < floor:
        return False
    return seconds(lambda: work(large)) > 24 * max(floor / 24, seconds(lambda: work(small)))


@pytest.mark.parametrize(
    ("name", "language"),
    [(name, code) for name in NOTHING_STATED for code in ("en", "zh") if (name, code) != ("right to left", "en")],
)
def test_text_that_states_nothing_gives_no_facts(name: str, language: str) -> None:
    facts = extract(from_text("a.txt", NOTHING_STATED[name]), language=language)
    assert (facts.entities, facts.relations, facts.outcomes) == ((), (), ())


@pytest.mark.parametrize("name", LARGE)
def test_reading_takes_time_in_proportion_to_the_text(name: str) -> None:
    assert not grows_beyond_its_size(lambda text: from_text("a.txt", text), LARGE[name], 4_000)


def test_five_megabytes_on_one_line_are_read_as_pieces_that_a_sentence_may_have() -> None:
    document = from_bytes("a.txt", ("甲乙丙丁" * 430_000).encode())
    assert max(len(sentence.text) for sentence in document.sentences) <= 2000
    assert sum(len(sentence.text) for sentence in document.sentences) == len(document.text)


def test_no_pattern_takes_longer_than_in_proportion_to_what_it_reads() -> None:
    run = subprocess.run(
        [sys.executable, "-c", RECORD_PATTERNS], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8",
    )
    patterns = json.loads(run.stdout)
    assert len(patterns) > 50
    slow = [
        (Path(file).name, source, worst)
        for source, flags, file in patterns for worst in worst_cases(source)
        if grows_beyond_its_size(
            lambda text, source=source, flags=flags: re.compile(source, flags).findall(text),  # type: ignore[misc]
            lambda n, worst=worst: (worst * n)[:n],  # type: ignore[misc]
            250, floor=0.01,  # a sentence has no more than eight times so many characters
        )
    ]
    assert not slow


def worst_cases(source: str) -> list[str]:
    """Short strings that, repeated, keep a pattern matching without end: its own characters, alone and in pairs."""
    plain = [c for c in dict.fromkeys(source) if c.isalnum() or ord(c) > 127][:12]
    usual = ["1", "一", " ", "\u3000", "，", "“", "《", "（", ".", "a", "年"]
    pairs = [one + other for one in plain[:4] for other in ("1", "一", "，")]
    return [*plain, *usual, *pairs, "1 ", "1,", "一、", "年1", "“甲", "《甲"]


def test_extraction_takes_time_and_memory_in_proportion_to_the_text() -> None:
    def of_size(n: int) -> Document:
        return from_text("a.txt", "青禾县农业农村局举办“种粮能手”培训班5期，" * (n // 23))

    extract(of_size(100))
    small, large = seconds(lambda: extract(of_size(1_500))), seconds(lambda: extract(of_size(12_000)))
    assert large < 20 * small
    tracemalloc.start()
    extract(of_size(12_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_facts_beside_rubbish_are_still_found() -> None:
    rubbish = "\n\n".join(text for name, text in NOTHING_STATED.items() if "table" in name or name == "emoji")
    text = f"青禾县工作\n\n{rubbish}\n\n青禾县农业农村局举办“种粮能手”培训班5期，培训农民800人次。\n\n{rubbish}"
    facts = extract(from_text("a.txt", text))
    assert {(outcome.value, outcome.unit) for outcome in facts.outcomes} == {(5, "期"), (800, "人次")}
