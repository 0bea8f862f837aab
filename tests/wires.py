"""What an app under test sends by: it is noted, and a test can spoil it or hold it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.api.exchange import Request, Response, Timing
from explorer.api.retry import Failure
from explorer.api.steps import Reply
from explorer.api.transport import AsyncHttpTransport


class Wire:
    """A transport that notes what is asked, and whose answers a test can spoil or hold back."""

    def __init__(self) -> None:
        self._inner = AsyncHttpTransport()
        self.asked: list[str] = []
        """Method and target of each request, in the order they were made."""
        self.spoil: Callable[[Request], Response | Failure | None] = lambda request: None
        """Gives the answer to a request that the server does not get; None for none."""
        self.hold: Callable[[Request], Any] = lambda request: None
        """Gives something to wait for before a request's answer comes through; None for none."""

    async def send(self, request: Request, remaining: float) -> Reply:
        self.asked.append(f"{request.method} {request.target}")
        spoiled = self.spoil(request)
        if spoiled is not None:
            return Reply(spoiled, Timing())
        reply = await self.pass_on(request, remaining)
        waiting = self.hold(request)
        if waiting is not None:
            await waiting
        return reply

    async def pass_on(self, request: Request, remaining: float) -> Reply:
        """Have the server answer in earnest."""
        return await self._inner.send(request, remaining)

    async def aclose(self) -> None:
        await self._inner.aclose()
