"""A correction in words, for lists and notes."""

from __future__ import annotations

from graph.corrections.kinds import (
    Confirmation,
    Correction,
    Distinction,
    Judgement,
    Merging,
    NewEntity,
    NewFigure,
    NewRelation,
    Renaming,
    Retyping,
    Splitting,
)
from ontology.terms import INSTANCES, local_name


def words_of(one: Correction) -> str:
    """What a correction says, on one line."""
    match one:
        case Renaming():
            return f"{_short(one.entity)} is called {one.name}"
        case Retyping():
            return f"{_short(one.entity)} is of class {one.type}"
        case Merging():
            return f"{', '.join(map(_short, one.merged))} is the same as {_short(one.into)}"
        case Splitting():
            where = f"{len(one.sentences)} sentences" if one.sentences else ", ".join(map(_short, one.within))
            return f"{_short(one.entity)} is another one, {one.name}, in {where}"
        case Judgement():
            fact = one.fact
            said = fact.label or f"{_short(fact.subject)} {local_name(fact.predicate)} {_short(fact.object)}"
            return f"{said}: {'is' if isinstance(one, Confirmation) else 'is not'} stated by “{fact.quote}”"
        case Distinction():
            return f"{_short(one.pair[0])} and {_short(one.pair[1])} are two"
        case NewEntity():
            return f"{one.name} ({one.type}) is named in “{one.sentence}”"
        case NewRelation():
            said = f"{_short(one.subject)} {local_name(one.predicate)} {_short(one.object)}"
            return f"{said}: is stated by “{one.quote}”"
        case NewFigure():
            return f"{one.indicator} {one.value:f}{one.unit}: is stated by “{one.quote}”"
        case _:
            raise TypeError(f"{type(one)} is no kind of correction")


def _short(iri: str) -> str:
    return iri.removeprefix(INSTANCES)
