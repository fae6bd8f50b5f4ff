"""What Streamlit says by itself, and the language that the page is marked with, made those of the page."""

from __future__ import annotations

from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from app.components.assets import packed, read_asset
from app.i18n import language, words_of_streamlit


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("maitu.frame", html="<i></i>", js=read_asset("frame/frame.js"))


def speak() -> None:
    """Have Streamlit speak the language of this page, also after another one was chosen."""
    tongue = language()
    words = list(words_of_streamlit("zh").items())
    if tongue == "en":
        words = [(theirs, own) for own, theirs in words]  # what was put into Chinese is put back, once
    _component()(key="frame", data=packed({"language": tongue, "words": words, "goes_on": tongue != "en"}))
