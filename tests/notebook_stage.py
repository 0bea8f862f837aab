"""The stage on which the notebooks are executed: time stands still, chance repeats.

Run in the kernel before its first cell, so that the saved outputs are the same on every machine
and every day. Nothing that is shown is made here: server, calls and answers are the real ones.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import threading
import time
import uuid
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from explorer.api import client, ledger, transport
from explorer.api.exchange import Timing
from explorer.api.steps import Reply
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.messages import MessageView
from explorer.sandbox import app, clock, wire
from explorer.sandbox.handlers import conversations, direct, media, token
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store import messages
from explorer.workbench import outgoing

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
"""The present."""

CALL_TAKES = 0.012
"""Seconds that every call takes."""

_STEP = 1000


def _ids(name: str) -> Any:
    """What a module takes for `uuid`: ids that are the same in every run."""
    chance, turn = random.Random(name), threading.Lock()

    def some() -> uuid.UUID:
        with turn:
            return uuid.UUID(int=chance.getrandbits(128), version=4)

    return SimpleNamespace(uuid4=some, UUID=uuid.UUID)


def still() -> None:
    """Have time stand still and chance repeat in this process."""
    elapsed, written = SimpleNamespace(seconds=0.0), itertools.count(1)
    moment = SimpleNamespace(ticks=clock.to_ticks(NOW))

    # How often someone looks is not the same in every run; how often something is made, is. So
    # each kind of thing has a chance of its own.
    for module in (conversations, direct, media, ledger, outgoing):
        module.uuid = _ids(module.__name__)  # type: ignore[attr-defined]

    def bits(count: int) -> int:
        # Moments differ where something is written, so that what comes later is later.
        moment.ticks = clock.to_ticks(NOW) + next(written) * _STEP
        return random.Random(f"message {moment.ticks}").getrandbits(count)

    messages.secrets = SimpleNamespace(randbits=bits)  # type: ignore[attr-defined]
    wire.os = SimpleNamespace(urandom=lambda size: b"\x5d" * size)  # type: ignore[attr-defined]
    for module in (app, token, wire):
        module.time = SimpleNamespace(**{**vars(time), "time": NOW.timestamp})  # type: ignore[attr-defined]

    clock.Clock.ticks = lambda self: moment.ticks  # type: ignore[method-assign]
    started = Sandbox.start.__func__  # type: ignore[attr-defined]
    Sandbox.start = classmethod(lambda cls, **options: started(cls, **{"now": NOW, **options}))  # type: ignore[method-assign,assignment]

    begun = client.BaseClient.__init__

    def begin(self: Any, *given: Any, **options: Any) -> None:
        begun(self, *given, **options)
        self.context.now = lambda: NOW
        self.context.monotonic = lambda: elapsed.seconds
        self.context.jitter = lambda: 0.5

    client.BaseClient.__init__ = begin  # type: ignore[method-assign]

    def timed(reply: Reply) -> Reply:
        elapsed.seconds += CALL_TAKES
        return Reply(reply.outcome, Timing(None, None, CALL_TAKES * 1000))

    send, send_async = transport.HttpTransport.send, transport.AsyncHttpTransport.send
    turns: dict[int, asyncio.Lock] = {}

    async def one_by_one(self: Any, request: Any, remaining: float) -> Reply:
        lock = turns.setdefault(id(asyncio.get_running_loop()), asyncio.Lock())
        async with lock:
            return timed(await send_async(self, request, remaining))

    transport.HttpTransport.send = lambda self, request, remaining: timed(  # type: ignore[method-assign]
        send(self, request, remaining)
    )
    transport.AsyncHttpTransport.send = one_by_one  # type: ignore[method-assign]
    for kind in (ConversationBrowser, MessageView):
        kind._now = lambda self: NOW  # type: ignore[method-assign]
    os.environ["TZ"] = "UTC"
    time.tzset()


still()
