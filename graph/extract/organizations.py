"""Organizations: bodies by the heads of their names, with what the tagger knows; offices of a level of jurisdiction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.extract.tagger import Token
from graph.facts import EntityType

_LEVEL = re.compile(r"街道|[省市州县区旗镇乡]")
_NAME_TAGS = ("LOC", "ORG", "nz", "nr", "ns", "nt", "nw", "PER")
_INNER_TAGS = (*_NAME_TAGS, "n", "vn", "an", "a", "s", "f")
_JOINT = re.compile("联合|会同|协同|携手|联手")
_LONGEST = 30


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The organizations named in a sentence; those found may overlap, the longest is to be taken."""
    never = lexicon.words("organizations.not_bodies")
    spans = {
        span: rule
        for finder in (_complete, _headed, _offices, _quoted, _teams, _units)
        for *span_, rule in finder(reading, lexicon)
        for span in _taken_apart(reading, lexicon, span_[0], span_[1])
        if span == (span_[0], span_[1]) or _ends_as_body(reading.text[slice(*span)], lexicon)
    }
    for (start, end), rule in spans.items():
        if reading.text[start:end] not in never and end - start >= 2 and not _is_title(reading, lexicon, end):
            yield reading.mention(start, end, EntityType.ORGANIZATION, rule, *_whole(reading, lexicon, start, end))


def _whole(reading: Reading, lexicon: Lexicon, start: int, end: int) -> tuple[str | None, tuple[str, ...]]:
    """省委 in 省委、市委党校 is 省委党校; 监委 in 县纪委监委 is 县监委."""
    text = reading.text
    name = text[start:end]
    tails = lexicon.words("organizations.tails")
    if re.fullmatch(r"[省市州县区旗]委", name) and text[end : end + 1] == "、":
        follow = re.match(r"、([省市州县区旗])委", text[end:])
        if follow and follow.group(1) != name[0]:
            tail = tails.at_start(text, end + follow.end())
            if tail:
                return name + tail, (name, text[start : end + follow.end() + len(tail)])
    bare = lexicon.words("organizations.bare_offices")
    if name in bare and start:
        before = bare.at_end(text, start)
        level = re.search(r"([省市州县区旗镇乡])$", text[: start - len(before)]) if before else None
        if level:
            return level.group(1) + name, (name,)
    return None, ()


def _taken_apart(reading: Reading, lexicon: Lexicon, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The bodies of a span in which several stand joined: 县委县政府, 纪委监委, A局和B局, A党委 B政府."""
    text = reading.text
    bare, heads = lexicon.words("organizations.bare_offices"), lexicon.words("organizations.heads")
    if lead := _JOINT.match(text, start, end):
        start = lead.end()
    elif text[start] in "和与及" and heads.at_end(text, start):
        start += 1  # 县委组织部|和|县政府, though there is a 和县
    for join in _JOINT.finditer(text, start + 2, end - 2):
        if any(
            text[start : join.start()] == division.name for division in gazetteer.lookup(text[start : join.start()])
        ):
            yield from _taken_apart(reading, lexicon, join.end(), end)
            return
        if heads.at_end(text, join.start()) or text[join.start() - 1] == "委":
            yield from _taken_apart(reading, lexicon, start, join.start())
            yield from _taken_apart(reading, lexicon, join.end(), end)
            return
    for position in range(start + 2, end - 1):
        before, after = text[start:position], text[position:end]
        if reading.quoted[position]:
            continue
        joined = text[position - 1] in "和与及、 　"
        front = before.rstrip("和与及、 　") if joined else before
        level = re.match(r"[省市州县区旗镇乡][委政纪监人]", after)
        known = next((f for f in gazetteer.find(after) if f.start == 0), None)
        ends_as_body = heads.at_end(front) or front[-1:] == "委"
        if not ends_as_body:
            continue
        pair = bare.at_end(front) == "纪委" and after == "监委"
        if (
            pair
            or (level or known and known.end < len(after))
            and (joined or front[-1:] == "委" or front.endswith("政府"))
            and heads.at_end(text, end)
        ):
            yield start, start + len(front)
            yield from _taken_apart(reading, lexicon, position, end)
            return
    yield start, end


def _is_title(reading: Reading, lexicon: Lexicon, end: int) -> bool:
    """Whether posts in a row without a person's name follow (县委书记、县长): then the words are a job title."""
    post = lexicon.words("persons.posts").at_start(reading.text, end)
    if post is None or reading.text[end + len(post) : end + len(post) + 1] not in ("、", "和", "与", "及"):
        return False
    return not any(token.tag == "PER" and end <= token.start <= end + 16 for token in reading.tokens)


def _ends_as_body(name: str, lexicon: Lexicon) -> bool:
    return lexicon.words("organizations.heads").at_end(name) is not None or name.endswith("委")


def _complete(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    for match in lexicon.words("organizations.complete").pattern.finditer(reading.text):
        yield match.start(), _with_tail(reading, lexicon, match.end()), "complete"
    bare = lexicon.words("organizations.bare_offices")
    for match in bare.pattern.finditer(reading.text):
        token = reading.tokens[reading.token_at(match.start())]
        last = reading.tokens[reading.token_at(match.end() - 1)]
        listed = (
            reading.text[match.start() - 1 : match.start()] in ("、", "和", "与", "由", "，", "合")
            or match.start() == 0
            or bare.at_end(reading.text, match.start())
        )
        if (
            listed
            and (token.start == match.start() or bare.at_end(reading.text, match.start()))
            and (last.end == match.end() or bare.at_start(reading.text, match.end()))
        ):
            yield match.start(), match.end(), "bare office"
    posts = lexicon.words("persons.posts")
    for match in re.finditer("[、和]", reading.text):  # A党委书记、居委会主任
        tail = lexicon.words("organizations.tails").at_start(reading.text, match.end())
        if tail and posts.at_start(reading.text, match.end() + len(tail)):
            yield match.end(), match.end() + len(tail), "bare office"


def _with_tail(reading: Reading, lexicon: Lexicon, end: int) -> int:
    """Where a name that is complete at `end` ends once the tails behind it are taken in."""
    tails, heads = lexicon.words("organizations.tails"), lexicon.words("organizations.heads")
    posts, roles = lexicon.words("persons.posts"), lexicon.words("persons.roles")
    while True:
        if tail := tails.at_start(reading.text, end):
            end += len(tail)
            continue
        # some words of a unit's speciality and then a head: 区人民医院 院士 专家 工作站
        index = reading.token_at(end) if end < len(reading.text) else len(reading.tokens)
        for token in reading.tokens[index : index + 4]:
            word = reading.word(token)
            if (
                token.start < end
                or token.tag not in ("n", "nz", "vn", "ORG", "a")
                or reading.quoted[token.start]
                or word in lexicon.words("frames.partner")
                or posts.at_start(word)
                or roles.at_end(word)
                or word in lexicon.words("organizations.generic")
                and token.start == end
            ):
                return end
            head = heads.at_end(word)
            if head and len(head) >= 2 and word not in lexicon.words("organizations.not_bodies"):
                end = token.end
                break
        else:
            return end


def _offices(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """区委, 县政府, 市纪委: a level and an office, with the tails behind them and the division before them."""
    offices, narrator = lexicon.words("organizations.offices"), lexicon.words("organizations.narrator")
    tails = lexicon.words("organizations.tails")
    text = reading.text
    starts = frozenset(token.start for token in reading.tokens if token.tag not in ("c", "p", "u"))
    divisions = {
        one.end: one for one in gazetteer.find(text, starts) if one.start in starts or one.start not in reading.starts
    }
    for match in _LEVEL.finditer(text):
        office = offices.at_start(text, match.end()) or (
            tails.at_start(text, match.end()) if match.end() in divisions else None
        )
        before = text[match.start() - 1 : match.start()]
        if (
            office is None
            or before in narrator.all
            or before in ("乡", "城", "村", "街", "集", "市")
            and match.end() not in divisions
            or reading.quoted[match.start()]
        ):
            continue
        end = match.end() + len(office)
        if office == "委" and text[end : end + 1] in ("员", "托", "派", "任", "培") or text[end : end + 2] == "代表":
            continue
        start = match.start()
        if match.end() in divisions:
            start = divisions[match.end()].start
            while start in divisions:
                start = divisions[start].start
        else:
            token = reading.tokens[reading.token_at(match.start())]
            if token.tag == "LOC" and token.end == match.end():
                start = token.start
        if text[start - 1 : start] == "团" and office == "委":
            start -= 1  # 团县委
        yield start, _with_tail(reading, lexicon, end), "office"
    for match in re.finditer("村|社区", text):  # 村党支部: of a village named before, or of none
        tail = lexicon.words("organizations.village_tails").at_start(text, match.end())
        token = reading.tokens[reading.token_at(match.start())]
        if tail and token.start == match.start() and not reading.quoted[match.start()]:
            yield match.start(), match.end() + len(tail), "office of a village"
    for match in re.finditer("[局院校]", text):  # 院党委: of the body named last whose name ends so
        tail = lexicon.words("organizations.body_tails").at_start(text, match.end())
        token = reading.tokens[reading.token_at(match.start())]
        if tail and token.start == match.start() and not reading.quoted[match.start()]:
            yield match.start(), match.end() + len(tail), "office of a body"


def _headed(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """A head with a name, a level of jurisdiction or a quotation in front of it."""
    heads, never = lexicon.words("organizations.heads"), lexicon.words("organizations.not_bodies")
    tails = lexicon.words("organizations.tails")
    generic, levels = lexicon.words("organizations.generic"), lexicon.words("words.levels")
    text = reading.text
    for index, token in enumerate(reading.tokens):
        if token.tag not in (*_INNER_TAGS, "v") or reading.quoted[token.start]:
            continue
        end = token.end
        head = heads.at_end(text, end)
        if not head and (tail := tails.at_start(text, token.start)) and token.start + len(tail) < end:
            head, end = tail, token.start + len(tail)  # 党委 in the one word 党委书记
        word = text[token.start : end]
        if not head or word in never or len(head) == 1 and len(word) <= 2 and token.tag != "ORG":
            continue
        start, named = _name_start(reading, lexicon, index, end - len(head))
        if named is not None:
            yield named, _with_tail(reading, lexicon, end), "name and head"
            continue
        first = reading.tokens[reading.token_at(start)]
        if reading.word(first) in levels and start < token.start and reading.word(first) not in ("村", "社区"):
            yield start, _with_tail(reading, lexicon, end), "level and head"
        elif (
            token.tag in ("nz", "ORG")
            and word != head
            and word[: -len(head)] not in generic
            and generic.at_start(word) is None
        ):
            yield token.start, _with_tail(reading, lexicon, end), "tagger"


def _name_start(reading: Reading, lexicon: Lexicon, index: int, anchor: int) -> tuple[int, int | None]:
    """Where the noun phrase before a head begins, and where the first name in it stands (None where there is none)."""
    boundaries, generic = lexicon.words("words.boundaries"), lexicon.words("organizations.generic")
    verbs = lexicon.words("frames.run")
    start, named = anchor, None
    while index >= 0:
        token = reading.tokens[index]
        word = reading.word(token)
        if token.start >= anchor:
            index -= 1
            continue
        if anchor - token.start > _LONGEST:
            break
        if word in ("”", "）", ")"):
            opening = _opening(reading, token)
            if opening is None:
                break
            start, index = opening, reading.token_at(opening) - 1
            named = opening if word == "”" else named
            continue
        if word in ("+", "·", "-") and index:
            start, index = token.start, index - 1
            continue
        if word in lexicon.words("frames.partner") and word not in ("共同", "合作"):
            break
        inner = (
            token.tag in _INNER_TAGS or word == "组织" or token.tag == "m" and (word.startswith("第") or word.isascii())
        )
        if (
            not inner
            or word in boundaries
            or reading.quoted[token.start]
            or token.tag == "vn"
            and word in verbs
            and named is not None
        ):
            break
        if generic.at_start(word) == word and named is not None and token.tag not in _NAME_TAGS:
            break
        start = token.start
        if (token.tag in _NAME_TAGS and word not in generic and not generic.at_start(word)) or gazetteer.lookup(word):
            named = token.start
        index -= 1
    return start, named


def _opening(reading: Reading, closing: Token) -> int | None:
    """Where the quotation or the bracket opens that a token closes; None where it is too far for a part of a name."""
    text = reading.text
    if reading.word(closing) == "”":
        start = next((s for s, e, mark in reading.quotations if e == closing.end and mark == "“"), -1)
        return start if start >= 0 and closing.end - start <= 14 else None
    start = text.rfind("（" if reading.word(closing) == "）" else "(", max(0, closing.start - 8), closing.start)
    return start if start > 0 else None


def _quoted(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """“…”队伍, “…”志愿服务队: a quoted name with a body's head behind it, or a body's head inside its end."""
    heads, verbs = lexicon.words("organizations.heads"), lexicon.words("frames.run")
    text = reading.text
    for start, end, mark in reading.quotations:
        if mark != "“" or start < 0:
            continue
        inner = text[start + 1 : end - 1]
        head = heads.at_start(text, end)
        own = heads.at_end(inner)
        if head and len(head) >= 2 and 2 <= len(inner) <= 16 and head != "中心":
            yield start, end + len(head), "quoted name"
        elif (
            own in lexicon.words("organizations.quoted_bodies")
            and 4 <= len(inner) <= 40
            and not re.search("[，。；]", inner)
        ):
            before = reading.tokens[reading.token_at(start - 1)] if start else None
            owned = before is not None and before.tag in (*_NAME_TAGS, "n") and not verbs.at_end(text, start)
            yield before.start if before and owned else start, end, "quoted body"


def _teams(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """便民服务队, 驻村工作队: a team is a body of its own by what it is for."""
    text = reading.text
    for match in lexicon.words("organizations.teams").pattern.finditer(text):
        start = _nouns_start(reading, lexicon, match.start())
        empty = lexicon.words("organizations.empty_before")
        while (word := empty.at_start(text, start)) and start + len(word) <= match.start():
            start += len(word)
        if (
            match.start() - start >= 2
            and not reading.quoted[match.start()]
            and text[match.end() : match.end() + 1] not in ("员", "长", "伍")
        ):
            yield start, match.end(), "team"


def _nouns_start(reading: Reading, lexicon: Lexicon, anchor: int) -> int:
    """Where the run of nouns that ends at `anchor` begins."""
    boundaries = lexicon.words("words.boundaries")
    start = anchor
    for token in reversed(reading.tokens[: reading.token_at(anchor - 1) + 1] if anchor else ()):
        if (
            token.tag not in ("n", "nz", "vn", "LOC", "ORG", "a", "nw")
            or reading.word(token) in boundaries
            or reading.quoted[token.start]
            or token.tag == "a"
            and anchor == start
        ):
            break
        start = token.start
    return start


def _units(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """党办室 in 党办室主任田建斌: a unit of the body named before, known by its head's post and name."""
    posts = lexicon.words("persons.posts")
    for token in reading.tokens:
        if token.tag != "PER":
            continue
        post = posts.at_end(reading.text, token.start)
        if post is None:
            continue
        end = token.start - len(post)
        unit = lexicon.words("organizations.units").at_end(reading.text, end)
        first = reading.tokens[reading.token_at(end - 1)] if end else None
        if unit and first is not None and first.tag in ("n", "nz", "vn") and first.start >= 0:
            start = _nouns_start(reading, lexicon, end - len(unit))
            before = reading.tokens[reading.token_at(start - 1)] if start else None
            if before is None or before.tag not in ("ORG", "LOC", "nz"):
                yield start, end, "unit"
