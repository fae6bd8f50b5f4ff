"""Review: doubtful facts and likely duplicates one by one, by keyboard, and all that was corrected so far."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import address, load
from app.components import correcting, hypertext
from app.display import plain
from app.i18n import t, told
from app.welcome import require_content
from graph import corrections as kept
from graph.corrections import Correction, review
from graph.corrections.duplicates import Pair
from graph.corrections.review import Doubt
from graph.errors import MaituError

BOUNDS = ("70", "50", "80", "90", "100")
"""Facts that are less sure than so many per cent are asked about."""

MOST_LISTED = 30

Item = Doubt | Pair

state = st.session_state


def queue(kind: str, below: float) -> list[Item]:
    """What is to be looked at: made once a visit, so that a decision does not make one wait."""
    asked = (kind, below)
    if state.get("review-asked") != asked:
        store = load.store()
        found: list[Item] = [*review.doubts(store, below)] if kind == "facts" else [*review.duplicates(store)]
        state.update({"review-asked": asked, "review-queue": found, "review-at": 0, "review-done": 0})
    return list(state["review-queue"])


def look_again() -> None:
    """Have the queue made anew."""
    state.pop("review-asked", None)


def handle(item: Item) -> str:
    """What stands in the address for an item."""
    return address.handle(item.claim if isinstance(item, Doubt) else f"{item.one.iri} {item.other.iri}")


def position(items: list[Item]) -> int:
    """Where in the queue the item of the address is, or else the one that took the last one's place."""
    here = address.get("item")
    return next((at for at, item in enumerate(items) if handle(item) == here), min(state["review-at"], len(items) - 1))


def move(step: int) -> None:
    """Go some items on or back."""
    items: list[Item] = state["review-queue"]
    if items:
        at = state["review-at"] = min(max(0, position(items) + step), len(items) - 1)
        address.set_state(item=handle(items[at]))


def decide(item: Item, made: Correction) -> None:
    """Make a correction, and take the item from the queue."""
    try:
        correcting.make(made)
    except MaituError as error:
        state["review-error"] = error
        return
    state["review-queue"].remove(item)
    state["review-undo"] = [*state.get("review-undo", []), (made.iri, item)]
    state["review-done"] += 1
    move(0)


def undo_last() -> None:
    """Take the last decision back, and ask it again."""
    iri, item = state["review-undo"].pop()
    take_back(iri)
    state["review-queue"].insert(state["review-at"], item)
    state["review-done"] = max(0, state["review-done"] - 1)
    address.set_state(item=handle(item))


def take_back(iri: str) -> None:
    """Undo a correction, or tell why not."""
    try:
        correcting.take_back(iri)
    except MaituError as error:
        state["review-error"] = error


def judge(item: Doubt, kind: type[kept.Rejection | kept.Confirmation], name: str) -> None:
    """Confirm or reject a fact."""
    try:
        fact = kept.fact(load.store(), item.claim)
    except MaituError as error:  # it is there no longer: another reader was quicker
        state["review-error"] = error
        state["review-queue"].remove(item)
        move(0)
        return
    decide(item, kind(who=name, when=kept.now(), fact=fact, iri_of_fact=item.claim))


def merge(item: Pair, name: str) -> None:
    """Make two things one: the one that is named more often stays."""
    one = load.describe(item.one.iri)
    decide(
        item,
        kept.Merging(
            who=name, when=kept.now(), merged=(item.other.iri,), into=item.one.iri, name=one.name, type=one.types[0]
        ),
    )


def distinguish(item: Pair, name: str) -> None:
    """Keep two things apart."""
    decide(item, kept.Distinction(who=name, when=kept.now(), pair=(item.one.iri, item.other.iri)))


def buttons(choices: list[tuple[str, str, str, Callable[[], None]]], *, disabled: bool) -> None:
    """The decisions on one item, each with its key."""
    with st.container(horizontal=True):
        for word, key, icon, act in choices:
            st.button(
                t(f"review.{word}"), key=f"review-{word}", icon=f":material/{icon}:", shortcut=key, on_click=act,
                disabled=disabled, type="primary" if key == "A" else "secondary",
            )
        st.button(
            t("review.skip"), key="review-skip", icon=":material/skip_next:", shortcut="S", on_click=move, args=(1,)
        )
        st.button(
            t("review.undo"), key="review-undo-last", icon=":material/undo:", shortcut="Z", on_click=undo_last,
            disabled=not state.get("review-undo"),
        )
        for word, key, icon, step in (("back", "Left", "arrow_back", -1), ("on", "Right", "arrow_forward", 1)):
            st.button(
                "", key=f"review-{word}", icon=f":material/{icon}:", shortcut=key, on_click=move, args=(step,),
                help=t(f"review.{word}"),
            )


def ask(item: Item, name: str) -> None:
    """Show an item, and what may be decided of it."""
    locked = not name or not correcting.may_write()
    if isinstance(item, Doubt):
        hypertext.show("doubt.html", key="item", doubt=item)
        buttons(
            [
                ("accept", "A", "check", lambda: judge(item, kept.Confirmation, name)),
                ("reject", "X", "close", lambda: judge(item, kept.Rejection, name)),
            ],
            disabled=locked,
        )
        return
    try:
        things = [load.describe(item.one.iri), load.describe(item.other.iri)]
    except MaituError:  # one of them was merged with another meanwhile
        state["review-queue"].remove(item)
        st.rerun()
    hypertext.show("pair.html", key="item", reason=t(f"review.reason_{item.reason}"), things=things)
    buttons(
        [
            ("merge", "M", "merge", lambda: merge(item, name)),
            ("distinct", "X", "call_split", lambda: distinguish(item, name)),
        ],
        disabled=locked,
    )


def made_so_far() -> None:
    """The list of corrections, the last first, each with its undo."""
    found = list(reversed(kept.corrections(load.store())))
    st.subheader(t("review.made", n=len(found)), anchor=False)
    if not found:
        st.caption(t("review.none_made"))
        return
    st.download_button(
        t("review.export"), lambda: kept.to_turtle(reversed(found)), "maitu-corrections.ttl", "text/turtle",
        on_click="ignore", icon=":material/download:",
    )
    for one in found[:MOST_LISTED]:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            why = f" · {plain(one.why)}" if one.why else ""
            st.markdown(
                f"{plain(correcting.said(one))}  \n:small[{plain(one.who)} · {one.when:%Y-%m-%d %H:%M} UTC{why}]",
                width="stretch",
            )
            st.button(
                t("correct.undo"), key=f"undo-{one.iri}", icon=":material/undo:", on_click=take_back, args=(one.iri,)
            )
    if len(found) > MOST_LISTED:
        st.caption(t("review.more", n=len(found) - MOST_LISTED))


require_content()
st.title(t("review.page"), anchor=False)
st.caption(t("review.intro"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = st.segmented_control(
        t("review.what"), ["facts", "duplicates"], required=True,
        format_func=lambda one: t("review.doubtful" if one == "facts" else "review.duplicates"),
        label_visibility="collapsed", **address.field("kind", ["facts", "duplicates"]),
    )
    bound = st.selectbox(
        t("review.below"), BOUNDS, format_func=lambda one: t("review.below_n", n=one), disabled=kind != "facts",
        **address.field("below", BOUNDS),
    )
    name = correcting.who("review")
if not correcting.may_write():
    st.warning(t("correct.read_only", store=plain(str(load.location()))), icon=":material/lock:")
elif not name:
    st.info(t("correct.sign"), icon=":material/signature:")
if error := state.pop("review-error", None):
    st.error(plain(told(error)), icon=":material/error:")
items = queue(kind, int(bound) / 100)
done = state["review-done"]
if items:
    at = state["review-at"] = position(items)
    st.progress(done / (done + len(items)), t("review.progress", n=at + 1, all=len(items), done=done))
    ask(items[at], name)
    st.caption(t("review.keys"))
else:
    st.success(t("review.nothing" if not done else "review.all_done", n=done), icon=":material/task_alt:")
    with st.container(horizontal=True):
        st.button(t("review.again"), icon=":material/refresh:", on_click=look_again)
        if state.get("review-undo"):
            st.button(
                t("review.undo"), key="review-undo-last", icon=":material/undo:", shortcut="Z", on_click=undo_last
            )
made_so_far()
