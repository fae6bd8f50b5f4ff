"""Honours: what follows a verb of awarding, and names that end like an honour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType

_STOP = re.compile(r"[，。；！？：:;,]|以及|并且|的(?!.{0,6}(?:称号|荣誉|奖))")
_LEAD = re.compile(r"^(?:了|过|为|全国唯一的|了全国|首批|第[一二三四五六七八九十\d]+批|\d{4}年度?的?)")
_RANK = re.compile(r"全国|国家级?|[省市县区]级|中国|全省|全市|世界")
_TAIL = re.compile(r"(?:荣誉称号|荣誉|称号|殊荣|行列|名单|等)+$")


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The honours named in a sentence. Rule `awarded` and `wished` tell an award from a wish for one."""
    heads, strong = lexicon.words("recognitions.heads"), lexicon.words("recognitions.strong_heads")
    weak = lexicon.words("recognitions.weak_verbs")
    text = reading.text
    covered: set[int] = set()
    for path, rule in (("recognitions.verbs", "awarded"), ("recognitions.wishes", "wished")):
        for match in lexicon.words(path).pattern.finditer(text):
            if reading.quoted[match.start()] or match.start() in covered:
                continue
            covered.update(range(match.start(), match.end()))
            for first, end in _objects(reading, match.end()):
                quoted = (o for o, e, mark in reading.quotations if mark == "“" and first < o and e == end)
                start = next(quoted, first)  # 教育部“…学校”: the quoted words are the honour
                name = text[start:end].strip("“”")
                head = heads.at_end(name)
                if not head or len(name) < 4 and name not in strong:
                    continue
                if (
                    (match.group() in weak or rule == "wished")
                    and not strong.at_end(name)
                    and not (
                        text[start] == "“"
                        or re.match(r"全国|国家|省|市|县|中国|世界|江苏|20\d\d年", name)
                        or re.search(r"[省市县区国]级", name[:6])
                    )
                ):
                    continue
                if re.match(r"[\d一二三四五六七八九十]{1,12}[个家项名件次]", name):
                    continue
                yield reading.mention(start, end, EntityType.RECOGNITION, rule, name=name)
    for start, end, mark in reading.quotations:
        inner = text[start + 1 : end - 1]
        if (
            mark == "“"
            and start >= 0
            and 4 <= len(inner) <= 24
            and (strong.at_end(inner) or re.match(r"(?:荣誉)?称号", text[end:]))
            and text[end : end + 2] not in ("创建", "评选", "建设")
        ):
            yield reading.mention(start, end, EntityType.RECOGNITION, "honour in quotation marks", name=inner)
    yield from _plain(reading, lexicon)
    yield from _prizes(reading, lexicon)


def _prizes(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """一等奖 and the like, wherever they stand, and titles such as X先进单位 with nouns before the head."""
    for match in lexicon.words("recognitions.prizes").pattern.finditer(reading.text):
        yield reading.mention(match.start(), match.end(), EntityType.RECOGNITION, "prize")
    for match in lexicon.words("recognitions.titles").pattern.finditer(reading.text):
        start = phrase_start(reading, match.start(), lexicon, limit=12)
        if match.start() - start >= 2 and not reading.quoted[match.start()]:
            yield reading.mention(start, match.end(), EntityType.RECOGNITION, "title")


def _plain(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """全国文明城市 and the like: a rank, then a strong head, with only nouns between."""
    strong = lexicon.words("recognitions.strong_heads")
    for match in strong.pattern.finditer(reading.text):
        floor = max(0, match.start() - 16)
        start = match.start() if re.match(r"全国|国家|世界|中国", match.group()) else None
        for rank in _RANK.finditer(reading.text, floor, match.start()):
            if not re.search(r"[，。、；：“”《》的（）和与]", reading.text[rank.start() : match.start()]):
                start = rank.start()
                break
        if start is not None:
            yield reading.mention(start, match.end(), EntityType.RECOGNITION, "rank and head")


def _objects(reading: Reading, start: int) -> Iterator[tuple[int, int]]:
    """The coordinated honours that begin at `start`: quotations, or nouns up to the end of the clause."""
    text = reading.text
    lead = _LEAD.match(text[start:])
    while lead:
        start += lead.end()
        lead = _LEAD.match(text[start:])
    stop = len(text)
    for match in _STOP.finditer(text, start):
        if not reading.quoted[match.start()]:
            stop = match.start()
            break
    position = start
    while position < stop:
        end = position
        while end < stop and (
            reading.quoted[end]
            or text[end] != "、"
            and not (text[end] in "和与及" and (text[end + 1 : end + 2] == "“" or _RANK.match(text, end + 1)))
        ):
            if text[end] == "”" and end + 1 < stop and text[end + 1] == "“":
                end += 1
                break
            end += 1
        piece = text[position:end]
        tail = _TAIL.search(piece)
        last = position + tail.start() if tail and tail.start() >= 4 else end
        if last - position >= 2:
            yield position, last
        position = end + 1 if end < stop and text[end] in "、和与及" else end
        if end == position and end < stop and text[end] != "“":
            position += 1
