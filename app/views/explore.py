"""Explore: the graph, what is selected in it, and the sentences that state it."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import graph_view, hypertext
from app.i18n import t
from app.scene import scene
from app.steps import Steps
from app.welcome import require_content

HEIGHT = 540

require_content()
whole = load.network()
classes = load.classes(whole)
relations = load.predicates(whole)

with st.container(horizontal=True, vertical_alignment="center"):
    words = st.text_input(
        t("explore.search"),
        type="search",
        live=True,
        key="words",
        placeholder=t("explore.search"),
        label_visibility="collapsed",
    )
    hops = st.segmented_control(
        t("explore.hops"),
        ["1", "2", "3"],
        required=True,
        label_visibility="collapsed",
        format_func=lambda n: t("explore.hop", n=n),
        **address.field("hops", ["1", "2", "3"]),
    )
    with st.popover(t("explore.filters"), icon=":material/filter_list:"):
        shown_classes = st.pills(
            t("explore.classes"),
            classes,
            selection_mode="multi",
            format_func=load.name_of,
            **address.field("class", classes, many=True),
        )
        shown_relations = st.pills(
            t("explore.relations"),
            relations,
            selection_mode="multi",
            format_func=load.name_of,
            **address.field("relation", relations, many=True),
        )
        titles = load.document_titles()
        shown_documents = st.multiselect(
            t("explore.documents"),
            list(titles),
            format_func=titles.__getitem__,
            placeholder=t("explore.all_documents"),
            **address.field("document", titles, many=True),
        )
    roots = [iri for iri in address.get_iris("at") if iri in whole]
    steps = Steps.of_session(tuple(roots))
    for name, icon, act, possible in (
        ("undo", "undo", steps.undo, steps.can_undo),
        ("redo", "redo", steps.redo, steps.can_redo),
        ("reset", "restart_alt", steps.reset, True),
    ):
        st.button(
            "", icon=f":material/{icon}:", help=t(f"explore.{name}"), key=name, disabled=not possible, on_click=act
        )

network = load.network(tuple(shown_relations), tuple(map(address.expand, shown_documents)))
if words:
    found = load.search(words)
    hypertext.show("search.html", key="found", found=found, words=words, at=roots)

view = scene(network, roots, int(hops or 1), classes=shown_classes)
selected = [iri for iri in address.get_iris("select") if iri in view.network]
with st.container(key="stage"):
    graph_column, panel_column = st.columns([1.9, 1], gap="small")
with graph_column:
    if not view.network:
        st.info(t("explore.nothing"))
    else:
        scenery = roots[0] if roots else ""
        placed = load.layout(view.network, graph_view.positions_so_far(scenery))
        graph_view.show(
            view.network, placed, key="graph", height=HEIGHT, selected=selected, roots=roots, scenery=scenery
        )
        word = t("explore.size", nodes=len(view.network), edges=view.network.number_of_edges())
        st.caption(word if not view.left_out else f"{word} {t('explore.left_out', n=view.left_out)}")
with panel_column, st.container(height=HEIGHT, border=True):
    if len(selected) == 2:
        hypertext.show("edge.html", key="panel", facts=load.statements(*selected))
    elif selected:
        description = load.describe(selected[0])
        hypertext.show(
            "panel.html",
            key="panel",
            thing=description,
            groups=load.groups(description),
            at=roots,
            outcomes=description.outcomes,
            whose=False,
            opened="",
        )
    else:
        hypertext.show("guide.html", key="panel", hubs=load.hubs())

with st.expander(t("explore.table"), icon=":material/table_rows:"):
    hypertext.show("nodes.html", key="nodes", rows=load.rows(view.network), selected=selected, at=roots)
