"""Paths: how two things are connected, step by step, with the sentence behind each step."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import graph_view, hypertext
from app.i18n import t
from app.welcome import require_content

HEIGHT = 380
MOST_CHAINS = 200
HUBS = 5
"""So many of the most connected things are the hubs that a path may be led round."""

require_content()
st.title(t("paths.page"), anchor=False)
network = load.network()
names = load.names(network)
start_column, end_column, count_column = st.columns([2, 2, 1], vertical_alignment="bottom")
with start_column:
    start = st.selectbox(
        t("paths.start"),
        ["", *names],
        format_func=lambda short: names.get(short, t("paths.choose")),
        **address.field("start", ["", *names]),
    )
with end_column:
    end = st.selectbox(
        t("paths.end"),
        ["", *names],
        format_func=lambda short: names.get(short, t("paths.choose")),
        **address.field("end", ["", *names]),
    )
with count_column:
    count = st.selectbox(t("paths.count"), ["3", "1", "5", "10"], **address.field("count", ["3", "1", "5", "10"]))
without_column, relations_column, hubs_column = st.columns([2, 2, 1], vertical_alignment="bottom")
with without_column:
    without = st.multiselect(
        t("paths.without"),
        list(names),
        format_func=names.__getitem__,
        placeholder=t("paths.none_left_out"),
        **address.field("without", names, many=True),
    )
with relations_column:
    known_relations = load.predicates(network)
    without_relations = st.multiselect(
        t("paths.without_relations"),
        known_relations,
        format_func=load.name_of,
        placeholder=t("paths.none_left_out"),
        **address.field("less", known_relations, many=True),
    )
with hubs_column:
    round_hubs = st.segmented_control(
        t("paths.hubs"),
        ["through", "round"],
        required=True,
        format_func=lambda way: t(f"paths.{way}"),
        help=t("paths.hubs_help", n=HUBS),
        **address.field("hubs", ["through", "round"]),
    )
connect_tab, chains_tab = st.tabs([t("paths.connect"), t("paths.chains")])
with connect_tab:
    if not (start and end and start != end):
        st.caption(t("paths.help"))
    else:
        left_out = [*map(address.expand, without)]
        if round_hubs == "round":
            left_out += [hub.iri for hub, _ in load.hubs(HUBS)]
        found = load.paths(address.expand(start), address.expand(end), int(count), left_out, without_relations)
        if not found:
            st.info(t("paths.none"))
        else:
            drawn = load.network_of_paths(found)
            graph_view.show(
                drawn,
                load.layout(drawn),
                key="paths",
                height=HEIGHT,
                selected=[],
                roots=[address.expand(start), address.expand(end)],
            )
            hypertext.show("paths.html", key="steps", paths=[load.steps(path) for path in found])
with chains_tab:
    chains, number = load.chains(MOST_CHAINS)
    hypertext.show("chains.html", key="chains", chains=chains, number=number)
