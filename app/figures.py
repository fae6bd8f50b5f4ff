"""Results and aims as rows: by unit, by whose they are, by words; as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable

from app.address import shorten
from graph.describe import OutcomeRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def units(outcomes: Iterable[OutcomeRow]) -> list[str]:
    """The units that figures are given in, the most frequent first."""
    return [unit for unit, _ in Counter(outcome.unit for outcome in outcomes if outcome.unit).most_common()]


def owners(outcomes: Iterable[OutcomeRow]) -> dict[str, str]:
    """The things whose figures there are: IRI as in an address → name, the one with the most figures first."""
    counted = Counter(ref for outcome in outcomes for ref in (outcome.subject, outcome.program) if ref)
    return {shorten(ref.iri): ref.name for ref, _ in counted.most_common()}


def is_of(outcome: OutcomeRow, owner: str) -> bool:
    """Whether a figure is that of a thing, as its subject or its programme; `owner` is an IRI as in an address."""
    return any(ref is not None and shorten(ref.iri) == owner for ref in (outcome.subject, outcome.program))


def has_words(outcome: OutcomeRow, words: str) -> bool:
    """Whether every word of `words` stands in what is counted or in a name that belongs to it."""
    names = [ref.name for ref in (outcome.subject, outcome.program, outcome.place) if ref]
    text = " ".join([outcome.indicator, outcome.period or "", *names]).casefold()
    return all(word in text for word in words.casefold().split())


def to_csv(outcomes: Iterable[OutcomeRow]) -> bytes:
    """CSV in UTF-8 with a byte order mark, as spreadsheets expect it; no cell is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        ["indicator", "value", "unit", "qualifier", "period", "subject", "program", "place", "target", "evidence"]
    )
    for one in outcomes:
        names = [ref.name if ref else "" for ref in (one.subject, one.program, one.place)]
        quotes = " | ".join(source.sentence for source in one.sources)
        cells = [one.indicator, one.value, one.unit, one.qualifier, one.period, *names, one.target, quotes]
        writer.writerow([_inert(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
