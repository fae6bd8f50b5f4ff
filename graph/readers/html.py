"""Web pages: the text of the article, without what surrounds it on the page (by trafilatura)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from graph.decode import decode
from graph.errors import DocumentError

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_GB = {"gb2312", "gbk", "gb18030", "x-gbk"}


def read(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The title, date and article of a page, and the page's encoding: the one asked for, else declared, else detected.

    Raises DocumentError where the bytes fit no encoding, or the page holds no text.
    """
    page, used = _decode(data, encoding)
    text = _article(page) or _everything(page)
    if not text.strip():
        raise DocumentError("the page holds no text. Save the page as the browser shows it, or its text.")
    return text, used


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if not encoding and declared:
        name = declared[1].decode("ascii").lower()
        try:
            return decode(data, "gb18030" if name in _GB else name)
        except DocumentError:
            pass  # pages often declare what they are not: their bytes tell better
    return decode(data, encoding)


def _article(page: str) -> str:
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        page, fast=True, include_comments=False, include_tables=True, with_metadata=True, config=_settings(),
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or found.body is None:
        return ""
    blocks = [block for element in found.body for block in _blocks(element)]
    title = " ".join((found.title or "").split())
    head = [f"# {title}"] if title and blocks and blocks[0].lstrip("# ") != title else []
    if found.date and blocks:
        blocks.insert(1 - len(head), found.date)  # below the title
    return "\n\n".join([*head, *blocks])


@cache
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "10")  # a notice of two Chinese sentences is a text
    settings.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return settings


def _blocks(element: _Element) -> Iterator[str]:
    if element.tag == "head":
        yield f"{'#' * int((element.get('rend') or 'h2')[-1:])} {_text(element)}"
    elif element.tag == "list":
        yield "\n".join(f"- {_text(item)}" for item in element)
    elif element.tag == "table":
        yield "\n".join("\t".join(_text(cell) for cell in row) for row in element)
    elif text := _text(element, breaks=True):
        yield text


def _text(element: _Element, *, breaks: bool = False) -> str:
    lines = "".join("\n" if part is None else part for part in _parts(element)).split("\n")
    return ("\n" if breaks else " ").join(filter(None, (" ".join(line.split(" ")).strip() for line in lines)))


def _parts(element: _Element) -> Iterator[str | None]:
    if element.tag == "lb":
        yield None
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _parts(child)
        yield (child.tail or "").replace("\n", " ")


def _everything(page: str) -> str:
    """All text of a page in which no article can be told from the rest."""
    from trafilatura import html2txt

    return str(html2txt(page) or "")
