"""What can go wrong in Maitu's own work; the command line and the pages turn these into words for people."""

from __future__ import annotations

import copyreg
from copy import copy
from typing import Self


class MaituError(Exception):
    """Something the user can mend. The message names the offending value and the remedy.

    `template` is the message in English with a {name} (of `str.format`) for each of its `values`, so that pages can say
    it in another language (`app.i18n.told`). A value may be such an error in its turn, also one that is only part of a
    sentence; `why` is what the system or a library says. Errors go from process to process as they are: what is
    neither text, number nor error is kept as its text.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = {name: _kept(value) for name, value in values.items()}

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash(self.template)

    def __reduce__(self) -> tuple[object, ...]:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]  # not in typeshed

    def renaming(self, old: str, new: str) -> Self:
        """The same, with `new` wherever its values hold `old`: what a thing is called is not the same everywhere."""
        other = copy(self)
        other.values = {
            name: value.replace(old, new) if isinstance(value, str)
            else value.renaming(old, new) if isinstance(value, MaituError) else value
            for name, value in self.values.items()
        }
        return other


def _kept(value: object) -> str | float | MaituError:
    return value if isinstance(value, str | int | float | MaituError) else str(value)


class DocumentError(MaituError):
    """A document cannot be read: unknown kind of file, no text, or bytes in no known encoding."""


class LexiconError(MaituError):
    """A lexicon file is malformed, or there is no lexicon for a document's language."""


class StoreError(MaituError):
    """The store is locked, missing, not a store, or of another format."""


class ClusterError(MaituError):
    """Workers that cannot be reached or started."""


class QueryError(MaituError):
    """A query is malformed, not allowed, or was stopped at one of its limits.

    `line` and `column` count from 1 and say where a malformed one goes wrong, where that is known.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, **values)
        self.line, self.column = (
            value if isinstance(value, int) else None for value in map(values.get, ("line", "column"))
        )


class QueryStoppedError(QueryError):
    """A sound query that was not answered. `reason` is "time", "memory", "busy" (no worker was free) or "cancelled"."""

    def __init__(self, template: str, *, reason: str, **values: object) -> None:
        super().__init__(template, **values)
        self.reason = reason


class NameNotFoundError(MaituError):
    """No entity bears a name. `suggestions` holds the nearest names there are, best first."""

    def __init__(self, template: str, *, suggestions: tuple[str, ...] = (), **values: object) -> None:
        super().__init__(template, **values)
        self.suggestions = suggestions


class CorrectionError(MaituError):
    """A correction that is not sound, that changes nothing, or that is not there to be undone."""


class PictureError(MaituError):
    """A picture or export cannot be made: unknown format, or nothing to draw."""
