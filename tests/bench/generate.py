"""Documents made up for measurements, of the shape that real ones have, for benchmarks and tests of size.

    python -m tests.bench.generate TRIPLES

Each is built by `graph.build` from facts that are drawn, not extracted. Its measures are those of sixty articles of
university news drawn at random: 580 triples, 19 sentences and 1,100 characters in the mean, with 16 entities (and 23
mentions), 6 relations and 3 figures. They lie in the 2,900 counties of China, some of which are written about much more
often than others, so that what one document names others name too.

A number of triples counts the quads in the graphs of the documents. The store holds more: the union of the graphs
stands in it a second time (`graph.store.embedded` says why), with what several documents state once, and the digest of
each graph.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from pyoxigraph import Quad

from graph.build import build, document_iri
from graph.document import Document, Sentence
from graph.extract import gazetteer
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Qualifier, Relation
from graph.kinds import Kind
from graph.store import FORMAT, open_store

QUADS_A_DOCUMENT = 590
"""How many quads the graph of a generated document has, in the mean."""

SHAPE = 1
"""Changed with what is generated, so that stores made before are not taken for new ones."""

BODIES = (
    "委组织部", "委宣传部", "人力资源和社会保障局", "教育局", "科学技术局", "农业农村局", "卫生健康局", "民政局",
    "财政局", "发展和改革局", "总工会", "妇女联合会", "第一中学", "人民医院", "职业技术学院", "图书馆", "文化馆",
    "青年志愿者协会",
)
WORDS = (
    "人才", "青年", "乡村", "创业", "技能", "助学", "绿色", "健康", "数字", "阅读", "科普", "就业", "志愿", "匠心",
    "英才", "银龄", "春风", "雨露", "星火", "领航",
)
KINDS = ("计划", "工程", "行动", "项目", "专项行动", "培训班")
HONOURS = ("示范单位", "先进集体", "文明单位", "优秀项目", "示范基地")
POLICIES = ("实施办法", "实施方案", "管理办法", "若干措施", "指导意见")
EVENTS = ("启动仪式", "推进会", "座谈会", "技能大赛", "论坛")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红玲建国文辉"
INDICATORS = (
    ("培训学员", "人次"), ("帮扶家庭", "户"), ("开展活动", "场"), ("引进人才", "人"), ("投入资金", "元"),
    ("覆盖村庄", "个"), ("带动就业", "人"), ("发放图书", "册"), ("满意率", "%"), ("新建站点", "个"),
)
FILLERS = (
    "与会人员围绕下一步工作进行了深入交流，并就有关问题提出了意见和建议",
    "活动现场气氛热烈，参加者纷纷表示收获很大，今后将把所学用到实际工作之中",
    "有关负责人指出，要进一步提高认识、压实责任，推动各项任务落到实处、见到成效",
    "据了解，近年来当地不断完善服务体系，群众的获得感、幸福感、安全感持续增强",
)


def documents(count: int, seed: int = 7) -> Iterator[tuple[str, list[Quad]]]:
    """The IRI and the quads of `count` documents; each depends on `seed` and its number alone."""
    for number in range(count):
        document, facts = stated(number, seed)
        yield document_iri(document), build(facts, document)


def stated(number: int, seed: int = 7) -> tuple[Document, Facts]:
    """A document and what it states, before it becomes RDF."""
    return _Draft(number, random.Random(f"{seed}/{number}")).finished()


def store_of(triples: int) -> Path:
    """The folder of a store of about so many triples, not to be changed: made once, kept among the temporary files.

    Two processes that make the same one at once do not meet.
    """
    folder = Path(tempfile.gettempdir()) / "maitu-bench"
    path = folder / f"store-{triples}-{SHAPE}-{FORMAT}"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as made:
            with open_store(Path(made) / "store", write=True) as store:
                store.load(documents(round(triples / QUADS_A_DOCUMENT)))
            try:
                (Path(made) / "store").rename(path)
            except OSError:  # another process was first
                if not path.exists():
                    raise
    return path


class _Draft:
    """One document in the making: sentences, and what each of them states."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self._chance = chance
        self._name = f"news-{number:06}.txt"
        self._day = date(2015 + chance.randrange(10), chance.randrange(12) + 1, chance.randrange(28) + 1)
        self._texts: list[tuple[str, Kind]] = []
        self._entities: dict[str, tuple[EntityType, str, str, str | None]] = {}
        self._mentions: dict[str, list[tuple[int, str]]] = {}
        self._relations: list[tuple[str, Predicate, str, int, str]] = []
        self._outcomes: list[tuple[str, float, str, str, str | None, str, int, str, bool]] = []
        counties = _counties()
        # some counties are written about much more often than others
        self._county = counties[int(len(counties) * chance.random() ** 3)]

    def finished(self) -> tuple[Document, Facts]:
        """The document, and its facts with their evidence."""
        self._write()
        text = ""
        sentences = []
        for index, (words, kind) in enumerate(self._texts):
            start = len(text)
            spans: tuple[tuple[int, int], ...] = ((start, start + len(words)),)
            if kind is Kind.BODY and index % 12 == 0:  # torn by a line break, which is read as a blank
                middle = start + len(words) // 2
                spans = ((start, middle), (middle, start + len(words)))
            sentences.append(Sentence(index, words, spans, index // 3, kind))
            text += words + "\n"
        document = Document(
            self._name, text, "utf-8", f"{self._chance.getrandbits(256):064x}", "text/plain", self._texts[0][0],
            self._day, tuple(sentences),
        )
        return document, self._facts(document)

    def _facts(self, document: Document) -> Facts:
        def evidence(sentence: int, words: str) -> Evidence:
            start = document.sentences[sentence].text.index(words)
            return document.sentences[sentence].evidence(start, start + len(words))

        entities = tuple(
            Entity(
                id_, type_, name, (alias,) if alias else (),
                tuple(evidence(sentence, words) for sentence, words in self._mentions[id_]), code,
                ("short name",) if alias else (),
            )
            for id_, (type_, name, alias, code) in self._entities.items()
        )
        relations = tuple(
            Relation(
                subject, predicate, object_, evidence(sentence, words), self._chance.choice((0.75, 0.9, 0.95)), "drawn"
            )
            for subject, predicate, object_, sentence, words in self._relations
        )
        outcomes = tuple(
            Outcome(
                indicator, value, unit, self._chance.choice((None, None, Qualifier.MORE_THAN, Qualifier.ABOUT)), period,
                subject, program, None, evidence(sentence, words), date(int(period[:4]), 1, 1),
                date(int(period[:4]), 12, 31), target,
            )
            for indicator, value, unit, period, program, subject, sentence, words, target in self._outcomes
        )
        return Facts(document.name, entities, relations, outcomes)

    def _say(self, words: str, *named: str, kind: Kind = Kind.BODY) -> int:
        """A sentence that names entities; its index."""
        self._texts.append((words, kind))
        index = len(self._texts) - 1
        for id_ in named:
            self._mentions.setdefault(id_, []).append((index, self._entities[id_][1]))
        return index

    def _entity(self, type_: EntityType, name: str, alias: str = "", code: str | None = None) -> str:
        id_ = f"{type_.value.lower()}-{name}"
        self._entities[id_] = (type_, name, alias, code)
        return id_

    def _relate(self, sentence: int, subject: str, predicate: Predicate, object_: str, words: str) -> None:
        self._relations.append((subject, predicate, object_, sentence, words))

    def _write(self) -> None:
        choice, chance = self._chance.choice, self._chance
        place, code = self._county
        county = self._entity(EntityType.PLACE, place, code=code)
        bodies = [
            self._entity(EntityType.ORGANIZATION, place + body, body if len(body) > 3 and body[0] != "委" else "")
            for body in chance.sample(BODIES, 4)
        ]
        unit = self._entity(EntityType.ORGANIZATION, f"{self._entities[bodies[0]][1]}{choice(WORDS)}办公室")
        word, kind = choice(WORDS), choice(KINDS)
        program = self._entity(EntityType.PROGRAM, f"“{word}{chance.randrange(1, 6) * 100}{kind}”", f"{word}{kind}")
        other = self._entity(EntityType.PROGRAM, f"{choice(WORDS)}{choice(WORDS)}{choice(KINDS)}")
        people = [self._entity(EntityType.PERSON, self._person()) for _ in range(3 + chance.randrange(3))]
        name = {id_: entity[1] for id_, entity in self._entities.items()}
        self._say(f"{name[bodies[0]]}扎实推进{name[program]}", bodies[0], program, kind=Kind.TITLE)
        self._say(f"{self._day.year}年{self._day.month}月{self._day.day}日", kind=Kind.BYLINE)
        words = f"{name[bodies[0]]}在{place}实施{name[program]}"
        sentence = self._say(f"近日，{words}，{name[people[0]]}主持。", bodies[0], county, program, people[0])
        self._relate(sentence, bodies[0], Predicate.RUNS, program, words)
        self._relate(sentence, people[0], Predicate.LEADS, program, f"{name[people[0]]}主持")
        sentence = self._say(f"{name[unit]}负责日常工作，并开展{name[other]}。", unit, other)
        self._relate(sentence, unit, Predicate.PART_OF, bodies[0], name[unit])
        self._relate(sentence, unit, Predicate.RUNS, other, f"开展{name[other]}")
        words = f"{name[bodies[1]]}、{name[bodies[2]]}参加{name[program]}"
        sentence = self._say(f"{words}，共同研究推进办法。", bodies[1], bodies[2], program)
        self._relate(sentence, bodies[1], Predicate.PARTICIPATES_IN, program, words)
        self._sometimes(bodies, program)
        for person in people[1:]:
            when = choice(("座谈时", "会上", "其间"))
            self._say(f"{when}，{name[person]}介绍了有关情况，{choice(FILLERS)}。", person)
        for _ in range(2 + chance.randrange(3)):
            self._figure(program, chance.choice(bodies))
        self._say(f"{name[bodies[3]]}供稿。", bodies[3])
        for _ in range(chance.randrange(9)):
            self._say(f"{choice(WORDS)}工作稳步推进：{choice(FILLERS)}，{choice(FILLERS)}。")

    def _sometimes(self, bodies: list[str], program: str) -> None:
        """What not every document states: an honour, a policy, an event."""
        chance, place = self._chance, self._county[0]
        first = self._entities[bodies[0]][1]
        if chance.random() < 0.6:
            honour = self._entity(EntityType.RECOGNITION, f"省级{chance.choice(WORDS)}{chance.choice(HONOURS)}")
            words = f"被评为{self._entities[honour][1]}"
            sentence = self._say(f"此前，{first}{words}。", bodies[0], honour)
            self._relate(sentence, bodies[0], Predicate.RECOGNISED_AS, honour, words)
        if chance.random() < 0.5:
            government = self._entity(EntityType.ORGANIZATION, f"{place}人民政府")
            words = f"{first}是{self._entities[government][1]}工作部门"
            sentence = self._say(f"{words}。", bodies[0], government)
            self._relate(sentence, bodies[0], Predicate.PART_OF, government, words)
        if chance.random() < 0.4:
            policy = self._entity(EntityType.POLICY, f"{place}{chance.choice(WORDS)}工作{chance.choice(POLICIES)}")
            words = f"{first}印发《{self._entities[policy][1]}》"
            sentence = self._say(f"{words}，为工作提供了依据。", bodies[0], policy)
            self._relate(sentence, bodies[0], Predicate.ISSUED, policy, words)
            self._relate(sentence, program, Predicate.BASED_ON, policy, "提供了依据")
        if chance.random() < 0.8:
            event = self._entity(EntityType.EVENT, f"{place}{chance.choice(WORDS)}{chance.choice(EVENTS)}")
            self._say(f"{self._entities[event][1]}随后举行，{chance.choice(FILLERS)}。", event)

    def _figure(self, program: str, subject: str) -> None:
        chance = self._chance
        indicator, unit = chance.choice(INDICATORS)
        value = chance.randrange(500, 1000) / 10 if unit == "%" else round(10 ** (1 + 5 * chance.random()))
        period = f"{self._day.year - chance.randrange(3)}年"
        words = f"{indicator}{value}{unit}"
        name = self._entities[program][1]
        sentence = self._say(f"{period}，{name}{words}，{chance.choice(FILLERS)}。", program)
        self._outcomes.append(
            (indicator, float(value), unit, period, program, subject, sentence, words, chance.random() < 0.1)
        )

    def _person(self) -> str:
        return self._chance.choice(SURNAMES) + "".join(self._chance.choices(GIVEN, k=2))


@cache
def _counties() -> list[tuple[str, str]]:
    """The name and code of each county, in an order that mixes the provinces."""
    divisions = {d for found in gazetteer._index().names.values() for d in found if len(d.code) == 6}
    names = [(division.name, division.code) for division in sorted(divisions, key=lambda division: division.code)]
    random.Random(0).shuffle(names)
    return names


def main() -> None:
    """Make the store of so many triples, and print where it is and what it holds."""
    triples = int(sys.argv[1])
    path = store_of(triples)
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    print(f"{path}: {size / 1e6:,.0f} MB, {size / triples:.0f} bytes a triple")


if __name__ == "__main__":
    main()
