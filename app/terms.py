"""What the page Ontology reads: how much there is of each class and relation, examples, and what breaks its shapes."""

from __future__ import annotations

import streamlit as st

from app import load
from app.i18n import language
from app.load import Statement
from graph import find
from graph.describe import source_of
from graph.find import EntityRef
from ontology.schema import Finding, validate
from ontology.terms import local_name


@st.cache_data(show_spinner=False, max_entries=200)
def _examples(version: str, class_name: str, most: int) -> tuple[EntityRef, ...]:
    rows = load.store().select(f"SELECT DISTINCT ?it {{ ?it a maitu:{class_name} }} LIMIT {most}")
    return tuple(find.refs(load.store(), (it.value for (it,) in rows if it)).values())


def examples(class_name: str, most: int = 3) -> tuple[EntityRef, ...]:
    """Some things of a class, by its local name."""
    return _examples(load.store().version(), class_name, most)


@st.cache_data(show_spinner=False, max_entries=4)
def _term_counts(version: str) -> dict[str, int]:
    rows = load.store().select("SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term")
    rows += load.store().select("SELECT ?term (COUNT(DISTINCT *) AS ?n) { ?s ?term ?o } GROUP BY ?term")
    return {local_name(term.value): int(count.value) for term, count in rows if term and count}


def term_counts() -> dict[str, int]:
    """How many things there are of each class, and how many statements with each relation, by local name."""
    return _term_counts(load.store().version())


@st.cache_data(show_spinner=False, max_entries=4)
def _findings(version: str, language: str) -> tuple[Finding, ...]:
    return validate(load.store().as_rdflib(), language)


def findings() -> tuple[Finding, ...]:
    """What in the graph breaks the shapes of the ontology, in the language of the page."""
    return _findings(load.store().version(), language())


@st.cache_data(show_spinner=False, max_entries=100)
def _statements_with(version: str, predicate: str, most: int) -> list[Statement]:
    rows = load.store().select(
        f"""SELECT ?claim ?s ?o {{
            ?claim rdf:predicate maitu:{predicate} ; rdf:subject ?s ; rdf:object ?o
        }} LIMIT {most}"""
    )
    known = find.refs(load.store(), (term.value for row in rows for term in row[1:] if term))
    return [
        Statement(known[one.value], predicate, known[other.value], (source,))
        for claim, one, other in rows
        if claim and one and other and (source := source_of(load.store(), claim.value))
    ]


def statements_with(predicate: str, most: int = 3) -> list[Statement]:
    """Some statements of a relation, given by its local name, each with its sentence."""
    return _statements_with(load.store().version(), predicate, most)
