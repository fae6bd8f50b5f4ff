"""Compare: two things or two documents side by side."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import hypertext
from app.i18n import t
from app.welcome import require_content

KINDS = ("things", "documents")

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
names = load.names(load.network()) if kind == "things" else load.document_titles()
chosen = []
for column, side in zip(st.columns(2), ("first", "second"), strict=True):
    with column:
        chosen.append(
            st.selectbox(
                t(f"compare.{side}"),
                ["", *names],
                format_func=lambda short: names.get(short, t("paths.choose")),
                **address.field(side, ["", *names]),
            )
        )
first, second = map(str, chosen)
if not (first and second and first != second):
    st.caption(t("compare.help"))
    st.stop()
comparison = load.comparison(kind, address.expand(first), address.expand(second))
hypertext.show(
    "compare.html",
    key="compare",
    rows=comparison.rows,
    figures=comparison.figures,
    names=(names[first], names[second]),
    of_documents=kind == "documents",
)
