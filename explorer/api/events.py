"""What happens during a call, as it happens. Requests in events carry no secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.api.exchange import Attempt, Exchange, Request
from explorer.api.representation.shown import Shown


@dataclass(frozen=True, slots=True, repr=False)
class Event(Shown):
    """Base of all events.

    Args:
        call_id: The id of the exchange this becomes.
        operation_id: The operation that is called.
    """

    call_id: str
    operation_id: str


@dataclass(frozen=True, slots=True, repr=False)
class CallStarted(Event):
    """A call begins."""

    request: Request


@dataclass(frozen=True, slots=True, repr=False)
class AttemptSent(Event):
    """The request is being sent; `number` is 1 for the first time."""

    number: int


@dataclass(frozen=True, slots=True, repr=False)
class AttemptDone(Event):
    """An answer came, or none will."""

    attempt: Attempt


@dataclass(frozen=True, slots=True, repr=False)
class RetryPlanned(Event):
    """The request will be sent again after `wait` seconds, because of `why`."""

    wait: float
    why: str

    def __str__(self) -> str:
        return f"again in {self.wait:.1f} s: {self.why}"


@dataclass(frozen=True, slots=True, repr=False)
class TokenRefreshed(Event):
    """A new token was asked for; `ok` tells whether one was given."""

    ok: bool
    why: str

    def __str__(self) -> str:
        return f"token {'fetched' if self.ok else 'refused'}: {self.why}"


@dataclass(frozen=True, slots=True, repr=False)
class Done(Event):
    """The call succeeded."""

    exchange: Exchange[Any]


@dataclass(frozen=True, slots=True, repr=False)
class Failed(Event):
    """The call failed; `exchange.error` says how."""

    exchange: Exchange[Any]


Listener = Callable[[Event], None]
