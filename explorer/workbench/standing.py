"""How one stands with the server: whether it is a sandbox, and what of the rate limit is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.api.events import Done, Event, Failed
from explorer.api.origin import is_loopback

if TYPE_CHECKING:
    from explorer.api.exchange import Response

SANDBOX_NAME = "stride-explorer-sandbox"
"""What a sandbox calls itself in the `Server` header of its answers."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate limit as the last answer told it.

    Args:
        limit: Calls a minute; None where only the rest is told.
        remaining: Calls that are left.
        reset: When they are all there again; None where that is not told.
    """

    limit: int | None
    remaining: int
    reset: datetime | None


class Standing:
    """What the answers have told so far.

    Args:
        base_url: Of the server.
        embedded: Whether it is the sandbox of this process.
    """

    def __init__(self, base_url: str, *, embedded: bool) -> None:
        self._here = is_loopback(base_url)
        self.sandbox = embedded
        """Whether the server is a sandbox: our own, or one on this machine that says so. Whether
        another machine says so is no matter: anyone can."""
        self.rate: Rate | None = None

    def see(self, event: Event) -> None:
        """Take in an event of the client."""
        if not isinstance(event, Done | Failed) or event.exchange.response is None:
            return
        response = event.exchange.response
        if self._here and response.header("Server") == SANDBOX_NAME:
            self.sandbox = True
        self.rate = rate_of(response) or self.rate


def rate_of(response: Response) -> Rate | None:
    """What an answer's headers tell of the rate limit; None where they tell nothing."""
    remaining = _number(response.header("X-RateLimit-Remaining"))
    if remaining is None:
        return None
    try:
        reset = datetime.fromisoformat(response.header("X-RateLimit-Reset") or "")
    except ValueError:
        reset = None
    return Rate(_number(response.header("X-RateLimit-Limit")), remaining, reset)


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
