"""`maitu build`: documents into the graph."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Thread

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from app.console import json_option, note, open_to_write, print_json, printable, store_option
from app.display import counted
from app.setup import ROOT
from graph.batch import Made, Options, Task, made
from graph.corrections import corrector, mend
from graph.errors import DocumentError, MaituError
from graph.iris import iri_of_document
from graph.search import index_of
from graph.sources import Source, count, sources
from graph.store import EmbeddedStore, Store

SEEDS = ROOT / "seeds"
FEW = 8
"""Fewer documents are read by one process: starting others would take longer."""


@dataclass(frozen=True)
class Report:
    """What became of one document: `state` is added, replaced or unchanged."""

    file: str
    iri: str
    state: str
    entities: int = 0
    relations: int = 0
    outcomes: int = 0


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--again", is_flag=True, help="Also read documents anew that have not changed.")
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Lay DIR's words over Maitu's own.")
@click.option("--language", metavar="CODE", help="That of the documents, where it is not found out rightly.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes that read.  [default: one a core]")
@click.option("--dask", metavar="ADDRESS", help="Read on the cluster of this Dask scheduler, tcp://HOST:PORT.")
@store_option
@json_option
def command(
    paths: tuple[Path, ...], again: bool, lexicon: Path | None, language: str | None, jobs: int | None,
    dask: str | None, store: str, as_json: bool,
) -> None:
    r"""Read documents and put what they state into the graph.

    PATH is a file, a folder, a pattern in quotes, or an archive (.zip, .tar, .tar.gz, .tar.xz); without one, the
    documents of seeds/ are read. A document that has not changed since it was read is left as it is; one that has
    changed replaces what it stated before: an interrupted build goes on when it is called again. A document that cannot
    be read is told at the end, and the others are done. Other words (--lexicon) or another language do not make a
    document a changed one: give --again with them.

    \b
    Examples:
      maitu build
      maitu build reports/ notice.txt archive.zip
      maitu build 'reports/**/*.pdf' --jobs 4
    """
    wanted = paths or (_from_here(SEEDS),)
    failures: list[MaituError] = []
    reports: list[Report] = []
    with open_to_write(store) as opened, _progress(wanted) as advance:
        known = {document.iri: document.sha256 for document in opened.documents()}
        tasks = _tasks(sources(wanted, failures), {} if again else known, failures)
        first = list(islice(tasks, FEW))
        several = len(first) == FEW
        options = Options(language, lexicon.resolve() if lexicon else None)
        workers = (jobs or os.cpu_count() or 1) if several else 1
        results = made(chain(first, tasks), options, workers, dask, advance.share)
        try:
            _put(opened, results, known, reports, failures, advance, quiet=as_json)
        except KeyboardInterrupt:
            note(f"Interrupted with {counted(len(reports), 'document')} done; the same command goes on from there.")
            raise
        if reports and isinstance(opened, EmbeddedStore):  # a server's has its index in memory, and this process ends
            index_of(opened)
    if as_json:
        print_json({"documents": [asdict(report) for report in reports], "failures": [*map(str, failures)]})
    if failures:
        raise click.ClickException("\n".join([f"Not read ({len(failures)}):", *map(str, failures)]))


def _tasks(found: Iterable[Source], known: dict[str, str], failures: list[MaituError]) -> Iterator[Task]:
    """What is to be read; a second document of one name is refused, since it would replace the first."""
    taken: dict[str, str] = {}
    for source in found:
        iri = iri_of_document(source.name)
        if iri in taken:
            failures.append(
                DocumentError(
                    "{name} has the name of {other}. Rename one of the two.", name=source.shown, other=taken[iri]
                )
            )
            continue
        taken[iri] = source.shown
        yield Task(source, known.get(iri))


def _put(
    store: Store, results: Iterator[Made], known: dict[str, str], reports: list[Report],
    failures: list[MaituError], advance: "Advance", *, quiet: bool,
) -> None:
    """Put all that was made into the store, and tell of each document when it is on its way there."""
    mend(store)
    correct = corrector(store)

    def graphs() -> Iterator[tuple[str, bytes]]:
        for result in results:
            advance()
            if result.error:
                failures.append(result.error)
                continue
            state = "unchanged" if not result.quads else "replaced" if result.iri in known else "added"
            report = Report(result.shown, result.iri, state, result.entities, result.relations, result.outcomes)
            if result.quads:
                yield result.iri, correct(result.quads)
            reports.append(report)
            if not quiet:
                advance.tell(printable(_line(report)))

    store.load(graphs())


class Advance:
    """Moves a bar by one document, and tells how many there have been a second."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task, self._done, self._begun = bar, task, 0, time.monotonic()

    def __call__(self) -> None:
        """One document more is done."""
        self._done += 1
        rate = self._done / max(0.001, time.monotonic() - self._begun)
        self._bar.update(self._task, completed=self._done, rate=f"{rate:,.1f}/s")

    def share(self, share: float) -> None:
        """So much of the document in work is done, 0 to 1."""
        self._bar.update(self._task, completed=self._done + share)

    def tell(self, line: str) -> None:
        """Print a line on stdout, above the bar where both are on one terminal."""
        if self._bar.console.is_terminal and sys.stdout.isatty():
            self._bar.console.print(Text(line), soft_wrap=True)
        else:
            click.echo(line)


@contextmanager
def _progress(paths: tuple[Path, ...]) -> Iterator[Advance]:
    """A bar on stderr where that is a terminal: documents done and in all, their rate, and the time left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, rate="")
        if console.is_terminal:  # counting what is packed takes a while, and nobody waits for it
            Thread(target=lambda: bar.update(task, total=count(paths)), daemon=True).start()
        yield Advance(bar, task)


def _from_here(path: Path) -> Path:
    """A path as short as it can be told in the present folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _line(report: Report) -> str:
    counts = "  " + ", ".join((
        counted(report.entities, "entity", "entities"), counted(report.relations, "relation"),
        counted(report.outcomes, "figure"),
    ))
    return f"{report.state:<9}  {report.file}{'' if report.state == 'unchanged' else counts}"
