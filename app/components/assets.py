"""The .js, .css and .html files of the components."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def read_asset(name: str) -> str:
    """The text of a file beside this module; `name` is its path from here, such as "graph_view/graph_view.js"."""
    return (Path(__file__).parent / name).read_text("utf-8")
