"""Who takes part in a programme or event without running it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract.events import HISTORIC
from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation

_SENTENCES_BACK = 2


def find(view: View) -> Iterator[Relation]:
    """The relations `participatesIn` that a sentence states."""
    for program in view.named(EntityType.PROGRAM, EntityType.EVENT):
        yield from _named_inside(view, program)
        yield from _governed(view, program)
        yield from _joined(view, program)
    yield from _attending(view)
    yield from _speaking(view)


def _relation(view: View, subject: str, program: Mention, quote: tuple[int, int], frame: str) -> Relation:
    return view.relation(subject, Predicate.PARTICIPATES_IN, view.entity(program), quote, frame, "participate")


def _named_inside(view: View, program: Mention) -> Iterator[Relation]:
    """A党支部与B党委共建活动: those in the name take part."""
    for body in view.named(EntityType.ORGANIZATION):
        if program.start <= body.start and body.end <= program.end:
            yield _relation(view, view.entity(body), program, (program.start, program.end), "named in the name")


def _governed(view: View, program: Mention) -> Iterator[Relation]:
    """甲参加G."""
    verb = view.verb(program, "frames.participate")
    if verb is None:
        return
    agents, own = view.agents(program.start, (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE))
    for agent in agents if own else ():
        yield _relation(view, agent, program, view.clauses(program.start, program.end - 1), f"participate:{verb}")


def _joined(view: View, program: Mention) -> Iterator[Relation]:
    """联合A、B落实G: A and B take part in G."""
    reading = view.reading
    floor, _ = reading.clauses[max(0, reading.clause_at(program.start) - 1)]
    for match in view.words("frames.join").pattern.finditer(view.text, floor, program.start):
        for partner in view.listed(match.end(), EntityType.ORGANIZATION):
            yield _relation(
                view,
                view.entity(partner),
                program,
                view.clauses(match.start(), program.end - 1),
                f"partner:{match.group()}",
            )


def _attending(view: View) -> Iterator[Relation]:
    """甲、乙出席活动: they take part in the event that was named last, here or in the two sentences before."""
    index = view.reading.sentence.index
    near = view.context.readings[max(0, index - _SENTENCES_BACK) : index + 1]
    for match in view.words("frames.attend").pattern.finditer(view.text):
        known = [
            m
            for reading in near
            for m in view.context.named(reading, EntityType.EVENT, EntityType.PROGRAM)
            if m.rule not in HISTORIC and (m.sentence, m.start) < (index, match.start())
        ]
        agents, own = view.agents(match.start(), (EntityType.PERSON, EntityType.ORGANIZATION))
        if own and known and not any(view.is_place(agent) for agent in agents):
            for agent in agents:
                yield _relation(view, agent, known[-1], view.clauses(match.start()), f"attend:{match.group()}")


def _speaking(view: View) -> Iterator[Relation]:
    """会上甲作了部署: a person with a post who speaks or acts in the report of a meeting took part in it."""
    reading = view.reading
    held = [
        m
        for earlier in view.context.readings[max(0, reading.sentence.index - 6) : reading.sentence.index + 1]
        if earlier.sentence.paragraph == reading.sentence.paragraph
        for m in view.context.named(earlier, EntityType.EVENT)
        if m.rule not in HISTORIC
    ]
    if not held:
        return
    verbs, posts = view.words("frames.speak"), view.words("persons.posts")
    for person in view.named(EntityType.PERSON):
        clause = reading.clause_at(person.start)
        _, following = reading.clauses[min(clause + 1, len(reading.clauses) - 1)]
        if posts.at_end(view.text, person.start) and verbs.inside(view.text[person.end : following]):
            yield _relation(view, view.entity(person), held[-1], reading.clauses[clause], "speaks at the meeting")
