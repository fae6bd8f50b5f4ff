"""Bodies that are parts of others by their names."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract.relations.context import Context
from graph.facts import EntityType, Predicate, Relation


def find(context: Context) -> Iterator[Relation]:
    """The relations `partOf`: a body whose name begins with another body's name is a part of it."""
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
