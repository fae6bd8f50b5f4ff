"""Text of a page whose links lead on inside Maitu: Jinja2 templates, escaped, in a component that reports clicks."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import jinja2
import streamlit as st
from markupsafe import Markup
from streamlit.components.v2.types import ComponentRenderer

from app import address, answers, display, load, terms
from app.components.assets import read_asset
from app.i18n import dictionary, language, t
from graph.facts import Predicate
from graph.labels import spelled, visible
from graph.network import ENTITIES
from graph.style import node_style
from ontology import schema
from ontology.terms import shorten as prefixed


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "hypertext"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )
    environment.globals.update(
        t=t,
        href=address.link,
        here=address.here,
        entity_href=address.entity_link,
        short=address.shorten,
        name_of=lambda term: schema.label(term, language()),
        meaning_of=lambda term: schema.comment(term, language()),
        prefixed=prefixed,
        schema=schema,
        entity_classes=ENTITIES,
        predicates=frozenset(Predicate),
        style_of=node_style,
        marks=display.marks,
        reason_of=_reason,
        term_shown=answers.shown,
        examples_of=terms.examples,
        pieces=display.pieces,
        paragraph_of=load.paragraph,
        date_of=load.date_of,
    )
    environment.filters.update(
        number=display.number, short=address.shorten, cut=display.cut, spelled=spelled, day=_day, large=_large,
        sentence=_sentence,
    )
    return environment


def _shown(value: object) -> object:
    """A value of a template as it is put in: text with nothing hidden in it, which turns no words around it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _large(value: Decimal) -> str:
    return display.large(value, language())


def _day(iso: str) -> str:
    return display.day(iso, language())


def _reason(reason: str) -> str:
    """Why a name is taken for a thing's, in the language of the page where there are words for it."""
    key = "identity." + re.sub(r"\W+", "_", reason)
    return t(key) if key in dictionary(language()) else reason


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "maitu.hypertext",
        html=read_asset("hypertext/hypertext.html"),
        css=read_asset("hypertext/hypertext.css"),
        js=read_asset("hypertext/hypertext.js"),
    )


def render(template: str, **values: object) -> str:
    """The HTML of `hypertext/TEMPLATE` with `values`, each escaped."""
    return _environment().get_template(template).render(**values)


def show(template: str, *, key: str, **values: object) -> None:
    """Show `hypertext/TEMPLATE` on the page, and go where its links lead when one is clicked."""
    result = _component()(key=key, data={"html": render(template, **values)}, on_followed_change=lambda: None)
    if result.followed:
        address.follow(str(result.followed))
