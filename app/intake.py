"""Documents read on a page: first for the visitor alone, then put into the graph for all, or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import streamlit as st
from pyoxigraph import RdfFormat, serialize

from app import load
from app.components import hypertext
from app.display import cut, plain
from app.i18n import t, told
from graph import corrections
from graph.build import build, document_iri
from graph.document import Document, from_bytes
from graph.errors import DocumentError, MaituError
from graph.extract import extract
from graph.facts import Facts
from graph.readers import FORMATS
from graph.rereading import document_of
from graph.sources import is_archive, unpacked
from graph.store import open_store

ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16")
"""What a visitor may say that a file is in; "" leaves it to Maitu."""

KINDS = (*sorted(kind.removeprefix(".") for kind in FORMATS), "zip")
MOST_FILES = 500
"""Documents read at once; more are better built by `maitu build`."""
MOST_BYTES = 256_000_000
"""Bytes of documents, unpacked, that are held at once for one visitor."""

WAIT = 20.0
"""Seconds that a visitor waits for another process to be done writing, before being told so."""

_OF_BYTES = (".txt", ".md", ".html", ".htm")
"""Kinds of files that a visitor may know the encoding of; of others, the file itself says it."""

_STAGES = ((0.05, "words"), (0.4, "names"), (0.9, "facts"))


@dataclass(frozen=True)
class Draft:
    """A document that was read and is in the graph of nobody yet. `quads` are N-Quads."""

    name: str
    iri: str
    title: str
    encoding: str
    facts: Facts
    quads: bytes


@dataclass(frozen=True)
class Waiting:
    """A file that is still to be read."""

    name: str
    data: bytes
    encoding: str | None


def drafted(document: Document, progress: Callable[[float], None] = lambda _: None) -> Draft:
    """What a document states, not yet put anywhere."""
    facts = extract(document, progress=progress)
    quads = serialize(build(facts, document), format=RdfFormat.N_QUADS) or b""
    return Draft(document.name, document_iri(document), document.title, document.encoding, facts, quads)


def put_in(drafts: list[Draft], on_wait: Callable[[], object] | None = None) -> None:
    """Put what documents state into the graph, in place of what files of their names stated before.

    `on_wait` is called where another process is writing and has to be waited for. Raises StoreError.
    """
    with open_store(load.location(), write=True, wait=WAIT, on_wait=on_wait) as store:
        corrections.mend(store)
        correct = corrections.corrector(store)
        store.load((draft.iri, correct(draft.quads)) for draft in drafts)
    load.look_again()


def take_out(iri: str) -> None:
    """Take a document out of the graph, with all that only it states. Raises StoreError."""
    with open_store(load.location(), write=True, wait=WAIT, on_wait=lambda: st.toast(t("intake.waiting"))) as store:
        store.remove(iri)
    load.look_again()


def read_again(iri: str) -> Draft:
    """Extract a document of the graph anew, by the rules and words of now, and put it in the old one's place."""
    draft = drafted(document_of(load.store(), iri))
    put_in([draft])
    return draft


def found(draft: Draft) -> str:
    """How much a document states, in words."""
    facts = draft.facts
    return t(
        "intake.found", entities=len(facts.entities), relations=len(facts.relations), outcomes=len(facts.outcomes)
    )


def form() -> None:
    """Choose files, see what they state, and put it into the graph."""
    with st.form("intake", clear_on_submit=True, border=False):
        files = st.file_uploader(t("intake.files"), type=KINDS, accept_multiple_files=True)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            encoding = st.selectbox(
                t("intake.encoding"), ENCODINGS, format_func=lambda name: name.upper() or t("intake.detect"),
                width=240,
            )
            sent = st.form_submit_button(t("intake.read"), icon=":material/upload:")
    st.caption(t("intake.private"))
    if sent and files:
        failures: list[MaituError] = []
        given = _waiting(((file.name, file.getvalue()) for file in files), encoding or None, failures)
        waiting = first(given, failures)
        st.session_state.update(waiting=waiting, drafts=[], failures=failures, unread=[], taken=[])
        st.rerun()
    if st.session_state.get("waiting"):
        _read_waiting()
    _show_drafts()
    if st.session_state.get("taken"):
        hypertext.show("taken.html", key="taken", taken=st.session_state["taken"])


def first(files: Iterable[Waiting], failures: list[MaituError]) -> list[Waiting]:
    """As many files as are read at once; where there are more, `failures` is told. No more are unpacked."""
    taken: list[Waiting] = []
    size = 0
    for file in files:
        size += len(file.data)
        if len(taken) == MOST_FILES or size > MOST_BYTES:
            failures.append(
                DocumentError(
                    "More than {most} documents or {size:,} bytes are too much at once: the first {n} are read. "
                    "Use maitu build for more.", most=MOST_FILES, size=MOST_BYTES, n=len(taken),
                )
            )
            break
        taken.append(file)
    return taken


def _waiting(files: Iterator[tuple[str, bytes]], encoding: str | None, failures: list[MaituError]) -> Iterator[Waiting]:
    for name, data in files:
        if is_archive(name):
            for source in unpacked(name, data, failures):
                yield Waiting(source.name, source.bytes(), encoding)
        else:
            yield Waiting(name, data, encoding)


def _read_waiting() -> None:
    """Read what waits, one document a run of the page at a time: a click on Stop ends the run."""
    state = st.session_state
    st.button(
        t("intake.stop"), key="stop-reading", icon=":material/stop_circle:", on_click=lambda: state.update(waiting=[])
    )
    bar = st.progress(0.0)
    total = len(state["waiting"]) + len(state["drafts"]) + len(state["failures"])
    while state["waiting"]:
        file: Waiting = state["waiting"][0]
        done = total - len(state["waiting"])

        def tell(share: float, name: str = file.name, done: int = done) -> None:
            stage = next((stage for upto, stage in reversed(_STAGES) if share >= upto), "words")
            words = t("intake.progress", n=done + 1, all=total, name=plain(cut(name)), stage=t(f"intake.{stage}"))
            bar.progress(min(1.0, (done + share) / total), words)

        try:
            tell(0.0)
            state["drafts"].append(drafted(from_bytes(file.name, file.data, file.encoding), tell))
        except MaituError as error:
            state["failures"].append(error)
            if file.name.casefold().endswith(_OF_BYTES):
                state["unread"].append((file, error))
        state["waiting"].pop(0)
    st.rerun()


def _show_drafts() -> None:
    state = st.session_state
    for number, failure in enumerate(state.get("failures", [])):
        hypertext.show("error.html", key=f"failure-{number}", message=told(failure))
    if state.get("unread"):
        _offer_encoding()
    drafts: list[Draft] = state.get("drafts", [])
    if not drafts and not state.get("failures"):
        return
    with st.container(horizontal=True):
        if drafts and st.button(t("intake.add", n=len(drafts)), type="primary", icon=":material/add_circle:"):
            try:
                with st.spinner(t("intake.adding")) as _:
                    put_in(drafts, on_wait=lambda: st.toast(t("intake.waiting")))
            except MaituError as error:  # nothing of them is lost: they may be added later
                st.error(plain(told(error)), icon=":material/error:")
            else:
                state.update(taken=drafts, drafts=[], failures=[], unread=[])
                st.rerun()  # so that the whole page knows of them
        if st.button(t("intake.discard"), icon=":material/delete:"):
            state.update(drafts=[], failures=[], unread=[])
            st.rerun()
    for draft in drafts:
        origin = draft.name if draft.encoding == "embedded" else f"{draft.name} · {draft.encoding.upper()}"
        label = f"{plain(cut(draft.title or draft.name))} · :gray[{plain(cut(origin))}] · {found(draft)}"
        with st.expander(label, expanded=len(drafts) == 1):
            hypertext.show("draft.html", key=f"draft-{draft.iri}", draft=draft, names=_names(draft.facts))


def _offer_encoding() -> None:
    """Read the files that could not be read once more, in an encoding that the visitor knows."""
    state = st.session_state
    with st.container(horizontal=True, vertical_alignment="bottom"):
        encoding = st.selectbox(t("intake.known_encoding"), ENCODINGS[1:], index=2, format_func=str.upper, width=240)
        if st.button(t("intake.read_again", n=len(state["unread"])), icon=":material/refresh:"):
            unread: list[tuple[Waiting, MaituError]] = state["unread"]
            told_of = [error for _, error in unread]
            state.update(
                waiting=[replace(file, encoding=encoding) for file, _ in unread],
                failures=[error for error in state["failures"] if error not in told_of], unread=[],
            )
            st.rerun()


def _names(facts: Facts) -> dict[str, str]:
    return {entity.id: entity.name for entity in facts.entities}
