"""How a page ends before its last line."""

from __future__ import annotations

from typing import NoReturn


class PageEnd(Exception):  # noqa: N818 (an end, no error)
    """A page has shown all that it has to show."""


def end_page() -> NoReturn:
    """End the page here, as if this were its last line.

    `st.stop` would end it as one that was broken off: Streamlit then keeps the fragments of the page before, and a
    click in those, which comes while this page is being made, would write into places that are gone.
    """
    raise PageEnd
