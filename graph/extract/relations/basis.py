"""What a programme or policy was made under or carries out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation

_DIRECTIVES = ("精神", "部署", "要求", "关于")
_MAKING = re.compile("制定|出台|提出")


def find(view: View) -> Iterator[Relation]:
    """The relations `basedOn` that a sentence states: 根据《P》制定G; 为贯彻E精神，启动G."""
    for base in view.named(EntityType.POLICY, EntityType.EVENT):
        verb = view.verb(base, "frames.base")
        if verb is None or base.type is EntityType.EVENT and not view.text.startswith(_DIRECTIVES, base.end):
            continue
        for made in _made(view, base):
            yield view.relation(
                view.entity(made),
                Predicate.BASED_ON,
                view.entity(base),
                view.clauses(base.start, base.end - 1),
                f"base:{verb}",
                "base",
            )


def _made(view: View, base: Mention) -> list[Mention]:
    """The programmes or policies of the next clause that names any, else the paper itself whose preamble this is."""
    clause = view.reading.clause_at
    first = clause(base.start) + (base.type is EntityType.EVENT)
    later = [
        m for m in view.named(EntityType.PROGRAM, EntityType.POLICY) if m.start > base.end and clause(m.start) >= first
    ]
    if later:
        return [m for m in later if clause(m.start) == clause(later[0].start)]
    if _MAKING.search(view.text[base.end : base.end + 30]):
        preamble = view.context.readings[:3]
        return [m for r in preamble for m in view.context.named(r, EntityType.POLICY) if m.rule == "heading"][:1]
    return []
