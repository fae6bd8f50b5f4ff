"""Export: a picture of the graph as it was explored, and the data of the whole graph."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import address, load
from app.components import thing_field
from app.display import cut
from app.i18n import t
from app.scene import scene
from app.welcome import require_content
from graph.export import export

PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "html": "text/html"}
DATA = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "csv": "text/csv",
}
MOST_NODES = 120
"""As many as a printed page can bear."""

require_content()
st.title(t("export.page"), anchor=False)
with st.container(key="stage"):
    picture_column, data_column = st.columns([2.2, 1], gap="large")
whole = load.network()
with picture_column:
    st.subheader(t("export.picture"), anchor=False)
    roots = thing_field.choose_some(t("export.roots"), "at", t("export.choose"))
    with st.container(horizontal=True):
        hops = st.segmented_control(
            t("explore.hops"),
            ["1", "2", "3"],
            required=True,
            format_func=lambda n: t("explore.hop", n=n),
            **address.field("hops", ["1", "2", "3"]),
        )
        theme = st.segmented_control(
            t("export.theme"),
            ["light", "dark"],
            required=True,
            format_func=lambda name: t(f"export.{name}"),
            **address.field("theme", ["light", "dark"]),
        )
        kind = st.segmented_control(
            t("export.format"),
            list(PICTURES),
            required=True,
            format_func=str.upper,
            **address.field("format", PICTURES),
        )
    view = scene(whole, [address.expand(root) for root in roots], int(hops or 1), most=MOST_NODES)
    default = "、".join(cut(load.ref(whole, address.expand(root)).name) for root in roots[:3]) or t("app.title")
    title = st.text_input(t("export.title"), value=default, key=f"title-{'-'.join(roots)}")
    if view.network:
        st.image(load.picture(view.network, title, "png", theme or "light"), width="stretch")
        st.download_button(
            t("export.download", format=str(kind).upper()),
            partial(load.picture, view.network, title, str(kind), theme or "light"),
            f"maitu.{kind}",
            PICTURES[str(kind)],
            on_click="ignore",
            icon=":material/download:",
            key="picture",
        )
    else:
        st.info(t("export.nothing"))
with data_column:
    st.subheader(t("export.data"), anchor=False)
    st.caption(t("export.data_help"))
    for ending, media_type in DATA.items():
        st.download_button(
            f"{ending} · {t(f'export.{ending}')}",
            partial(export, load.store(), ending),
            f"maitu.{ending}",
            media_type,
            on_click="ignore",
            icon=":material/download:",
            key=ending,
            width="stretch",
        )
