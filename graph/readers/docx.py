"""Word documents (.docx): paragraphs, headings, lists and tables in their order (by python-docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from graph.errors import DocumentError

MAX_UNPACKED = 200_000_000
"""Bytes that a file may unpack to: what packs more into less is no document."""

_HEADING = re.compile(r"(?:heading|标题) ?(\d)", re.IGNORECASE)


def read(data: bytes, _encoding: str | None = None) -> tuple[str, str]:
    """The text of a Word document, and `embedded`: the format fixes its encoding, and no other can be asked for.

    Raises DocumentError where `data` is no such document.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with ZipFile(BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise DocumentError(f"it unpacks to {unpacked:,} bytes, more than {MAX_UNPACKED:,}. Save its text alone.")
        document = Document(BytesIO(data))
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError, SyntaxError) as error:
        raise DocumentError("it is no Word document (.docx), or a damaged one. Save it anew in Word.") from error
    return "\n\n".join(_blocks(document)), "embedded"


def _blocks(document: Any) -> Iterator[str]:  # noqa: ANN401 -- python-docx ships no types
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield "\n".join("\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
        elif block.text.strip():
            style = block.style.name if block.style is not None else ""
            heading = _HEADING.match(style)
            mark = "# " if style in ("Title", "标题") else "#" * min(6, 1 + int(heading[1])) + " " if heading else ""
            yield mark + block.text.strip("\n")
