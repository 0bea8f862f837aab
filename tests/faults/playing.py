"""One call by each of the two clients, and whatever can be seen of it afterwards."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from explorer.api.client import AsyncClient, Client
from explorer.api.events import Event
from explorer.api.exchange import Exchange
from explorer.api.operation import Operation

T = TypeVar("T")

HANG = 8.0
"""Seconds after which a call is said to hang."""


@dataclass
class Played:
    """What one call came to.

    Args:
        exchange: The call.
        slept: Seconds of every wait that was asked for.
        events: What the listener was told.
        requests: What reached the server.
    """

    exchange: Exchange[Any]
    slept: list[float]
    events: list[Event]
    requests: Sequence[Any] = ()

    @property
    def error(self) -> Any:
        return self.exchange.error

    @property
    def outcome(self) -> str:
        """As in a cell."""
        return "done" if self.error is None else type(self.error).__name__

    @property
    def text(self) -> str:
        """What a person reads of the error; empty for none."""
        return "" if self.error is None else str(self.error)

    @property
    def essence(self) -> tuple[object, ...]:
        """What both clients have to agree on."""
        made = self.exchange
        return (
            self.outcome,
            re.sub(r" \(request [0-9a-f]{32}\)", "", self.text),
            made.status,
            type(made.value),
            [(each.status, each.failure) for each in made.attempts],
            self.slept,
            [type(event).__name__ for event in self.events],
        )

    def leaks(self, secret: str) -> list[str]:
        """Where a secret can be read, of all places that someone may look at."""
        made = self.exchange
        places = {
            "the error": self.text,
            "its repr": repr(made.error),
            "its members": repr({**vars(made.error), "exchange": None}) if made.error else "",
            "the exchange": repr(made),
            "the request": repr((made.request.url, made.request.headers, made.request.body)),
            "the attempts": repr(made.attempts),
            "the events": repr(self.events),
        }
        if made.response is not None:
            answer = made.response
            places["the answer"] = repr((answer.reason, answer.headers, answer.body))
        return [place for place, text in places.items() if secret in text]


@dataclass
class Pair:
    """A `Client` and an `AsyncClient` of the same make; used within one event loop.

    Args:
        base_url: Where they send to.
        options: For both.
    """

    base_url: str
    options: dict[str, Any]
    _slept: list[float] = field(default_factory=list)
    _events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        options = {"jitter": lambda: 0.5, **self.options}
        listeners = [self._events.append]
        self.sync = Client(self.base_url, sleep=self._slept.append, listeners=listeners, **options)
        self.awaited = AsyncClient(
            self.base_url, sleep=self._asleep, listeners=listeners, **options
        )

    async def _asleep(self, seconds: float) -> None:
        self._slept.append(seconds)

    async def play(
        self, operation: Operation[Any], kind: str, *, save: Path | None = None
    ) -> Played:
        """Call an operation by one of the two, `sync` or `async`.

        Args:
            operation: The call.
            kind: By which.
            save: Where its answer goes; None to keep it in memory.

        Raises:
            AssertionError: It hangs.
        """
        sync: Callable[[], Exchange[Any]]
        if save is None:
            sync, awaited = partial(self.sync.exchange, operation), self.awaited.exchange(operation)
        else:
            sync = partial(self.sync.save_exchange, operation, save)
            awaited = self.awaited.save_exchange(operation, save)
        self._slept.clear()
        self._events.clear()
        try:
            if kind == "sync":
                awaited.close()
                made = await asyncio.wait_for(asyncio.wrap_future(in_thread(sync)), HANG)
            else:
                made = await asyncio.wait_for(awaited, HANG)
        except TimeoutError:
            raise AssertionError(f"{operation.operation_id} hangs ({kind})") from None
        return Played(made, list(self._slept), list(self._events))

    async def close(self) -> None:
        self.sync.close()
        await self.awaited.aclose()


def in_thread(act: Callable[[], T]) -> Future[T]:
    """Run something in a thread that, should it hang, keeps no process from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(act())
        except BaseException as problem:  # noqa: BLE001 - told to whoever waits
            future.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    return future
