"""A small document with facts stated by hand, as RDF and in a store: for tests of what comes after extraction."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Quad

from graph.build import build, document_iri
from graph.document import Document, from_text
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Qualifier, Relation
from graph.store import Store, open_store

TEXT = """云溪县出台《云溪县人才工作办法》，实施“百人计划”。2023年，“百人计划”培训干部1.2万余人次。
云溪县委组织部与清河公司合作，在双桥镇举办“百人计划”。清河公司被评为省级示范企业。力争到2025年培训干部2万人次。
"""

Quote = Callable[[Document, str], Evidence]


@pytest.fixture(scope="session")
def quote() -> Quote:
    """Find the words of a document that state something, as evidence."""

    def evidence(document: Document, words: str) -> Evidence:
        sentence = next(s for s in document.sentences if words in s.text)
        start = sentence.text.index(words)
        return sentence.evidence(start, start + len(words))

    return evidence


@pytest.fixture(scope="session")
def document() -> Document:
    return from_text("yunxi.txt", TEXT)


@pytest.fixture(scope="session")
def facts(document: Document, quote: Quote) -> Facts:
    return stated(document, quote)


def stated(document: Document, quote: Quote) -> Facts:
    """What TEXT states."""

    def entity(id_: str, type_: EntityType, name: str, *aliases: str, adcode: str | None = None) -> Entity:
        mention = quote(document, aliases[0] if aliases else name)
        return Entity(id_, type_, name, aliases, (mention,), adcode, ("same name",) * len(aliases))

    def relation(subject: str, predicate: Predicate, object_: str, words: str) -> Relation:
        return Relation(subject, predicate, object_, quote(document, words), 0.9, "by hand")

    return Facts(
        document=document.name,
        entities=(
            entity("county", EntityType.PLACE, "云溪县", "云溪"),
            entity("town", EntityType.PLACE, "双桥镇"),
            entity("policy", EntityType.POLICY, "云溪县人才工作办法"),
            entity("plan", EntityType.PROGRAM, "“百人计划”", "百人计划"),
            entity("office", EntityType.ORGANIZATION, "云溪县委组织部"),
            entity("company", EntityType.ORGANIZATION, "清河公司"),
            entity("honour", EntityType.RECOGNITION, "省级示范企业"),
        ),
        relations=(
            relation("county", Predicate.ISSUED, "policy", "云溪县出台《云溪县人才工作办法》"),
            relation("county", Predicate.RUNS, "plan", "实施“百人计划”"),
            relation("office", Predicate.RUNS, "plan", "举办“百人计划”"),
            relation("office", Predicate.PARTNERS_WITH, "company", "云溪县委组织部与清河公司合作"),
            relation("plan", Predicate.LOCATED_IN, "town", "在双桥镇举办“百人计划”"),
            relation("town", Predicate.LOCATED_IN, "county", "在双桥镇举办"),
            relation("company", Predicate.RECOGNISED_AS, "honour", "清河公司被评为省级示范企业"),
        ),
        outcomes=(
            Outcome(
                "培训干部",
                12000.0,
                "人次",
                Qualifier.MORE_THAN,
                "2023年",
                "county",
                "plan",
                None,
                quote(document, "培训干部1.2万余人次"),
                date(2023, 1, 1),
                date(2023, 12, 31),
            ),
            Outcome(
                "培训干部",
                20000.0,
                "人次",
                None,
                "到2025年",
                "county",
                None,
                None,
                quote(document, "培训干部2万人次"),
                None,
                date(2025, 12, 31),
                target=True,
            ),
        ),
    )


@pytest.fixture(scope="session")
def quads(facts: Facts, document: Document) -> list[Quad]:
    return build(facts, document)


@pytest.fixture(scope="session")
def location(tmp_path_factory: pytest.TempPathFactory, document: Document, quads: list[Quad], quote: Quote) -> Path:
    """A store with the document, and with a second one of the same words; not to be changed."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    again = from_text("again.txt", document.text)
    with open_store(folder, write=True) as opened:
        opened.replace(document_iri(document), quads)
        opened.replace(document_iri(again), build(stated(again, quote), again))
    return folder


@pytest.fixture(scope="session")
def store(location: Path) -> Iterator[Store]:
    """The store at `location`, opened to be read."""
    with open_store(location) as opened:
        yield opened
