"""What becomes of a store when its writer is killed, its disk is full, or its files are damaged."""

import random
import shutil
import string
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from app.setup import ROOT
from graph.errors import StoreError
from graph.store import EmbeddedStore, Store, open_store
from graph.store.repair import examine
from ontology.terms import MAITU, RDF, XSD

KILLS = 100
DOCUMENTS = 200


def graph_iri(number: int) -> str:
    return f"https://example.org/document/{number}"


def small_document(number: int, version: str = "") -> list[Quad]:
    """What one document states, some of it stated by others as well."""
    graph, predicate = NamedNode(graph_iri(number)), NamedNode("https://example.org/p")
    own = [
        Quad(NamedNode(f"{graph.value}/{i}"), predicate, Literal(f"句子 {i} {version}", language="zh"), graph)
        for i in range(3)
    ]
    shared = [Quad(NamedNode(f"https://example.org/shared/{number % 5}"), predicate, Literal("shared"), graph)]
    return [*own, *shared, Quad(graph, NamedNode(RDF.type), NamedNode(MAITU.Document), graph)]


def documents(count: int = DOCUMENTS) -> dict[str, list[Quad]]:
    return {graph_iri(number): small_document(number) for number in range(count)}


def everything(store: EmbeddedStore) -> list[bytes]:
    return sorted((serialize(store.quads(), format=RdfFormat.N_QUADS) or b"").splitlines())


def lines(quads: list[Quad]) -> list[bytes]:
    return sorted((serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines())


@contextmanager
def opened(location: Path, *, write: bool = False) -> Iterator[EmbeddedStore]:
    with open_store(location, write=write) as store:
        assert isinstance(store, EmbeddedStore)
        yield store


# Forks a writer from a process that has everything imported and has never opened a store, which makes it quick.
FORK = """
import os, sys, time, signal
sys.path.insert(0, 'tests')
import graph.store.loader as loader
from graph.store import open_store
from test_store_faults import documents
everything = documents()
for line in sys.stdin:
    location, way, delay = line.rstrip('\\n').split('\\t')
    ready, begun = os.pipe()
    child = os.fork()
    if not child:
        loader._CHUNK = 12_000
        with open_store(location, write=True) as store:
            os.write(begun, b'.')
            if way == 'load':
                store.load(everything.items())
            else:
                for iri, quads in everything.items():
                    store.replace(iri, quads)
        os._exit(0)
    os.read(ready, 1)
    time.sleep(float(delay))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready), os.close(begun)
    print('killed', flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_writer_that_is_killed_at_any_moment_leaves_whole_documents_and_can_go_on(tmp_path: Path) -> None:
    chance = random.Random(7)
    expected = documents()
    complete = lines([quad for quads in expected.values() for quad in quads])
    distinct = len({quad.triple for quads in expected.values() for quad in quads})
    union = [(Literal(str(distinct + DOCUMENTS), datatype=NamedNode(XSD.integer)),)]  # and the digests
    held = []
    writer = subprocess.Popen(
        [sys.executable, "-c", FORK], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with writer:
        assert writer.stdin
        assert writer.stdout
        for number in range(KILLS):
            location = tmp_path / "s"
            way = ("load", "replace")[number % 2]
            writer.stdin.write(f"{location}\t{way}\t{chance.random() * 0.05}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "killed\n"
            with opened(location) as store:
                assert examine(store) == []
                found = store.graphs()
                assert everything(store) == lines([quad for graph in found for quad in expected[graph]])
                held.append(len(found))
            with opened(location, write=True) as again:
                again.load(expected.items())
                assert everything(again) == complete
                assert again.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == union
            shutil.rmtree(location)
        writer.stdin.close()
    partly = [count for count in held if 0 < count < DOCUMENTS]
    assert len(partly) > KILLS / 5, held  # most kills hit a writer at work
    assert len(set(partly)) > 5


def run_build(folder: Path, location: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "--store", str(location), "build", str(folder)],
        cwd=ROOT, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def test_a_build_that_is_killed_is_completed_to_the_byte_by_the_next_one(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(24):
        words = "".join(f"云溪县第{i}小学开展了阅读活动，参加学生{i + number}人次。" for i in range(1, 20))
        (folder / f"{number}.txt").write_text(f"云溪县实施阅读工程\n\n{words}\n", "utf-8")
    assert run_build(folder, tmp_path / "whole").wait() == 0
    with opened(tmp_path / "whole") as store:
        whole, version = everything(store), store.version()
    location, held = tmp_path / "s", []
    for delay in (0.0, 0.3):
        build = run_build(folder, location)
        while build.poll() is None and not (location / "maitu-store.json").exists():
            time.sleep(0.01)
        time.sleep(delay)
        build.kill()
        build.wait()
        with opened(location, write=True) as store:
            assert examine(store) == []
            assert set(everything(store)) <= set(whole)
            held.append(len(store.graphs()))
    assert held == sorted(held)
    assert run_build(folder, location).wait() == 0
    with opened(location) as store:
        assert everything(store) == whole
        assert store.version() == version


def test_a_lock_file_that_a_killed_writer_left_hinders_nobody(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.load(documents(2).items())
    assert (tmp_path / "s" / "oxigraph" / "LOCK").exists()  # after any writer: what counts is the system's lock on it
    (tmp_path / "s" / "oxigraph" / "LOCK").write_text("12345")
    with open_store(tmp_path / "s", write=True) as store:
        store.load(documents(3).items())
        assert len(store.digests()) == 3


HOLD = """
import sys, time
from graph.store import open_store
with open_store(sys.argv[1], write=True):
    print('open', flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_writer(location: Path) -> Iterator[Callable[[], None]]:
    """A process that holds the store until it is told to let go."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(location)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process.stdin.close
        process.kill()


def test_a_writer_waits_for_its_turn_and_says_so_once(tmp_path: Path) -> None:
    told: list[str] = []
    with another_writer(tmp_path / "s") as let_go:
        threading.Timer(0.3, let_go).start()
        with open_store(tmp_path / "s", write=True, wait=20, on_wait=lambda: told.append("waiting")) as store:
            store.load(documents(2).items())
    assert told == ["waiting"]
    with opened(tmp_path / "s") as read:
        assert len(read.graphs()) == 2


def test_a_writer_that_has_waited_in_vain_is_told_so(tmp_path: Path) -> None:
    with another_writer(tmp_path / "s"):
        start = time.monotonic()
        with (
            pytest.raises(StoreError, match=r"written by another process, also after 0\.3 seconds"),
            open_store(tmp_path / "s", write=True, wait=0.3),
        ):
            pass
        assert 0.3 <= time.monotonic() - start < 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "maitu-test", str(folder)]
    possible = sys.platform == "linux" and shutil.which("mount")
    if not possible or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here: that takes the administrator's rights")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def put(store: Store, graphs: dict[str, list[Quad]], way: str) -> None:
    if way == "load":
        store.load(graphs.items())
    else:
        for iri, quads in graphs.items():
            store.replace(iri, quads)


def letters(seed: int) -> str:
    """A long text that no compression makes short."""
    return "".join(random.Random(seed).choices(string.ascii_letters, k=30_000))


@pytest.mark.parametrize("way", ["load", "replace"])
def test_a_full_disk_is_told_and_leaves_whole_documents(
    small_disk: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.store.loader._CHUNK", 2_000_000)
    expected = {graph_iri(number): small_document(number, letters(number)) for number in range(200)}
    with pytest.raises(StoreError, match="no space left"), open_store(small_disk / "s", write=True) as store:
        put(store, expected, way)
    with opened(small_disk / "s") as read:
        assert examine(read) == []
        found = read.graphs()
        assert 0 < len(found) < len(expected)
        assert everything(read) == lines([quad for graph in found for quad in expected[graph]])
    subprocess.run(["mount", "-o", "remount,size=500m", str(small_disk)], check=True)
    with opened(small_disk / "s", write=True) as again:
        again.load(expected.items())
        assert everything(again) == lines([quad for quads in expected.values() for quad in quads])


def test_a_disk_that_may_only_be_read_is_read_and_refuses_to_be_written(small_disk: Path) -> None:
    with open_store(small_disk / "s", write=True) as store:
        store.load(documents(5).items())
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with opened(small_disk / "s") as read:
        assert len(read.graphs()) == 5
    for location in (small_disk / "s", small_disk / "new"):
        with pytest.raises(StoreError, match=r"may not be written|cannot be made"), open_store(location, write=True):
            pass


def garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), 7):
        data[place] ^= 0x5A
    path.write_bytes(data)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [garbled, truncated, Path.unlink])
@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "CURRENT", "../maitu-store.json"])
def test_a_damaged_file_is_told_and_the_others_are_left_as_they_are(
    tmp_path: Path, damage: Callable[[Path], None], pattern: str
) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.load(documents(20).items())
    folder = tmp_path / "s" / "oxigraph"
    for path in folder.glob(pattern):
        damage(path)
    others = {path: path.read_bytes() for path in folder.glob("*.sst")}
    for write in (False, True):
        with pytest.raises(StoreError) as told, opened(tmp_path / "s", write=write) as damaged:
            examine(damaged)
        assert str(tmp_path / "s") in str(told.value)
        assert {path: path.read_bytes() for path in folder.glob("*.sst")} == others
