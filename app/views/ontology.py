"""Ontology: what each class and relation means, how often it occurs, and whether the graph keeps to its shapes."""

from __future__ import annotations

import streamlit as st

from app import address, load, terms
from app.components import graph_view, hypertext, tabs
from app.components.graph_view import Selection
from app.diagram import PLACES, Network, ontology_network
from app.ending import end_page
from app.i18n import language, t
from app.leading import places
from app.welcome import require_content
from graph.facts import Predicate
from graph.network import ENTITIES
from graph.style import STYLES
from ontology import schema
from ontology.terms import broader

HEIGHT = 560
MOST_EXAMPLES = 12
MOST_STATEMENTS = 3
MOST_FINDINGS = 500
MILLISECONDS_A_STATEMENT = 0.6
"""How long the check takes, on 2 cores of a laptop."""


def show_term(term: str, *, alone: bool = False) -> None:
    """What a class or a property is, on a page of its own or beside the diagram."""
    is_class = term in schema.classes()
    narrower = [name for name in schema.classes() if term in schema.broader(name)] if is_class else []
    kinds = {term, *broader(term)} if is_class else set()
    shown_in = ""
    if term in ENTITIES:
        shown_in = address.link("explore", **{"class": term})
    elif term in {"Outcome", "Target"}:
        shown_in = address.link("results", kind="target" if term == "Target" else "")
    elif term == "Document":
        shown_in = address.link("documents")
    elif term in set(Predicate):
        shown_in = address.link("explore", relation=term)
    figures = [one for one in load.outcomes() if one.target == (term == "Target")]
    hypertext.show(
        "term.html", key=f"term-{term}", term=term, alone=alone, is_class=is_class, narrower=narrower,
        alignments=[(t(f"alignment.{relation}"), iri) for relation, iri in schema.alignments(term)],
        count=terms.term_counts().get(term, 0), shown_in=shown_in,
        properties=[one for one in schema.properties() if kinds.intersection(schema.domain(one) + schema.range(one))],
        things=terms.examples(term, MOST_EXAMPLES) if "Entity" in kinds else (),
        documents=load.documents()[:MOST_EXAMPLES] if term == "Document" else (),
        outcomes=figures[:MOST_STATEMENTS] if term in {"Outcome", "Target", "Figure"} else (),
        statements=terms.statements_with(term, MOST_STATEMENTS) if term in set(Predicate) else (),
    )


def choose(selected: Selection) -> None:
    """Put what was selected in the diagram into the address."""
    address.set_state(select=selected["nodes"][-1:], edge=selected["edge"] or ())


def selection(diagram: Network) -> Selection:
    """What of the diagram the address names."""
    edge = address.get_all("edge")
    if len(edge) > 1 and diagram.has_node(edge[0]) and diagram.has_node(edge[1]):
        return {"nodes": [], "edge": edge[:3]}
    return {"nodes": [node for node in address.get_all("select") if node in diagram], "edge": None}


@st.fragment
def beside(diagram: Network) -> None:
    """What is selected in the diagram; this part alone is made anew by a click in it."""
    chosen = selection(diagram)
    graph_view.selection("diagram", chosen, chosen=choose)
    if chosen["edge"]:
        one, other, *named = chosen["edge"]
        between = [*(diagram.get_edge_data(one, other) or {}), *(diagram.get_edge_data(other, one) or {})]
        for term in dict.fromkeys(named or between):
            show_term(str(term))
    elif chosen["nodes"]:
        show_term(chosen["nodes"][-1])
    else:
        st.caption(t("ontology.select"))


require_content()
if address.get("term") in {*schema.classes(), *schema.properties()}:
    show_term(address.get("term"), alone=True)
    end_page()
st.title(t("ontology.page"), anchor=False)
st.caption(t("ontology.intro"))
opened = tabs.show(
    {
        "classes": t("ontology.classes"), "relations": t("ontology.relations"), "diagram": t("ontology.diagram"),
        "check": t("ontology.check"),
    }
)
used = terms.term_counts()
with opened["classes"] as tab:
    if tab.open:
        first = {name: place for place, name in enumerate(STYLES)}  # things before what is said of them
        classes = sorted(schema.classes(), key=lambda name: first.get(name, len(first)))
        hypertext.show("classes.html", key="classes", used=used, terms=classes)
with opened["relations"] as tab:
    if tab.open:
        properties = sorted(schema.properties(), key=lambda name: name not in set(Predicate))
        hypertext.show("properties.html", key="properties", used=used, terms=properties)
with opened["diagram"] as tab:
    if tab.open:
        diagram = ontology_network(language())
        chosen = selection(diagram)
        with st.container(key="stage"):
            drawing, side = st.columns([1.9, 1], gap="small")
        with drawing:
            graph_view.show(
                diagram, PLACES, key="diagram", height=HEIGHT, selected=chosen["edge"] or chosen["nodes"],
                opened=lambda name: address.go("ontology", term=name),
            )
        with side, st.container(height=HEIGHT, border=True):
            beside(diagram)
with opened["check"] as tab:
    if tab.open:
        statements = sum(used.get(name, 0) for name in schema.properties())
        st.caption(t("ontology.check_help", seconds=max(2, round(statements * MILLISECONDS_A_STATEMENT / 1000))))
        if st.button(t("ontology.run"), key="check", icon=":material/rule:"):
            address.set_state(checked="yes")
        if address.get("checked"):
            with st.spinner(t("ontology.running")):
                findings = terms.findings()
            if findings:
                seen = places(load.store(), (finding.focus for finding in findings[:MOST_FINDINGS]))
                hypertext.show("findings.html", key="findings", findings=findings, places=seen, most=MOST_FINDINGS)
            else:
                st.success(t("ontology.sound"), icon=":material/check_circle:")
