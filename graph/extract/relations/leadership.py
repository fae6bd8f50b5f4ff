"""Who heads a body or holds a post in it: a body, a post or several, and a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.reading import Mention
from graph.extract.relations.context import View
from graph.facts import EntityType, Predicate, Relation

_LONGEST_POST = 8
_SENTENCES_BACK = 20


@dataclass(frozen=True, slots=True)
class _Posts:
    """The posts before a name: where they begin, the bodies that they are of, and those of no body named with them."""

    start: int
    bodies: tuple[str, ...]
    pending: tuple[str, ...]


def find(view: View) -> Iterator[Relation]:
    """The relations `leads` that a sentence states (老山街道玉泉西路社区党委书记、居委会主任左东芳)."""
    before: str | None = None
    for person in view.named(EntityType.PERSON):
        posts = _posts(view, person)
        if posts is None:
            before = None
            continue
        bodies, frame = list(posts.bodies), "post before the name"
        if not bodies and before and view.text[posts.start - 1 : posts.start] == "、":
            bodies = [before]  # A检察长甲、副检察长乙: the second post is of the same body
        if before is None or not bodies:
            of_kind = [body for post in posts.pending if (body := _of_kind(view, post, person.start))]
            frame = frame if bodies else "post of the body named before"
            bodies += [body for body in of_kind if body not in bodies]
        before = bodies[0] if bodies else None
        for body in bodies:
            yield view.relation(view.entity(person), Predicate.LEADS, body, (posts.start, person.end), frame, "lead")


def _posts(view: View, person: Mention) -> _Posts | None:
    """The posts that end where a name begins; None where there is none, or only a role (记者, 村民)."""
    posts, text = view.words("persons.posts"), view.text
    position = len(text[: person.start].rstrip(" \u3000"))
    post = posts.at_end(text, position)
    if post is None or len(view.words("persons.roles").at_end(text, position) or "") > len(post):
        return None
    bodies: list[str] = []
    pending: list[str] = []
    while post is not None:
        if body := _body_before(view, position):
            bodies.append(view.entity(body))
            position = body.start
        else:
            position -= len(post)
            if government := _government(view, post, position):
                bodies.append(government)
            else:
                pending.append(post)
        post = posts.at_end(text, position - 1) if position and text[position - 1] == "、" else None
        position -= post is not None
    return _Posts(position, tuple(bodies), tuple(pending))


def _body_before(view: View, position: int) -> Mention | None:
    """The body whose name ends where some post that ends at `position` begins (党委 and 书记 in 党委书记)."""
    for length in range(2, _LONGEST_POST + 1):
        start = position - length
        if view.text[max(start, 0) : position] not in view.words("persons.posts"):
            continue
        for mention in view.named(EntityType.ORGANIZATION):
            if mention.end <= start <= mention.end + 2 and not re.search("[，。；、“]", view.text[mention.end : start]):
                return mention
    return None


def _government(view: View, post: str, position: int) -> str | None:
    """The government that 南山县县长 heads, where the document names it."""
    level = post.removeprefix("副").removesuffix("长")
    place = next((m for m in view.named(EntityType.PLACE) if m.end == position and m.text.endswith(level)), None)
    if place is None or not level:
        return None
    names = {g.name: g.id for g in view.context.groups if g.type is EntityType.ORGANIZATION}
    return next((names[n] for n in (place.text + "人民政府", place.text + "政府") if n in names), None)


def _of_kind(view: View, post: str, position: int) -> str | None:
    """The body of the kind that a post heads (局长 a 局): in the sentence, else the topic, else the last."""
    endings: Sequence[str] = view.context.lexicon.value("persons.heads_of").get(post.removeprefix("副"), ())
    index = view.reading.sentence.index
    named = [view.entity(m) for m in view.named(EntityType.ORGANIZATION) if m.end <= position]
    topic = view.context.subjects.topic(index)
    before = [
        view.entity(m)
        for reading in view.context.readings[max(0, index - _SENTENCES_BACK) : index]
        for m in view.context.named(reading, EntityType.ORGANIZATION)
    ]
    for body in (*reversed(named), topic, *reversed(before)):
        group = view.context.group[body] if body else None
        if group and group.type is EntityType.ORGANIZATION and group.name.endswith(tuple(endings)):
            return group.id
    return None
