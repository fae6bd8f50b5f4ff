"""`maitu serve`: the explorer in the browser, and the SPARQL endpoint."""

import os
import re
import socket
import sys
from pathlib import Path

import click

import app
from app.console import note, store_option
from app.setup import become

LOCAL = ("127.0.0.1", "localhost", "::1")
ALLOCATION = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""What the GNU C library goes by: threads share their memory, and what is free goes back to the system (mallopt(3))."""


def _origins(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"\*|https?://[^/\s]+", value):
            raise click.BadParameter(f"{value!r} is no origin: write https://example.org, without a path, or *.")
    return values


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="The port to listen on.")
@click.option("--address", default=LOCAL[0], show_default=True, help="The address to listen on.")
@click.option(
    "--allow-origin", "origins", metavar="ORIGIN", multiple=True, callback=_origins,
    help="Let pages from there, https://yasgui.org say, ask the endpoint (CORS); * is any. May be given again.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@store_option
def command(port: int, address: str, origins: tuple[str, ...], no_browser: bool, store: str) -> None:
    r"""Open the explorer in the browser, and serve it until Ctrl-C; SPARQL clients find the graph at /sparql.

    Only this machine can reach it, unless --address says otherwise. Then set a password in MAITU_PASSWORD, which
    browsers and clients are asked for (HTTP Basic: any user name will do), and put a server that speaks HTTPS before
    it, or others on the network can read both.

    \b
    Examples:
      maitu serve
      maitu serve --port 8600 --no-browser
      MAITU_PASSWORD=… maitu serve --address 0.0.0.0
    """
    _check_free(address, port)
    os.environ["MAITU_STORE"] = store
    options = [f"--server.port={port}", f"--server.address={address}"]
    os.environ["MAITU_ALLOW_ORIGINS"] = " ".join(origins)
    if address not in LOCAL:
        if os.environ.get("MAITU_PASSWORD"):
            note("The password is asked for. Others on the network can read it unless HTTPS stands before: see --help.")
        else:
            note(
                f"Everybody who reaches {address} can read this graph and add and remove documents: no password is "
                "asked for. Set one in MAITU_PASSWORD."
            )
        options.append("--server.allowedHosts=*")
    if no_browser:
        options.append("--server.headless=true")
    host = f"[{address}]" if ":" in address else address
    note(f"SPARQL endpoint: http://{host}:{port}/sparql")
    for name, value in ALLOCATION.items():
        os.environ.setdefault(name, value)
    script = Path(app.__file__).with_name("server.py")
    become([sys.executable, "-m", "streamlit", "run", script, *options])


def _check_free(address: str, port: int) -> None:
    """Raise click.ClickException where nothing can listen there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        if os.name != "nt":  # as the server will: a port that was left a moment ago is free
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as error:
            raise click.ClickException(
                f"The explorer cannot listen on port {port} of {address}: {error.strerror}. Another one may be running "
                f"at http://{address}:{port}; or choose another port with --port {port % 65535 + 1}."
            ) from error
