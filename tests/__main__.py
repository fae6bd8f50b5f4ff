"""`python3 tests`: set up what is missing, the test extras too, and run all tests; arguments go to pytest."""

import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # `python3 tests` puts tests/ there

from app.setup import ROOT, SetUpError, become, say, set_up

SIDE_BY_SIDE = ["--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]
"""In two processes, a file each: its tests share what takes long to start. `-n0` has all run in one, for a debugger."""


def main(arguments: "list[str]") -> None:
    """Set up, then go on as pytest, in the project's folder."""
    try:
        python = set_up("test")
    except SetUpError as error:
        say(str(error))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    os.chdir(ROOT)
    become([python, "-m", "pytest", *SIDE_BY_SIDE, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
