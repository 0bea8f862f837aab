"""An exchange as the journal gives it back: a row of a list, or the whole."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explorer.api.exchange import Attempt, Headers, Request, Response
from explorer.api.opening import Explorable
from explorer.api.representation.shown import Shown

SHORT = 8
"""Characters of an id that a list shows; fewer may be typed as long as they are enough."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened between two sendings.

    Args:
        after: Number of the attempt it followed; 0 before the first.
        text: What happened, visible and without secrets: a wait and why, a token fetched.
    """

    after: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Row(Explorable, Shown):
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

    @property
    def short_id(self) -> str:
        """The beginning of the id, to be typed."""
        return self.id[:SHORT]

    def as_data(self) -> dict[str, Any]:
        """What is known of it, as JSON data."""
        return {
            "id": self.id,
            "started": self.started.isoformat(),
            "server": self.server,
            "operation_id": self.operation_id,
            "origin": self.origin,
            "view": self.view,
            "method": self.method,
            "url": self.url,
            "status": self.status,
            "ok": self.ok,
            "failure": self.failure,
            "failure_kind": self.failure_kind,
            "milliseconds": round(self.milliseconds, 3),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Entry(Row):
    """An exchange as kept, whole.

    Args:
        request: As sent, without secrets.
        request_cut: Bytes left out of the request's body; 0 when it is whole.
        response: The last answer, its `cut` set where its body is not whole; None for none.
        attempts: Every sending, oldest first.
        notes: What happened between them: waits and why, tokens fetched.
    """

    request: Request
    request_cut: int
    response: Response | None
    attempts: tuple[Attempt, ...]
    notes: tuple[Note, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """All of it, as JSON data; a body that is no UTF-8 is in base64."""
        row = Row.as_data(self)
        request: dict[str, Any] = {
            "method": self.method,
            "url": self.url,
            "headers": _pairs(self.request.headers),
            **_body(self.request.body, self.request_cut),
        }
        response = None
        if self.response is not None:
            response = {
                "status": self.response.status,
                "reason": self.response.reason,
                "http_version": self.response.http_version,
                "headers": _pairs(self.response.headers),
                **_body(self.response.body, self.response.cut),
            }
        attempts = [
            {
                "number": each.number,
                "status": each.status,
                "failure": each.failure,
                "connect": each.timing.connect,
                "first_byte": each.timing.first_byte,
                "whole": each.timing.whole,
                "then": [note.text for note in self.notes if note.after == each.number],
            }
            for each in self.attempts
        ]
        before = [note.text for note in self.notes if note.after == 0]
        return {
            **row,
            "request": request,
            "response": response,
            "before": before,
            "attempts": attempts,
        }


def _pairs(headers: Headers) -> list[list[str]]:
    return [[name, value] for name, value in headers]


def _body(body: bytes, cut: int) -> dict[str, Any]:
    try:
        known: dict[str, Any] = {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        known = {"body_base64": base64.b64encode(body).decode("ascii")}
    return {**known, "left_out": cut}


def notes_text(notes: tuple[Note, ...]) -> str:
    """Notes as the file keeps them."""
    return json.dumps([[note.after, note.text] for note in notes], ensure_ascii=False)


def read_notes(text: str) -> tuple[Note, ...]:
    """Notes from the file."""
    return tuple(Note(after, words) for after, words in json.loads(text))
