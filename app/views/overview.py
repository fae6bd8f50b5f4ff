"""Overview: what is in the graph, and where to go from here."""

from __future__ import annotations

import streamlit as st

from app import load
from app.components import hypertext
from app.i18n import t
from app.welcome import require_content

MOST_DOCUMENTS = 50

st.title(t("app.title"), anchor=False)
st.caption(t("overview.intro"))
require_content()
words = st.text_input(
    t("overview.search"),
    type="search",
    live=True,
    key="words",
    placeholder=t("overview.search"),
    label_visibility="collapsed",
)
if words:
    hypertext.show(
        "search_pages.html", key="found", found=load.search(words), words=words, sentences=load.sentences(words)
    )
hypertext.show(
    "overview.html",
    key="overview",
    counts=load.counts(),
    hubs=load.hubs(),
    outcomes=load.top_outcomes(),
    documents=load.documents()[:MOST_DOCUMENTS],
    number=len(load.documents()),
)
