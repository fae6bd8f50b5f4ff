"""`maitu extract`: what documents state, as JSON."""

import json
from pathlib import Path

import click

from app.console import note, write_whole
from graph.document import read
from graph.errors import MaituError
from graph.extract import extract


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write DIR/NAME.json for each.")
@click.option("--encoding", help="How the files are encoded, where that is not found out rightly.")
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Lay DIR's words over Maitu's own.")
@click.option("--language", metavar="CODE", help="That of the documents, where it is not found out rightly.")
def command(
    files: tuple[Path, ...], output: Path | None, encoding: str | None, lexicon: Path | None, language: str | None,
) -> None:
    r"""Print what documents state as JSON, without touching the graph.

    One FILE is printed as one JSON object, several as one object a line. A document that cannot be read is told at the
    end; the others are done.

    \b
    Examples:
      maitu extract seeds/maojian.txt
      maitu extract reports/*.txt -o facts/
    """
    if output:
        _check_names(files)
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.ClickException(f"{output} cannot be made: {error.strerror}. Name another folder.") from error
    failures = []
    for file in files:
        try:
            facts = extract(read(file, encoding), language=language, lexicon_folder=lexicon).to_json()
        except MaituError as error:
            failures.append(str(error))
            continue
        text = json.dumps(facts, ensure_ascii=False, indent=2 if output or len(files) == 1 else None)
        if output:
            target = output / f"{file.stem}.json"
            write_whole(target, f"{text}\n".encode())
            note(f"{file} → {target}")
        else:
            click.echo(text)
    if failures:
        raise click.ClickException("\n".join(failures))


def _check_names(files: tuple[Path, ...]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        other = seen.setdefault(file.stem, file)
        if other != file:
            raise click.UsageError(f"{other} and {file} would both become {file.stem}.json: write them to two folders.")
