"""The years of a thing."""

from __future__ import annotations

from decimal import Decimal

from app.timeline import timeline
from graph.describe import Description, Fact, OutcomeRow, Source
from graph.find import EntityRef

THING = EntityRef("urn:a", "Place", "甲县")


def source(document: str) -> Source:
    return Source("e", "q", "s", document, "t", 0, 1)


def outcome(name: str, end: str | None) -> OutcomeRow:
    return OutcomeRow(
        name, name, Decimal(1), "人", None, None, None, end, None, None, None, False, (source("d1"),)
    )


def test_figures_stand_in_the_year_their_period_ends_and_relations_in_that_of_their_first_document() -> None:
    described = Description(
        "urn:x", ("Place",), "乙县", (), (), None,
        (Fact("runs", THING, True, (source("d2"), source("d1"))), Fact("partOf", THING, True, (source("d3"),))),
        (outcome("a", "2021-12-31"), outcome("b", "2023-06-30"), outcome("c", None)), (), (),
    )
    years = timeline(described, {"d1": "2021-05-01", "d2": "2022-05-01", "d3": ""})
    assert [(year.year, [one.iri for one in year.outcomes], len(year.facts)) for year in years] == [
        (2023, ["b"], 0), (2021, ["a"], 1),
    ]
