"""The command `maitu`: which subcommands there are, and how errors of any of them reach the user.

Each subcommand is one module of `app.commands`, imported when it is called for, so that help stays quick.
"""

import sys
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from graph.errors import MaituError, NameNotFoundError

COMMANDS = {
    "build": "Read documents and put what they state into the graph.",
    "remove": "Take documents out of the graph.",
    "extract": "Print what documents state as JSON, without touching the graph.",
    "evaluate": "Measure extraction against documents annotated by hand.",
    "query": "Ask the graph in SPARQL.",
    "search": "Find entities by any of their names, and sentences by words in them.",
    "show": "Show one entity: its facts, its outcomes and the words that state them.",
    "path": "Show how two entities are connected, with the evidence for each step.",
    "stats": "Count what the graph holds.",
    "draw": "Draw entities and what surrounds them.",
    "corrections": "List what readers corrected; undo, export or import it.",
    "export": "Write the graph to a file.",
    "validate": "Check the graph against the ontology's shapes.",
    "backup": "Write the whole graph to one file.",
    "restore": "Read the graph back from a file.",
    "compact": "Write the files of the graph anew.",
    "serve": "Open the explorer in the browser.",
    "doctor": "Check that this installation and its graph are sound.",
}
"""Name → what it does. The module `app.commands.NAME` holds it as `command`."""

EXAMPLES = """\b
Examples:
  maitu build reports/              put a folder of documents into the graph
  maitu show 茅箭区                  all that is known of one place
  maitu query --saved outcomes      ask one of the saved questions
  maitu serve                       explore it in the browser
"""


def _printable(message: str) -> str:
    from app.console import printable  # names of files and things stand in messages

    return printable(message)


class Commands(click.Group):
    """The subcommands, imported one at a time; what goes wrong in them becomes words for people and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Name all subcommands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, n=1)
            return ctx.fail(f"No such command {cmd_name!r}. Did you mean {near[0]!r}?") if near else None
        command: click.Command = import_module(f"app.commands.{cmd_name}").command
        # docstrings are raw, and click's mark for what is not to be wrapped is a character
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """List them in the help without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        """Run the command; exits with 1 after an error that the user can mend, and with 130 when interrupted."""
        try:
            return super().invoke(ctx)
        except NameNotFoundError as error:
            unnamed = [name for name in error.suggestions if name not in str(error)]
            hint = f" Did you mean {', '.join(unnamed)}?" if unnamed else ""
            raise click.ClickException(_printable(f"{error}{hint}")) from error
        except MaituError as error:
            raise click.ClickException(_printable(str(error))) from error
        except KeyboardInterrupt:
            raise SystemExit(130) from None


@click.group(
    cls=Commands, no_args_is_help=True, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="maitu", message="%(prog)s %(version)s")
@click.option(
    "--store", envvar="MAITU_STORE", metavar="DIR",
    help="Where the graph is kept: a folder, or the SPARQL address of a server.  [env: MAITU_STORE]",
)
def maitu(store: str | None) -> None:
    """脉图 Maitu: documents on public programmes as a graph in which every fact opens the sentence that states it."""
    del store  # subcommands look it up: app.console.store_option


def main() -> None:
    """Run the command line and exit: 0 after success, 1 after an error, 2 when it was called wrongly."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # what goes into files and pipes is UTF-8 on every system
    maitu(prog_name="maitu")


if __name__ == "__main__":
    main()
