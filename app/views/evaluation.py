"""Evaluation: how well extraction does on documents that the visitor annotated, and every error with its sentence."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.components import hypertext
from app.ending import end_page
from app.evaluation import evaluate_files
from app.i18n import t, told
from graph.errors import MaituError
from graph.evaluate import Evaluation
from graph.readers import FORMATS

KINDS = ("entity", "relation", "outcome")
MOST_ERRORS = 200


def contents(files: list[UploadedFile]) -> list[tuple[str, bytes]]:
    """Each chosen file by name and content."""
    return [(file.name, file.getvalue()) for file in files]


st.title(t("evaluation.page"), anchor=False)
st.caption(t("evaluation.intro"))
with st.expander(t("evaluation.how"), expanded="evaluation" not in st.session_state, icon=":material/help:"):
    hypertext.show("evaluation_guide.html", key="evaluation_guide")
with st.form("evaluate", border=False), st.container(key="stage"):
    gold_column, documents_column, lexicon_column = st.columns(3)
    with gold_column:
        gold = st.file_uploader(t("evaluation.gold"), type=["json"], accept_multiple_files=True)
    with documents_column:
        kinds = [kind.removeprefix(".") for kind in sorted(FORMATS)]
        documents = st.file_uploader(t("evaluation.documents"), type=kinds, accept_multiple_files=True)
    with lexicon_column:
        lexicon = st.file_uploader(t("evaluation.lexicon"), type=["toml"], accept_multiple_files=True)
    sent = st.form_submit_button(t("evaluation.run"), icon=":material/fact_check:")
if sent:
    st.session_state.pop("evaluation", None)
    if not gold:
        st.warning(t("evaluation.no_gold"), icon=":material/info:")
        end_page()
    try:
        with st.spinner(t("evaluation.running")):
            done = evaluate_files(contents(gold), contents(documents), contents(lexicon))
    except MaituError as error:
        hypertext.show("error.html", key="error", message=told(error))
        end_page()
    st.session_state["evaluation"] = done
    st.rerun()  # so that the guide folds away
result: Evaluation | None = st.session_state.get("evaluation")
if result is None:
    end_page()

st.info(t("evaluation.score", score=f"{result.score:.3f}"), icon=":material/fact_check:")
hypertext.show("evaluation.html", key="figures", result=result)
shown_kinds = st.pills(
    t("evaluation.kinds"),
    KINDS,
    selection_mode="multi",
    default=KINDS,
    format_func=lambda kind: t(f"evaluation.{kind}"),
    key="error_kinds",
    persist_state="session",
)
errors = [error for error in result.errors if error.what in shown_kinds]
hypertext.show(
    "evaluation_errors.html",
    key="errors",
    groups=[[error for error in errors if error.made_up is made_up] for made_up in (False, True)],
    most=MOST_ERRORS,
)
st.download_button(
    t("evaluation.download"),
    json.dumps(result.to_json(), ensure_ascii=False, indent=2),
    "maitu-evaluation.json",
    "application/json",
    on_click="ignore",
    icon=":material/download:",
)
