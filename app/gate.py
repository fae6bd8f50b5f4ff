"""Who is let in to the server: requests to a host that is ours, and, where there is a password, with it."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send


class Gate:
    """Middleware over everything that is served: pages, their socket, files and the endpoint.

    `hosts` are names that this server goes by (`*`: any). Another one in a request means that a foreign page had its
    own name point here (DNS rebinding). With a `password`, HTTP Basic authentication (RFC 7617) asks for it; whatever
    user name comes with it will do. Whoever listens on the way reads it: over a network, put HTTPS before it.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], password: str = "") -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._password = password.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 421 or 401."""
        if scope["type"] not in {"http", "websocket"} or not (refusal := self._refusal(Headers(scope=scope))):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await refusal(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "not let in"})  # before accept: HTTP 403

    def _refusal(self, headers: Headers) -> Response | None:
        if "*" not in self._hosts and _name(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This server does not go by that name.\n", 421)
        if self._password and not secrets.compare_digest(_password(headers.get("authorization", "")), self._password):
            return PlainTextResponse(
                "The password is missing or wrong.\n",
                401,
                {"WWW-Authenticate": 'Basic realm="Maitu", charset="UTF-8"'},
            )
        return None


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _password(authorization: str) -> bytes:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(value.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
