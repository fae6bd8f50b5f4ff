"""Document to facts: entities, relations and outcomes by rules and lexicons, as its language is written."""

from __future__ import annotations

from pathlib import Path

from graph.document import Document
from graph.extract import han
from graph.extract.lexicon import load
from graph.facts import Facts


def extract(document: Document, *, language: str = "zh", lexicon_folder: Path | None = None) -> Facts:
    """What a document states. `lexicon_folder` lays the user's own words over the built-in ones.

    Raises LexiconError where there is no lexicon for the language or the user's is malformed.
    """
    return han.extract(document, load(language, lexicon_folder))
