"""`python3 app` and `python3 tests` on a machine that has only a Python: the real set-up, in a copy of the project."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.__main__ as start
from app import setup

BARE_PYTHON = sys._base_executable  # type: ignore[attr-defined]  # known to CPython, not to its stubs
PARTS = ("pyproject.toml", "uv.lock", "README.md", "LICENSE", "app", "graph", "ontology")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a set-up needs, without the environment."""
    root = tmp_path / "a project"
    root.mkdir()
    for part in PARTS:
        source = setup.ROOT / part
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / part)
    return root


def begin(project: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BARE_PYTHON, str(project / "app"), *(arguments or ("--version",))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """What it said on stderr; it must have printed Maitu's version."""
    output, words = process.communicate(timeout=600)
    assert (process.returncode, output.split()[:1]) == (0, ["maitu"]), words
    return words


def kill_after(process: subprocess.Popen[str], word: str, seconds: float) -> None:
    assert process.stderr
    for line in process.stderr:
        if word in line:
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)
            break
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.timeout(900)
def test_a_bare_python_makes_the_environment_and_goes_on_as_maitu(project: Path) -> None:
    words = finish(begin(project))
    assert "making .venv" in words
    assert finish(begin(project)) == "", "a second run takes no step"

    moved = project.with_name("moved")
    project.rename(moved)
    assert "that of another folder" in finish(begin(moved))
    assert finish(begin(moved)) == ""


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("word", "seconds"),
    [("making .venv", 0.2), ("installing uv", 0.2), ("installing what", 0)],  # the last step may take but a moment
)
def test_a_set_up_that_was_killed_is_made_anew(project: Path, word: str, seconds: float) -> None:
    kill_after(begin(project), word, seconds)
    words = finish(begin(project))
    assert "that of an interrupted set-up" in words
    assert not list(project.glob(".venv.discarded*"))


@pytest.mark.timeout(900)
def test_two_set_ups_at_once_wait_for_each_other(project: Path) -> None:
    both = [begin(project), begin(project)]
    words = "".join(finish(process) for process in both)
    assert words.count("making .venv") == 1


@pytest.mark.timeout(900)
def test_an_environment_that_is_of_another_python_or_broken_is_made_anew(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(project / "gone")
    assert "that of another Python" in finish(begin(project))


def test_an_unsupported_python_is_told_which_are_supported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "NEWEST", (3, 10))
    with pytest.raises(setup.SetUpError, match=r"Python 3\.11 to 3\.10; this is 3\.1\d"):
        setup.set_up(root=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_python_without_pip_and_ensurepip_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(setup._Environment, "_succeeds", lambda _self, _command: False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(setup.SetUpError, match="apt install python3-pip"):
        setup.set_up(root=tmp_path)
    assert (tmp_path / ".venv" / "maitu-setup").read_text("utf-8") == "", "the next run begins anew"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".venv.lock").mkdir()
    with pytest.raises(setup.SetUpError, match=re.escape(str(tmp_path))):
        setup.set_up(root=tmp_path)


def test_the_supported_pythons_are_those_of_pyproject() -> None:
    project = tomllib.loads((setup.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (oldest, newest) = setup.OLDEST, setup.NEWEST
    assert project["requires-python"] == f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"


def test_the_lock_names_no_address_but_the_public_index() -> None:
    addresses = re.findall(r"\w+://([^/\"]+)", (setup.ROOT / "uv.lock").read_text("utf-8"))
    assert set(addresses) == {"pypi.org", "files.pythonhosted.org"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """The commands that `python3 app` starts, in place of starting them."""
    commands: list[list[str]] = []
    monkeypatch.setattr(start, "set_up", lambda: Path("python"))
    monkeypatch.setattr(subprocess, "call", commands.append)
    monkeypatch.setattr(start, "become", commands.append)
    yield commands
    assert all(command[:4] == ["python", "-P", "-m", "app.cli"] for command in commands)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], [["build"], ["serve"]]),
        (["--no-browser"], [["build"], ["serve", "--no-browser"]]),
        (["--port=8600"], [["build"], ["serve", "--port=8600"]]),
        (["query", "--list"], [["query", "--list"]]),
        (["--help"], [["--help"]]),
    ],
)
def test_python3_app_builds_and_serves_or_is_maitu(
    arguments: list[str], expected: list[list[str]], started: list[list[str]]
) -> None:
    start.main(arguments)
    assert [command[4:] for command in started] == expected


def test_python3_tests_passes_its_arguments_to_pytest() -> None:
    name = "test_the_lock_names_no_address"
    result = subprocess.run(
        [BARE_PYTHON, "tests", "--collect-only", "-q", "-k", name],
        cwd=setup.ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    collected = [line for line in result.stdout.splitlines() if "::" in line]
    assert [line.split("::")[1] for line in collected] == ["test_the_lock_names_no_address_but_the_public_index"]
