"""Facts of a document in a language written with spaces between words, by rules and the lexicon of the language.

`text` cuts words, `names` finds names by capitals and heads, `identity` puts mentions of one thing together,
`relations` matches frames, `periods` and `figures` read time and numbers. No module here knows a word of a language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from graph.document import Document
from graph.extract.lexicon import Lexicon
from graph.extract.progress import Progress, passing, unheard
from graph.extract.spaced.figures import Figure, Figures
from graph.extract.spaced.identity import Group, resolve
from graph.extract.spaced.names import Finder
from graph.extract.spaced.periods import Calendar, Period, day_of
from graph.extract.spaced.relations import Frames, Placed, Subjects
from graph.extract.spaced.text import Text, read
from graph.facts import Entity, EntityType, Facts, Outcome, Relation
from graph.layout import Kind

_FIGURES_IN = (Kind.BODY, Kind.TITLE, Kind.HEADING, Kind.CAPTION)


def extract(document: Document, lexicon: Lexicon, progress: Progress = unheard) -> Facts:
    """What a document states, in the words of `lexicon`."""
    texts = [read(sentence, lexicon) for sentence in document.sentences]
    finder = Finder(lexicon)
    groups = resolve((name for text in texts for name in finder.find(text)), lexicon)
    placed: dict[int, list[Placed]] = defaultdict(list)
    for group in groups:
        for name in group.mentions:
            placed[name.sentence].append(Placed(name, group))
    for names in placed.values():
        names.sort(key=lambda one: one.name.first)
    subjects, frames, reports = Subjects(lexicon, groups), Frames(lexicon), _Reports(lexicon, document)
    relations: list[Relation] = []
    outcomes: list[Outcome] = []
    for text in passing(texts, progress, 0.5, 1.0):
        here = placed[text.sentence.index]
        if text.sentence.kind not in (Kind.FURNITURE, Kind.HEADING):
            relations += frames.find(text, here, subjects)
        if text.sentence.kind in _FIGURES_IN:
            outcomes += reports.of(text, here, subjects)
        subjects.pass_over(here)
    return Facts(
        document.name, tuple(_entity(group, texts) for group in groups), tuple(_once(relations)), tuple(outcomes),
    )


class _Reports:
    """Figures with their period, subject, programme and place; what a paragraph's earlier sentence says goes on."""

    def __init__(self, lexicon: Lexicon, document: Document) -> None:
        self._figures, self._calendar = Figures(lexicon), Calendar(lexicon)
        self._today = day_of(document)
        self._oblique, self._list = lexicon.words("words.oblique").all, lexicon.words("words.list_marks").all
        self._articles = frozenset(lexicon.value("names.joints")["articles"])
        self._paragraph = -1
        self._period: tuple[str, Period] | None = None
        self._announced: tuple[bool, tuple[str, Period] | None] | None = None

    def of(self, text: Text, placed: Sequence[Placed], subjects: Subjects) -> list[Outcome]:
        sentence = text.sentence
        names = [(one.name.first, one.name.last) for one in placed]
        inside = [(text.words[first].start, text.words[last - 1].end) for first, last in names]
        periods = [
            period for period in self._calendar.find(sentence.text, self._today)
            if not any(start <= period.core < end for start, end in inside)
        ]
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._period = sentence.paragraph, None
        times = [(period.core, period.end) for period in periods]
        listed = self._announced if sentence.text[:1].isdigit() else None
        figures = list(self._figures.find(text, names, times, aimed=bool(listed and listed[0])))
        found = [self._outcome(text, figure, periods, placed, subjects, listed) for figure in figures]
        if periods:
            self._period = (sentence.text[periods[-1].core : periods[-1].end], periods[-1])
        if sentence.text.endswith(":"):
            self._announced = (self._figures.aims(text), self._period)
        elif not sentence.text[:1].isdigit():
            self._announced = None
        return found

    def _outcome(
        self, text: Text, figure: Figure, periods: Sequence[Period], placed: Sequence[Placed], subjects: Subjects,
        listed: tuple[bool, tuple[str, Period] | None] | None,
    ) -> Outcome:
        sentence = text.sentence
        nearest = min(periods, key=lambda p: min(abs(p.end - figure.start), abs(p.start - figure.end)), default=None)
        stated = (sentence.text[nearest.core : nearest.end], nearest) if nearest else None
        period = stated or self._period or (listed[1] if listed else None)
        first: date | None = period[1].first if period else None
        last: date | None = period[1].last if period else None
        at = next((i for i, word in enumerate(text.words) if word.start >= figure.start), len(text.words))
        actors = self._actors(text, [one for one in placed if one.name.last <= at])
        acting = (EntityType.ORGANIZATION, EntityType.PLACE, EntityType.PROGRAM)
        pointed = subjects.pointed(text, 0, at, acting)
        subject = actors[-1] if actors else pointed[0] if pointed else None
        things = [one.thing for one in placed]
        programs = [one for one in placed if one.thing.type is EntityType.PROGRAM]
        program = min(programs, key=lambda one: max(one.name.first - at, 2 * (at - one.name.last)), default=None)
        place = next((thing for thing in things if thing.type is EntityType.PLACE and thing is not subject), None)
        through = program.thing if program else None
        if subject and subject.type is EntityType.PROGRAM:
            through, subject = through or subject, None
        return Outcome(
            indicator=figure.indicator, value=figure.value, unit=figure.unit, qualifier=figure.qualifier,
            period=period[0] if period else None, period_start=first, period_end=last,
            subject=subject.id if subject else None, program=through.id if through else None,
            place=place.id if place else None, evidence=sentence.evidence(figure.first, figure.last),
            target=figure.target,
        )

    def _actors(self, text: Text, before: Sequence[Placed]) -> list[Group]:
        """The bodies and places named before a figure that may be whose it is: not those behind a preposition."""
        actors: list[Group] = []
        oblique = False
        for one in before:
            first = one.name.first
            while first and text.words[first - 1].lower in self._articles:
                first -= 1
            word = text.words[first - 1].lower if first else ""
            # The members of a list stand as its first one does.
            oblique = oblique if word in self._list else word in self._oblique
            if not oblique and one.thing.type in (EntityType.ORGANIZATION, EntityType.PLACE):
                actors.append(one.thing)
        return actors


def _entity(group: Group, texts: Sequence[Text]) -> Entity:
    mentions = []
    for name in group.mentions:
        text = texts[name.sentence]
        mentions.append(text.sentence.evidence(text.words[name.first].start, text.words[name.last - 1].end))
    aliases = {alias: why for alias, why in group.aliases.items() if alias != group.name}
    return Entity(
        id=group.id, type=group.type, name=group.name, aliases=tuple(aliases), mentions=tuple(mentions),
        identity=tuple(aliases.values()),
    )


def _once(relations: Iterable[Relation]) -> Iterable[Relation]:
    """Each relation once a sentence, as its surest frame tells it."""
    best: dict[tuple[str, str, str, int], Relation] = {}
    for relation in relations:
        key = (relation.subject, relation.predicate, relation.object, relation.evidence.sentence)
        if key not in best or relation.confidence > best[key].confidence:
            best[key] = relation
    return best.values()
