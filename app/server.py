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
from itertools import count
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from app import address, endpoint
from app.gate import Gate
from graph.errors import MaituError

_HOSTS = st.get_option("server.allowedHosts") or ["*"]
_PASSWORD = os.environ.get("MAITU_PASSWORD", "")
_GIVEN_BACK_EVERY = 10.0
"""Seconds."""
_THOROUGH_EVERY = 30
"""Of so many turns, one is thorough."""
_ORIGINS = tuple(os.environ.get("MAITU_ALLOW_ORIGINS", "").split())



@asynccontextmanager
async def _prepared(_app: st.App) -> AsyncIterator[None]:
    """Prepare the pages while the server runs: on a large graph that takes some seconds."""
    Thread(target=_prepare, daemon=True).start()
    yield


def _prepare() -> None:
    from app.prepare import prepare  # what it caches, it asks of the server, which must have started before

    with suppress(MaituError):  # pages tell it
        prepare()
    for turn in count():
        _give_back(thorough=turn % _THOROUGH_EVERY == 0)
        time.sleep(_GIVEN_BACK_EVERY)


def _give_back(*, thorough: bool) -> None:
    """Have the GNU C library return to the system what pages no longer need: of itself it keeps most of it.

    Python looks for garbage among all that there is: for a tenth of a second where a large graph is kept. What a
    `thorough` turn leaves is not looked at again until the next one.
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
    if thorough:
        gc.freeze()
    with suppress(OSError, AttributeError, TypeError):  # another library
        ctypes.CDLL(None).malloc_trim(0)


def _to_start(request: Request) -> RedirectResponse:
    """From the first page's name, as the other pages' addresses have theirs, to where Streamlit has it."""
    return RedirectResponse(f"./?{request.url.query}")


server = st.App(
    Path(__file__).with_name("main.py"),
    lifespan=_prepared,
    routes=[endpoint.route(_ORIGINS), Route(f"/{address.PAGES[0]}", _to_start)],
    middleware=[Middleware(Gate, hosts=_HOSTS, password=_PASSWORD)],
)
