"""Bytes to text: by byte order mark, then strict UTF-8, then strict GB18030, else refused."""

from __future__ import annotations

import codecs

from graph.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding used; `encoding` overrides the detected one.

    Raises DocumentError where the bytes fit no encoding that is tried, or not the one asked for.
    """
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for name in [encoding] if encoding else [*marked, "utf-8", "gb18030"]:
        try:
            return data.decode(name), name
        except LookupError as error:
            raise DocumentError(f"there is no encoding {name!r}. Name one such as utf-8 or gb18030.") from error
        except UnicodeDecodeError as error:
            where = error.start
    tried = encoding or "UTF-8 or GB18030"
    raise DocumentError(f"byte {where} is not {tried}. Save the file as UTF-8, or name its encoding.")
