"""Who acts together with whom as equals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.extract.subjects import ACTORS
from graph.facts import Predicate, Relation

_FAR = 14
"""Characters between the partners and the verb of acting together."""


def find(view: View) -> Iterator[Relation]:
    """The relations `partnersWith` that a sentence states: 联合A, 与A共建."""
    for match in view.words("frames.join").pattern.finditer(view.text):
        if partners := view.listed(match.end(), *ACTORS):
            agents, _ = view.agents(match.start())
            yield from _pairs(view, agents, partners, match, f"partner:{match.group()}")
    for match in view.words("frames.partner_prepositions").pattern.finditer(view.text):
        partners = view.listed(match.end(), *ACTORS)
        if partners and (verb := _verb_behind(view, partners[-1])):
            yield from _pairs(view, _who(view, match), partners, match, f"partner:与…{verb}")


def _pairs(
    view: View, agents: Sequence[str], partners: Sequence[Mention], match: re.Match[str], frame: str
) -> Iterator[Relation]:
    quote = view.clauses(match.start(), partners[-1].end - 1)
    for agent in agents:
        for partner in partners:
            yield view.relation(agent, Predicate.PARTNERS_WITH, view.entity(partner), quote, frame, "partner")


def _verb_behind(view: View, partner: Mention) -> str | None:
    _, end = view.reading.clauses[view.reading.clause_at(partner.start)]
    found = view.words("frames.partner_after").pattern.search(view.text[partner.end : min(end, partner.end + 24)])
    return found.group() if found and found.start() <= _FAR else None


def _who(view: View, preposition: re.Match[str]) -> list[str]:
    """Who stands right before 与, else whoever acts; 和 and 同 alone only join those beside them."""
    beside = [m for m in view.named(*ACTORS) if m.end == preposition.start()]
    if beside:
        return [view.entity(beside[-1])]
    return [] if preposition.group() in ("和", "同") else view.agents(preposition.start())[0]
