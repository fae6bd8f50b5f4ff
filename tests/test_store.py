import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from app.setup import ROOT
from graph.build import document_iri
from graph.document import Document
from graph.errors import StoreError
from graph.query import Table, query
from graph.store import EmbeddedStore, Store, open_store

GRAPH = "https://example.org/document"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def numbered(tag: str, number: int, graph: str = GRAPH) -> list[Quad]:
    predicate = NamedNode("https://example.org/p")
    return [
        Quad(NamedNode(f"https://example.org/{i}"), predicate, Literal(f"{tag} {i}"), NamedNode(graph))
        for i in range(number)
    ]


def content(location: Path) -> set[Quad]:
    with open_store(location) as store:
        return set(store.quads())


def value(store: Store, sparql: str) -> str:
    ((term,),) = store.select(sparql)
    return term.value if term else ""


def run(code: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_document_is_put_in_and_taken_out_as_a_whole(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(GRAPH, numbered("one", 5))
        assert set(store.quads(GRAPH)) == set(numbered("one", 5))
        store.replace(GRAPH, numbered("two", 3))
        assert set(store.quads(GRAPH)) == set(numbered("two", 3))
        store.remove(GRAPH)
        assert list(store.quads()) == []
        assert value(store, COUNT) == "0"
    assert content(tmp_path / "s") == set()


def test_documents_are_told_with_all_that_is_known_of_their_files(store: Store, document: Document) -> None:
    again, first = store.documents()
    assert (again.file_name, first.file_name) == ("again.txt", "yunxi.txt")
    assert (first.iri, first.sha256, first.encoding) == (document_iri(document), document.sha256, "utf-8")
    assert (first.title, first.media_type, first.date) == (document.title, "text/plain", "")


def test_what_two_documents_state_counts_once(store: Store) -> None:
    assert value(store, "SELECT (COUNT(?l) AS ?n) { ?p a maitu:Program ; rdfs:label ?l }") == "1"
    assert value(store, "SELECT (COUNT(?c) AS ?n) { ?c a maitu:Claim }") == "14"
    assert value(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?p a maitu:Program } }") == "2"


def test_what_another_document_states_stays_when_one_goes(tmp_path: Path) -> None:
    other = GRAPH + "2"
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(GRAPH, numbered("same", 5))
        store.replace(other, numbered("same", 3, other))
        store.remove(GRAPH)
        assert value(store, COUNT) == "4"  # and the digest of the graph
        store.replace(other, numbered("else", 2, other))
        assert {row[0].value for row in store.select("SELECT ?o { ?s <https://example.org/p> ?o }") if row[0]} == {
            "else 0",
            "else 1",
        }


def test_quads_of_another_graph_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(GRAPH, numbered("one", 5))
        with pytest.raises(ValueError, match="is not in the graph"):
            store.replace(GRAPH, numbered("two", 5, GRAPH + "2"))
    assert content(tmp_path / "s") == set(numbered("one", 5))


def test_hostile_text_is_stored_as_it_is(tmp_path: Path) -> None:
    for texts in (['"} } ; DROP ALL #', "\\u0022 \\", "\0\n\r\u2028"], ["'''", '"""', "}", "<script>"]):
        quads = [
            Quad(NamedNode("a:b"), NamedNode("a:c"), Literal(text, language="zh"), NamedNode(GRAPH)) for text in texts
        ]
        with open_store(tmp_path / "s", write=True) as store:
            store.replace(GRAPH, quads)
        assert content(tmp_path / "s") == set(quads)


def test_the_version_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    seen = []
    for quads in (numbered("a", 3), numbered("a", 3), numbered("b", 3), numbered("a", 3)):
        with open_store(tmp_path / "s", write=True) as store:
            store.replace(GRAPH, quads)
            seen.append(store.version())
        with open_store(tmp_path / "s") as store:
            assert store.version() == seen[-1]
    with open_store(tmp_path / "other", write=True) as store:
        empty = store.version()
        store.replace(GRAPH, numbered("a", 3))
        assert store.version() == seen[0]
    assert seen[0] == seen[1] == seen[3] != seen[2]
    assert empty not in seen


def test_a_reader_keeps_what_it_saw_while_the_store_is_written(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as writer:
        writer.replace(GRAPH, numbered("old", 50))
        with open_store(tmp_path / "s") as reader:
            writer.replace(GRAPH, numbered("new", 50))
            assert set(reader.quads()) == set(numbered("old", 50))
            with open_store(tmp_path / "s") as later:
                assert set(later.quads()) == set(numbered("new", 50))
                assert later.version() != reader.version()


WRITE_ON = """
import sys
sys.path.insert(0, 'tests')
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from graph.store import open_store
graph = NamedNode(sys.argv[2])
with open_store(Path(sys.argv[1]), write=True) as store:
    print('open', flush=True)
    for number in range(10_000):
        quads = [
            Quad(NamedNode(f'https://example.org/{i}'), NamedNode('https://example.org/p'), Literal(f'{number} {i}'),
                 graph)
            for i in range(500)
        ]
        store.replace(graph.value, quads)
"""


def test_a_build_that_is_killed_leaves_whole_documents(tmp_path: Path) -> None:
    location = tmp_path / "s"
    with open_store(location, write=True) as store:
        store.replace(GRAPH, numbered("before", 500))
    seen = set()
    for delay in (0.0, 0.013, 0.05, 0.11, 0.17):
        process = run(WRITE_ON, location, GRAPH)
        assert process.stdout
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.communicate()
        found = content(location)
        tags = {quad.object.value.split()[0] for quad in found if isinstance(quad.object, Literal)}
        assert len(found) == 500
        assert len(tags) == 1
        seen |= tags
        with open_store(location) as store:
            assert value(store, COUNT) == "501"  # the union too, with the digest of its one graph
            assert store.version()
    assert len(seen) > 1  # some were killed after they had begun to write
    with open_store(location, write=True) as store:
        store.replace(GRAPH, numbered("after", 5))
    assert content(location) == set(numbered("after", 5))


def test_readers_open_at_any_moment_of_a_build(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(GRAPH, numbered("before", 500))
    process = run(WRITE_ON, tmp_path / "s", GRAPH)
    assert process.stdout
    process.stdout.readline()
    versions = set()
    try:
        for _ in range(8):
            with open_store(tmp_path / "s") as store:
                found = list(store.quads())
                versions.add(store.version())
                asked = query(store, "SELECT ?s { ?s <https://example.org/p> ?o }")
            assert isinstance(asked, Table)
            assert len(found) == len(asked.rows) == 500
            assert len({quad.object.value.split()[0] for quad in found if isinstance(quad.object, Literal)}) == 1
    finally:
        process.kill()
        process.communicate()
    assert len(versions) > 1


def test_a_reader_keeps_the_files_that_a_writer_merges_away(tmp_path: Path) -> None:
    """Also those that it has not opened yet: Oxigraph opens sixteen at first."""
    graphs = {f"{GRAPH}/{number}": numbered("old", 3000, f"{GRAPH}/{number}") for number in range(12)}
    with open_store(tmp_path / "s", write=True) as writer:
        for graph, quads in graphs.items():
            writer.replace(graph, quads)
        assert isinstance(writer, EmbeddedStore)
        files = set(writer.database_path.glob("*.sst"))
        with open_store(tmp_path / "s") as reader:
            for graph in graphs:
                writer.replace(graph, numbered("new", 3000, graph))
            writer.compact()
            assert files - set(writer.database_path.glob("*.sst"))
            assert set(reader.quads()) == {quad for quads in graphs.values() for quad in quads}


def test_a_disk_without_links_is_read_in_place(location: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(location, tmp_path / "s", ignore=shutil.ignore_patterns("reader-*"))
    names = {path.name for path in folder.iterdir()}
    refused = []

    def refuse(source: Path, _target: Path) -> None:
        refused.append(source)
        raise PermissionError

    monkeypatch.setattr("graph.store.snapshot.os.link", refuse)
    with open_store(folder) as store:
        assert set(store.quads()) == content(location)
        assert {path.name for path in folder.iterdir()} == names
    assert refused


def test_nothing_is_left_of_readers_even_of_one_that_was_killed(location: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(location, tmp_path / "s", ignore=shutil.ignore_patterns("reader-*"))
    names = {path.name for path in folder.iterdir()}
    killed = run("import sys; from graph.store import open_store\n"
                 "with open_store(sys.argv[1]) as store: print('open', flush=True); sys.stdin.read()", folder)
    try:
        assert killed.stdout
        killed.stdout.readline()
        (left,) = (path for path in folder.iterdir() if path.name not in names)
        long_ago = time.time() - 3600
        for _ in range(2):
            os.utime(left, (long_ago, long_ago))
            assert content(folder) == content(location)
            assert left.exists()  # it is being read
    finally:
        killed.kill()
        killed.communicate()
    assert content(folder) == content(location)
    assert {path.name for path in folder.iterdir()} == names


def test_a_store_that_another_process_writes_is_locked(tmp_path: Path) -> None:
    process = run(WRITE_ON, tmp_path / "s", GRAPH)
    assert process.stdout
    process.stdout.readline()
    try:
        with pytest.raises(StoreError, match="written by another process"), open_store(tmp_path / "s", write=True):
            pass
    finally:
        process.kill()
        process.communicate()


def not_a_store(folder: Path) -> Path:
    (folder / "holiday.jpg").write_bytes(b"x")
    return folder


def a_file(folder: Path) -> Path:
    (folder / "file").write_text("x")
    return folder / "file"


def another_format(folder: Path) -> Path:
    (folder / "maitu-store.json").write_text(json.dumps({"format": 99}))
    return folder


def damaged(folder: Path) -> Path:
    (folder / "maitu-store.json").write_text("{")
    return folder


def impossible(_: Path) -> Path:
    return Path("/proc/maitu/store")


@pytest.mark.parametrize(
    ("make", "write", "words"),
    [
        (lambda folder: folder / "none", False, "no store at .*none yet"),
        (lambda folder: folder, False, "no store at"),
        (not_a_store, False, "something else"),
        (not_a_store, True, "something else"),
        (a_file, False, "no store of Maitu"),
        (a_file, True, "cannot be made a store"),
        (another_format, False, "format 99"),
        (another_format, True, "format 99"),
        (damaged, False, "damaged"),
        (damaged, True, "damaged"),
        pytest.param(impossible, True, "may write to", marks=pytest.mark.skipif(os.name == "nt", reason="no /proc")),
    ],
)
def test_what_is_no_store_is_told_with_its_name_and_a_remedy(
    tmp_path: Path, make: Callable[[Path], Path], *, write: bool, words: str
) -> None:
    location = make(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(StoreError, match=words) as told, open_store(location, write=write):
        pass
    assert str(location) in str(told.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_may_not_be_written_can_still_be_read(location: Path) -> None:
    folders = [location, *(path for path in location.rglob("*") if path.is_dir())]
    try:
        for folder in folders:
            folder.chmod(0o555)
        assert content(location)
        with pytest.raises(StoreError, match="cannot be"), open_store(location, write=True):
            pass
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_a_store_whose_files_are_damaged_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.replace(GRAPH, numbered("one", 5))
    current = tmp_path / "s" / "oxigraph" / "CURRENT"
    current.write_text("MANIFEST-999999\n")
    for write in (False, True):
        with pytest.raises(StoreError, match="cannot be used"), open_store(tmp_path / "s", write=write):
            pass
    assert current.read_text() == "MANIFEST-999999\n"


def test_a_store_in_the_making_reads_as_empty_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "maitu-store.json").write_text('{"format": 1}')  # as after a kill right at the beginning
    with pytest.raises(StoreError, match="is empty"), open_store(tmp_path):
        pass
    with open_store(tmp_path, write=True) as store:
        store.replace(GRAPH, numbered("one", 2))
    assert len(content(tmp_path)) == 2


def test_reading_never_writes(location: Path) -> None:
    def files() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in location.rglob("*") if path.is_file()}

    before = files()
    with open_store(location) as store:
        store.documents()
        with pytest.raises(StoreError, match="opened to be read"):
            store.replace(GRAPH, numbered("one", 1))
    assert files() == before


def test_a_closed_store_says_so(location: Path) -> None:
    with open_store(location) as store:
        pass
    with pytest.raises(StoreError, match="closed already"):
        store.documents()


def test_removing_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store, pytest.raises(StoreError, match="is not in the store"):
        store.remove(GRAPH)


def test_values_are_given_to_variables_as_they_are(store: Store) -> None:
    hostile = Literal('"@zh } DROP ALL #', language="zh")
    assert store.select("SELECT ?s ?name { ?s rdfs:label ?name }", {"name": hostile}) == []
    rows = store.select("SELECT ?s ?name { ?s rdfs:label ?name }", {"name": Literal("云溪县", language="zh")})
    assert [row[0].value for row in rows if row[0]] == ["https://w3id.org/maitu/id/place/云溪县"]


def test_rdflib_sees_the_same_triples_and_graphs(store: Store) -> None:
    dataset = store.as_rdflib()
    assert len(dataset) == len({quad.triple for quad in store.quads()})
    assert {str(graph.identifier) for graph in dataset.graphs() if len(graph)} == {d.iri for d in store.documents()}
    rows = list(dataset.query("SELECT ?n { ?p a maitu:Place ; rdfs:label ?n } ORDER BY ?n"))
    assert [str(row[0]) for row in rows if isinstance(row, tuple)] == ["云溪县", "双桥镇"]


def test_many_documents_are_loaded_as_if_one_by_one(tmp_path: Path) -> None:
    graphs = [f"{GRAPH}/{number}" for number in range(30)]
    made = {graph: numbered(f"{index % 7}\n> .", 40, graph) for index, graph in enumerate(graphs)}
    with open_store(tmp_path / "one", write=True) as store:
        for graph, quads in made.items():
            store.replace(graph, quads)
    with open_store(tmp_path / "many", write=True) as store:
        store.replace(graphs[0], numbered("old", 3, graphs[0]))
        store.load(made.items())
        store.load((graph, serialize(quads, format=RdfFormat.N_QUADS) or b"") for graph, quads in made.items())
    everything = []
    for name in ("one", "many"):
        with open_store(tmp_path / name) as store:
            everything.append((set(store.quads()), store.version(), dict(store.digests()), value(store, COUNT)))
    assert everything[0] == everything[1]
    assert set(everything[0][2]) == set(graphs)


def test_a_document_that_is_loaded_twice_is_there_as_it_came_last(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", write=True) as store:
        store.load([(GRAPH, numbered("one", 5)), (GRAPH, numbered("two", 3)), (GRAPH, [])])
        store.load([(GRAPH, numbered("one", 5)), (GRAPH, numbered("two", 3))])
    assert content(tmp_path / "s") == set(numbered("two", 3))


@pytest.mark.parametrize(
    "strange", [numbered("two", 5, GRAPH + "2"), b"<a:b> <a:c> <a:d> <a:e> .\n", b'<a:b> <a:c> "torn', b"\n\n"]
)
def test_a_load_that_fails_in_the_middle_keeps_what_came_before(tmp_path: Path, strange: list[Quad] | bytes) -> None:
    with open_store(tmp_path / "s", write=True) as store, pytest.raises(ValueError, match="is not in the graph"):
        store.load([(GRAPH, numbered("one", 5)), (GRAPH + "2/", strange), (GRAPH + "3", numbered("x", 1, GRAPH + "3"))])
    assert content(tmp_path / "s") == set(numbered("one", 5))
