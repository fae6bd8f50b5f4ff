"""Who carries a programme out or holds an event."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.events import HISTORIC
from graph.extract.governing import fronted_verb
from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation
from graph.layout import Kind

_HELD = re.compile(r"[^，。]{0,14}(?:举行|召开|举办|启动)")


def find(view: View) -> Iterator[Relation]:
    """The relations `runs` that a sentence states.

    A quoted programme that no verb governs is taken for one of whoever the clause is about, unless they only take part.
    """
    if view.reading.sentence.kind in (Kind.BYLINE, Kind.FURNITURE):
        return
    for program in view.named(EntityType.PROGRAM, EntityType.EVENT):
        if program.rule in HISTORIC:
            continue
        verb = view.verb(program) or fronted_verb(view.reading, view.context.lexicon, _end_of_list(view, program))
        if verb is None:
            if program.type is EntityType.EVENT and not _HELD.match(view.text, program.end):
                continue
            if (
                program.type is EntityType.PROGRAM
                and program.rule != "quoted"
                or view.verb(program, "frames.participate")
            ):
                continue
        agents, own = view.agents(program.start)
        for agent in agents:
            yield view.relation(
                agent,
                Predicate.RUNS,
                view.entity(program),
                view.clauses(program.start, program.end - 1),
                f"run:{verb or 'named'}",
                "run" if own else "run_inherited",
            )


def _end_of_list(view: View, program: Mention) -> int:
    """Where a programme's name ends, or the list that it is a member of (A、B等项目)."""
    if program.rule.startswith("list of "):
        closing = re.compile("[^，。；]*?等[^，。；]{0,14}?" + re.escape(program.rule.removeprefix("list of ")))
        if match := closing.match(view.text, program.end):
            return match.end()
    return program.end
