"""Make app/screenshot.png, the picture of the explorer in README.md: `.venv/bin/python -m tests.browser.screenshot`.

Reads seeds/ into a store of its own and photographs the page Explore, with one thing open and the words that state it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from app.setup import ROOT
from tests.browser.conftest import OPTIONS, fill, serve, settle

PLACE = "place/湖北省/十堰市/茅箭区"


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        fill(store)
        with serve(store, Path(folder) / "server.log") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
            page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="zh-CN")
            page.goto(f"{address}/explore?lang=en&at={quote(PLACE)}&select={quote(PLACE)}")
            settle(page)
            page.locator(".frame[data-drawn]").wait_for()
            page.wait_for_timeout(1500)
            page.screenshot(path=ROOT / "app" / "screenshot.png")
            browser.close()


if __name__ == "__main__":
    main()
