import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import maitu
from graph.document import from_text
from graph.errors import LexiconError
from graph.extract import extract
from graph.extract.lexicon import Lexicon, load, packs

_PATH = re.compile(r"""(?:\.words|\.value|table\(lexicon,)\(?\s*"([a-z_]+\.[a-z_]+)\"""")
EXTRACT = Path(__file__).parents[1] / "graph" / "extract"
TEXT = "The Green Valley Food Bank welcomed 40 families in 2024. The Green Valley Hearth opened in 2024."


def asked_for(writing: str) -> Iterator[str]:
    """The paths that the modules of a way of writing ask the lexicon for, as they stand in the code."""
    for path in EXTRACT.rglob("*.py"):
        if path.name in ("__init__.py", "lexicon.py") and path.parent == EXTRACT:
            continue
        if ("spaced" in path.parts) == (writing == "spaced"):
            yield from _PATH.findall(path.read_text("utf-8"))


def lists(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from lists(inner, f"{path}.{key}")


@pytest.mark.parametrize("language", sorted(packs()))
def test_every_path_that_code_asks_for_exists(language: str) -> None:
    lexicon = load(language)
    paths = set(asked_for(lexicon.value("pack.writing")))
    assert len(paths) > 15
    for path in paths:
        lexicon.value(path)


@pytest.mark.parametrize("language", sorted(packs()))
def test_no_list_holds_a_word_twice(language: str) -> None:
    twice = [
        (path, word) for name, content in load(language).tables.items() for path, words in lists(content, name)
        for word in {word for word in words if isinstance(word, str)} if words.count(word) > 1
    ]
    assert not twice


def test_a_path_that_is_not_there_is_told_with_its_remedy() -> None:
    with pytest.raises(LexiconError, match=r"no 'units\.nothing'. Add the key 'nothing' to units\.toml"):
        Lexicon("xx", {"units": {}}).value("units.nothing")


def test_lists_append_and_tables_merge(tmp_path: Path) -> None:
    (tmp_path / "persons.toml").write_text('posts = ["steward"]\n', "utf-8")
    (tmp_path / "names.toml").write_text('[plurals]\nhamlets = "Hamlet"\n', "utf-8")
    (tmp_path / "periods.toml").write_text("fiscal_month = 7\n", "utf-8")
    plain, laid = load("en"), load("en", tmp_path)
    assert laid.value("persons.posts") == [*plain.value("persons.posts"), "steward"]
    assert laid.value("names.plurals") == plain.value("names.plurals") | {"hamlets": "Hamlet"}
    assert laid.value("periods.fiscal_month") == 7


def test_the_lists_inside_a_table_append_too(tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[heads]\nProgram = ["hearth"]\n', "utf-8")
    heads, own = load("en").value("names.heads"), load("en", tmp_path).value("names.heads")
    assert own["Program"] == [*heads["Program"], "hearth"]
    assert own["Organization"] == heads["Organization"]


def test_words_of_the_user_find_what_was_not_found_before(tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[heads]\nProgram = ["hearth"]\n', "utf-8")
    document = from_text("a.txt", TEXT)
    assert "Green Valley Hearth" not in {e.name for e in extract(document).entities}
    assert "Green Valley Hearth" in {e.name for e in extract(document, lexicon_folder=tmp_path).entities}


def test_a_folder_may_hold_a_folder_for_each_language(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "persons.toml").write_text('posts = ["steward"]\n', "utf-8")
    assert "steward" in load("en", tmp_path).value("persons.posts")
    assert load("zh", tmp_path).tables == load("zh").tables


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("nouns.toml", "a = 1", r"nouns\.toml: there is no such lexicon file\. Name it after one of .*persons"),
        ("persons.toml", 'posts = ["a"\nx', r"persons\.toml: .*line 2.*Mend"),
        ("persons.toml", 'titles = ["a"]\nranks = ["b"]', r"persons\.toml, line 2: unknown key 'ranks'.*posts"),
        ("persons.toml", 'posts = "a"', r"persons\.toml, line 1: 'posts' must be of the form"),
        ("persons.toml", "posts = [1]", r"persons\.toml, line 1: 'posts' must be of the form"),
        ("persons.toml", 'posts = ["a", 1]', r"persons\.toml, line 1: 'posts' must be of the form"),
        ("names.toml", '[heads]\nPlace = ["dale"]\nProgram = "hearth"', r"names\.toml, line 3: 'heads\.Program' must"),
    ],
)
def test_a_malformed_folder_is_told_with_file_line_and_remedy(
    tmp_path: Path, name: str, content: str, told: str,
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(LexiconError, match=told):
        load("en", tmp_path)


def test_a_file_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "persons.toml").write_bytes('posts = ["é"]'.encode("latin-1"))
    with pytest.raises(LexiconError, match=r"persons\.toml.*UTF-8"):
        load("en", tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no folder"):
        load("en", tmp_path / "none")


def test_the_command_line_takes_a_folder_of_words_and_a_language(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "names.toml").write_text('[heads]\nProgram = ["hearth"]\n', "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    options = ["extract", str(tmp_path / "a.txt"), "--lexicon", str(tmp_path / "words"), "--language", "en"]
    result = CliRunner().invoke(maitu, options)
    assert result.exit_code == 0
    assert "Green Valley Hearth" in result.output
    (tmp_path / "words" / "names.toml").write_text("[headz]\n", "utf-8")
    result = CliRunner().invoke(maitu, options)
    assert result.exit_code == 1
    assert "names.toml, line 1" in result.output
