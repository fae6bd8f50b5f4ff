"""Programmes: quoted names with their head nouns, set phrases, and noun phrases that end with a head noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.governing import founding_verb, fronted_verb, governing_verb
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType
from graph.layout import Kind

_LONGEST_QUOTATION = 24
_SENTENCE_LIKE = re.compile("[，。！？；：]")
_DOCTRINE = re.compile("[两二三四五六七八九十]个[\u4e00-\u9fff]{2,4}|十[一二三四五六七八九]五")
_MEETING = ("举行", "召开")
_POINTED = ("该", "我", "全", "本", "各")
_TAIL_TAGS = ("n", "nz", "vn", "a", "m", "v", "an", "TIME")
_JOINS = ("、", "和", "与", "及")


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The programmes named in a sentence, and the events that are named as programmes are."""
    quotations = [Quotation(start, end) for start, end, mark in reading.quotations if mark in "“‘「"]
    for number, quotation in enumerate(quotations):
        closing = _closing(reading, quotations[number:])
        if not _is_list_of_bodies(closing, lexicon):
            yield from _quoted(reading, lexicon, quotation, _is_listed(closing, lexicon))
    yield from _set_phrases(reading, lexicon)
    yield from _headed(reading, lexicon)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: `start` is that of the opening mark (-1 where it is missing), `end` behind the closing one."""

    start: int
    end: int


def _closing(reading: Reading, quotations: Sequence[Quotation]) -> str:
    """The words behind the quotations that follow one another from here."""
    last = quotations[0].end
    for following in quotations[1:]:
        if reading.text[last : following.start] not in ("", *_JOINS):
            break
        last = following.end
    return reading.text[last : last + 16]


def _is_listed(closing: str, lexicon: Lexicon) -> bool:
    """Whether a list of quotations is closed by a class of programmes (等做法)."""
    if not closing.startswith(("等", "系列")):
        return False
    found = lexicon.words("programs.list_classes").pattern.search(closing)
    return found is not None and _SENTENCE_LIKE.search(closing[: found.start()]) is None


def _is_list_of_bodies(closing: str, lexicon: Lexicon) -> bool:
    """Whether a list of quotations is closed by a class of bodies (等一大批众创空间)."""
    bodies = "|".join(map(re.escape, lexicon.value("lists.classes")["Organization"]))
    return re.match(rf"等[\u4e00-\u9fff]{{0,8}}?(?:{bodies})", closing) is not None


def _quoted(reading: Reading, lexicon: Lexicon, quotation: Quotation, listed: bool) -> Iterator[Mention]:  # noqa: FBT001 -- one of the facts about the quotation
    """A quoted name with what belongs to it before and behind, where it is no slogan, quality, meeting or body."""
    text, end = reading.text, quotation.end
    first = max(quotation.start, 0)
    inner = text[quotation.start + 1 : end - 1]
    if (
        not 2 <= len(inner) <= _LONGEST_QUOTATION
        or _DOCTRINE.fullmatch(inner)
        or (_SENTENCE_LIKE.search(inner) and "——" not in inner)
    ):
        return
    tail = _tail(reading, lexicon, end)
    if not _is_programme(reading, lexicon, quotation, tail, listed):
        return
    heads = lexicon.words("programs.quoted_heads")
    if not tail and lexicon.words("events.heads").at_end(inner) and not heads.at_end(inner):
        yield reading.mention(first, end, EntityType.EVENT, "quoted", name=inner)
        return
    front = _front(reading, lexicon, first)
    last = end + len(tail)
    name = text[front:last]
    others = tuple(dict.fromkeys(x for x in (inner, text[first:last], name) if x))
    yield reading.mention(
        front, last, EntityType.PROGRAM, "quoted", name=name if front < first or tail else inner, inner=others
    )


def _is_programme(reading: Reading, lexicon: Lexicon, quotation: Quotation, tail: str, listed: bool) -> bool:  # noqa: FBT001 -- as above
    """By head noun, verb and list: whether quoted words name an undertaking."""
    text, end = reading.text, quotation.end
    inner = text[quotation.start + 1 : end - 1]
    if len(tail) > 1 and lexicon.words("events.heads").at_end(text, end + len(tail)):
        return False  # “…”动员会 is a meeting
    if not tail and lexicon.words("organizations.quoted_bodies").at_end(inner):
        return False  # “电商协会” is a body
    own = lexicon.words("programs.quoted_heads").at_end(inner) or ""
    if reading.sentence.kind in (Kind.TITLE, Kind.HEADING) and not tail and not own:
        return False
    verb = governing_verb(reading, lexicon, quotation.start) if quotation.start > 0 else None
    if tail:
        return bool(verb) or tail not in ("工作", "会", "制")
    slogan = lexicon.words("programs.not_programs_after").at_start(text, end) is not None
    metaphor = (
        not verb and lexicon.words("programs.not_programs_before").at_end(text, max(quotation.start, 0)) is not None
    )
    if listed:
        return not metaphor
    if own and not slogan and not metaphor and (len(own) >= 2 or verb):
        return True
    return not slogan and len(inner) >= 3 and lexicon.words("frames.found").at_end(verb or "") is not None


def _tail(reading: Reading, lexicon: Lexicon, end: int) -> str:
    """The words behind a closing quotation mark up to a head noun that makes a programme of the quoted words."""
    heads, text = lexicon.words("programs.quoted_heads"), reading.text
    index = reading.token_at(end)
    if end >= len(text) or reading.tokens[index].start < end:
        return ""
    modifies = text.startswith("的", end)
    best = ""
    for token in reading.tokens[index + modifies : index + modifies + 6]:
        word = reading.word(token)
        verb = token.tag == "v" and word not in heads
        leads_on = token.start > end and word not in lexicon.words("frames.run")  # “415X”先进制造业集群|培育|工程
        if token.tag not in _TAIL_TAGS or reading.quoted[token.start] or verb and not leads_on:
            break
        if heads.at_end(word):
            best = text[end : token.end]
        elif best:
            break
    if modifies and (len(best) < 3 or best.endswith("工作")):
        return ""
    return best or heads.at_start(text, end) or ""


def _front(reading: Reading, lexicon: Lexicon, first: int) -> int:
    """Where the nouns before a quotation begin that belong to the name (村（社区）干部能力提升“百人计划”)."""
    if not first or lexicon.words("frames.run").at_end(reading.text, first):
        return first
    floor = reading.clauses[reading.clause_at(first)][0]
    start = phrase_start(reading, first, lexicon, floor=floor, limit=16)
    token = reading.tokens[reading.token_at(start)]
    return min(token.end, first) if start < first and token.tag in ("v", "d", "ad", "p", "m") else start


def _set_phrases(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    only_run = lexicon.words("programs.set_phrases_only_run")
    for match in lexicon.words("programs.set_phrases").pattern.finditer(reading.text):
        if match.group() in only_run and governing_verb(reading, lexicon, match.start()) is None:
            continue
        if reading.text[match.end() : match.end() + 2] not in ("期间", "时期"):
            yield reading.mention(match.start(), match.end(), EntityType.PROGRAM, "set phrase")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that ends with a head noun, and the verb that governs it."""

    start: int
    end: int
    head: str
    verb: str | None


def _headed(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """Noun phrases with a head noun: sure ones, and doubtful ones beside another of the same head."""
    sure: list[Phrase] = []
    doubtful: list[Phrase] = []
    for phrase in _phrases(reading, lexicon):
        if phrase.verb in _MEETING and phrase.head.endswith("活动"):
            yield reading.mention(phrase.start, phrase.end, EntityType.EVENT, "held")
        elif _is_sure(reading, lexicon, phrase):
            sure.append(phrase)
        elif phrase.verb and phrase.head in lexicon.words("programs.weak_heads"):
            doubtful.append(phrase)
    text = reading.text
    sure += [
        phrase
        for phrase in doubtful
        if phrase.head not in lexicon.words("programs.only_named")
        and any(
            other.head == phrase.head
            and (text[other.end : phrase.start] in _JOINS or text[phrase.end : other.start] in _JOINS)
            for other in (*sure, *doubtful)
        )
    ]
    for phrase in sure:
        bare = text[phrase.start : phrase.end - len(phrase.head)] if phrase.head in ("品牌", "试点") else ""
        yield reading.mention(
            phrase.start, phrase.end, EntityType.PROGRAM, "head", inner=(bare,) if len(bare) >= 4 else ()
        )


def _phrases(reading: Reading, lexicon: Lexicon) -> Iterator[Phrase]:
    heads, never = lexicon.words("programs.heads"), lexicon.words("programs.not_programs")
    text = reading.text
    for token in reading.tokens:
        head = heads.at_end(text, token.end)
        if (
            not head
            or reading.quoted[token.start]
            or token.tag not in ("n", "nz", "vn", "v", "nw")
            or text[token.end : token.end + 1] in ("化", "性", "力", "者", "员", "师", "家")
        ):
            continue
        start = _phrase_start(reading, lexicon, token.end - len(head))
        name = text[start : token.end]
        front = name[: len(name) - len(head)]
        if (
            len(front) < 2
            or len(name) < 4
            or name in never
            or front in lexicon.words("programs.generic_before")
            or len(lexicon.words("organizations.heads").at_end(name) or "") > len(head)
        ):
            continue
        verb = governing_verb(reading, lexicon, start) or founding_verb(reading, lexicon, start)
        if verb is None and (
            _has_name(reading, start, token.end) or lexicon.words("programs.strong_heads").at_end(name)
        ):
            verb = fronted_verb(reading, lexicon, token.end)
        yield Phrase(start, token.end, head, verb)


def _phrase_start(reading: Reading, lexicon: Lexicon, anchor: int) -> int:
    """Where the name that ends with a head at `anchor` begins.

    Words that say nothing are cut off; a coordination inside it is kept (街道、社区体制改革) where no part of it is a
    programme by itself.
    """
    heads, text = lexicon.words("programs.heads"), reading.text
    floor = reading.clauses[reading.clause_at(anchor)][0]
    start = phrase_start(reading, anchor, lexicon, floor=floor, limit=26)
    wide = phrase_start(reading, anchor, lexicon, floor=floor, limit=30, across=True)
    pieces = re.split("[、和与及]", text[wide:start].rstrip("、和与及")) if wide < start else []
    if (
        pieces
        and text[wide - 1 : wide] != "”"
        and not any((heads.at_end(piece) or piece) != piece for piece in pieces)
        and governing_verb(reading, lexicon, wide)
    ):
        start = wide
    while (empty := lexicon.words("programs.empty_before").at_start(text, start)) and start + len(empty) <= anchor:
        start += len(empty)
    if text[start : start + 1] in tuple("省市州县区旗镇乡村") and text[start - 1 : start] in _POINTED:
        start += 1  # 该县|农村饮水安全工程
    return start


def _has_name(reading: Reading, start: int, end: int) -> bool:
    return any(token.tag in ("nz", "LOC", "ORG", "nw") for token in reading.tokens if start <= token.start < end)


def _is_sure(reading: Reading, lexicon: Lexicon, phrase: Phrase) -> bool:
    """By its head, the name in it and its verb: whether a noun phrase names an undertaking."""
    name = reading.text[phrase.start : phrase.end]
    length = len(name) - len(phrase.head)
    if (
        len(name) <= 20
        and phrase.head in lexicon.words("programs.named_heads")
        and _has_name(reading, phrase.start, phrase.end)
    ):
        return True
    if phrase.head in lexicon.words("programs.only_named") and not (phrase.head.endswith("体系") and length >= 5):
        return False
    if lexicon.words("programs.strong_heads").at_end(name):
        return bool(phrase.verb) or length >= 4
    if phrase.head not in lexicon.words("programs.weak_heads"):
        return bool(phrase.verb)
    generic = lexicon.words("programs.not_programs").at_end(name) or ""
    shortest = 2 if phrase.head in lexicon.words("programs.short_heads") else 4
    return (
        length >= shortest
        and len(generic) <= len(phrase.head)
        and lexicon.words("frames.found").at_end(phrase.verb or "") is not None
    )
