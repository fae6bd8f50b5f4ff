"""What the extraction tests share: the names and relations that a text gives, as plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.document import from_text
from graph.extract import extract
from graph.facts import EntityType, Facts

Names = Callable[[str, EntityType], list[str]]
Relations = Callable[[str], set[tuple[str, str, str]]]


def facts_of(text: str) -> Facts:
    """What a text states."""
    return extract(from_text("test.txt", text), language="zh")


@pytest.fixture
def names() -> Names:
    """A function (text, type) → the names of the entities of that type, in the order of the text."""

    def of(text: str, kind: EntityType) -> list[str]:
        return [entity.name for entity in facts_of(text).entities if entity.type is kind]

    return of


@pytest.fixture
def relations() -> Relations:
    """A function text → the relations as (subject, predicate, object), by names."""

    def of(text: str) -> set[tuple[str, str, str]]:
        facts = facts_of(text)
        name = {entity.id: entity.name for entity in facts.entities}
        return {(name[r.subject], r.predicate.value, name[r.object]) for r in facts.relations}

    return of
