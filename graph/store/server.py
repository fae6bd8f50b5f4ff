"""HTTP to a server that speaks SPARQL 1.1, with every way in which it can fail told in words.

A request goes to the addresses that were named and to no other: redirects are refused, since a password must not follow
them. Passwords stand in no message.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from types import MappingProxyType
from typing import Any, Final, Self
from urllib.parse import quote, unquote, urlencode, urlsplit

from graph.errors import StoreError

SILENCE: Final = 60.0
"""Seconds that a server may say nothing."""
LONGEST: Final = 900.0
"""Seconds that an answer may take in all."""
LARGEST: Final = 1 << 30
"""Bytes that an answer may have."""

_CHUNK = 1 << 16
_WORDS = 300
"""Characters of a server's own words that are told."""
_TEMPLATES = {
    401: "The server at {address} asks for a user and password. Set MAITU_STORE_USER and MAITU_STORE_PASSWORD.",
    403: "The server at {address} does not allow this. Ask whoever runs it for the right to, or name another user in "
    "MAITU_STORE_USER.",
    404: "The server at {address} has nothing at this address. Look it up in the server's manual: it often ends in "
    "/sparql.",
    405: "The server at {address} does not take this at this address. Set MAITU_UPDATE_URL and MAITU_GRAPH_STORE_URL "
    "to those for writing.",
    413: "The server at {address} takes no requests of this size. Raise its limit.",
    429: "The server at {address} has too much to do. Ask again later.",
    503: "The server at {address} has too much to do. Ask again later.",
    0: "The server at {address} failed (HTTP {status}). Look into its log, or ask again later.",
}
"""HTTP status, or 0 for any other → how it is told, and what to do."""
_HASHES = {"MD5": "md5", "SHA": "sha1", "SHA-256": "sha256"}
"""How servers name the hashes of Digest, and Python does."""
_DENIED = ("No permission", "ot allowed", "ermission denied")
"""Stands in the words of servers that answer 500 to who may not write."""


class RefusedError(StoreError):
    """A server's answer that is none, with its HTTP `status` and its own `words`."""

    def __init__(self, template: str, *, status: int, words: str, **values: object) -> None:
        super().__init__(template, status=status, words=words, **values)
        self.status = status
        self.words = words


class TooLargeError(StoreError):
    """An answer of more bytes than were allowed."""


@dataclass(frozen=True, slots=True)
class Server:
    """The addresses of a server, and who asks. `graph_store` is "" where it has none, or it is not known."""

    query: str
    update: str
    graph_store: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, address: str, environment: Mapping[str, str] = os.environ) -> Self:
        """The server with the query address `address`, which may hold a user and password; the rest by `environment`.

        Raises StoreError where an address is none.
        """
        query, user, password = _parted(address)
        update, *_ = _parted(environment.get("MAITU_UPDATE_URL") or query)
        graph_store = environment.get("MAITU_GRAPH_STORE_URL", "")
        if graph_store:
            graph_store, *_ = _parted(graph_store)
        return cls(
            query, update, graph_store, user or environment.get("MAITU_STORE_USER", ""),
            password or environment.get("MAITU_STORE_PASSWORD", ""),
        )


def shown(location: str) -> str:
    """A store's location as it may be shown: an address without user and password."""
    return re.sub(r"(?<=://)[^/?#\s]*@", "", location)


def _parted(address: str) -> tuple[str, str, str]:
    """An address without user and password, and these."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise StoreError(
            "{address} is no address: {why}. Write http://HOST:PORT/PATH.", address=shown(address), why=error
        ) from error
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\x00-\x1f]", address):
        raise StoreError(
            "{address} is no address of a server. Write http://HOST:PORT/PATH.", address=shown(address)
        )
    host = f"[{host}]" if ":" in host else host
    query = f"?{quote(parts.query, safe='=&%/:,;+')}" if parts.query else ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    return f"{parts.scheme}://{host}{port}{path}{query}", unquote(parts.username or ""), unquote(parts.password or "")


class Reader:
    """The bytes of an answer, as they come in, within limits of time and size."""

    def __init__(self, response: http.client.HTTPResponse, address: str, largest: int, until: float) -> None:
        self._response = response
        self._address = address
        self._largest = largest
        self._until = until
        self._count = 0
        length = response.headers.get("Content-Length", "")
        self._length = int(length) if length.isdecimal() else None
        self.error: StoreError | None = None
        """What went wrong in reading: a parser on the way may tell it in words of its own."""

    @property
    def headers(self) -> Message:
        """The headers of the answer."""
        return self._response.headers

    @property
    def kind(self) -> str:
        """The media type of the answer."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; b"" at the end. Raises StoreError."""
        try:
            return self._read(size)
        except StoreError as error:
            self.error = error
            raise

    def drain(self) -> None:
        """Read what is left, and forget it."""
        while self.read():
            pass

    def _read(self, size: int) -> bytes:
        if self._count == self._length:
            return b""
        with _told(self._address, self._until):
            part = self._response.read1(min(size, _CHUNK) if size > 0 else _CHUNK)
        self._count += len(part)
        if not part and self._length is not None:
            raise _broken_off(self._address)
        if self._count > self._largest:
            raise TooLargeError(
                "The answer of {address} has over {size:,.0f} MB. Ask for less, or add LIMIT.",
                address=self._address, size=self._largest / 1e6,
            )
        if time.monotonic() > self._until:
            raise _too_slow(self._address)
        return part


class Client:
    """Sends requests to one server."""

    def __init__(self, server: Server, silence: float | None = None) -> None:
        self.server = server
        self._silence = silence
        self._mine = threading.local()  # what handles passwords counts, and is not made for threads

    def query(
        self, sparql: str, default: tuple[str, ...], named: tuple[str, ...], accept: str, *, largest: int | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> AbstractContextManager[Reader]:
        """Ask over the graphs `default` together, and `named`; `more` are other parameters."""
        pairs = [("query", sparql), *(("default-graph-uri", iri) for iri in default)]
        pairs += [("named-graph-uri", iri) for iri in named]
        body = urlencode([*pairs, *more.items()]).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self.request("POST", self.server.query, body, headers, largest=largest)

    def update(self, sparql: str) -> None:
        """Change the server's graphs."""
        headers = {"Content-Type": "application/sparql-update", "Accept": "*/*"}
        with self.request("POST", self.server.update, sparql.encode(), headers) as answer:
            answer.drain()

    def put(self, graph: str, triples: bytes, *, add: bool = False) -> None:
        """Put N-Triples in place of what a graph held, or `add` them to it, by the Graph Store Protocol."""
        address = self.server.graph_store
        address += f"{'&' if '?' in address else '?'}{urlencode({'graph': graph})}"
        headers = {"Content-Type": "application/n-triples", "Accept": "*/*"}
        with self.request("POST" if add else "PUT", address, triples, headers) as answer:
            answer.drain()

    @contextmanager
    def request(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str], *, largest: int | None = None
    ) -> Iterator[Reader]:
        """Send a request, and read its answer. Raises StoreError, RefusedError where the server refuses it."""
        until = time.monotonic() + LONGEST
        request = urllib.request.Request(address, body, dict(headers), method=method)  # noqa: S310 (http or https: see _parted)
        request.add_header("User-Agent", "Maitu")
        opener = self._opener
        with self._mine.connections.ending_at(until):
            with _told(address, until):
                try:
                    response = opener.open(request, timeout=self._silence or SILENCE)
                except urllib.error.HTTPError as error:
                    with error:
                        raise self._refusal(error, address) from error
                except ValueError as error:  # a way to log in that urllib does not know
                    raise RefusedError(
                        "The server at {address} asks who you are in a way that Maitu does not know. Have it ask by "
                        "Digest or Basic.",
                        address=address, status=401, words="",
                    ) from error
            with response:
                yield Reader(response, address, largest or LARGEST, until)

    @property
    def _opener(self) -> urllib.request.OpenerDirector:
        opener: urllib.request.OpenerDirector | None = getattr(self._mine, "opener", None)
        if opener is None:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            if self.server.user:
                for address in filter(None, (self.server.query, self.server.update, self.server.graph_store)):
                    passwords.add_password(None, address, self.server.user, self.server.password)
            self._mine.connections = _Connections()
            opener = urllib.request.build_opener(
                *self._mine.connections.handlers(), _NoRedirect(), _Digest(passwords), _Basic(passwords)
            )
            self._mine.opener = opener
        return opener

    def _refusal(self, error: urllib.error.HTTPError, address: str) -> RefusedError:
        status = error.code
        try:
            said = error.read(_CHUNK).decode(errors="replace")
        except (OSError, http.client.HTTPException):
            said = ""
        said = said.partition("\n\nSPARQL query:")[0]  # Virtuoso goes on with what it was asked
        if error.headers.get_content_type() == "text/html":
            said = re.sub(r"<(style|script|title)\b.*?</\1>|<[^>]*>", " ", said, flags=re.DOTALL | re.IGNORECASE)
        words = self._safe(" ".join(said.split()))[:_WORDS]
        if 300 <= status < 400:
            to = self._safe(shown(error.headers.get("Location", "")))[:_WORDS]
            return RefusedError(
                "The server at {address} sends elsewhere, to {to}. If you trust it, name that address.",
                address=address, to=to, status=status, words=words,
            )
        if status == 500 and any(sign in words for sign in _DENIED):
            status = 403
        if status == 401 and self.server.user:
            refusal = RefusedError(
                "The server at {address} asks for a user and password, and does not take {user!r} with the password "
                "given. Set MAITU_STORE_USER and MAITU_STORE_PASSWORD.",
                address=address, user=self.server.user, status=status, words=words,
            )
        else:
            template = _TEMPLATES.get(status, _TEMPLATES[0])
            refusal = RefusedError(template, address=address, status=status, words=words)
        if not words:
            return refusal
        return RefusedError("{refusal} It says: {words}", refusal=refusal, status=status, words=words)

    def _safe(self, text: str) -> str:
        """What a server says, without the password, and without what would steer a terminal."""
        plain = "".join(c if c.isprintable() else " " for c in text)
        return plain.replace(self.server.password, "…") if self.server.password else plain


class _Connections:
    """The connections of requests: each ends when its time is up, whatever trickles in, and is closed in any case.

    Timeouts of sockets count from each byte anew, and urllib leaves open what breaks off while it is being sent.
    """

    def __init__(self) -> None:
        self._open: list[http.client.HTTPConnection] = []

    def handlers(self) -> tuple[urllib.request.BaseHandler, ...]:
        """Those through which urllib makes connections."""
        opened = self._open

        def kept(kind: Callable[..., http.client.HTTPConnection]) -> Callable[..., http.client.HTTPConnection]:
            def connection(*arguments: Any, **options: Any) -> http.client.HTTPConnection:  # noqa: ANN401 (urllib's)
                opened.append(kind(*arguments, **options))
                return opened[-1]

            return connection

        class Http(urllib.request.HTTPHandler):
            def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> Any:  # noqa: ANN401 (urllib's)
                return super().do_open(kept(http_class), req, **options)

        class Https(urllib.request.HTTPSHandler):
            def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> Any:  # noqa: ANN401 (urllib's)
                return super().do_open(kept(http_class), req, **options)

        return Http(), Https()

    @contextmanager
    def ending_at(self, until: float) -> Iterator[None]:
        """Shut the connections that are made within at a time, and close them in the end."""
        first = len(self._open)
        timer = threading.Timer(max(until - time.monotonic(), 0), self._shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            while len(self._open) > first:
                self._open.pop().close()

    def _shut(self) -> None:
        for connection in list(self._open):
            with suppress(OSError, AttributeError):  # it has ended, or not begun
                connection.sock.shutdown(socket.SHUT_RDWR)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows none: the HTTPError tells where it led."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 (urllib's signature)
        """Make no request of it."""


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Logs in by the last challenge before it is asked: servers hang up on a large body that comes without a login."""

    _challenge: Mapping[str, str] | None = None

    def retry_http_digest_auth(self, req: urllib.request.Request, auth: str) -> Any:  # noqa: ANN401 (urllib's signature)
        pairs = urllib.request.parse_http_list(auth.partition(" ")[2])
        self._challenge = urllib.request.parse_keqv_list([pair for pair in pairs if "=" in pair])
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, req: urllib.request.Request) -> urllib.request.Request:
        if self._challenge and not req.has_header(self.auth_header):
            answer = self.get_authorization(req, dict(self._challenge))
            if answer:
                req.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return req

    https_request = http_request

    def get_authorization(self, req: urllib.request.Request, chal: Mapping[str, str]) -> str | None:
        """As urllib has it, with a user name of any letters: http.client writes headers in Latin 1."""
        answer: str | None = super().get_authorization(req, chal)
        return answer and answer.encode().decode("latin-1")

    def get_algorithm_impls(self, algorithm: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
        """As urllib has it, for users and passwords of any letters: in UTF-8 (RFC 7616, 4)."""
        if algorithm not in _HASHES:
            raise ValueError(algorithm)

        def hashed(text: str) -> str:
            return hashlib.new(_HASHES[algorithm], text.encode(), usedforsecurity=False).hexdigest()

        return hashed, lambda secret, data: hashed(f"{secret}:{data}")

    def http_error_401(self, *arguments: Any) -> Any:  # noqa: ANN401 (urllib's signature)
        with _first_closed(arguments[1]):
            return super().http_error_401(*arguments)


class _Basic(urllib.request.HTTPBasicAuthHandler):
    """Logs in at once at an address that has asked for it, for the same reason."""

    def __init__(self, passwords: urllib.request.HTTPPasswordMgr) -> None:
        super().__init__(passwords)
        self._asked: dict[str, str] = {}

    def http_request(self, req: urllib.request.Request) -> urllib.request.Request:
        login = self._asked.get(_bare(req))
        if login and not req.has_header(self.auth_header):
            req.add_unredirected_header(self.auth_header, login)
        return req

    https_request = http_request

    def http_error_401(self, req: urllib.request.Request, *rest: Any) -> Any:  # noqa: ANN401 (urllib's signature)
        with _first_closed(rest[0]):
            answer = super().http_error_401(req, *rest)
            if answer is not None and (login := req.get_header(self.auth_header)):
                self._asked[_bare(req)] = login
            return answer


def _bare(request: urllib.request.Request) -> str:
    return request.full_url.partition("?")[0]


@contextmanager
def _first_closed(answer: Any) -> Iterator[None]:  # noqa: ANN401 (urllib's)
    """Where a second try fails, close what was answered to the first one: urllib leaves it open."""
    try:
        yield
    except (urllib.error.URLError, ValueError):
        answer.close()
        raise


@contextmanager
def _told(address: str, until: float) -> Iterator[None]:
    """The network's errors, told as ours."""
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        raise _fault(error, address, until) from error


def _fault(error: Exception, address: str, until: float) -> StoreError:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if time.monotonic() >= until:
        return _too_slow(address)
    if isinstance(reason, TimeoutError):
        return StoreError(
            "The server at {address} does not answer. See whether it has too much to do, and ask again.",
            address=address,
        )
    if isinstance(reason, http.client.HTTPException | ConnectionResetError | BrokenPipeError):
        return _broken_off(address)
    why = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
    return StoreError(
        "The server at {address} cannot be reached: {why}. See that it runs, and that the address is right.",
        address=address, why=why,
    )


def _broken_off(address: str) -> StoreError:
    return StoreError(
        "The server at {address} broke off in the middle. See that it runs, and ask again.", address=address
    )


def _too_slow(address: str) -> StoreError:
    return StoreError(
        "The server at {address} has not ended its answer in time. See whether it has too much to do, and ask again.",
        address=address,
    )
