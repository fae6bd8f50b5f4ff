"""Who issued a policy: by its title, by a verb before it, by one behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.extract.subjects import ACTORS
from graph.facts import EntityType, Predicate, Relation

_TITLE = r"《[^《》]*》(?:[（(][^）)《》]*[）)])?"
_TITLES_BEHIND = re.compile(rf"(?:[、和及与]?{_TITLE})*[^，。；《》]{{0,14}}?")
_SPELLED_OUT = re.compile(rf"即(?:{_TITLE}[、和及与]?)*$")


def find(view: View) -> Iterator[Relation]:
    """The relations `issued` that a sentence states."""
    for policy in view.named(EntityType.POLICY):
        yield from _by_title(view, policy)
        owners = [m for m in view.named(*ACTORS) if m.end == policy.start or view.text[m.end : policy.start] == "的"]
        if owners:  # 银监会《关于…的指导意见》
            quote = (owners[-1].start, policy.end)
            yield view.relation(
                view.entity(owners[-1]), Predicate.ISSUED, view.entity(policy), quote, "owner before", "issue"
            )
            continue
        verb, position = view.verb(policy, "frames.issue"), policy.start
        if verb is None:
            verb, position = _verb_elsewhere(view, policy)
        if verb is None:
            continue
        agents, own = view.agents(position)
        for agent in agents:
            yield view.relation(
                agent,
                Predicate.ISSUED,
                view.entity(policy),
                view.clauses(policy.start, policy.end - 1),
                f"issue:{verb}",
                "issue" if own else "issue_inherited",
            )


def _by_title(view: View, policy: Mention) -> Iterator[Relation]:
    """The bodies that stand in the title; in a heading without one, the place that it names."""
    quote = (policy.start, policy.end)
    issuers = [m for m in view.named(EntityType.ORGANIZATION) if policy.start <= m.start and m.end <= policy.end]
    frame = "issuer in the title"
    if not issuers and policy.rule == "heading":
        issuers, frame = view.named(EntityType.PLACE)[:1], "place in the title"
    for issuer in issuers:
        yield view.relation(view.entity(issuer), Predicate.ISSUED, view.entity(policy), quote, frame, "issue")


def _verb_elsewhere(view: View, policy: Mention) -> tuple[str | None, int]:
    """The verb behind a list of titles (《A》《B》同时出台), or before 即 and the titles that it spells out.

    With it, the position at which to look for who issued them.
    """
    text = view.text
    start, end = view.reading.clauses[view.reading.clause_at(policy.start)]
    if _TITLES_BEHIND.match(text, policy.end, end):
        behind = view.words("frames.issue_after").pattern.search(text, policy.end, end)
        if behind and not re.search("[，。；]", text[policy.end : behind.start()]):
            return behind.group(), policy.start
    if spelled := _SPELLED_OUT.search(text[start : policy.start]):
        before = list(view.words("frames.issue").pattern.finditer(text, 0, start + spelled.start()))
        if before:
            return before[-1].group(), before[-1].start()
    return None, policy.start
