"""Which verb governs a name: the verb before it, before the list that it is in, or behind it where it is fronted."""

from __future__ import annotations

import re

from graph.extract.lexicon import Lexicon, Words
from graph.extract.reading import Reading

_REACH = 120
"""Characters that are looked at before a name; clauses are shorter, save where punctuation is missing."""
_MODIFIED = 20
"""Characters between a verb and its object where a modifier with 的 stands between them."""
_BETWEEN = re.compile(
    r"(?:以[^，。以]{2,24}为(?:主题|主线|抓手|载体|重点|核心|主要内容)的|为期[^，为]{1,6}的"
    r"|[了着过起好出的]|一批|一系列|系列|各项|各类|新一轮|一条|一个|一场|一次"
    r"|[\d.一二两三四五六七八九十百千]{1,9}[余多]?(?:期次|场次|次|期|个|场|项|批|件|条|家|类))+\Z"
)
_JOINED = re.compile(r"[”》、和与及]+\Z|(?:以及|并)\Z")
_ADVERBS = re.compile("(?:正式|全面|顺利|相继|先后|加快|基本|全线|成功|有序|深入|扎实|已经|已|正在|率先|如期)+")


def governing_verb(reading: Reading, lexicon: Lexicon, start: int, frame: str = "frames.run") -> str | None:
    """The verb of a frame whose object begins at `start`: right before it, or before a list that it is in."""
    verbs = lexicon.words(frame)
    floor = max(reading.clauses[reading.clause_at(start)][0], start - _REACH)
    front = reading.text[floor:start]
    if between := _BETWEEN.search(front):
        front = front[: between.start()]
    if verb := verbs.at_end(front):
        return verb
    while joined := _JOINED.search(front):  # X、Y和Z under one verb
        cut = max((front.rfind(join, 0, joined.start()) for join in "、和与及"), default=-1) + 1
        if verb := _first_verb(reading, verbs, floor + cut, floor + joined.start()):
            return verb
        front = front[:cut]
    return None


def _first_verb(reading: Reading, verbs: Words, start: int, end: int) -> str | None:
    for token in reading.tokens[reading.token_at(start) : reading.token_at(end) + 1]:
        if token.start >= start and token.tag in ("v", "vn") and not reading.quoted[token.start]:
            word = reading.word(token)
            if word in verbs:
                return word
    return None


def founding_verb(reading: Reading, lexicon: Lexicon, start: int) -> str | None:
    """The verb of founding before a modifier with 的 that stands before `start` (探索符合超大城市特点的X模式)."""
    floor = reading.clauses[reading.clause_at(start)][0]
    if not reading.text.startswith("的", start - 1):
        return None
    for token in reversed(reading.tokens[: reading.token_at(start - 1)]):
        if token.start < floor or start - token.end > _MODIFIED:
            return None
        if token.tag == "v" and reading.word(token) in lexicon.words("frames.found"):
            return reading.word(token)
    return None


def fronted_verb(reading: Reading, lexicon: Lexicon, end: int) -> str | None:
    """The verb of carrying out whose object stands before it and ends at `end` (X高铁建成通车), or None."""
    ceiling = reading.clauses[reading.clause_at(end - 1)][1]
    adverbs = _ADVERBS.match(reading.text, end, ceiling)
    path = "frames.run_after_adverb" if adverbs else "frames.run_after"
    return lexicon.words(path).at_start(reading.text, adverbs.end() if adverbs else end)
