"""Where documents come from: files, folders, patterns such as `reports/**/*.pdf`, and archives.

Nothing of an archive is ever written to disk. What could harm is refused, each with its reason: names that lead out of
the archive, links and devices, members and archives that unpack to more than there can be of documents.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any, Final

from graph.document import MAX_BYTES
from graph.errors import DocumentError, MaituError
from graph.readers import FORMATS

ARCHIVES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""How the names of archives end."""

MOST_MEMBERS: Final = 100_000
MOST_UNPACKED: Final = 4_000_000_000
"""Bytes that an archive may unpack to."""
MOST_RATIO: Final = 200
"""How many times its packed size a member, or a tar file, may have: text packs to a tenth, a bomb to a thousandth."""

_UTF8_NAME = 0x800
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError, NotImplementedError,
    ValueError, RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is there to be read.

    `name` is what the document is called in the graph, and tells it from others: its path in the folder or archive that
    was named. `shown` is what to call it before the user. Its bytes lie at `path`, or are `data`.
    """

    name: str
    shown: str
    path: Path | None = None
    data: bytes | None = None

    def bytes(self) -> bytes:
        """The document's bytes. Raises DocumentError where they cannot be read or are too many."""
        if self.data is not None:
            return self.data
        path = self.path or Path(self.name)
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise DocumentError(
                    "{path} has {size:,} bytes, more than {most:,}. Split it into smaller files.",
                    path=path, size=size, most=MAX_BYTES,
                )
            return path.read_bytes()
        except OSError as error:
            raise DocumentError(
                "{path} cannot be read: {why}. Name a file that exists and is readable.", path=path, why=error.strerror
            ) from error

    def loaded(self) -> Source:
        """The same, with its bytes at hand."""
        return replace(self, path=None, data=self.bytes())


def sources(paths: Iterable[Path], failures: list[MaituError], *, read: bool = True) -> Iterator[Source]:
    """The documents at some paths, one by one; what cannot be read is put into `failures`, each with why.

    A path is a file, a folder (all documents and archives below it, by name), an archive, or a pattern with `*`, `?` or
    `**`, which gives the documents and archives that fit. Without `read`, what is in archives is only named.
    """
    seen: set[Path] = set()
    for path in paths:
        for found, name in _files(path, failures):
            if found in seen:
                continue
            seen.add(found)
            if is_archive(found.name):
                try:
                    with found.open("rb") as file:
                        yield from _members(file, name, str(found), failures, read=read)
                except OSError as error:
                    failures.append(
                        DocumentError(
                            "{path} cannot be read: {why}. Name an archive that exists.",
                            path=found, why=error.strerror,
                        )
                    )
            else:
                yield Source(name, str(found), path=found)


def unpacked(name: str, data: bytes, failures: list[MaituError]) -> Iterator[Source]:
    """The documents in an archive at hand, as `sources` gives them."""
    return _members(io.BytesIO(data), name, name, failures)


def count(paths: Iterable[Path]) -> int:
    """How many documents `sources` gives, but for those that it refuses."""
    return sum(1 for _ in sources(paths, [], read=False))


def _is_read(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in FORMATS or is_archive(name)


def is_archive(name: str) -> bool:
    """Whether a file is an archive, by its name."""
    return name.lower().endswith(ARCHIVES)


def _files(path: Path, failures: list[MaituError]) -> Iterator[tuple[Path, str]]:
    """Files, each with its name: its own where it was named, its path in the folder where that was."""
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if _is_read(file.name) and file.is_file())
        if not inside:
            failures.append(_without_documents(str(path)))
        yield from ((file, file.relative_to(path).as_posix()) for file in inside)
    elif not path.exists() and has_magic(str(path)):
        found = map(Path, glob(str(path), recursive=True))  # noqa: PTH207 (the user's pattern)
        fitting = sorted(file for file in found if _is_read(file.name) and file.is_file())
        if not fitting:
            failures.append(
                DocumentError(
                    "No document fits the pattern {path}. Put it in quotes, and look at the folder's name.", path=path
                )
            )
        folder = Path(*takewhile(lambda part: not has_magic(part), path.parts))
        yield from ((file, file.relative_to(folder).as_posix()) for file in fitting)
    else:
        yield path, path.name


def _members(
    file: io.BufferedIOBase, name: str, shown: str, failures: list[MaituError], *, read: bool = True
) -> Iterator[Source]:
    is_zip = name.lower().endswith(".zip")
    documents = 0
    try:
        for inner, size, packed, data_of in _counted(_zip_members(file) if is_zip else _tar_members(file)):
            if is_archive(inner):
                failures.append(
                    DocumentError("{name} is an archive in an archive. Unpack it first.", name=f"{shown}/{inner}")
                )
            if not _is_document(inner):
                continue
            documents += 1
            if problem := _refused(f"{shown}/{inner}", inner, size, packed):
                failures.append(problem)
                continue
            try:
                data = data_of() if read else b""
            except _DAMAGED as error:
                if not is_zip:  # what comes after it in a stream is lost as well
                    raise
                failures.append(_damaged(f"{shown}/{inner}", error))
                continue
            yield Source(f"{name}/{inner}", f"{shown}/{inner}", data=data)
    except _TooMuchError:
        failures.append(
            DocumentError(
                "{name} unpacks to more than {size:,} bytes, {ratio} times its size, or {files:,} files. "
                "Unpack it yourself, or split it.",
                name=shown, size=MOST_UNPACKED, ratio=MOST_RATIO, files=MOST_MEMBERS,
            )
        )
    except _DAMAGED as error:
        failures.append(_damaged(shown, error))
    else:
        if not documents:
            failures.append(_without_documents(shown))


def _damaged(name: str, error: Exception) -> DocumentError:
    if isinstance(error, RuntimeError) and "password required" in str(error):  # zipfile has no class for it
        return DocumentError("{name} is protected by a password. Pack the documents anew, without one.", name=name)
    return DocumentError(
        "{name} cannot be unpacked: {why}. Pack the documents anew, without a password.", name=name, why=error
    )


def _without_documents(name: str) -> DocumentError:
    known = ", ".join(sorted(FORMATS))
    return DocumentError("{name} holds no document. Those of the kinds {known} are read.", name=name, known=known)


class _TooMuchError(Exception):
    """An archive unpacks to more than there can be of documents."""


def _is_document(inner: str) -> bool:
    path = PurePosixPath(inner)
    return path.suffix.lower() in FORMATS and not path.name.startswith("._")  # macOS adds such to archives


def _counted(members: _Members) -> _Members:
    """The same members; raises _TooMuchError where they are too many, or the documents too long altogether."""
    total = 0
    for number, member in enumerate(members, start=1):
        inner, size, *_ = member
        total += size if _is_document(inner) else 0
        if number > MOST_MEMBERS or total > MOST_UNPACKED:
            raise _TooMuchError
        yield member


def _refused(name: str, inner: str, size: int, packed: int) -> DocumentError | None:
    """Why a member is not read, if it is not."""
    path = PurePosixPath(inner)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return DocumentError("{name} leads out of the archive and is not read.", name=name)
    if size > MAX_BYTES:
        return DocumentError(
            "{path} has {size:,} bytes, more than {most:,}. Split it into smaller files.",
            path=name, size=size, most=MAX_BYTES,
        )
    if packed and size > MOST_RATIO * packed and size > _SMALL:
        return DocumentError(
            "{name} unpacks to more than {ratio} times its size, as no document does.", name=name, ratio=MOST_RATIO
        )
    return None


_SMALL = 1_000_000
"""Bytes below which no member does harm, however well it packs."""

_Members = Iterator[tuple[str, int, int, "_Read"]]


class _Read:
    """Reads a member when called."""

    def __init__(self, archive: zipfile.ZipFile | tarfile.TarFile, member: zipfile.ZipInfo | tarfile.TarInfo) -> None:
        self._archive, self._member = archive, member

    def __call__(self) -> bytes:
        if isinstance(self._archive, zipfile.ZipFile) and isinstance(self._member, zipfile.ZipInfo):
            with self._archive.open(self._member) as file:
                return file.read(self._member.file_size)
        if isinstance(self._archive, tarfile.TarFile) and isinstance(self._member, tarfile.TarInfo):
            opened = self._archive.extractfile(self._member)
            return opened.read() if opened else b""
        raise TypeError(f"{self._member} is no member of {self._archive}")


def _zip_members(file: io.BufferedIOBase) -> _Members:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if stat.S_ISLNK(member.external_attr >> 16):  # as Unix packs a link
                yield f"../{_zip_name(member)}", 0, 0, _Read(archive, member)  # refused as what leads out
            elif not member.is_dir():
                yield _zip_name(member), member.file_size, member.compress_size, _Read(archive, member)


def _zip_name(member: zipfile.ZipInfo) -> str:
    """A member's name; one that does not say that it is in UTF-8 is tried in it, then in GB 18030."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    raw = member.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return member.filename


def _tar_members(file: io.BufferedIOBase) -> _Members:
    packed = 0  # a tar file is packed as a whole
    with tarfile.open(fileobj=_Unpacked(file), mode="r:") as archive:
        for member in archive:
            if member.isfile():
                yield member.name.removeprefix("./"), member.size, packed, _Read(archive, member)
            elif not member.isdir() and PurePosixPath(member.name).suffix.lower() in FORMATS:
                yield f"../{member.name}", 0, 0, _Read(archive, member)  # a link or device is refused as what leads out


_OPENERS: Final[Mapping[bytes, Callable[[Any], Any]]] = {
    b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open, b"BZh": bz2.open,
}
"""How a packed file begins, and what unpacks it."""


class _Unpacked(io.RawIOBase):
    """What a packed tar file unpacks to, as long as that is within the limits; for reading forwards.

    tarfile asks for a whole header at once, however long that says it is, and passes over members by seeking.
    """

    def __init__(self, file: io.BufferedIOBase) -> None:
        packed = file.seek(0, io.SEEK_END)
        file.seek(0)
        beginning = file.read(6)
        file.seek(0)
        self._most = min(MOST_UNPACKED, max(_SMALL, MOST_RATIO * packed))
        opener = next((open_ for magic, open_ in _OPENERS.items() if beginning.startswith(magic)), None)
        self._file: io.BufferedIOBase = opener(file) if opener else file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_BYTES:
            raise _TooMuchError
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset > self._most:
            raise _TooMuchError
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
