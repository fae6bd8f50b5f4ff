"""How well extracted facts agree with those of a careful reader: precision, recall and F1, and every error.

Entities agree by type and a name in common, relations by both their ends and their predicate, outcomes by value and
unit, and by words or place; case, width, quotation marks and blanks make no difference between names. Things are paired
one to one, the most alike first.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from graph.document import Document
from graph.errors import DocumentError
from graph.facts import Entity, EntityType, Facts, Outcome, Predicate, Relation

SYMMETRIC = frozenset({Predicate.PARTNERS_WITH})
"""Relations that read the same in both directions."""
OUTCOME_FACTS = ("indicator", "qualifier", "period", "subject")
"""What has to be right of an outcome that was found."""

_ALIKE = 0.4
_SAME_INDICATOR = 0.6
_QUOTED_ALIKE = 0.9
_IGNORED = str.maketrans("", "", "“”\"'‘’《》〈〉「」『』【】()[] \t\r\n\u3000（）")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many were found (`hits`) of those there are (`gold`), among those that were given (`predicted`).

    The shares are rounded to four digits, so that they read the same wherever they are shown.
    """

    hits: int = 0
    gold: int = 0
    predicted: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.hits + other.hits, self.gold + other.gold, self.predicted + other.predicted)

    @property
    def precision(self) -> float:
        """The share of what was given that is right; 1 where nothing was given and nothing was there."""
        return round(self._precision, 4)

    @property
    def recall(self) -> float:
        """The share of what there is that was found; 1 where nothing was there and nothing was given."""
        return round(self._recall, 4)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self._precision + self._recall
        return round(2 * self._precision * self._recall / total, 4) if total else 0.0

    @property
    def _precision(self) -> float:
        return self.hits / self.predicted if self.predicted else float(not self.gold)

    @property
    def _recall(self) -> float:
        return self.hits / self.gold if self.gold else float(not self.predicted)


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that was missed, or made up.

    `what` is entity, relation or outcome; `text` says it in words, `sentence` is where it stands, or empty where the
    document is not at hand. `term` is the class or relation by the name that the ontology gives it and `text` holds.
    """

    document: str
    made_up: bool
    what: str
    text: str
    sentence: str
    term: str


@dataclass(frozen=True)
class Evaluation:
    """The figures of all documents together, and the errors in their order.

    `names` counts, of the entities that agree, those whose fullest name agrees too; `by_fact` counts, of the outcomes
    that agree, those of which one fact is right; `complete` counts the outcomes of which all are.
    """

    entities: Figures = Figures()
    names: Figures = Figures()
    by_type: Mapping[EntityType, Figures] = field(default_factory=dict)
    relations: Figures = Figures()
    by_predicate: Mapping[Predicate, Figures] = field(default_factory=dict)
    outcomes: Figures = Figures()
    by_fact: Mapping[str, Figures] = field(default_factory=dict)
    complete: Figures = Figures()
    errors: tuple[Error, ...] = ()

    @property
    def score(self) -> float:
        """The mean F1 of entities, relations and complete outcomes."""
        return round(sum(part.f1 for part in (self.entities, self.relations, self.complete)) / 3, 4)

    def rows(self) -> list[tuple[str, Figures]]:
        """Every figure with its name, in the order in which people read them."""
        return [
            ("entities", self.entities),
            *((f"entities/{kind.value}", self.by_type[kind]) for kind in EntityType if kind in self.by_type),
            ("names of matched entities", self.names),
            ("relations", self.relations),
            *((f"relations/{p.value}", self.by_predicate[p]) for p in Predicate if p in self.by_predicate),
            ("outcomes", self.outcomes),
            *((f"outcomes/{fact} right where matched", self.by_fact[fact]) for fact in OUTCOME_FACTS if self.by_fact),
            ("outcomes, all four right", self.complete),
        ]

    def to_json(self) -> dict[str, Any]:
        """The figures and the errors, for machines."""
        return {
            "score": self.score,
            "figures": {
                name: {"p": row.precision, "r": row.recall, "f1": row.f1,
                       "hits": row.hits, "gold": row.gold, "pred": row.predicted}
                for name, row in self.rows()
            },
            "errors": [
                {"document": error.document, "error": "made up" if error.made_up else "missed", "what": error.what,
                 "text": error.text, "sentence": error.sentence}
                for error in self.errors
            ],
        }


def evaluate(gold: Sequence[Facts], predicted: Sequence[Facts], documents: Sequence[Document] = ()) -> Evaluation:
    """Compare the facts of each gold document with those predicted of the document of the same name.

    A document without prediction has none of its facts found. `documents` give the errors their sentences.
    """
    by_name = {facts.document: facts for facts in predicted}
    texts = {document.name: document for document in documents}
    parts = [
        _compare(facts, by_name.get(facts.document) or Facts(facts.document, (), (), ()), texts.get(facts.document))
        for facts in gold
    ]
    return Evaluation(
        entities=_sum(part.entities for part in parts), names=_sum(part.names for part in parts),
        by_type=_sums(part.by_type for part in parts), relations=_sum(part.relations for part in parts),
        by_predicate=_sums(part.by_predicate for part in parts), outcomes=_sum(part.outcomes for part in parts),
        by_fact=_sums(part.by_fact for part in parts), complete=_sum(part.complete for part in parts),
        errors=tuple(error for part in parts for error in part.errors),
    )


def read_gold(path: Path) -> tuple[Facts, ...]:
    """The annotated facts of a JSON file, or of every *.json of a folder, by name.

    Raises DocumentError where there are none, or one is not of the form of `Facts.to_json`.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise DocumentError("{path} holds no *.json. Give a file or folder of annotated documents.", path=path)
    return tuple(_read_facts(file) for file in files)


def parse_gold(name: str, data: bytes) -> Facts:
    """The annotated facts that the bytes of a JSON file hold; `name` is what errors call it.

    Raises DocumentError where they are not of the form of `Facts.to_json`.
    """
    try:
        facts = Facts.from_json(json.loads(data.decode("utf-8-sig")))
        for text in _texts(facts):
            if not isinstance(text, str):
                raise TypeError(f"{text!r} stands where there must be text")  # noqa: TRY301 -- told as the others are
            text.encode()  # half a character cannot be shown
    except KeyError as error:
        raise DocumentError(
            "{name}: an entry lacks {key}. See `maitu extract` for the form.", name=name, key=error
        ) from error
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise DocumentError("{name}: {why}. See `maitu extract` for the form.", name=name, why=error) from error
    return facts


def _read_facts(file: Path) -> Facts:
    try:
        return parse_gold(str(file), file.read_bytes())
    except OSError as error:
        raise DocumentError(
            "{path} cannot be read: {why}. Name a file that exists.", path=file, why=error.strerror
        ) from error


def _texts(facts: Facts) -> Iterable[object]:
    """Everything in `facts` that is compared or shown as text."""
    yield facts.document
    for entity in facts.entities:
        yield from (entity.id, entity.name, *entity.aliases, *(mention.quote for mention in entity.mentions))
    for relation in facts.relations:
        yield from (relation.subject, relation.object, relation.evidence.quote)
    for outcome in facts.outcomes:
        yield from (outcome.indicator, outcome.unit, outcome.evidence.quote)
        yield from (text for text in (outcome.period, outcome.subject) if text is not None)


def _compare(gold: Facts, predicted: Facts, document: Document | None) -> Evaluation:
    errors = _Errors(gold.document, document)
    pairs = _pair(gold.entities, predicted.entities, _entity_likeness)
    gold_id = {predicted.entities[j].id: gold.entities[i].id for i, j in pairs}
    types = {kind: _of_type(gold.entities, predicted.entities, pairs, kind) for kind in EntityType}
    named = sum(_plain(gold.entities[i].name) == _plain(predicted.entities[j].name) for i, j in pairs)
    errors.entities(gold.entities, predicted.entities, pairs)

    # An entity without a counterpart is told from every entity of the other side by the mark before its id.
    stated = _triples(gold.relations, {entity.id: entity.id for entity in gold.entities})
    found = _triples(predicted.relations, gold_id)
    predicates = {predicate: _of_predicate(stated, found, predicate) for predicate in Predicate}
    errors.relations(stated, found, {e.id: e.name for e in gold.entities}, {e.id: e.name for e in predicted.entities})

    reported = [outcome for outcome in gold.outcomes if not outcome.target]
    given = [outcome for outcome in predicted.outcomes if not outcome.target]
    matched = _pair(reported, given, _outcome_likeness)
    right = [_facts_right(reported[i], given[j], gold_id) for i, j in matched]
    errors.outcomes(reported, given, matched)
    return Evaluation(
        entities=Figures(len(pairs), len(gold.entities), len(predicted.entities)),
        names=Figures(named, len(pairs), len(pairs)),
        by_type={kind: figures for kind, figures in types.items() if figures != Figures()},
        relations=Figures(len(stated.keys() & found.keys()), len(stated), len(found)),
        by_predicate={predicate: figures for predicate, figures in predicates.items() if figures != Figures()},
        outcomes=Figures(len(matched), len(reported), len(given)),
        by_fact={fact: Figures(sum(fact in r for r in right), len(right), len(right)) for fact in OUTCOME_FACTS},
        complete=Figures(sum(len(r) == len(OUTCOME_FACTS) for r in right), len(reported), len(given)),
        errors=tuple(errors.found),
    )


def _plain(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").lower().translate(_IGNORED)


def _likeness(one: str, other: str) -> float:
    """Dice's coefficient of the character bigrams of two texts, in [0, 1] (L. R. Dice, Ecology 26, 1945)."""
    one, other = _plain(one), _plain(other)
    if min(len(one), len(other)) < 2:
        return float(one == other != "")
    first, second = Counter(pairwise(one)), Counter(pairwise(other))
    return 2 * (first & second).total() / (first.total() + second.total())


def _surfaces(entity: Entity) -> set[str]:
    return {_plain(name) for name in (entity.name, *entity.aliases)} - {""}


def _entity_likeness(gold: Entity, predicted: Entity) -> float:
    shared = _surfaces(gold) & _surfaces(predicted) if gold.type is predicted.type else set()
    return len(shared) + 2 * (_plain(gold.name) == _plain(predicted.name)) if shared else 0


def _outcome_likeness(gold: Outcome, predicted: Outcome) -> float:
    close = abs(gold.value - predicted.value) <= 1e-6 * max(1.0, abs(gold.value))
    if not close or _plain(gold.unit) != _plain(predicted.unit):
        return 0
    likeness = _likeness(gold.indicator, predicted.indicator)
    one, other = _plain(gold.evidence.quote), _plain(predicted.evidence.quote)
    if one and other and (one in other or other in one):
        likeness = max(likeness, _QUOTED_ALIKE)
    return likeness if likeness >= _ALIKE else 0


def _facts_right(gold: Outcome, predicted: Outcome, gold_id: Mapping[str, str]) -> set[str]:
    subject = gold_id.get(predicted.subject, "?") if predicted.subject else None
    right = {
        "indicator": _likeness(gold.indicator, predicted.indicator) >= _SAME_INDICATOR,
        "qualifier": gold.qualifier is predicted.qualifier,
        "period": _plain(gold.period) == _plain(predicted.period),
        "subject": gold.subject == subject,
    }
    return {fact for fact, is_right in right.items() if is_right}


def _pair(gold: Sequence[_T], predicted: Sequence[_T], likeness: Callable[[_T, _T], float]) -> list[tuple[int, int]]:
    """Pairs of positions, one to one, the most alike first, the earlier first among equals."""
    every = ((-likeness(one, other), i, j) for i, one in enumerate(gold) for j, other in enumerate(predicted))
    scored = sorted(pair for pair in every if pair[0] < 0)
    left, right = set(range(len(gold))), set(range(len(predicted)))
    pairs = []
    for _, i, j in scored:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return pairs


_Triple = tuple[str, Predicate, str]


def _triples(relations: Iterable[Relation], ids: Mapping[str, str]) -> dict[_Triple, Relation]:
    """Relations by their ends and predicate: a triple stated twice counts once."""
    found = {}
    for relation in relations:
        ends = [ids.get(end, f"?{end}") for end in (relation.subject, relation.object)]
        if relation.predicate in SYMMETRIC:
            ends.sort()
        found[ends[0], relation.predicate, ends[1]] = relation
    return found


def _of_type(
    gold: Sequence[Entity], predicted: Sequence[Entity], pairs: Iterable[tuple[int, int]], kind: EntityType,
) -> Figures:
    hits = sum(gold[i].type is kind for i, _ in pairs)
    return Figures(hits, *(sum(entity.type is kind for entity in entities) for entities in (gold, predicted)))


def _of_predicate(stated: Iterable[_Triple], found: Iterable[_Triple], predicate: Predicate) -> Figures:
    one, other = ({triple for triple in triples if triple[1] is predicate} for triples in (stated, found))
    return Figures(len(one & other), len(one), len(other))


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, start=Figures())


_K = TypeVar("_K", bound=Hashable)


def _sums(tables: Iterable[Mapping[_K, Figures]]) -> dict[_K, Figures]:
    total: dict[_K, Figures] = {}
    for table in tables:
        for key, figures in table.items():
            total[key] = total.get(key, Figures()) + figures
    return total


class _Errors:
    """The errors of one document, in words, each with its sentence."""

    def __init__(self, name: str, document: Document | None) -> None:
        self.name = name
        self.sentences = [(s.text, "".join(s.text.split())) for s in document.sentences] if document else []
        self.found: list[Error] = []

    def entities(self, gold: Sequence[Entity], predicted: Sequence[Entity], pairs: Sequence[tuple[int, int]]) -> None:
        for made_up, entities, hits in ((False, gold, {i for i, _ in pairs}), (True, predicted, {j for _, j in pairs})):
            for at, entity in enumerate(entities):
                if at not in hits:
                    quotes = [*(mention.quote for mention in entity.mentions), entity.name, *entity.aliases]
                    kind = entity.type.value
                    self._add(f"{kind} {entity.name}", quotes, what="entity", term=kind, made_up=made_up)

    def relations(
        self, stated: Mapping[_Triple, Relation], found: Mapping[_Triple, Relation],
        gold: Mapping[str, str], predicted: Mapping[str, str],
    ) -> None:
        for made_up, relations, names in ((False, stated, gold), (True, found, predicted)):
            for triple in sorted(relations.keys() ^ (stated.keys() & found.keys())):
                relation = relations[triple]
                subject, item = (names.get(end, end) for end in (relation.subject, relation.object))
                term, quotes = relation.predicate.value, [relation.evidence.quote]
                self._add(f"{subject} —{term}→ {item}", quotes, what="relation", term=term, made_up=made_up)

    def outcomes(self, gold: Sequence[Outcome], predicted: Sequence[Outcome], pairs: Sequence[tuple[int, int]]) -> None:
        for made_up, outcomes, hits in ((False, gold, {i for i, _ in pairs}), (True, predicted, {j for _, j in pairs})):
            for at, outcome in enumerate(outcomes):
                if at not in hits:
                    text = f"{outcome.indicator} = {outcome.value:g} {outcome.unit}".rstrip()
                    quotes = [outcome.evidence.quote]
                    self._add(text, quotes, what="outcome", term="Outcome", made_up=made_up)

    def _add(self, text: str, quotes: Iterable[str], *, what: str, term: str, made_up: bool) -> None:
        plain = [quote for quote in ("".join(quote.split()) for quote in quotes) if quote]
        where = (sentence for quote in plain for sentence, flat in self.sentences if quote in flat)
        self.found.append(Error(self.name, made_up, what, text, next(where, ""), term))
