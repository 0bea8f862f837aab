"""A received request as it is shown: exact, but for what is secret in it."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from explorer.api.redact import Redactor, Secret, secret_named
from explorer.sandbox.credentials import Credentials
from explorer.sandbox.request_log import Entry

_MOST_GIVEN = 64
_HIDDEN = b"$SECRET (a body in chunks, not shown because it holds secrets)"
_BEARER = re.compile(rb"\b(bearer|basic)[ \t]+[^\s,;]+", re.I)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class Received:
    """One request that a sandbox has received.

    Args:
        number: Counts up from 1.
        at: When its head was whole, in UTC.
        method: As it was sent; empty where there was none.
        target: Path and query as they were sent.
        operation: The operation it was for, `token`, or empty where it was for none.
        status: Of the answer; None where none was given, or not yet.
        fault: The fault that struck it; empty for none.
        milliseconds: Until its answer was ready; None before that.
        size: Its bytes in all.
        data: The bytes, at most the first MiB. Secrets in them are replaced by their names.
    """

    number: int
    at: datetime
    method: str
    target: str
    operation: str
    status: int | None
    fault: str
    milliseconds: float | None
    size: int
    data: bytes = field(repr=False)

    @property
    def head(self) -> bytes:
        """The head, without the empty line that ends it."""
        return _divided(self.data)[0]

    @property
    def body(self) -> bytes:
        """The body, with the marks of its chunks where it was sent in chunks."""
        return _divided(self.data)[1]

    def shown(self) -> dict[str, Any]:
        """Without its bytes, as JSON data."""
        return {
            "number": self.number,
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "method": self.method,
            "target": self.target,
            "operation": self.operation,
            "status": self.status,
            "fault": self.fault,
            "milliseconds": None if self.milliseconds is None else round(self.milliseconds, 2),
            "bytes": self.size,
        }


class Secrets:
    """A sandbox's own secrets, and the tokens it has given out lately.

    Args:
        credentials: Its own.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._own = (
            Secret(credentials.client_secret, "STRIDE_CLIENT_SECRET"),
            Secret(credentials.participate_token, "STRIDE_TOKEN"),
            Secret(credentials.room_token, "STRIDE_ROOM_TOKEN"),
            Secret(credentials.admin_token, "STRIDE_SANDBOX_ADMIN_TOKEN"),
        )
        self._given: deque[Secret] = deque(maxlen=_MOST_GIVEN)

    def learn(self, token: str) -> None:
        """A token has been given out."""
        self._given.append(Secret(token, "STRIDE_TOKEN"))

    def redactor(self) -> Redactor:
        """What takes them out. Made when it is needed, since that takes a while."""
        return Redactor((*self._own, *self._given.copy()))


def received(entry: Entry, redactor: Redactor) -> Received:
    """An entry of the log as it is shown."""
    data = redacted(entry.bytes, redactor)
    words = data.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r").split(b" ")
    method, target = (words[0], words[1]) if len(words) == 3 else (b"", b"")
    return Received(
        number=entry.number,
        at=entry.moment,
        method=method.decode("latin-1"),
        target=target.decode("latin-1"),
        operation=entry.operation,
        status=entry.status,
        fault=entry.fault,
        milliseconds=entry.milliseconds,
        size=entry.size,
        data=data,
    )


def redacted(data: bytes, redactor: Redactor) -> bytes:
    """A request's bytes without its secrets; all else is as it came."""
    head, body, line_end = _divided(data)
    lines = head.split(b"\n")
    first = _query(redactor.body(lines[0]), redactor)
    clean = [first]
    chunked = secret_before = False
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if line[:1] in b" \t" and line.strip():
            # A value that goes on, in the old way.
            clean.append(b" $SECRET\r" if secret_before else redactor.body(line))
            continue
        key = name.strip().decode("latin-1")
        secret_before = bool(colon) and secret_named(key)
        chunked = chunked or (key.lower() == "transfer-encoding" and b"chunked" in value.lower())
        if secret_before:
            clean.append(name + colon + _value(key, value, redactor))
        else:
            clean.append(_BEARER.sub(rb"\1 $SECRET", redactor.body(line)))
    return b"\n".join(clean) + line_end + _body(body, chunked, redactor)


def _divided(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, body and what stands between them."""
    for line_end in (b"\r\n\r\n", b"\n\n"):
        head, found, body = data.partition(line_end)
        if found:
            return head, body, line_end
    return data, b"", b""


def _value(name: str, value: bytes, redactor: Redactor) -> bytes:
    text = value.decode("latin-1")
    ((_, clean),) = redactor.headers([(name, text.strip())])
    return text.replace(text.strip(), clean).encode("latin-1", "replace") if text.strip() else value


def _query(line: bytes, redactor: Redactor) -> bytes:
    path, mark, rest = line.partition(b"?")
    query, space, version = rest.partition(b" ")
    return path + mark + redactor.body(query) + space + version


def _body(body: bytes, chunked: bool, redactor: Redactor) -> bytes:
    if not chunked:
        return redactor.body(body)
    # A secret may lie across the end of a chunk, where no search in the raw bytes finds it.
    whole = _joined(body)
    return body if redactor.body(whole) == whole else _HIDDEN


def _joined(body: bytes) -> bytes:
    """The content of chunks; where they make no sense, the bytes as they are."""
    pieces, place = [], 0
    while found := _CHUNK.match(body, place):
        size = int(found[1], 16)
        if not size:
            break
        pieces.append(body[found.end() : found.end() + size])
        place = found.end() + size
        place += 2 if body[place : place + 2] == b"\r\n" else 0
    return b"".join(pieces) or body
