"""A field in which things are chosen: out of a list of all where they are few, by their names where they are many."""

from __future__ import annotations

import streamlit as st

from app import address, load
from app.components import hypertext
from app.display import cut, plain
from app.i18n import t

MOST_LISTED = 2_000
"""A browser takes a moment for each thousand options of a list."""
_SUGGESTED = 200


def choose(label: str, name: str) -> str:
    """A thing by its IRI as in an address, where it stands under `name`; "" where none is chosen."""
    network = load.network()
    if len(network) <= MOST_LISTED:
        names = {"": t("paths.choose"), **load.names()}
        return str(st.selectbox(label, list(names), format_func=names.__getitem__, **address.field(name, list(names))))
    iri = address.expand(address.get(name)) if address.get(name) else ""
    chosen = cut(load.ref(network, iri).name) if iri in network else ""
    key, named = f"{name}-words", f"{name}-named"
    if key not in st.session_state or st.session_state.get(named) != iri:
        st.session_state[named] = iri
        if st.session_state.get(key) != chosen:  # what is written anew takes away what is being typed
            st.session_state[key] = chosen

    def clear() -> None:
        if not st.session_state[key]:
            address.set_state(**{name: ""})

    words = st.text_input(
        label, type="search", live=True, key=key, placeholder=t("entity.search"), on_change=clear
    )
    if words and words != chosen:
        hypertext.show("found.html", key=f"found-{name}", found=load.search(words), words=words, name=name)
    return address.shorten(iri) if chosen else ""


def choose_some(label: str, name: str, placeholder: str) -> list[str]:
    """As `choose`, for several things; where they are many, the most connected are listed, and words find another."""
    network = load.network()
    if len(network) <= MOST_LISTED:
        names = dict(load.names())
        return st.multiselect(
            label, names, format_func=names.__getitem__, placeholder=placeholder,
            **address.field(name, names, many=True),
        )
    chosen = [iri for iri in map(address.expand, address.get_all(name)) if iri in network]
    things = {ref.iri: ref for ref in [*(load.ref(network, iri) for iri in chosen), *dict(load.hubs(_SUGGESTED))]}
    names = {address.shorten(iri): cut(ref.name) for iri, ref in things.items()}

    def change() -> None:
        kept = []
        for value in st.session_state[name]:
            found = [value] if value in names else [address.shorten(ref.iri) for ref in load.search(value)[:1]]
            if not found:
                st.toast(plain(t("search.nothing", words=value)), icon=":material/search_off:")
            kept += found
        address.set_state(**{name: dict.fromkeys(kept)})

    return st.multiselect(
        label, names, format_func=lambda value: names.get(value, value), placeholder=placeholder,
        accept_new_options=True, **(address.field(name, names, many=True) | {"on_change": change}),
    )
