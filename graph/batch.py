"""Many documents: read and extracted in chunks, by this process, by several on all cores, or by a cluster.

`made` gives the same whoever does the work: each document as the N-Quads of its graph, or why it could not be read, in
the order of the sources. No more chunks are under way than keep the workers busy, so memory stays bounded.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from graph.errors import ClusterError, DocumentError, MaituError
from graph.iris import iri_of_document
from graph.sources import Source

CHUNK_DOCUMENTS: Final = 24
CHUNK_BYTES: Final = 200_000
"""A chunk holds no more documents, and no more bytes, but at least one: a second or two of work."""

CLUSTER_SECONDS = 10
"""Seconds in which a scheduler must answer, and after which a cluster that does nothing is looked at."""

_AHEAD = 2
"""Chunks under way for each worker: one in work, one waiting."""


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are read. `lexicon` is the user's folder of words."""

    language: str | None = None
    lexicon: Path | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A source to read, unless its bytes have the hash `known`."""

    source: Source
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a source: the N-Quads of its graph; or why not; or neither where it has not changed."""

    shown: str
    iri: str = ""
    quads: bytes = b""
    entities: int = 0
    relations: int = 0
    outcomes: int = 0
    error: MaituError | None = None


def make(tasks: list[Task], options: Options) -> list[Made]:
    """Read some sources, here."""
    return [_make_one(task, options) for task in tasks]


def made(
    tasks: Iterable[Task], options: Options, jobs: int = 1, cluster: str | None = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> Iterator[Made]:
    """Read all sources, by `jobs` processes, or by the cluster whose Dask scheduler has the address `cluster`.

    `progress` is told the share of a document that is done, 0 to 1, where this process reads it itself. A document on
    which a process dies is told as one that cannot be read, and the others are done. Raises ClusterError where the
    cluster cannot be reached.
    """
    if cluster:
        yield from _by_cluster(tasks, options, cluster)
    elif jobs > 1:
        yield from _by_processes(tasks, options, jobs)
    else:
        for task in tasks:
            yield _make_one(task, options, progress)


def chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """The tasks in chunks of some documents."""
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += _size(task.source)
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _make_one(task: Task, options: Options, progress: Callable[[float], None] = lambda _share: None) -> Made:
    from pyoxigraph import RdfFormat, serialize

    from graph.build import build
    from graph.document import from_bytes
    from graph.extract import extract

    source = task.source
    iri = iri_of_document(source.name)
    try:
        data = source.bytes()
        if task.known and hashlib.sha256(data).hexdigest() == task.known:
            return Made(source.shown, iri)
        document = from_bytes(source.name, data)
        facts = extract(
            document, language=options.language, lexicon_folder=options.lexicon, progress=progress
        )
        quads = serialize(build(facts, document), format=RdfFormat.N_QUADS) or b""
    except MaituError as error:
        return Made(source.shown, iri, error=_told(source, error))
    except Exception as error:  # noqa: BLE001 (a fault of ours on one document must not end the build of thousands)
        fault = DocumentError(
            "{name}: Maitu failed on it ({why}). Please report it.",
            name=source.shown, why=f"{type(error).__name__}: {error}",
        )
        return Made(source.shown, iri, error=fault)
    return Made(source.shown, iri, quads, len(facts.entities), len(facts.relations), len(facts.outcomes))


def _told(source: Source, error: MaituError) -> MaituError:
    """An error with the document's name as the user knows it."""
    if source.shown in str(error):
        return error
    if source.name in str(error):
        return error.renaming(source.name, source.shown)
    return DocumentError("{name}: {error}", name=source.shown, error=error)


def _size(source: Source) -> int:
    if source.data is not None:
        return len(source.data)
    try:
        return (source.path or Path(source.name)).stat().st_size
    except OSError:
        return 0


def _begin() -> None:
    """Prepare a process that shares the machine with others like it."""
    import signal
    import threading

    from graph.extract import tagger

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that the user interrupts ends this one
    tagger.use_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool's process would wait for work for ever where the one that handed it out was killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _by_processes(tasks: Iterable[Task], options: Options, jobs: int) -> Iterator[Made]:
    waiting = chunks(tasks)
    under_way: deque[tuple[list[Task], Future[list[Made]]]] = deque()
    pool = _pool(jobs)
    try:
        for chunk in waiting:
            under_way.append((chunk, _submit(pool, chunk, options)))
            if len(under_way) < _AHEAD * jobs:
                continue
            results, pool = _next(under_way, pool, options, jobs)
            yield from results
        while under_way:
            results, pool = _next(under_way, pool, options, jobs)
            yield from results
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()  # nobody waits for what is in work: it would be thrown away


def _pool(jobs: int) -> ProcessPoolExecutor:
    # spawned, since a process that has run threads of ONNX or Oxigraph must not be forked
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _submit(pool: ProcessPoolExecutor, chunk: list[Task], options: Options) -> Future[list[Made]]:
    try:
        return pool.submit(make, chunk, options)
    except BrokenProcessPool as error:  # as if its process had died of it: it is begun anew when its turn comes
        future: Future[list[Made]] = Future()
        future.set_exception(error)
        return future


def _next(
    under_way: deque[tuple[list[Task], Future[list[Made]]]], pool: ProcessPoolExecutor, options: Options, jobs: int,
) -> tuple[list[Made], ProcessPoolExecutor]:
    """What became of the first chunk under way; after the death of a process, what is under way is begun anew."""
    chunk, future = under_way.popleft()
    try:
        return future.result(), pool
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
    pool = _pool(jobs)
    try:
        pool.submit(int).result()
    except BrokenProcessPool as error:
        raise ClusterError("No process can be started to read documents. Try again with --jobs 1.") from error
    results = [result for task in chunk for result in _alone(task, options)]
    again = [(other, _submit(pool, other, options)) for other, _ in under_way]
    under_way.clear()
    under_way.extend(again)
    return results, pool


def _alone(task: Task, options: Options) -> list[Made]:
    """A document in a process of its own, which may die of it."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin) as pool:
        try:
            return pool.submit(make, [task], options).result()
        except BrokenProcessPool:
            return [_deadly(task)]


def _deadly(task: Task) -> Made:
    shown = task.source.shown
    error = DocumentError("{name} ended the process that read it. Leave it out.", name=shown)
    return Made(shown, iri_of_document(task.source.name), error=error)


def _by_cluster(tasks: Iterable[Task], options: Options, address: str) -> Iterator[Made]:
    with _client(address) as client:
        cluster = _Cluster(client, options, address)
        most = _AHEAD * cluster.cores()
        under_way: deque[tuple[list[Task], Any]] = deque()
        for chunk in chunks(_loaded(tasks)):
            under_way.append((chunk, cluster.submit(chunk)))
            if len(under_way) >= most:
                yield from cluster.result(*under_way.popleft())
        while under_way:
            yield from cluster.result(*under_way.popleft())


def _make_on_worker(chunk: list[Task], options: Options) -> list[Made]:
    from graph.extract import tagger

    tagger.use_threads(1)  # Dask gives one core to a task
    return make(chunk, options)


class _Cluster:
    """Workers that Dask hands chunks to. What it returns is untyped."""

    def __init__(self, client: Any, options: Options, address: str) -> None:  # noqa: ANN401 (distributed has no types)
        self._client, self._options, self._address = client, options, address

    def cores(self) -> int:
        """How many chunks are made at once. Raises ClusterError where a worker would not do what is done here."""
        here = version("maitu")
        workers = self._client.run(version, "maitu", on_error="return")
        if not workers:
            raise ClusterError(
                "The cluster at {address} has no worker. Start one with: dask worker {address}", address=self._address
            )
        for worker, there in workers.items():
            if isinstance(there, PackageNotFoundError):
                raise ClusterError(
                    "The worker {worker} has no Maitu. Install Maitu {here} there.", worker=worker, here=here
                )
            if there != here:
                raise ClusterError(
                    "The worker {worker} has Maitu {there}, this is {here}. Install the same on both.",
                    worker=worker, there=there, here=here,
                )
        return int(sum(self._client.nthreads().values()))

    def submit(self, chunk: list[Task]) -> Any:  # noqa: ANN401 (distributed has no types)
        """Begin a chunk."""
        return self._client.submit(_make_on_worker, chunk, self._options, pure=False)

    def result(self, chunk: list[Task], future: Any) -> list[Made]:  # noqa: ANN401 (distributed has no types)
        """What became of a chunk. Dask gives it to another worker when one dies, until several have died of it."""
        from distributed import KilledWorker

        while True:
            try:
                return list(future.result(timeout=CLUSTER_SECONDS))
            except KilledWorker:
                break
            except TimeoutError:
                if not self._client.nthreads():
                    raise ClusterError(
                        "The cluster at {address} has no worker left. The same command goes on where this one ended.",
                        address=self._address,
                    ) from None
            except (CancelledError, OSError) as error:
                raise ClusterError(
                    "The cluster at {address} is gone: {why}. The same command goes on where this one ended.",
                    address=self._address, why=error,
                ) from error
        if len(chunk) == 1:
            return [_deadly(chunk[0])]
        return [result for task in chunk for result in self.result([task], self.submit([task]))]


def _loaded(tasks: Iterable[Task]) -> Iterator[Task]:
    """The tasks with their bytes: a cluster's machines may not see this one's files."""
    for task in tasks:
        try:
            yield Task(task.source.loaded(), task.known)
        except DocumentError:
            yield task  # whoever reads it finds out why it cannot be read


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(
            "A cluster needs the extra `dask`: uv sync --extra dask, or pip install distributed."
        ) from error
    try:
        make_client: Any = distributed.Client  # untyped
        client = make_client(address, timeout=CLUSTER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            "There is no Dask scheduler at {address}: {why}. Start one with: dask scheduler", address=address, why=error
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=5)


