"""Overview: what is in the graph, and where to go from here."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import hypertext
from app.i18n import t
from app.welcome import require_content

MOST_DOCUMENTS = 10
MOST_ANSWERS = 3
"""So many figures answer a question; the page Results has all."""

st.title(t("app.title"), anchor=False)
st.caption(t("overview.intro"))
require_content()
words = st.text_input(
    t("overview.search"),
    type="search",
    live=True,
    placeholder=t("overview.search"),
    label_visibility="collapsed",
    **address.field("words"),
)
if words:
    hypertext.show(
        "search_pages.html", key="found", found=load.search(words), words=words, sentences=load.sentences(words)
    )
newest = sorted(load.documents(), key=lambda document: document.date, reverse=True)
hypertext.show(
    "overview.html",
    key="overview",
    counts=load.counts(),
    hubs=load.hubs(),
    answers=[(t(f"ask.{answer.question}"), answer) for answer in load.answers()],
    most=MOST_ANSWERS,
    outcomes=load.top_outcomes(),
    documents=newest[:MOST_DOCUMENTS],
    number=len(newest),
)
