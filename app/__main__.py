"""`python3 app`: set up what is missing, build the graph from seeds/ and open the explorer.

`python3 app ARGUMENTS…` is `maitu ARGUMENTS…`; options of `maitu serve` may stand alone (`python3 app --no-browser`).
"""

import subprocess
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # `python3 app` puts app/ itself there

from app.setup import SetUpError, become, say, set_up

SERVE_OPTIONS = ("--no-browser", "--port", "--address")


def main(arguments: "list[str]") -> None:
    """Set up, then go on as the command line."""
    try:
        maitu = [str(set_up()), "-P", "-m", "app.cli"]  # -P: an app/ in the user's folder is not ours
        if not arguments or arguments[0].split("=")[0] in SERVE_OPTIONS:
            subprocess.call([*maitu, "build"])  # it says itself what went wrong; what the store holds can be explored
            arguments = ["serve", *arguments]
        become([*maitu, *arguments])
    except SetUpError as error:
        say(str(error))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main(sys.argv[1:])
