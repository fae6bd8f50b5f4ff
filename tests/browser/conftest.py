"""The explorer as people meet it: the real server, a real Chromium, a graph made from seeds/."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.setup import ROOT
from graph.build import build, document_iri
from graph.document import read
from graph.extract import extract
from graph.store import open_store

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

PATIENCE = 60_000
"""Milliseconds until what is waited for is taken to fail: where all is busy, a new server takes long to answer."""
QUIET = Path(__file__).with_name("quiet.js").read_text("utf-8")


@contextmanager
def serve(store: Path, log: Path) -> Iterator[str]:
    """The address of an explorer on `store`, started as people start it, which ends with the context."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "app.cli", "--store", str(store), "serve", f"--port={port}", "--no-browser"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=log.parent, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        latest = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                if urlopen(f"{address}/_stcore/health", timeout=5).status == 200:  # noqa: S310 (our own server)
                    break
            except (URLError, OSError):
                assert time.monotonic() < latest, log.read_text()
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def fill(folder: Path) -> None:
    """Make a store in `folder` of all documents of seeds/."""
    with open_store(folder, write=True) as store:
        for path in sorted((ROOT / "seeds").iterdir()):
            document = read(path)
            store.replace(document_iri(document), build(extract(document), document))


@pytest.fixture(scope="session")
def graph_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with all documents of seeds/."""
    folder = tmp_path_factory.mktemp("graph") / "store"
    fill(folder)
    return folder


@pytest.fixture(scope="session")
def serve_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """The address of an explorer on the store in a folder, started once for each; all end with the session."""
    with ExitStack() as servers:
        yield cache(
            lambda store: servers.enter_context(serve(store, tmp_path_factory.mktemp("log") / "server.log"))
        )


@pytest.fixture(scope="session")
def empty_server(serve_store: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an explorer of no graph."""
    return serve_store(tmp_path_factory.mktemp("nothing") / "store")


@pytest.fixture(scope="session")
def server(serve_store: Callable[[Path], str], graph_folder: Path) -> str:
    """The address of an explorer on the graph of seeds/."""
    return serve_store(graph_folder)


@pytest.fixture(scope="module")
def folder(graph_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the graph of seeds/ that the tests of one file may change."""
    copy = tmp_path_factory.mktemp("changed") / "store"
    shutil.copytree(graph_folder, copy, ignore=shutil.ignore_patterns("LOCK"))
    return copy


@pytest.fixture(scope="module")
def own_server(serve_store: Callable[[Path], str], folder: Path) -> str:
    """The address of an explorer on that copy."""
    return serve_store(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("there is no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What all pages share: the explorer's own files, which it takes longer to load and compile than to make a page."""
    shared = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    yield shared
    shared.close()


@pytest.fixture
def visit(context: BrowserContext, server: str) -> Iterator[Visit]:
    """Opens pages of the explorer by name and state, as a visitor does who was never there.

    No request may leave the machine, and no script of a page may fail.
    """
    expect.set_options(timeout=PATIENCE)
    strangers: list[str] = []
    errors: list[str] = []

    def open_page(name: str = "", *, dark: bool = False, base: str = server, **state: str | list[str]) -> Page:
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: None if _is_local(request.url) else strangers.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{base}/{name}?{urlencode(state, doseq=True, quote_via=quote)}")
        settle(page)
        return page

    yield open_page
    for page in context.pages:
        page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()
    assert strangers == []
    assert errors == []


def settle(page: Page) -> None:
    """Wait until the page is made, and all that was done on it is answered."""
    page.wait_for_function(QUIET, arg=time.monotonic(), polling=40)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
