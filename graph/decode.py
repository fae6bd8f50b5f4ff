"""Bytes to text: by byte order mark, then strict UTF-8, then strict GB18030, else refused."""

from __future__ import annotations

import codecs
import re

from graph.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII = bytes(range(128))
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding used; `encoding` overrides the detected one.

    Raises DocumentError where the bytes fit no encoding that is tried, or not the one asked for, or are no text at all.
    """
    if encoding:
        return _checked(_strict(data, encoding)), encoding
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data, name)), name
    zero = data.find(b"\0")
    if zero >= 0:
        raise DocumentError(
            "byte {byte} is zero, so this is no text. Give the text itself, or name its encoding.", byte=zero
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error.start
    if _mostly_utf8(data):
        raise DocumentError("byte {byte} breaks the UTF-8 around it. Save the whole file in one encoding.", byte=broken)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "byte {byte} is not UTF-8, and byte {other} is not GB18030. Save the file as UTF-8, or name its encoding.",
            byte=broken, other=error.start,
        ) from error
    # GB18030 gives some character for almost any two bytes. Big5 and Shift-JIS read by it soon meet the private area,
    # which no document uses: better refused than read as nonsense.
    odd = _PRIVATE.search(text)
    if odd:
        where = len(text[: odd.start()].encode("gb18030"))
        raise DocumentError(
            "byte {byte} is neither UTF-8 nor usual in GB18030. Name the encoding of the file.", byte=where
        )
    return text, "gb18030"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise DocumentError(
                "byte {byte} is not {encoding}. Save the file as UTF-8, or name its encoding.",
                byte=error.start, encoding=encoding,
            ) from error
        raise DocumentError(
            "there is no encoding {encoding!r}. Name one such as utf-8 or gb18030.", encoding=encoding
        ) from error


def _checked(text: str) -> str:
    zero = text.find("\0")
    if zero >= 0:
        raise DocumentError("character {character} is zero, so this is no text. Give a text file.", character=zero)
    return text


def _mostly_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII are parts of whole UTF-8 characters: a UTF-8 file that is damaged somewhere."""
    beyond = len(data.translate(None, _ASCII))
    whole = len(data.decode("utf-8", "ignore").encode("utf-8").translate(None, _ASCII))
    return whole > beyond / 2
