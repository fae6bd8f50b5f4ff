"""What a figure counts, worded from the clause around it: 培训干部5413人次 → 培训干部.

`word` is the one verb. A number stands behind what it counts (举办培训班55期次), before it (选派63名干部参加培训), in a
list (财政收入14.3亿元、增长68.3%), or behind a change (由57%降至0.65%); each shape has its function here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graph.extract.lexicon import Lexicon, Words
from graph.extract.numbers import Number, UnitKind
from graph.facts import Span

BLANK = "\0"
"""Stands for each character of a period or another part that says nothing of what is counted."""

_JOINS = "、和及与或"
_QUOTED = re.compile(r"《[^《》]{0,80}》|“[^“”]{0,40}”")
_TITLE = "《[^《》]{1,80}》"
_TITLE_LIST = re.compile(rf"({_TITLE})[、和及与]{{0,2}}({_TITLE})(?:[、和及与]{{0,2}}{_TITLE}){{0,40}}等?")
_BRACKET = re.compile(r"[(（][^()（）]{0,60}(?:[)）]|$)")
_NEAR = 8
"""A figure without words of its own tells of one of so many before it."""

_FROM = re.compile(r"[由从][^，由从]{0,12}$")
_OLD_VALUE = re.compile(
    r"也?[由从](?:原来的?|最初的?|过去的?)?[几数]?[十百千万]{0,3}[余多]?[个元人名家户万亿]{0,2}$"
)
_EACH = re.compile(r"(?<![人平户亩年地日月单师生每])均$")
_SHARES_OF_ITS_OWN = tuple("量率额值数比")
_MANY_TITLES = 2


@dataclass(slots=True)
class Item:
    """A number on its way to a figure.

    `clause` is its part of the sentence, `left` and `right` the words there that are its own; `indicator` is what it
    counts, once worded, `topic` what a figure after it may tell of, `verb` the verb that a list after it may share.
    `before_change` is true of the old value of a change, whose period is its own or none.
    """

    number: Number
    left: str
    right: str
    clause: Span
    in_list: bool = False
    indicator: str = ""
    topic: str = ""
    verb: str = ""
    before_change: bool = False
    is_change: bool = False
    worded: bool = False


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    reach: Words
    change: Words
    comparison: Words
    comparing: Words
    relational: Words
    share_of: Words
    share_of_exceptions: Words
    openers: Words
    scopes: Words
    holders: Words
    owner: re.Pattern[str]
    metrics: Words
    counting: re.Pattern[str]
    having: re.Pattern[str]
    origins: Words
    silent: Words
    prepositions: Words
    verbs: Words
    nominal: Words
    light: Words
    shared: Words
    bare: Words
    holding: Words
    vague: Words
    stairs: Words
    rest: Words


@cache
def _vocabulary(lexicon: Lexicon) -> _Vocabulary:
    def words(key: str) -> Words:
        return lexicon.words(f"outcomes.{key}")

    return _Vocabulary(
        reach=words("reach"), change=words("change"), comparison=words("comparison"), comparing=words("comparing"),
        relational=words("relational"), share_of=words("share_of"),
        share_of_exceptions=words("share_of_exceptions"), openers=words("openers"),
        scopes=words("scopes"), holders=words("holders"),
        owner=re.compile(f"[^，、“”]{{1,10}}(?:{words('owner_tails').pattern.pattern})的"), metrics=words("metrics"),
        counting=re.compile(f"(?<![公中总])(?:{words('counting').pattern.pattern})"), having=words("having").pattern,
        origins=words("origins"), silent=words("silent_after"), prepositions=words("prepositions"),
        verbs=words("verbs"), nominal=words("nominal_verbs"),
        light=words("light_verbs"), shared=words("shared_verbs"), bare=words("bare_verbs"),
        holding=words("holding_verbs"), vague=words("vague_nouns"), stairs=words("stairs"), rest=words("rest_words"),
    )


def word(numbers: Sequence[tuple[Number, Span]], text: str, clauses: Sequence[Span], lexicon: Lexicon) -> list[Item]:
    """The items of one sentence, each with its indicator.

    `numbers` are those that count, each with its clause, `text` is the sentence with periods blanked by BLANK, and
    `clauses` are the spans of all its clauses.
    """
    vocabulary = _vocabulary(lexicon)
    items = list(_deal(numbers, text, vocabulary))
    _pair_respectively(items, vocabulary)
    for index, item in enumerate(items):
        _share_right(item, items[index + 1:index + 2], text)
        if not item.worded:
            before, after = items[max(0, index - _NEAR):index], items[index + 1:index + 2]
            _word_one(item, before, after, _Sentence(text, clauses), vocabulary)
        item.indicator = _tidy(item.indicator, vocabulary)
        item.topic = _tidy(item.topic, vocabulary) or item.indicator
    return items


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    clauses: Sequence[Span]


# --- Dealing out the words of a clause among its numbers ------------------------------------------------------------


def _deal(numbers: Sequence[tuple[Number, Span]], text: str, vocabulary: _Vocabulary) -> Iterator[Item]:
    previous: Item | None = None
    for index, (number, clause) in enumerate(numbers):
        after = numbers[index + 1][0] if index + 1 < len(numbers) and numbers[index + 1][1] == clause else None
        if previous is None or not index or numbers[index - 1][1] != clause:
            item = Item(number, text[clause[0]:number.hedge_start], "", (clause[0], clause[1]))
        else:
            item = _after(previous, number, text, vocabulary)
        end = min(clause[1], len(text))
        if after is not None:
            gap = text[number.end:after.hedge_start]
            cut = _separator(gap, vocabulary)
            end = number.end + cut[0] if cut else after.hedge_start
            item.right = gap[:cut[0]] if cut else _head_noun(gap, vocabulary)
        else:
            item.right = text[number.end:end]
        item.clause = (item.clause[0], end)
        previous = item
        yield item


def _after(previous: Item, number: Number, text: str, vocabulary: _Vocabulary) -> Item:
    """A number with another one before it in its clause.

    It is a further item of a list, the new value of a change, or a second number of one phrase.
    """
    gap = text[previous.number.end:number.hedge_start]
    between = gap.replace(BLANK, "").strip(f" 的{_JOINS}")
    if between and not _without_reach(between, vocabulary):
        previous.right, previous.before_change = "", bool(_FROM.search(previous.left))
        return Item(number, previous.left, "", (previous.clause[0], number.end))
    cut = _separator(gap, vocabulary)
    if cut:
        start = previous.number.end + cut[1]
        return Item(number, text[start:number.hedge_start], "", (start, number.end), in_list=True)
    return Item(number, _last_phrase(gap, vocabulary), "", (previous.clause[0], number.end))


def _separator(gap: str, vocabulary: _Vocabulary) -> Span | None:
    """Where a list goes on inside the words between two numbers: start and end of its mark, or None."""
    bare = gap.rstrip(f" {BLANK}")
    ahead = len(gap) - len(gap.lstrip(f" {BLANK}"))
    if gap[ahead:ahead + 2] == "以及":
        return 0, ahead + 2
    if gap[ahead:ahead + 1] in tuple(_JOINS):
        return 0, ahead + 1
    if bare[-1:] in tuple(_JOINS):
        return len(bare) - (2 if bare.endswith("以及") else 1), len(gap)
    etcetera = gap.find("等", 1)
    if 0 < etcetera < len(gap) - 1 and not vocabulary.verbs.inside(gap):
        return etcetera, etcetera + 1
    mark = gap.rfind("、")
    if mark > 0 and vocabulary.verbs.at_start(gap, mark + 1) and vocabulary.verbs.inside(gap[:mark]):
        return mark, mark + 1
    return None


def _last_phrase(gap: str, vocabulary: _Vocabulary) -> str:
    """Of the words between two numbers of one phrase, those that the second one counts by."""
    if "对" in gap:
        return gap[gap.index("对"):]
    plain = _blank_quotes(gap)
    starts = [m.start() for m in vocabulary.verbs.pattern.finditer(plain) if m.end() < len(gap)]
    return gap[starts[-1]:] if starts else gap


def _head_noun(gap: str, vocabulary: _Vocabulary) -> str:
    """Of the words between two numbers of one phrase, those that the first one counts."""
    plain = _blank_quotes(gap)
    ends = [m.start() for p in (vocabulary.verbs.pattern, vocabulary.prepositions.pattern) for m in p.finditer(plain)]
    ends += [plain.find(c) for c in "对把给"]
    return gap[:min((end for end in ends if end > 0), default=len(gap))]


def _share_right(item: Item, following: Sequence[Item], text: str) -> None:
    """130户521名贫困人口实现脱贫: both numbers count what follows them."""
    for other in following:
        if not item.right.strip() and other.clause[0] == item.clause[0] and not other.in_list \
                and not text[item.number.end:other.number.hedge_start].strip(f" {BLANK}"):
            item.right = other.right


def _pair_respectively(items: Sequence[Item], vocabulary: _Vocabulary) -> None:
    """Deal out the names, or the figures, before 分别 among the figures after it."""
    index = 0
    while index < len(items):
        group = [items[index]]
        while index + len(group) < len(items) and items[index + len(group)].in_list \
                and not _clean(items[index + len(group)].left, vocabulary):
            group.append(items[index + len(group)])
        at = group[0].left.rfind("分别")
        if at >= 0 and len(group) > 1:
            tail = group[0].left[at + 2:].replace(BLANK, "").rstrip("了 ")
            change = vocabulary.change.at_end(tail) or ""
            names = _names(group[0].left[:at], vocabulary)
            if len(names) < len(group):
                names = [_clean(item.left, vocabulary) for item in items[max(0, index - _NEAR):index]]
            if len(names) >= len(group):
                for item, name in zip(group, names[-len(group):], strict=True):
                    item.indicator, item.worded, item.is_change = name + change, True, bool(change)
        index += len(group)


def _names(phrase: str, vocabulary: _Vocabulary) -> list[str]:
    """The names of a list.

    What ends the last one belongs to each: the noun behind 等 (食品、石化等产业增加值), a measure
    (城镇和农村居民人均可支配收入), the head of each 级 (国家级、部级创新平台).
    """
    phrase = _clean(phrase, vocabulary)
    listed, _, shared = phrase.partition("等")
    if not listed or len(shared) < 2:
        listed, shared = phrase, ""
    names = [name for name in re.split(r"[、和及与]|以及", listed) if name.strip()]
    if not names or shared:
        return [name + shared for name in names]
    metric = vocabulary.metrics.at_end(names[-1]) or ""
    head = names[-1].partition("级")[2]
    return [
        name if name is names[-1] else name + head if head and name.endswith("级")
        else name if vocabulary.metrics.at_end(name) else name + metric
        for name in names
    ]


# --- Wording one item -----------------------------------------------------------------------------------------------


def _word_one(item: Item, done: Sequence[Item], following: Sequence[Item], sentence: _Sentence,
              vocabulary: _Vocabulary) -> None:
    left, right = _clean(item.left, vocabulary), _clean_right(item.right, vocabulary)
    if right and not (len(right) == 1 and left):
        item.indicator = _number_first(item, left, right, following, vocabulary)
        item.topic = left if vocabulary.stairs.inside(right) and left else ""
        if item.indicator in vocabulary.bare and done:
            item.indicator += _joined_in(done[-1].indicator, vocabulary)
        elif item.indicator in vocabulary.bare:
            item.indicator += _joined_in(_clause_before(item, sentence, vocabulary), vocabulary)
    else:
        item.indicator = _number_last(item, left, done, sentence, vocabulary)


def _number_first(item: Item, left: str, right: str, following: Sequence[Item], vocabulary: _Vocabulary) -> str:
    """选派63名干部参加培训; 11家企业入选名单; 对90余名干部提拔重用."""
    raw = item.left.replace(BLANK, "").rstrip()
    for other in following:
        if other.in_list and other.right.strip(" 了") and not vocabulary.verbs.pattern.search(right, 1):
            # 750个小区党支部和2480个楼栋党小组建设全覆盖: one predicate for both
            right += _clean_right(_predicate(other.right, vocabulary), vocabulary)
    if vocabulary.stairs.inside(right) and left:
        return left + (vocabulary.reach.at_end(raw) or "") + right
    if raw.endswith("的"):
        return right if vocabulary.origins.at_start(left) else left + "的" + right
    if item.right.lstrip(f" {BLANK}").startswith("的") and left and not vocabulary.verbs.inside(_blank_quotes(left)):
        verb = vocabulary.verbs.pattern.search(right, 1)  # 年产50万吨的发运系统
        return (right[:verb.start()] if verb else right) + left
    if raw.endswith(("共计", "合计", "总计")) and vocabulary.verbs.at_start(right):
        return left + right
    listed = "、" in left or raw.endswith(("等", *_JOINS))
    plain = _verb_of_list(left, vocabulary, etcetera=raw.endswith("等")) if listed else left
    ending = vocabulary.verbs.at_end(plain.removesuffix("了"))
    if ending:
        item.verb = ending
        return right if ending in vocabulary.light and vocabulary.verbs.inside(right) else ending + right
    if raw.endswith(("对", "把", "给")) and vocabulary.verbs.inside(right):
        return raw[-1] + right
    among = raw.endswith(("中有", "内有", "中", "内"))
    if vocabulary.light.at_end(raw) and not among:
        return right
    if among or vocabulary.verbs.at_start(right) or vocabulary.verbs.inside(plain):
        return re.sub("[中内]有?$", "", plain) + right
    return right


def _predicate(text: str, vocabulary: _Vocabulary) -> str:
    """A phrase from its first verb on. Where two verbs overlap (楼栋党小组建设) it is the later one."""
    verb = vocabulary.verbs.pattern.search(text, 1)
    if verb is None:
        return ""
    overlapping = vocabulary.verbs.pattern.match(text, verb.start() + 1)
    return text[verb.start() + (overlapping is not None and overlapping.end() > verb.end()):]


def _verb_of_list(left: str, vocabulary: _Vocabulary, *, etcetera: bool) -> str:
    """The verb before a list of names, without the names: 新增荆州、孝感、黄冈 → 新增; nothing where there is none."""
    plain = _blank_quotes(left)
    ending = vocabulary.verbs.at_end(plain)
    if ending and not etcetera:
        return ending
    verb = vocabulary.verbs.pattern.search(plain)
    return verb.group() if verb and (verb.start() == 0 or "《" in left) else ""


def _joined_in(held: str, vocabulary: _Vocabulary) -> str:
    """What was taken part in: 组织观看电教片 → 观看电教片; nothing where it is too long to be a name for it."""
    word = vocabulary.holding.at_start(held)
    rest = held[len(word):] if word else held
    return rest if len(rest) <= 40 else ""


def _number_last(item: Item, left: str, done: Sequence[Item], sentence: _Sentence, vocabulary: _Vocabulary) -> str:
    """培训干部5413人次; 财政总收入14.3亿元、增长68.3%; 占比45%."""
    change = vocabulary.change.at_end(left)
    if change:
        item.is_change = True
        core = _without_comparison(left[:-len(change)], vocabulary).strip(" ，、")
        if core and not re.fullmatch(r"[比较与同][^，]{0,8}", core):
            return left
    if left in vocabulary.relational:
        topic = _topic(item, done, sentence, vocabulary)
        metric = vocabulary.metrics.at_end(topic) or ""
        return (topic[:-len(metric)] if 0 < len(metric) < len(topic) - 1 else topic) + left  # 汽车年产量82万辆、占比45%
    share = vocabulary.share_of.at_start(left) and not vocabulary.share_of_exceptions.at_start(left)
    if change or not left or share or vocabulary.comparing.at_start(left):
        return _topic(item, done, sentence, vocabulary) + left
    previous = done[-1] if done else None
    rest = vocabulary.rest.at_start(left)
    if rest and len(left) <= len(rest) + 1 and len(done) > 1:
        return rest + _common_end(done[-1].indicator, done[-2].indicator)
    if previous is not None and _shares_verb(item, previous, left, vocabulary):
        item.verb = previous.verb
        return previous.verb + left
    item.verb = vocabulary.verbs.at_start(left) or ""
    return left


def _shares_verb(item: Item, previous: Item, left: str, vocabulary: _Vocabulary) -> bool:
    """认定高层次人才5652名，其中杰出人才14名: whether an item without a verb takes the one of the item before."""
    return (
        previous.verb in vocabulary.shared and not previous.right.strip()
        and item.clause[0] - previous.clause[1] <= 1
        and {item.number.kind, previous.number.kind} <= {UnitKind.PEOPLE, UnitKind.COUNT}
        and not left.endswith(_SHARES_OF_ITS_OWN)
        and all(item.in_list and verb in vocabulary.nominal for verb in vocabulary.verbs.pattern.findall(left))
    )


def _topic(item: Item, done: Sequence[Item], sentence: _Sentence, vocabulary: _Vocabulary) -> str:
    """What a figure without words of its own tells of: the level figure before it, else the clause before it."""
    before = max((c for c in sentence.clauses if c[1] <= item.clause[0]), default=None)
    level = next((one for one in reversed(done) if not one.is_change), done[-1] if done else None)
    if level is not None and (before is None or item.in_list or level.number.end >= before[0]
                              or (done[-1].is_change and done[-1].number.end >= before[0])):
        if done[-1].is_change and done[-1].number.end > level.number.end and done[-1].worded is False:
            own = _without_change(done[-1].topic or done[-1].indicator, vocabulary)
            return own if not own.startswith(level.topic) else level.topic
        return _without_change(level.topic or level.indicator, vocabulary)
    return _without_change(_clause_before(item, sentence, vocabulary), vocabulary)


def _clause_before(item: Item, sentence: _Sentence, vocabulary: _Vocabulary) -> str:
    before = max((c for c in sentence.clauses if c[1] <= item.clause[0]), default=None)
    return _clean(sentence.text[before[0]:before[1]], vocabulary) if before else ""


# --- Cleaning words -------------------------------------------------------------------------------------------------


def _clean(left: str, vocabulary: _Vocabulary) -> str:
    """What is counted, from the words before a number: without openers, scopes, circumstances and words of reaching."""
    text = _without_reach(left.replace(BLANK, "").strip(), vocabulary)
    text = _without_openers(text, vocabulary)
    text = _without_subject(text, vocabulary)
    preposition = vocabulary.prepositions.at_start(text)
    if preposition:
        plain = _blank_quotes(text)
        verb = vocabulary.verbs.pattern.search(plain, len(preposition) + 1)
        if verb and verb.end() < len(text):
            return _without_openers(text[verb.start():], vocabulary)
    return text


def _without_reach(text: str, vocabulary: _Vocabulary) -> str:
    while text:
        text = text.rstrip(" 　“")
        word = vocabulary.reach.at_end(text)
        longest = max(len(words.at_end(text) or "") for words in (vocabulary.verbs, vocabulary.change))
        if not word or longest > len(word):
            break
        text = text[:-len(word)]
    return _EACH.sub("", _OLD_VALUE.sub("", text))


def _without_openers(text: str, vocabulary: _Vocabulary) -> str:
    while True:
        text = text.lstrip(" ，、的）)”")
        opener = vocabulary.openers.at_start(text)
        verb = vocabulary.verbs.at_start(text)
        plain = opener and (len(opener) > 1 or opener in ("并", "又", "也", "且", "均", "都", text))
        if opener and len(verb or "") <= len(opener) and (plain or vocabulary.verbs.at_start(text, 1)):
            text = text[len(opener):]
            continue
        scope = vocabulary.scopes.at_start(text)
        if scope and (len(scope) < len(text) - 1 or len(scope) == len(text)):
            text = text[len(scope):]
            continue
        holder = vocabulary.holders.at_start(text)
        if holder and len(holder) < len(text) - 2:
            text = text[len(holder):]
            continue
        owner = vocabulary.owner.match(text)
        if owner and owner.end() < len(text) - 1 and not vocabulary.verbs.inside(owner.group()):
            text = text[owner.end():]
            continue
        return text


def _without_subject(text: str, vocabulary: _Vocabulary) -> str:
    """深圳市累计认定人才 → 认定人才: an adverb of counting before a verb closes the subject, and so does 现有."""
    for match in reversed(list(vocabulary.counting.finditer(_blank_quotes(text)))):
        rest = text[match.end():]
        if rest.startswith("有") and not rest.startswith("有效"):
            return rest[1:]
        own = vocabulary.verbs.at_start(text, match.start()) or ""
        if vocabulary.verbs.at_start(rest) and len(own) <= len(match.group()):
            return rest
    having = vocabulary.having.search(_blank_quotes(text), 1)
    return text[having.end():] if having and having.end() < len(text) - 1 else text


def _clean_right(right: str, vocabulary: _Vocabulary) -> str:
    text = _BRACKET.sub(lambda m: m.group() if len(m.group()) <= 6 and m.group()[-1] in ")）" and m.start() > 0 else "",
                        right.replace(BLANK, ""))
    text = text.strip(" ”…·—")
    if text[:1] in tuple(_JOINS):
        return ""
    text = text.removeprefix(vocabulary.silent.at_start(text) or "").removeprefix("的").strip()
    mark = text.find("、")
    while mark > 0:  # 担任网格长、认领责任田: the second verb is another deed
        if vocabulary.verbs.at_start(text, mark + 1) and vocabulary.verbs.inside(text[:mark]):
            return text[:mark]
        mark = text.find("、", mark + 1)
    return text


def _without_comparison(text: str, vocabulary: _Vocabulary) -> str:
    while word := vocabulary.comparison.at_end(text):
        text = text[:-len(word)]
    return text


def _without_change(text: str, vocabulary: _Vocabulary) -> str:
    """诉求同比减少 → 诉求."""
    change = vocabulary.change.at_end(text)
    return (_without_comparison(text[:-len(change)], vocabulary) or text) if change else text


def _tidy(text: str, vocabulary: _Vocabulary) -> str:
    text = text.replace(BLANK, "").strip(" 、，的")
    titles = _TITLE_LIST.search(text)
    if titles:
        rest = text[titles.end():]
        kept = f"{titles[1]}、{titles[2]}等" if not rest or rest in vocabulary.vague else ""
        text = text[:titles.start()] + kept + rest
    for opening, closing in ("“”", "《》", "‘’"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text


def _blank_quotes(text: str) -> str:
    return _QUOTED.sub(lambda m: BLANK * len(m.group()), text)


def _common_end(a: str, b: str) -> str:
    length = 0
    while length < min(len(a), len(b)) and a[-1 - length] == b[-1 - length]:
        length += 1
    return a[len(a) - length:]
