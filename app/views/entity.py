"""Entity: everything that the documents state of one thing, each with its sentence."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import charts, graph_view, hypertext
from app.i18n import t
from app.timeline import timeline
from app.welcome import require_content

MOST_NEIGHBOURS = 40
NEIGHBOURS_HEIGHT = 420

require_content()
iri = address.expand(address.get("id")) if address.get("id") else ""
words = st.text_input(
    t("entity.search"),
    type="search",
    live=True,
    key="words",
    placeholder=t("entity.search"),
    label_visibility="collapsed",
)
if words:
    hypertext.show("search_pages.html", key="found", found=load.search(words), words=words, sentences=[])
if not iri:
    st.title(t("entity.page"), anchor=False)
    hypertext.show("choose.html", key="choose", hubs=load.hubs(24))
    st.stop()

description = load.describe(iri)
groups = load.groups(description)
hypertext.show("heading_page.html", key="heading", thing=description)
facts_tab, outcomes_tab, timeline_tab, neighbours_tab, mentions_tab, names_tab = st.tabs(
    [
        t("entity.facts", n=len(description.facts)),
        t("entity.outcomes_n", n=len(description.outcomes)),
        t("entity.timeline"),
        t("entity.neighbours"),
        t("entity.mentions", n=len(description.mentions)),
        t("entity.names"),
    ]
)
with facts_tab:
    if groups:
        hypertext.show("facts.html", key="facts", groups=groups, open=False)
    else:
        st.caption(t("entity.no_facts"))
with outcomes_tab:
    if description.outcomes:
        charts.bars(description.outcomes, key="chart", page="results")
        hypertext.show("outcomes.html", key="outcomes", outcomes=description.outcomes, whose=False, opened="")
    else:
        st.caption(t("entity.no_outcomes"))
with timeline_tab:
    years = timeline(description, {document.iri: document.date for document in load.documents()})
    if years:
        hypertext.show("timeline.html", key="timeline", years=years)
    else:
        st.caption(t("entity.no_timeline"))
with neighbours_tab:
    around = load.around(iri, MOST_NEIGHBOURS)
    graph_view.show(around, load.layout(around), key="neighbours", height=NEIGHBOURS_HEIGHT, selected=[], roots=[iri])
with names_tab:
    hypertext.show("identity.html", key="identity", described=description, parts=load.chain_of_parts(iri))
with mentions_tab:
    hypertext.show(
        "mentions.html", key="mentions", mentions=description.mentions, names=[description.name, *description.aliases]
    )
