"""The code is clean by ruff and by mypy; what is let off stands in pyproject.toml, each with its reason."""

import subprocess
import sys

import pytest

from app.setup import ROOT


def run(*arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return result.stdout + result.stderr if result.returncode else ""


def test_ruff_finds_nothing() -> None:
    assert run("ruff", "check", "--output-format=concise", ".") == ""


@pytest.mark.timeout(900)  # without a cache, reading the stubs of all libraries takes minutes on a small machine
def test_mypy_finds_nothing() -> None:
    assert run("mypy") == ""
