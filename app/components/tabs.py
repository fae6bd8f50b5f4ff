"""Tabs whose open one stands in the address, so that it is shared, reloaded and gone back to."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from app import address


def show(labels: Mapping[str, str]) -> dict[str, TabContainer]:
    """A tab for each name in `labels`, under the label it has there; only that whose `open` is true need be filled."""
    names = {label: name for name, label in labels.items()}
    first = next(iter(labels))
    asked = address.get("tab")
    st.session_state["tab"] = labels.get(asked, labels[first])

    def change() -> None:
        name = names[st.session_state["tab"]]
        address.set_state(tab="" if name == first else name)

    return dict(zip(labels, st.tabs(list(labels.values()), key="tab", on_change=change), strict=True))
