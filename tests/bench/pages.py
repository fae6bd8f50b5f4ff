"""How quick the page Explore is in a real Chromium: seconds, and ratios to an empty Streamlit page in the same run.

    python -m tests.bench.pages [TRIPLES]

Starts the explorer on the generated store of so many triples (100,000 unless given), and beside it a Streamlit page of
one button. Told are the medians of: a rerun of the empty page after a click; a view of 300 nodes drawn after a click
that changes it (target: 1.5 s); the drawing marked after a click on a node, and the panel with its sentences beside it
(target: 0.3 s); the whole graph as dots (target: 4 s for 20,000, as many as the store of 1,000,000 has); the Overview
for a visitor who comes anew (target: 3 s), and for ten who come in the same instant, which their ten browsers on the
machine of the server make slow; and, last, what ten visitors wait who work at once, beside what one waits (target:
twice). These read for a while, open Results, read, go back to Explore, read, click a thing, and so on. How long they
read is random, as the benchmark TPC-W has it: an exponential distribution with a mean of 7 seconds. Needs a Chromium
and the environment of the tests.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from playwright import async_api
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.generate import store_of

EMPTY = """import streamlit as st

again = st.button("again")
st.session_state.n = st.session_state.get("n", -1) + 1
st.html(f"<p class=n>{st.session_state.n}</p>")
"""
ROUNDS = 7
VISITORS = 10
READING = 7.0
"""Seconds that a visitor reads, on the average."""
WORKING = 60.0
"""Seconds for which visitors work."""
POINT = """(canvas, place) => {
  const box = canvas.getBoundingClientRect();
  const { net, order } = canvas.view;
  const at = net.canvasToDOM(net.getPosition(order[place]));
  return { id: order[place], x: box.left + at.x, y: box.top + at.y };
}"""


def main() -> None:
    """Print the figures."""
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("There is no Chromium on this machine: install the package chromium.")
    store = store_of(triples)
    options = ["--no-sandbox", "--enable-unsafe-swiftshader"]
    maitu = ["-m", "app.cli", "--store", str(store), "serve", "--no-browser", "--port"]
    with tempfile.TemporaryDirectory() as folder, _served(maitu) as explorer:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, "utf-8")
        empty = ["-m", "streamlit", "run", str(script), "--server.headless=true", "--server.port"]
        with _served(empty) as plain, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=options)
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.set_default_timeout(60_000)
            base = _empty(page, plain)
            _tell("empty page, rerun", base, base)
            for name, seconds in _explore(page, explorer).items():
                _tell(name, seconds, base)
            dots, seconds = _whole(page, explorer)
            _tell(f"the whole graph: {dots:,} dots", seconds, base)
            one = _first(browser, explorer)
            _tell("the Overview, for a new visitor", one, base)
            many = median(_opened(browser, explorer, VISITORS))
            _tell_many(f"{VISITORS} come in the same instant, the median", many, one)
            browser.close()
        alone, together = (asyncio.run(_working(executable, options, explorer, count)) for count in (1, VISITORS))
    for name, times in together.items():
        _tell_many(f"{VISITORS} at work at once: {name}", median(times), median(alone[name]))
    of_all, of_one = (median(chain.from_iterable(found.values())) for found in (together, alone))
    _tell_many(f"{VISITORS} at work at once: the median of all", of_all, of_one)


def _empty(page: Page, address: str) -> float:
    page.goto(address)
    page.locator("p.n").wait_for()

    def again(turn: int) -> None:
        page.get_by_text("again").click()
        page.locator("p.n").filter(has_text=str(turn + 1)).wait_for()

    return median(_timed(again, turn) for turn in range(ROUNDS))


def _explore(page: Page, address: str) -> dict[str, float]:
    canvas = page.locator(".canvas")
    drawn = page.locator(".frame[data-drawn]")
    page.goto(f"{address}/explore?lang=en")
    drawn.wait_for()
    page.wait_for_timeout(2000)
    nodes = drawn.get_attribute("data-drawn")

    def hidden(_turn: int) -> None:
        """Hide one thing, so that the page makes and draws all others anew."""
        before = canvas.evaluate("canvas => canvas.view.shown.length")
        page.get_by_role("button", name="Hide", exact=True).click()
        page.wait_for_function("([b]) => window.maituBench() !== b", arg=[before])

    page.evaluate("""() => {
      const find = (root) => { for (const e of root.querySelectorAll("*")) {
        if (e.view) return e; const inside = e.shadowRoot && find(e.shadowRoot); if (inside) return inside; } };
      window.maituBench = () => find(document).view.shown.length;
    }""")
    marked, told, redrawn = [], [], []
    for turn in range(ROUNDS):
        point = canvas.evaluate(POINT, turn)
        start = time.perf_counter()
        page.mouse.click(point["x"], point["y"])
        page.locator(".chosen").get_by_text("1 selected").wait_for()
        marked.append(time.perf_counter() - start)
        page.locator(".panel h1").wait_for()
        told.append(time.perf_counter() - start)
        page.wait_for_timeout(300)
        redrawn.append(_timed(hidden, turn))
        page.locator(".panel .guide").wait_for()
        page.wait_for_timeout(500)
    return {
        f"a click marks a node ({nodes} nodes)": median(marked),
        "its sentences beside it": median(told),
        f"a view of about {nodes} nodes after a click": median(redrawn),
    }


async def _working(executable: str, options: list[str], address: str, count: int) -> dict[str, list[float]]:
    """The seconds that each thing took which some visitors did who work at once."""
    found: dict[str, list[float]] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=options)
        contexts = [await browser.new_context(viewport={"width": 1280, "height": 720}) for _ in range(count)]
        pages = [await context.new_page() for context in contexts]
        for page in pages:
            await page.goto(f"{address}/explore?lang=en")
            await page.locator(".frame[data-drawn]").wait_for()
        until = time.monotonic() + WORKING
        await asyncio.gather(*(_work(page, Random(place), until, found) for place, page in enumerate(pages)))
        await browser.close()
    return found


async def _work(page: async_api.Page, random: Random, until: float, found: dict[str, list[float]]) -> None:
    """Do what a visitor does until it is time to go."""
    turn = 0
    while time.monotonic() < until:
        for name, act in (("Results", _to_results), ("back to Explore", _to_explore), ("the sentences", _to_sentences)):
            await asyncio.sleep(random.expovariate(1 / READING))
            start = time.perf_counter()
            await act(page, turn)
            found.setdefault(name, []).append(time.perf_counter() - start)
        turn += 1


async def _to_results(page: async_api.Page, _turn: int) -> None:
    await page.get_by_test_id("stSidebarNav").get_by_role("link", name="Results").click()
    await page.get_by_role("heading", name="Results", exact=True).wait_for()
    await page.locator("table").first.wait_for()


async def _to_explore(page: async_api.Page, _turn: int) -> None:
    await page.get_by_test_id("stSidebarNav").get_by_role("link", name="Explore").click()
    await page.locator(".frame[data-drawn]").wait_for()


async def _to_sentences(page: async_api.Page, turn: int) -> None:
    point = await page.locator(".canvas").evaluate(POINT, turn)
    await page.mouse.click(point["x"], point["y"])
    await page.locator(".panel h1").wait_for()


def _first(browser: Browser, address: str) -> float:
    """The median seconds in which a visitor who comes anew sees the Overview."""
    return median(_opened(browser, address, 1)[0] for _ in range(ROUNDS))


def _opened(browser: Browser, address: str, visitors: int) -> list[float]:
    """The seconds in which each of some visitors, who come at once, sees the Overview."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 720}) for _ in range(visitors)]
    waiting = {}
    for context in contexts:
        page = context.new_page()
        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        waiting[page] = start
    found = []
    while waiting:
        for page, start in list(waiting.items()):
            if page.locator(".cards a").count():
                found.append(time.perf_counter() - start)
                del waiting[page]
    for context in contexts:
        context.close()
    return found


def _whole(page: Page, address: str) -> tuple[int, float]:
    """How many dots the page Whole graph draws, and the median seconds from asking for it to their being drawn."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        page.goto(f"{address}/whole")
        page.locator(".dots[data-drawn]").wait_for(timeout=180_000)
        times.append(time.perf_counter() - start)
    return int(page.locator(".dots").get_attribute("data-drawn") or 0), median(times[1:])


def _timed(act: Callable[[int], None], turn: int) -> float:
    start = time.perf_counter()
    act(turn)
    return time.perf_counter() - start


def _tell_many(name: str, many: float, one: float) -> None:
    print(f"{name:<45} {many:6.2f} s  {many / one:5.1f} x one visitor", flush=True)


def _tell(name: str, seconds: float, base: float) -> None:
    print(f"{name:<45} {seconds:6.2f} s  {seconds / base:5.1f} x", flush=True)


@contextmanager
def _served(command: list[str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, *command, str(port)], cwd=Path(__file__).parents[2], stdout=log, stderr=log
        )
        try:
            health = f"http://127.0.0.1:{port}/_stcore/health"
            for _ in range(200):
                try:
                    if urlopen(health, timeout=5).status == 200:
                        break
                except (URLError, OSError):
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
