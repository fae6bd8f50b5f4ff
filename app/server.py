"""The server: the explorer and the SPARQL endpoint in one process and at one port. `maitu serve` starts it.

Streamlit finds `server` here, and its settings in `.streamlit/` beside this file.
"""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from app import endpoint
from app.gate import Gate

_HOSTS = st.get_option("server.allowedHosts") or ["*"]
_PASSWORD = os.environ.get("MAITU_PASSWORD", "")
_ORIGINS = tuple(os.environ.get("MAITU_ALLOW_ORIGINS", "").split())

server = st.App(
    Path(__file__).with_name("main.py"),
    routes=[endpoint.route(_ORIGINS)],
    middleware=[Middleware(Gate, hosts=_HOSTS, password=_PASSWORD)],
)
