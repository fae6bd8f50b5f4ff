"""Corrections made on a page: whatever links to `correct=IRI` opens the dialog in which a reader judges that thing.

Entities are renamed, retyped, merged and split, relations and figures confirmed and rejected, and to a sentence what it
states is added.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import unquote

import streamlit as st

from app import address, load
from app.components import hypertext
from app.display import cut, plain
from app.i18n import language, t, told
from graph import corrections as kept
from graph.corrections import Correction
from graph.describe import Description, source_of
from graph.errors import MaituError
from graph.facts import EntityType, Predicate, Qualifier
from graph.find import EntityRef, refs
from graph.store import open_store
from ontology import schema
from ontology.terms import MAITU, broader, local_name

WAIT = 6.0
"""Seconds that a reader waits for another process to be done writing, before being told so."""

MOST_PREVIEWED = 6
LONGEST = 2_000
"""Characters that a reader may write into one field."""

_FACTS = ("claim/", "outcome/", "target/")


def open_asked() -> None:
    """Open the dialog on what the address asks to correct, and tell what was corrected last."""
    _notice()
    if asked := address.get("correct"):
        st.dialog(t("correct.title"), width="large", on_dismiss=_close, icon=":material/edit_note:")(_dialog)(
            address.expand(asked)
        )


def may_write() -> bool:
    """Whether this graph can be corrected from here; a server says so only when it is asked to."""
    where = str(load.location())
    return "://" in where or os.access(Path(where), os.W_OK)


def make(*new: Correction) -> None:
    """Make corrections, and keep them at hand to be undone. Raises StoreError, CorrectionError."""
    with open_store(load.location(), write=True, wait=WAIT, on_wait=_tell_of_wait) as store:
        kept.correct(store, *new)
    load.look_again()
    st.session_state["corrected"] = [*st.session_state.get("corrected", []), *new]


def take_back(iri: str) -> None:
    """Undo a correction. Raises StoreError, CorrectionError."""
    with open_store(load.location(), write=True, wait=WAIT, on_wait=_tell_of_wait) as store:
        kept.undo(store, iri)
    load.look_again()
    st.session_state["corrected"] = [one for one in st.session_state.get("corrected", []) if one.iri != iri]


def _tell_of_wait() -> None:
    st.toast(t("intake.waiting"))


def who(key: str) -> str:
    """A field for the name of who corrects, which is kept for the whole visit."""
    if "corrector" not in st.session_state:
        makers = {one.who for one in kept.corrections(load.store())}
        st.session_state["corrector"] = makers.pop() if len(makers) == 1 else ""
    name = st.text_input(
        t("correct.who"), value=st.session_state["corrector"], key=f"{key}-who", max_chars=100,
        placeholder=t("correct.who_hint"), autocomplete="name",
    )
    st.session_state["corrector"] = _clean(name)
    return _clean(name)


def said(one: Correction) -> str:
    """A correction on one line, in the language of the page."""
    kind = "Addition" if isinstance(one, kept.Addition) else type(one).__name__
    return f"{schema.label(kind, language())}: {_content(one)}"


def _content(one: Correction) -> str:
    match one:
        case kept.Renaming():
            return f"{_tail(one.entity)} → {cut(one.name)}"
        case kept.Retyping():
            return f"{_tail(one.entity)} → {load.name_of(one.type)}"
        case kept.Merging():
            return f"{'、'.join(map(_tail, one.merged))} → {cut(one.name)}"
        case kept.Splitting():
            return f"{_tail(one.entity)} → {cut(one.name)} ({len(one.sentences or one.within)})"
        case kept.Judgement():
            fact = one.fact
            return f"{_judged(fact)} “{cut(fact.quote)}”"
        case kept.Distinction():
            return f"{_tail(one.pair[0])} ≠ {_tail(one.pair[1])}"
        case kept.NewEntity():
            return f"{cut(one.name)} ({load.name_of(one.type)})"
        case kept.NewRelation():
            return f"{_relation(one.subject, one.predicate, one.object)} “{cut(one.quote)}”"
        case kept.NewFigure():
            return f"{cut(one.indicator)} {one.value:f} {cut(one.unit)} “{cut(one.quote)}”"
        case _:
            raise TypeError(f"{type(one)} is no kind of correction")


def _relation(subject: str, predicate: str, object_: str) -> str:
    return f"{_tail(subject)} — {load.name_of(local_name(predicate))} → {_tail(object_)}"


def _tail(iri: str) -> str:
    return cut(unquote(iri.rpartition("/")[2]))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().strip()


def _close() -> None:
    address.set_state(correct="")


def _notice() -> None:
    """What was corrected last on this visit, with the way back."""
    made: list[Correction] = st.session_state.get("corrected", [])
    if not made or address.page() == "review" or st.session_state.get("noticed") == made[-1].iri:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="corrected-notice"):
        st.markdown(f":material/check_circle: {plain(said(made[-1]))}", width="stretch")
        if st.button(t("correct.undo"), icon=":material/undo:", key="undo-correction"):
            try:
                take_back(made[-1].iri)
            except MaituError as error:
                st.error(plain(told(error)))
            else:
                st.rerun()
        if st.button("", icon=":material/close:", help=t("correct.close"), key="close-notice"):
            st.session_state["noticed"] = made[-1].iri
            st.rerun()


def _dialog(iri: str) -> None:
    short = address.shorten(iri)
    if not may_write():
        st.warning(t("correct.read_only", store=plain(str(load.location()))), icon=":material/lock:")
        return
    try:
        if short.startswith("evidence/"):
            _sentence(iri)
        elif short.startswith(_FACTS):
            _fact(iri)
        else:
            _entity(load.describe(iri))
    except MaituError as error:
        st.error(plain(told(error)), icon=":material/error:")


def _signature() -> tuple[str, str]:
    """The fields for who and why."""
    first, second = st.columns([1, 2])
    with first:
        name = who("dialog")
    with second:
        reason = st.text_input(t("correct.why"), key="dialog-why", max_chars=LONGEST, placeholder=t("correct.why_hint"))
    return name, _clean(reason)


def _confirm(new: Correction | None, label: str, *, go_to: str = "") -> None:
    """Show what a correction would change, and make it on a click; then go to a thing, or stay."""
    changes = kept.effect(load.store(), new) if new else None
    if changes and new and not isinstance(new, kept.Confirmation):
        _preview(changes)
    nothing = changes is None or (not changes.documents and not isinstance(new, kept.Confirmation))
    unsigned = not st.session_state["corrector"]
    if unsigned:
        st.caption(t("correct.sign"))
    clicked = st.button(
        label, type="secondary" if isinstance(new, kept.Confirmation) else "primary",
        icon=":material/close:" if isinstance(new, kept.Rejection) else ":material/check:",
        disabled=nothing or unsigned, key=f"confirm-{label}",
    )
    if clicked and new:
        with st.spinner(t("correct.writing")):
            make(new)
        _close()
        if go_to:
            address.go("entity", id=address.shorten(go_to))
        st.rerun()


def _preview(changes: kept.Effect) -> None:
    if not changes.documents:
        st.caption(t("correct.no_effect"))
        return
    titles = {document.iri: cut(document.title) for document in load.documents()}
    shown = [titles.get(iri, _tail(iri)) for iri in changes.documents[:MOST_PREVIEWED]]
    more = "…" if len(changes.documents) > MOST_PREVIEWED else ""
    st.info(
        t("correct.effect", documents=len(changes.documents), claims=changes.claims, figures=changes.figures)
        + f"\n\n{plain('、'.join(shown))}{more}",
        icon=":material/preview:",
    )


def _entity(thing: Description) -> None:
    hypertext.show("heading.html", key="correct-heading", thing=thing)
    way = st.segmented_control(
        t("correct.what"), ["rename", "retype", "merge", "split"], default="rename", required=True, key="correct-way",
        format_func=lambda way: t(f"correct.{way}"), label_visibility="collapsed",
    )
    new: Correction | None = None
    go_to = ""
    if way == "rename":
        name = _clean(st.text_input(t("correct.name"), value=thing.name, max_chars=LONGEST, key="correct-name"))
        by, why = _signature()
        if name and name != _clean(thing.name[:LONGEST]):
            new = kept.Renaming(who=by, when=kept.now(), why=why, entity=thing.iri, name=name)
    elif way == "retype":
        classes = list(kept.ENTITY_CLASSES)
        chosen = st.selectbox(
            t("correct.class"), classes, index=classes.index(thing.types[0]) if thing.types[0] in classes else 0,
            format_func=load.name_of, key="correct-class",
        )
        _misfits(thing, chosen)
        by, why = _signature()
        if chosen != thing.types[0]:
            new = kept.Retyping(who=by, when=kept.now(), why=why, entity=thing.iri, type=chosen)
    elif way == "merge":
        new = _merging(thing)
        go_to = new.into if new else ""
    else:
        new = _splitting(thing)
    _confirm(new, t(f"correct.do_{way}"), go_to=go_to)


def _misfits(thing: Description, type_: str) -> None:
    """Warn of facts that a thing of another class cannot have."""
    classes = {type_, *broader(type_)}
    wrong = [
        fact for fact in thing.facts
        if not classes & set((schema.domain if fact.outgoing else schema.range)(fact.predicate))
    ]
    if wrong:
        st.warning(t("correct.misfits", n=len(wrong), name=load.name_of(type_)), icon=":material/rule:")


def _merging(thing: Description) -> kept.Merging | None:
    words = st.text_input(t("correct.merge_with"), key="correct-merge-words", placeholder=t("entity.search"))
    found = [ref for ref in load.search(words or thing.name) if ref.iri != thing.iri]
    found = [ref for ref in found if words or _top(ref.type) == _top(thing.types[0])]
    if not found:
        st.caption(t("correct.no_other"))
    other = st.selectbox(
        t("correct.merge_choose"), found, index=None, key="correct-merge-other",
        format_func=lambda ref: f"{cut(ref.name)}（{load.name_of(ref.type)}）", placeholder=t("correct.choose"),
    )
    me = EntityRef(thing.iri, thing.types[0], thing.name)
    into, merged = me, other
    if other is not None:
        into = st.radio(
            t("correct.keep"), [me, other], horizontal=True, key="correct-keep",
            format_func=lambda ref: plain(cut(ref.name)),
        )
        merged = me if into == other else other
    by, why = _signature()
    if merged is None:
        return None
    return kept.Merging(
        who=by, when=kept.now(), why=why, merged=(merged.iri,), into=into.iri, name=into.name, type=into.type
    )


def _splitting(thing: Description) -> kept.Splitting | None:
    st.caption(t("correct.split_help"))
    titles = {document.iri: cut(document.name) for document in thing.documents}
    documents = st.multiselect(
        t("correct.split_documents"), list(titles), format_func=titles.__getitem__, key="correct-documents",
        placeholder=t("correct.choose"),
    )
    mentions = {source.evidence: source for source in thing.mentions}
    sentences = st.multiselect(
        t("correct.split_sentences"), list(mentions), format_func=lambda iri: cut(mentions[iri].sentence),
        key="correct-sentences", disabled=bool(documents), placeholder=t("correct.choose"),
    )
    name = _clean(st.text_input(t("correct.split_name"), value=thing.name, max_chars=LONGEST, key="correct-split-name"))
    by, why = _signature()
    if not name or not (documents or sentences):
        return None
    within = documents or sorted({mentions[iri].document for iri in sentences})
    return kept.Splitting(
        who=by, when=kept.now(), why=why, entity=thing.iri, new=kept.split_iri(load.store(), thing.iri), name=name,
        within=tuple(within), sentences=() if documents else tuple({mentions[iri].sentence for iri in sentences}),
    )


def _fact(iri: str) -> None:
    store = load.store()
    added = next((one for one in kept.corrections(store) if getattr(one, "fact_iri", "") == iri), None)
    if added:
        st.markdown(plain(said(added)))
        st.caption(t("correct.added", who=plain(added.who), when=f"{added.when:%Y-%m-%d %H:%M}"))
        if st.button(t("correct.undo"), icon=":material/undo:", type="primary"):
            take_back(added.iri)
            _close()
            st.rerun()
        return
    found = kept.fact(store, iri)
    source = source_of(store, iri)
    if source:
        hypertext.show("fact_to_judge.html", key="correct-fact", source=source, what=_judged(found))
    by, why = _signature()
    rejection = kept.Rejection(who=by, when=kept.now(), why=why, fact=found, iri_of_fact=iri)
    st.caption(t("correct.judge"))
    _confirm(rejection, t("correct.do_reject"))
    confirmation = kept.Confirmation(who=by, when=kept.now(), why=why, fact=found, iri_of_fact=iri)
    _confirm(confirmation, t("correct.do_confirm"))


def _judged(fact: kept.Fact) -> str:
    return cut(fact.label) or _relation(fact.subject, fact.predicate, fact.object)


def _sentence(iri: str) -> None:
    document, text, tongue = kept.sentence_of(load.store(), iri)
    st.markdown(f"> {plain(text)}")
    way = st.segmented_control(
        t("correct.what"), ["relation", "figure", "thing"], default="relation", required=True, key="correct-add",
        format_func=lambda way: t(f"correct.add_{way}"), label_visibility="collapsed",
    )
    where = {"document": document, "sentence": text, "language": tongue}
    new: Correction | None
    if way == "thing":
        new = _new_thing(where)
    else:
        quote = _clean(st.text_input(t("correct.quote"), value=text, max_chars=LONGEST * 5, key="correct-quote"))
        if quote not in text:
            st.error(t("correct.not_quoted"), icon=":material/format_quote:")
            quote = ""
        things = _things(document, iri)
        new = _new_relation(where, quote, things) if way == "relation" else _new_figure(where, quote, things)
    _confirm(new, t("correct.do_add"))


def _things(document: str, sentence: str) -> list[EntityRef]:
    """The things that a document names, those of a sentence first."""
    rows = load.store().select(
        f"SELECT DISTINCT ?it ?here {{ GRAPH <{document}> {{ ?it a maitu:Entity OPTIONAL "
        f"{{ ?it maitu:mentionedIn ?here FILTER(?here = <{sentence}>) }} }} }}"
    )
    here = {it.value for it, there in rows if it and there}
    known = refs(load.store(), {it.value for it, _ in rows if it})
    return sorted(known.values(), key=lambda ref: (ref.iri not in here, ref.name, ref.iri))


def _choose_thing(label: str, things: Iterable[EntityRef], key: str, *, classes: Iterable[str]) -> EntityRef | None:
    allowed = set(classes)
    fitting = [ref for ref in things if {ref.type, *broader(ref.type)} & allowed]
    return st.selectbox(
        label, fitting, format_func=lambda ref: f"{cut(ref.name)}（{load.name_of(ref.type)}）", index=None, key=key,
        placeholder=t("correct.choose"),
    )


def _new_relation(where: dict[str, str], quote: str, things: list[EntityRef]) -> kept.NewRelation | None:
    columns = st.columns(3)
    with columns[1]:
        names = [predicate.value for predicate in Predicate]
        predicate = str(
            st.selectbox(t("correct.relation"), names, format_func=load.name_of, key="correct-predicate") or names[0]
        )
    with columns[0]:
        subject = _choose_thing(t("correct.subject"), things, "correct-subject", classes=schema.domain(predicate))
    with columns[2]:
        object_ = _choose_thing(t("correct.object"), things, "correct-object", classes=schema.range(predicate))
    st.caption(t("correct.missing_thing"))
    by, why = _signature()
    if not (quote and subject and object_):
        return None
    return kept.NewRelation(
        who=by, when=kept.now(), why=why, **where, quote=quote, subject=subject.iri,
        predicate=MAITU.BASE + predicate, object=object_.iri,
    )


def _new_figure(where: dict[str, str], quote: str, things: list[EntityRef]) -> kept.NewFigure | None:
    what, number, measure, hedge, time = st.columns([3, 2, 2, 2, 2])
    indicator = _clean(what.text_input(t("correct.indicator"), key="correct-indicator", max_chars=LONGEST))
    written = number.text_input(t("correct.value"), key="correct-value", max_chars=40, placeholder="0")
    unit = _clean(measure.text_input(t("correct.unit"), key="correct-unit", max_chars=40))
    qualifier = hedge.selectbox(
        t("correct.qualifier"), ["", *Qualifier], key="correct-qualifier",
        format_func=lambda word: t(f"qualifier.{word.replace(' ', '_')}") if word else "",
    )
    period = _clean(time.text_input(t("correct.period"), key="correct-period", max_chars=200))
    columns = st.columns(3)
    with columns[0]:
        subject = _choose_thing(t("results.subject"), things, "correct-of", classes=["Entity"])
    with columns[1]:
        program = _choose_thing(t("results.program"), things, "correct-program", classes=schema.range("program"))
    with columns[2]:
        place = _choose_thing(t("results.place"), things, "correct-place", classes=["Place"])
    target = st.checkbox(t("correct.target"), key="correct-target")
    by, why = _signature()
    try:
        value = Decimal(written.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        if written:
            st.error(t("correct.no_number"), icon=":material/pin:")
        return None
    if not (quote and indicator and value.is_finite()):
        return None
    return kept.NewFigure(
        who=by, when=kept.now(), why=why, **where, quote=quote, indicator=indicator, value=value, unit=unit,
        qualifier=qualifier, period=period, subject=subject.iri if subject else "",
        program=program.iri if program else "", place=place.iri if place else "", target=target,
    )


def _new_thing(where: dict[str, str]) -> kept.NewEntity | None:
    first, second = st.columns(2)
    name = _clean(first.text_input(t("correct.name"), max_chars=LONGEST, key="correct-new-name"))
    classes = kept.ENTITY_CLASSES
    class_ = second.selectbox(
        t("correct.class"), classes, index=classes.index(EntityType.ORGANIZATION), format_func=load.name_of,
        key="correct-new-class",
    )
    by, why = _signature()
    if not name:
        return None
    known = (ref.iri for ref in load.search(name) if ref.name == name and _top(ref.type) == _top(class_))
    iri = next(known, kept.new_iri(class_, name))
    return kept.NewEntity(who=by, when=kept.now(), why=why, **where, entity=iri, name=name, type=class_)


def _top(type_: str) -> str:
    """The one of the seven classes that a class belongs to."""
    return next((one for one in (type_, *broader(type_)) if one in set(EntityType)), type_)
