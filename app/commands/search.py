"""`maitu search`: entities by their names, and sentences by their words."""

from dataclasses import asdict

import click

from app.console import json_option, note, print_json, print_table, store_option
from graph import search
from graph.find import count as count_names
from graph.find import search as search_names
from graph.store import open_store


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="The most of each kind.")
@store_option
@json_option
def command(words: tuple[str, ...], limit: int, store: str, as_json: bool) -> None:
    r"""Find entities by any of their names, and sentences by words in them.

    Case, width, quotation marks and 繁 or 简 make no difference; one wrong character in a name is forgiven.

    \b
    Examples:
      maitu search 培训班
      maitu search 茅箭 干部 --limit 5
    """
    wanted = " ".join(words)
    with open_store(store) as opened:
        entities = search_names(opened, wanted, limit)
        sentences = search.sentences(opened, wanted, limit)
        all_entities, all_sentences = count_names(opened, wanted), search.count_sentences(opened, wanted)
    if as_json:
        print_json(
            {
                "entities": [asdict(ref) for ref in entities], "all_entities": all_entities,
                "sentences": [asdict(hit) for hit in sentences], "all_sentences": all_sentences,
            }
        )
        return
    if not entities and not sentences:
        raise click.ClickException(f"Nothing is named {wanted!r}, and no sentence holds it. Try fewer words.")
    if entities:
        print_table(("entity", "class"), [(ref.name, ref.type) for ref in entities])
    if sentences:
        print_table(("document", "sentence"), [(hit.document_title, hit.text) for hit in sentences])
    for shown, of_all, kind in ((entities, all_entities, "entities"), (sentences, all_sentences, "sentences")):
        if len(shown) < of_all:
            note(f"{len(shown)} of {of_all:,} {kind}; --limit shows more")
