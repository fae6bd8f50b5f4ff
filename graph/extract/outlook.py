"""Which parts of a document report what was done, and which lay down or announce what is to be done.

A government report looks back under one heading and ahead under the next; a notice, a measure or a plan reports
nothing at all. Titles, headings and openings that tell stand in `lexicon/LANGUAGE/outcomes.toml`.
"""

from __future__ import annotations

import re

from graph.document import Document, Sentence
from graph.extract.lexicon import Lexicon
from graph.layout import Kind

_SHORT = 40
"""A numbered line of body text no longer than this is read as a heading."""

_TOP = 12
"""Among so many first sentences stands a document's title, behind whatever furniture."""

_LEVELS = re.compile(
    r"\s{0,8}(?:(第[一二三四五六七八九十]{1,3}[部章编节]|[一二三四五六七八九十]{1,3}\s?、)|([（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(\d{1,2}\s?[.．、])|([（(]\d{1,2}[）)]))"
)
_PLAIN_LEVEL = 5
_OPENING_LEVEL = 9


class Outlook:
    """Reads a document's sentences in order and keeps in mind which way its current part looks.

    `is_rule` is true of a document that is a rule or a plan as a whole.
    """

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self._rules, self._tails = lexicon.words("outcomes.rule_titles"), lexicon.words("outcomes.rule_title_tails")
        self._news = lexicon.words("outcomes.news_titles")
        self._ahead, self._back = lexicon.words("outcomes.ahead_headings"), lexicon.words("outcomes.back_headings")
        self._back_endings = lexicon.words("outcomes.back_heading_endings")
        self._openings = lexicon.words("outcomes.ahead_openings")
        self._level, self._looks_ahead = _OPENING_LEVEL, False
        top = [s.text for s in document.sentences[:_TOP] if s.kind in (Kind.TITLE, Kind.HEADING)]
        self.is_rule = any(map(self._names_rule, [document.title, *top]))

    def _names_rule(self, title: str) -> bool:
        text = re.sub(r"\s+", "", title)
        while tail := self._tails.at_end(text):
            text = text[:-len(tail)]
        whole = len(text) > 6 and not _LEVELS.match(text)
        return whole and self._rules.at_end(text) is not None and not self._news.inside(text)

    def looks_ahead(self, sentence: Sentence) -> bool:
        """Whether this sentence, the next one of the document, belongs to a part that looks ahead."""
        text = sentence.text
        numbered = _LEVELS.match(text)
        if sentence.kind is Kind.HEADING or (sentence.kind is Kind.BODY and numbered and len(text) <= _SHORT):
            level = next((n for n in range(1, 5) if numbered and numbered[n]), _PLAIN_LEVEL)
            back = self._back.inside(text) or bool(self._back_endings.at_end(text.rstrip("。：: ")))
            self._pass_heading(level, back=back, ahead=self._ahead.inside(text))
        elif sentence.kind is Kind.BODY and not self._looks_ahead and self._openings.inside(text):
            self._looks_ahead, self._level = True, _OPENING_LEVEL
        return self._looks_ahead

    def _pass_heading(self, level: int, *, back: bool, ahead: bool) -> None:
        """A heading turns the outlook; one below the heading that turned it ahead does not turn it back."""
        if back:
            if not self._looks_ahead or level <= self._level:
                self._looks_ahead, self._level = False, level
        elif ahead:
            self._level = min(level, self._level) if self._looks_ahead else level
            self._looks_ahead = True
        elif self._level == _OPENING_LEVEL:
            self._looks_ahead = False
