"""What a document states: entities, relations and outcomes, each with the words that state it.

The JSON form is the interchange form of the project; `Facts.to_json` and `Facts.from_json` are its two directions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Span = tuple[int, int]
"""Start (inclusive) and end (exclusive), in characters of the decoded document."""


class EntityType(StrEnum):
    """The seven kinds of things; each value is the local name of a class of the ontology."""

    ORGANIZATION = "Organization"
    POLICY = "Policy"
    PROGRAM = "Program"
    PLACE = "Place"
    PERSON = "Person"
    EVENT = "Event"
    RECOGNITION = "Recognition"


class Predicate(StrEnum):
    """The nine relations; each value is the local name of a property of the ontology."""

    ISSUED = "issued"
    RUNS = "runs"
    PARTICIPATES_IN = "participatesIn"
    PART_OF = "partOf"
    LOCATED_IN = "locatedIn"
    BASED_ON = "basedOn"
    PARTNERS_WITH = "partnersWith"
    RECOGNISED_AS = "recognisedAs"
    LEADS = "leads"


class Qualifier(StrEnum):
    """How a figure is hedged: 余/多/超, 近, 约/左右."""

    MORE_THAN = "more than"
    NEARLY = "nearly"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that state a fact.

    `quote` is what stands in the document at `spans`, joined: more than one span where layout (a line break, a photo
    caption) tears a sentence apart. `sentence` is the index of the sentence in `Document.sentences`.
    """

    quote: str
    spans: tuple[Span, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that the document names. `id` is unique within one document.

    `name` is the fullest name that the document lets a reader recover, `aliases` the other forms in the text,
    `mentions` where it is named, `adcode` the GB/T 2260 code of a division (or None), and `identity` says why its
    mentions were taken for one thing: a rule's name for each alias, in the order of `aliases`.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[Evidence, ...] = ()
    adcode: str | None = None
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """That `subject` stands to `object`, both entity ids, in the relation `predicate`.

    `frame` names the rule that found it; `confidence` is in [0, 1]: the share of relations of such a frame that careful
    readers would confirm.
    """

    subject: str
    predicate: Predicate
    object: str
    evidence: Evidence
    confidence: float
    frame: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure reported of somebody or something.

    `value` has its magnitude worked out (1.98万 is 19800, 8.5% is 8.5 with unit %); `unit` is the measure word as
    written, without magnitude; `period` is the time expression as written, `period_start` and `period_end` its first
    and last day where they can be told; `subject`, `program` and `place` are entity ids or None. `target` is true for
    an aim (力争达到100亿元): it is kept apart from what was achieved and never counted as a result.
    """

    indicator: str
    value: float
    unit: str
    qualifier: Qualifier | None
    period: str | None
    subject: str | None
    program: str | None
    place: str | None
    evidence: Evidence
    period_start: date | None = None
    period_end: date | None = None
    target: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one document states.

    `document` is its file name; ids in relations and outcomes are those of `entities`.
    """

    document: str
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> dict[str, Any]:
        """The JSON form: `outcomes` holds what was achieved, `targets` what is aimed at, in the same shape."""
        return {
            "document": self.document,
            "entities": [_entity_to_json(e) for e in self.entities],
            "relations": [
                {"subject": r.subject, "predicate": r.predicate.value, "object": r.object,
                 **_evidence_to_json(r.evidence), "confidence": r.confidence, "frame": r.frame}
                for r in self.relations
            ],
            "outcomes": [_outcome_to_json(o) for o in self.outcomes if not o.target],
            "targets": [_outcome_to_json(o) for o in self.outcomes if o.target],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """The reverse of `to_json`. Raises KeyError or ValueError where `data` is not of that form."""
        return cls(
            document=data["document"],
            entities=tuple(
                Entity(e["id"], EntityType(e["type"]), e["name"], tuple(e.get("aliases", ())),
                       tuple(_evidence_from_json(m) for m in e.get("mentions", ())), e.get("adcode"),
                       tuple(e.get("identity", ())))
                for e in data["entities"]
            ),
            relations=tuple(
                Relation(r["subject"], Predicate(r["predicate"]), r["object"], _evidence_from_json(r),
                         float(r.get("confidence", 1.0)), r.get("frame", "gold"))
                for r in data["relations"]
            ),
            outcomes=tuple(
                _outcome_from_json(o, target=target)
                for key, target in (("outcomes", False), ("targets", True))
                for o in data.get(key, ())
            ),
        )


def _entity_to_json(entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id, "type": entity.type.value, "name": entity.name, "aliases": list(entity.aliases),
        "mentions": [_evidence_to_json(m) for m in entity.mentions], "adcode": entity.adcode,
        "identity": list(entity.identity),
    }


def _evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    return {"evidence": evidence.quote, "spans": [list(s) for s in evidence.spans], "sentence": evidence.sentence}


def _evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    return Evidence(data["evidence"], tuple((s, e) for s, e in data.get("spans", ())), data.get("sentence", -1))


def _outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    value = int(outcome.value) if outcome.value.is_integer() else outcome.value
    return {
        "indicator": outcome.indicator, "value": value, "unit": outcome.unit,
        "qualifier": outcome.qualifier.value if outcome.qualifier else None,
        "period": outcome.period, "period_start": outcome.period_start.isoformat() if outcome.period_start else None,
        "period_end": outcome.period_end.isoformat() if outcome.period_end else None,
        "subject": outcome.subject, "program": outcome.program, "place": outcome.place,
        **_evidence_to_json(outcome.evidence),
    }


def _outcome_from_json(data: Mapping[str, Any], *, target: bool) -> Outcome:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return Outcome(
        indicator=data["indicator"], value=float(data["value"]), unit=data.get("unit") or "",
        qualifier=Qualifier(data["qualifier"]) if data.get("qualifier") else None, period=data.get("period"),
        subject=data.get("subject"), program=data.get("program"), place=data.get("place"),
        evidence=_evidence_from_json(data), period_start=day(data.get("period_start")),
        period_end=day(data.get("period_end")), target=target,
    )
