"""`maitu build` on many documents, as a process: it tells how far it is, and goes on after an interruption."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graph.store import open_store

COUNT = 90
ROOT = Path(__file__).parent.parent


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", "from app.cli import main; main()", "--store", str(folder / "store"), *arguments]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *arguments), cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8",
        check=False,
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an archive of many documents, and one that is none."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "zz.txt").write_bytes(b"\x89PNG\0\0")
    with zipfile.ZipFile(tmp_path / "in" / "reports.zip", "w") as archive:
        for number in range(COUNT):
            text = f"青禾县实施“银杏工程”，举办培训班{number + 2}期，培训干部{number + 30}人次。"
            archive.writestr(f"{number % 7}/{number:03}.txt", text * 3)
    return tmp_path


def content(folder: Path) -> set[str]:
    with open_store(folder / "store") as store:
        assert len(store.documents()) == COUNT
        return {str(quad) for quad in store.quads()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_a_build_that_is_interrupted_keeps_what_it_has_done_and_goes_on_to_the_same_graph(folder: Path) -> None:
    with subprocess.Popen(
        command(folder, "build", "in", "--jobs", "2"), cwd=folder, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, text=True, encoding="utf-8",
    ) as building:
        assert building.stdout
        assert building.stderr
        lines = [building.stdout.readline() for _ in range(30)]
        os.killpg(building.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
        done = len(lines) + building.stdout.read().count("\n")
        words = building.stderr.read()
    assert building.returncode == 130
    assert words == f"Interrupted with {done} documents done; the same command goes on from there.\n"
    assert done < COUNT

    again = run(folder, "build", "in", "--jobs", "2", "--json")
    report = json.loads(again.stdout)
    states = [document["state"] for document in report["documents"]]
    assert (states.count("unchanged"), states.count("added")) == (done, COUNT - done)
    assert again.returncode == 1
    assert "Not read (1):\nin/zz.txt" in again.stderr
    interrupted = content(folder)

    (folder / "store").rename(folder / "interrupted")
    run(folder, "build", "in", "--jobs", "1")
    assert content(folder) == interrupted


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_a_terminal_shows_documents_done_their_rate_and_the_time_left_below_the_lines(folder: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    own, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    building = subprocess.Popen(
        command(folder, "build", "in"), cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = bytearray()
    while True:
        try:
            seen += os.read(own, 65_536)
        except OSError:  # how Linux says that nobody writes any more
            break
    os.close(own)
    assert building.wait() == 1
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())
    assert len(re.findall(r"[\r\n]added      in/reports\.zip/\d/\d+\.txt  \d+ entities", text)) == COUNT
    assert re.search(rf"━ +\d+/{COUNT + 1} \d+\.\d/s \d:\d\d:\d\d", text)
    assert "in/zz.txt" in text.split("Not read (1):")[1]
