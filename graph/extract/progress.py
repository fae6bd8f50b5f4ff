"""How far the reading of a document has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Protocol, TypeVar

Item_co = TypeVar("Item_co", covariant=True)

Progress = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1. What it raises ends the work: so a user's Cancel does."""

_EVERY = 50


class _Countable(Sized, Iterable[Item_co], Protocol[Item_co]):
    """What can be counted and gone through."""


def unheard(_share: float) -> None:
    """Progress that nobody wants to hear of."""


def passing(items: _Countable[Item_co], progress: Progress, first: float, last: float) -> Iterator[Item_co]:
    """The items one by one; `progress` is told shares from `first` to `last` while they pass."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            progress(first + (last - first) * number / len(items))
        yield item
