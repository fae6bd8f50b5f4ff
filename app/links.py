"""Which page shows what an IRI names."""

from __future__ import annotations

import re

from app import address, load
from ontology import schema
from ontology.terms import INSTANCES, MAITU

_SENTENCE = re.compile(re.escape(INSTANCES) + r"(evidence/(.+)/\d+)")
_FIGURE = re.compile(re.escape(INSTANCES) + r"(outcome|target)/.+")


def link_of(iri: str) -> str:
    """The address of the page on a thing, a document, a sentence, a figure or a term of the ontology, or ""."""
    if iri in load.network():
        return address.entity_link(iri)
    term = iri.removeprefix(MAITU.BASE)
    if term != iri:
        return address.link("ontology", term=term) if term in {*schema.classes(), *schema.properties()} else ""
    documents = load.document_titles()
    if address.shorten(iri) in documents:
        return address.link("documents", document=address.shorten(iri))
    if (found := _SENTENCE.fullmatch(iri)) and f"document/{found[2]}" in documents:
        return address.link("documents", document=f"document/{found[2]}", sentence=found[1])
    if found := _FIGURE.fullmatch(iri):
        return address.link("results", kind="target" if found[1] == "target" else "", open=address.shorten(iri))
    return ""
