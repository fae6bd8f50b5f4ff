"""Programmes: quoted names with their head nouns, set phrases, and noun phrases that end with a head noun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType
from graph.layout import Kind

_SENTENCE_LIKE = re.compile(r"[，。！？；：]")
_ADVERBS = re.compile("(?:正式|全面|顺利|相继|先后|加快|基本|全线|成功|有序|深入|扎实|已经|已|正在|率先|如期)+")
_DOCTRINE = re.compile("[两二三四五六七八九十]个[\u4e00-\u9fff]{2,4}|十[一二三四五六七八九]五")
_MEETING = ("举行", "召开")
_LISTED = re.compile(r"^(?:等|等等|系列)*(?:一系列|一批|多个|各类)?[\u4e00-\u9fff]{0,6}?(?:载体|做法|活动|制度|项目|主题教育|机制|举措|平台|工程|计划|行动|品牌|模式|服务|工作法|课程|课堂|措施)")


_MODIFIED = 20
_MODIFIER = re.compile(r'(?:以[^，。以]{2,24}为(?:主题|主线|抓手|载体|重点|核心|主要内容)的|为期[^，为]{1,6}的|了|着|过|起|好|出|的|一批|一系列|系列|各项|各类|新一轮|一条|一个|一场|一次|'
                       r'[\d.一二两三四五六七八九十百千]+[余多]?(?:期次|场次|次|期|个|场|项|批|件|条|家|类))+$')


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The programmes named in a sentence."""
    yield from _quoted(reading, lexicon)
    yield from _set_phrases(reading, lexicon)
    yield from _headed(reading, lexicon)


def governing_verb(reading: Reading, lexicon: Lexicon, start: int, frame: str = "frames.run",
                   modified: bool = False) -> str | None:
    """The verb of a frame whose object begins at `start`: right before it, or before a list that it is in."""
    verbs, text = lexicon.words(frame), reading.text
    floor = reading.clauses[reading.clause_at(start)][0]
    front = whole = text[floor:start]
    front = _MODIFIER.sub("", front)
    if verb := verbs.at_end(front):
        return verb
    # X、Y和Z under one verb
    while (match := re.search(r"[”》、和与及]+$|(?:以及|并)$", front)):
        cut = match.start()
        while cut and front[cut - 1] not in "、和与及":
            cut -= 1
        piece = front[cut:match.start()]
        shorter = front[:cut] if cut else ""
        for token in reading.tokens[reading.token_at(floor + cut):reading.token_at(floor + match.start()) + 1]:
            word = reading.word(token)
            if token.tag in ("v", "vn") and token.start >= floor + cut and word in verbs and not reading.quoted[token.start]:
                return word
        if shorter == front or not piece and not shorter:
            break
        front = shorter
    if modified and whole.endswith("的"):  # 探索符合超大城市特点的X模式
        for token in reversed(reading.tokens):
            if floor <= token.start and token.end < start and start - token.end <= _MODIFIED and token.tag == "v" \
                    and reading.word(token) in lexicon.words("frames.found"):
                return reading.word(token)
    return None


def fronted_verb(reading: Reading, lexicon: Lexicon, end: int) -> str | None:
    """The verb of carrying out whose object stands before it and ends at `end` (X高铁建成通车), with adverbs between."""
    ceiling = reading.clauses[reading.clause_at(end - 1)][1]
    match = _ADVERBS.match(reading.text, end, ceiling)
    path = "frames.run_after" if match is None or match.end() == end else "frames.run_after_adverb"
    return lexicon.words(path).at_start(reading.text, match.end() if match else end)


def _quoted(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    heads = lexicon.words("programs.quoted_heads")
    after, before = lexicon.words("programs.not_programs_after"), lexicon.words("programs.not_programs_before")
    verbs, found = lexicon.words("frames.run"), lexicon.words("frames.found")
    text = reading.text
    spans = [q for q in reading.quotations if q[2] in "“‘「"]
    verdicts: list[tuple[int, int, int, bool]] = []
    for number, (start, end, _) in enumerate(spans):
        inner = text[start + 1:end - 1]
        if not 2 <= len(inner) <= 24 or _DOCTRINE.fullmatch(inner) or _SENTENCE_LIKE.search(inner) and "——" not in inner:
            continue
        tail = _tail(reading, lexicon, end)
        chained = number + 1 < len(spans) and spans[number + 1][0] - end in (0, 1)
        listed = False
        last = end
        for following in spans[number + 1:]:
            if text[last:following[0]] in ("", "、", "和", "与", "及"):
                last = following[1]
            else:
                break
        if _LISTED.match(text[last:]):
            listed = True
        own = heads.at_end(inner)
        bad_after = bool(after.at_start(text, end)) and not tail
        front = text[:max(start, 0)]
        verb = governing_verb(reading, lexicon, start) if start > 0 else None
        bad_before = bool(before.at_end(front)) and not verb
        if lexicon.words("events.heads").at_end(text, end + len(tail)) and len(tail) > 1 \
                or not tail and lexicon.words("organizations.quoted_bodies").at_end(inner):
            continue  # “…”动员会 is a meeting, “电商协会” a body
        good = (
            bool(tail) and not (tail in ("工作", "会", "制") and not verb)
            or bool(own) and not bad_after and (len(own) >= 2 or bool(verb) or listed) and not bad_before
            or listed and not bad_before
            or bool(verb) and not bad_after and bool(found.at_end(verb or "")) and len(inner) >= 3
        )
        if reading.sentence.kind in (Kind.TITLE, Kind.HEADING) and not tail and not own:
            good = False
        verdicts.append((start, end, end + len(tail or ""), good))
        del chained
    for start, end, last, good in verdicts:
        if not good:
            continue
        inner = text[start + 1:end - 1]
        if last == end and lexicon.words("events.heads").at_end(inner) and not heads.at_end(inner):
            yield reading.mention(max(start, 0), end, EntityType.EVENT, "quoted", name=inner)
            continue
        first = max(start, 0)
        front = phrase_start(reading, first, lexicon, verbs="frames.run", limit=16,
                             floor=reading.clauses[reading.clause_at(first)][0]) if first else 0
        if any(text[front:first].endswith(w) for w in ("组织", "召开")) or verbs.at_end(text[front:first]):
            front = first
        first_token = reading.tokens[reading.token_at(front)]
        if front < first and first_token.tag in ("v", "d", "ad", "p", "m"):
            front = min(first_token.end, first)
        name = text[front:last]
        inners = tuple(dict.fromkeys(x for x in (inner, text[first:last], name) if x))
        plain = name if front < first or last > end else inner
        yield reading.mention(front, last, EntityType.PROGRAM, "quoted", name=plain, inner=inners)


def _tail(reading: Reading, lexicon: Lexicon, end: int) -> str:
    """The words behind a closing quotation mark up to a head noun that makes a programme of the quoted words."""
    heads, text = lexicon.words("programs.quoted_heads"), reading.text
    if end >= len(text):
        return ""
    index = reading.token_at(end)
    if reading.tokens[index].start < end:
        return ""
    offset = 1 if text[end:end + 1] == "的" else 0
    best = ""
    for token in reading.tokens[index + offset:index + offset + 6]:
        word = reading.word(token)
        if token.tag not in ("n", "nz", "vn", "a", "m", "v", "an", "TIME") or reading.quoted[token.start]:
            break
        if token.tag == "v" and word not in heads:
            break
        head = heads.at_end(word)
        if head:
            best = text[end:token.end]
        elif best:
            break
    if offset and (len(best) < 3 or best.endswith("工作")):
        return ""
    longest = heads.at_start(text, end)
    return best or longest or ""


def _set_phrases(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    only_run = lexicon.words("programs.set_phrases_only_run")
    for match in lexicon.words("programs.set_phrases").pattern.finditer(reading.text):
        phrase = match.group()
        if phrase in only_run and governing_verb(reading, lexicon, match.start()) is None:
            continue
        if reading.text[match.end():match.end() + 2] in ("期间", "时期"):
            continue
        yield reading.mention(match.start(), match.end(), EntityType.PROGRAM, "set phrase")


def _headed(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    heads, weak = lexicon.words("programs.heads"), lexicon.words("programs.weak_heads")
    strong, never = lexicon.words("programs.strong_heads"), lexicon.words("programs.not_programs")
    generic, found = lexicon.words("programs.generic_before"), lexicon.words("frames.found")
    empty = lexicon.words("programs.empty_before")
    text = reading.text
    accepted: list[tuple[int, int, str]] = []
    doubtful: list[tuple[int, int, str]] = []
    for token in reading.tokens:
        head = heads.at_end(text, token.end)
        if not head or reading.quoted[token.start] or token.tag not in ("n", "nz", "vn", "v", "nw"):
            continue
        if text[token.end:token.end + 1] in ("化", "性", "力", "者", "员", "师", "家"):
            continue
        floor = reading.clauses[reading.clause_at(token.start)][0]
        anchor = token.end - len(head)
        start = phrase_start(reading, anchor, lexicon, floor=floor, verbs="frames.run", limit=26)
        wide = phrase_start(reading, anchor, lexicon, floor=floor, verbs="frames.run", limit=30, across=True)
        if wide < start and text[wide - 1:wide] != "”" and not any((heads.at_end(piece) or piece) != piece for piece in re.split(r"[、和与及]", text[wide:start].rstrip("、和与及"))) \
                and governing_verb(reading, lexicon, wide):
            start = wide
        name = text[start:token.end]
        while (junk := empty.at_start(name)) and len(name) - len(junk) >= len(head):
            start += len(junk)
            name = text[start:token.end]
        if name[0] in "省市州县区旗镇乡村" and text[start - 1:start] in ("该", "我", "全", "本", "各"):
            start += 1  # 该县|农村饮水安全工程
            name = text[start:token.end]
        front = name[: len(name) - len(head)]
        if len(front) < 2 or name in never or front in generic or len(name) < 4:
            continue
        named = any(t.tag in ("nz", "LOC", "ORG", "nw") for t in reading.tokens if start <= t.start < token.end)
        verb = governing_verb(reading, lexicon, start, modified=True)
        if verb is None and (named or strong.at_end(name)):
            verb = fronted_verb(reading, lexicon, token.end)
        if len(lexicon.words("organizations.heads").at_end(name) or "") > len(head):
            continue
        if verb in _MEETING and head in ("活动", "系列活动"):
            yield reading.mention(start, token.end, EntityType.EVENT, "held")
            continue
        if named and head in lexicon.words("programs.named_heads") and len(name) <= 20:
            accepted.append((start, token.end, head))
        elif head in lexicon.words("programs.only_named") and not (head.endswith("体系") and len(front) >= 5):
            continue
        elif strong.at_end(name) and len(front) >= 2 and (verb or len(front) >= 4) or head not in weak and verb and len(front) >= 2 \
                or head in weak and found.at_end(verb or "") and len(front) >= 4 and len(never.at_end(name) or "") <= len(head):
            accepted.append((start, token.end, head))
        elif verb and head in weak:
            doubtful.append((start, token.end, head))
    for start, end, head in doubtful:  # one of a list of like names, of which another one is sure or doubtful too
        if any(h == head and (text[e:start] in ("、", "和", "与", "及") or text[end:s] in ("、", "和", "与", "及"))
               for s, e, h in (*accepted, *doubtful)):
            accepted.append((start, end, head))
    for start, end, head in accepted:
        bare = text[start:end - len(head)] if head in ("品牌", "试点") else ""
        yield reading.mention(start, end, EntityType.PROGRAM, "head", inner=(bare,) if len(bare) >= 4 else ())
