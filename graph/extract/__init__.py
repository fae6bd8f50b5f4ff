"""Document to facts: entities, relations and outcomes by rules and lexicons, in the way that its language is written.

What is known of a language is its pack, the folder `lexicon/LANGUAGE`. `pack.toml` in it says how the language is
written, and so which reader it needs: `han` (a tagger finds the words) or `spaced` (blanks part them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from graph.document import Document
from graph.errors import LexiconError
from graph.extract import han, spaced
from graph.extract.lexicon import Lexicon, load, packs
from graph.extract.progress import Progress, unheard
from graph.facts import Facts
from graph.language import UNKNOWN, detect

_READERS: Mapping[str, Callable[[Document, Lexicon, Progress], Facts]] = {"han": han.extract, "spaced": spaced.extract}


def extract(
    document: Document, *, language: str | None = None, lexicon_folder: Path | None = None,
    progress: Progress = unheard,
) -> Facts:
    """What a document states.

    `language` is an ISO 639 code that has a pack; without one it is told from the text. `lexicon_folder` lays the
    user's own words over the built-in ones. A text without a letter is in no language and states nothing. `progress` is
    called now and then with the share of the work that is done, 0 to 1; what it raises ends the work.

    Raises LexiconError where there is no pack for the language, or the user's lexicon is malformed.
    """
    if language is None:
        language = detect(document.text)
        if language == UNKNOWN and not any(map(str.isalpha, document.text)):
            return Facts(document.name, (), (), ())
    if language not in packs():
        known = ", ".join(f"{code} ({name})" for code, name in packs().items())
        if language == UNKNOWN:
            what = LexiconError("a language that cannot be told")
        else:
            what = LexiconError("the language {language!r}", language=language)
        raise LexiconError(
            "{name} is in {what}, for which there is no lexicon. Maitu reads {known}; "
            "if the document is in one of these, name it as the language.",
            name=document.name, what=what, known=known,
        )
    lexicon = load(language, lexicon_folder)
    return _READERS[lexicon.value("pack.writing")](document, lexicon, progress)
