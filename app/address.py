"""The state of a page lives in its address, so that every view can be shared, reloaded and gone back from."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import Any, NoReturn
from urllib.parse import parse_qs, quote, urlencode

import streamlit as st

from ontology.terms import INSTANCES

PAGES = (
    "overview", "explore", "whole", "entity", "results", "paths", "compare", "documents", "review", "sparql",
    "ontology", "evaluation", "export",
)
"""The names of the pages, which are those of their files in app/views and of their addresses."""

State = str | int | Iterable[str]


def shorten(iri: str) -> str:
    """An instance IRI as it stands in an address: without the base that all of them share."""
    return iri.removeprefix(INSTANCES)


def expand(short: str) -> str:
    """The reverse of `shorten`."""
    return short if ":" in short.partition("/")[0] else INSTANCES + short


def get(name: str) -> str:
    """One value of the address, or ""."""
    return st.query_params.get(name, "")


def get_all(name: str) -> list[str]:
    """All values that the address has of one name."""
    return st.query_params.get_all(name)


def get_iris(name: str) -> list[str]:
    """All values of one name, as IRIs."""
    return [expand(value) for value in get_all(name)]


def handle(iri: str) -> str:
    """Eight characters that stand for an IRI where many of them stand in one address."""
    return urlsafe_b64encode(blake2s(iri.encode(), digest_size=6).digest()).decode()


def pack(iris: Iterable[str], readable: int = 3) -> list[str]:
    """IRIs as the values of one name of an address: up to `readable` of them shortened, more of them as handles."""
    all_of_them = list(iris)
    if len(all_of_them) <= readable:
        return [shorten(iri) for iri in all_of_them]
    return ["~" + ".".join(map(handle, all_of_them))]


def unpack(values: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """The reverse of `pack`: the IRIs, each once; `known` is handle → IRI, and handles of nothing known are dropped."""
    found: dict[str, None] = {}
    for value in values:
        iris = map(known.get, value[1:].split(".")) if value.startswith("~") else [expand(value)]
        found.update(dict.fromkeys(iri for iri in iris if iri))
    return list(found)


def set_state(**state: State) -> None:
    """Change the address of this page; an empty value takes its name out."""
    kept = {name: get_all(name) for name in st.query_params}
    changed = {
        name: values
        for name, values in (kept | {name: _strings(value) for name, value in state.items()}).items()
        if values
    }
    if changed != kept:
        st.query_params.from_dict(changed)  # at once: each change is a step that the browser can go back


def link(page: str, **state: State) -> str:
    """The address of a page in a state, relative to any other page, in the language of this one."""
    pairs = [("lang", get("lang"))] if get("lang") else []
    pairs += [(name, value) for name, values in state.items() for value in _strings(values)]
    return page + ("?" + urlencode(pairs, quote_via=quote, safe="/") if pairs else "")


def here(**state: State) -> str:
    """The address of this page with some of its state changed; an empty value takes a name out."""
    kept = {name: get_all(name) for name in st.query_params if name != "lang"}
    return link(page(), **{**kept, **state})


def page() -> str:
    """The name of the page that is shown."""
    return str(st.session_state.get("page", PAGES[0]))


def entity_link(iri: str) -> str:
    """The address of a thing's own page."""
    return link("entity", id=shorten(iri))


def field(name: str, options: Iterable[str] | None = None, *, many: bool = False, default: str = "") -> dict[str, Any]:
    """The arguments by which a widget shows and changes one name of the address; give them to it with `**`.

    `options` are the values allowed, the first of which stands for a missing one where there is no `default`; `many`
    is for widgets that hold several.
    """
    allowed = None if options is None else list(options)
    values = [value for value in get_all(name) if allowed is None or value in allowed]
    fallback = default or (allowed[0] if allowed else "")
    st.session_state[name] = values if many else (values[0] if values else fallback)

    def change() -> None:
        value = st.session_state[name]
        set_state(**{name: "" if value is None or value == fallback else value})

    return {"key": name, "on_change": change}


def follow(href: str) -> NoReturn:
    """Go to an address that `link` made."""
    page, _, query = href.partition("?")
    go(page, **parse_qs(query))


def go(page: str, **state: State) -> NoReturn:
    """Go to a page in a state."""
    if page not in PAGES:
        raise ValueError(f"there is no page {page!r}")
    values = {name: _strings(value) for name, value in state.items()}
    if get("lang"):
        values.setdefault("lang", [get("lang")])
    st.switch_page(f"views/{page}.py", query_params=[(name, one) for name, many in values.items() for one in many])


def _strings(value: State) -> list[str]:
    if isinstance(value, str | int):
        return [str(value)] if value != "" else []
    return [item for item in value if item]
