"""`maitu evaluate`: how well extraction does on documents annotated by hand."""

from dataclasses import replace
from pathlib import Path

import click

from app.console import json_option, note, print_json, print_table
from graph.document import Document, read
from graph.evaluate import Evaluation, evaluate, read_gold
from graph.extract import extract


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("documents", type=click.Path(path_type=Path), required=False)
@click.option("--errors", is_flag=True, help="List what was missed and what was made up, with its sentence.")
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Words of your own, over the built-in.")
@json_option
def command(gold: Path, documents: Path | None, errors: bool, lexicon: Path | None, as_json: bool) -> None:
    r"""Measure extraction against documents annotated by hand.

    GOLD is a JSON file of the form that `maitu extract` prints, corrected by a careful reader, or a folder of such
    files. The documents that they name are looked for in the folder DOCUMENTS, by default where GOLD is.

    \b
    Examples:
      maitu evaluate gold/
      maitu evaluate gold/maojian.json seeds/ --errors
      maitu evaluate gold/ reports/ --lexicon words/ --json
    """
    annotated = read_gold(gold)
    folder = documents or (gold if gold.is_dir() else gold.parent)
    texts = [_find(facts.document, folder) for facts in annotated]
    annotated = tuple(replace(facts, document=text.name) for facts, text in zip(annotated, texts, strict=True))
    result = evaluate(annotated, [extract(text, lexicon_folder=lexicon) for text in texts], texts)
    if as_json:
        shown = result.to_json()
        print_json(shown if errors else {key: shown[key] for key in ("score", "figures")})
        return
    _print(result, errors=errors)


def _find(name: str, folder: Path) -> Document:
    path = folder if folder.is_file() and folder.name == name else folder / Path(name).name
    if not path.is_file():
        raise click.ClickException(f"{name} is annotated, but not in {folder}. Name the folder of the documents.")
    return read(path)


def _print(result: Evaluation, *, errors: bool) -> None:
    print_table(
        ("", "precision", "recall", "F1", "right", "annotated", "extracted"),
        [
            (name, *(f"{share:.3f}" for share in (row.precision, row.recall, row.f1)),
             *(str(number) for number in (row.hits, row.gold, row.predicted)))
            for name, row in result.rows()
        ],
    )
    if errors:
        kinds = {True: "made up", False: "missed"}
        rows = [(error.document, kinds[error.made_up], error.text, error.sentence) for error in result.errors]
        print_table(("document", "error", "fact", "sentence"), rows)
    note(f"score (mean F1 of entities, relations, and outcomes with all four facts right): {result.score:.3f}")
