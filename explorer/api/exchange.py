"""One request and its response, with timings, as data: secrets already removed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from explorer.api.opening import Explorable
from explorer.api.representation.shown import Shown

if TYPE_CHECKING:
    from explorer.api.errors import ApiError
    from explorer.api.source import Source

T = TypeVar("T")
Headers = tuple[tuple[str, str], ...]


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header, its name in any case; None where it is missing."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, repr=False)
class Request(Shown):
    """What goes out.

    Args:
        method: GET, POST, PUT, PATCH or DELETE.
        url: The whole address, encoded as sent.
        headers: Name and value pairs in the order sent.
        body: The bytes of the body; empty for none.
        cut: Bytes left out after `body` in the record of a request; 0 when it is whole.
        source: Where the body is read from while it is sent, in the place of `body`.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    cut: int = 0
    source: Source | None = field(default=None, compare=False)

    @property
    def target(self) -> str:
        """Path and query, as they stand in the request line."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, repr=False)
class Response(Shown):
    """What came back.

    Args:
        status: The status code.
        reason: The reason phrase as sent, empty for none.
        headers: Name and value pairs in the order received.
        body: The decoded bytes of the body.
        http_version: As in `HTTP/1.1`.
        cut: Bytes left out after `body`, by a store's cap or since they went to a file; 0 when
            it is whole.
    """

    status: int
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    http_version: str = "HTTP/1.1"
    cut: int = 0

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case; None where it is missing."""
        return header(self.headers, name)

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: The body is not JSON.
        """
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, repr=False)
class Timing(Shown):
    """Milliseconds from the start of an attempt; None for what did not happen.

    Args:
        connect: Until the connection stood; None on a connection already open.
        first_byte: Until the response head had arrived.
        whole: Until the body was complete, or the attempt had failed.
    """

    connect: float | None = None
    first_byte: float | None = None
    whole: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class Attempt(Shown):
    """One sending of a request.

    Args:
        number: 1 for the first.
        status: The status code, None when no answer came.
        failure: Why no answer came, in words; empty when one did.
        timing: Its milliseconds.
    """

    number: int
    status: int | None
    failure: str = ""
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, repr=False)
class Exchange(Explorable, Shown, Generic[T]):
    """One call of an operation, whole: what was sent, what came back and what it meant.

    Args:
        id: A unique id.
        operation_id: The operation that was called.
        started: When, in UTC.
        request: As sent, with each secret replaced by its name.
        response: The last answer; None when none came.
        attempts: Every sending, oldest first.
        milliseconds: From the first sending to the end, waits included.
        value: The typed result; None when there is none or the call failed.
        error: What went wrong; None for a success.
    """

    id: str
    operation_id: str
    started: datetime
    request: Request
    response: Response | None = None
    attempts: tuple[Attempt, ...] = ()
    milliseconds: float = 0.0
    value: T | None = None
    error: ApiError | None = None

    @property
    def ok(self) -> bool:
        """Whether the call succeeded and its answer was understood."""
        return self.error is None

    @property
    def status(self) -> int | None:
        """The status code of the last answer; None when none came."""
        return self.response.status if self.response else None

    def result(self) -> T:
        """The typed result.

        Raises:
            ApiError: The call failed.
        """
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # T is None for operations without an answer
