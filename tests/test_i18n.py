"""The words of the explorer: complete in both languages, and each of them used."""

import re
import string

import pytest

from app.i18n import LANGUAGES, Language, dictionary
from app.setup import ROOT
from graph.facts import Predicate, Qualifier

SOURCES = [*(ROOT / "app").rglob("*.py"), *(ROOT / "app" / "components").rglob("*.html")]
CALL = re.compile(r"""\bt\(\s*f?["']([\w.{}'\[\]]+)["']""")


def used_keys() -> set[str]:
    return {key for path in SOURCES for key in CALL.findall(path.read_text("utf-8"))}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_hold_the_same_keys_in_the_same_order() -> None:
    assert list(dictionary("en")) == list(dictionary("zh"))


@pytest.mark.parametrize("key", list(dictionary("en")))
def test_both_languages_put_in_the_same_values(key: str) -> None:
    assert placeholders(dictionary("en")[key]) == placeholders(dictionary("zh")[key])


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_no_text_is_empty(language: Language) -> None:
    assert [key for key, text in dictionary(language).items() if not text.strip()] == []


def test_every_key_that_the_pages_use_is_there() -> None:
    whole = {key for key in used_keys() if "{" not in key and not key.endswith(".")}  # the others are put together
    assert len(whole) > 100
    assert whole - dictionary("en").keys() == set()


def test_every_key_is_used() -> None:
    patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", r"\\w+", re.escape(key))) for key in used_keys()]
    prefixes = ("qualifier.", "identity.")  # put together from what extraction says
    unused = [
        key for key in dictionary("en")
        if not key.startswith(prefixes) and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_every_relation_has_words_for_its_other_direction() -> None:
    assert {f"inverse.{predicate}" for predicate in Predicate} <= dictionary("en").keys()


def test_every_hedge_has_words() -> None:
    assert {f"qualifier.{qualifier.replace(' ', '_')}" for qualifier in Qualifier} <= dictionary("en").keys()


def test_chinese_texts_are_chinese() -> None:
    latin = {"app.title", "sparql.page", "export.ttl", "export.nt", "export.jsonld", "export.gexf", "export.graphml"}
    assert [key for key, text in dictionary("zh").items() if key not in latin and not re.search("[一-鿿]", text)] == []
