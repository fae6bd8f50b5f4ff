"""Search against a plain scan, and an index that keeps in step whatever becomes of it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from click.testing import CliRunner, Result

from app.cli import maitu
from graph import search as searching
from graph.build import build, document_iri
from graph.document import from_text
from graph.facts import Entity, EntityType, Facts
from graph.find import count, find, search
from graph.search import count_sentences, rebuild, sentences
from graph.search.folding import folded_name, folded_text
from graph.store import Store, open_store

CHARACTERS = "云溪清河茅箭区县委组织部人才百千万计划工程行动联盟"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Each test opens its indexes anew, as another process does."""
    searching._indexes.clear()
    yield
    searching._indexes.clear()


def put(folder: Path, name: str, text: str, entities: tuple[Entity, ...] = ()) -> str:
    document = from_text(name, text)
    with open_store(folder, write=True) as store:
        store.replace(document_iri(document), build(Facts(name, entities, (), ()), document))
    return document_iri(document)


def named(*names: str) -> tuple[Entity, ...]:
    return tuple(Entity(str(n), EntityType.PROGRAM, name) for n, name in enumerate(names))


def found(folder: Path, words: str) -> list[str]:
    with open_store(folder) as store:
        return [ref.name for ref in search(store, words)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[str]]]:
    """A store of two thousand entities with random names and aliases, and the folded names of each by its full name."""
    folder = tmp_path_factory.mktemp("many") / "s"
    chance = random.Random(7)

    def name() -> str:
        return "".join(chance.choices(CHARACTERS, k=chance.randint(2, 9)))

    names = sorted({name() for _ in range(2000)})
    entities = tuple(
        Entity(str(n), EntityType.PROGRAM, one, aliases=tuple({name() for _ in range(n % 3)} - {one}))
        for n, one in enumerate(names)
    )
    put(folder, "a.txt", "无。", entities)
    return folder, {entity.name: {folded_name(one) for one in (entity.name, *entity.aliases)} for entity in entities}


def test_every_entity_a_name_of_which_holds_the_words_is_found_and_no_other(
    many: tuple[Path, dict[str, set[str]]],
) -> None:
    folder, names = many
    chance = random.Random(8)
    words = [*CHARACTERS]
    words += ["".join(chance.choices(CHARACTERS, k=2)) for _ in range(60)]
    for size in (2, 3, 4, 6):
        words += [one[:size] for one in chance.sample(sorted(names), 20)]
    with open_store(folder) as store:
        for word in words:
            expected = {name for name, own in names.items() if any(word in one for one in own)}
            given = [ref.name for ref in search(store, word, limit=None)]
            if expected:
                assert set(given) == expected
                assert len(given) == len(expected)
            assert count(store, word) == len(given)


def test_whole_names_come_first_then_beginnings_then_the_shortest(many: tuple[Path, dict[str, set[str]]]) -> None:
    with open_store(many[0]) as store:
        given = [ref.name for ref in search(store, "清河", limit=None)]
    ranks = [(name != "清河", not name.startswith("清河"), "清河" not in name) for name in given]
    assert ranks == sorted(ranks)
    beginnings = [len(name) for name in given if name.startswith("清河")]
    assert beginnings == sorted(beginnings)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("茅箭区委组识部", "茅箭区委组织部"),
        ("茅箭区委组部", "茅箭区委组织部"),
        ("茅箭区委组组织部", "茅箭区委组织部"),
        ("人材工程", "青年人才工程"),
        ("茅箭區委組織部", "茅箭区委组织部"),
        ("３６５", "365·有服务"),
        ("EKYC", "ｅＫＹＣ平台 Two"),
        ("平台 365", "365·有服务"),
        ("two ekyc", "ｅＫＹＣ平台 Two"),
        ("人才計劃", "人才計劃"),
        ("人才计划", "人才計劃"),
    ],
)
def test_one_wrong_character_and_other_writings_are_forgiven(tmp_path: Path, words: str, name: str) -> None:
    known = named("茅箭区委组织部", "青年人才工程", "365·有服务", "ｅＫＹＣ平台 Two", "人才計劃", "完全无关之物")
    aliased = Entity("p", EntityType.PROGRAM, "365·有服务", ("有服务平台",))
    put(tmp_path / "s", "a.txt", "无。", (*known[:2], aliased, *known[3:]))
    assert found(tmp_path / "s", words)[0] == name


@pytest.mark.parametrize(
    "words", ['"', "AND", "a OR b", "*", "name:x", "(", "\\", "^2", "[a TO b]", "~", "\ud800", "😀"],
)
def test_signs_of_query_languages_are_characters_like_others(tmp_path: Path, words: str) -> None:
    put(tmp_path / "s", "a.txt", f"县里说“{words.replace(chr(0xD800), '')}”是好的。", named(f"甲{words}乙"))
    with open_store(tmp_path / "s") as store:
        assert all(words.casefold() in ref.name.casefold() for ref in search(store, words))
        assert all(hit.text.startswith("县里说") for hit in sentences(store, words))


def test_words_without_end_are_cut(tmp_path: Path) -> None:
    put(tmp_path / "s", "a.txt", "无。", named("甲" * 10_000, "乙"))
    assert found(tmp_path / "s", "甲" * 10_000) == ["甲" * 10_000]
    with open_store(tmp_path / "s") as store:
        assert find(store, "甲" * 10_000).name == "甲" * 10_000


def test_sentences_hold_all_the_words_and_tell_where(tmp_path: Path) -> None:
    iri = put(tmp_path / "s", "a.txt", "青禾县举办“百人計劃”培训班。\n青禾县开展走访。\n清河县举办培训班，培训班很好。")
    with open_store(tmp_path / "s") as store:
        first, *others = sentences(store, "青禾县 培训班")
        assert others == []
        assert (first.document, first.document_title) == (iri, store.documents()[0].title)
        assert [first.text[start:end] for start, end in first.spans] == ["青禾县", "培训班"]
        (quoted,) = sentences(store, "百人计划")
        assert [quoted.text[start:end] for start, end in quoted.spans] == ["百人計劃"]
        assert len(sentences(store, "培训班", limit=1)) == 1
        assert [count_sentences(store, words) for words in ("培训班", "县", "青禾 县", "无", " ")] == [2, 3, 2, 0, 0]
        assert sentences(store, "  ") == []


def test_the_command_shows_entities_and_sentences_and_how_many_there_are(tmp_path: Path) -> None:
    put(tmp_path / "s", "a.txt", "甲县办培训班。乙县办培训班。丙县走访。", named("甲培训班", "乙培训班", "走访"))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(maitu, ["--store", str(tmp_path / "s"), "search", *arguments])

    shown = run("培訓班", "--limit", "1")
    assert shown.exit_code == 0
    assert "乙培训班" in shown.output
    assert "走访" not in shown.output
    assert "1 of 2 entities" in shown.output
    assert "1 of 2 sentences" in shown.output
    given = json.loads(run("乙县", "培训班", "--json").stdout)
    assert [hit["text"][slice(*hit["spans"][0])] for hit in given["sentences"]] == ["乙县"]
    assert given["all_sentences"] == 1
    for nothing in ("", "\x00\x1b", "无此物"):
        refused = run(nothing)
        assert refused.exit_code == 1
        assert "\x1b" not in refused.output


def test_commands_that_do_not_search_do_not_load_the_index(tmp_path: Path) -> None:
    put(tmp_path / "s", "a.txt", "无。")
    ask = ["--store", str(tmp_path / "s"), "query", "ASK {}"]
    for arguments in (["--help"], ask):
        code = f"import sys\nfrom app.cli import maitu\ntry: maitu({arguments})\nfinally: print(*sys.modules)"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert "click" in ran.stdout
        assert "tantivy" not in ran.stdout


def test_the_places_of_folded_characters_are_those_of_the_text() -> None:
    text, places = folded_text("①Ａ“區”　b")
    assert text == "1a区 b"
    assert places == [0, 1, 3, 5, 6]


def test_the_index_follows_what_is_put_in_replaced_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    first = put(folder, "a.txt", "甲县开展甲行动。", named("甲行动", "共同工程"))
    assert found(folder, "行动") == ["甲行动"]
    put(folder, "b.txt", "乙县开展乙行动。", named("乙行动", "共同工程"))
    assert found(folder, "行动") == ["乙行动", "甲行动"]
    put(folder, "a.txt", "丙县开展丙行动。", named("丙行动"))
    assert found(folder, "行动") == ["丙行动", "乙行动"]
    assert found(folder, "共同") == ["共同工程"]
    with open_store(folder, write=True) as store:
        store.remove(first)
    with open_store(folder) as store:
        assert [ref.name for ref in search(store, "行动")] == ["乙行动"]
        assert [hit.text for hit in sentences(store, "行动")] == ["乙县开展乙行动。"]


def test_the_index_in_step_is_that_of_a_new_one_whatever_was_done(tmp_path: Path) -> None:
    chance = random.Random(5)
    folder = tmp_path / "s"
    put(folder, "0.txt", "无。")
    for _ in range(10):
        name = f"{chance.randint(0, 4)}.txt"
        iri = put(folder, name, chance.choice(["甲县。", "乙县。"]), named(*chance.sample("甲乙丙丁戊", 2)))
        with open_store(folder, write=True) as store:
            if chance.random() < 0.3:
                store.remove(iri)
            kept = contents(store)
            shutil.rmtree(folder / "search")
            searching._indexes.clear()
            assert contents(store) == kept


def contents(store: Store) -> tuple[list[str], list[str]]:
    things = sorted(ref.iri for word in "甲乙丙丁戊" for ref in search(store, word) if word in ref.name)
    return things, sorted(hit.evidence for hit in sentences(store, "县"))


@pytest.mark.parametrize("damage", ["gone", "torn", "garbled", "store", "idx", "term", "fast", "foreign"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    assert found(folder, "行动") == ["甲行动"]
    searching._indexes.clear()
    inner = folder / "search" / searching.VERSION
    match damage:
        case "gone":
            shutil.rmtree(folder / "search")
        case "torn":
            next(inner.glob("*.store")).write_bytes(b"")
        case "garbled":
            (inner / "meta.json").write_bytes(b"\xff{")
        case "store" | "idx" | "term" | "fast":
            file = next(inner.glob(f"*.{damage}"))
            content = file.read_bytes()
            file.write_bytes(bytes(255 - byte for byte in content[:20]) + content[20:])
        case _:
            shutil.rmtree(inner)
            inner.write_text("no folder")
    assert found(folder, "行动") == ["甲行动"]


def test_files_that_another_process_is_still_writing_are_no_damage(tmp_path: Path) -> None:
    from graph.search.index import Index

    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    assert found(folder, "行动") == ["甲行动"]
    inner = folder / "search" / searching.VERSION
    (inner / f"{'0' * 32}.store").write_bytes(b"half")
    kept = sorted(inner.glob("*.idx"))
    assert Index(inner).digests()
    assert found(folder, "行动") == ["甲行动"]
    assert sorted(inner.glob("*.idx")) == kept


def test_it_can_be_made_anew_by_request(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    with open_store(folder) as store:
        rebuild(store)
        assert [ref.name for ref in search(store, "行动")] == ["甲行动"]


def test_where_nothing_may_be_written_the_index_is_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    (folder / "search").write_text("in the way")
    assert found(folder, "行动") == ["甲行动"]
    assert (folder / "search").read_text() == "in the way"


def test_while_another_process_makes_the_first_index_it_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    from graph.search.index import Index

    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    other = Index(folder / "search" / searching.VERSION)
    writer = other._index.writer(16_000_000, num_threads=1)
    monkeypatch.setattr(searching, "_PATIENCE", 0.3)
    assert found(folder, "行动") == ["甲行动"]  # it took too long: made in memory
    searching._indexes.clear()
    monkeypatch.setattr(searching, "_PATIENCE", 60.0)
    Timer(0.3, writer.wait_merging_threads).start()  # that lets go of it
    assert found(folder, "行动") == ["甲行动"]
    assert Index(folder / "search" / searching.VERSION).digests()


def test_what_is_in_step_is_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "s", "a.txt", "甲县开展甲行动。", named("甲行动"))
    with open_store(tmp_path / "s") as store:
        assert [ref.name for ref in search(store, "行动")] == ["甲行动"]
        monkeypatch.setattr(type(store), "digests", None)
        assert [ref.name for ref in search(store, "行动")] == ["甲行动"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_who_may_not_write_finds_what_the_index_does_not_hold_yet(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    assert found(folder, "行动") == ["甲行动"]
    put(folder, "b.txt", "乙县开展乙行动。", named("乙行动"))
    inner = folder / "search" / searching.VERSION
    inner.chmod(0o555)
    try:
        assert found(folder, "行动") == ["乙行动", "甲行动"]
    finally:
        inner.chmod(0o755)


def test_while_another_process_writes_the_index_it_answers_as_before(tmp_path: Path) -> None:
    from graph.search.index import Index

    folder = tmp_path / "s"
    put(folder, "a.txt", "甲县开展甲行动。", named("甲行动"))
    assert found(folder, "行动") == ["甲行动"]
    put(folder, "b.txt", "乙县开展乙行动。", named("乙行动"))
    other = Index(folder / "search" / searching.VERSION)
    writer = other._index.writer(16_000_000, num_threads=1)
    assert found(folder, "行动") == ["甲行动"]
    writer.rollback()
    writer.wait_merging_threads()
    assert found(folder, "行动") == ["乙行动", "甲行动"]
