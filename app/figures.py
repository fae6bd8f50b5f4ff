"""Results and aims as rows: filtered, grouped and summed where they are of one kind, and written as CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from app.address import shorten
from app.i18n import Language, dictionary, titles
from graph.cells import neutralise
from graph.describe import OutcomeRow
from graph.find import EntityRef

Side = Literal["subject", "program", "place", "indicator", "year"]
"""What figures may be grouped by."""

SIDES: Final[tuple[Side, ...]] = ("program", "subject", "place", "indicator", "year")
THINGS: Final[tuple[Side, ...]] = ("subject", "program", "place")
FILTERS: Final[tuple[Side, ...]] = (*THINGS, "indicator")

SHARES: Final = frozenset(
    {"%", "‰", "个百分点", "百分点", "倍", "成", "番", "度", "分", "percent", "percentage points"}
)
"""Units of which two figures make no sum."""

PARTS: Final = ("其中", "of which", "of whom", "among them")
"""Words behind which a sentence tells of parts of a figure that stands before them."""

AVERAGES: Final = ("人均", "户均", "平均", "亩均", "场均", "average", "per capita", "mean ")
"""Words in what is counted that make of two figures no sum."""

_COLUMNS = (
    "indicator",
    "value",
    "unit",
    "qualifier",
    "period",
    "from",
    "to",
    "subject",
    "program",
    "place",
    "target",
    "document",
    "sentence",
)


@dataclass(frozen=True)
class Wanted:
    """Which figures are wanted; what is empty or None lets all through. Sides are named as in `key_of`."""

    words: str = ""
    unit: str = ""
    subject: str = ""
    program: str = ""
    place: str = ""
    indicator: str = ""
    first_year: int | None = None
    last_year: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    target: bool = False

    def fits(self, outcome: OutcomeRow) -> bool:
        """Whether a figure is wanted. One without a year is not where years are asked for."""
        year = year_of(outcome)
        return (
            outcome.target == self.target
            and (not self.unit or outcome.unit == self.unit)
            and all(not (wanted := getattr(self, side)) or key_of(outcome, side) == wanted for side in FILTERS)
            and (self.first_year is None or (year is not None and year >= self.first_year))
            and (self.last_year is None or (year is not None and year <= self.last_year))
            and (self.least is None or outcome.value >= self.least)
            and (self.most is None or outcome.value <= self.most)
            and has_words(outcome, self.words)
        )


@dataclass(frozen=True)
class Group:
    """Figures of one unit that share what they are grouped by; `key` is an IRI as in an address, or a text."""

    key: str
    name: str
    total: Decimal
    outcomes: tuple[OutcomeRow, ...]


def units(outcomes: Iterable[OutcomeRow]) -> list[str]:
    """The units that figures are given in, the most frequent first."""
    return [unit for unit, _ in Counter(outcome.unit for outcome in outcomes if outcome.unit).most_common()]


def by_unit(outcomes: Iterable[OutcomeRow]) -> list[OutcomeRow]:
    """Figures with those of one unit together, the most frequent unit first; within a unit they stay in their order."""
    known = list(outcomes)
    rank = {unit: place for place, unit in enumerate(units(known))}
    return sorted(known, key=lambda one: rank.get(one.unit, len(rank)))


def things(outcomes: Iterable[OutcomeRow], side: Side) -> dict[str, str]:
    """What stands on one side of figures: key (see `key_of`) → name, that with most figures first."""
    counted = Counter((key, _name(one, side)) for one in outcomes if (key := key_of(one, side)))
    return {key: name for (key, name), _ in counted.most_common()}


def years(outcomes: Iterable[OutcomeRow]) -> list[int]:
    """The years that figures are of, in order."""
    return sorted({year for outcome in outcomes if (year := year_of(outcome)) is not None})


def year_of(outcome: OutcomeRow) -> int | None:
    """The year in which a figure's period ends, or None where its period is not known in days."""
    day = outcome.period_end or outcome.period_start
    return int(day[:4]) if day else None


def key_of(outcome: OutcomeRow, side: Side) -> str:
    """What a figure is grouped by: the IRI of a thing as in an address, the indicator, the year, or "" for none."""
    if side == "indicator":
        return outcome.indicator
    if side == "year":
        return str(year_of(outcome) or "")
    thing = _thing(outcome, side)
    return shorten(thing.iri) if thing else ""


def has_words(outcome: OutcomeRow, words: str) -> bool:
    """Whether every word of `words` stands in what is counted or in a name that belongs to it."""
    names = [ref.name for ref in (outcome.subject, outcome.program, outcome.place) if ref]
    text = " ".join([outcome.indicator, outcome.period or "", *names]).casefold()
    return all(word in text for word in words.casefold().split())


def summable(unit: str) -> bool:
    """Whether figures of a unit may be added up."""
    return unit not in SHARES


def once(outcomes: Sequence[OutcomeRow], *, by_year: bool = False) -> list[OutcomeRow]:
    """Figures of one unit without those that would count something twice in a sum, as far as documents let it be told.

    Left out is what repeats another figure (the same of the same thing in the same time, from another document), what
    its sentence gives as a part of another one (其中), what lies within the time of a larger figure of the same thing
    (2021 in 2019 to 2021; `by_year` leaves out the larger one instead, which is of no one year), and averages. Where a
    unit cannot be added up at all, nothing is left out.
    """
    if not outcomes or not summable(outcomes[0].unit):
        return list(outcomes)
    left_out = {one.iri for one in outcomes if any(word in one.indicator.casefold() for word in AVERAGES)}
    by_sentence: dict[str, list[OutcomeRow]] = defaultdict(list)
    by_thing: dict[tuple[str, ...], list[OutcomeRow]] = defaultdict(list)
    for one in outcomes:
        for source in one.sources[:1]:
            by_sentence[source.evidence].append(one)
        by_thing[_whose(one)].append(one)
    for together in by_sentence.values():
        left_out.update(one.iri for one in together if any(_is_part(one, whole) for whole in together))
    for alike in by_thing.values():
        first: dict[tuple[object, ...], str] = {}
        for one in alike:
            if first.setdefault((one.value, one.period, one.period_start, one.period_end), one.iri) != one.iri:
                left_out.add(one.iri)
        times = [one for one in alike if one.iri not in left_out and one.period_start and one.period_end]
        for part in times:
            for whole in times:
                if _within(part, whole):
                    left_out.add((whole if by_year and _years(whole) > 1 else part).iri)
    return [one for one in outcomes if one.iri not in left_out]


def _whose(one: OutcomeRow) -> tuple[str, ...]:
    """What two figures share that are of the same thing; of those of nothing, only reprints of a sentence do."""
    things = tuple(ref.iri if ref else "" for ref in (one.program, one.subject, one.place))
    return (one.indicator, *things) if any(things) else (one.indicator, *(source.sentence for source in one.sources))


def _is_part(one: OutcomeRow, whole: OutcomeRow) -> bool:
    sentence, quote, before = one.sources[0].sentence, one.sources[0].quote, whole.sources[0].quote
    here, there = sentence.rfind(quote), sentence.find(before)
    if one is whole or there < 0 or here <= there or one.value > whole.value:
        return False
    between = sentence[there : here + len(quote)].casefold()
    amount = max(between.rfind(f"{whole.value:f}"), 0)
    return any(between.find(word, amount) >= 0 for word in PARTS)


def _within(part: OutcomeRow, whole: OutcomeRow) -> bool:
    own, other = (part.period_start or "", part.period_end or ""), (whole.period_start or "", whole.period_end or "")
    return own != other and other[0] <= own[0] and own[1] <= other[1] and part.value <= whole.value


def _years(one: OutcomeRow) -> int:
    return int((one.period_end or "0")[:4]) - int((one.period_start or "0")[:4]) + 1


def grouped(outcomes: Iterable[OutcomeRow], side: Side) -> list[Group]:
    """Figures of one unit, summed by what they are grouped by, the largest sum first; years stand in their order.

    What has no such thing is left out. Shares are not summed: a group of them has its largest figure.
    """
    found: dict[str, list[OutcomeRow]] = defaultdict(list)
    for outcome in outcomes:
        if key := key_of(outcome, side):
            found[key].append(outcome)
    groups = [Group(key, _name(group[0], side), _total(group), tuple(group)) for key, group in found.items()]
    if side == "year":
        return sorted(groups, key=lambda group: group.key)
    return sorted(groups, key=lambda group: (-group.total, group.name, group.key))


def series(outcomes: Iterable[OutcomeRow], side: Side, most: int) -> list[tuple[Group, list[tuple[int, Decimal]]]]:
    """The largest groups of figures of one unit, at most `most`, each with its sum in each year that it has one for."""
    groups = grouped((one for one in outcomes if year_of(one) is not None), side)[:most]
    return [(group, [(int(year.key), year.total) for year in grouped(group.outcomes, "year")]) for group in groups]


def pivot(outcomes: Sequence[OutcomeRow], rows: Side, columns: Side, most: int) -> tuple[list[Group], list[Group]]:
    """The rows and columns of a table of sums: at most `most` groups on each side, the largest ones."""
    both = [one for one in outcomes if key_of(one, rows) and key_of(one, columns)]
    shown = grouped(both, rows)[:most]
    of_shown = [one for group in shown for one in group.outcomes]
    return shown, grouped(of_shown, columns)[-most if columns == "year" else None :][:most]


def cell(row: Group, column: Group) -> Group | None:
    """Where a row and a column meet, or None where no figure is of both."""
    both = [outcome for outcome in row.outcomes if outcome in column.outcomes]
    return Group(f"{row.key} × {column.key}", "", _total(both), tuple(both)) if both else None


def to_csv(outcomes: Iterable[OutcomeRow], tongue: Language = "en") -> bytes:
    """CSV in UTF-8 with a byte order mark, as spreadsheets expect it; no cell is taken for a formula.

    `tongue` is the language of its headings and hedges.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(titles(tongue, _COLUMNS))
    for outcome in outcomes:
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in _cells(outcome, tongue)])
    return file.getvalue().encode("utf-8-sig")


def to_excel(outcomes: Collection[OutcomeRow], tongue: Language = "en") -> bytes:
    """A workbook of one sheet: figures as numbers, days as days' text, all words as words and no formula."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(*titles(tongue, ["sheet"]))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(outcomes), len(_COLUMNS) - 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(len(_COLUMNS) - 2, len(_COLUMNS) - 1, 48)
        bold = book.add_format({"bold": True})
        for place, title in enumerate(titles(tongue, _COLUMNS)):
            sheet.write_string(0, place, title, bold)
        for row, outcome in enumerate(outcomes, start=1):
            for place, cell in enumerate(_cells(outcome, tongue)):
                if isinstance(cell, Decimal):
                    sheet.write_number(row, place, float(cell))
                elif isinstance(cell, bool):
                    sheet.write_boolean(row, place, cell)
                elif cell:
                    sheet.write_string(row, place, cell[:_LONGEST_CELL])
    return file.getvalue()


_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook may hold."""


def _cells(one: OutcomeRow, tongue: Language) -> list[str | Decimal | bool]:
    names = [ref.name if ref else "" for ref in (one.subject, one.program, one.place)]
    documents = " | ".join(source.document_title for source in one.sources)
    quotes = " | ".join(source.sentence for source in one.sources)
    period = (one.period or "", one.period_start or "", one.period_end or "")
    hedge = dictionary(tongue)[f"qualifier.{one.qualifier.replace(' ', '_')}"] if one.qualifier else ""
    return [one.indicator, one.value, one.unit, hedge, *period, *names, one.target, documents, quotes]


def _thing(outcome: OutcomeRow, side: Side) -> EntityRef | None:
    thing = getattr(outcome, side)
    return thing if isinstance(thing, EntityRef) else None


def _name(outcome: OutcomeRow, side: Side) -> str:
    thing = _thing(outcome, side) if side in THINGS else None
    return thing.name if thing else key_of(outcome, side)


def _total(outcomes: Sequence[OutcomeRow]) -> Decimal:
    values = [outcome.value for outcome in outcomes]
    return sum(values, Decimal(0)) if summable(outcomes[0].unit) else max(values)
