"""`maitu remove`: documents out of the graph."""

from difflib import get_close_matches

import click

from app.console import note, open_to_write, store_option
from graph.errors import NameNotFoundError
from graph.store import StoredDocument


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@store_option
def command(names: tuple[str, ...], store: str) -> None:
    r"""Take documents out of the graph, with all that only they state.

    NAME is the name of a document's file, its title, or its IRI. If one is not in the graph, none is removed.

    \b
    Examples:
      maitu remove maojian.txt
    """
    with open_to_write(store) as opened:
        documents = opened.documents()
        for iri in dict.fromkeys([_find(name, documents) for name in names]):
            opened.remove(iri)
            note(f"removed {iri}")


def _find(name: str, documents: tuple[StoredDocument, ...]) -> str:
    """The IRI of the one document that is meant; an IRI is taken as it is, for graphs that have lost their document."""
    if "://" in name:
        return name
    found = [d for d in documents if name == d.file_name] or [d for d in documents if name == d.title]
    if len(found) == 1:
        return found[0].iri
    if found:
        files = tuple(d.file_name for d in found)
        raise NameNotFoundError(
            "{name!r} is the title of several documents: name the file of one.", name=name, suggestions=files
        )
    known = [d.file_name for d in documents]
    hint = tuple(get_close_matches(name, known, n=3, cutoff=0.3))
    raise NameNotFoundError(
        "{name!r} is no document of this graph, which has {count}: `maitu stats` lists them.",
        name=name, count=len(known), suggestions=hint,
    )
