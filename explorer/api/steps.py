"""What a flow asks of its driver, and what it knows of its client.

A flow is a generator without I/O: it yields these steps and is given their outcomes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from explorer.api import events as happening
from explorer.api.auth import Auth
from explorer.api.errors import ApiError, TokenRefused
from explorer.api.exchange import Request, Response, Timing
from explorer.api.redact import Redactor
from explorer.api.retry import Failure, Policy
from explorer.api.streaming import Transfer, described, without_margin

T = TypeVar("T")
log = logging.getLogger("explorer.api")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a driver brings back from a `Send`."""

    outcome: Response | Failure
    timing: Timing


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request; the answer is due within `remaining` seconds. Wants a `Reply`.

    With a `transfer` bodies are streamed as it says, and the time is bounded as it says.
    """

    request: Request
    remaining: float
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait. Wants None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of a `Refresh`.

    Args:
        fetched: Whether this call asked the token endpoint, and not another one it waited for.
        error: Why there is no token; None when there is one.
    """

    fetched: bool
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Run `steps()` alone, so that of many waiting calls one fetches. Wants its `Refreshed`.

    Args:
        steps: What to do once no other call is fetching.
        remaining: Seconds to wait for that at most; then `None` is wanted.
    """

    steps: Callable[[], Generator[Step, Any, Refreshed]]
    remaining: float


Step = Send | Sleep | Refresh
Steps = Generator[Step, Any, T]


@dataclass
class Context:
    """What a client knows that every call needs.

    Args:
        base_url: Without a trailing slash.
        auth: The credentials, already bound to the base URL's origin.
        cloud_id: The site of calls that name none.
        policy: The limits of patience.
        redactor: Knows the secrets.
        listeners: Called with every event.
        now, monotonic, jitter: Clock and chance; injected where outcomes must repeat.
        refusal: When the token endpoint last gave no token, and why.
    """

    base_url: str
    auth: Auth
    cloud_id: str = ""
    policy: Policy = field(default_factory=Policy)
    redactor: Redactor = field(default_factory=Redactor)
    listeners: list[happening.Listener] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = lambda: 0.0
    jitter: Callable[[], float] = lambda: 0.5
    refusal: tuple[float, TokenRefused] | None = None

    def emit(self, event: happening.Event) -> None:
        """Tell every listener; one that fails is logged and harms neither call nor others."""
        for listener in tuple(self.listeners):
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed on %s", type(event).__name__)

    def clean(self, response: Response) -> Response:
        """The response as it may be shown."""
        redactor = self.redactor
        body, cut = redactor.body(response.body), response.cut
        if cut:
            body, cut = without_margin(body, cut)
        return Response(
            response.status,
            redactor.text(response.reason),
            redactor.headers(response.headers),
            body,
            response.http_version,
            cut,
        )

    def redact(self, request: Request) -> Request:
        """The request as it may be shown."""
        clean = self.redactor
        body, cut = request.body, request.cut
        if request.source is not None:
            body, cut = described(request.source)
        body = clean.body(body)
        if cut:
            body, cut = without_margin(body, cut)
        return Request(
            request.method, clean.text(request.url), clean.headers(request.headers), body, cut
        )


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """How an answer is understood: what a flow needs of an operation."""

    operation_id: str
    scope: str | None
    parse: Callable[[int, bytes], T]
