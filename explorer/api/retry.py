"""When to send again: one pure function, and the table it follows.

| what happened | GET PUT DELETE | POST PATCH |
| --- | --- | --- |
| nothing was sent (refused, DNS, connect timeout) | again | again |
| broken or timed out after sending | again | no: the outcome is unknown |
| 429, or 503 with Retry-After | wait, again | wait, again |
| 502, 503, 504 | again | no |
| anything else | no | no |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from explorer.api.exchange import Response

IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})


class Cause(StrEnum):
    """Why no answer came."""

    CONNECT = "connect"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    TOO_LARGE = "too large"
    DEADLINE = "deadline"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt without an answer.

    Args:
        cause: Which kind.
        message: In words.
        sent: Whether anything may have reached the server.
    """

    cause: Cause
    message: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a client is; times in seconds.

    Args:
        retries: How often a request is sent again at most.
        first_wait: Before the first retry; doubles each time.
        longest_backoff: The cap of that doubling.
        longest_wait: The longest wait a server may ask for.
        deadline: For the whole call, waits included.
        connect_timeout: Until a connection stands.
        read_timeout: Without a sign of life on a connection.
    """

    retries: int = 2
    first_wait: float = 0.25
    longest_backoff: float = 8.0
    longest_wait: float = 75.0
    deadline: float = 120.0
    connect_timeout: float = 5.0
    read_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Again:
    """Send again after `wait` seconds."""

    wait: float
    why: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not send again. `why` is set when a retry was due but would take too long."""

    why: str = ""
    wait: float | None = None


def decide(
    method: str,
    outcome: Response | Failure,
    attempt: int,
    policy: Policy,
    *,
    now: datetime,
    remaining: float,
    jitter: Callable[[], float],
) -> Again | Stop:
    """Whether a request is sent again after this outcome.

    Args:
        method: The HTTP method.
        outcome: The answer, or why there is none.
        attempt: How often the request has been sent, 1 or more.
        policy: The limits.
        now: The present moment, for servers that name an instant and send no Date.
        remaining: Seconds left until the deadline.
        jitter: Gives a number from 0 to 1.
    """
    backoff = min(policy.first_wait * 2 ** (attempt - 1), policy.longest_backoff)
    backoff *= 0.75 + 0.5 * jitter()
    if isinstance(outcome, Failure):
        if outcome.cause in {Cause.TOO_LARGE, Cause.DEADLINE, Cause.FILE}:
            return Stop()
        if outcome.sent and method not in IDEMPOTENT:
            return Stop()
        return _bounded(backoff, outcome.message, attempt, policy, remaining)
    status = outcome.status
    if status == 429 or (status == 503 and outcome.header("Retry-After") is not None):
        asked = asked_wait(outcome, now)
        wait = backoff if asked is None else max(asked, 0.0)
        if wait > policy.longest_wait:
            return Stop(
                f"the server asks to wait {wait:.0f} s, longer than "
                f"the {policy.longest_wait:.0f} s a call waits by itself",
                wait,
            )
        return _bounded(wait, f"{status}, as the server asked", attempt, policy, remaining)
    if status in {502, 503, 504} and method in IDEMPOTENT:
        return _bounded(backoff, f"{status}", attempt, policy, remaining)
    return Stop()


def _bounded(wait: float, why: str, attempt: int, policy: Policy, remaining: float) -> Again | Stop:
    if attempt > policy.retries:
        return Stop()
    if wait >= remaining:
        return Stop(
            f"waiting {wait:.0f} s more would pass the deadline of {policy.deadline:.0f} s", wait
        )
    return Again(wait, why)


def asked_wait(response: Response, now: datetime) -> float | None:
    """Seconds a server asks to wait, by `Retry-After` or `X-RateLimit-Reset`; None if it does not.

    Instants are measured against the answer's own `Date`, so that a wrong local clock does no harm.
    """
    sent = _http_date(response.header("Date")) or now
    asked = response.header("Retry-After")
    if asked is not None:
        if asked.strip().isascii() and asked.strip().isdigit():
            return float(asked.strip()[:9])
        instant = _http_date(asked)
        if instant is not None:
            return max((instant - sent).total_seconds(), 0.0)
    reset = response.header("X-RateLimit-Reset")
    if reset is not None and response.status == 429:
        moment = _instant(reset)
        if moment is not None:
            return max((moment - sent).total_seconds(), 0.0)
    return None


def _http_date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _instant(text: str) -> datetime | None:
    text = text.strip()
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
