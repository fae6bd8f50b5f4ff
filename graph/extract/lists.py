"""Lists closed by the class of what they list (A、B、C等40余个品牌): the class says what each of them is.

The pattern is Hearst's (1992, doi:10.3115/992133.992154), in its Chinese form with 等 behind the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType

_COUNT = re.compile(
    r"(?:[\d.]{1,20}[万亿]?|[一二两三四五六七八九十百千]{1,12})[余多]?[万]?[个条项家座处种款]|一(?:大)?批|一系列",
)
_TOO_LONG = 22
_PROPER = ("LOC", "ORG", "nz", "nw", "PER", "nr")


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The members of closed lists: named ones, and any where the class is counted."""
    text = reading.text
    classes = lexicon.value("lists.classes")
    for match in re.finditer("等", text):
        floor, ceiling = reading.clauses[reading.clause_at(match.start())]
        counted = _COUNT.match(text, match.end())
        begin = counted.end() if counted else match.end()
        closing = text[begin : min(ceiling, begin + 12)]
        for kind, words in classes.items():
            found = re.match(r"[\u4e00-\u9fff]{0,6}?(" + "|".join(map(re.escape, words)) + ")", closing)
            if not found:
                continue
            numbered = bool(counted) and counted is not None and counted.group()[0] != "一"
            items = list(_items(reading, lexicon, floor, match.start()))
            if len(items) < 2 and not numbered:
                continue
            for start, end in items:
                body = len(lexicon.words("organizations.heads").at_end(text, end) or "") >= 2
                if kind == "Program" and body:
                    continue  # a body in a list of its projects stays a body
                tokens = [t for t in reading.tokens if start <= t.start < end]
                named = (
                    any(t.tag in _PROPER and not (t.tag == "nz" and t.end - t.start > 4) for t in tokens)
                    or text[start] == "“"
                )
                if kind == "Organization" and (body or not any(t.tag == "ORG" for t in tokens)) and text[start] != "“":
                    continue  # bodies with a head are found, and taken apart, by `organizations`
                if kind == "Place" and (gazetteer.find(text[start:end]) or not any(t.tag == "LOC" for t in tokens)):
                    continue
                if numbered or named:
                    inner = (text[start + 1 : end - 1],) if text[start] == "“" else ()
                    whole = (
                        text[start:end] + found.group(1) if found.group(1) in lexicon.words("lists.appended") else None
                    )
                    yield reading.mention(
                        start, end, EntityType(kind), f"list of {found.group(1)}", name=whole, inner=inner
                    )
            break


def _items(reading: Reading, lexicon: Lexicon, floor: int, end: int) -> Iterator[tuple[int, int]]:
    """The members of the list that ends at `end`, from the last one back to a verb or the start of the clause."""
    text = reading.text
    verbs, run = lexicon.words("words.stop_verbs"), lexicon.words("frames.run")
    awards, partner = lexicon.words("recognitions.verbs"), lexicon.words("frames.partner")
    while end > floor:
        start = end
        while start > floor and (text[start - 1] != "、" or reading.quoted[start - 1]):
            if start < end and text[start - 1 : start + 1] == "”“":
                break
            start -= 1
        joined = max(text.rfind(join, start, end) for join in "和与及")
        if (
            joined > start
            and not reading.quoted[joined]
            and (
                text[joined + 1] == "“"
                or all(
                    any(t.tag in _PROPER for t in reading.tokens if a <= t.start < b)
                    for a, b in ((start, joined), (joined + 1, end))
                )
            )
        ):
            yield joined + 1, end
            end = joined
        stop = start == floor
        for token in reading.tokens:
            word = reading.word(token)
            if (
                start <= token.start < end - 1
                and not reading.quoted[token.start]
                and (
                    word in partner
                    or token.tag in ("v", "p", "u", "d")
                    and token.end < end
                    and (word in run or word in verbs or word in awards or token.tag != "v" or word in _HAVING)
                )
            ):
                start, stop = token.end, True
        piece = text[start:end]
        if not 2 <= len(piece) <= _TOO_LONG or re.search(r"[，。；：]", piece) and piece[0] != "“":
            return
        yield start, end
        if stop or start == floor:
            return
        end = start - 1 if text[start - 1] == "、" else start


_HAVING = frozenset(
    {
        "拥有",
        "有",
        "建有",
        "含",
        "涌现",
        "涌现出",
        "形成",
        "培育",
        "培育出",
        "引进",
        "包括",
        "是",
        "建成",
        "获得",
        "获",
        "推动",
        "带动",
    }
)
