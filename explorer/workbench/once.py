"""One run of some work, shared by all who ask for it while it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Work that many may wait for and that runs once at a time.

    A waiter that is cancelled leaves the work to the others.

    Args:
        act: The work.
    """

    def __init__(self, act: Callable[[], Awaitable[T]]) -> None:
        self._act = act
        self._task: asyncio.Task[T] | None = None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._task is not None and not self._task.done()

    async def __call__(self) -> T:
        """Wait for the run under way, or for a new one."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
            self._task.add_done_callback(_looked_at)
        return await asyncio.shield(self._task)

    def cancel(self) -> None:
        """End the run under way; all who wait are cancelled."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> T:
        return await self._act()


def _looked_at(task: asyncio.Task[T]) -> None:
    # Every waiter may have gone; an error is then no one's, and not worth a warning.
    if not task.cancelled():
        task.exception()
