"""A store as one file and back, its files written anew, and what `maitu doctor` finds and mends in it."""

import gzip
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad

from app.cli import maitu
from graph import search
from graph.errors import StoreError
from graph.store import EmbeddedStore, open_store
from graph.store.backup import backup, restore
from graph.store.repair import CORRECTIONS, examine
from ontology.terms import MAITU


@pytest.fixture
def changed(location: Path, tmp_path: Path) -> Path:
    """A store with two documents, which may be changed."""
    shutil.copytree(location, tmp_path / "store", ignore=shutil.ignore_patterns("reader-*", "search"))
    return tmp_path / "store"


def run(store: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(maitu, ["--store", str(store), *map(str, arguments)])


def content(location: Path) -> tuple[set[Quad], str]:
    with open_store(location) as store:
        return set(store.quads()), store.version()


def with_store(location: Path, do: Callable[[EmbeddedStore], object], *, write: bool = True) -> object:
    with open_store(location, write=write) as store:
        assert isinstance(store, EmbeddedStore)
        return do(store)


def test_what_was_backed_up_is_restored(changed: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "图.nq.gz", tmp_path / "new"
    told = run(changed, "backup", file)
    assert told.exit_code == 0, told.output
    assert "holds 2 documents" in told.output
    assert run(new, "restore", file).exit_code == 0
    assert content(new) == content(changed)
    assert with_store(new, examine) == []
    assert run(new, "backup", tmp_path / "again").exit_code == 0
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_a_backup_is_n_quads_that_other_tools_read(changed: Path, tmp_path: Path) -> None:
    import rdflib

    run(changed, "backup", tmp_path / "b")
    dataset = rdflib.Dataset()
    dataset.parse(data=gzip.decompress((tmp_path / "b").read_bytes()), format="nquads")
    assert len(list(dataset.quads())) == len(content(changed)[0])


def test_nothing_is_overwritten_unless_asked_to(changed: Path, tmp_path: Path) -> None:
    file = tmp_path / "b"
    file.write_text("mine")
    refused = run(changed, "backup", file)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert file.read_text() == "mine"
    assert run(changed, "backup", "--force", file).exit_code == 0
    with_store(changed, lambda store: store.remove(store.documents()[0].iri))
    before = content(changed)
    refused = run(changed, "restore", file)
    assert refused.exit_code == 1
    assert "holds 1 document." in refused.output
    assert content(changed) == before
    with open_store(changed) as reader:
        assert run(changed, "restore", "--force", file).exit_code == 0
        assert set(reader.quads()) == before[0]  # who was reading goes on with what there was
    assert len(content(changed)[0]) > len(before[0])
    assert sorted(path.name.split("-")[0] for path in changed.iterdir()) == ["maitu", "oxigraph"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def shorter(data: bytes) -> bytes:
    lines = gzip.decompress(data).splitlines(keepends=True)
    return gzip.compress(b"".join(lines[:5] + lines[6:]))


def longer(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data) + b"<a:b> <a:c> <a:d> <a:e> .\n")


def without_end(data: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(data).splitlines(keepends=True)[:-1]))


def no_quads(_data: bytes) -> bytes:
    return gzip.compress(b"# Maitu backup, format 1\nnonsense\n")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut, "damaged"),
        (flipped, "damaged"),
        (shorter, "damaged"),
        (longer, "damaged"),
        (without_end, "damaged"),
        (no_quads, "damaged"),
        (lambda _: b"", "no backup"),
        (lambda _: b"PK\3\4", "no backup"),
        (lambda _: gzip.compress(b"<a:b> <a:c> <a:d> .\n"), "no backup"),
        (lambda _: gzip.compress(b"# Maitu backup, format 2\n"), "another version"),
    ],
)
def test_a_damaged_backup_is_refused_and_the_store_stays(
    changed: Path, tmp_path: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    file = tmp_path / "b"
    run(changed, "backup", file)
    file.write_bytes(damage(file.read_bytes()))
    before = content(changed)
    refused = run(changed, "restore", "--force", file)
    assert refused.exit_code == 1
    assert words in refused.output
    assert isinstance(refused.exception, SystemExit)
    assert content(changed) == before
    assert sorted(path.name for path in changed.iterdir()) == ["maitu-store.json", "oxigraph"]


def test_what_a_killed_restore_left_is_swept_away(changed: Path) -> None:
    left = changed / "oxigraph-left"
    left.mkdir()
    (left / "000001.sst").write_text("x")
    before = content(changed)
    with open_store(changed):
        assert left.exists()  # who reads changes nothing
    with open_store(changed, write=True):
        assert not left.exists()
    assert content(changed) == before


def test_a_writer_that_waited_for_a_restore_writes_into_the_new_store(changed: Path, tmp_path: Path) -> None:
    file = tmp_path / "b"
    run(changed, "backup", file)
    done = []

    def remove() -> None:
        with open_store(changed, write=True, wait=20) as store:
            store.remove(store.documents()[0].iri)
            done.append(len(store.documents()))

    waiting = threading.Thread(target=remove)

    def replace(store: EmbeddedStore) -> None:
        waiting.start()
        time.sleep(0.2)
        restore(store, file)

    with_store(changed, replace)
    waiting.join()
    assert done == [1]
    with open_store(changed) as store:
        assert len(store.documents()) == 1


def test_files_are_written_anew_and_the_content_stays(changed: Path) -> None:
    before = content(changed)
    told = run(changed, "compact")
    assert told.exit_code == 0, told.output
    assert "MB before" in told.output
    assert content(changed) == before


@pytest.mark.parametrize("command", [["compact"], ["backup", "x.nq.gz"], ["doctor", "--repair"]])
def test_no_store_is_made_where_there_is_none(tmp_path: Path, command: list[str]) -> None:
    told = run(tmp_path / "none", *command)
    assert told.exit_code == 1
    assert "no store at" in told.output
    assert not (tmp_path / "none").exists()


def a_lost_graph(store: EmbeddedStore) -> None:
    store.replace("https://example.org/lost", [Quad(*[NamedNode("https://example.org/lost")] * 4)])


def another_digest(store: EmbeddedStore) -> None:
    no_digest(store)
    store.update(f"INSERT {{ ?g <{MAITU.digest}> 'x' }} WHERE {{ ?g a <{MAITU.Document}> }}")


def no_digest(store: EmbeddedStore) -> None:
    store.update(f"DELETE WHERE {{ ?g <{MAITU.digest}> ?d }}")


def a_digest_too_many(store: EmbeddedStore) -> None:
    store.update(f"INSERT DATA {{ <https://example.org/gone> <{MAITU.digest}> 'x' }}")


def too_small_a_union(store: EmbeddedStore) -> None:
    store.update(f"DELETE WHERE {{ ?claim a <{MAITU.Claim}> }}")


def too_large_a_union(store: EmbeddedStore) -> None:
    store.update("INSERT DATA { <https://example.org/a> <https://example.org/b> 'x' }")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (a_lost_graph, "has no document"),
        (another_digest, "not what its digest says"),
        (no_digest, "not what its digest says"),
        (a_digest_too_many, "a digest and no graph"),
        (too_small_a_union, "lacks what documents state"),
        (too_large_a_union, "holds what no document states"),
    ],
)
def test_the_doctor_finds_what_is_wrong_and_mends_it(
    changed: Path, harm: Callable[[EmbeddedStore], None], words: str
) -> None:
    before = content(changed)
    with_store(changed, harm)
    told = run(changed, "doctor")
    assert told.exit_code == 1
    assert words in told.output
    assert "--repair" in told.output
    mended = run(changed, "doctor", "--repair")
    assert mended.exit_code == 0, mended.output
    assert words in mended.output
    assert content(changed) == before
    assert with_store(changed, examine) == []


def test_a_damaged_graph_is_not_backed_up(changed: Path, tmp_path: Path) -> None:
    with_store(changed, another_digest)
    with pytest.raises(StoreError, match="doctor --repair"):
        with_store(changed, lambda store: backup(store, tmp_path / "b"), write=False)
    assert not list(tmp_path.glob("*b*"))


def test_corrections_are_no_lost_graph(changed: Path) -> None:
    some = NamedNode("https://example.org/a")
    with_store(changed, lambda store: store.replace(CORRECTIONS, [Quad(some, some, some, NamedNode(CORRECTIONS))]))
    assert with_store(changed, examine) == []
    assert run(changed, "doctor").exit_code == 0


def test_the_doctor_makes_a_torn_search_index_anew(changed: Path) -> None:
    with open_store(changed) as store:
        search.rebuild(store)
    assert "search index is sound" in run(changed, "doctor").output
    for file in (changed / search.FOLDER / search.VERSION).iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    told = run(changed, "doctor")
    assert told.exit_code == 1
    assert "search index is torn" in told.output
    assert run(changed, "doctor", "--repair").exit_code == 0
    with open_store(changed) as store:
        assert search.sentences(store, "百人计划")
