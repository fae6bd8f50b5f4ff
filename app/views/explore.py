"""Explore: the graph, what is selected in it, and the sentences that state it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import address, exploring, load, look
from app.components import graph_view, hypertext
from app.components.graph_view import Selection
from app.i18n import language, t
from app.scene import Expansion, Filter, Scene, scene
from app.steps import Steps, View, view_of_address
from app.welcome import require_content
from graph.positions import Positions

HEIGHT = 560
SURE = ("0", "0.5", "0.6", "0.7", "0.8", "0.9")
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "html": "text/html"}
FILTERS = ("class", "relation", "document", "from", "to", "sure")


def chosen_filter() -> tuple[Filter, list[str]]:
    """What the filters of the page let through, and the classes that are shown alone."""
    whole = load.network()
    classes, relations = load.classes(whole), load.predicates(whole)
    titles, years = load.document_titles(), ["", *exploring.dated().years()]
    with st.popover(t("explore.filters"), icon=":material/filter_list:"):
        shown_classes = st.pills(
            t("explore.classes"), classes, selection_mode="multi", format_func=load.name_of,
            **address.field("class", classes, many=True),
        )
        shown_relations = st.pills(
            t("explore.relations"), relations, selection_mode="multi", format_func=load.name_of,
            **address.field("relation", relations, many=True),
        )
        documents = st.multiselect(
            t("explore.documents"), list(titles), format_func=titles.__getitem__,
            placeholder=t("explore.all_documents"), **address.field("document", titles, many=True),
        )
        first_column, last_column, sure_column = st.columns(3)
        ends = [
            column.selectbox(
                t(f"explore.{name}"), years, format_func=lambda year: year or t("explore.any_year"),
                help=t("explore.period_help"), **address.field(name, years),
            )
            for name, column in (("from", first_column), ("to", last_column))
        ]
        sure = sure_column.selectbox(
            t("explore.sure"), SURE,
            format_func=lambda least: t("explore.any") if least == "0" else f"{float(least):.0%}",
            **address.field("sure", SURE),
        )
    allowed = frozenset(map(address.expand, documents)) if documents else None
    return Filter(tuple(shown_relations), allowed, float(sure), (ends[0], ends[1])), list(shown_classes)


def chosen_look() -> tuple[str, str, str, str]:
    """By what nodes are coloured, sized, labelled and laid out."""
    with st.popover(t("explore.look"), icon=":material/palette:"):
        colour, size, label, layout = (
            st.selectbox(
                t(f"look.{name}"), options, format_func=lambda value: t(f"look.{value}"),
                help=t("look.help") if name == "colour" else None, **address.field(name, options),
            )
            for name, options in (
                ("colour", look.COLOURS), ("size", look.SIZES), ("label", look.LABELS), ("layout", exploring.LAYOUTS)
            )
        )
    return colour, size, label, layout


def act(name: str, nodes: list[str], *, steps: Steps, network: exploring.Network, shown: exploring.Network) -> None:
    """Do to the view what was asked for in the drawing."""
    if name in {"undo", "redo"}:
        getattr(steps, name)()
    elif name == "expand" and nodes:
        if not any(opening.missing for node in nodes for opening in exploring.openings(network, node, shown)):
            st.toast(t("explore.nothing_more"), icon=":material/unfold_less:")
            return
        step = Expansion(address.shorten(nodes[0])).written() if len(nodes) == 1 else address.pack(nodes, 0)[0]
        address.set_state(more=[*address.get_all("more"), step], select=address.pack(nodes), edge="")
    elif name == "focus" and nodes:
        address.set_state(at=address.pack(nodes, 12), more="", hide="", hops="", select=address.pack(nodes), edge="")
    elif name == "hide" and nodes:
        hidden = dict.fromkeys([*exploring.iris("hide"), *nodes])
        address.set_state(hide=address.pack(hidden), select="", edge="")


def choose(selected: Selection) -> None:
    """Put what was selected into the address."""
    ends = [address.shorten(end) for end in selected["edge"] or ()]
    address.set_state(select=address.pack(selected["nodes"]), edge=ends)


def selection_in_address(view: Scene) -> Selection:
    """What is selected in this view."""
    edge = [address.expand(end) for end in address.get_all("edge")[:2]]
    if len(edge) == 2 and all(end in view.network for end in edge):
        return {"nodes": [], "edge": [*edge, *address.get_all("edge")[2:3]]}
    return {"nodes": [iri for iri in exploring.iris("select") if iri in view.network], "edge": None}


@st.fragment
def panel(view: Scene, roots: list[str], wanted: Filter, scenery: str, drawn: View) -> None:
    """What is selected, and its sentences; this part alone is made anew by a click in the drawing."""
    if view_of_address() != drawn:  # a double click came while its first click was answered
        st.rerun()
    kept = st.session_state["sceneries"][scenery]

    def move(places: dict[str, dict[str, float]]) -> None:
        pin(exploring.pins() | {node: (float(at["x"]), float(at["y"])) for node, at in places.items()})

    def unpin(nodes: list[str]) -> None:
        pin({node: at for node, at in exploring.pins().items() if node not in nodes})

    def pin(pinned: Positions) -> None:
        kept.pinned = pinned
        address.set_state(pin=exploring.written(pinned))

    selected = selection_in_address(view)
    graph_view.selection("graph", selected, chosen=choose, moved=move, unpinned=unpin)
    nodes, edge = selected["nodes"], selected["edge"]
    kept.unfolded = frozenset(edge[:2]) if edge else frozenset()
    if edge:
        joining = load.statements_of(exploring.let_through(load.describe(edge[0]), wanted), edge[1])
        facts = [fact for fact in joining if fact.predicate in (edge[2:] or [fact.predicate])]
        hypertext.show("edge.html", key="panel", facts=facts)
    elif len(nodes) > 1:
        hypertext.show("many.html", key="panel", things=[load.ref(view.network, iri) for iri in nodes])
    elif nodes:
        description = exploring.let_through(load.describe(nodes[0]), wanted)
        hypertext.show(
            "panel.html", key="panel", thing=description, groups=load.groups(description), at=roots,
            openings=exploring.openings(exploring.network(wanted), nodes[0], view.network),
            more=address.get_all("more"), hide=address.pack([*exploring.iris("hide"), nodes[0]]),
            outcomes=description.outcomes,
        )
    else:
        hypertext.show("guide.html", key="panel", hubs=load.hubs())


@st.fragment
def save(view: Scene, kept: exploring.Kept, chosen: tuple[str, str, str], roots: list[str], theme: str) -> None:
    """The view as picture and data, with the colours chosen."""
    root = next((iri for iri in roots if iri in view.network), "")
    said = (load.ref(view.network, root).name if root else t("app.title"), language())
    with st.popover(t("explore.save"), icon=":material/download:"):
        st.caption(t("explore.save_view"))
        if theme == "dark":
            theme = st.segmented_control(
                t("explore.save_theme"), ["dark", "light"], default="dark", required=True, key="save-theme",
                format_func=lambda name: t(f"explore.save_{name}"), label_visibility="collapsed",
            )
        looks = exploring.looks(view.network, chosen, theme)
        with st.container(horizontal=True):
            for kind, media in PICTURES.items():
                st.download_button(
                    kind.upper(),
                    partial(exploring.picture, view.network, kept, looks, said, kind=kind, theme=theme, roots=roots),
                    f"maitu.{kind}", media, on_click="ignore", key=f"save-{kind}",
                )
        st.caption(t("explore.save_data"))
        with st.container(horizontal=True):
            st.download_button(
                t("explore.statements"), partial(exploring.statements_csv, view.network, said[1]),
                "maitu-relations.csv", "text/csv", on_click="ignore", key="save-statements",
            )
            st.download_button(
                t("explore.things"), partial(exploring.things_csv, view.network, looks, kept, said[1]),
                "maitu-things.csv", "text/csv", on_click="ignore", key="save-things",
            )


require_content()
with st.container(horizontal=True, vertical_alignment="center"):
    words = st.text_input(
        t("explore.search"), type="search", live=True, key="words", placeholder=t("explore.search"),
        label_visibility="collapsed",
    )
    hops = st.segmented_control(
        t("explore.hops"), ["1", "2", "3"], required=True, label_visibility="collapsed",
        format_func=lambda n: t("explore.hop", n=n), **address.field("hops", ["1", "2", "3"]),
    )
    wanted, shown_classes = chosen_filter()
    *chosen, layout = chosen_look()
    saving = st.container(width="content")
    steps = Steps.of_session()
    for name, icon, do, possible in (
        ("undo", "undo", steps.undo, steps.can_undo),
        ("redo", "redo", steps.redo, steps.can_redo),
        ("reset", "restart_alt", steps.reset, True),
    ):
        st.button(
            "", icon=f":material/{icon}:", help=t(f"explore.{name}"), key=name, disabled=not possible, on_click=do
        )

roots = exploring.iris("at")
if words:
    hypertext.show(
        "search.html", key="found", found=load.search(words), words=words, at=roots, more=address.get_all("more")
    )

network = exploring.network(wanted)
opened = exploring.steps()
hidden = exploring.iris("hide")
view = scene(
    network, [iri for iri in roots if iri in network], int(hops or 1), classes=shown_classes,
    more=[expansion for step in opened for expansion in step], hidden=hidden,
)
told = t("explore.size", nodes=len(view.network), edges=view.network.number_of_edges())
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(told if not view.left_out else f"{told} {t('explore.left_out', n=view.left_out)}")
    if view.left_out and st.button(
        t("explore.whole"), type="tertiary", icon=":material/bubble_chart:", key="whole"
    ):
        address.go("whole")
    if hidden:
        st.button(
            t("explore.hidden", n=len(hidden)), type="tertiary", icon=":material/visibility:", key="unhide",
            on_click=partial(address.set_state, hide=""),
        )
    if any(address.get_all(name) for name in FILTERS):
        st.button(
            t("explore.unfilter"), type="tertiary", icon=":material/filter_list_off:", key="unfilter",
            on_click=partial(address.set_state, **dict.fromkeys(FILTERS, "")),
        )
with st.container(key="stage"):
    graph_column, panel_column = st.columns([1.9, 1], gap="small")
with graph_column:
    if not view.network:
        st.info(t("explore.nothing"))
    else:
        scenery = f"{layout}:{roots[0] if roots else ''}"
        kept = st.session_state.setdefault("sceneries", {}).setdefault(scenery, exploring.Kept())
        kept.pinned = exploring.pins()
        placed = exploring.place(
            view.network, layout, roots=roots, hops=int(hops or 1), opened=opened, kept=kept, view=view_of_address()
        )
        theme = graph_view.theme("graph")
        graph_view.show(
            view.network, placed, key="graph", height=HEIGHT, roots=roots, layout=layout,
            look=exploring.looks(view.network, (chosen[0], chosen[1], chosen[2]), theme),
            pinned=[str(node) for node in kept.pinned if node in view.network],
            act=partial(act, steps=steps, network=network, shown=view.network),
        )
if view.network:
    with panel_column, st.container(height=HEIGHT, border=True, gap=None):
        panel(view, roots, wanted, scenery, view_of_address())
    with saving:
        save(view, kept, (chosen[0], chosen[1], chosen[2]), roots, theme)
