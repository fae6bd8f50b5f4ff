"""Compare: two things or two documents side by side."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import hypertext, thing_field
from app.ending import end_page
from app.i18n import t
from app.welcome import require_content
from graph.find import EntityRef

KINDS = ("things", "documents")
CLASSES = ("Organization", "Place", "Program", "Policy")
MOST_SUGGESTIONS = 4
MOST_SENTENCES = 4
"""So many sentences of each thing are shown; its own page has all."""


def suggestions(kind: str) -> list[tuple[tuple[EntityRef, EntityRef], str]]:
    """Some pairs worth comparing: the two most connected things of a class, or documents; and where they are."""
    if kind == "documents":
        known = [EntityRef(one.iri, "Document", one.title) for one in load.documents()[: 2 * MOST_SUGGESTIONS]]
        found = list(zip(known[::2], known[1::2], strict=False))
    else:
        of_class: dict[str, list[EntityRef]] = {}
        for ref, _ in load.rows(load.network()):
            of_class.setdefault(ref.type, []).append(ref)
        found = [(refs[0], refs[1]) for name in CLASSES if len(refs := of_class.get(name, [])) > 1]
    return [
        (pair, address.here(first=address.shorten(pair[0].iri), second=address.shorten(pair[1].iri)))
        for pair in found[:MOST_SUGGESTIONS]
    ]


require_content()
st.title(t("compare.page"), anchor=False)
kind = st.segmented_control(
    t("compare.what"),
    KINDS,
    required=True,
    format_func=lambda one: t(f"compare.{one}"),
    label_visibility="collapsed",
    **address.field("kind", KINDS),
)
titles = {"": t("paths.choose"), **load.document_titles()} if kind == "documents" else {}
chosen = []
for column, side in zip(st.columns(2), ("first", "second"), strict=True):
    with column:
        label = t(f"compare.{side}")
        chosen.append(
            st.selectbox(label, list(titles), format_func=titles.__getitem__, **address.field(side, list(titles)))
            if titles else thing_field.choose(label, side)
        )
first, second = map(str, chosen)
if not (first and second and first != second):
    hypertext.show("pairs.html", key="help", help=t("compare.help"), pairs=suggestions(kind))
    end_page()
comparison = load.comparison(kind, address.expand(first), address.expand(second))
hypertext.show(
    "compare.html",
    key="compare",
    rows=comparison.rows,
    figures=comparison.figures,
    sources=comparison.sources,
    most=MOST_SENTENCES,
    sides=(first, second),
    names=[titles[side] if titles else load.ref(load.network(), address.expand(side)).name for side in (first, second)],
    of_documents=kind == "documents",
)
