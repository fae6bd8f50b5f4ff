"""Places: divisions by the gazetteer, others by the tagger and the heads of their names; chains are taken apart."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType

_PROPER = ("LOC", "ORG", "nz", "nr", "ns", "PER", "nw")
_INNER = (*_PROPER, "n", "vn", "a", "an", "v", "s", "f", "m")
_CITY = 4
_SHARED = 3
"""A head of at least this many characters is shared by the names that 、 joins before it (A、B、C森林公园)."""


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The places named in a sentence; they may overlap, the longest is to be taken."""
    yield from _sharing(reading, lexicon)
    for start, end, rule in (*_divisions(reading, lexicon), *_regions(reading, lexicon), *_named(reading, lexicon)):
        yield reading.mention(start, end, EntityType.PLACE, rule)


def divisions_in(name: str) -> list[str]:
    """The divisions that a body's name begins with, as written (北京市, 石景山区 in 北京市石景山区政府)."""
    found, position = [], 0
    for one in gazetteer.find(name):
        if one.start != position:
            break
        found.append(name[one.start : one.end])
        position = one.end
    return found


def _divisions(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Names of the gazetteer, where they are names of places.

    With its ending a name counts where a word starts; without it where the tagger sees just that word as a place, or
    where a chain of divisions goes on.
    """
    never = lexicon.words("places.not_places")
    found = gazetteer.find(reading.text, frozenset(reading.starts))
    for index, one in enumerate(found):
        start, end = one.start, one.end
        name = reading.text[start:end]
        if _in_title(reading, start) or name.endswith("乡") and reading.text.startswith("村", end):
            continue
        token = reading.tokens[reading.token_at(start)]
        follows = index > 0 and found[index - 1].end == start and _above(found[index - 1], one)
        leads = index + 1 < len(found) and found[index + 1].start == end and _above(one, found[index + 1])
        if name in never and not (follows or leads):
            continue
        city = min(len(d.code) for d in one.divisions) <= _CITY
        if one.full and end - start > 2:
            good = token.start == start or follows or token.tag == "LOC"
        else:
            whole = token.start == start and (
                token.end == end
                or token.tag in ("LOC", "ORG")
                and (city or reading.text[token.end - 1] in "村镇乡")
                and _rest_is_name(reading, end, token.end)
            )
            good = whole and token.tag in ("LOC", "ORG", "ns") or follows and (token.end <= end or city) or leads
        if good:
            yield start, end, "gazetteer"


def _rest_is_name(reading: Reading, start: int, end: int) -> bool:
    return end - start >= 3 and reading.text[end - 1] in "村镇乡寨屯社街道县区州市旗"


def _in_title(reading: Reading, position: int) -> bool:
    return any(start <= position < end for start, end, mark in reading.quotations if mark == "《")


def _above(upper: gazetteer.Found, lower: gazetteer.Found) -> bool:
    return any(low.is_in(up) for up in upper.divisions for low in lower.divisions)


def _regions(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    for match in lexicon.words("places.regions").pattern.finditer(reading.text):
        token = reading.tokens[reading.token_at(match.start())]
        after = reading.tokens[reading.token_at(match.end())] if match.end() < len(reading.text) else None
        if reading.quoted[match.start()]:
            continue
        modifies = (
            after is not None and after.start == match.end() and after.tag in ("n", "nz", "vn", "ORG", "a", "an", "nw")
        )
        if token.start == match.start() and token.end <= match.end() and not modifies:
            yield match.start(), match.end(), "region"


def _named(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """A proper name, perhaps some nouns, and a head of place names; divisions in front are split off."""
    heads, weak = lexicon.words("places.heads"), lexicon.words("places.weak_heads")
    never, boundaries = lexicon.words("places.not_places"), lexicon.words("words.boundaries")
    text = reading.text
    for index, token in enumerate(reading.tokens):
        head = heads.at_end(text, token.end)
        word = reading.word(token)
        if not head or token.tag not in _INNER or word in never and word != head or _in_title(reading, token.start):
            continue
        first, proper = index, None
        while first >= 0:
            current = reading.tokens[first]
            known = reading.word(current)
            if (
                current.tag not in _INNER
                or known in boundaries
                or reading.quoted[current.start]
                or token.end - current.start > 22
            ):
                break
            if current.tag in ("v", "m") and current.tag != token.tag and not known.startswith("第"):
                break
            if current.tag in _PROPER and not (current is token and known == head):
                proper = first
            elif proper is not None:
                break
            first -= 1
        if proper is None:
            if token.tag == "LOC" and word not in never:
                proper = index
            else:
                continue
        start = reading.tokens[proper].start
        start = _after_divisions(reading, start, token.end - len(head))
        name = text[start : token.end]
        stem = name[: len(name) - len(head)]
        if (
            name in never
            or lexicon.words("places.not_place_endings").at_end(name)
            or not stem
            or len(name) < 3
            or head in weak
            and never.at_end(name) == name
        ):
            continue
        if head in weak and lexicon.words("places.generic_before").at_end(stem):
            continue
        yield start, token.end, "head"


def _after_divisions(reading: Reading, start: int, limit: int) -> int:
    """Where a name begins once the divisions of its chain are split off, if a name is left before its head."""
    position = start
    if reading.text.startswith("中国", start) and limit - start >= 4:
        position = start = start + 2
    for one in gazetteer.find(reading.text[start : limit + 4]):
        begin, end = start + one.start, start + one.end
        city = min(len(d.code) for d in one.divisions) <= _CITY
        if begin != position or end >= limit or not (one.full or city or reading.text[limit] in "村镇乡"):
            break
        if (
            not one.full
            and reading.tokens[reading.token_at(begin)].end > end
            and not _rest_is_name(reading, end, reading.tokens[reading.token_at(begin)].end)
        ):
            break
        position = end
    for cut in range(position + 2, limit - 1):  # a township or street that the gazetteer does not know
        if reading.text[cut - 1] in "镇乡村" or reading.text[cut - 2 : cut] in ("街道", "社区"):
            return position if reading.text[position:cut] in ("乡镇", "社区", "街道") else cut
    return position


def _sharing(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """A、B、C国家森林公园: the head that the last name bears belongs to the others too."""
    heads = lexicon.words("places.heads")
    text = reading.text
    for start, end, _ in list(_named(reading, lexicon)):
        head = heads.at_end(text, end) or ""
        first = reading.tokens[reading.token_at(start)]
        head_start = first.end if first.end < end else end - len(head)
        shared = text[head_start:end]
        if len(shared) < _SHARED:
            continue
        position = start
        while position > 1 and text[position - 1] == "、":
            token = reading.tokens[reading.token_at(position - 2)]
            word = reading.word(token)
            if (
                token.end != position - 1
                or token.tag not in ("LOC", "nz", "PER", "n", "nr")
                or heads.at_end(word)
                and len(word) > 3
            ):
                break
            yield reading.mention(token.start, token.end, EntityType.PLACE, "shared head", name=word + shared)
            position = token.start
