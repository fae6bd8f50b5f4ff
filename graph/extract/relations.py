"""Relations: verb frames over the mentions of a clause, and what names and neighbouring names say by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.extract.identity import Group
from graph.extract.lexicon import Lexicon, Words
from graph.extract.programs import fronted_verb, governing_verb
from graph.extract.reading import Mention, Reading
from graph.extract.subjects import Subjects
from graph.facts import EntityType, Predicate, Relation
from graph.layout import Kind

_T = EntityType
_JOIN = re.compile(r"(?:[、和与及,，暨\s]|以及|等)*")


@dataclass(frozen=True)
class Context:
    """What the frames look at: the mentions of each sentence, the entity of each mention, and who acts."""

    readings: Sequence[Reading]
    mentions: Mapping[int, Sequence[Mention]]
    groups: Sequence[Group]
    owner: Mapping[Mention, str]
    subjects: Subjects
    lexicon: Lexicon

    def confidence(self, frame: str) -> float:
        """The share of relations of a frame that careful readers confirmed."""
        return float(self.lexicon.value("frames.confidence")[frame])

    def relation(self, reading: Reading, subject: str, predicate: Predicate, target: str, span: tuple[int, int], frame: str,
                 level: str) -> Relation:
        """One relation with the words `span` of the sentence as evidence."""
        start, end = span
        while start < end and reading.text[start] in " 　":
            start += 1
        return Relation(subject, predicate, target, reading.sentence.evidence(start, end), self.confidence(level), frame)


def find(context: Context) -> list[Relation]:
    """The relations that a document states, each once, with its first and best evidence, in the order of the text."""
    best: dict[tuple[str, Predicate, str], Relation] = {}
    for reading in context.readings:
        for frame in (_issued, _run, _participates, _attends, _speaks, _partners, _chains, _held_in, _located, _contained, _apposed, _recognised, _leads, _based):
            for relation in frame(context, reading):
                key = (relation.subject, relation.predicate, relation.object)
                if relation.predicate is Predicate.PARTNERS_WITH and (key[2], key[1], key[0]) in best:
                    continue
                known = best.get(key)
                if relation.subject != relation.object and (known is None or relation.confidence > known.confidence):
                    best[key] = relation
    for relation in _parts(context):
        best.setdefault((relation.subject, relation.predicate, relation.object), relation)
    return list(best.values())


def _of(context: Context, reading: Reading, *types: EntityType) -> list[Mention]:
    return [m for m in context.mentions.get(reading.sentence.index, ()) if m.type in types]


def _span(reading: Reading, *positions: int) -> tuple[int, int]:
    """The clauses from the first to the last of the positions."""
    first, last = reading.clause_at(min(positions)), reading.clause_at(max(positions))
    return reading.clauses[first][0], max(reading.clauses[last][1], max(positions) + 1)


def _issued(context: Context, reading: Reading) -> Iterator[Relation]:
    for policy in _of(context, reading, _T.POLICY):
        target = context.owner[policy]
        inside = [m for m in _of(context, reading, _T.ORGANIZATION) if policy.start <= m.start and m.end <= policy.end]
        for issuer in inside:
            yield context.relation(reading, context.owner[issuer], Predicate.ISSUED, target, (policy.start, policy.end),
                                   "issuer in the title", "issue")
        if policy.rule == "heading" and not inside:
            for place in _of(context, reading, _T.PLACE)[:1]:
                yield context.relation(reading, context.owner[place], Predicate.ISSUED, target, (policy.start, policy.end),
                                       "place in the title", "issue")
        position = policy.start
        verb = governing_verb(reading, context.lexicon, position, "frames.issue")
        if verb is None and (named := _issued_otherwise(context, reading, policy)):
            verb, position = named
        if verb:
            agents, own = context.subjects.agents(reading, position)
            for agent in agents:
                yield context.relation(reading, agent, Predicate.ISSUED, target, _span(reading, policy.start, policy.end - 1),
                                       f"issue:{verb}", "issue" if own else "run")


def _issued_otherwise(context: Context, reading: Reading, policy: Mention) -> tuple[str, int] | None:
    """The verb of issuing that stands behind a list of titles (《A》《B》同时出台), or before 即 and the titles it spells
    out, and the position at which to look for who issued them."""
    text = reading.text
    start, end = reading.clauses[reading.clause_at(policy.start)]
    behind = re.compile(r"(?:[、和及与]?《[^》]*》(?:[（(][^）)]*[）)])?)*[^，。；《》]{0,14}?").match(text, policy.end, end)
    if behind and (verb := context.lexicon.words("frames.issue_after").pattern.search(text, policy.end, end)) \
            and not re.search("[，。；]", text[policy.end:verb.start()]):
        return verb.group(), policy.start
    spelled = re.search(r"即(?:《[^》]*》(?:[（(][^）)]*[）)])?[、和及与]?)*$", text[start:policy.start])
    if spelled:
        before = list(context.lexicon.words("frames.issue").pattern.finditer(text, 0, start + spelled.start()))
        if before:
            return before[-1].group(), before[-1].start()
    return None


def _run(context: Context, reading: Reading) -> Iterator[Relation]:
    if reading.sentence.kind in (Kind.BYLINE, Kind.FURNITURE):
        return
    for program in _of(context, reading, _T.PROGRAM, _T.EVENT):
        end = program.end
        if program.rule.startswith("list") and (closing := re.compile(r"[^，。；]*?等[^，。；]{0,14}?" + program.rule[8:]).match(reading.text, end)):
            end = closing.end()
        verb = governing_verb(reading, context.lexicon, program.start) or fronted_verb(reading, context.lexicon, end)
        if program.type is _T.EVENT and verb is None and not re.match(r"[^，。]{0,14}(?:举行|召开|举办|启动)", reading.text[program.end:]):
            continue
        if program.rule in ("congress", "plenum") or verb is None and program.type is not _T.EVENT and program.rule != "quoted":
            continue
        if verb is None and governing_verb(reading, context.lexicon, program.start, "frames.participate"):
            continue
        agents, own = context.subjects.agents(reading, program.start)
        for agent in agents:
            yield context.relation(reading, agent, Predicate.RUNS, context.owner[program],
                                   _span(reading, program.start, program.end - 1), f"run:{verb or 'named'}",
                                   "run" if own else "run_inherited")


def _participates(context: Context, reading: Reading) -> Iterator[Relation]:
    text = reading.text
    for program in _of(context, reading, _T.PROGRAM, _T.EVENT):
        inside = [m for m in _of(context, reading, _T.ORGANIZATION) if program.start <= m.start and m.end <= program.end]
        for body in inside:
            yield context.relation(reading, context.owner[body], Predicate.PARTICIPATES_IN, context.owner[program],
                                   (program.start, program.end), "named in the name", "participate")
        verb = governing_verb(reading, context.lexicon, program.start, "frames.participate")
        if verb:
            agents, own = context.subjects.agents(reading, program.start, (_T.PERSON, _T.ORGANIZATION, _T.PLACE))
            if own:
                for agent in agents:
                    yield context.relation(reading, agent, Predicate.PARTICIPATES_IN, context.owner[program],
                                           _span(reading, program.start, program.end - 1), f"participate:{verb}", "participate")
        floor, _ = reading.clauses[max(0, reading.clause_at(program.start) - 1)]
        for match in context.lexicon.words("frames.partner").pattern.finditer(text, floor, program.start):
            for partner in list_after(context, reading, match.end(), (_T.ORGANIZATION,)):
                if match.group() in ("联合", "会同", "协同"):
                    yield context.relation(reading, context.owner[partner], Predicate.PARTICIPATES_IN, context.owner[program],
                                           _span(reading, match.start(), program.end - 1), f"partner:{match.group()}", "participate")


def _attends(context: Context, reading: Reading) -> Iterator[Relation]:
    """甲、乙出席活动: those named take part in the event that was named last, here or in the two sentences before."""
    for match in context.lexicon.words("frames.attend").pattern.finditer(reading.text):
        agents, own = context.subjects.agents(reading, match.start(), (_T.PERSON, _T.ORGANIZATION))
        index = reading.sentence.index
        known = [m for earlier in context.readings[max(0, index - 2):index + 1] for m in _of(context, earlier, _T.EVENT, _T.PROGRAM)
                 if m.rule not in ("congress", "plenum") and (m.sentence, m.start) < (index, match.start())]
        if own and known and all(not a.startswith("l") for a in agents):
            for agent in agents:
                yield context.relation(reading, agent, Predicate.PARTICIPATES_IN, context.owner[known[-1]],
                                       _span(reading, match.start()), f"attend:{match.group()}", "participate")


def _speaks(context: Context, reading: Reading) -> Iterator[Relation]:
    """会上甲作了部署: a person with a post who speaks or acts in the report of a meeting took part in it."""
    held = [m for earlier in context.readings[max(0, reading.sentence.index - 6):reading.sentence.index + 1]
            if earlier.sentence.paragraph == reading.sentence.paragraph
            for m in _of(context, earlier, _T.EVENT) if m.rule not in ("congress", "plenum", "session")]
    if not held:
        return
    verbs = context.lexicon.words("frames.speak")
    posts = context.lexicon.words("persons.posts")
    for person in _of(context, reading, _T.PERSON):
        start, end = reading.clauses[reading.clause_at(person.start)]
        following = reading.clauses[min(reading.clause_at(person.start) + 1, len(reading.clauses) - 1)][1]
        if posts.at_end(reading.text, person.start) and verbs.inside(reading.text[person.end:max(end, following)]):
            yield context.relation(reading, context.owner[person], Predicate.PARTICIPATES_IN, context.owner[held[-1]],
                                   (start, end), "speaks at the meeting", "participate")


def list_after(context: Context, reading: Reading, position: int, types: Sequence[EntityType]) -> list[Mention]:
    """The coordinated mentions that begin at `position`; of a chain of places only the last counts."""
    found: list[Mention] = []
    for mention in sorted(context.mentions.get(reading.sentence.index, ()), key=lambda m: m.start):
        if mention.start < position:
            continue
        gap = reading.text[position:mention.start]
        if not _JOIN.fullmatch(gap) or mention.type not in (*types, _T.PLACE):
            break
        if found and not gap and found[-1].type is _T.PLACE:
            found.pop()
        found.append(mention)
        position = mention.end
    return [m for m in found if m.type in types]


def _partners(context: Context, reading: Reading) -> Iterator[Relation]:
    text = reading.text
    actors = (_T.ORGANIZATION, _T.PLACE)
    for match in context.lexicon.words("frames.partner").pattern.finditer(text):
        if match.group() not in ("联合", "会同", "协同", "携手", "牵手", "联手"):
            continue
        partners = list_after(context, reading, match.end(), actors)
        if partners:
            agents, _ = context.subjects.agents(reading, match.start())
            for agent in agents:
                for partner in partners:
                    yield context.relation(reading, agent, Predicate.PARTNERS_WITH, context.owner[partner],
                                           _span(reading, match.start(), partner.end - 1), f"partner:{match.group()}", "partner")
    after = context.lexicon.words("frames.partner_after")
    for match in context.lexicon.words("frames.partner_prepositions").pattern.finditer(text):
        partners = list_after(context, reading, match.end(), actors)
        if not partners:
            continue
        _, end = reading.clauses[reading.clause_at(match.start())]
        rest = text[partners[-1].end:min(end, partners[-1].end + 24)]
        found = after.pattern.search(rest)
        if not found or found.start() > 14:
            continue
        agents, own = context.subjects.agents(reading, match.start())
        before = [m for m in context.mentions.get(reading.sentence.index, ()) if m.end == match.start() and m.type in actors]
        if before:
            agents = [context.owner[before[-1]]]
        elif match.group() in ("和", "同") or not own and not agents:
            continue
        for agent in agents:
            for partner in partners:
                yield context.relation(reading, agent, Predicate.PARTNERS_WITH, context.owner[partner],
                                       _span(reading, match.start(), partners[-1].end - 1), f"partner:与…{found.group()}", "partner")


def _chains(context: Context, reading: Reading) -> Iterator[Relation]:
    """浙江安吉, 北京市石景山区八角街道: each place of a chain is in the one before it."""
    places = _of(context, reading, _T.PLACE)
    for upper, lower in zip(places, places[1:], strict=False):
        if upper.end == lower.start:
            yield context.relation(reading, context.owner[lower], Predicate.LOCATED_IN, context.owner[upper],
                                   (upper.start, lower.end), "chain of places", "locate_chain")
    for upper in places:
        following = [m for m in places if m.start > upper.end]
        previous = upper
        for lower in following:  # 广宁街道麻峪社区、麻峪北社区
            if reading.text[previous.end:lower.start] == "、" and previous is not upper:
                if reading.text[previous.start - 1:previous.start] and previous.start == upper.end:
                    yield context.relation(reading, context.owner[lower], Predicate.LOCATED_IN, context.owner[upper],
                                           (upper.start, lower.end), "chain of places", "locate")
                break
            previous = lower if lower.start == upper.end else previous


def _held_in(context: Context, reading: Reading) -> Iterator[Relation]:
    """在P开展G, 赴P举办G: the programme or event is held in the last place of each chain."""
    text = reading.text
    for program in _of(context, reading, _T.PROGRAM, _T.EVENT):
        if program.rule in ("congress", "plenum") or governing_verb(reading, context.lexicon, program.start) is None and not re.match(
                r"在", text[program.end:]):
            continue
        floor, ceiling = reading.clauses[reading.clause_at(program.start)]
        previous = reading.clause_at(program.start) - 1
        if previous >= 0 and text[slice(*reading.clauses[previous])].startswith("在"):
            floor = reading.clauses[previous][0]
        if context.lexicon.words("frames.throughout").inside(text[floor:program.start]):
            topic = context.subjects.topic(reading.sentence.index)
            if topic and topic.startswith("l"):
                yield context.relation(reading, context.owner[program], Predicate.LOCATED_IN, topic,
                                       _span(reading, program.start, program.end - 1), "held:在全…", "locate")
        for path in ("frames.locate_prepositions", "frames.travel"):
            for match in context.lexicon.words(path).pattern.finditer(text, floor, ceiling):
                if program.start <= match.start() < program.end:
                    continue
                for place in list_after(context, reading, match.end(), (_T.PLACE,)):
                    yield context.relation(reading, context.owner[program], Predicate.LOCATED_IN, context.owner[place],
                                           _span(reading, match.start(), program.start, program.end - 1),
                                           f"held:{match.group()}", "locate")


def _located(context: Context, reading: Reading) -> Iterator[Relation]:
    for match in context.lexicon.words("frames.locate").pattern.finditer(reading.text):
        targets = list_after(context, reading, match.end(), (_T.PLACE,))
        agents, own = context.subjects.agents(reading, match.start(), (_T.ORGANIZATION, _T.PLACE))
        if not targets or not agents or not own:
            continue
        yield context.relation(reading, agents[-1], Predicate.LOCATED_IN, context.owner[targets[0]],
                               _span(reading, match.start(), targets[0].end - 1), f"locate:{match.group()}", "locate_chain")


def _contained(context: Context, reading: Reading) -> Iterator[Relation]:
    """P拥有A、B和C: the places and bodies of the list, honours in front of them left aside, are in P."""
    for match in context.lexicon.words("frames.contain").pattern.finditer(reading.text):
        agents, own = context.subjects.agents(reading, match.start(), (_T.PLACE,))
        if not own:
            continue
        _, end = reading.clauses[-1] if match.group() == "拥有" else reading.clauses[reading.clause_at(match.start())]
        for agent in (a for a in agents if a.startswith("l")):
            for thing in _of(context, reading, _T.PLACE):
                if match.end() <= thing.start < end:
                    yield context.relation(reading, context.owner[thing], Predicate.LOCATED_IN, agent,
                                           _span(reading, match.start(), thing.end - 1), f"contain:{match.group()}", "locate")


def _apposed(context: Context, reading: Reading) -> Iterator[Relation]:
    """世界文化遗产老司城, …基地——豫章监狱: an honour right before those that bear it."""
    kinds = (_T.ORGANIZATION, _T.PROGRAM, _T.PLACE, _T.PERSON)
    for honour in _of(context, reading, _T.RECOGNITION):
        position = honour.end
        if reading.text[position:position + 2] == "——":
            position += 2
        elif reading.text[position:position + 1] in ("、", "，", "和", "与", "及"):
            continue
        for bearer in list_after(context, reading, position, kinds):
            yield context.relation(reading, context.owner[bearer], Predicate.RECOGNISED_AS, context.owner[honour],
                                   (honour.start, bearer.end), "honour before the name", "recognise")


def _recognised(context: Context, reading: Reading) -> Iterator[Relation]:
    kinds = (_T.ORGANIZATION, _T.PROGRAM, _T.PLACE, _T.PERSON)
    for honour in _of(context, reading, _T.RECOGNITION):
        if honour.rule == "wished":
            continue
        verb = governing_verb(reading, context.lexicon, honour.start, "recognitions.verbs")
        if verb is None and honour.rule != "awarded":
            continue
        agents, own = context.subjects.agents(reading, honour.start, kinds)
        for agent in agents:
            yield context.relation(reading, agent, Predicate.RECOGNISED_AS, context.owner[honour],
                                   _span(reading, honour.start, honour.end - 1), f"recognise:{verb or '获'}",
                                   "recognise" if own else "run_inherited")


def _leads(context: Context, reading: Reading) -> Iterator[Relation]:
    """A body, a post or several, and a name: 老山街道玉泉西路社区党委书记、居委会主任左东芳."""
    posts, roles = context.lexicon.words("persons.posts"), context.lexicon.words("persons.roles")
    text = reading.text
    mentions = list(context.mentions.get(reading.sentence.index, ()))
    last: str | None = None
    for person in (m for m in mentions if m.type is _T.PERSON):
        position = person.start
        while position and text[position - 1] in " 　":
            position -= 1
        bodies: list[str] = []
        pending: list[str] = []
        post = posts.at_end(text, position)
        if post is None or len(roles.at_end(text, position) or "") > len(post):
            last = None
            continue
        post_word = post
        while post is not None:
            body = _body_before(mentions, posts, text, position)
            if body:
                bodies.append(context.owner[body])
                position = body.start
            else:
                position -= len(post)
                led = _led_by_place(context, mentions, post, position)
                bodies += [led] if led else []
                pending += [] if led else [post]
            post = posts.at_end(text, position - 1) if position and text[position - 1] == "、" else None
            position -= post is not None
        if not bodies and last and position and text[position - 1] == "、":
            bodies = [last]  # A检察长甲、副检察长乙: the second post is of the same body
        frame = "post before the name"
        if not bodies and (body := _led_by_kind(context, reading, post_word, person.start)):
            bodies, frame = [body], "post of the body named before"
        elif bodies and pending and last is None:
            bodies += [b for p in pending if (b := _led_by_kind(context, reading, p, person.start)) and b not in bodies]
        last = bodies[0] if bodies else None
        for body in bodies:
            yield context.relation(reading, context.owner[person], Predicate.LEADS, body,
                                   (min(position, person.start - 1) if position < person.start else person.start, person.end), frame, "lead")


def _led_by_kind(context: Context, reading: Reading, post: str, position: int) -> str | None:
    """The body of the kind that a post heads (局长 a 局), named last in the sentence, else the topic if it is one."""
    endings = context.lexicon.value("persons.heads_of").get(post.removeprefix("副"))
    if endings is None:
        return None
    groups = {g.id: g for g in context.groups}
    for mention in reversed(_of(context, reading, _T.ORGANIZATION)):
        if mention.end <= position and groups[context.owner[mention]].name.endswith(tuple(endings)):
            return context.owner[mention]
    topic = context.subjects.topic(reading.sentence.index)
    return topic if topic in groups and groups[topic].type is _T.ORGANIZATION and groups[topic].name.endswith(tuple(endings)) else None


def _led_by_place(context: Context, mentions: Sequence[Mention], post: str, position: int) -> str | None:
    """The government that 南山县县长 heads, where the document names it."""
    level = post.removeprefix("副").removesuffix("长")
    place = next((m for m in mentions if m.type is _T.PLACE and m.end == position and m.text.endswith(level)), None)
    if place is None or not level:
        return None
    names = {g.name: g.id for g in context.groups if g.type is _T.ORGANIZATION}
    return next((names[n] for n in (place.text + "人民政府", place.text + "政府") if n in names), None)


def _body_before(mentions: Sequence[Mention], posts: Words, text: str, position: int) -> Mention | None:
    """The body whose name ends where some post that ends at `position` begins (党委 and 书记 in 党委书记)."""
    for length in range(2, 9):
        if text[position - length:position] in posts:
            for mention in mentions:
                if mention.type is _T.ORGANIZATION and mention.end <= position - length <= mention.end + 2 and not re.search(
                        r"[，。；、“]", text[mention.end:position - length]):
                    return mention
    return None


def _based(context: Context, reading: Reading) -> Iterator[Relation]:
    """根据《P》制定G, 为贯彻E精神，启动G: what is made or carried out next is based on the paper or the meeting."""
    text = reading.text
    for base in _of(context, reading, _T.POLICY, _T.EVENT):
        verb = governing_verb(reading, context.lexicon, base.start, "frames.base")
        if verb is None or base.type is _T.EVENT and text[base.end:base.end + 2] not in ("精神", "部署", "要求", "关于"):
            continue
        own = reading.clause_at(base.start)
        made = [m for m in _of(context, reading, _T.PROGRAM, _T.POLICY)
                if m.start > base.end and reading.clause_at(m.start) > own - (base.type is _T.POLICY)]
        if not made and re.search(r"制定|出台|提出", text[base.end:base.end + 30]):
            made = [m for earlier in context.readings[:3] for m in _of(context, earlier, _T.POLICY) if m.rule == "heading"]
        nearest = {reading.clause_at(m.start) for m in made[:1]} if made and made[0].sentence == reading.sentence.index else set()
        for program in made:
            if program is made[0] or reading.clause_at(program.start) in nearest and program.sentence == reading.sentence.index:
                yield context.relation(reading, context.owner[program], Predicate.BASED_ON, context.owner[base],
                                       _span(reading, base.start, base.end - 1), f"base:{verb}", "base")


def _parts(context: Context) -> Iterator[Relation]:
    """A body whose name begins with another body's name is a part of it."""
    bodies = [g for g in context.groups if g.type is _T.ORGANIZATION]
    for part in bodies:
        owners = [g for g in bodies if g is not part and len(g.name) < len(part.name) and part.name.startswith(g.name)]
        if owners:
            whole = max(owners, key=lambda g: len(g.name))
            mention = part.mentions[0]
            reading = context.readings[mention.sentence]
            yield context.relation(reading, part.id, Predicate.PART_OF, whole.id, (mention.start, mention.end), "name in the name", "part")
