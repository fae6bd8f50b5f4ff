"""`maitu stats`: what the graph holds, in numbers."""

from collections.abc import Mapping
from dataclasses import asdict

import click
from pyoxigraph import Literal

from app.console import json_option, print_json, print_table, store_option
from graph.store import Store, open_store
from ontology.terms import MAITU, local_name

BY_CLASS = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?number) { ?thing a ?class } GROUP BY ?class"
BY_RELATION = (
    "SELECT ?relation (COUNT(?claim) AS ?number) { ?claim a maitu:Claim ; rdf:predicate ?relation } GROUP BY ?relation"
)


@click.command()
@store_option
@json_option
def command(store: str, as_json: bool) -> None:
    r"""Count what the graph holds: documents, things by class, stated relations by predicate.

    \b
    Examples:
      maitu stats
      maitu stats --json
    """
    with open_store(store) as opened:
        documents, place = opened.documents(), opened.location
        classes, relations = _count(opened, BY_CLASS), _count(opened, BY_RELATION)
    if as_json:
        shown = [asdict(document) for document in documents]
        print_json({"store": place, "documents": shown, "classes": classes, "relations": relations})
        return
    print_table(("document", "title", "date"), [(d.file_name, d.title, d.date) for d in documents])
    print_table(("class", "things"), [(name, str(number)) for name, number in classes.items()])
    print_table(("relation", "statements"), [(name, str(number)) for name, number in relations.items()])


def _count(store: Store, sparql: str) -> Mapping[str, int]:
    """Local name of a term of ours → number, the most frequent first."""
    rows = [
        (term.value, int(number.value)) for term, number in store.select(sparql) if term and isinstance(number, Literal)
    ]
    ours = [(local_name(iri), number) for iri, number in rows if iri.startswith(MAITU.BASE)]
    return dict(sorted(ours, key=lambda row: (-row[1], row[0])))
