"""Mentions to entities: short names made full by jurisdiction, and the many names of one thing brought together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention
from graph.facts import EntityType

_MARKS = re.compile(r"[“”\"'‘’《》〈〉「」『』\s]")
_LEVELS = ("自治区", "街道", "社区", "村", "省", "市", "州", "县", "区", "旗", "镇", "乡")
_SHORTEST = 4
"""Characters of the shortest name that may stand for a longer one of a body."""
_DIVISIONS = 24
"""Characters at the beginning of a body's name in which its divisions stand."""
_PREFIX = {
    EntityType.ORGANIZATION: "o",
    EntityType.POLICY: "d",
    EntityType.PROGRAM: "g",
    EntityType.PLACE: "l",
    EntityType.PERSON: "h",
    EntityType.EVENT: "v",
    EntityType.RECOGNITION: "a",
}


@dataclass
class Group:
    """The mentions of one thing while they are being gathered."""

    type: EntityType
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)
    id: str = ""
    name: str = ""
    adcode: str | None = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names, in the order in which they were first seen."""
        return tuple(n for n in self.rules if _key(n) != _key(self.name))


def _key(name: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).lower()


def resolve(mentions: Sequence[Mention], jurisdictions: Mapping[int, Sequence[str]], lexicon: Lexicon) -> list[Group]:
    """The things that mentions name.

    `jurisdictions` gives, for each sentence, the places that may own an office named in it, the likeliest first.
    Returns groups in the order of their first mention, with ids; each mention is in at most one.
    """
    groups: dict[tuple[EntityType, str], Group] = {}
    previous: Mention | None = None
    bodies: dict[str, str] = {}
    for mention in mentions:
        name, rule = _full_name(mention, jurisdictions.get(mention.sentence, ()), previous, lexicon)
        if mention.rule == "office of a body":
            if mention.text[0] not in bodies:
                continue  # 局党组 of no bureau that the text names is a kind of body
            name, rule = bodies[mention.text[0]] + mention.text[1:], "body pointed at"
        if mention.rule == "office of a village" and rule != "jurisdiction":
            continue  # the office of no village in particular is a kind of body
        if mention.type is EntityType.ORGANIZATION and mention.rule not in ("unit", "team"):
            previous = mention
            bodies[name[-1]] = name
        key = (mention.type, _identity_key(mention.type, name))
        group = groups.setdefault(key, Group(mention.type))
        group.names[name] += 1
        group.rules.setdefault(name, "name")
        for other in (mention.text, *mention.inner):
            if other and other != name:
                group.rules.setdefault(other, rule)
        group.mentions.append(mention)
    merged = _merge(list(groups.values()))
    for kind in EntityType:
        for number, group in enumerate((g for g in merged if g.type is kind), 1):
            group.id = f"{_PREFIX[kind]}{number}"
    for group in merged:
        group.name = max(group.names, key=lambda n: (len(_key(n)), group.names[n], n))
        if group.type is EntityType.PLACE:
            full = [n for n in group.names if any(d.name == n for d in gazetteer.lookup(n))]
            group.name = max(full, key=len) if full else group.name
    _give_codes([g for g in merged if g.type is EntityType.PLACE])
    return merged


def _full_name(
    mention: Mention, jurisdictions: Sequence[str], previous: Mention | None, lexicon: Lexicon
) -> tuple[str, str]:
    name = mention.name or mention.text
    if mention.type is not EntityType.ORGANIZATION:
        return name, "part of the name" if mention.inner else "form in the text"
    level = next((x for x in _LEVELS if name.startswith(x) and len(name) > len(x)), None)
    if level:
        for place in jurisdictions:
            if place.endswith(level):
                return place + name[len(level) :], "jurisdiction"
    elif mention.rule == "unit":
        return (previous.text + name, "unit of the body before it") if previous else (name, "form in the text")
    elif mention.rule == "bare office" and previous and (owner := _owner(mention, previous, lexicon)):
        return owner + name, "owner of the body before it"
    elif name in lexicon.words("organizations.bare_offices"):
        for place in jurisdictions:
            return place + name, "office without its place"
    return name, "form in the text"


def _owner(mention: Mention, previous: Mention, lexicon: Lexicon) -> str:
    """Whose office a bare one is, by the body named before it (A党委书记、纪委书记); else nothing."""
    tails = lexicon.words("organizations.tails")
    tail = tails.at_end(previous.text) or ""
    if tail and previous.sentence == mention.sentence and len(previous.text) > len(tail) + 1:
        return previous.text[: -len(tail)]
    own = lexicon.words("organizations.owners").at_end(previous.text)
    return previous.text if own and not tail and mention.text in tails else ""


def _identity_key(kind: EntityType, name: str) -> str:
    key = _key(name)
    if kind is EntityType.PLACE:
        plain = gazetteer.without_peoples(key)
        return min((d.short for d in gazetteer.lookup(plain) if len(d.code) <= 6), default=plain)
    if kind is EntityType.ORGANIZATION:
        return re.sub(r"^中共(?!中央)|人民(?=政府|法院|检察院)", "", key)
    return key


def _merge(groups: list[Group]) -> list[Group]:
    """Bring together groups of one type where one's name can stand for the other's."""
    target: dict[int, Group] = {}
    by_handle: dict[tuple[EntityType, str], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for handle in _handles(group):
            by_handle[group.type, handle].append(number)
    for number, group in enumerate(groups):
        near = sorted({other for handle in _handles(group) for other in by_handle[group.type, handle]} - {number})
        fuller = [other for other in near if _stands_for((number, group), (other, groups[other]))]
        if len(fuller) == 1 or fuller and group.type is EntityType.PROGRAM:
            target[id(group)] = groups[fuller[0]]
    kept = []
    for group in groups:
        final, seen = group, {id(group)}
        while id(final) in target and id(target[id(final)]) not in seen:
            final = target[id(final)]
            seen.add(id(final))
        if final is group:
            kept.append(group)
            continue
        final.names.update(group.names)
        for name, rule in group.rules.items():
            final.rules.setdefault(name, "end of the full name" if rule == "name" else rule)
        final.mentions.extend(group.mentions)
    for group in kept:
        group.mentions.sort(key=lambda m: (m.sentence, m.start))
    return sorted(kept, key=lambda g: (g.mentions[0].sentence, g.mentions[0].start))


def _handles(group: Group) -> set[str]:
    """What two groups share that may name one thing: so that not every pair has to be looked at."""
    found = {_key(name) for name in group.rules}
    if group.type is EntityType.ORGANIZATION:
        keys = {_identity_key(group.type, name) for name in group.names}
        found |= {f"…{key[-_SHORTEST:]}" for key in keys} | {f"{_bare(key)[:2]}…{key[-1:]}" for key in keys}
    if group.type is EntityType.PLACE:
        found |= {name[:-1] for name in group.names}
    return found


def _stands_for(short: tuple[int, Group], full: tuple[int, Group]) -> bool:
    """Whether the names of one group (with its number) can stand for another's, which is the fuller one."""
    (i, one), (j, other) = short, full
    names = one.rules if one.type is EntityType.PROGRAM else one.names
    shared = {_key(name) for name in names} & {_key(name) for name in other.rules}
    if shared and max(map(len, shared)) >= _SHORTEST - (one.type is not EntityType.PROGRAM) * 2:
        return (len(max(map(_key, other.rules), key=len)), -j) > (len(max(map(_key, one.rules), key=len)), -i)
    if one.type is EntityType.ORGANIZATION:
        return _is_short_for(one, other) or _abbreviates(one, other)
    return one.type is EntityType.PLACE and _is_stem_of(one, other)


def _is_short_for(short: Group, full: Group) -> bool:
    """Whether one body's every name ends a name of the other, with a place or an owner cut off."""
    key = partial(_identity_key, EntityType.ORGANIZATION)
    return all(
        any(
            len(key(f)) > len(key(s)) >= 4
            and key(f).endswith(key(s))
            and (gazetteer.find(key(f)[: len(key(f)) - len(key(s))]) or key(f)[-len(key(s)) - 1] in "省市县区镇乡")
            for f in full.names
        )
        for s in short.names
    )


def _abbreviates(short: Group, full: Group) -> bool:
    """Whether a body's name leaves out characters of another's (泗洪合行, 泗洪农村合作银行), its first and last kept.

    A division above may stand before the abbreviation (江苏泗洪合行).
    """
    key = partial(_identity_key, EntityType.ORGANIZATION)

    def left_out(a: str, b: str) -> bool:
        rest = iter(b)
        return (
            4 <= len(a) < len(b)
            and a[:2] == b[:2]
            and a[-1] == b[-1]
            and a[:-1] != b[: len(a) - 1]
            and all(c in rest for c in a)
        )

    return any(left_out(_bare(key(s)), _bare(key(f))) for s in short.names for f in full.names)


def _bare(key: str) -> str:
    """A body's name without the division above the one that it begins with."""
    found = gazetteer.find(key[:_DIVISIONS])
    return key[found[1].start :] if len(found) > 1 and found[0].start == 0 and found[1].start == found[0].end else key


def _is_stem_of(short: Group, full: Group) -> bool:
    """Whether a place's name is another's without its ending (十八洞, 十八洞村)."""
    return any(
        len(s) >= 2 and f[:-1] == s and f[-1] in "村镇乡山河湖江寨屯县市区州" for s in short.names for f in full.names
    )


def _give_codes(places: Iterable[Group]) -> None:
    """Codes for divisions: the only one of that name, or the only one below or above another place of the text."""
    places = list(places)
    options = {id(g): gazetteer.lookup(g.name) or gazetteer.lookup(_key(g.name)) for g in places}
    sure = {d for found in options.values() if len(found) == 1 for d in found}
    for group in places:
        found = options[id(group)]
        exact = [d for d in found if d.name == group.name] or list(found)
        near = [d for d in exact if any(d.is_in(o) or o.is_in(d) for o in sure)]
        chosen = near if len(near) == 1 else exact
        group.adcode = chosen[0].code if len(chosen) == 1 else None
