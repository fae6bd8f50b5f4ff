"""Documents: what the graph was read from, and each document with everything that was found in it marked."""

from __future__ import annotations

import streamlit as st

from app import address, intake, load
from app.components import hypertext
from app.display import cut, number, plain
from app.ending import end_page
from app.i18n import t, told
from app.welcome import require_content
from graph.errors import MaituError

LAYERS = ["entities", "relations", "outcomes"]
FIRST_LAYERS = ["entities", "outcomes"]
MOST_LISTED = 300

require_content()
documents = load.documents()
asked = address.expand(address.get("document")) if address.get("document") else ""
document = next((one for one in documents if one.iri == asked), None)
if document is None:
    st.title(t("documents.page"), anchor=False)
    if asked:
        st.info(t("documents.gone", name=plain(cut(address.get("document")))), icon=":material/info:")
    st.subheader(t("intake.title"), anchor=False)
    intake.form()
    st.subheader(t("documents.all_n", n=number(len(documents))), anchor=False)
    words = st.text_input(
        t("documents.find"), type="search", live=True, placeholder=t("documents.find"), label_visibility="collapsed",
        **address.field("words"),
    ).casefold().split()
    found = [one for one in documents if all(word in f"{one.title} {one.file_name}".casefold() for word in words)]
    found.sort(key=lambda one: one.date, reverse=True)  # the newest first, those without a day last
    if found:
        hypertext.show("documents.html", key="documents", documents=found[:MOST_LISTED])
    if len(found) > MOST_LISTED or not found:
        st.caption(t("documents.first", n=number(len(found)), shown=min(MOST_LISTED, len(found))))
    end_page()



def keep_layers() -> None:
    """Put the layers that are marked into the address."""
    marked = st.session_state["marks"]
    address.set_state(marks="" if marked == FIRST_LAYERS else marked or "none")


st.session_state["marks"] = [one for one in address.get_all("marks") or FIRST_LAYERS if one in LAYERS]
with st.container(horizontal=True):
    layers = st.pills(
        t("documents.marks"),
        LAYERS,
        selection_mode="multi",
        label_visibility="collapsed",
        format_func=lambda layer: t(f"documents.{layer}"),
        key="marks",
        on_change=keep_layers,
    )
    st.space("stretch")
    with st.popover(t("intake.remove"), icon=":material/delete:"):
        st.caption(t("intake.remove_ask"))
        remove = st.button(t("intake.remove_yes"), key="remove")
    again = st.button(t("intake.again"), icon=":material/refresh:", help=t("intake.again_help"))
try:
    if remove:
        intake.take_out(document.iri)
        st.session_state.pop("taken", None)
        address.go("documents")
    if again:
        with st.spinner(t("intake.reading")):
            draft = intake.read_again(document.iri)
        st.toast(intake.found(draft), icon=":material/check:")
except MaituError as error:  # the document is there still, and can be read on
    st.error(plain(told(error)), icon=":material/error:")
hypertext.show(
    "reader.html",
    key="reader",
    document=document,
    paragraphs=load.paragraphs(document.iri, tuple(layers)),
    here_iri=address.expand(address.get("sentence")) if address.get("sentence") else "",
    types=load.classes(load.network()),
)
