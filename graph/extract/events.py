"""Events: congresses and plenums of the Party by their grammar, named meetings and events by their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.governing import governing_verb
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType

_N = "[一二三四五六七八九十]"
_CONGRESS = re.compile(
    rf"(?:党的|中国共产党第?)({_N}{{1,3}}大)(?!\w?型)|(?<![\u4e00-\u9fff])({_N}{{2,3}}大)(?=精神|以来|报告|召开|后|开幕)|“({_N}{{2,3}}大)”"
)
_PLENUM = re.compile(
    rf"(?:(党的|中共|中央|中纪委|中央纪委)?)(?:({_N}{{1,3}})届)((?:{_N}{{1,2}}中、)*{_N}{{1,2}}中)?(全会|中央纪委{_N}次全会|中央纪委{_N}中全会)|(?<=[大及、])((?:{_N}中、)*{_N}中)全会"
)
_SESSION = re.compile(rf"[\u4e00-\u9fff]{{0,10}}第{_N}{{1,4}}届[\u4e00-\u9fff]{{2,14}}?第{_N}{{1,3}}次(?:全体)?会议")
_FIXED = re.compile(r"全国两会|全国“两会”")


HISTORIC = ("congress", "plenum", "session")
"""Rules of events that are named for what they decided: they are not held by whoever a sentence is about."""


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The events named in a sentence."""
    congresses = list(_congresses(reading))
    yield from congresses
    text = reading.text
    for match in _FIXED.finditer(text):
        yield reading.mention(match.start(), match.end(), EntityType.EVENT, "fixed")
    for match in _SESSION.finditer(text):
        start = phrase_start(reading, match.start() + match.group().index("第"), lexicon, floor=match.start())
        yield reading.mention(start, match.end(), EntityType.EVENT, "session")
    for event in _headed(reading, lexicon):
        if not any(event.start < congress.end and congress.start < event.end for congress in congresses):
            yield event


def _congresses(reading: Reading) -> Iterator[Mention]:
    text = reading.text
    last = None
    for match in _CONGRESS.finditer(text):
        group = next(i for i in (1, 2, 3) if match.group(i))
        number = match.group(group)
        last = number[:-1]
        start = match.start() if group == 1 else match.start(group)
        yield reading.mention(
            start, match.end(group), EntityType.EVENT, "congress", name="党的" + number, inner=(number,)
        )
    for match in _PLENUM.finditer(text):
        congress = match.group(2) or last
        ordinals = match.group(3) or match.group(5)
        owner = match.group(1) or ""
        if not congress:
            continue
        if not ordinals:
            continue
        position = match.start(3) if match.group(3) else match.start(5)
        pieces = ordinals.split("、")
        for number, piece in enumerate(pieces):
            end = position + len(piece)
            final = number == len(pieces) - 1
            first = match.start() if number == 0 and match.group(2) else position
            prefix = owner if owner in ("中纪委", "中央纪委") else ""
            yield reading.mention(
                first,
                end + 2 if final else end,
                EntityType.EVENT,
                "plenum",
                name=f"{prefix}{congress}届{piece}全会",
                inner=(piece,) if len(pieces) > 1 else (),
            )
            position = end + 1


def _headed(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    heads, never = lexicon.words("events.heads"), lexicon.words("events.not_events")
    generic = lexicon.words("events.generic_before")
    text = reading.text
    for index, token in enumerate(reading.tokens):
        word = reading.word(token)
        head = heads.at_end(text, token.end)
        if not head or reading.quoted[token.start] or token.tag not in ("n", "nz", "vn", "v", "nw", "LOC", "ORG"):
            continue
        if (
            never.at_end(text, token.end)
            and len(never.at_end(text, token.end) or "") > len(head)
            or word in never
            and word not in heads
        ):
            continue
        floor = reading.clauses[reading.clause_at(token.start)][0]
        anchor = token.end - len(head)
        start = phrase_start(reading, anchor, lexicon, floor=floor, limit=30)
        wide = phrase_start(reading, anchor, lexicon, floor=floor, limit=30, across=True)
        if wide < start and not any(
            heads.at_end(piece) for piece in re.split("[、和与及]", text[wide:start].rstrip("、和与及"))
        ):
            start = wide
        start = _over_quotation(reading, start, floor, lexicon)
        name = text[start : token.end]
        front = name[: len(name) - len(head)]
        formal_head = head in lexicon.words("events.formal_heads")
        if len(front) < (2 if formal_head else 3) or all(
            w in generic or w in never for w in _words(reading, start, token.end - len(head))
        ):
            continue
        verb = governing_verb(reading, lexicon, start) or governing_verb(reading, lexicon, start, "frames.participate")
        held = re.match(r"[^，。；]{0,12}(?:召开|举行|举办|启动|开幕|在)", text[token.end : token.end + 18])
        named = any(
            t.tag in ("LOC", "ORG", "nz", "PER", "nw") for t in reading.tokens[reading.token_at(start) : index + 1]
        )
        quoted = any(reading.quoted[start : token.end])
        formal = named and (formal_head or text[token.end : token.end + 2] == "精神") or re.match("第.{1,4}届", name)
        if quoted or formal or verb and (named or len(front) >= 4) or held and (named or len(front) >= 6):
            yield reading.mention(start, token.end, EntityType.EVENT, "head")


def _words(reading: Reading, start: int, end: int) -> list[str]:
    return [
        reading.text[max(t.start, start) : min(t.end, end)] for t in reading.tokens if t.start < end and t.end > start
    ]


def _over_quotation(reading: Reading, start: int, floor: int, lexicon: Lexicon) -> int:
    """A quotation right before the phrase belongs to it, and so does the noun phrase before the quotation."""
    for opening, end, mark in reading.quotations:
        if mark == "“" and end == start and opening >= floor:
            return phrase_start(reading, opening, lexicon, floor=floor, limit=16) if opening else 0
    return start
