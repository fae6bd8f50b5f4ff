"""The server: the explorer and the SPARQL endpoint in one process and at one port. `maitu serve` starts it.

Streamlit finds `server` here, and its settings in `.streamlit/` beside this file.
"""

from __future__ import annotations

import ctypes
import gc
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from app import endpoint
from app.gate import Gate
from graph.errors import MaituError

_HOSTS = st.get_option("server.allowedHosts") or ["*"]
_PASSWORD = os.environ.get("MAITU_PASSWORD", "")
_GIVEN_BACK_EVERY = 10.0
"""Seconds."""
_ORIGINS = tuple(os.environ.get("MAITU_ALLOW_ORIGINS", "").split())



@asynccontextmanager
async def _prepared(_app: st.App) -> AsyncIterator[None]:
    """Prepare the pages while the server runs: on a large graph that takes some seconds."""
    Thread(target=_prepare, daemon=True).start()
    yield


def _prepare() -> None:
    from app import load  # what it caches, it asks of the server, which must have started before

    with suppress(MaituError):  # pages tell it
        load.prepare()
    while True:
        _give_back()
        time.sleep(_GIVEN_BACK_EVERY)


def _give_back() -> None:
    """Have the GNU C library return to the system what pages no longer need: of itself it keeps most of it."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # another library
        ctypes.CDLL(None).malloc_trim(0)


server = st.App(
    Path(__file__).with_name("main.py"),
    lifespan=_prepared,
    routes=[endpoint.route(_ORIGINS)],
    middleware=[Middleware(Gate, hosts=_HOSTS, password=_PASSWORD)],
)
