"""SPARQL: saved questions and one's own, answered as table and as graph."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from urllib.parse import urljoin
from uuid import uuid4

import streamlit as st
from pyoxigraph import NamedNode

from app import address, answers, load
from app.components import graph_view, hypertext, tabs
from app.display import number
from app.ending import end_page
from app.i18n import language, t, told
from app.links import link_of
from app.welcome import require_content
from graph.errors import QueryError
from graph.query import Answer, Boolean, Cancellation, query, saved
from ontology.terms import PREFIXES

HEIGHT = 420
MOST_ROWS = 500
"""Rows of an answer that are shown; all of them are in its files."""
SHOWN_AFTER = 0.5
"""Seconds after which a query that still runs is told to, with a button that stops it."""


def take_saved() -> None:
    """Put the question that was chosen into the editor."""
    address.set_state(saved=st.session_state["saved"] or "", query="")


require_content()
st.title(t("sparql.page"), anchor=False)
questions = saved()
titles = {name: question.title_zh if language() == "zh" else question.title_en for name, question in questions.items()}
chosen = address.get("saved")
chosen = chosen if chosen in titles else next(iter(titles))
own = address.get("query")
st.session_state["saved"] = None if own else chosen
st.selectbox(
    t("sparql.saved"), list(titles), format_func=titles.__getitem__, key="saved", on_change=take_saved,
    placeholder=t("sparql.own"),
)
text = own or questions[chosen].sparql
st.session_state["query"] = text


def keep_query() -> None:
    """Put the question that was written into the address."""
    written = st.session_state["query"]
    address.set_state(query="" if written == questions[chosen].sparql else written)


st.text_area(t("sparql.query"), key="query", height=230, on_change=keep_query)


def stop() -> None:
    """Remember that this question was stopped, so that it does not begin anew."""
    st.session_state["stopped"] = st.session_state["query"]


def ask(sparql: str) -> Answer:
    """Ask the graph. A click on the page, or leaving it, stops the query: Streamlit then ends this run of the page."""
    cancel, began = Cancellation(), time.monotonic()
    asker = st.session_state.setdefault("asker", uuid4().hex)
    shown = st.empty()
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(query, load.store(), sparql, cancel=cancel, asker=asker)
        try:
            wait([found], SHOWN_AFTER)
            if not found.done():
                with shown.container(horizontal=True, vertical_alignment="center"):
                    st.button(t("sparql.stop"), icon=":material/stop:", on_click=stop)
                    told = st.empty()
            while not found.done():
                told.caption(t("sparql.running", n=round(time.monotonic() - began)))
                wait([found], SHOWN_AFTER)
        finally:
            cancel.cancel()
    shown.empty()
    return found.result()


with st.container(horizontal=True, vertical_alignment="center"):
    if st.button(t("sparql.run"), icon=":material/play_arrow:") or st.session_state.get("stopped") != text:
        st.session_state["stopped"] = None
    with st.popover(t("sparql.prefixes"), icon=":material/help:"):
        hypertext.show(
            "prefixes.html", key="prefixes", prefixes=PREFIXES, address=urljoin(st.context.url or "", "/sparql")
        )
    st.caption(t("sparql.help"))
if st.session_state["stopped"]:
    st.info(t("sparql.stopped"), icon=":material/stop:")
    end_page()
try:
    answer = ask(text)
except QueryError as error:
    hypertext.show("error.html", key="error", message=told(error))
    end_page()

rows = answers.rows_of(answer)
network = answers.network(answer, load.network())
complete = isinstance(answer, Boolean) or answer.complete
opened = tabs.show(
    {
        "table": t("sparql.table", n=number(len(rows)) + ("" if complete else "+")),
        "graph": t("sparql.graph", n=number(len(network))),
    }
)
with opened["table"]:
    shown = rows[:MOST_ROWS]
    iris = {term.value for row in shown for term in row if isinstance(term, NamedNode)}
    links = {iri: link for iri in iris if (link := link_of(iri))}
    hypertext.show("answer.html", key="table", columns=answers.columns_of(answer), rows=shown, links=links)
    if not rows:
        st.caption(t("sparql.nothing"))
    if len(rows) > MOST_ROWS or not complete:
        words = t("sparql.first", n=MOST_ROWS) if complete else t("sparql.cut", n=number(len(rows)), shown=MOST_ROWS)
        st.caption(words)
    with st.container(horizontal=True):
        for ending, (media_type, make) in answers.forms(answer).items():
            st.download_button(
                ending.upper(),
                make,
                f"maitu-answer.{ending}",
                media_type,
                on_click="ignore",
                icon=":material/download:",
                key=ending,
            )
with opened["graph"] as tab:
    if tab.open and network:
        drawn = network if len(network) <= 250 else network.subgraph(list(network)[:250])
        graph_view.show(drawn, load.layout(drawn), key="answer", height=HEIGHT, selected=[], roots=[])
    elif tab.open:
        st.caption(t("sparql.no_graph"))
