"""Word documents (.docx): paragraphs, headings, lists and tables in their order (by python-docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from graph.errors import DocumentError

MAX_UNPACKED = 200_000_000
"""Bytes that a file may unpack to: what packs more into less is no document."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""How a container of Microsoft's begins, and the stream in it that holds a document with a password (MS-OFFCRYPTO)."""

_HEADING = re.compile(r"(?:heading|标题) ?(\d)", re.IGNORECASE)


def read(data: bytes, _encoding: str | None = None) -> tuple[str, str]:
    """The text of a Word document, and `embedded`: the format fixes its encoding, and no other can be asked for.

    Raises DocumentError where `data` is no such document.
    """
    from docx import Document

    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise DocumentError("it is protected by a password. Save it without one.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise DocumentError(  # noqa: TRY301 (goes through as it is)
                "it unpacks to {size:,} bytes, more than {most:,}. Save its text alone.",
                size=unpacked, most=MAX_UNPACKED,
            )
        text = "\n\n".join(_blocks(Document(BytesIO(data))))
    except DocumentError:
        raise
    except Exception as error:  # python-docx meets a damaged part with whatever comes of it
        raise DocumentError("it is no Word document (.docx), or a damaged one. Save it anew in Word.") from error
    return text, "embedded"


def _blocks(document: Any) -> Iterator[str]:  # noqa: ANN401 -- python-docx ships no types
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield "\n".join("\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
        elif block.text.strip():
            style = block.style.name if block.style is not None else ""
            heading = _HEADING.match(style)
            mark = "# " if style in ("Title", "标题") else "#" * min(6, 1 + int(heading[1])) + " " if heading else ""
            yield mark + block.text.strip("\n")
