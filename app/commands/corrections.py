"""`maitu corrections`: what readers corrected, undone, written to a file, taken over from one."""

import sys
from pathlib import Path

import click

from app.console import json_option, note, open_to_write, print_json, print_table, store_option, write_whole
from app.display import counted
from graph import corrections as kept
from graph.corrections.words import words_of
from graph.store import open_store


@click.group(invoke_without_command=True)
@store_option
@json_option
@click.pass_context
def command(context: click.Context, store: str, as_json: bool) -> None:
    r"""List what readers corrected; undo, export or import it.

    \b
    Examples:
      maitu corrections
      maitu corrections undo correction/20250102T030405000000-1a2b3c4d
      maitu corrections export corrections.ttl
      maitu corrections import colleague.ttl
    """
    context.obj = store
    if context.invoked_subcommand:
        return
    with open_store(store) as opened:
        found = tuple(reversed(kept.corrections(opened)))
        torn = kept.torn(opened)
    if as_json:
        print_json(
            [
                {
                    "iri": one.iri, "kind": type(one).__name__, "who": one.who, "when": one.when.isoformat(),
                    "why": one.why, "what": words_of(one),
                }
                for one in found
            ]
        )
    else:
        rows = [(f"{one.when:%Y-%m-%d %H:%M}", one.who, words_of(one), one.why, kept.short(one.iri)) for one in found]
        print_table(("when", "who", "what", "why", "correction"), rows)
    if torn:
        note(f"{counted(len(torn), 'document')} with a correction broken off: mend it with `maitu doctor --repair`")


@command.command()
@click.argument("iris", nargs=-1, required=True, metavar="IRI...")
@click.pass_obj
def undo(store: str, iris: tuple[str, ...]) -> None:
    """Take corrections back, each by itself: whatever was corrected later stays."""
    with open_to_write(store) as opened:
        for iri in iris:
            note(f"undone: {words_of(kept.undo(opened, kept.whole(iri)))}")


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def export(store: str, file: Path | None) -> None:
    """Write all corrections as Turtle, to FILE or to the output."""
    with open_store(store) as opened:
        data = kept.to_turtle(kept.corrections(opened))
    if file:
        write_whole(file, data)
        note(f"wrote {file}")
    else:
        sys.stdout.write(data.decode())


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def take_over(store: str, file: Path) -> None:
    """Take over the corrections in FILE, beside those that are there; those that are there already are passed over."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}. Name a file of corrections.") from error
    found = kept.from_file(data, file.name)
    with open_to_write(store) as opened:
        before = len(kept.corrections(opened))
        changed = kept.correct(opened, *found)
        new = len(kept.corrections(opened)) - before
    note(f"new: {new} of {counted(len(found), 'correction')}; changed: {counted(len(changed), 'document')}")
