"""Paths: how two things are connected, step by step, with the sentence behind each step."""

from __future__ import annotations

import streamlit as st

from app import address, load, ways
from app.components import graph_with_sentences, hypertext, tabs, thing_field
from app.i18n import t
from app.load import Statement
from app.ways import ChainOfThings
from app.welcome import require_content
from graph.find import EntityRef

HEIGHT = 380
MOST_CHAINS = 200
MOST_SUGGESTIONS = 4
HUBS = 5
"""So many of the most connected things are the hubs that a path may be led round."""


def handle_of(chain: ChainOfThings) -> str:
    """What stands in the address for a chain."""
    iris = [ref.iri for ref in (*chain.policy, *chain.program)] + ([chain.outcome.iri] if chain.outcome else [])
    return address.handle(" ".join(iris))


def statements_of(chain: ChainOfThings) -> list[Statement]:
    """What is stated along a chain: who issued the policy, that the programme is based on it, and who runs it."""
    pairs = [(policy.iri, issuer.iri, "issued") for policy in chain.policy for issuer in chain.issuers]
    for program in chain.program:
        pairs += [(program.iri, policy.iri, "basedOn") for policy in chain.policy]
        pairs += [(program.iri, runner.iri, "runs") for runner in chain.runners]
    return [one for start, end, name in pairs for one in load.statements(start, end) if one.predicate == name]


def suggestions() -> list[tuple[tuple[EntityRef, EntityRef], str]]:
    """Some pairs of things that are connected, as both stand beside one hub, and where their paths are."""
    pairs = []
    for hub, _ in load.hubs(MOST_SUGGESTIONS):
        beside = [ref for ref, _ in load.rows(load.around(hub.iri, 6)) if ref.iri != hub.iri]
        if len(beside) > 1:
            pair = beside[0], beside[-1]
            pairs.append((pair, address.here(start=address.shorten(pair[0].iri), end=address.shorten(pair[1].iri))))
    return pairs


require_content()
st.title(t("paths.page"), anchor=False)
network = load.network()
with st.container(key="choices"):
    start_column, end_column, count_column = st.columns([2, 2, 1], vertical_alignment="top")
    with start_column:
        start = thing_field.choose(t("paths.start"), "start")
    with end_column:
        end = thing_field.choose(t("paths.end"), "end")
    with count_column:
        count = st.selectbox(t("paths.count"), ["3", "1", "5", "10"], **address.field("count", ["3", "1", "5", "10"]))
    without_column, relations_column, hubs_column = st.columns([2, 2, 1], vertical_alignment="top")
    with without_column:
        without = thing_field.choose_some(t("paths.without"), "without", t("paths.none_left_out"))
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
opened = tabs.show({"connect": t("paths.connect"), "chains": t("paths.chains")})
with opened["connect"] as tab:
    if tab.open and not (start and end and start != end):
        hypertext.show("pairs.html", key="help", help=t("paths.help"), pairs=suggestions())
    elif tab.open:
        left_out = [*map(address.expand, without)]
        if round_hubs == "round":
            left_out += [hub.iri for hub, _ in load.hubs(HUBS)]
        ends = address.expand(start), address.expand(end)
        found = ways.paths(*ends, int(count), left_out, without_relations)
        if not found:
            st.info(t("paths.none"))
        else:
            graph_with_sentences.show(ways.network_of_paths(found), key="paths", height=HEIGHT, roots=ends)
            hypertext.show("paths.html", key="steps", paths=[ways.steps(path) for path in found])
with opened["chains"] as tab:
    if tab.open:
        chains, number = ways.chains(MOST_CHAINS)
        rows = [(chain, handle_of(chain)) for chain in chains]
        chain = next((chain for chain, handle in rows if handle == address.get("chain")), None)
        hypertext.show(
            "chains.html", key="chains", rows=rows, number=number, opened=address.get("chain"),
            stated=statements_of(chain) if chain else [],
        )
