"""What is stated of a thing, by the years it was so or was reported in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.figures import year_of
from graph.describe import Description, Fact, OutcomeRow


@dataclass
class Year:
    """The figures of a year, and the relations that documents of the year state."""

    year: int
    outcomes: list[OutcomeRow] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def timeline(description: Description, dates: Mapping[str, str]) -> list[Year]:
    """The years in which something is known of a thing, the latest first; what bears no date is left out.

    A figure stands in the year in which its period ends, a relation in that of the first dated document that states it;
    `dates` are the days of documents by their IRIs, as YYYY-MM-DD.
    """
    found: defaultdict[int, Year] = defaultdict(lambda: Year(0))
    for outcome in description.outcomes:
        if year := year_of(outcome):
            found[year].outcomes.append(outcome)
    for fact in description.facts:
        days = sorted(day for source in fact.sources if (day := dates.get(source.document)))
        if days:
            found[int(days[0][:4])].facts.append(fact)
    return [Year(year, found[year].outcomes, found[year].facts) for year in sorted(found, reverse=True)]
