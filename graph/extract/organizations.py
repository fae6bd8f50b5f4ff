"""Organizations: bodies by the tagger, extended by tails; bodies with a level of jurisdiction; bodies by their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract import gazetteer
from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType

_LEVEL = re.compile(r"(?:省|市|州|县|区|旗|镇|乡|街道)")
_NAME_TAGS = ("LOC", "ORG", "nz", "nr", "ns", "nt", "nw", "PER")


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The organizations named in a sentence; those found may overlap, the longest is to be taken."""
    for start, end, rule in (*_tagged(reading, lexicon), *_complete(reading, lexicon), *_offices(reading, lexicon),
                             *_headed(reading, lexicon), *_quoted(reading, lexicon)):
        text = reading.text[start:end]
        if text not in lexicon.words("organizations.not_bodies") and end - start >= 2:
            yield reading.mention(start, end, EntityType.ORGANIZATION, rule)


def _complete(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    for match in lexicon.words("organizations.complete").pattern.finditer(reading.text):
        yield match.start(), _with_tail(reading, lexicon, match.end()), "complete"


def _tagged(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """What the tagger takes for an organization, if it ends like one, with the tails behind it."""
    heads = lexicon.words("organizations.heads")
    generic = lexicon.words("organizations.generic")
    for token in reading.tokens:
        if token.tag not in ("ORG", "nt") or reading.quoted[token.start] and reading.text[token.start - 1] == "《":
            continue
        word = reading.word(token)
        head = heads.at_end(word)
        end = _with_tail(reading, lexicon, token.end)
        if head is None and end == token.end:
            continue
        start = token.start
        stem = word[: len(word) - len(head)] if head else word
        if stem in generic or (not stem and end == token.end and word not in lexicon.words("organizations.bare_offices")):
            continue
        before = reading.tokens[reading.token_at(start - 1)] if start else None
        if before is not None and before.tag in ("LOC", "ns") and before.end == start:
            start = _place_before(reading, start)
        yield start, end, "tagger"


def _place_before(reading: Reading, start: int) -> int:
    """The start of the chain of divisions that ends at `start`."""
    while start:
        token = reading.tokens[reading.token_at(start - 1)]
        if token.tag not in ("LOC", "ns") or token.end != start or reading.quoted[token.start]:
            return start
        start = token.start
    return start


def _with_tail(reading: Reading, lexicon: Lexicon, end: int) -> int:
    """Where a name that is complete at `end` ends once the tails behind it are taken in."""
    tails, heads = lexicon.words("organizations.tails"), lexicon.words("organizations.heads")
    while True:
        if tail := tails.at_start(reading.text, end):
            end += len(tail)
            continue
        # some words of a unit's speciality and then a head: 区人民医院 院士 专家 工作站
        index = reading.token_at(end) if end < len(reading.text) else len(reading.tokens)
        for ahead in range(index, min(index + 4, len(reading.tokens))):
            token = reading.tokens[ahead]
            if token.start < end or token.tag not in ("n", "nz", "vn", "m", "ORG", "a") or reading.quoted[token.start]:
                return end
            word = reading.word(token)
            head = heads.at_end(word)
            if head and len(head) >= 2 and word not in lexicon.words("organizations.not_bodies"):
                if lexicon.words("persons.posts").at_start(reading.text, token.start):
                    return end
                end = token.end
                break
            if lexicon.words("persons.posts").at_start(word) or lexicon.words("persons.roles").at_end(word):
                return end
        else:
            return end


def _offices(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """区委, 县政府, 市纪委: a level and an office, with the tails behind them."""
    offices = lexicon.words("organizations.offices")
    narrator = lexicon.words("organizations.narrator")
    text = reading.text
    for match in _LEVEL.finditer(text):
        office = offices.at_start(text, match.end())
        if office is None or text[match.start() - 1:match.start()] in narrator.all:
            continue
        end = match.end() + len(office)
        if office == "委" and text[end:end + 1] in "员托派任培":
            continue
        before = reading.tokens[reading.token_at(match.start())]
        start = before.start if before.tag in ("LOC", "ORG") else match.start()
        if start < match.start() and not gazetteer.lookup(text[start:match.end()]):
            start = match.start() if not before.tag == "ORG" else before.start
        yield start, _with_tail(reading, lexicon, end), "office"


def _headed(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Nouns that end with a head, with a name or a level of jurisdiction in front."""
    heads, never = lexicon.words("organizations.heads"), lexicon.words("organizations.not_bodies")
    generic = lexicon.words("organizations.generic")
    levels = lexicon.words("words.levels")
    for index, token in enumerate(reading.tokens):
        word = reading.word(token)
        head = heads.at_end(word)
        if not head or word in never or token.tag not in ("n", "nz", "vn", "v", "nw", "ORG", "LOC") or reading.quoted[token.start]:
            continue
        following = reading.text[token.end:token.end + 3]
        if len(head) == 1 and len(word) <= 2 and token.tag != "ORG":
            continue
        start = phrase_start(reading, token.start, lexicon, verbs="frames.run", limit=24)
        names = [t for t in reading.tokens[:index + 1] if t.start >= start and (
            t.tag in _NAME_TAGS and not generic.at_start(reading.word(t)) or t is token and t.tag in _NAME_TAGS)]
        if names:
            first = names[0].start
            # a jurisdiction's name begins the name; what stands before the first name does not belong to it
            yield first, _with_tail(reading, lexicon, token.end), "head after name"
            continue
        first_token = reading.tokens[reading.token_at(start)]
        first_word = reading.word(first_token)
        if first_word in levels and first_token is not token and start < token.start and "村" not in first_word and "社区" not in first_word:
            yield start, _with_tail(reading, lexicon, token.end), "head after level"
        elif token.tag in ("nz", "ORG") and word != head and word[: -len(head)] not in generic:
            yield token.start, _with_tail(reading, lexicon, token.end), "head"
        del following


def _quoted(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """“…”队伍, “…”志愿服务队: a quoted name with a body's head behind it, or inside its end."""
    heads = lexicon.words("organizations.heads")
    for start, end, mark in reading.quotations:
        if mark != "“" or start < 0:
            continue
        inner = reading.text[start + 1:end - 1]
        head = heads.at_start(reading.text, end)
        if head and len(head) >= 2 and 2 <= len(inner) <= 16 and head not in ("中心",):
            yield start, end + len(head), "quoted name"
        elif (own := heads.at_end(inner)) and len(own) >= 2 and 4 <= len(inner) <= 40 and not re.search("[，。；]", inner):
            owner = phrase_start(reading, start, lexicon, verbs="frames.run", limit=12)
            yield owner, end, "quoted body"
