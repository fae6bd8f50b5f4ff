"""The IRIs of instances: type, then name, so that they can be read and are the same in every build.

Chinese characters stand as they are (RFC 3987); what an IRI forbids is percent-encoded.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from graph.document import Document
from graph.extract.gazetteer import chain
from graph.facts import Entity, EntityType, Facts, Predicate
from graph.names import tidy
from ontology.terms import INSTANCES

_LONGEST = 120
_SCOPES = Path(__file__).with_name("scopes.toml")
# What RFC 3987 lets stand beyond ASCII (ucschar), and of that only what can be seen.
_FORBIDDEN = re.compile(
    "[^\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_SCOPED_BY: Mapping[EntityType, Predicate] = {
    EntityType.POLICY: Predicate.ISSUED, EntityType.PROGRAM: Predicate.RUNS,
}


def segment(text: str) -> str:
    """`text` as one segment of an IRI's path; a very long one is cut, and told from others by its hash."""
    if len(text) > _LONGEST:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        text = f"{text[:_LONGEST // 2]}…{digest[:16]}"
    encoded = "".join(map(_encode, text)) or "_"
    return encoded.replace(".", "%2E") if encoded in {".", ".."} else encoded


def document_iri(document: Document, base: str = INSTANCES) -> str:
    """The IRI of a document, which is also that of the named graph that holds what it states: by its file name."""
    return iri_of_document(document.name, base)


def iri_of_document(name: str, base: str = INSTANCES) -> str:
    """The IRI of the document of that name."""
    return f"{base}document/{segment(name)}"


def entity_iris(facts: Facts, base: str = INSTANCES) -> dict[str, str]:
    """Entity id → IRI.

    A division is named by the chain of divisions that it lies in, another place by what it is said to lie in. A
    programme is named after the place or body that runs it, a policy after the one that issued it, so that two
    counties' “百人计划” stay two; what central bodies issue, what nobody is said to issue, and what bears the name of
    its place already, by its own name alone. All other things by their names: an organization's holds its owner.
    """
    entities = {entity.id: entity for entity in facts.entities}
    places = _Places(facts, entities)
    scopes = _scopes(facts, entities, places)
    found = {}
    for entity in facts.entities:
        path = [*scopes.get(entity.id, ()), *places.path(entity)]
        found[entity.id] = base + "/".join([entity.type.lower(), *map(segment, path)])
    return found


class _Places:
    """Where the places of one document lie."""

    def __init__(self, facts: Facts, entities: Mapping[str, Entity]) -> None:
        self._entities = entities
        self._inside: dict[str, str] = {}
        for relation in facts.relations:
            if relation.predicate is Predicate.LOCATED_IN and entities[relation.object].type is EntityType.PLACE:
                self._inside.setdefault(relation.subject, relation.object)
        names = [(name, entity) for entity in facts.entities if entity.type is EntityType.PLACE
                 for name in (entity.name, *entity.aliases) if len(name) > 1]
        self._names = sorted(names, key=lambda pair: (-len(pair[0]), pair[0], pair[1].id))

    def path(self, entity: Entity) -> list[str]:
        """The names that lead to an entity: for a place from its province down, for all others their own alone."""
        if entity.type is not EntityType.PLACE:
            return [tidy(entity.name)]
        found: list[str] = []
        seen: set[str] = set()
        while entity.id not in seen:
            seen.add(entity.id)
            if entity.adcode:
                above = [tidy(division.name) for division in chain(entity.adcode)]
                return (above or [entity.adcode]) + found
            found.insert(0, tidy(entity.name))
            entity = self._entities.get(self._inside.get(entity.id, ""), entity)
        return found

    def of(self, actor: Entity) -> Entity:
        """The place that an actor is or bears in its name, else itself: 茅箭区 for 茅箭区委组织部."""
        return next((place for name, place in self._names if actor.name.startswith(name)), actor)


def _scopes(facts: Facts, entities: Mapping[str, Entity], places: _Places) -> dict[str, list[str]]:
    """Entity id of a programme or policy → the path of the place or body after which it is named."""
    actors: dict[str, list[Entity]] = defaultdict(list)
    for relation in facts.relations:
        if relation.predicate is _SCOPED_BY.get(entities[relation.object].type):
            actors[relation.object].append(entities[relation.subject])
    scopes = {}
    for id_, runners in actors.items():
        name = tidy(entities[id_].name)
        wholes = [places.of(runner) for runner in runners]
        if any(_is_central(runner.name) for runner in runners) or any(name.startswith(tidy(w.name)) for w in wholes):
            continue
        scopes[id_] = min((places.path(whole) for whole in wholes), key=lambda path: (len(path), path))
    return scopes


def _is_central(name: str) -> bool:
    central = _central()
    return name.startswith(central["beginnings"]) or name in central["names"]


@cache
def _central() -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in tomllib.loads(_SCOPES.read_text("utf-8")).items()}


def unique(iri: str, taken: Iterable[str]) -> str:
    """`iri`, or with the first number behind it that makes it another than those `taken`."""
    number, candidate = 1, iri
    while candidate in taken:
        number += 1
        candidate = f"{iri}/{number}"
    return candidate


def _encode(character: str) -> str:
    if character.isascii():
        return quote(character, safe="!$&'()*+,;=:@")
    if _FORBIDDEN.match(character) or unicodedata.category(character) in _UNSEEN:
        return quote(character, errors="replace")
    return character
