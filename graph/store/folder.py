"""The folder of a store: the marker that makes it one, Oxigraph's files, and the errors of both told in words."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.errors import StoreError

FORMAT = 1
"""The version of what a store's folder holds."""

DATABASE = "oxigraph"
"""What the names of the folders of Oxigraph's files begin with."""
_MARKER = "maitu-store.json"
_SEAL = "maitu-seal.json"
_TEMPLATES = {
    "ermission denied": "The store at {path} may not be written ({why}). Ask for the right to, or name another folder.",
    "ead-only file system": "The store at {path} may not be written ({why}). Name a folder on another disk.",
    "No space left": "The store at {path} has no space left on its disk; it holds whole documents only. Free some, and "
    "go on.",
    "": "The store at {path} cannot be used: {why}. If it stays so, remove it, and build it again or restore a backup.",
}
"""What stands in an error of Oxigraph → how it is told, and what to do."""


def seal(folder: Path) -> None:
    """Note how long Oxigraph's list of its files is now: it only grows, and a shorter one opens without a word."""
    with suppress(OSError):  # for want of space, say: an older note is true as well
        listed = folder / (folder / "CURRENT").read_text("utf-8").strip()
        note = folder / f"{_SEAL}.{os.getpid()}"
        note.write_text(json.dumps({"file": listed.name, "bytes": listed.stat().st_size}), "utf-8")
        note.replace(folder / _SEAL)


def check_seal(path: Path, folder: Path) -> None:
    """Raise StoreError where the list of Oxigraph's files has lost its end since it was noted."""
    try:
        noted = json.loads((folder / _SEAL).read_text("utf-8"))
        listed = folder / str(noted["file"])
        short = listed.stat().st_size < int(noted["bytes"])
    except (OSError, ValueError, LookupError, TypeError):
        return  # never noted, or another list has taken its place
    if short:
        raise StoreError(
            "The store at {path} is damaged: {file} has lost its end, and documents with it. "
            "Restore a backup (`maitu restore`), or build the graph again in another folder.",
            path=path, file=listed.name,
        )


def prepare(path: Path) -> None:
    """Make the folder a store, if it is new or empty. The marker comes first: a torn beginning is still a store."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        # a marker that was begun and not put into its place is no other's file
        if not (path / _MARKER).exists() and all(file.name.startswith(_MARKER) for file in path.iterdir()):
            write_marker(path, DATABASE)
    except OSError as error:
        raise StoreError(
            "{path} cannot be made a store: {why}. Name a folder that you may write to.", path=path, why=error.strerror
        ) from error


def write_marker(path: Path, folder: str) -> None:
    """Say, at one stroke, that `path` is a store, and in which folder of it Oxigraph's files are."""
    marker = path / f"{_MARKER}.{os.getpid()}"
    with marker.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "database": folder}, file)
        file.flush()
        os.fsync(file.fileno())
    marker.replace(path / _MARKER)


def database_in(path: Path) -> Path:
    """The folder of Oxigraph's files. Raises StoreError where `path` is no store that can be read."""
    try:
        marker = json.loads((path / _MARKER).read_text("utf-8"))
        found, folder = marker["format"], str(marker.get("database", DATABASE))
    except FileNotFoundError as error:
        if path.is_dir() and any(path.iterdir()):
            raise StoreError(
                "{path} is a folder of something else, not a store of Maitu. Name another folder.", path=path
            ) from error
        raise StoreError(
            "There is no store at {path} yet. Make one with `maitu build`, or name another folder.", path=path
        ) from error
    except OSError as error:
        raise StoreError(
            "{path} is no store of Maitu: {why}. Name the folder of one.", path=path, why=error.strerror
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _broken_marker(path) from error
    if found != FORMAT:
        raise StoreError(
            "The store at {path} has format {found}, and this version of Maitu reads {known}. "
            "Use the version of Maitu that made it, or build the graph again in another folder.",
            path=path, found=found, known=FORMAT,
        )
    if Path(folder).name != folder or not folder.startswith(DATABASE):
        raise _broken_marker(path)
    return path / folder


def _broken_marker(path: Path) -> StoreError:
    return StoreError("{marker} is damaged. Remove {path} and build the graph again.", marker=path / _MARKER, path=path)


def sweep(path: Path, folder: Path) -> None:
    """Remove Oxigraph's files that are no longer, or were never, the store's; for who alone may write to it."""
    for other in path.glob(f"{DATABASE}*"):
        if other != folder and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Oxigraph's errors, told as ours."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        template = next(template for sign, template in _TEMPLATES.items() if sign in str(error))
        raise StoreError(template, path=path, why=error) from error
