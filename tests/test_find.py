import random
from pathlib import Path

import pytest

from graph.build import build, document_iri
from graph.document import from_text
from graph.errors import NameNotFoundError
from graph.facts import Entity, EntityType, Facts
from graph.find import EntityRef, _errors, find, refs, search
from graph.names import fold, tidy
from graph.store import Store, open_store
from ontology.terms import INSTANCES

COUNTY = EntityRef(f"{INSTANCES}place/云溪县", "Place", "云溪县")
PLAN = EntityRef(f"{INSTANCES}program/云溪县/百人计划", "Program", "“百人计划”")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("云溪县", COUNTY),
        ("云溪", COUNTY),
        (" 云溪县　", COUNTY),
        ("云 溪 县", COUNTY),
        ("“百人计划”", PLAN),
        ("百人计划", PLAN),
        ('"百人计划"', PLAN),
        ("「百人计划」", PLAN),
        (PLAN.iri, PLAN),
        ("program/云溪县/百人计划", PLAN),
        ("id:place/云溪县", COUNTY),
    ],
)
def test_an_entity_is_found_by_any_name_however_it_is_written(store: Store, name: str, expected: EntityRef) -> None:
    assert find(store, name) == expected


def test_the_class_told_is_the_narrowest(store: Store) -> None:
    assert find(store, "云溪县委组织部").type == "PartyOrganization"
    assert find(store, "清河公司").type == "Enterprise"


@pytest.mark.parametrize(
    ("name", "first"), [("云西县", "云溪县"), ("百人计化", "“百人计划”"), ("清河有限公司", "清河公司")]
)
def test_a_near_miss_gets_suggestions_the_nearest_first(store: Store, name: str, first: str) -> None:
    with pytest.raises(NameNotFoundError, match=name) as told:
        find(store, name)
    assert told.value.suggestions[0] == first


@pytest.mark.parametrize("name", ["", "zzz", '"> } DROP ALL #', "\\", "\ud800", "x" * 10_000])
def test_a_name_that_nothing_is_like_gets_none(store: Store, name: str) -> None:
    with pytest.raises(NameNotFoundError) as told:
        find(store, name)
    assert told.value.suggestions == ()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of entities whose names meet: two of one name, an alias that is another's name, one with odd names."""
    document = from_text("a.txt", "无。")
    entities = (
        Entity("a", EntityType.PLACE, "城关镇", adcode="610102"),
        Entity("b", EntityType.PLACE, "城关镇"),
        Entity("c", EntityType.PROGRAM, "书记工程", aliases=("城关计划",)),
        Entity("d", EntityType.PROGRAM, "城关计划"),
        Entity("e", EntityType.PROGRAM, "甲行动", aliases=("行动",)),
        Entity("f", EntityType.PROGRAM, "乙行动", aliases=("行动",)),
        Entity("g", EntityType.PROGRAM, '"> } DROP ALL #'),
        Entity("h", EntityType.PROGRAM, "ｅＫＹＣ平台 Two"),
    )
    folder = tmp_path_factory.mktemp("crowded") / "s"
    with open_store(folder, write=True) as store:
        store.replace(document_iri(document), build(Facts("a.txt", entities, (), ()), document))
    return folder


def test_a_name_of_several_is_told_with_all_of_them(crowded: Path) -> None:
    with open_store(crowded) as store:
        with pytest.raises(NameNotFoundError, match="names 2 entities") as told:
            find(store, "城关镇")
        assert told.value.suggestions[0].startswith("place/")
        assert [find(store, candidate).name for candidate in told.value.suggestions] == ["城关镇", "城关镇"]
        with pytest.raises(NameNotFoundError, match="甲行动") as told:
            find(store, "行动")
        assert set(told.value.suggestions) == {"甲行动", "乙行动"}


def test_a_full_name_goes_before_an_alias(crowded: Path) -> None:
    with open_store(crowded) as store:
        assert find(store, "城关计划").name == "城关计划"


def test_hostile_and_wide_names_are_found_as_well(crowded: Path) -> None:
    with open_store(crowded) as store:
        assert find(store, '"> } DROP ALL #').name == '"> } DROP ALL #'
        assert find(store, "ekyc平台two").name == "ｅＫＹＣ平台 Two"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("云溪县", ["云溪县", "云溪县委组织部", "云溪县人才工作办法"]),
        ("人才", ["云溪县人才工作办法"]),
        ("企业", ["省级示范企业"]),
        ("云西县", ["云溪县"]),
        ("", []),
        ("   ", []),
        ("“”", []),
    ],
)
def test_search_ranks_whole_names_beginnings_and_parts_and_takes_near_misses(
    store: Store, words: str, names: list[str]
) -> None:
    assert [ref.name for ref in search(store, words)][: len(names) or None] == names


def test_search_gives_no_more_than_asked(store: Store) -> None:
    assert len(search(store, "云", limit=2)) == 2


def test_things_are_named_by_their_iris_whatever_they_are(store: Store) -> None:
    documents = store.documents()
    found = refs(store, [COUNTY.iri, documents[0].iri, "urn:nothing"])
    assert found == {COUNTY.iri: COUNTY, documents[0].iri: EntityRef(documents[0].iri, "Document", documents[0].title)}
    assert refs(store, []) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("《办法》", "办法"),
        ("３６５·有服务", "365·有服务"),
        ("A  b", "a B"),
        ("茅箭 区", "茅箭区"),
        ("百\u200b人", "百人"),
        ("（一）", "(一)"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_in_latin_letters_keep_their_blanks() -> None:
    assert tidy(" Clean   Rivers ") == "Clean Rivers"
    assert fold("人工智能 AI 平台") == "人工智能ai平台"


def test_errors_are_those_of_the_best_place_in_the_text() -> None:
    def plain(wanted: str, text: str) -> int:
        column = list(range(len(wanted) + 1))
        fewest = column[-1]
        for character in text:
            above, column[0] = column[0], 0
            for row, own in enumerate(wanted, start=1):
                above, column[row] = column[row], min(above + (own != character), column[row] + 1, column[row - 1] + 1)
            fewest = min(fewest, column[-1])
        return fewest

    chance = random.Random(4)
    for _ in range(2_000):
        wanted = "".join(chance.choices("甲乙丙", k=chance.randint(1, 70 if chance.random() < 0.1 else 7)))
        text = "".join(chance.choices("甲乙丙", k=chance.randint(0, 12)))
        assert _errors(wanted, text) == plain(wanted, text)
