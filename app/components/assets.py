"""The .js, .css and .html files of the components, and what they are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def read_asset(name: str) -> str:
    """The text of a file beside this module; `name` is its path from here, such as "graph_view/graph_view.js"."""
    return (Path(__file__).parent / name).read_text("utf-8")


def packed(data: Mapping[str, object]) -> dict[str, str]:
    """What a component is given, as one text: Streamlit looks at each list for tables, and loads pandas for that."""
    return {"json": json.dumps(data, ensure_ascii=False)}
