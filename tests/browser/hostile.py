"""Texts that try to be obeyed, as names and figures of a graph."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from graph.build import build, document_iri
from graph.document import Document, from_text
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Qualifier, Relation
from graph.iris import entity_iris
from graph.store import open_store

NAMES: Final = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1><a href='javascript:window.hacked=1'>甲</a></svg>",
    '" onerror="window.hacked=1" x="',
    "' onmouseover='window.hacked=1",
    "javascript:window.hacked=1",
    "[点我](javascript:window.hacked=1)",
    "![图](http://evil.example/x.png)",
    "https://evil.example/登录 www.evil.example a@evil.example",
    "**粗体字** _斜体字_ `码字` ~~删字~~",
    "# 大标题",
    "1. 第一条",
    ":material/delete: :red[红字] :smile: :blue-background[蓝字] :small[小字]",
    "$\\frac{1}{0}$ $$x$$ -> <- -- &lt;b&gt; &amp;",
    "{{7*7}} {name} {n} ${7*7} %s %(a)s {0} $& $1",
    '=HYPERLINK("http://evil.example","点")',
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "＝1+1",
    "\"} DROP ALL # \\\" > \\ ' <urn:x> .",
    "../../etc/passwd",
    "甲\u202e乙丙丁",
    "\u2066未关的一段",
    "先关\u2069后开\u202e的一段",
    "零\u200b宽\u200d的\ufeff名",
    "\u200b\u200b",
    "\u202e",
    "   ",
    "...",
    "?&#/",
    "空\0铃\x07色\x1b[31m下\x85段\u2028行",
    "עברית שם",
    "长" * 10_000,
    "W" * 10_000,
)
"""Each is the name of a thing, and also stands as what is counted, as unit and as period of a figure."""

NOTICE: Final = (
    "# <script>window.hacked=1</script>**粗体字**工作综述\n\n"
    "青岩县举办“<img src=x onerror=window.hacked=1>”培训班3期，培训干部120人次。"
    "青岩县出台《[点我](javascript:window.hacked=1)管理办法》，实施“**粗体字**</script><script>window.hacked=1</script>计划”，"
    "青岩县委组织部开展“=HYPERLINK(1)行动”，新发展党员45名。\n"
)
"""A document of which extraction takes some of it for names."""

FILES: Final = (
    '"><img src=x onerror=window.hacked=1> \u202etxt.md',
    "=HYPERLINK(1) **甲** [乙](javascript:window.hacked=1).txt",
)

_TYPES = tuple(EntityType)


def iri(number: int) -> str:
    """The short IRI of the thing that bears the name NAMES[number]."""
    return entity_iris(facts(document(FILES[0])), base="")[f"e{number}"]


def document(name: str) -> Document:
    """A document of one line for each of NAMES, each about a figure."""
    lines = (f"{text}完成{number}项。" for number, text in enumerate(NAMES))
    return from_text(name, f"# {NAMES[1]}{NAMES[7]}{NAMES[24]}工作综述\n\n" + "\n\n".join(lines))


def facts(read: Document) -> Facts:
    """What such a document might be taken to state: each name is a thing, joined to the first, with a figure."""

    def sentence(number: int) -> Evidence:
        found = next(one for one in read.sentences if one.text.endswith(f"完成{number}项。"))
        return found.evidence(0, len(found.text))

    entities = [Entity("hub", EntityType.ORGANIZATION, "青岩县委", mentions=(sentence(0),))]
    relations, outcomes = [], []
    for number, text in enumerate(NAMES):
        id_, type_, words = f"e{number}", _TYPES[number % len(_TYPES)], sentence(number)
        entities.append(Entity(id_, type_, text, (f"又名{text}",), (words,), None, (text,)))
        relations.append(
            Relation("hub", tuple(Predicate)[number % 9], id_, words, 0.4 + 0.01 * number, f"{text[:40]} frame")
        )
        relations.append(
            Relation(id_, Predicate.PARTNERS_WITH, f"e{(number + 1) % len(NAMES)}", words, 0.9, "frame")
        )
        outcomes.append(
            Outcome(
                text, float(number + 1), text[:20] if number % 2 else "**粗体字** :red[红字]", Qualifier.ABOUT,
                text[:30], id_, id_, "hub", words, date(2020 + number % 3, 1, 1), date(2020 + number % 3, 12, 31),
                target=number % 5 == 4,
            )
        )
    return Facts(read.name, tuple(entities), tuple(relations), tuple(outcomes))


def fill(folder: Path) -> None:
    """Make a store in `folder` of two such documents."""
    with open_store(folder, write=True) as store:
        for name in FILES:
            read = document(name)
            store.replace(document_iri(read), build(facts(read), read))
