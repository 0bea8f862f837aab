"""The one file that touches the HTTP library.

Changing over to another with the same interface is changing the import below. A transport sends
one request and brings back a `Reply`; it never raises for what a network or a server does.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import Protocol

import httpx as http

from explorer.api.exchange import Request, Response, Timing
from explorer.api.flow import Reply
from explorer.api.origin import is_loopback
from explorer.api.retry import Cause, Failure

BODY_CAP = 64 * 1024 * 1024
"""Most bytes of a decoded body."""

IN_FLIGHT = 8
"""Most requests at the same time."""


class Transport(Protocol):
    """Sends one request at a time for a sync client."""

    def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends requests for an async client."""

    async def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class _Stopwatch:
    """Milliseconds of one attempt, fed by the library's trace."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.connected: float | None = None
        self.first_byte: float | None = None

    def since(self) -> float:
        return (time.perf_counter() - self.began) * 1000

    def trace(self, name: str, info: object) -> None:
        if name in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.connected = self.since()

    async def atrace(self, name: str, info: object) -> None:
        self.trace(name, info)

    def reply(self, outcome: Response | Failure) -> Reply:
        return Reply(outcome, Timing(self.connected, self.first_byte, self.since()))


def _timeout(remaining: float) -> http.Timeout:
    seconds = max(min(30.0, remaining), 0.001)
    return http.Timeout(seconds, connect=min(5.0, seconds), pool=max(remaining, 0.001))


def _response(answer: http.Response, body: bytes) -> Response:
    headers = tuple(
        (key.decode("latin-1"), value.decode("latin-1")) for key, value in answer.headers.raw
    )
    return Response(
        answer.status_code,
        answer.extensions.get("reason_phrase", b"").decode("ascii", "replace"),
        headers,
        body,
        answer.http_version,
    )


def _failure(problem: Exception, remaining: float) -> Failure:
    """What an exception of the library means: the cause, and whether anything was sent."""
    words = str(problem) or type(problem).__name__
    if isinstance(problem, http.ConnectTimeout):
        return Failure(Cause.CONNECT, "the connection could not be made in time", False)
    if isinstance(problem, http.PoolTimeout):
        return Failure(Cause.CONNECT, "no connection became free in time", False)
    if isinstance(problem, http.ConnectError | http.UnsupportedProtocol | http.ProxyError):
        return Failure(Cause.CONNECT, _plain(words), False)
    if isinstance(problem, http.LocalProtocolError | http.InvalidURL):
        return Failure(Cause.CONNECT, f"the request cannot be sent: {words}", False)
    if isinstance(problem, http.TimeoutException):
        return Failure(Cause.TIMEOUT, f"no answer within {min(30.0, remaining):.0f} s", True)
    if isinstance(problem, http.DecodingError):
        return Failure(Cause.BROKEN, f"the body could not be decoded: {words}", True)
    return Failure(Cause.BROKEN, _plain(words), True)


def _plain(words: str) -> str:
    for code, meaning in (
        ("Connection refused", "the connection was refused"),
        ("All connection attempts failed", "the connection was refused"),
        ("Name or service not known", "the host name is not known"),
        ("nodename nor servname", "the host name is not known"),
        ("getaddrinfo failed", "the host name is not known"),
        ("Temporary failure in name resolution", "the host name could not be looked up"),
        ("disconnected without sending", "the server closed the connection without an answer"),
    ):
        if code in words:
            return meaning
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return f"the server's certificate is not trusted ({words})"
    return words


_EXPECTED = (http.HTTPError, http.InvalidURL, http.StreamError, OSError, UnicodeError)
_TOO_LARGE = Failure(
    Cause.TOO_LARGE, f"the answer is larger than {BODY_CAP // 1024 // 1024} MiB", True
)
_TOO_LATE = Failure(Cause.DEADLINE, "the deadline passed before the answer was complete", True)


def _verify(ca_file: str | None) -> ssl.SSLContext | bool:
    return ssl.create_default_context(cafile=ca_file) if ca_file else True


def _options(base_url: str, ca_file: str | None) -> tuple[ssl.SSLContext | bool, bool]:
    # Building the default TLS context costs 20 ms; a plain loopback target never needs one.
    plain = base_url.startswith("http://")
    return (False if plain and ca_file is None else _verify(ca_file)), not is_loopback(base_url)


_LIMITS = http.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)


class HttpTransport:
    """Sends requests over HTTP/1.1, keeping connections open.

    Args:
        base_url: Decides about proxies (none for loopback) and TLS.
        ca_file: A file of certificates to trust instead of the usual ones.
    """

    def __init__(self, base_url: str, ca_file: str | None = None) -> None:
        verify, trust_env = _options(base_url, ca_file)
        self._client = http.Client(
            verify=verify, trust_env=trust_env, follow_redirects=False, limits=_LIMITS
        )

    def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds; never raises."""
        watch = _Stopwatch()
        try:
            with self._client.stream(
                request.method,
                request.url,
                headers=list(request.headers),
                content=request.body or None,
                timeout=_timeout(remaining),
                extensions={"trace": watch.trace},
            ) as answer:
                watch.first_byte = watch.since()
                chunks, size = [], 0
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > BODY_CAP:
                        return watch.reply(_TOO_LARGE)
                    if watch.since() > remaining * 1000:
                        return watch.reply(_TOO_LATE)
                    chunks.append(chunk)
            return watch.reply(_response(answer, b"".join(chunks)))
        except _EXPECTED as problem:
            return watch.reply(_failure(problem, remaining))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class AsyncHttpTransport:
    """As `HttpTransport`, for an event loop."""

    def __init__(self, base_url: str, ca_file: str | None = None) -> None:
        verify, trust_env = _options(base_url, ca_file)
        self._client = http.AsyncClient(
            verify=verify, trust_env=trust_env, follow_redirects=False, limits=_LIMITS
        )

    async def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds; never raises."""
        watch = _Stopwatch()
        try:
            async with asyncio.timeout(max(remaining, 0.001)):
                async with self._client.stream(
                    request.method,
                    request.url,
                    headers=list(request.headers),
                    content=request.body or None,
                    timeout=_timeout(remaining),
                    extensions={"trace": watch.atrace},
                ) as answer:
                    watch.first_byte = watch.since()
                    chunks, size = [], 0
                    async for chunk in answer.aiter_bytes():
                        size += len(chunk)
                        if size > BODY_CAP:
                            return watch.reply(_TOO_LARGE)
                        chunks.append(chunk)
                return watch.reply(_response(answer, b"".join(chunks)))
        except TimeoutError:
            return watch.reply(_TOO_LATE)
        except _EXPECTED as problem:
            return watch.reply(_failure(problem, remaining))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()
