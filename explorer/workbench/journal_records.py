"""How an exchange is laid out in the journal: schema, writing, reading."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from explorer.api.exchange import Attempt, Exchange, Headers, Request, Response, Timing
from explorer.api.models.conversations import Conversation, Created
from explorer.api.redact import Redactor
from explorer.workbench.addresses import path_values
from explorer.workbench.journal_entry import Entry, Note, Row, notes_text, read_notes
from explorer.workbench.journal_index import SHARE
from explorer.workbench.sent_from_here import SENDS
from explorer.workbench.store import storable

BODY_CAP = 1024 * 1024
"""Most bytes kept of one body."""


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
    (
        # What happened between the attempts; and whether the words of it can be found already.
        "ALTER TABLE exchange ADD COLUMN notes TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE exchange ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
        "UPDATE exchange SET started = substr(started, 1, 19) || '.000000+00:00' "
        "WHERE length(started) = 25",
        "CREATE INDEX exchange_started ON exchange (started)",
        "CREATE INDEX exchange_unindexed ON exchange (number) WHERE indexed = 0",
    ),
)

_ROW_NAMES = (
    *("number", "id", "server", "operation_id", "started", "origin", "view", "method", "url"),
    *("status", "failure", "failure_kind", "milliseconds"),
)
_WIDTH = len(_ROW_NAMES)
ROW = ", ".join(_ROW_NAMES)
WHOLE = f"{ROW}, request_headers, request_body, request_cut, reason, http_version, "
WHOLE += "response_headers, response_body, response_cut, attempts, notes"


def insert(
    connection: sqlite3.Connection,
    exchange: Exchange[Any],
    *,
    clean: Redactor,
    server: str,
    origin: str,
    view: str,
    notes: tuple[Note, ...] = (),
) -> int:
    """Write an exchange, its secrets taken out once more and its bodies cut.

    Returns:
        Its number.
    """
    request, response = exchange.request, exchange.response
    sent, sent_cut = _cut(clean.body(request.body))
    came, came_cut = _cut(clean.body(response.body)) if response else (None, 0)
    url = clean.text(request.url)
    sent_headers = json.dumps(clean.headers(request.headers))
    came_headers = json.dumps(clean.headers(response.headers)) if response else None
    attempts = clean.text(json.dumps([_attempt_values(each) for each in exchange.attempts]))
    said = clean.text(notes_text(notes))
    error = exchange.error
    parts = (url, sent_headers, sent, came_headers or "", came or b"", attempts, said)
    values = {
        "id": exchange.id,
        "server": server,
        "operation_id": exchange.operation_id,
        "started": stamp(exchange.started),
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
        "notes": said,
        "size": sum(map(len, parts)) + int(SHARE * (len(url) + len(sent) + len(came or b""))),
    }
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(
        f"INSERT INTO exchange ({names}) VALUES ({marks})",  # noqa: S608 - names are ours
        tuple(storable(v) if isinstance(v, str) else v for v in values.values()),
    )
    assert done.lastrowid is not None
    return done.lastrowid


def stamp(moment: datetime) -> str:
    """A moment as the file keeps it: texts of them are in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


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


def read_entry(connection: sqlite3.Connection, id: str) -> Entry | None:
    """See `Journal.get`."""
    query = f"SELECT {WHOLE} FROM exchange WHERE id = ?"  # noqa: S608 - all ours
    found = connection.execute(query, (id,)).fetchone()
    if found is None:
        return None
    return entry_of(found)


def entry_of(found: tuple[Any, ...]) -> Entry:
    """An entry of the columns of `WHOLE`."""
    row = _row_values(found[:_WIDTH])
    sent_headers, sent, sent_cut, reason, version, headers, came, came_cut = found[_WIDTH:-2]
    attempts, notes = found[-2:]
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
        notes=read_notes(notes),
    )


def row_of(found: tuple[Any, ...]) -> Row:
    """A row of the columns of `ROW`."""
    return Row(**_row_values(found))


def _row_values(found: tuple[Any, ...]) -> dict[str, Any]:
    values = dict(zip(_ROW_NAMES, found, strict=True))
    values["started"] = datetime.fromisoformat(values["started"])
    return values


def _headers(text: str) -> Headers:
    return tuple((name, value) for name, value in json.loads(text))
