"""Requests and answers, as little of HTTP as the sandbox needs.

The framework's router matches decoded paths, in which an id with `%2F` falls apart. This one
splits the path as it was sent and decodes each segment by itself.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from pydantic_core import to_json

from explorer.sandbox.refusals import Refusal, bad_request

BODY_LIMIT = 1024 * 1024
"""Most bytes of a request body that is read whole."""

_PORT = re.compile(r"[0-9]{0,5}", re.ASCII)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Content:
    """A body that is not JSON and is sent as it comes, so that it is never whole in memory.

    Args:
        type: Its content type.
        size: Its bytes in all; where fewer come, the connection is cut. None: not told before.
        pieces: The bytes; closed when they are sent, or cannot be.
    """

    type: str
    size: int | None
    pieces: AsyncGenerator[bytes, None]

    @classmethod
    def whole(cls, type: str, data: bytes) -> Content:
        """A body that is in memory already, such as a page of HTML."""

        async def pieces() -> AsyncGenerator[bytes, None]:
            yield data

        return cls(type, len(data), pieces())


@dataclass(slots=True)
class Answer:
    """What goes back.

    Args:
        status: The HTTP status.
        value: JSON data of the body; None for none.
        headers: Further headers.
        content: A body that is not JSON, in the place of `value`.
    """

    status: int
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: Content | None = None


class Disconnected(Exception):
    """The caller went away before the request was whole."""


class Request:
    """One request, its body not yet read.

    Args:
        scope: Of the ASGI server.
        receive: Of the ASGI server.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.raw_path: bytes = scope["raw_path"]
        self.query: str = scope["query_string"].decode("ascii", "replace")
        self.authority = ""
        if not self.raw_path.startswith(b"/"):
            self._take_apart()
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._receive = receive

    def _take_apart(self) -> None:
        """Read the form of a target that names the server too, as clients of a proxy send it."""
        scheme, found, rest = self.raw_path.partition(b"://")
        if found and scheme.lower() in (b"http", b"https"):
            authority, slash, path = rest.partition(b"/")
            self.authority = authority.decode("ascii", "replace")
            self.raw_path = slash + path or b"/"

    @property
    def target(self) -> str:
        """Path and query as they were sent."""
        path = self.raw_path.decode("ascii", "replace")
        return f"{path}?{self.query}" if self.query else path

    def header(self, name: str) -> str:
        """A header's value; empty where it was not sent.

        Raises:
            Refusal: 400, it was sent more than once.
        """
        key = name.lower().encode("ascii")
        found = [value for header, value in self._headers if header == key]
        if len(found) > 1:
            raise bad_request(name, "is given twice")
        return found[0].decode("latin-1") if found else ""

    def headers(self, name: str) -> str:
        """The value of a header that may be sent in parts: all of them, with commas between."""
        key = name.lower().encode("ascii")
        found = [value for header, value in self._headers if header == key]
        return b", ".join(found).decode("latin-1")

    async def body(self) -> bytes:
        """The whole body.

        Raises:
            Refusal: 413, it is over the limit.
            Disconnected: The caller went away.
        """
        async with aclosing(self.pieces(BODY_LIMIT)) as pieces:
            return b"".join([piece async for piece in pieces])

    async def pieces(self, limit: int) -> AsyncGenerator[bytes, None]:
        """The body as it comes; what is not taken yet is not read yet either.

        Args:
            limit: Most bytes of it.

        Raises:
            Refusal: 413, it is over the limit.
            Disconnected: The caller went away.
        """
        length = self.header("Content-Length")
        if length.isdigit() and int(length) > limit:
            raise _too_large(limit)
        size, more = 0, True
        while more:
            event = await self._receive()
            if event["type"] == "http.disconnect":
                raise Disconnected
            piece: bytes = event.get("body", b"")
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            more = event.get("more_body", False)
            if piece:
                yield piece


def _too_large(limit: int) -> Refusal:
    return Refusal(413, f"The body is over the limit of {limit} bytes ({limit / 2**20:.3g} MiB).")


def guard_origin(request: Request) -> None:
    """Refuse what a page in a browser could send by rebinding a name to this address.

    Raises:
        Refusal: 403, the Host or Origin is not this machine.
    """
    named = [request.header("Host"), request.authority or "localhost"]
    if not {_host_of(each) for each in named} <= _LOOPBACK:
        raise Refusal(
            403, "The sandbox answers only as localhost, 127.0.0.1 or [::1]: the Host is another."
        )
    origin = request.header("Origin")
    if origin and _host_of(origin.partition("://")[2]) not in _LOOPBACK:
        raise Refusal(403, "The sandbox takes no calls from pages of other origins.")


def _host_of(authority: str) -> str:
    host, colon, port = authority.rpartition(":")
    if not colon or not _PORT.fullmatch(port) or int(port or "0") > 65_535:
        host = authority
    return host.lower()


def split_path(raw: bytes) -> list[bytes]:
    """The segments of a path, still encoded; that of `/site/` are `site` and an empty one."""
    return raw.split(b"/")[1:]


def decode_segment(segment: bytes, name: str) -> str:
    """The text of a path segment.

    Raises:
        Refusal: 400, it is not UTF-8.
    """
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise bad_request(name, "is not UTF-8") from None


def to_bytes(value: Any) -> bytes:
    """JSON data as they are sent."""
    return to_json(value)


def all_headers(answer: Answer, size: int = 0) -> list[tuple[str, str]]:
    """An answer's own headers, and those that all answers have.

    Args:
        answer: The answer.
        size: Bytes of its body, where that is not a `Content`.
    """
    headers = [
        ("date", _date(int(time.time()))),
        ("x-request-id", os.urandom(16).hex()),
        ("cache-control", "no-store"),
        *answer.headers.items(),
    ]
    content = answer.content
    if content is not None:
        headers.append(("content-type", content.type))
        if content.size is not None:
            headers.append(("content-length", str(content.size)))
        return headers
    if answer.value is not None:
        headers.append(("content-type", "application/json"))
    if answer.status != 204:
        headers.append(("content-length", str(size)))
    return headers


@lru_cache(maxsize=4)
def _date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


def start_event(answer: Answer, size: int = 0) -> dict[str, Any]:
    """The event that begins an answer; arguments as for `all_headers`."""
    return {
        "type": "http.response.start",
        "status": answer.status,
        "headers": _encoded(all_headers(answer, size)),
    }


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer with the headers that all have."""
    body = b"" if answer.value is None else to_bytes(answer.value)
    content = answer.content
    await send(start_event(answer, len(body)))
    if content is not None:
        async with aclosing(content.pieces) as pieces:
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": body})


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers]


def error_body(status: int, message: str) -> dict[str, Any]:
    """The body of an error. Half surrogates, which JSON cannot carry, are spelled out."""
    clean = message.encode("utf-8", "backslashreplace").decode("utf-8")
    return {"code": status, "message": clean}
