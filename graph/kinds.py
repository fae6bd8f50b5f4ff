"""The part that each line plays on its page: title, heading, byline, caption, furniture, table, signature or body.

A line is judged by its own shape first (length, punctuation, the words of `layout.toml`), then by its neighbours.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from graph.dates import find_dates, is_only_date
from graph.lines import Line

HEADING_LENGTH = 42
"""A Chinese line longer than this is body text, however it ends; headlines of the genre stay below it."""
LATIN_HEADING_LENGTH = 110
"""The same for a line in Latin letters."""
TITLE_LENGTH = 80
"""The first line of a document may be as long as this and still be its title."""
CREDIT_LENGTH = 30
"""A reporter's name and paper behind a paragraph or picture is no longer than this."""
SIGNATURE_LINES = 3
"""So many bodies may sign a notice together."""

ENDS = "。！？!?；;：:…"
CLOSING = "”’」』）)】》"
NUMBER = re.compile(r"[-+±~≈$¥€£(（]{0,2}\d[\d,.，．]{0,30}[%％‰)）+]{0,2}")
"""A figure alone, with its sign and currency."""

_NUMBERED = re.compile(
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[章节条部编]|[一二三四五六七八九十]{1,3}\s?[、．.]"
    r"|[（(〔［\[]\s?[一二三四五六七八九十\d]{1,3}\s?[）)〕］\]]"
    r"|\d{1,2}\s?[．、)）]|\d{1,2}\.(?!\d)|[A-Z][、．]|[①-⑳]",
)
_PAGE_NUMBER = re.compile(
    r"[-—–·]\s*\d{1,4}\s*[-—–·]|第\s*\d{1,4}\s*页.{0,12}|Page \d{1,4}(?: of \d{1,4})?|\d{1,4} ?/ ?\d{1,4}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r".{0,12}https?://[!-~]+|www\.[!-~]+")
_CELLS = re.compile(r"\s*[|｜\t]\s*|\s{2,}|(?<=\d)[ \xa0]+(?=[-+$¥€\d])|(?<=\d),(?=[-+\d])")
_WORD = re.compile(r"\w")
_STATEMENT = re.compile(r"\d[\d,.]{0,20}%? [a-z]|[^：:]{1,20}[：:]\s*[$¥￥]?\d")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("【", "】"))
_HAN = "[\u4e00-\u9fff]"
_NAME = re.compile(rf"{_HAN}{{2,4}}|{_HAN}{{1,8}}(?:·{_HAN}{{1,8}}){{1,3}}|{_HAN}[ \u3000]{_HAN}")


class Kind(StrEnum):
    """The part that a line plays on the page."""

    TITLE = "title"
    HEADING = "heading"
    BYLINE = "byline"  # who wrote, gave or published the text, and when
    CAPTION = "caption"
    FURNITURE = "furniture"
    TABLE = "table"
    SIGNATURE = "signature"  # who issued a notice, and when, at its end
    BODY = "body"


@cache
def words(key: str) -> tuple[str, ...]:
    """One list of `layout.toml`."""
    return _lexicon()[key]


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(Path(__file__).with_name("layout.toml").read_text("utf-8"))
    return {key: tuple(value) for key, value in data.items()}


@cache
def _furniture() -> frozenset[str]:
    return frozenset("".join(word.split()) for word in words("furniture"))


def kinds_of(lines: Sequence[Line]) -> list[Kind]:
    """The kind of each line. Linear in their number."""
    kinds = [_kind(line) for line in lines]
    for mark in (
        _mark_labels, _mark_breadcrumbs, _mark_running_heads, _mark_lists_of_links, _mark_table_heads, _mark_signatures,
        _mark_dated_headings, _mark_full_lines, _mark_title,
    ):
        mark(lines, kinds)
    return kinds


def is_ended(text: str) -> bool:
    """Whether a line, as far as its last characters tell, ends its paragraph."""
    bare = text.rstrip(CLOSING + "\"'")
    if bare[-1:] in tuple(ENDS):
        return True
    # A parenthesis around the whole line ends it, a full stop an English sentence, a reporter's name what he wrote.
    if _is_bracketed(text) or (bare[-1:] == "." and " " in bare and not bare[-2:-1].isupper()):
        return True
    return "。" in text and bool(_credit(text))


def is_unfinished(text: str) -> bool:
    """Whether a line stops in the middle of a phrase: after a comma, or with a quotation mark or bracket still open."""
    if text.endswith(words("unfinished")):
        return True
    return len(text) <= HEADING_LENGTH and any(text.count(left) > text.count(right) for left, right in _PAIRS)


def stands_alone(line: Line) -> bool:
    """Whether a line is an item of a list without a mark: 834 households; 一等奖：15000元（2名）; A | B | C."""
    if line.text.count(" | ") > 1:
        return True
    return len(line.text) <= LATIN_HEADING_LENGTH and bool(_STATEMENT.match(line.text)) and not is_numbered(line.text)


def is_numbered(text: str) -> bool:
    """Whether a line begins with the number of a section, an article or an item."""
    return bool(_NUMBERED.match(text))


def source_of(sentence: str) -> Kind | None:
    """BYLINE where a sentence does no more than say where the text comes from (（记者 张三）), else None."""
    if len(sentence) > TITLE_LENGTH:
        return None
    return Kind.BYLINE if (_is_bracketed(sentence) and _is_byline(sentence)) or _credit(sentence) == sentence else None


def width_of(lines: Sequence[Line]) -> int:
    """The width in characters at which the page breaks its lines, or 0 where each paragraph is one line."""
    torn = [
        len(line.text) for line, following in pairwise(lines)
        if len(line.text) >= 16 and not following.gap and not following.indented and not is_ended(line.text)
    ]
    if len(torn) < 4:
        return 0
    width = sorted(torn)[int(len(torn) * 0.9)]
    full = sum(length >= 0.8 * width for length in torn)
    longer = sum(len(line.text) > 1.2 * width for line in lines)
    return width if full >= 0.6 * len(torn) and longer <= 0.2 * full else 0


def is_full(line: Line, width: int) -> bool:
    """Whether a line is as long as a page that breaks its lines at `width` lets it be."""
    return width > 0 and len(line.text) + 2 * line.indented >= (0.75 if line.latin else 0.88) * width


def _kind(line: Line) -> Kind:
    text = line.text
    short = len(text) <= (LATIN_HEADING_LENGTH if line.latin else HEADING_LENGTH)
    if len(text) <= TITLE_LENGTH:
        if _is_furniture(text, short=short):
            return Kind.FURNITURE
        if is_only_date(text) or _is_byline(text):
            return Kind.BYLINE
    if _is_row(text):
        return Kind.TABLE
    if line.level and "。" not in text[:-1]:  # a mark before several sentences makes no heading of them
        return Kind.HEADING
    if _is_caption(text, short=short):
        return Kind.CAPTION
    if not short or line.item or is_ended(text) or "。" in text or is_unfinished(text) or stands_alone(line):
        return Kind.BODY
    return Kind.HEADING


def _is_furniture(text: str, *, short: bool) -> bool:
    if "".join(text.split()) in _furniture() or _PAGE_NUMBER.fullmatch(text) or _ADDRESS.fullmatch(text):
        return True
    if not _WORD.search(text):
        return text not in words("unfinished")
    return short and text.startswith(words("furniture_openings"))


def _is_caption(text: str, *, short: bool) -> bool:
    ends = text.endswith(words("caption_endings"))
    if short and "，" not in text and (ends or text.startswith(words("caption_openings"))):
        return True
    return ends and len(text) <= 2 * TITLE_LENGTH and bool(_credit(text))


def _is_bracketed(text: str) -> bool:
    return text[0] in "（(" and text[-1] in "）)"


def _is_byline(text: str) -> bool:
    bracketed = _is_bracketed(text)
    inner = text[1:-1].strip() if bracketed else text
    if not inner or "。" in inner or len(inner) > (TITLE_LENGTH if bracketed else HEADING_LENGTH + 20):
        return False
    if inner.startswith(words("byline_openings")):
        return bracketed or "，" not in inner  # 记者从茅箭区获悉，… goes on as a sentence and is one
    if bracketed and inner.endswith(words("byline_endings")):
        return True
    return len(inner) <= HEADING_LENGTH and _is_names(inner)


def _is_names(text: str) -> bool:
    """Whether a line holds nothing but names of persons, with posts (省长 …) or roles (本报记者 …) before them."""
    rest, marked = text, False
    for role in words("byline_roles"):
        if len(role) > 1 and role in rest:
            rest, marked = rest.replace(role, " "), True
    head, _, last = rest.replace("\u3000", " ").partition(" ")
    if head.endswith(words("posts")) and _NAME.fullmatch(last.strip()):
        return True
    names = re.split(r"[\s、，,/／]+", rest.strip())
    return (len(names) > 1 or marked) and all(map(_is_name, names))


def _is_name(text: str) -> bool:
    if text.startswith(words("compound_surnames")):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in words("surnames") and bool(_NAME.fullmatch(text))


def _credit(text: str) -> str:
    """The words after the last full stop of `text` where they do no more than name a reporter, else nothing."""
    tail = text[max(map(text.rfind, "。！？")) + 1 :].strip()
    if not 0 < len(tail) <= CREDIT_LENGTH or any(mark in tail for mark in "，；：“"):
        return ""
    roles = (role for role in words("byline_roles") if len(role) > 1 and role in tail)
    return tail if any(len(tail.partition(role)[2].replace(" ", "")) <= 8 for role in roles) else ""


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table: a number alone, mostly numbers, or cells between bars or tabs."""
    if len(text) <= 32 and NUMBER.fullmatch(text):
        return True
    cells = [cell for cell in _CELLS.split(text) if cell]
    if len(cells) < 2:
        return False
    numbers = sum(NUMBER.fullmatch(cell) is not None for cell in cells)
    if numbers >= max(2, len(cells) / 2) or text[0] in "|｜":
        return True
    return "\t" in text and len(text) < 40 * len(cells)


def _mark_labels(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """来源： on one line, 四川日报 on the next: the value is of its label's kind."""
    for at, (line, following) in enumerate(pairwise(lines)):
        if line.text[-1] in "：:" and not following.gap and kinds[at + 1] in (Kind.HEADING, Kind.TABLE):
            named = kinds[at] is Kind.BYLINE and len(following.text) <= HEADING_LENGTH / 2
            counted = kinds[at] is Kind.FURNITURE and following.text.isdigit()
            if named or counted:
                kinds[at + 1] = kinds[at]


def _mark_breadcrumbs(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The way through a site, a step a line; and its last step where the page repeats it."""
    steps = set()
    for at, line in enumerate(lines):
        if line.text in words("breadcrumbs"):
            for other in (at - 1, at + 1):
                if 0 <= other < len(lines) and kinds[other] is Kind.HEADING:
                    kinds[other] = Kind.FURNITURE
                    steps.add(lines[other].text)
        elif line.text in steps and kinds[at - 1] is Kind.FURNITURE:
            kinds[at] = Kind.FURNITURE


def _mark_running_heads(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """What stands among the outermost two lines of most pages, its numbers aside, is no text."""
    pages = [at for at, line in enumerate(lines) if line.page]
    if len(pages) < 3:
        return
    edges = {at + step for at in [*pages, len(lines)] for step in (-2, -1, 0, 1) if 0 <= at + step < len(lines)}
    shapes = {at: re.sub(r"\d+", "0", lines[at].text) for at in edges if len(lines[at].text) <= TITLE_LENGTH}
    often = Counter(shapes.values())
    for at, shape in shapes.items():
        if often[shape] > len(pages) / 2 or shape == "0":
            kinds[at] = Kind.FURNITURE


def _mark_lists_of_links(lines: Sequence[Line], kinds: list[Kind]) -> None:
    links = False
    for at, line in enumerate(lines):
        if line.text.rstrip("：:> 》") in words("furniture_lists"):
            links, kinds[at] = True, Kind.FURNITURE
        elif links and kinds[at] is Kind.HEADING:
            kinds[at] = Kind.FURNITURE
        elif kinds[at] is Kind.BODY:
            links = False


def _mark_table_heads(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The head of a table: the line above its first row that has as many cells."""
    for at in range(len(lines) - 1, 0, -1):
        if kinds[at] is Kind.TABLE and kinds[at - 1] is Kind.HEADING and not lines[at].gap:
            cells = len(_CELLS.split(lines[at].text))
            if 1 < cells <= len(re.split(r"[|｜\t]|\s+", lines[at - 1].text)):
                kinds[at - 1] = Kind.TABLE


def _mark_signatures(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The names of bodies above a date, where the text is over or only attachments follow."""
    for at, line in enumerate(lines):
        if at == 0 or kinds[at] is not Kind.BYLINE or not is_only_date(line.text):
            continue
        rest = lines[at + 1].text if at + 1 < len(lines) else ""
        over = not rest or kinds[at + 1] is not Kind.BODY or rest.startswith(words("after_signature"))
        first = at
        while at - first < SIGNATURE_LINES and first > 0 and _may_sign(lines[first - 1], kinds[first - 1]):
            first -= 1
        if over and 0 < first < at and kinds[first - 1] in (Kind.BODY, Kind.TABLE):
            kinds[first : at + 1] = [Kind.SIGNATURE] * (at + 1 - first)


def _may_sign(line: Line, kind: Kind) -> bool:
    return kind is Kind.HEADING and line.text.endswith(words("signature_endings")) and not is_numbered(line.text)


def _mark_dated_headings(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The heading of an item of a digest has its date right below it, and may then end in a full stop."""
    for at, (line, following) in enumerate(pairwise(lines)):
        if kinds[at] is Kind.BODY and line.gap and not following.gap and len(line.text) <= HEADING_LENGTH:
            dated = kinds[at + 1] is Kind.BYLINE and is_only_date(following.text)
            if dated and not any(mark in line.text[:-1] for mark in "。！？"):
                kinds[at] = Kind.HEADING


def _mark_full_lines(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Where a page breaks its lines at one width, a line of that width is no heading: it goes on in the next."""
    width = width_of(lines)
    following: int | None = None  # the next line that is no furniture
    for at in range(len(lines) - 1, -1, -1):
        if kinds[at] is Kind.FURNITURE:
            continue
        if following and kinds[at] is Kind.HEADING and is_full(lines[at], width) and not lines[at].level:
            beside = not lines[following].gap and not lines[following].indented
            if beside and kinds[following] in (Kind.BODY, Kind.HEADING):
                kinds[at] = Kind.BODY
        following = at


def _mark_title(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The first line shaped like a heading, where no text comes before it; and the lines that it goes on in."""
    first = next((at for at, kind in enumerate(kinds) if kind in (Kind.HEADING, Kind.BODY)), None)
    if first is None or not (kinds[first] is Kind.HEADING or _is_long_title(lines[first : first + 2])):
        return
    kinds[first] = Kind.TITLE
    for at in range(first + 1, len(lines)):
        if kinds[at] in (Kind.FURNITURE, Kind.BYLINE):
            continue
        if _is_subtitle(lines[at], kinds[at]) or _is_torn_subtitle(lines, kinds, at):
            kinds[at] = Kind.TITLE
        elif kinds[at] is Kind.HEADING and kinds[at - 1] in (Kind.TITLE, Kind.BYLINE) and _is_name(lines[at].text):
            kinds[at] = Kind.BYLINE
        else:
            return


def _is_long_title(lines: Sequence[Line]) -> bool:
    text = lines[0].text
    if len(lines) < 2 or not lines[1].gap or len(text) > TITLE_LENGTH:
        return False
    return not (is_ended(text) or is_unfinished(text) or any(mark in text for mark in "。！？；"))


def _is_subtitle(line: Line, kind: Kind) -> bool:
    """——茅箭区组织工作综述; 关于…的通知; 2026年1月27日在…会议上, in parentheses or not."""
    if is_numbered(line.text) or kind not in (Kind.HEADING, Kind.BODY) or "。" in line.text:
        return False
    if kind is Kind.BODY and not _is_bracketed(line.text):
        return False
    session = "会" in line.text and any(start == 0 for start, *_ in find_dates(line.text))
    return session or line.text.startswith(words("title_openings"))


def _is_torn_subtitle(lines: Sequence[Line], kinds: Sequence[Kind], at: int) -> bool:
    if kinds[at] is not Kind.HEADING or kinds[at - 1] is not Kind.TITLE or lines[at].gap or is_numbered(lines[at].text):
        return False
    opened = lines[at - 1].text.startswith(words("title_openings"))
    return opened and at + 1 < len(lines) and kinds[at + 1] is not Kind.BODY
