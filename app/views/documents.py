"""Documents: what the graph was read from, and each document with everything that was found in it marked."""

from __future__ import annotations

import streamlit as st

from app import address, intake, load
from app.components import hypertext
from app.i18n import t
from app.welcome import require_content

require_content()
documents = load.documents()
asked = address.expand(address.get("document")) if address.get("document") else ""
document = next((one for one in documents if one.iri == asked), None)
if document is None:
    st.title(t("documents.page"), anchor=False)
    st.subheader(t("intake.title"), anchor=False)
    intake.form()
    st.subheader(t("documents.all"), anchor=False)
    hypertext.show("documents.html", key="documents", documents=documents)
    st.stop()

with st.container(horizontal=True):
    layers = st.pills(
        t("documents.marks"),
        ["entities", "relations", "outcomes"],
        selection_mode="multi",
        label_visibility="collapsed",
        format_func=lambda layer: t(f"documents.{layer}"),
        default=["entities", "outcomes"],
        key="layers",
        persist_state="session",
        width="stretch",
    )
    with st.popover(t("intake.remove"), icon=":material/delete:"):
        st.caption(t("intake.remove_ask"))
        if st.button(t("intake.remove_yes"), key="remove"):
            intake.take_out(document.iri)
            st.session_state.pop("taken", None)
            address.go("documents")
    if st.button(t("intake.again"), icon=":material/refresh:", help=t("intake.again_help")):
        with st.spinner(t("intake.reading")):
            intake.read_again(document.iri)
        st.rerun()
hypertext.show(
    "reader.html",
    key="reader",
    document=document,
    paragraphs=load.paragraphs(document.iri, tuple(layers)),
    here_iri=address.expand(address.get("sentence")) if address.get("sentence") else "",
    types=load.classes(load.network()),
)
