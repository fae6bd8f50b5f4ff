"""What a reader may correct. Each correction says who made it, when and why.

Corrections are judgements on what was extracted, not edits of a state: what comes of some of them together does not
depend on the order in which they are applied or undone. Where two cannot both hold (two names for one thing), the later
one does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from ontology.terms import INSTANCES


def now() -> datetime:
    """The present time, as corrections keep it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A relation or a figure as one sentence states it, told so that it is found again when the document was read anew.

    `document` is an IRI. A relation has `subject`, `predicate` and `object` (IRIs, as extracted), a figure its `label`.
    """

    document: str
    quote: str
    language: str
    subject: str = ""
    predicate: str = ""
    object: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What all corrections have: the name of `who` made it, `when` and `why`."""

    who: str
    when: datetime
    why: str = ""

    @property
    def iri(self) -> str:
        """Its IRI: by its time and its content, so that one that is taken over twice is the same."""
        when = self.when.astimezone(UTC)
        digest = hashlib.sha256(repr(replace(self, when=when)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{INSTANCES}correction/{when:%Y%m%dT%H%M%S%f}-{digest}"

    @property
    def entities(self) -> tuple[str, ...]:
        """The IRIs of the entities that it is about."""
        return ()

    @property
    def documents(self) -> tuple[str, ...]:
        """The IRIs of the only documents that it can change; none where these are all that name its entities."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming(Correction):
    """The entity is called `name`; its former name stays as an alias."""

    entity: str
    name: str

    @property
    def entities(self) -> tuple[str, ...]:
        return (self.entity,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retyping(Correction):
    """The entity is of the class with the local name `type`."""

    entity: str
    type: str

    @property
    def entities(self) -> tuple[str, ...]:
        return (self.entity,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging(Correction):
    """`merged` are the same as `into`, whose name and class are given for documents that do not name it themselves."""

    merged: tuple[str, ...]
    into: str
    name: str
    type: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "merged", tuple(sorted(self.merged)))

    @property
    def entities(self) -> tuple[str, ...]:
        return (*self.merged, self.into)


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting(Correction):
    """What `within` (documents) state of the entity belongs to another one, with the IRI `new` and the name `name`.

    Where there are `sentences` (their texts), only what these sentences of the documents state.
    """

    entity: str
    new: str
    name: str
    within: tuple[str, ...]
    sentences: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "within", tuple(sorted(self.within)))
        object.__setattr__(self, "sentences", tuple(sorted(self.sentences)))

    @property
    def entities(self) -> tuple[str, ...]:
        return (self.entity, self.new)

    @property
    def documents(self) -> tuple[str, ...]:
        return self.within


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Correction):
    """Of a fact, which has the IRI `iri_of_fact` as long as its document stays as it is."""

    fact: Fact
    iri_of_fact: str

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.fact.document,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection(Judgement):
    """The sentence does not state the fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Judgement):
    """The sentence does state the fact: nothing changes, and nobody is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinction(Correction):
    """Two entities of like names are two: nothing changes, and nobody is asked again."""

    pair: tuple[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pair", tuple(sorted(self.pair)))

    @property
    def entities(self) -> tuple[str, ...]:
        return self.pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition(Correction):
    """Something that a `sentence` (its text) of a `document` (IRI) states, and that was not found there."""

    document: str
    sentence: str
    language: str

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.document,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntity(Addition):
    """The sentence names an entity."""

    entity: str
    name: str
    type: str

    @property
    def entities(self) -> tuple[str, ...]:
        return (self.entity,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelation(Addition):
    """The words `quote` of the sentence state a relation (`predicate` an IRI) between two entities of the document."""

    quote: str
    subject: str
    predicate: str
    object: str

    @property
    def fact_iri(self) -> str:
        """The IRI of the claim."""
        return self.iri.replace("/correction/", "/claim/")

    @property
    def entities(self) -> tuple[str, ...]:
        return (self.subject, self.object)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure(Addition):
    """The words `quote` of the sentence state a figure; its parts are those of `graph.facts.Outcome`, days YYYY-MM-DD.

    `subject`, `program` and `place` are IRIs or "".
    """

    quote: str
    indicator: str
    value: Decimal
    unit: str = ""
    qualifier: str = ""
    period: str = ""
    period_start: str = ""
    period_end: str = ""
    subject: str = ""
    program: str = ""
    place: str = ""
    target: bool = False

    def __post_init__(self) -> None:
        text = f"{self.value:f}"
        object.__setattr__(self, "value", Decimal(text.rstrip("0").rstrip(".") if "." in text else text))

    @property
    def fact_iri(self) -> str:
        """The IRI of the figure."""
        return self.iri.replace("/correction/", "/target/" if self.target else "/outcome/")

    @property
    def entities(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.subject, self.program, self.place)))
