"""Names in text with capitals: where they stand and what sort of thing each is.

A name is a run of capitalised words, with connectors that its head allows (Department of Health and Welfare). Its head
tells its type; where it has none, a post, the words before it, or the same name elsewhere in the document do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.extract.lexicon import Lexicon
from graph.extract.spaced.text import Phrases, Text, Word, table
from graph.facts import EntityType
from graph.layout import Kind

LONGEST = 16
"""Words beyond which a run of capitals is a heading, not a name."""
_ENDS = (".", "!", "?", "”", '"')
_AWAY = 14
"""Words after a person's name within which the post stands."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at words `first` to `last` (not included) of a sentence.

    `rule` says what its type was told by (empty while it has none), `short` is the short form that the text gives it in
    brackets, `post` what a person is.
    """

    sentence: int
    first: int
    last: int
    text: str
    type: EntityType | None
    rule: str
    short: str = ""
    post: str = ""
    known_as: str = ""


class Finder:
    """Finds names with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        heads = lexicon.value("names.heads")
        self._heads = {word: EntityType(kind) for kind, words in heads.items() for word in words}
        self._plurals = lexicon.value("names.plurals")
        self._joints = table(lexicon, "names.joints")
        self._numbered: dict[str, str] = lexicon.value("names.numbered")
        self._takes = table(lexicon, "names.takes")
        self._short = table(lexicon, "names.short")
        self._context = {key: Phrases(words) for key, words in lexicon.value("names.context").items()}
        generic = table(lexicon, "names.generic")
        self._calendar, self._generic = generic["calendar"], generic["words"] | generic["calendar"] | self._heads.keys()
        self._possessives = lexicon.words("words.possessives").all
        self._function = lexicon.words("words.function").all
        self._indefinite = lexicon.words("words.indefinite").all
        self._list = lexicon.words("words.list_marks").all
        self._posts = lexicon.words("persons.posts").all
        self._titles = lexicon.words("persons.titles").all
        self._speech = lexicon.words("persons.speech").all
        self._places = lexicon.words("places.names").all
        self._titled = False

    def find(self, text: Text) -> list[Name]:
        """The names in a sentence, in order; some still without a type."""
        if text.sentence.kind is Kind.FURNITURE:
            return []
        letters = [word for word in text.words if word.text[0].isalpha()]
        ended = text.sentence.text.endswith(_ENDS)
        self._titled = not ended and 5 * sum(word.is_capital for word in letters) > 3 * len(letters)
        found = [name for run in self._runs(text) for name in self._named(text, *run)]
        found = self._listed(text, found)
        found = [self._post_after(text, name, found) for name in found]
        if text.sentence.kind is not Kind.HEADING:
            return found
        # A heading sets capitals by its own rules: a short run in it is a name only where the text knows it as one.
        return [name if name.last - name.first > 2 else replace(name, type=None, rule="") for name in found]

    def head(self, word: Word) -> EntityType | None:
        """The type that a word tells as the head of a name."""
        return self._heads.get(word.lower)

    def _runs(self, text: Text) -> Iterator[tuple[int, int]]:
        index = 0
        while index < len(text.words):
            if not self._opens(text.words[index]):
                index += 1
                continue
            end = self._run_end(text.words, index)
            if end - index <= LONGEST:
                yield index, end
            index = end

    def _opens(self, word: Word) -> bool:
        return word.is_capital and word.lower not in self._function

    def _run_end(self, words: tuple[Word, ...], start: int) -> int:
        """Behind the last word of the run that starts at `start`."""
        at, joined = start + 1, False
        while at < len(words):
            word, last = words[at], words[at - 1]
            following = words[at + 1] if at + 1 < len(words) else None
            if self._opens(word) or (word.text[0].isdigit() and self._number_goes_on(word, last, following)):
                at += 1
            elif word.text == "." and following and self._is_abbreviated(last, following):
                at += 2
            elif (step := self._connector(words, start, at, joined=joined)) > 0:
                joined = joined or word.lower not in self._joints["and"]
                at += step
            else:
                break
        return at

    def _is_abbreviated(self, last: Word, following: Word) -> bool:
        short = len(last.text) == 1 or last.text in self._short["abbreviations"]
        return short and (following.is_capital or following.text[0].isdigit())

    def _number_goes_on(self, word: Word, last: Word, following: Word | None) -> bool:
        plain = word.text.isdigit()
        if plain and last.text == ".":
            return True
        return last.lower in self._numbered if plain else bool(following and self._opens(following))

    def _connector(self, words: tuple[Word, ...], start: int, at: int, *, joined: bool) -> int:
        """How many words the connector at `at` and the name's next word have; 0 where the name ends before it."""
        word, last = words[at].lower, words[at - 1].lower
        step = 2 if at + 1 < len(words) and words[at + 1].lower in self._joints["articles"] else 1
        if at + step >= len(words) or not self._opens(words[at + step]):
            return 0
        if word in self._joints["small"] or last in self._takes.get(word, ()):
            return step + 1
        joins = word in self._joints["and"] and step == 1 and self._and_goes_on(words, start, at, joined=joined)
        return 2 if joins else 0

    def _and_goes_on(self, words: tuple[Word, ...], start: int, at: int, *, joined: bool) -> bool:
        """Whether `and` stands inside a name: the part before it has no head of its own, and that behind it has one."""
        before = words[start:at]
        if any(word.lower in self._posts for word in before):
            return False
        end = at + 1
        while end < len(words) and self._opens(words[end]):
            end += 1
        if joined and self.head(words[end - 1]) is None:
            return True
        if (len(before) > 1 and before[-1].lower in self._heads) or before[0].text in self._places:
            return False
        if before[-1].text.isdigit() or end - at <= 2:
            return False
        after = self.head(words[end]) if end < len(words) else None
        return self.head(words[end - 1]) not in (None, EntityType.PLACE) or after is EntityType.PROGRAM

    def _named(self, text: Text, first: int, last: int) -> Iterator[Name]:
        """The names in a run of capitals: a post and its holder are two, and a body before a post is a third."""
        words = text.words
        posts = [i for i in range(first, last) if words[i].lower in self._posts]
        if posts and 2 <= last - posts[-1] - 1 <= 4 and self._is_personal(words[posts[-1] + 1 : last]):
            holder, start = posts[-1] + 1, self._post_start(words, first, posts[-1])
            if first < start:
                yield self._name(text, first, start)
            yield Name(
                text.sentence.index, holder, last, text.cut(holder, last), EntityType.PERSON, "post before",
                post=text.cut(start, holder),
            )
        elif words[first].lower in self._titles and last - first > 1:
            first += 2 if words[first + 1].text == "." else 1
            yield Name(text.sentence.index, first, last, text.cut(first, last), EntityType.PERSON, "form of address")
        elif not (posts and posts[-1] == last - 1):
            yield self._name(text, first, last)
        elif (start := self._post_start(words, first, posts[-1])) > first:
            yield self._name(text, first, start)

    def _post_start(self, words: Sequence[Word], first: int, post: int) -> int:
        """Where the post begins that ends at word `post`: behind the last body or short form before it."""
        for index in range(post - 1, first - 1, -1):
            if self._is_short(words[index]) or self._heads.get(words[index].lower) is EntityType.ORGANIZATION:
                return index + 1
        return first

    def _is_short(self, word: Word) -> bool:
        capitals = sum(letter.isupper() for letter in word.text)
        usual = 2 <= len(word.text) <= 8 and capitals * 3 >= len(word.text) * 2
        return usual and word.text not in self._short["no_names"]

    def _is_personal(self, words: Sequence[Word]) -> bool:
        return all(
            word.text.replace("-", "").replace("’", "").replace("'", "").isalpha() and word.lower not in self._heads
            or word.text == "." for word in words
        )

    def _name(self, text: Text, first: int, last: int) -> Name:
        words = text.words
        kind, rule = self._type(text, first, last)
        short, after = self._short_form(text, first, last)
        if short:
            first = after
            kind, rule = self._type(text, first, last)
            if kind is None:
                kind, rule = EntityType.ORGANIZATION, "short form"
        if kind is None and last < len(words) and words[last].lower in self._heads and (
            last - first > 1 or self._heads[words[last].lower] is EntityType.PLACE
        ):
            kind, rule, last = self._heads[words[last].lower], "head in small letters", last + 1
        dated = kind in (EntityType.PROGRAM, EntityType.POLICY, EntityType.EVENT) and first > 0
        if dated and words[first - 1].text.isdigit() and len(words[first - 1].text) == 4:
            first -= 1
        if first > 0 and words[first - 1].lower in self._indefinite:
            kind, rule = None, "kind of thing"
        return Name(text.sentence.index, first, last, text.cut(first, last), kind, rule, short)

    def _type(self, text: Text, first: int, last: int) -> tuple[EntityType | None, str]:
        words = text.words[first:last]
        if text.cut(first, last) in self._places:
            return EntityType.PLACE, "known place"
        plain = self._generic | self._takes.keys()
        numbered = len(words) > 1 and words[-1].text.isdigit()
        if not numbered and all(word.lower in plain or not word.text[0].isalpha() for word in words):
            return None, ""
        head = next((i - 1 for i, word in enumerate(words) if i and word.lower in self._takes), len(words) - 1)
        while head > 0 and (words[head].text[0].isdigit() or words[head].text == "." or words[head].lower == "no"):
            head -= 1
        if head < len(words) - 1 and words[head + 1].text.isdigit() and self._numbered.get(words[head].lower):
            return EntityType(self._numbered[words[head].lower]), "number"
        kind = self.head(words[head])
        if kind:
            return kind, "head"
        for key, told in (("program", EntityType.PROGRAM), ("organization", EntityType.ORGANIZATION)):
            if self._context[key].before(text.words, self._behind_article(text.words, first)):
                return told, "words before"
        calendar = words[0].lower in self._calendar or words[0].text.isupper()
        owned = last < len(text.words) and text.words[last].lower in self._possessives
        open_ = not (calendar or owned or self._titled) and text.sentence.kind is Kind.BODY
        if open_ and self._context["place"].before(text.words, self._behind_article(text.words, first)):
            return EntityType.PLACE, "words before"
        speaks = last < len(text.words) and text.words[last].lower in self._speech
        if speaks and len(words) > 1 and self._is_personal(words):
            return EntityType.PERSON, "speaks"
        return None, ""

    def _behind_article(self, words: tuple[Word, ...], first: int) -> int:
        return first - 1 if first and words[first - 1].lower in self._joints["articles"] else first

    def _short_form(self, text: Text, first: int, last: int) -> tuple[str, int]:
        """The short form in brackets behind a name, and where the name begins that its letters are the initials of."""
        words = text.words
        if last + 2 >= len(words) or words[last].text != "(" or words[last + 2].text != ")":
            return "", first
        if not self._is_short(words[last + 1]):
            return "", first
        letters = words[last + 1].text.upper()
        for start in range(first, last):
            named = [word.text for word in words[start:last] if word.text[0].isalnum()]
            initials = "".join(word[0] for word in named if not word[0].islower())
            if letters in (initials.upper(), "".join(word[0] for word in named).upper()):
                return words[last + 1].text, start
        return "", first

    def _listed(self, text: Text, found: list[Name]) -> list[Name]:
        """The names with what the others of their list tell: the words before the first, a plural behind the last."""
        result: list[Name] = []
        for name in found:
            previous = result[-1] if result else None
            told = previous is not None and previous.rule in ("words before", "listed")
            if previous and told and not name.rule and self._is_listed(text, previous.last, name.first):
                one = text.words[name.first].text
                result.append(name if one.isupper() else replace(name, type=previous.type, rule="listed"))
            else:
                result.append(name)
        return self._shared_head(text, result)

    def _is_listed(self, text: Text, last: int, first: int) -> bool:
        return 0 < first - last <= 2 and all(word.lower in self._list for word in text.words[last:first])

    def _shared_head(self, text: Text, found: list[Name]) -> list[Name]:
        for at in range(len(found) - 1, -1, -1):
            name = found[at]
            end = name.last
            plural = text.words[end].lower if end < len(text.words) else ""
            tail = text.words[name.last - 1].lower
            if plural not in self._plurals and tail in self._plurals and name.last - name.first > 1:
                plural, name = tail, replace(name, last=name.last - 1, text=text.cut(name.first, name.last - 1))
            if plural not in self._plurals:
                continue
            head = self._plurals[plural]
            found[at] = replace(name, type=EntityType.PLACE, rule="shared head", known_as=f"{name.text} {head}")
            before = at
            while before and self._is_listed(text, found[before - 1].last, found[before].first):
                before -= 1
                one = found[before]
                found[before] = replace(one, type=EntityType.PLACE, rule="shared head", known_as=f"{one.text} {head}")
            break
        return found

    def _post_after(self, text: Text, name: Name, found: Sequence[Name]) -> Name:
        """A person whose post follows behind a comma, a body perhaps between."""
        words = text.words
        if name.type is not None or not 2 <= name.last - name.first <= 4:
            return name
        if name.last >= len(words) or words[name.last].text != ",":
            return name
        if not self._is_personal(words[name.first : name.last]):
            return name
        start = name.last + 1
        for index in range(start, min(len(words), start + _AWAY)):
            word = words[index]
            if word.text == ",":
                start = index + 1
            elif word.lower in self._posts and word.is_capital:
                between = [other for other in found if start <= other.first and other.last <= index + 1]
                first = between[0].last if between and between[0].type is EntityType.ORGANIZATION else start
                post = text.cut(min(first, index), index + 1)
                return replace(name, type=EntityType.PERSON, rule="post after", post=post)
            elif not (self._opens(word) or word.lower in self._takes or word.lower in self._joints["and"]
                      or word.lower in self._joints["articles"]):
                break
        return name
