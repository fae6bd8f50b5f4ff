"""Documents from files, folders, patterns and archives, hostile ones too."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from graph import sources as module
from graph.errors import DocumentError, MaituError
from graph.sources import Source, count, sources, unpacked

TEXT = "青禾县举办培训班12期。".encode()


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:xz") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def read(*paths: Path) -> tuple[dict[str, bytes], list[str]]:
    failures: list[MaituError] = []
    return {source.name: source.bytes() for source in sources(paths, failures)}, [*map(str, failures)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "2024").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_bytes(TEXT)
    (tmp_path / "in" / "2024" / "a.txt").write_bytes(TEXT + b"2")
    (tmp_path / "in" / "2024" / "b.zip").write_bytes(zipped({"c.md": TEXT, "d/e.txt": TEXT, "f.png": b"\x89"}))
    (tmp_path / "in" / "x.png").write_bytes(b"\x89")
    return tmp_path / "in"


def test_a_folder_gives_its_documents_and_those_of_its_archives_by_their_paths_in_it(folder: Path) -> None:
    found, failures = read(folder)
    assert failures == []
    assert found == {"2024/a.txt": TEXT + b"2", "2024/b.zip/c.md": TEXT, "2024/b.zip/d/e.txt": TEXT, "a.txt": TEXT}
    assert count([folder]) == 4


def test_a_file_is_called_by_its_own_name_and_read_once(folder: Path) -> None:
    assert list(read(folder / "2024" / "a.txt", folder / "2024" / "a.txt")[0]) == ["a.txt"]


def test_a_pattern_gives_the_documents_that_fit_by_the_names_that_they_have_in_its_folder(folder: Path) -> None:
    assert list(read(folder / "**" / "*.txt")[0]) == ["2024/a.txt", "a.txt"]
    assert list(read(folder / "20*" / "*")[0]) == ["2024/a.txt", "2024/b.zip/c.md", "2024/b.zip/d/e.txt"]
    assert count([folder / "**" / "*.txt"]) == 2
    assert "No document fits the pattern" in read(folder / "*.p??")[1][0]


def test_a_pattern_in_the_present_folder_names_as_that_folder_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert list(read(Path("**/*.txt"))[0]) == ["2024/a.txt", "a.txt"] == list(read(Path())[0])[::3]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_tar_archives_are_read_as_they_stream(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("t.tar" + mode[1:].replace(":", "."))
    path.write_bytes(tarred({"./甲/a.txt": TEXT, "b.txt": TEXT * 9}, mode))
    found, failures = read(path)
    assert (list(found), failures) == ([f"{path.name}/甲/a.txt", f"{path.name}/b.txt"], [])
    assert found[f"{path.name}/b.txt"] == TEXT * 9


def test_names_in_the_encoding_of_chinese_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    data = zipped({"AAAAAA.txt": TEXT})
    path.write_bytes(data.replace(b"AAAAAA", "工作报".encode("gb18030")))
    assert list(read(path)[0]) == ["z.zip/工作报.txt"]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:/a.txt"])
def test_names_that_lead_out_are_refused_and_the_others_read(name: str) -> None:
    members = {name: TEXT, "b.txt": TEXT}
    for data, archive in ((zipped(members), "a.zip"), (tarred(members), "a.tar.xz")):
        failures: list[MaituError] = []
        assert [source.name for source in unpacked(archive, data, failures)] == [f"{archive}/b.txt"]
        assert "leads out" in str(failures[0])


def test_links_and_devices_in_archives_are_refused() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "a.txt"), (tarfile.LNKTYPE, "b.txt"), (tarfile.FIFOTYPE, "c.txt")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    failures: list[MaituError] = []
    assert list(unpacked("a.tar", file.getvalue(), failures)) == []
    assert len(failures) == 3


def test_a_link_in_a_zip_is_refused_and_the_others_read() -> None:
    file = io.BytesIO(zipped({"b.txt": TEXT}))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    failures: list[MaituError] = []
    assert [source.name for source in unpacked("a.zip", file.getvalue(), failures)] == ["a.zip/b.txt"]
    assert "leads out" in str(failures[0])


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[MaituError] = []
    assert list(unpacked("a.zip", zipped({"a.txt": b"0" * 30_000_000}), failures)) == []
    assert "unpacks to more than 200 times" in str(failures[0])
    monkeypatch.setattr(module, "MOST_UNPACKED", 100)
    failures.clear()
    assert len(list(unpacked("a.tar.xz", tarred({f"{n}.txt": TEXT for n in range(9)}), failures))) < 9
    assert "unpacks to more than" in str(failures[0])


def test_a_tar_file_that_packs_too_well_is_not_unpacked_even_where_it_holds_no_document() -> None:
    for members in ({"a.png": bytes(30_000_000)}, {f"{n}.txt": bytes(900_000) for n in range(40)}):
        failures: list[MaituError] = []
        list(unpacked("a.tar.xz", tarred({**members, "z.txt": TEXT}), failures))
        assert "200 times its size" in str(failures[0])


def test_a_header_that_says_it_is_long_is_not_read_into_memory() -> None:
    member = tarfile.TarInfo("././@PaxHeader")
    member.type, member.size = tarfile.XHDTYPE, 3_000_000_000
    failures: list[MaituError] = []
    assert list(unpacked("a.tar", member.tobuf() + bytes(10_000), failures)) == []
    assert "unpacks to more than" in str(failures[0])


def test_too_many_members_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MEMBERS", 3)
    members = {f"{n}.txt": TEXT for n in range(4)}
    for data, archive in ((zipped(members), "a.zip"), (tarred(members), "a.tar.xz")):
        failures: list[MaituError] = []
        assert len(list(unpacked(archive, data, failures))) == 3
        assert "or 3 files" in str(failures[0])


def test_a_member_that_says_it_is_small_is_read_no_further_and_the_others_are() -> None:
    data = bytearray(zipped({"a.txt": TEXT * 100, "b.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (5).to_bytes(4, "little")
    failures: list[MaituError] = []
    assert [source.name for source in unpacked("a.zip", bytes(data), failures)] == ["a.zip/b.txt"]
    assert "a.zip/a.txt cannot be unpacked: Bad CRC-32" in str(failures[0])


def test_an_archive_without_a_document_is_told() -> None:
    failures: list[MaituError] = []
    assert list(unpacked("a.zip", zipped({"a.png": TEXT}), failures)) == []
    assert "a.zip holds no document" in str(failures[0])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"PK\x03\x04 no more"), ("a.zip", b""), ("a.tar.gz", b"\x1f\x8b torn"), ("a.tar.xz", b"?" * 600),
        ("a.tar", tarred({"a.txt": TEXT * 400}, "w")[:900]),
    ],
)
def test_a_damaged_archive_is_told(name: str, data: bytes) -> None:
    failures: list[MaituError] = []
    assert list(unpacked(name, data, failures)) == []
    assert name in str(failures[0])


def test_an_archive_with_a_password_is_told() -> None:
    data = bytearray(zipped({"a.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    failures: list[MaituError] = []
    assert list(unpacked("a.zip", bytes(data), failures)) == []
    assert "password" in str(failures[0])


def test_an_archive_in_an_archive_is_told() -> None:
    failures: list[MaituError] = []
    assert list(unpacked("a.zip", zipped({"b.tar.gz": b"x"}), failures)) == []
    assert "archive in an archive" in str(failures[0])


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in read(tmp_path / "none.zip")[1][0]
    with pytest.raises(DocumentError, match="cannot be read"):
        Source("a.txt", "a.txt", path=tmp_path / "a.txt").bytes()
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no document" in read(empty)[1][0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_no_document(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert "pipe.txt" not in read(folder)[0]
