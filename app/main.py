"""The explorer: its frame, its languages and the way between its pages."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import streamlit as st

from app import address
from app.components import correcting, frame
from app.display import cut, plain
from app.ending import PageEnd
from app.i18n import LANGUAGES, Language, language, t, told
from graph.errors import MaituError

LONGEST_ERROR = 1_000
ICON = str(Path(__file__).with_name("static") / "icon.png")
ICONS = {
    "overview": "home",
    "explore": "hub",
    "whole": "bubble_chart",
    "entity": "badge",
    "results": "bar_chart",
    "paths": "route",
    "compare": "compare_arrows",
    "documents": "article",
    "review": "rate_review",
    "sparql": "terminal",
    "ontology": "schema",
    "evaluation": "fact_check",
    "export": "download",
}


def choose_language() -> None:
    """Put the language that was clicked into the address."""
    address.set_state(lang=st.session_state["language"])


def language_name(choice: Language) -> str:
    """A language's name in itself."""
    return LANGUAGES[choice]


st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=230)
st.session_state["lang"] = st.session_state["language"] = language()
address.set_state(lang=language())
pages = [
    st.Page(
        f"views/{page}.py",
        title=t(f"{page}.page"),
        icon=f":material/{ICONS[page]}:",
        url_path=page,
        default=page == "overview",
    )
    for page in address.PAGES
]
st.logo(ICON, size="large")
page = st.navigation(pages, expanded=True)
st.set_page_config(page_title=f"{page.title} · {t('app.title')}")
st.session_state["page"] = page.url_path or address.PAGES[0]
with st.sidebar:
    st.segmented_control(
        t("app.language"),
        list(LANGUAGES),
        format_func=language_name,
        key="language",
        required=True,
        on_change=choose_language,
        label_visibility="collapsed",
    )
    frame.speak()
st.html(Path(__file__).with_name("components") / "page.css")
try:
    correcting.open_asked()
    with suppress(PageEnd):
        page.run()
except MaituError as error:
    st.error(plain(cut(told(error), LONGEST_ERROR)), icon=":material/error:")
