"""SPARQL: saved questions and one's own, answered as table and as graph."""

from __future__ import annotations

import streamlit as st

from app import address, answers, load
from app.components import graph_view, hypertext
from app.i18n import language, t
from app.welcome import require_content
from graph.errors import QueryError
from graph.query import query, saved

HEIGHT = 420


def take_saved() -> None:
    """Put the question that was chosen into the editor."""
    address.set_state(saved=st.session_state["saved"] or "", query="")


require_content()
st.title(t("sparql.page"), anchor=False)
questions = saved()
titles = {name: question.title_zh if language() == "zh" else question.title_en for name, question in questions.items()}
chosen = address.get("saved")
chosen = chosen if chosen in titles else next(iter(titles))
st.session_state["saved"] = chosen
st.selectbox(t("sparql.saved"), list(titles), format_func=titles.__getitem__, key="saved", on_change=take_saved)
text = address.get("query") or questions[chosen].sparql
st.session_state["query"] = text


def keep_query() -> None:
    """Put the question that was written into the address."""
    written = st.session_state["query"]
    address.set_state(query="" if written == questions[chosen].sparql else written)


st.text_area(t("sparql.query"), key="query", height=230, on_change=keep_query, help=t("sparql.help"))
st.button(t("sparql.run"), icon=":material/play_arrow:")
try:
    answer = query(load.store(), text)
except QueryError as error:
    hypertext.show("error.html", key="error", message=str(error))
    st.stop()

frame = answers.frame(answer)
network = answers.network(answer, load.network())
table_tab, graph_tab = st.tabs([t("sparql.table", n=len(frame)), t("sparql.graph", n=len(network))])
with table_tab:
    st.dataframe(frame, hide_index=True, width="stretch")
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
with graph_tab:
    if network:
        drawn = network if len(network) <= 250 else network.subgraph(list(network)[:250])
        graph_view.show(drawn, load.layout(drawn), key="answer", height=HEIGHT, selected=[], roots=[])
    else:
        st.caption(t("sparql.no_graph"))
