"""Policies: titles in 《》, and documents named without them that the text says were issued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.lexicon import Lexicon
from graph.extract.reading import Mention, Reading, phrase_start
from graph.facts import EntityType
from graph.layout import Kind

_VERSION = re.compile(r"[（(](?:试行|暂行|草案|修订|修订版|修正|征求意见稿|[12]\d{3}年?[^）)]{0,12})[）)]$")
_FULL_TITLE = re.compile(r"关于.{4,60}的\s?(?:[^，。]{0,6})$")


def find(reading: Reading, lexicon: Lexicon) -> Iterator[Mention]:
    """The policies named in a sentence."""
    heads = lexicon.words("policies.heads")
    text = reading.text
    for start, end, mark in reading.quotations:
        if mark != "《" or end - start < 6:
            continue
        title = text[start + 1 : end - 1]
        if heads.at_end(title) or heads.at_end(_VERSION.sub("", title)):
            version = re.match(r"\s?[（(](?:试行|暂行)[）)]", text[end:])
            yield reading.mention(
                start, end + (version.end() if version else 0), EntityType.POLICY, "title", name=title
            )
    tails = lexicon.words("policies.quoted_tails")
    for start, end, mark in reading.quotations:
        tail = tails.at_start(text, end)
        if mark == "“" and start >= 0 and tail and end - start <= 30:
            yield reading.mention(
                start, end + len(tail), EntityType.POLICY, "quoted title", inner=(text[start + 1 : end - 1],)
            )
    if reading.sentence.kind in (Kind.TITLE, Kind.HEADING):
        bare = lexicon.words("policies.bare_heads")
        whole = re.sub(r"^[—\s]+", "", text)
        head = heads.at_end(whole)
        if "《" not in whole and head and ("关于" in whole or bare.at_end(whole)) and len(whole) >= 8:
            offset = text.index(whole)
            yield reading.mention(offset, len(text), EntityType.POLICY, "heading")
        return
    for start, end in _bare(reading, lexicon):
        yield reading.mention(start, end, EntityType.POLICY, "bare title")


def _bare(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    for match in lexicon.words("policies.bare_heads").pattern.finditer(reading.text):
        end = match.end()
        if reading.quoted[match.start()] or reading.text[end : end + 1] in ("》", "”"):
            continue
        start = phrase_start(reading, match.start(), lexicon)
        floor = reading.clauses[reading.clause_at(match.start())][0]
        named = any(t.tag in ("LOC", "ORG", "nz", "nw") for t in reading.tokens if start <= t.start < end)
        about = reading.text.rfind("关于", floor, match.start())
        if about >= 0:
            start = about
        verb = lexicon.words("frames.issue").at_end(reading.text, start)
        if verb and end - start >= 8 and (named or about >= 0):
            yield start, end
