"""The one file that touches the HTTP library.

Changing over to another with the same interface is changing the import below. A transport sends
one request and brings back a `Reply`; it never raises for what a network or a server does.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, closing, suppress
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from explorer.api.exchange import Request, Response, Timing
from explorer.api.network import AsyncBackend, Backend, Due, countdown, stray
from explorer.api.origin import is_loopback, origin
from explorer.api.per_loop import PerLoop
from explorer.api.retry import Cause, Failure, Policy
from explorer.api.source import FileTrouble
from explorer.api.steps import Reply
from explorer.api.streaming import AboveCap, Late, Transfer, outgoing, outgoing_async

# The library imports its own command line along with itself, which costs 50 ms and is not used.
_MAIN = "httpx._main"
_shut_out = _MAIN not in sys.modules
if _shut_out:
    sys.modules[_MAIN] = None  # type: ignore[assignment]
try:
    import httpx as http
finally:
    if _shut_out:
        del sys.modules[_MAIN]

LOGGERS = tuple(f"httpcore.{name}" for name in ("connection", "http11", "proxy", "socks"))
"""What the library logs through."""

BODY_CAP = 64 * 1024 * 1024
"""Most bytes of a decoded body."""

IN_FLIGHT = 8
"""Most requests at the same time."""


def import_rest() -> None:
    """Import what the library itself puts off until a first request, where there is time before."""
    for name in ("httpcore", "anyio._backends._asyncio"):
        with suppress(ImportError):
            import_module(name)


class Transport(Protocol):
    """Sends one request at a time for a sync client."""

    def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds."""
        ...

    def stream(self, request: Request, remaining: float, transfer: Transfer) -> Reply:
        """As `send`, with bodies read and kept piece by piece as the transfer says."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends requests for an async client."""

    async def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds."""
        ...

    async def stream(self, request: Request, remaining: float, transfer: Transfer) -> Reply:
        """As `send`, with bodies read and kept piece by piece as the transfer says."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class _Stopwatch:
    """One attempt as the library's trace tells it: milliseconds, and whether anything was sent."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.began = time.perf_counter()
        self.connected: float | None = None
        self.first_byte: float | None = None
        self.sent = False

    def since(self) -> float:
        return (time.perf_counter() - self.began) * 1000

    def trace(self, name: str, info: object) -> None:
        if name.endswith("send_request_headers.started"):
            self.sent = True
        elif name in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.connected = self.since()

    async def atrace(self, name: str, info: object) -> None:
        self.trace(name, info)

    def reply(self, outcome: Response | Failure) -> Reply:
        return Reply(outcome, Timing(self.connected, self.first_byte, self.since()))

    def failed(self, problem: Exception, remaining: float) -> Reply:
        if isinstance(problem, http.TimeoutException) and self.since() >= remaining * 1000:
            return self.too_late()
        return self.reply(self._failure(problem, remaining))

    def _failure(self, problem: Exception, remaining: float) -> Failure:
        seconds = min(self.policy.read_timeout, remaining)
        return _failure(problem, seconds, self.sent, self.first_byte is not None)

    def stood_still(self, problem: Exception, remaining: float, transfer: Transfer) -> Reply:
        """An attempt that streamed has failed, with more time gone than for another attempt."""
        if isinstance(problem, http.TimeoutException):
            if transfer.late():
                return self.too_late()
            if self.first_byte is not None:
                seconds = f"{min(self.policy.read_timeout, remaining):.3g} s"
                return self.reply(Failure(Cause.TIMEOUT, f"nothing came for {seconds}", True))
        return self.reply(self._failure(problem, remaining))

    def stray(self) -> Reply:
        why = "what came was there before it was asked for, so it is the answer to something else"
        return self.reply(Failure(Cause.BROKEN, why, True))

    def no_file(self, problem: FileTrouble) -> Reply:
        # With a head there was an answer: what was asked for may have been done.
        answered = self.first_byte is not None
        return self.reply(Failure(Cause.FILE, str(problem), answered))

    def too_late(self) -> Reply:
        when = "the answer was complete" if self.sent else "the request could be sent"
        return self.reply(Failure(Cause.DEADLINE, f"the deadline passed before {when}", self.sent))

    def too_large(self) -> Reply:
        size = BODY_CAP // 1024 // 1024
        return self.reply(
            Failure(Cause.TOO_LARGE, f"the answer is larger than {size} MiB", self.sent)
        )


def _extensions(policy: Policy, remaining: float, trace: object) -> dict[str, object]:
    seconds = max(min(policy.read_timeout, remaining), 0.001)
    timeout = {
        "connect": max(min(policy.connect_timeout, remaining), 0.001),
        "read": seconds,
        "write": seconds,
        "pool": max(remaining, 0.001),
    }
    return {"timeout": timeout, "trace": trace}


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


def _failure(problem: Exception, seconds: float, sent: bool, answered: bool) -> Failure:
    """What an exception of the library means: the cause, and whether anything was sent."""
    words = str(problem) or type(problem).__name__
    if isinstance(problem, _NoProxy):
        return Failure(Cause.CONNECT, words, False)
    if isinstance(problem, http.LocalProtocolError | http.InvalidURL | UnicodeError):
        return Failure(Cause.CONNECT, f"the request cannot be sent: {words}", False)
    if isinstance(problem, http.TimeoutException):
        if sent:
            return Failure(Cause.TIMEOUT, f"no answer within {seconds:.3g} s", True)
        what = (
            "no connection became free"
            if isinstance(problem, http.PoolTimeout)
            else "the connection could not be made"
        )
        return Failure(Cause.CONNECT, f"{what} in time", False)
    if isinstance(problem, http.DecodingError):
        return Failure(Cause.BROKEN, f"the body could not be decoded: {words}", True)
    if isinstance(problem, http.RemoteProtocolError) and "disconnected" not in words:
        return Failure(Cause.BROKEN, f"what came was no whole HTTP answer: {words}", sent)
    return Failure(Cause.BROKEN if sent else Cause.CONNECT, _plain(problem, sent, answered), sent)


def _plain(problem: BaseException, sent: bool, answered: bool) -> str:
    """A failed connection in words that do not depend on the system or the kind of client."""
    for cause in _causes(problem):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the server's certificate is not trusted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            reason = (cause.reason or str(cause)).replace("_", " ").lower()
            return f"no TLS connection could be made: {reason}"
        if isinstance(cause, ConnectionRefusedError):
            return "the connection was refused"
        if isinstance(cause, socket.gaierror):
            return "the host name could not be looked up"
        if isinstance(cause, OSError) and cause.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
            return "the network or host cannot be reached"
    if isinstance(problem, http.ProxyError | http.UnsupportedProtocol):
        return str(problem)
    if not sent:
        return "the connection could not be made"
    # Whether it was closed in order or by a reset is for the system to tell, or not to.
    return (
        "the connection broke" if answered else "the server closed the connection without an answer"
    )


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """An exception and what it came of, groups unpacked."""
    yield problem
    for inner in problem.exceptions if isinstance(problem, BaseExceptionGroup) else ():
        yield from _causes(inner)
    earlier = problem.__cause__ or problem.__context__
    if earlier is not None:
        yield from _causes(earlier)


_LIMITS = http.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)


def _decodable(answer: http.Response) -> bool:
    """Whether the body is in the one coding that was asked for.

    Codings upon codings multiply: a few bytes of them would fill all memory. Such a body is kept
    as it was sent.
    """
    coding = answer.headers.get("content-encoding", "").strip().lower()
    return coding in {"", "identity", "gzip", "deflate"}


class _Trust:
    """Which certificates are trusted, worked out when the first TLS connection needs it: 20 ms."""

    def __init__(self, ca_file: str | None) -> None:
        self._context = _with_file(ca_file) if ca_file else None
        self._lock = threading.Lock()

    def context(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                self._context = http.create_ssl_context()
            return self._context


def _with_file(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as problem:
        reason = problem.strerror or "it holds no certificates"
        raise ValueError(f"The certificate file {ca_file!r} cannot be used: {reason}.") from None


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address; none for this machine."""
    if is_loopback(url):
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    proxy = proxies.get(urlsplit(url).scheme) or proxies.get("all")
    return None if not proxy or proxy_bypass(urlsplit(url).netloc) else proxy


class _NoProxy(Exception):
    """The proxy that the environment names cannot be used."""


_EXPECTED = (http.HTTPError, http.InvalidURL, http.StreamError, OSError, UnicodeError, _NoProxy)
_Pool = TypeVar("_Pool")


class _Pools(Generic[_Pool]):
    """A pool of connections for each origin.

    The pools are used without the library's client around them, which would keep cookies, add
    headers of its own and cost as much as all the rest.
    """

    def __init__(
        self, make: Callable[[ssl.SSLContext | bool, str | None], _Pool], trust: _Trust
    ) -> None:
        self._make = make
        self._trust = trust
        self._pools: dict[tuple[str, str, int], _Pool] = {}
        self._lock = threading.Lock()
        self.given_up = False
        """Whether the pools were closed: what a call still has open then is its own to close."""

    def get(self, url: str) -> _Pool:
        where = origin(url)
        with self._lock:
            pool = self._pools.get(where)
            if pool is None:
                pool = self._pools[where] = self._new(url)
            return pool

    def _new(self, url: str) -> _Pool:
        verify = self._trust.context() if url.startswith("https:") else False
        proxy = _proxy(url)
        try:
            return self._make(verify, proxy)
        except (ImportError, ValueError):
            # Its address is not repeated: a password may stand in it.
            raise _NoProxy("the proxy that the environment names cannot be used") from None

    def taken(self) -> list[_Pool]:
        with self._lock:
            self.given_up = True
            pools, self._pools = list(self._pools.values()), {}
        return pools


def _streaming(
    request: Request,
    remaining: float,
    watch: _Stopwatch,
    trace: object,
    pieces: Iterator[bytes] | AsyncIterator[bytes],
) -> http.Request:
    """A request whose body is read while it is sent."""
    if request.source is None:
        return _request(request, remaining, watch, trace)
    return http.Request(
        request.method,
        request.url,
        headers=[*request.headers, ("Content-Length", str(request.source.size))],
        content=pieces,
        extensions=_extensions(watch.policy, remaining, trace),
    )


def _request(request: Request, remaining: float, watch: _Stopwatch, trace: object) -> http.Request:
    return http.Request(
        request.method,
        request.url,
        headers=list(request.headers),
        content=request.body or None,
        extensions=_extensions(watch.policy, remaining, trace),
    )


def _stray(answer: http.Response) -> bool:
    return stray(answer.extensions.get("network_stream"))


class HttpTransport:
    """Sends requests over HTTP/1.1, keeping connections open.

    Proxy variables of the environment count, but not for this machine. The deadline is looked at
    whenever bytes come or go.

    Args:
        ca_file: A file of certificates to trust instead of the usual ones.
        policy: How long to wait for a connection, and for a sign of life.

    Raises:
        ValueError: The certificate file cannot be used.
    """

    def __init__(self, ca_file: str | None = None, policy: Policy | None = None) -> None:
        self._policy = policy or Policy()
        self._due = Due()
        self._trust = _Trust(ca_file)
        self._pools = _Pools(self._pool, self._trust)

    def _pool(self, verify: ssl.SSLContext | bool, proxy: str | None) -> http.HTTPTransport:
        made = http.HTTPTransport(verify=verify, limits=_LIMITS, proxy=proxy)
        # The library takes no streams of others; its pool does.
        pool: Any = made._pool
        pool._network_backend = Backend(pool._network_backend, self._due)
        return made

    def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds; never raises."""
        watch = _Stopwatch(self._policy)
        pools = self._pools
        try:
            pool = pools.get(request.url)
            outgoing = _request(request, remaining, watch, watch.trace)
            with (
                self._due.within(countdown(remaining)),
                closing(pool.handle_request(outgoing)) as answer,
            ):
                watch.first_byte = watch.since()
                if _stray(answer):
                    return watch.stray()
                chunks, size = [], 0
                for chunk in answer.iter_bytes() if _decodable(answer) else answer.iter_raw():
                    size += len(chunk)
                    if size > BODY_CAP:
                        return watch.too_large()
                    if watch.since() > remaining * 1000:
                        return watch.too_late()
                    chunks.append(chunk)
            if pools.given_up:
                answer.extensions["network_stream"].close()
            return watch.reply(_response(answer, b"".join(chunks)))
        except Late:
            return watch.too_late()
        except _EXPECTED as problem:
            return watch.failed(problem, remaining)

    def stream(self, request: Request, remaining: float, transfer: Transfer) -> Reply:
        """As `send`, with bodies read and kept piece by piece; raises what a callback raises."""
        watch = _Stopwatch(self._policy)
        pools = self._pools
        try:
            transfer.begin(remaining)
            pool = pools.get(request.url)
            with closing(outgoing(transfer)) as pieces:
                asked = _streaming(request, remaining, watch, watch.trace, pieces)
                with (
                    self._due.within(transfer.left),
                    closing(pool.handle_request(asked)) as answer,
                ):
                    watch.first_byte = watch.since()
                    if _stray(answer):
                        return watch.stray()
                    head = _response(answer, b"")
                    keeper = transfer.keeper(head, BODY_CAP)
                    for chunk in answer.iter_bytes() if _decodable(answer) else answer.iter_raw():
                        keeper.take(chunk)
                        if keeper.full:
                            keeper.write_out()
                        if transfer.late():
                            return watch.too_late()
            if pools.given_up:
                answer.extensions["network_stream"].close()
            return watch.reply(keeper.whole(head))
        except AboveCap:
            return watch.too_large()
        except Late:
            return watch.too_late()
        except FileTrouble as problem:
            return watch.no_file(problem)
        except _EXPECTED as problem:
            if problem is transfer.raised:
                raise
            return watch.stood_still(problem, remaining, transfer)
        finally:
            transfer.end()

    def close(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, _Pools(self._pool, self._trust)
        for pool in pools.taken():
            pool.close()


class AsyncHttpTransport:
    """As `HttpTransport`, for event loops, each with connections of its own; exact deadlines."""

    def __init__(self, ca_file: str | None = None, policy: Policy | None = None) -> None:
        self._policy = policy or Policy()
        trust = _Trust(ca_file)
        self._pools = PerLoop(lambda: _Pools(self._pool, trust))

    def _pool(self, verify: ssl.SSLContext | bool, proxy: str | None) -> http.AsyncHTTPTransport:
        made = http.AsyncHTTPTransport(verify=verify, limits=_LIMITS, proxy=proxy)
        pool: Any = made._pool
        pool._network_backend = AsyncBackend(pool._network_backend)
        return made

    async def send(self, request: Request, remaining: float) -> Reply:
        """Send and read the whole answer within `remaining` seconds; never raises."""
        watch = _Stopwatch(self._policy)
        try:
            async with asyncio.timeout(max(remaining, 0.001)):
                pools = self._pools.get()
                pool = pools.get(request.url)
                outgoing = _request(request, remaining, watch, watch.atrace)
                answer = await pool.handle_async_request(outgoing)
                async with aclosing(answer):
                    watch.first_byte = watch.since()
                    if _stray(answer):
                        return watch.stray()
                    chunks, size = [], 0
                    pieces = answer.aiter_bytes() if _decodable(answer) else answer.aiter_raw()
                    async for chunk in pieces:
                        size += len(chunk)
                        if size > BODY_CAP:
                            return watch.too_large()
                        chunks.append(chunk)
                if pools.given_up:
                    await answer.extensions["network_stream"].aclose()
            return watch.reply(_response(answer, b"".join(chunks)))
        except TimeoutError:
            return watch.too_late()
        except _EXPECTED as problem:
            return watch.failed(problem, remaining)

    async def stream(self, request: Request, remaining: float, transfer: Transfer) -> Reply:
        """As `send`, with bodies read and kept piece by piece; raises what a callback raises."""
        watch = _Stopwatch(self._policy)
        loop = asyncio.get_running_loop()
        try:
            transfer.begin(remaining)
            async with asyncio.timeout(max(remaining, 0.001)) as limit:

                def put_off() -> None:
                    limit.reschedule(loop.time() + transfer.deadline)

                pools = self._pools.get()
                pool = pools.get(request.url)
                async with aclosing(outgoing_async(transfer, put_off)) as sent:
                    asked = _streaming(request, remaining, watch, watch.atrace, sent)
                    answer = await pool.handle_async_request(asked)
                    async with aclosing(answer):
                        watch.first_byte = watch.since()
                        if _stray(answer):
                            return watch.stray()
                        head = _response(answer, b"")
                        keeper = transfer.keeper(head, BODY_CAP)
                        coming = answer.aiter_bytes() if _decodable(answer) else answer.aiter_raw()
                        async for chunk in coming:
                            if keeper.take(chunk):
                                put_off()
                            if keeper.full:
                                await asyncio.to_thread(keeper.write_out)
                        if pools.given_up:
                            await answer.extensions["network_stream"].aclose()
            # In a thread, and with no deadline: a disk may be slow at the end.
            return watch.reply(
                await asyncio.to_thread(keeper.whole, head)
                if keeper.on_disk
                else keeper.whole(head)
            )
        except AboveCap:
            return watch.too_large()
        except FileTrouble as problem:
            return watch.no_file(problem)
        except _EXPECTED as problem:
            if problem is transfer.raised:
                raise
            if isinstance(problem, TimeoutError):
                return watch.too_late()
            return watch.stood_still(problem, remaining, transfer)
        finally:
            transfer.end()

    async def aclose(self) -> None:
        """Close all connections of the running loop; those of another end with that."""
        pools = self._pools.take()
        for pool in pools.taken() if pools is not None else ():
            await pool.aclose()
