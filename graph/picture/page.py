"""A drawing as one page of HTML: everything it needs is in it, and it asks no address for anything."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import astuple
from pathlib import Path

import jinja2
import pyvis

from graph.picture import font
from graph.picture.drawing import Drawing
from graph.picture.interactive import pyvis_network
from graph.style import edge_style, legible

_FOLDERS = (Path(__file__).parent, Path(pyvis.__file__).parent / "templates")


def page(drawing: Drawing) -> bytes:
    """The page, in UTF-8, by pyvis with a template of ours; text from documents is escaped wherever it stands."""
    shown = pyvis_network(drawing)
    shown.templateEnv = _templates(drawing)
    shown.path = "page.html"
    html: str = shown.generate_html()
    return html.encode()


def _templates(drawing: Drawing) -> jinja2.Environment:
    theme = drawing.theme
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDERS), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.globals.update(
        language=drawing.language,
        theme=theme,
        font_family=font.FAMILY,
        font_data=b64encode(font.subset(drawing.texts())).decode("ascii"),
        meaning=drawing.meaning,
        classes=[
            {"words": words, "shape": shape, "fill": colour, "line": legible(colour, theme, 4.5)}
            for words, colour, shape in map(astuple, drawing.legend)
        ],
        predicates=[
            {"words": words, "line": legible(style.colour, theme), "dashes": style.dashes, "directed": style.directed}
            for words, style in ((words, edge_style(name)) for name, words in drawing.predicates)
        ],
    )
    return templates
