"""Entity: everything that the documents state of one thing, each with its sentence."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from app import address, load
from app.components import charts, graph_with_sentences, hypertext, tabs
from app.ending import end_page
from app.i18n import t
from app.timeline import timeline
from app.welcome import require_content
from graph.describe import Description
from graph.extract import gazetteer
from graph.find import EntityRef

MOST_NEIGHBOURS = 40
NEIGHBOURS_HEIGHT = 460



def divisions_above(described: Description) -> list[EntityRef]:
    """The divisions of China that a place with a code lies in, the nearest first; one not in the graph has no IRI."""
    names = [division.name for division in gazetteer.chain(described.adcode or "")][:-1]
    iris = [described.iri.rsplit("/", places)[0] for places in range(len(names), 0, -1)]
    known = load.network()
    return [
        EntityRef(iri if iri in known else "", "Place", name) for name, iri in zip(names, iris, strict=True)
    ][::-1]


require_content()
iri = address.expand(address.get("id")) if address.get("id") else ""
words = st.text_input(
    t("entity.search"),
    type="search",
    live=True,
    placeholder=t("entity.search"),
    label_visibility="collapsed",
    **address.field("words"),
)
if words:
    hypertext.show("search_pages.html", key="found", found=load.search(words), words=words, sentences=[])
if not iri:
    st.title(t("entity.page"), anchor=False)
    hypertext.show("choose.html", key="choose", hubs=load.hubs(24))
    end_page()

description = load.describe(iri)
hypertext.show("heading_page.html", key="heading", thing=description)
opened = tabs.show(
    {
        "facts": t("entity.facts", n=len(description.facts)),
        "results": t("entity.outcomes_n", n=len(description.outcomes)),
        "timeline": t("entity.timeline"),
        "neighbours": t("entity.neighbours"),
        "mentions": t("entity.mentions", n=len(description.mentions)),
        "names": t("entity.names"),
    }
)
with opened["facts"] as tab:
    if tab.open and description.facts:
        hypertext.show("facts.html", key="facts", groups=load.groups(description), open=False)
    elif tab.open:
        st.caption(t("entity.no_facts"))
with opened["results"] as tab:
    if tab.open and description.outcomes:
        chosen = address.expand(address.get("open")) if address.get("open") else ""
        common = Counter(one.unit for one in description.outcomes)
        ranked = sorted(description.outcomes, key=lambda one: (-common[one.unit], one.unit, -one.value))
        charts.bars(description.outcomes, key="chart", chosen=chosen)
        hypertext.show("outcomes.html", key="outcomes", outcomes=ranked, whose=False, opened=chosen)
    elif tab.open:
        st.caption(t("entity.no_outcomes"))
with opened["timeline"] as tab:
    if tab.open and (years := timeline(description, {one.iri: one.date for one in load.documents()})):
        hypertext.show("timeline.html", key="timeline", years=years)
    elif tab.open:
        st.caption(t("entity.no_timeline"))
with opened["neighbours"] as tab:
    if tab.open:
        graph_with_sentences.show(
            load.around(iri, MOST_NEIGHBOURS), key="neighbours", height=NEIGHBOURS_HEIGHT, roots=[iri]
        )
with opened["mentions"] as tab:
    if tab.open:
        names = [description.name, *description.aliases]
        hypertext.show("mentions.html", key="mentions", mentions=description.mentions, names=names)
with opened["names"] as tab:
    if tab.open:
        parts = load.chain_of_parts(iri) or divisions_above(description)
        hypertext.show("identity.html", key="identity", described=description, parts=parts)
