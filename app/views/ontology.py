"""Ontology: what each class and relation means, how often it occurs, and whether the graph keeps to its shapes."""

from __future__ import annotations

import streamlit as st

from app import load
from app.components import graph_view, hypertext
from app.diagram import ontology_network
from app.i18n import language, t
from app.welcome import require_content
from ontology.schema import validate

HEIGHT = 560

require_content()
st.title(t("ontology.page"), anchor=False)
st.caption(t("ontology.intro"))
classes_tab, relations_tab, diagram_tab, check_tab = st.tabs(
    [t("ontology.classes"), t("ontology.relations"), t("ontology.diagram"), t("ontology.check")]
)
used = load.term_counts()
with classes_tab:
    hypertext.show("classes.html", key="classes", used=used)
with relations_tab:
    hypertext.show("properties.html", key="properties", used=used)
with diagram_tab:
    diagram = ontology_network(language())
    graph_view.show(diagram, load.layout(diagram), key="diagram", height=HEIGHT, act=lambda _name, _nodes: None)
with check_tab:
    st.caption(t("ontology.check_help"))
    if st.button(t("ontology.run"), key="check", icon=":material/rule:"):
        with st.spinner(t("ontology.running")):
            findings = validate(load.store().as_rdflib(), language())
        if findings:
            hypertext.show("findings.html", key="findings", findings=findings)
        else:
            st.success(t("ontology.sound"), icon=":material/check_circle:")
