"""A call as anyone could make it, right or wrong, and its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from explorer.api.operations import CATALOGUE

JSON = "application/json"
PLAIN = "text/plain"
MARKDOWN = "text/markdown"
BINARY = "application/octet-stream"


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"

    def __deepcopy__(self, memo: object) -> _Nothing:
        return self


NOTHING = _Nothing()
"""No body at all, which is not JSON's null."""


@dataclass(frozen=True)
class Call:
    """One call.

    Args:
        operation: Its id.
        by: The name of the caller.
        path, query: By wire names. A value of a query is a text, a number or a boolean.
        body: JSON data, or text or bytes as they are sent where the type is not JSON.
        type: The content type of the body.
    """

    operation: str
    by: str
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = NOTHING
    type: str = JSON

    @property
    def method(self) -> str:
        return CATALOGUE[self.operation].method

    @property
    def target(self) -> str:
        """Path and query as they are sent."""
        path = CATALOGUE[self.operation].path
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=":"))
        query = {name: word(value) for name, value in self.query.items()}
        return path + (f"?{urlencode(query, quote_via=quote)}" if query else "")

    @property
    def bytes(self) -> bytes:
        """The body as it is sent."""
        if self.body is NOTHING:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if self.type != JSON and isinstance(self.body, str):
            return self.body.encode("utf-8")
        return json.dumps(self.body).encode("utf-8")


def word(value: Any) -> str:
    """A value of a query as it is sent."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)
