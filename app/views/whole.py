"""Whole: everything in the graph at once, as dots."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import dots, hypertext
from app.i18n import t
from app.welcome import require_content
from app.whole import hub_of, most_connected
from graph.style import CATEGORIES, node_style

HEIGHT = 530
MOST_ROWS = 200
WAYS = ("class", "community")

require_content()
st.title(t("whole.page"), anchor=False)
whole = most_connected()
way = st.segmented_control(
    t("whole.colour"),
    WAYS,
    required=True,
    format_func=lambda one: t(f"whole.{one}"),
    **address.field("colour", WAYS),
)
if whole.left_out:
    st.caption(t("whole.left_out", shown=len(whole.network), n=whole.left_out))
if way == "class":
    colours = {iri: node_style(type_).colour for iri, type_ in load.attributes(whole.network, "type").items()}
    legend = [(node_style(name).colour, load.name_of(name)) for name in load.classes(whole.network)]
else:
    colours = {
        str(node): CATEGORIES[min(index, len(CATEGORIES) - 1)]
        for index, group in enumerate(whole.communities)
        for node in group
    }
    legend = [
        (CATEGORIES[index], t("whole.group", name=hub_of(whole.network, group), n=len(group)))
        for index, group in enumerate(whole.communities[: len(CATEGORIES) - 1])
    ]
    legend += [(CATEGORIES[-1], t("whole.others"))] if len(whole.communities) >= len(CATEGORIES) else []
selected = address.expand(address.get("select")) if address.get("select") else ""
dots.show(
    whole.network, whole.positions, colours, legend, key="dots", shown=f"{whole.version}-{way}", height=HEIGHT,
    selected=selected,
)
with st.expander(t("whole.table"), expanded=bool(selected)):
    hypertext.show("whole.html", key="rows", rows=load.rows(whole.network)[:MOST_ROWS], selected=selected)
