"""The set-up that `python3 app` and `python3 tests` share: `.venv` as uv.lock says, by the standard library alone.

Only this file, `graph/file_lock.py`, `app/__main__.py` and `tests/__main__.py` run outside `.venv`; they keep to what
any Python since 3.7 can read, so that an unsupported one is told so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.file_lock import lock

OLDEST, NEWEST = (3, 11), (3, 13)
"""The Pythons that uv.lock serves."""

ROOT = Path(__file__).resolve().parent.parent

_GROUPS = ("setup",)  # uv itself is in the lock, so that its version stands where all versions do
_MISLEADING = (
    "PIP_PREFIX",
    "PIP_PYTHON",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PYTHON",
    "VIRTUAL_ENV",
)
_MADE_FOR = "maitu-setup"  # a file in .venv that names its folder; empty while the set-up is under way


class SetUpError(Exception):
    """The environment cannot be made. The message says what to do."""


def set_up(*groups: str, root: Path = ROOT) -> Path:
    """Make `root/.venv` hold what uv.lock names, with the dependency `groups`; returns the path of its Python.

    Nothing is done that is done already, and nothing is taken away. What an interrupted set-up left, or one for another
    Python or another folder, is made anew. Set-ups at the same time wait for each other. Says on stderr what it does.

    Raises SetUpError where the environment cannot be made, which leaves the next call to begin anew.
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetUpError(
            f"Maitu runs on Python {_dotted(OLDEST)} to {_dotted(NEWEST)}; this is {_dotted(sys.version_info[:2])}. "
            f"Run the command again with one of those, such as python{_dotted(NEWEST)}."
        )
    environment = _Environment(root, (*_GROUPS, *groups))
    if not environment.is_ready():
        try:
            with _alone(root):
                if not environment.is_ready():
                    environment.make()
        except OSError as error:
            raise SetUpError(f"{root} cannot be set up: {error}. Make room for, and allow, writing there.") from error
    return environment.python


def become(command: Sequence[str | Path]) -> None:
    """Go on as `command`, which takes over this process, its input and output and its exit code."""
    words = [str(word) for word in command]
    if os.name == "nt":  # there exec returns to the shell at once
        raise SystemExit(subprocess.call(words))
    os.execv(words[0], words)


def say(message: str) -> None:
    """Tell the user on stderr, where it stays apart from data."""
    print(f"maitu: {message}", file=sys.stderr, flush=True)


class _Environment:
    def __init__(self, root: Path, groups: Sequence[str]) -> None:
        self.root = root
        self.folder = root / ".venv"
        scripts, suffix = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
        self.python = self.folder / scripts / f"python{suffix}"
        self.uv = self.folder / scripts / f"uv{suffix}"
        self.made_for = self.folder / _MADE_FOR
        self.sync = [
            "sync",
            "--frozen",
            "--inexact",
            "--no-python-downloads",
            f"--project={root}",
            f"--python={self.python}",
            *(f"--group={group}" for group in groups),
        ]

    def is_ready(self) -> bool:
        return (
            self._owner() == str(self.root)
            and self._is_of_this_python()
            and self._succeeds([self.uv, *self.sync, "--check"])
        )

    def make(self) -> None:
        self._clear_away()
        if not self.folder.exists():
            say(f"making .venv for Python {_dotted(sys.version_info[:2])}")
            self.folder.mkdir()
            self.made_for.write_text("", "utf-8")
            self._run([_this_python(), "-m", "venv", "--without-pip", self.folder], "install Python's venv module")
        self.made_for.write_text("", "utf-8")
        uv = self._get_uv()
        say("installing what uv.lock names")
        self._run([uv, *self.sync], "see uv's words above, check the network, and run the command again")
        self.made_for.write_text(str(self.root), "utf-8")
        say("the set-up is complete")

    def _clear_away(self) -> None:
        """Put away, in one step, an environment of no further use. One without an owner was made by uv, and stays."""
        if os.path.lexists(self.folder):
            owner = self._owner()
            if owner == "":
                reason = "an interrupted set-up"
            elif owner not in (None, str(self.root)):
                reason = "another folder"
            elif not self._is_of_this_python():
                reason = "another Python"
            else:
                reason = ""
            if reason:
                say(f"the .venv here is that of {reason}: putting it away")
                self.folder.rename(self.root / f".venv.discarded-{os.getpid()}")
        for discarded in self.root.glob(".venv.discarded-*"):
            if discarded.is_symlink():
                discarded.unlink()
            else:
                shutil.rmtree(discarded)

    def _owner(self) -> str | None:
        try:
            return self.made_for.read_text("utf-8")
        except OSError:
            return None

    def _is_of_this_python(self) -> bool:
        question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        return self._succeeds([self.python, "-I", "-S", "-c", question])

    def _get_uv(self) -> Path:
        """The environment's own uv, put there by whichever pip there is."""
        if self._succeeds([self.uv, "--version"]):
            return self.uv
        pip: list[str | Path] = [_this_python(), "-m", "pip", "--python", self.python]
        if not self._succeeds([*pip, "--version"]):
            pip = [self.python, "-m", "pip"]
            if not self._succeeds([self.python, "-m", "ensurepip"]):
                found = shutil.which("uv")
                if found:
                    return Path(found)
                raise SetUpError(
                    f"{_this_python()} has neither pip nor ensurepip, one of which is needed to begin. Install one (on "
                    "Debian and Ubuntu: apt install python3-pip) or uv, and run the command again."
                )
        lock = (self.root / "uv.lock").read_text("utf-8")
        locked = re.search(r'^name = "uv"\nversion = "([^"]+)"$', lock, re.MULTILINE)
        if locked is None:
            raise SetUpError("uv.lock does not name uv, which installs the rest. Take uv.lock from the project again.")
        say(f"installing uv {locked[1]}")
        self._run(
            [*pip, "install", "--quiet", "--disable-pip-version-check", f"uv=={locked[1]}"],
            "see pip's words above, check the network, and run the command again",
        )
        return self.uv

    def _run(self, command: Sequence[str | Path], remedy: str) -> None:
        # The lock file stays open in the child: should this process be killed, its orphan still keeps others waiting.
        result = subprocess.run(command, stdout=sys.stderr, env=self._variables(), close_fds=False, check=False)
        if result.returncode:
            raise SetUpError(f"{Path(command[0]).name} failed with exit code {result.returncode}: {remedy}.")

    def _succeeds(self, command: Sequence[str | Path]) -> bool:
        try:
            return subprocess.run(command, capture_output=True, env=self._variables(), check=False).returncode == 0
        except OSError:
            return False

    def _variables(self) -> dict[str, str]:
        """This process's variables, without those that turn Python, pip or uv to another environment."""
        kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        return {**kept, "UV_PROJECT_ENVIRONMENT": str(self.folder)}


def _this_python() -> str:
    """The interpreter that runs this, or the one under it where that is itself in a virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _dotted(version: Sequence[int]) -> str:
    return ".".join(str(part) for part in version[:2])


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the folder's lock, which the operating system frees even when the process is killed."""
    with (root / ".venv.lock").open("a") as file:
        if not lock(file.fileno(), wait=False):
            say("another set-up is at work in this folder: waiting for it")
            lock(file.fileno(), wait=True)
        os.set_inheritable(file.fileno(), True)
        yield
