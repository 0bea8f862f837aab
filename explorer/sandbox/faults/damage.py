"""What the faults that come after the handler make of an answer's bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import from_json, to_json

from explorer.sandbox.faults import hostile
from explorer.sandbox.faults.rule import Rule

JSON = "application/json"

_FIRST_TEXT = re.compile(rb':\s*"')


@dataclass(frozen=True, slots=True)
class Body:
    """An answer whose body is at hand.

    Args:
        status: The HTTP status.
        type: The content type; empty for no header of that name.
        data: The bytes.
        headers: Further headers.
    """

    status: int
    type: str
    data: bytes
    headers: dict[str, str]

    def holding(self, data: bytes, type: str = JSON) -> Body:
        """The same with another body. 204 becomes 200, since it can hold none."""
        return replace(
            self, status=200 if self.status == 204 else self.status, type=type, data=data
        )


def damaged(rule: Rule, body: Body) -> Body:
    """What a fault makes of an answer; those that only send it otherwise leave it as it is."""
    change = _CHANGES.get(rule.fault.name)
    return body if change is None else change(rule, body)


def _empty(rule: Rule, body: Body) -> Body:
    return body.holding(b"", body.type or JSON)


def _no_content(rule: Rule, body: Body) -> Body:
    return replace(body, status=204, type="", data=b"") if body.status < 300 else body


def _bad_json(rule: Rule, body: Body) -> Body:
    data = body.data if body.type == JSON else b""
    if data[-1:] in (b"}", b"]") and len(data) > 2:
        return body.holding(data[:-1] + b",," + data[-1:])
    return body.holding(b'{"values": [,]}')


def _bad_utf8(rule: Rule, body: Body) -> Body:
    data = body.data if body.type == JSON else b""
    place = _FIRST_TEXT.search(data)
    if place is None:
        return body.holding(b'{"message": "\xff\xc3\x28\xed\xa0\x80"}')
    return body.holding(data[: place.end()] + b"\xff\xc3\x28\xed\xa0\x80" + data[place.end() :])


def _wrong_type(rule: Rule, body: Body) -> Body:
    return (
        replace(body, type=rule.text("type")) if body.data else body.holding(b"", rule.text("type"))
    )


def _wrong_shape(rule: Rule, body: Body) -> Body:
    data = from_json(body.data) if body.type == JSON and body.data else None
    if isinstance(data, dict) and data:
        return body.holding(to_json({name: _other(item) for name, item in data.items()}))
    return body.holding(b'{"0": 17}' if isinstance(data, list) else b"[17]")


def _other(value: Any) -> Any:
    """A value of another type than this one."""
    if isinstance(value, str):
        return 17
    if isinstance(value, list):
        return {str(place): item for place, item in enumerate(value)}
    if isinstance(value, dict):
        return [value]
    return "seventeen" if value is not None else [None]


def _deep(rule: Rule, body: Body) -> Body:
    levels = rule.number("levels")
    return body.holding(b"[" * levels + b"]" * levels)


def _hostile(rule: Rule, body: Body) -> Body:
    if body.type != JSON or not body.data:
        return body
    filled = hostile.fill(from_json(body.data), ids=rule.text("ids") == "yes")
    return body.holding(to_json(filled))


_CHANGES: dict[str, Callable[[Rule, Body], Body]] = {
    "empty": _empty,
    "no-content": _no_content,
    "bad-json": _bad_json,
    "bad-utf8": _bad_utf8,
    "wrong-type": _wrong_type,
    "wrong-shape": _wrong_shape,
    "deep": _deep,
    "hostile": _hostile,
}
