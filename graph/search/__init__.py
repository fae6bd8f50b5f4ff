"""Names and sentences searched, by an index that is kept in step with the store.

The index lies in the folder `search` of the store; of a store on a server, in the folder MAITU_CACHE, readable for the
user alone. Whoever finds it behind brings it up to date; where it may not be written or no folder is named, the index
is made in memory; while another process is writing it, it answers as it was before.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from graph.search.folding import folded_text
from graph.store import EmbeddedStore, Store

if TYPE_CHECKING:
    from graph.search.index import Index

FOLDER = "search"
VERSION = "1"
"""Of what the folder holds; an index of another version is made anew."""

LONGEST = 200
"""Characters of a search that count: no name is told from another by more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that holds what was searched; `spans` are where, in characters of `text`."""

    evidence: str
    document: str
    document_title: str
    text: str
    spans: tuple[tuple[int, int], ...]


def index_of(store: Store) -> Index:
    """The index of a store, as it is now."""
    with _lock:
        place = store.location
        index = _indexes.get(place) or _open(store)
        if index.version != store.version():
            index = _in_step(index, store)
        _indexes[place] = index
        while len(_indexes) > _KEPT:
            del _indexes[next(iter(_indexes))]
        return index


def sentences(store: Store, words: str, limit: int = 20) -> list[Hit]:
    """The sentences that hold every word of `words` (blanks part them), those first in which they stand out most."""
    wanted = _parted(words)
    if not wanted:
        return []
    found = list(islice(index_of(store).sentences(wanted), limit))
    titles = {document.iri: document.title for document in store.documents()} if found else {}
    return [
        Hit(one.evidence, one.document, titles.get(one.document, ""), one.text, _spans(one.text, wanted))
        for one in found
    ]


def count_sentences(store: Store, words: str) -> int:
    """How many sentences hold every word of `words`."""
    wanted = _parted(words)
    return index_of(store).count_sentences(wanted) if wanted else 0


def rebuild(store: Store) -> None:
    """Make the index of a store anew, whatever state the old one is in."""
    with _lock:
        _indexes.pop(store.location, None)
        if folder := _folder(store):
            shutil.rmtree(folder, ignore_errors=True)
    index_of(store)


_indexes: dict[str, Index] = {}
_lock = Lock()
_KEPT = 4
_BUSY = "LockBusy"
"""Stands in Tantivy's error where another process is writing the index."""
_PATIENCE, _POLLED_EVERY = 60.0, 0.1
"""Seconds to wait for the first index that another process is making, and between two looks."""


def _folder(store: Store) -> Path | None:
    """Where the index of a store lies, if it may lie anywhere."""
    if isinstance(store, EmbeddedStore):
        return Path(store.location) / FOLDER
    cache = os.environ.get("MAITU_CACHE")
    return Path(cache) / FOLDER / hashlib.sha256(store.location.encode()).hexdigest()[:16] if cache else None


def _open(store: Store) -> Index:
    from graph.search.index import Index

    within = _folder(store)
    if within is None:
        return Index()
    folder = within / VERSION
    with suppress(ValueError, OSError):
        if not isinstance(store, EmbeddedStore):
            within.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Index(folder)
    with suppress(ValueError, OSError):  # torn, or something else
        shutil.rmtree(folder)
        return Index(folder)
    return Index()


def _in_step(index: Index, store: Store) -> Index:
    """The index brought up to date, or one in memory where it may not be written."""
    from graph.search.index import Index

    last = time.monotonic() + _PATIENCE
    while True:
        try:
            index.reload()
            index.update(store)
        except (ValueError, OSError) as error:
            if _BUSY in str(error) and index.digests():
                return index  # as it was before the other process began
            if _BUSY not in str(error) or time.monotonic() > last:
                break
            time.sleep(_POLLED_EVERY)  # it is being made for the first time: an empty one would answer wrongly
        else:
            return index
    index = Index()
    index.update(store)
    return index


def _parted(words: str) -> list[str]:
    """The words of a search, folded, each once."""
    folded = (folded_text(word)[0].strip() for word in words[:LONGEST].split())
    return list(dict.fromkeys(word for word in folded if word))


def _spans(text: str, words: list[str]) -> tuple[tuple[int, int], ...]:
    folded, places = folded_text(text)
    found = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            found.add((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    return tuple(sorted(found))
