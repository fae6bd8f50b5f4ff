"""Who was given an honour."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation

_BEARERS = (EntityType.ORGANIZATION, EntityType.PROGRAM, EntityType.PLACE, EntityType.PERSON)


def find(view: View) -> Iterator[Relation]:
    """The relations `recognisedAs` that a sentence states: by a verb of awarding, or by an honour before a name."""
    for honour in view.named(EntityType.RECOGNITION):
        target = view.entity(honour)
        verb = view.verb(honour, "recognitions.verbs")
        if honour.rule != "wished" and (verb or honour.rule == "awarded"):
            agents, own = view.agents(honour.start, _BEARERS)
            for agent in agents:
                yield view.relation(
                    agent,
                    Predicate.RECOGNISED_AS,
                    target,
                    view.clauses(honour.start, honour.end - 1),
                    f"recognise:{verb or '获'}",
                    "recognise" if own else "recognise_inherited",
                )
        position = honour.end + 2 if view.text.startswith("——", honour.end) else honour.end
        if view.text[position : position + 1] not in ("、", "，", "和", "与", "及"):
            for bearer in view.listed(position, *_BEARERS):  # 世界文化遗产老司城, …基地——豫章监狱
                yield view.relation(
                    view.entity(bearer),
                    Predicate.RECOGNISED_AS,
                    target,
                    (honour.start, bearer.end),
                    "honour before the name",
                    "recognise",
                )
