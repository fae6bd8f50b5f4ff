"""Many documents by one process, by several, and by a cluster: the same, whatever becomes of the workers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from pyoxigraph import Quad

from graph import batch, build
from graph.batch import Made, Options, Task, chunks, made
from graph.document import Document
from graph.errors import ClusterError
from graph.facts import Facts
from graph.sources import Source


def texts(count: int) -> list[Task]:
    return [
        Task(Source(f"{n}.txt", f"in/{n}.txt", data=f"青禾县举办培训班{n + 2}期，培训干部{n + 30}人次。".encode()))
        for n in range(count)
    ]


BAD = Task(Source("bad.txt", "in/bad.txt", data=b"\x89PNG\0\0"))


@pytest.fixture(scope="module")
def alone() -> list[Made]:
    return list(made([*texts(20), BAD], Options()))


def test_each_document_becomes_quads_or_words(alone: list[Made]) -> None:
    *good, bad = alone
    assert all(one.quads and one.outcomes == 2 and not one.error for one in good)
    assert (bad.quads, str(bad.error).startswith("in/bad.txt")) == (b"", True)


def test_how_far_a_document_is_read_is_told() -> None:
    told: list[float] = []
    long = Task(Source("long.txt", "long.txt", data="青禾县举办培训班12期。".encode() * 300))
    assert next(made([long], Options(), progress=told.append)).outcomes == 300
    assert told == sorted(told)
    assert len(told) > 3


def test_a_document_that_is_known_is_not_read(alone: list[Made]) -> None:
    import hashlib

    (task,) = texts(1)
    known = hashlib.sha256(task.source.bytes()).hexdigest()
    assert list(made([Task(task.source, known)], Options())) == [Made(task.source.shown, alone[0].iri)]


def test_several_processes_make_what_one_makes_in_the_same_order(
    alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 3)
    assert list(made([*texts(20), BAD], Options(), jobs=2)) == alone


def test_chunks_are_bounded_by_documents_and_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 4)
    assert [len(chunk) for chunk in chunks(texts(10))] == [4, 4, 2]
    monkeypatch.setattr(batch, "CHUNK_BYTES", 100)
    assert [len(chunk) for chunk in chunks(texts(3))] == [2, 1]


def test_a_document_that_kills_its_process_is_told_and_the_others_are_made(
    alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 2)
    deadly = Task(_Deadly("deadly.txt", "in/deadly.txt"))
    results = list(made([*texts(5), deadly, *texts(20)[5:], BAD], Options(), jobs=2))
    assert "ended the process" in str(results.pop(5).error)
    assert results == alone


class _Deadly(Source):
    def bytes(self) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    def loaded(self) -> Source:
        return self


def test_a_pool_that_broke_before_a_chunk_was_handed_to_it_is_replaced(
    alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 1)
    results = made([Task(_Deadly("deadly.txt", "in/deadly.txt")), *_slowly(texts(20)), BAD], Options(), jobs=2)
    assert "ended the process" in str(next(results).error)
    assert list(results) == alone


def _slowly(tasks: list[Task]) -> Iterator[Task]:
    for number, task in enumerate(tasks):
        time.sleep(4 if number == 2 else 0)  # in which the first process dies
        yield task


def test_a_fault_of_ours_on_one_document_is_told_and_the_others_are_made(
    alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build.build

    def faulty(facts: Facts, document: Document) -> list[Quad]:
        return real(facts, document if document.name != "1.txt" else None)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "build", faulty)
    results = list(made(texts(3), Options()))
    assert "in/1.txt: Maitu failed on it (AttributeError: " in str(results[1].error)
    assert results[::2] == alone[0:3:2]


def test_processes_that_cannot_start_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_begin", _die)
    with pytest.raises(ClusterError, match="No process can be started"):
        list(made(texts(4), Options(), jobs=2))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_build_that_is_given_up_leaves_no_process_behind() -> None:
    psutil = pytest.importorskip("psutil")
    results = made(texts(200), Options(), jobs=2)
    next(results)
    workers = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
    results.close()  # type: ignore[attr-defined]
    assert len(workers) == 2
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def test_a_build_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    script = tmp_path / "killed.py"
    script.write_text(
        "from test_batch import made, texts, Options\n"
        "if __name__ == '__main__':\n"
        "    for one in made(texts(2000), Options(), jobs=2): print(one.shown, flush=True)\n"
    )
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"}
    with subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.PIPE) as building:
        assert building.stdout
        assert building.stdout.readline()
        workers = psutil.Process(building.pid).children()
        building.kill()
    assert len(workers) >= 2
    assert psutil.wait_procs(workers, timeout=20)[1] == []


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler, with settings of the test's, and two workers of one thread, as processes of their own."""
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    log = tmp_path / "scheduler.log"
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}", **getattr(request, "param", {})}

    def start(*arguments: str, output: Path) -> subprocess.Popen[bytes]:
        with output.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=tmp_path, env=environment, stdout=file, stderr=file
            )

    own = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    running = [start("distributed.cli.dask_scheduler", *own, output=log)]
    try:
        for _ in range(200):
            found = re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text(errors="replace"))
            if found:
                break
            time.sleep(0.1)
        assert found, log.read_text(errors="replace")
        address = found.group()
        own = (address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        running += [
            start("distributed.cli.dask_worker", *own, output=tmp_path / f"worker{number}.log") for number in range(2)
        ]
        yield address, running[1:]
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_makes_the_same_though_a_worker_dies_in_the_middle(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, workers = cluster
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 1)
    _wait_for_workers(address, 2)
    results = made([*texts(20), BAD], Options(), cluster=address)
    got = [next(results) for _ in range(3)]
    workers[0].kill()
    assert [*got, *results] == alone


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cluster", [{"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}], indirect=True)
def test_a_document_on_which_workers_of_a_cluster_die_is_told_and_so_is_a_cluster_without_workers(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], alone: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = cluster
    monkeypatch.setattr(batch, "CLUSTER_SECONDS", 1)
    monkeypatch.setattr(batch, "CHUNK_DOCUMENTS", 4)
    _wait_for_workers(address, 2)
    deadly = Task(_Deadly("deadly.txt", "in/deadly.txt"))
    # one worker dies of the four together, the other of the last of them alone
    results = made([*texts(3), deadly, *texts(4)], Options(), cluster=address)
    assert [next(results) for _ in range(3)] == alone[:3]
    assert "in/deadly.txt ended the process" in str(next(results).error)
    with pytest.raises(ClusterError, match="no worker left"):
        list(results)


@pytest.mark.parametrize(
    ("workers", "words"),
    [
        ({}, "has no worker"),
        ({"tcp://10.0.0.1:1": "0.0.1"}, "tcp://10.0.0.1:1 has Maitu 0.0.1"),
        ({"tcp://10.0.0.1:1": PackageNotFoundError("maitu")}, "has no Maitu"),
    ],
)
def test_workers_that_would_do_something_else_are_refused(workers: dict[str, object], words: str) -> None:
    class Client:
        def run(self, *_: object, **__: object) -> dict[str, object]:
            return workers

    with pytest.raises(ClusterError, match=words):
        batch._Cluster(Client(), Options(), "tcp://10.0.0.1:8786").cores()


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(count, timeout=30)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    monkeypatch.setattr(batch, "CLUSTER_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        list(made(texts(1), Options(), cluster="tcp://127.0.0.1:9"))
