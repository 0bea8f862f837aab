"""Exchanges as an HTTP Archive 1.2, which browsers and other tools read.

Secrets stand by their names, as everywhere. Members that begin with an underscore are ours.
"""

from __future__ import annotations

import base64
import codecs
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from explorer import __version__
from explorer.api.exchange import Attempt, Headers, Request, Response, header

_UTF8 = codecs.getincrementaldecoder("utf-8")
_NO_TYPE = "x-unknown"
"""What the format has for a body of which nobody said what it is."""


class Recorded(Protocol):
    """What an exchange must have: both an `Exchange` and an entry of the journal do."""

    @property
    def id(self) -> str: ...
    @property
    def operation_id(self) -> str: ...
    @property
    def started(self) -> datetime: ...
    @property
    def request(self) -> Request: ...
    @property
    def response(self) -> Response | None: ...
    @property
    def attempts(self) -> tuple[Attempt, ...]: ...
    @property
    def milliseconds(self) -> float: ...


def write(exchanges: Iterable[Recorded]) -> dict[str, Any]:
    """The archive as JSON data, the oldest exchange first.

    Args:
        exchanges: In any order.
    """
    entries = [_entry(each) for each in sorted(exchanges, key=lambda each: each.started)]
    creator = {"name": "stride-explorer", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "pages": [], "entries": entries}}


def _entry(exchange: Recorded) -> dict[str, Any]:
    timings = _timings(exchange.attempts, exchange.milliseconds)
    entry = {
        "startedDateTime": _moment(exchange.started),
        # The format wants the sum of the parts, whatever their rounding.
        "time": round(sum(part for part in timings.values() if part > 0), 3),
        "request": _request(exchange.request, exchange.response),
        "response": _response(exchange.response, _failure(exchange)),
        "cache": {},
        "timings": timings,
        "_id": exchange.id,
        "_operationId": exchange.operation_id,
        "_attempts": [_attempt(each) for each in exchange.attempts],
    }
    if len(exchange.attempts) > 1:
        entry["comment"] = (
            f"The last of {len(exchange.attempts)} attempts; the earlier ones and the waits "
            "between them are in timings.blocked."
        )
    return entry


def _moment(started: datetime) -> str:
    return started.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _failure(exchange: Recorded) -> str:
    """What went wrong, in words; empty for a success."""
    error = getattr(exchange, "error", None)
    return str(error) if error is not None else str(getattr(exchange, "failure", ""))


def _timings(attempts: Sequence[Attempt], milliseconds: float) -> dict[str, float]:
    """The parts of an exchange's time; -1 for what did not happen or is not known."""
    if not attempts:
        return {"blocked": round(max(milliseconds, 0), 3), "dns": -1, "connect": -1, "ssl": -1} | {
            "send": 0,
            "wait": 0,
            "receive": 0,
        }
    last = attempts[-1].timing
    connected = last.connect or 0.0
    answered = last.whole if last.first_byte is None else last.first_byte
    return {
        # Looking up the name and TLS are parts of connecting, sending one of waiting.
        "blocked": round(max(milliseconds - last.whole, 0), 3),
        "dns": -1,
        "connect": -1 if last.connect is None else round(connected, 3),
        "ssl": -1,
        "send": 0,
        "wait": round(max(answered - connected, 0), 3),
        "receive": round(max(last.whole - answered, 0), 3),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    timing = attempt.timing
    return {
        "number": attempt.number,
        "status": attempt.status,
        "failure": attempt.failure,
        "connect": timing.connect,
        "firstByte": timing.first_byte,
        "whole": timing.whole,
    }


def _request(request: Request, response: Response | None) -> dict[str, Any]:
    query = urlsplit(request.url).query
    made: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": response.http_version if response else "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(request.body) + request.cut,
    }
    if request.body or request.cut:
        kind = header(request.headers, "Content-Type") or _NO_TYPE
        made["postData"] = {"mimeType": kind, **_text(request.body, request.cut, "_encoding")}
        if request.cut:
            made["postData"]["comment"] = _cut(request.cut)
    return made


def _response(response: Response | None, failure: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": _NO_TYPE},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    if response is not None:
        kind = response.header("Content-Type") or _NO_TYPE
        size = len(response.body) + response.cut
        content = {"size": size, "mimeType": kind, **_text(response.body, response.cut, "encoding")}
        if response.cut:
            content["comment"] = _cut(response.cut)
        # What it was on the wire is known only where it was not packed.
        packed = response.header("Content-Encoding") not in {None, "identity"}
        made |= {
            "status": response.status,
            "statusText": response.reason,
            "httpVersion": response.http_version,
            "headers": _headers(response.headers),
            "content": content,
            "redirectURL": response.header("Location") or "",
            "bodySize": -1 if packed else size,
        }
    if failure:
        made["_error"] = failure
    return made


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _text(body: bytes, cut: int, encoding: str) -> dict[str, str]:
    """A body as text, in base64 where it is none.

    Args:
        body: Its bytes.
        cut: How many are missing after them; what they cut in two is left out.
        encoding: The member that says so; the format has one for answers only.
    """
    try:
        return {"text": _UTF8().decode(body, final=not cut)}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode("ascii"), encoding: "base64"}


def _cut(missing: int) -> str:
    return f"Only the beginning was kept; {missing} bytes are missing."
