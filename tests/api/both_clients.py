"""Both clients over one script of a server with faults, and what the two agree on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from explorer.api.client import AsyncClient, Client
from explorer.api.events import Event
from explorer.api.exchange import Exchange
from explorer.api.operation import Operation
from explorer.api.operations import (
    GetConversation,
    SendMessage,
)

IN_ROOM: dict[str, Any] = {"cloud_id": "s", "conversation_id": "c"}


GET = GetConversation(**IN_ROOM)


POST = SendMessage(**IN_ROOM, content="hi")


OK = b'{"id": "c", "name": "Launch"}'


@dataclass
class Outcome:
    """What one client made of one script."""

    exchange: Exchange[Any]
    slept: list[float]
    events: list[str]
    requests: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def error(self) -> Any:
        return self.exchange.error

    @property
    def essence(self) -> tuple[object, ...]:
        made = self.exchange
        return (
            type(made.error),
            str(made.error),
            made.status,
            made.value,
            [(each.status, each.failure) for each in made.attempts],
            self.slept,
            self.events,
            self.requests,
        )


def recorder(told: list[str]) -> Callable[[Event], None]:
    return lambda event: told.append(type(event).__name__)


async def _asleep(slept: list[float], seconds: float) -> None:
    slept.append(seconds)


def both(wire: Any, call: Operation[Any], *script: Any, base: str = "", **options: Any) -> Outcome:
    """Send a call by both clients over the same script; what the two of them agree on."""
    options = {"jitter": lambda: 0.5, **options}
    found = []
    for kind in (Client, AsyncClient):
        make = options.get("auth")
        now = {**options, "auth": make()} if callable(make) else options
        slept: list[float] = []
        told: list[str] = []
        wire.requests.clear()
        wire.answers.clear()
        wire.say(*script)
        if kind is Client:
            with Client(
                base or wire.url, sleep=slept.append, listeners=[recorder(told)], **now
            ) as client:
                made = client.exchange(call)
        else:

            async def run(
                slept: list[float] = slept, told: list[str] = told, now: dict[str, Any] = now
            ) -> Exchange[Any]:
                async with AsyncClient(
                    base or wire.url,
                    sleep=lambda seconds: _asleep(slept, seconds),
                    listeners=[recorder(told)],
                    **now,
                ) as client:
                    return await client.exchange(call)

            made = asyncio.run(run())
        found.append(Outcome(made, slept, told, [(seen.line, seen.body) for seen in wire.requests]))
    assert found[0].essence == found[1].essence
    return found[0]
