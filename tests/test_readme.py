"""What the README shows is what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import maitu

ROOT = Path(__file__).parents[1]
EXAMPLES = re.findall(r"^\$ maitu (.+)\n((?:(?!\$ |```).*\n)*)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def _squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme") / "store"


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_a_command_of_the_readme_prints_what_it_shows(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, shown: str
) -> None:
    if not store.exists():
        CliRunner().invoke(maitu, ["--store", str(store), "build", str(ROOT / "seeds")])
    words = [word if not (ROOT / word).exists() else str(ROOT / word) for word in shlex.split(command)]
    if words[0] == "build":
        store = tmp_path / "store"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(maitu, ["--store", str(store), *words])
    assert result.exit_code == 0, result.output
    printed = _squeezed(result.output.replace(f"{ROOT}/", ""))
    assert [line for line in _squeezed(shown) if line not in printed] == []


def test_the_readme_shows_the_main_commands() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} >= {
        "build",
        "show",
        "path",
        "query",
        "draw",
        "export",
        "evaluate",
    }
