"""`maitu build`: documents into the graph."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from app.console import json_option, open_to_write, print_json, printable, store_option
from app.setup import ROOT
from graph.build import build, document_iri
from graph.document import Document, read
from graph.errors import DocumentError, MaituError
from graph.extract import extract
from graph.facts import Facts
from graph.readers import FORMATS
from graph.store import Store

SEEDS = ROOT / "seeds"


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
@store_option
@json_option
def command(
    paths: tuple[Path, ...], again: bool, lexicon: Path | None, language: str | None, store: str, as_json: bool,
) -> None:
    r"""Read documents and put what they state into the graph.

    PATH is a file or a folder; without one, the documents of seeds/ are read. A document that has not changed since it
    was read is left as it is; one that has changed replaces what it stated before. A document that cannot be read is
    told at the end, and the others are done. Other words (--lexicon) or another language do not make a document a
    changed one: give --again with them.

    \b
    Examples:
      maitu build
      maitu build reports/ notice.txt
      maitu build --again reports/2024.txt
    """
    files, failures = _find(paths or (_from_here(SEEDS),))
    reports: list[Report] = []
    with open_to_write(store) as opened:
        known = {document.iri: document.sha256 for document in opened.documents()}
        written: dict[str, Path] = {}
        for file in _with_progress(files):
            try:
                document = read(file)
                iri = document_iri(document)
                if iri in written:
                    raise DocumentError(f"{file} has the name of {written[iri]}. Rename one of the two.")
                written[iri] = file
                if known.get(iri) == document.sha256 and not again:
                    report = Report(str(file), iri, "unchanged")
                else:
                    facts = extract(document, language=language, lexicon_folder=lexicon)
                    state = "replaced" if iri in known else "added"
                    report = _put(opened, document, facts, Report(str(file), iri, state))
            except MaituError as error:
                failures.append(str(error))
                continue
            reports.append(report)
            if not as_json:
                click.echo(printable(_line(report)))
    if as_json:
        print_json({"documents": [asdict(report) for report in reports], "failures": failures})
    if failures:
        raise click.ClickException("\n".join([f"Not read ({len(failures)}):", *failures]))


def _find(paths: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """The files to read: those that are named, and in folders those of a kind that is read; and what went wrong."""
    files: dict[Path, None] = {}
    failures = []
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in FORMATS and p.is_file())
            if not inside:
                failures.append(f"{path} holds no document. Those of the kinds {', '.join(sorted(FORMATS))} are read.")
        files.update(dict.fromkeys(inside))
    return list(files), failures


def _from_here(path: Path) -> Path:
    """A path as short as it can be told in the present folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _with_progress(files: Sequence[Path]) -> Iterator[Path]:
    """The files one by one, with a bar on stderr where that is a terminal and there is more than one."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal or len(files) < 2) as progress:
        task = progress.add_task("", total=len(files))
        for file in files:
            progress.update(task, description=printable(file.name).replace("[", r"\["))
            yield file
            progress.advance(task)


def _put(store: Store, document: Document, facts: Facts, report: Report) -> Report:
    store.replace(report.iri, build(facts, document))
    return Report(report.file, report.iri, report.state, len(facts.entities), len(facts.relations), len(facts.outcomes))


def _line(report: Report) -> str:
    counts = f"  {report.entities} entities, {report.relations} relations, {report.outcomes} figures"
    return f"{report.state:<9}  {report.file}{'' if report.state == 'unchanged' else counts}"
