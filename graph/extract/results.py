"""Figures to outcomes: whose a figure is, under which programme, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.document import Document, Sentence
from graph.extract.outcomes import Figure, find_figures
from graph.extract.reading import Reading
from graph.extract.relations.context import Context
from graph.facts import EntityType, Outcome


def find(document: Document, context: Context) -> Iterator[Outcome]:
    """The outcomes and targets of a document, in the order of its text."""
    normalized = replace(document, sentences=tuple(map(_normalized, context.readings)))
    for figure in find_figures(normalized, context.lexicon):
        reading = context.readings[figure.sentence]
        agents, _ = context.subjects.agents(reading, figure.start)
        start, end = figure.clause
        yield Outcome(
            indicator=figure.indicator,
            value=figure.value,
            unit=figure.unit,
            qualifier=figure.qualifier,
            period=figure.period,
            subject=agents[0] if agents else None,
            program=_program(context, figure),
            place=_place(context, reading, figure),
            evidence=reading.sentence.evidence(start, end),
            period_start=figure.period_start,
            period_end=figure.period_end,
            target=figure.target,
        )


def _normalized(reading: Reading) -> Sentence:
    sentence = reading.sentence
    return sentence if sentence.text == reading.text else replace(sentence, text=reading.text)


def _program(context: Context, figure: Figure) -> str | None:
    """The programme that the figure's own clause names, else one named in the two clauses before it."""
    known = [m for m in context.mentions.get(figure.sentence, ()) if m.type is EntityType.PROGRAM]
    start, end = figure.clause
    here = [m for m in known if start <= m.start < end]
    reading = context.readings[figure.sentence]
    own = reading.clause_at(figure.start)
    before = [m for m in known if m.start < figure.start and own - reading.clause_at(m.start) <= 2]
    chosen = here[0] if here else before[-1] if before else None
    return context.owner[chosen] if chosen else None


def _place(context: Context, reading: Reading, figure: Figure) -> str | None:
    """The first place that the figure's clause says something was done in or went to."""
    start, end = figure.clause
    for path in ("frames.locate_prepositions", "frames.travel"):
        for match in context.lexicon.words(path).pattern.finditer(reading.text, start, end):
            places = context.view(reading).listed(match.end(), EntityType.PLACE)
            if places and places[0].start < end:
                return context.owner[places[0]]
    return None
