"""How much memory the explorer takes on a large graph, with its pages opened.

    python -m tests.bench.serving [TRIPLES]

Starts `maitu serve` on the generated store of so many triples (100,000 unless given), opens pages in a Chromium, and
tells after each the memory of the serving process and, apart, that of the processes that it has started. Needs a
Chromium and the test extras' environment.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from playwright.sync_api import Error, Page, sync_playwright

from graph.store import open_store
from tests.bench.generate import store_of

PAGES = ("", "documents", "entity", "results", "paths", "export", "explore", "sparql")
SECONDS = 40
"""The longest that a page may take until it stands still; its time is then told as this."""


def main() -> None:
    """Print the memory after the start and after each page, in MB: resident, and its own (without that of files)."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("There is no Chromium on this machine: install the package chromium.")
    store = store_of(triples)
    with open_store(store) as opened:
        print(f"{len(opened.digests()):,} documents, about {triples:,} triples")
    with tempfile.TemporaryFile() as log, sync_playwright() as playwright:
        port = _free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "--store", str(store), "serve", "--port", str(port), "--no-browser"],
            cwd=Path(__file__).parents[2], env=os.environ, stdout=log, stderr=log,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            _tell("started", server.pid, 0.0)
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            for name in PAGES:
                _tell(name or "overview", server.pid, _open(page, f"http://127.0.0.1:{port}/{name}"))
            browser.close()
        finally:
            server.terminate()
            server.wait(10)


def _open(page: Page, address: str) -> float:
    """Open a page and wait until it stands still; how many seconds that took."""
    start = time.perf_counter()
    with suppress(Error):  # its memory is told all the same
        page.goto(address, timeout=SECONDS * 1000)
        running = page.locator("[data-testid=stApp][data-test-script-state=running]")
        with suppress(Error):
            running.wait_for(timeout=3_000)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SECONDS * 1000)
    if page.locator("[data-testid=stException]").count():
        print(f"{address} fails: {page.locator('[data-testid=stException]').first.inner_text()[:200]}")
    return time.perf_counter() - start


def _tell(name: str, pid: int, seconds: float) -> None:
    process = psutil.Process(pid)
    children = [child.memory_info().rss / 1e6 for child in process.children(recursive=True)]
    memory = process.memory_full_info()
    own, private = memory.rss / 1e6, memory.uss / 1e6
    workers = f"{len(children)} workers {sum(children):6,.0f} MB"
    print(f"{name:<12} {seconds:6.1f} s  {own:6,.0f} MB ({private:,.0f} of its own)  and {workers}", flush=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            if urlopen(address, timeout=5).status == 200:  # noqa: S310 (our own server)
                return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"Nothing answers at {address}.")


if __name__ == "__main__":
    main()
