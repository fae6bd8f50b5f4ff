"""Relations: verb frames over the mentions of a sentence, one module a relation."""

from __future__ import annotations

from graph.extract.relations import (
    basis,
    issuing,
    leadership,
    location,
    participation,
    partnership,
    parts,
    recognition,
    running,
)
from graph.extract.relations.context import Context
from graph.facts import Predicate, Relation

_FRAMES = (issuing, running, participation, partnership, location, recognition, leadership, basis)


def find(context: Context) -> list[Relation]:
    """The relations that a document states, each once with its surest evidence, in the order of the text.

    What names say by themselves (`parts`) comes last.
    """
    best: dict[tuple[str, Predicate, str], Relation] = {}
    for reading in context.readings:
        view = context.view(reading)
        for frame in _FRAMES:
            for relation in frame.find(view):
                key = (relation.subject, relation.predicate, relation.object)
                if relation.predicate is Predicate.PARTNERS_WITH and (key[2], key[1], key[0]) in best:
                    continue
                known = best.get(key)
                if relation.subject != relation.object and (known is None or relation.confidence > known.confidence):
                    best[key] = relation
    for relation in parts.find(context):
        best.setdefault((relation.subject, relation.predicate, relation.object), relation)
    return list(best.values())
