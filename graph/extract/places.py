"""Places: divisions by the gazetteer, other places by the tagger and by the heads of their names; chains taken apart."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading
from graph.facts import EntityType

_LEVELS = "省市州县区旗镇乡村"


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The places named in a sentence."""
    taken = [False] * len(reading.text)
    for start, end, rule in (*_divisions(reading), *_regions(reading, lexicon), *_named(reading, lexicon)):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield reading.mention(start, end, EntityType.PLACE, rule)


def _divisions(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Names of the gazetteer; a short one counts where the tagger sees a place or a chain of divisions goes on."""
    found = gazetteer.find(reading.text)
    for index, one in enumerate(found):
        start, end = one.start, one.end
        token = reading.tokens[reading.token_at(start)]
        place = token.tag in ("LOC", "ORG", "nz", "nw", "ns")
        follows = index > 0 and found[index - 1].end == start and _above(found[index - 1], one)
        leads = index + 1 < len(found) and found[index + 1].start == end and _above(one, found[index + 1])
        whole = token.start == start or follows
        if one.full and len(one.divisions[0].name) > 2 and (whole or leads) or place and whole or follows or leads:
            if one.full or token.end <= end or follows or leads or token.tag in ("LOC", "ORG", "nw"):
                yield start, end, "gazetteer"


def _above(upper: gazetteer.Found, lower: gazetteer.Found) -> bool:
    return any(low.is_in(up) for up in upper.divisions for low in lower.divisions)


def _regions(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    for match in lexicon.words("places.regions").pattern.finditer(reading.text):
        token = reading.tokens[reading.token_at(match.start())]
        if token.start == match.start() and token.end <= match.end():
            yield match.start(), match.end(), "region"


def _named(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Other places: a LOC of the tagger, and nouns that end with a head of place names after a place or a name."""
    heads, weak = lexicon.words("places.heads"), lexicon.words("places.weak_heads")
    never = lexicon.words("places.not_places")
    text = reading.text
    for index, token in enumerate(reading.tokens):
        start, end, word = token.start, token.end, reading.word(token)
        head = heads.at_end(word)
        if token.tag == "LOC" and len(word) >= 2:
            for piece_start, piece_end in _pieces(text, start, end, heads):
                piece = text[piece_start:piece_end]
                if piece not in never and len(piece) >= 2:
                    yield piece_start, piece_end, "tagger"
        elif head and word not in never:
            first = start
            previous = reading.tokens[index - 1] if index else None
            if word == head or len(word) - len(head) < 1:
                if previous is None or previous.tag not in ("LOC", "nz", "PER", "nr", "ns", "nw"):
                    continue
                if gazetteer.lookup(reading.word(previous)) and head in weak:
                    continue
                first = previous.start
            elif token.tag not in ("nz", "ns", "ORG", "nw") and not _after_division(reading, start):
                continue
            if text[first:end] not in never and end - first >= 3:
                yield first, end, "head"


def _after_division(reading: Reading, start: int) -> bool:
    return start > 0 and reading.text[start - 1] in "镇乡县区街道市村社" and reading.text[start - 2:start] not in ("农村", "乡镇", "社区")


def _pieces(text: str, start: int, end: int, heads: object) -> Iterator[tuple[int, int]]:
    """A LOC of the tagger, cut behind every division that the gazetteer knows in it."""
    position = start
    for one in gazetteer.find(text[start:end]):
        if start + one.start > position:
            yield position, start + one.start
        yield start + one.start, start + one.end
        position = start + one.end
    while position < end:
        cut = next((i + 1 for i in range(position + 2, end - 2) if text[i] in "镇乡道" and text[i + 1] not in "街村"), end)
        yield position, cut
        position = cut


def divisions_in(name: str) -> list[str]:
    """The divisions that a body's name begins with, as written (北京市, 石景山区 in 北京市石景山区政府)."""
    found, position = [], 0
    for one in gazetteer.find(name):
        if one.start != position:
            break
        found.append(name[one.start:one.end])
        position = one.end
    return found
