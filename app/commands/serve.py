"""`maitu serve`: the explorer, in the browser."""

import os
import socket
import sys
from pathlib import Path

import click

import app
from app.console import note, store_option
from app.setup import become

LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="The port to listen on.")
@click.option("--address", default=LOCAL[0], show_default=True, help="The address to listen on.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@store_option
def command(port: int, address: str, no_browser: bool, store: str) -> None:
    r"""Open the explorer in the browser, and serve it until Ctrl-C.

    Only this machine can reach it, unless --address says otherwise.

    \b
    Examples:
      maitu serve
      maitu serve --port 8600 --no-browser
    """
    _check_free(address, port)
    os.environ["MAITU_STORE"] = store
    options = [f"--server.port={port}", f"--server.address={address}"]
    if address not in LOCAL:
        note(f"Everybody who reaches {address} can read this graph: no password is asked for.")
        options.append("--server.allowedHosts=*")
    if no_browser:
        options.append("--server.headless=true")
    script = Path(app.__file__).with_name("main.py")
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
