"""One small module a format, each with one verb: `read(data, encoding)`, the bytes of a file to its text.

What a page shows by its layout, a reader writes in the conventions of plain text, which `graph.layout` undoes: `#`
before a heading, `-` before an item, tabs between cells, a blank line for a gap, two Chinese blanks for an indented
line, and a form feed between pages. A new format is a module here and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.readers import docx, html, pdf, plain


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type, and its reader: (bytes, encoding or None) → (text, encoding used)."""

    media_type: str
    read: Callable[[bytes, str | None], tuple[str, str]]


FORMATS = {
    ".txt": Format("text/plain", plain.read),
    ".md": Format("text/markdown", plain.read),
    ".html": Format("text/html", html.read),
    ".htm": Format("text/html", html.read),
    ".pdf": Format("application/pdf", pdf.read),
    ".docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.read),
}
"""File name extension, in lower case → format."""
