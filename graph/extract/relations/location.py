"""What is in a place, or is held in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph.extract.events import HISTORIC
from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation

_PLACE = EntityType.PLACE


def find(view: View) -> Iterator[Relation]:
    """The relations `locatedIn` that a sentence states."""
    yield from _chains(view)
    for program in view.named(EntityType.PROGRAM, EntityType.EVENT):
        if program.rule not in HISTORIC and (view.verb(program) or view.text.startswith("在", program.end)):
            yield from _held(view, program)
    yield from _situated(view)
    yield from _contained(view)


def _relation(
    view: View, subject: str, place: str, quote: tuple[int, int], frame: str, sure: str = "locate"
) -> Relation:
    return view.relation(subject, Predicate.LOCATED_IN, place, quote, frame, sure)


def _chains(view: View) -> Iterator[Relation]:
    """浙江安吉: each place of a chain is in the one before it, and so is what 、 joins to it."""
    upper: Mention | None = None
    for before, place in pairwise(view.named(_PLACE)):
        gap = view.text[before.end : place.start]
        if not gap:
            upper = before
        elif gap != "、":
            upper = None
        if upper is not None and (not gap or place.text[-1] == before.text[-1]):
            yield _relation(
                view,
                view.entity(place),
                view.entity(upper),
                (upper.start, place.end),
                "chain of places",
                "locate_chain" if not gap else "locate",
            )


def _held(view: View, program: Mention) -> Iterator[Relation]:
    """在P开展G, 赴P举办G: the programme or event is held in the last place of each chain; 在全县开展G: in the topic."""
    reading = view.reading
    own = reading.clause_at(program.start)
    floor, ceiling = reading.clauses[own]
    if own and view.text.startswith("在", reading.clauses[own - 1][0]):
        floor = reading.clauses[own - 1][0]
    subject = view.entity(program)
    if view.words("frames.throughout").inside(view.text[floor : program.start]):
        topic = view.context.subjects.topic(reading.sentence.index)
        if topic and view.is_place(topic):
            yield _relation(view, subject, topic, view.clauses(program.start, program.end - 1), "held:在全…")
    for path in ("frames.locate_prepositions", "frames.travel"):
        for match in view.words(path).pattern.finditer(view.text, floor, ceiling):
            if program.start <= match.start() < program.end:
                continue
            for place in view.listed(match.end(), _PLACE):
                yield _relation(
                    view,
                    subject,
                    view.entity(place),
                    view.clauses(match.start(), program.start, program.end - 1),
                    f"held:{match.group()}",
                )


def _situated(view: View) -> Iterator[Relation]:
    """A位于P."""
    for match in view.words("frames.locate").pattern.finditer(view.text):
        places = view.listed(match.end(), _PLACE)
        agents, own = view.agents(match.start())
        if places and agents and own:
            yield _relation(
                view,
                agents[-1],
                view.entity(places[0]),
                view.clauses(match.start(), places[0].end - 1),
                f"locate:{match.group()}",
                "locate_chain",
            )


def _contained(view: View) -> Iterator[Relation]:
    """P拥有A、B和C: the places of the list are in P."""
    for match in view.words("frames.contain").pattern.finditer(view.text):
        agents, own = view.agents(match.start(), (_PLACE,))
        _, end = view.clauses(match.start())
        for agent in agents if own else ():
            for place in view.named(_PLACE):
                if view.is_place(agent) and match.end() <= place.start < end:
                    yield _relation(
                        view,
                        view.entity(place),
                        agent,
                        view.clauses(match.start(), place.end - 1),
                        f"contain:{match.group()}",
                    )
