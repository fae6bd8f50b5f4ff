"""How long the command line takes to start, beside a bare Python and beside one that imports pyoxigraph.

    python -m tests.bench.commands

Printed is the best of several runs, which take turns, in seconds and as ratios to the two.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graph.store import open_store
from tests.bench.generate import documents

RUNS = 15
MAITU = ("-P", "-m", "app.cli")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="maitu-bench-") as made:
        store = Path(made) / "store"
        with open_store(store, write=True) as opened:
            opened.load(documents(20))
        ways = {
            "python": ("-c", ""),
            "import pyoxigraph": ("-c", "import pyoxigraph"),
            "maitu --help (at most 0.3 s)": (*MAITU, "--help"),
            "maitu query (at most 0.6 s)": (*MAITU, "--store", str(store), "query", "ASK {}"),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(RUNS):
            for name, arguments in ways.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
                best[name] = min(best[name], time.perf_counter() - start)
    bare, oxigraph, *_ = best.values()
    print(f"{'':30} {'seconds':>8} {'python':>8} {'pyoxigraph':>11}   (times)")
    for name, seconds in best.items():
        print(f"{name:30} {seconds:8.3f} {seconds / bare:8.1f} {seconds / oxigraph:11.1f}")


if __name__ == "__main__":
    main()
