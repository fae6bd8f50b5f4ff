"""Plain text and Markdown: the text is what the bytes say."""

from __future__ import annotations

from graph.decode import decode


def read(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and its encoding; raises DocumentError as `graph.decode.decode` does."""
    return decode(data, encoding)
