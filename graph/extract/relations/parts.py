"""Bodies that are parts of others: by their names, or because they make them up."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract.relations.context import Context, View
from graph.facts import EntityType, Predicate, Relation


def find(context: Context) -> Iterator[Relation]:
    """The relations `partOf`: of a body to one whose name its name begins with, or that it makes up with others."""
    yield from _named_after(context)
    for reading in context.readings:
        yield from _making_up(context.view(reading))


def _making_up(view: View) -> Iterator[Relation]:
    """由A牵头，B、C等部门组成G: A, B and C are parts of G."""
    bodies = view.named(EntityType.ORGANIZATION)
    for match in view.words("frames.make_up").pattern.finditer(view.text):
        whole = next((m for m in bodies if m.start == match.end()), None)
        members = [m for m in bodies if m.end <= match.start()]
        if whole and len(members) > 1:
            for member in members:
                yield view.relation(
                    view.entity(member),
                    Predicate.PART_OF,
                    view.entity(whole),
                    view.clauses(member.start, whole.end - 1),
                    f"make up:{match.group()}",
                    "part",
                )


def _named_after(context: Context) -> Iterator[Relation]:
    bodies = [g for g in context.groups if g.type is EntityType.ORGANIZATION]
    for part in bodies:
        wholes = [g for g in bodies if len(g.name) < len(part.name) and part.name.startswith(g.name)]
        if wholes:
            whole = max(wholes, key=lambda g: len(g.name))
            mention = part.mentions[0]
            view = context.view(context.readings[mention.sentence])
            yield view.relation(
                part.id, Predicate.PART_OF, whole.id, (mention.start, mention.end), "name in the name", "part"
            )
