"""What can go wrong in Maitu's own work; the command line and the pages turn these into words for people."""


class MaituError(Exception):
    """Something the user can mend. The message names the offending value and the remedy."""


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

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryStoppedError(QueryError):
    """A sound query that was not answered. `reason` is "time", "memory", "busy" (no worker was free) or "cancelled"."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NameNotFoundError(MaituError):
    """No entity bears a name. `suggestions` holds the nearest names there are, best first."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class CorrectionError(MaituError):
    """A correction that is not sound, that changes nothing, or that is not there to be undone."""


class PictureError(MaituError):
    """A picture or export cannot be made: unknown format, or nothing to draw."""
