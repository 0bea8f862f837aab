"""How an exchange is laid out in the journal: schema, writing, reading, forgetting."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explorer.api.exchange import Attempt, Exchange, Headers, Request, Response, Timing
from explorer.api.models.conversations import Conversation, Created
from explorer.api.redact import Redactor
from explorer.workbench.addresses import path_values
from explorer.workbench.sent_from_here import SENDS
from explorer.workbench.store import storable

POLLING = "polling"

BODY_CAP = 1024 * 1024
"""Most bytes kept of one body."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a journal keeps.

    Args:
        entries: Most exchanges that are not polling.
        polled: Most exchanges of polling.
        size: Most bytes of all bodies, headers and addresses.
    """

    entries: int = 20_000
    polled: int = 500
    size: int = 256 * 1024 * 1024


MIGRATIONS = (
    (
        """
        CREATE TABLE exchange (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL, server TEXT NOT NULL, operation_id TEXT NOT NULL,
            started TEXT NOT NULL, origin TEXT NOT NULL, view TEXT NOT NULL,
            method TEXT NOT NULL, url TEXT NOT NULL, status INTEGER, ok INTEGER NOT NULL,
            failure TEXT NOT NULL, failure_kind TEXT NOT NULL, milliseconds REAL NOT NULL,
            site TEXT NOT NULL, conversation TEXT NOT NULL, user TEXT NOT NULL,
            message TEXT NOT NULL, key TEXT NOT NULL,
            request_headers TEXT NOT NULL, request_body BLOB NOT NULL, request_cut INTEGER NOT NULL,
            reason TEXT, http_version TEXT, response_headers TEXT, response_body BLOB,
            response_cut INTEGER, attempts TEXT NOT NULL, size INTEGER NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX exchange_id ON exchange (id)",
        "CREATE INDEX exchange_place ON exchange (server, site, operation_id, conversation)",
        "CREATE INDEX exchange_size ON exchange (origin, number, size)",
    ),
)

_ROW_NAMES = (
    *("number", "id", "server", "operation_id", "started", "origin", "view", "method", "url"),
    *("status", "failure", "failure_kind", "milliseconds"),
)
_WIDTH = len(_ROW_NAMES)
_ROW = ", ".join(_ROW_NAMES)
_WHOLE = f"{_ROW}, request_headers, request_body, request_cut, reason, http_version, "
_WHOLE += "response_headers, response_body, response_cut, attempts"


@dataclass(frozen=True, slots=True)
class Row:
    """An exchange as a list shows it. Texts are as a server gave them: make them visible.

    Args:
        number: Its place in the journal; later ones are higher.
        id: The exchange's id.
        server: `Target.name` of the server it went to.
        operation_id: The operation that was called.
        started: When, in UTC.
        origin: `person`, `polling` or what else caused it.
        view: Where it was caused; empty for nowhere in particular.
        method, url: Of the request.
        status: Of the answer; None when none came.
        failure: What went wrong, in a sentence; empty for a success.
        failure_kind: The error's class; empty for a success.
        milliseconds: From the first sending to the end.
    """

    number: int
    id: str
    server: str
    operation_id: str
    started: datetime
    origin: str
    view: str
    method: str
    url: str
    status: int | None
    failure: str
    failure_kind: str
    milliseconds: float

    @property
    def ok(self) -> bool:
        """Whether the call succeeded and its answer was understood."""
        return not self.failure_kind

    @property
    def target(self) -> str:
        """Path and query, as they stand in the request line."""
        return Request(self.method, self.url).target


@dataclass(frozen=True, slots=True)
class Entry(Row):
    """An exchange as kept, whole.

    Args:
        request: As sent, without secrets.
        request_cut: Bytes left out of the request's body; 0 when it is whole.
        response: The last answer, its `cut` set where its body is not whole; None for none.
        attempts: Every sending, oldest first.
    """

    request: Request
    request_cut: int
    response: Response | None
    attempts: tuple[Attempt, ...]


def insert(
    connection: sqlite3.Connection,
    exchange: Exchange[Any],
    *,
    clean: Redactor,
    server: str,
    origin: str,
    view: str,
) -> None:
    """Write an exchange, its secrets taken out once more and its bodies cut."""
    request, response = exchange.request, exchange.response
    sent, sent_cut = _cut(clean.body(request.body))
    came, came_cut = _cut(clean.body(response.body)) if response else (None, 0)
    url = clean.text(request.url)
    sent_headers = json.dumps(clean.headers(request.headers))
    came_headers = json.dumps(clean.headers(response.headers)) if response else None
    attempts = clean.text(json.dumps([_attempt_values(each) for each in exchange.attempts]))
    error = exchange.error
    parts = (url, sent_headers, sent, came_headers or "", came or b"", attempts)
    values = {
        "id": exchange.id,
        "server": server,
        "operation_id": exchange.operation_id,
        "started": exchange.started.isoformat(),
        "origin": origin,
        "view": view,
        "method": request.method,
        "url": url,
        "status": exchange.status,
        "ok": error is None,
        "failure": clean.text(str(error)) if error else "",
        "failure_kind": type(error).__name__ if error else "",
        "milliseconds": exchange.milliseconds,
        **_place(exchange),
        "request_headers": sent_headers,
        "request_body": sent,
        "request_cut": sent_cut + request.cut,
        "reason": clean.text(response.reason) if response else None,
        "http_version": response.http_version if response else None,
        "response_headers": came_headers,
        "response_body": came,
        "response_cut": came_cut + (response.cut if response else 0),
        "attempts": attempts,
        "size": sum(map(len, parts)),
    }
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(
        f"INSERT OR REPLACE INTO exchange ({names}) VALUES ({marks})",  # noqa: S608 - names are ours
        tuple(storable(v) if isinstance(v, str) else v for v in values.values()),
    )


def _place(exchange: Exchange[Any]) -> dict[str, str]:
    """What the exchange was about: from its address, and from its answer what that creates."""
    path = path_values(exchange.operation_id, exchange.request.url)
    place = {
        "site": path.get("cloudId", ""),
        "conversation": path.get("conversationId", ""),
        "user": path.get("userId", ""),
        "message": path.get("messageId", ""),
        "key": path.get("key", ""),
    }
    value = exchange.value
    if isinstance(value, Created) and exchange.request.method == "POST":
        place["message" if exchange.operation_id in SENDS else "conversation"] = value.id
    if isinstance(value, Conversation):
        place["conversation"] = value.id
    return place


def _cut(body: bytes) -> tuple[bytes, int]:
    return body[:BODY_CAP], max(len(body) - BODY_CAP, 0)


def _attempt_values(attempt: Attempt) -> list[Any]:
    timing = attempt.timing
    return [
        attempt.number,
        attempt.status,
        attempt.failure,
        timing.connect,
        timing.first_byte,
        timing.whole,
    ]


def prune(connection: sqlite3.Connection, bounds: Bounds) -> None:
    """Forget what is beyond the bounds."""
    for comparison, most in (("=", bounds.polled), ("<>", bounds.entries)):
        last = connection.execute(
            f"SELECT number FROM exchange WHERE origin {comparison} ? "  # noqa: S608 - all ours
            "ORDER BY number DESC LIMIT 1 OFFSET ?",
            (POLLING, most),
        ).fetchone()
        if last is not None:
            connection.execute(
                f"DELETE FROM exchange WHERE origin {comparison} ? AND number <= ?",  # noqa: S608
                (POLLING, last[0]),
            )
    excess = connection.execute("SELECT sum(size) FROM exchange").fetchone()[0] or 0
    excess -= bounds.size
    # Polling goes before what a person did, the oldest first.
    for number, size in (
        connection.execute(
            "SELECT number, size FROM exchange ORDER BY origin <> ?, number", (POLLING,)
        ).fetchall()
        if excess > 0
        else ()
    ):
        if excess <= 0:
            break
        connection.execute("DELETE FROM exchange WHERE number = ?", (number,))
        excess -= size


def list_rows(
    connection: sqlite3.Connection, limit: int, before: int | None, text: str, origin: str | None
) -> list[Row]:
    """See `Journal.list`."""
    where, values = ["TRUE"], []
    if before is not None:
        where.append("number < ?")
        values.append(str(before))
    if origin is not None:
        where.append("origin = ?")
        values.append(origin)
    if text:
        where.append(
            "instr(lower(operation_id || ' ' || method || ' ' || url || ' ' || "
            "ifnull(status, '') || ' ' || view || ' ' || failure), lower(?)) > 0"
        )
        values.append(storable(text))
    found = connection.execute(
        f"SELECT {_ROW} FROM exchange WHERE {' AND '.join(where)} "  # noqa: S608 - all ours
        "ORDER BY number DESC LIMIT ?",
        (*values, limit),
    )
    return [Row(**_row_values(each)) for each in found]


def read_entry(connection: sqlite3.Connection, id: str) -> Entry | None:
    """See `Journal.get`."""
    query = f"SELECT {_WHOLE} FROM exchange WHERE id = ?"  # noqa: S608 - all ours
    found = connection.execute(query, (id,)).fetchone()
    if found is None:
        return None
    row = _row_values(found[:_WIDTH])
    sent_headers, sent, sent_cut, reason, version, headers, came, came_cut, attempts = found[
        _WIDTH:
    ]
    status, response = row["status"], None
    if status is not None:
        response = Response(status, reason, _headers(headers), came, version, came_cut)
    return Entry(
        **row,
        request=Request(row["method"], row["url"], _headers(sent_headers), sent, sent_cut),
        request_cut=sent_cut,
        response=response,
        attempts=tuple(
            Attempt(number, status, failure, Timing(connect, first_byte, whole))
            for number, status, failure, connect, first_byte, whole in json.loads(attempts)
        ),
    )


def _row_values(found: tuple[Any, ...]) -> dict[str, Any]:
    values = dict(zip(_ROW_NAMES, found, strict=True))
    values["started"] = datetime.fromisoformat(values["started"])
    return values


def _headers(text: str) -> Headers:
    return tuple((name, value) for name, value in json.loads(text))
