"""Documents into the graph and out of it, from a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from app import load
from app.components import hypertext
from app.i18n import t
from graph.build import build, document_iri
from graph.document import from_bytes
from graph.errors import MaituError
from graph.extract import extract
from graph.readers import FORMATS
from graph.store import open_store

ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16")
"""What a visitor may say that a file is in; "" leaves it to Maitu."""

MOST_FILES = 50

WAIT = 20.0
"""Seconds that a visitor waits for another process to be done writing, before being told so."""


@dataclass(frozen=True)
class Taken:
    """What became of one file: what was found in it, or why it was not read."""

    name: str
    iri: str = ""
    entities: int = 0
    relations: int = 0
    outcomes: int = 0
    error: str = ""


def take_in(
    name: str, data: bytes, encoding: str | None = None, on_wait: Callable[[], object] | None = None
) -> Taken:
    """Read a file and put what it states into the graph, in place of what a file of that name stated before.

    `on_wait` is called where another process is writing and has to be waited for.
    """
    try:
        document = from_bytes(name, data, encoding)
        facts = extract(document)
        iri = document_iri(document)
        with open_store(load.location(), write=True, wait=WAIT, on_wait=on_wait) as store:
            store.replace(iri, build(facts, document))
    except MaituError as error:
        return Taken(name, error=str(error))
    return Taken(name, iri, len(facts.entities), len(facts.relations), len(facts.outcomes))


def take_out(iri: str) -> None:
    """Take a document out of the graph, with all that only it states. Raises StoreError."""
    with open_store(load.location(), write=True, wait=WAIT) as store:
        store.remove(iri)


def form() -> None:
    """Choose files and put what they state into the graph."""
    with st.form("intake", clear_on_submit=True, border=False):
        files = st.file_uploader(
            t("intake.files"), type=[kind.removeprefix(".") for kind in sorted(FORMATS)], accept_multiple_files=True
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            encoding = st.selectbox(
                t("intake.encoding"), ENCODINGS, format_func=lambda name: name or t("intake.detect"), width=240
            )
            sent = st.form_submit_button(t("intake.read"), icon=":material/upload:")
    if sent and files:
        taken = []
        with st.status(t("intake.reading"), expanded=False) as status:
            for number, file in enumerate(files[:MOST_FILES], start=1):
                status.update(label=t("intake.progress", n=number, all=len(files)))
                waiting = partial(status.update, label=t("intake.waiting"))
                taken.append(take_in(file.name, file.getvalue(), encoding or None, waiting))
            status.update(label=t("intake.done"), state="complete")
        st.session_state["taken"] = taken
        st.rerun()  # so that the whole page knows of them
    if st.session_state.get("taken"):
        hypertext.show("taken.html", key="taken", taken=st.session_state["taken"])
