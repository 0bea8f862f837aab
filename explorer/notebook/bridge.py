"""From a widget's callback to the event loop that the notebook's cells run on.

Where a callback runs depends on the kernel: with ipykernel 7.0 to 7.3 it is another thread with
another loop, on which nothing of the cells' loop can be awaited. So the loop is noted in the cell
that builds a widget, and work is always begun there. A program without a running loop, as plain
Python is, gets one of its own in a thread.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, None]]

log = logging.getLogger("explorer.notebook")

_lock = threading.Lock()
_noted: asyncio.AbstractEventLoop | None = None
_own: asyncio.AbstractEventLoop | None = None


def home_loop() -> asyncio.AbstractEventLoop:
    """The loop that cells run on, also when asked in a callback; else one in a thread."""
    global _noted
    here = _running()
    with _lock:
        known = _noted
        if here is not None and (_is_main() or known is None or known.is_closed()):
            _noted = known = here
        elif here is None and (known is None or not known.is_running()):
            known = _own_loop()
        return known or _own_loop()


def _own_loop() -> asyncio.AbstractEventLoop:
    global _own
    if _own is None or _own.is_closed():
        loop = _own = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="explorer widgets", daemon=True).start()
    return _own


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def finish(work: Callable[[], Awaitable[T]], loop: asyncio.AbstractEventLoop, seconds: float) -> T:
    """Wait for some work without being on a loop: in a cell, before something is shown.

    Where the caller holds the loop up, the work is run by a loop of its own in a thread, so it
    must not hold on to what belongs to a loop.

    Args:
        work: Gives what to wait for; called on the loop that runs it.
        loop: The loop it belongs to.
        seconds: How long to wait at most.

    Raises:
        TimeoutError: It took longer; it has been cancelled.
        Exception: What the work raised.
    """

    async def bounded() -> T:
        async with asyncio.timeout(seconds):
            return await work()

    if _running() is None and loop.is_running():
        return asyncio.run_coroutine_threadsafe(bounded(), loop).result()
    outcome: list[T] = []
    problem: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(asyncio.run(bounded()))
        except BaseException as raised:  # noqa: BLE001 - it belongs to the one who waits
            problem.append(raised)

    thread = threading.Thread(target=run, name="explorer first look", daemon=True)
    thread.start()
    thread.join()
    if problem:
        raise problem[0]
    return outcome[0]


class Bridge:
    """Runs the work of one widget on the loop of the cell that built it.

    Args:
        on_error: Told what a work raised.
        on_change: Told whenever work has begun or ended.
    """

    def __init__(
        self,
        on_error: Callable[[BaseException], None],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.loop = home_loop()
        self._on_error, self._on_change = on_error, on_change
        self._latest: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lasting: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Whether any work is under way that a person may wait for."""
        return bool(self._tasks - self._lasting)

    @property
    def can_cancel(self) -> bool:
        """Whether any of it can be cancelled."""
        return any(task not in self._lasting for task in self._latest.values())

    def has(self, key: str) -> bool:
        """Whether work of a key is under way; to be asked on the loop."""
        return key in self._latest

    def start(self, work: Work, *, key: str = "", lasting: bool = False) -> None:
        """Begin some work; from any thread.

        Args:
            work: Gives the coroutine; called on the loop.
            key: What it is about: it takes the place of what runs by the same key. Empty for what
                nothing may cut short, as writing.
            lasting: Whether it goes on in the background and no one waits for it.
        """
        self.call(lambda: self._begin(work, key, lasting))

    def call(self, act: Callable[[], object]) -> None:
        """Have a function called on the loop: at once where this is it."""
        if _running() is self.loop:
            act()
            return
        try:
            self.loop.call_soon_threadsafe(act)
        except RuntimeError:
            log.info("the notebook's event loop has ended")

    def cancel(self, key: str | None = None) -> None:
        """End the work of a key, or all work that has a key; what is written is not cut short."""

        def end() -> None:
            for name, task in list(self._latest.items()):
                if key is None or name == key:
                    task.cancel()

        self.call(end)

    async def settled(self) -> None:
        """Wait until no work is under way, lasting work apart; on the loop itself."""
        while pending := self._tasks - self._lasting:
            await asyncio.wait(pending)

    async def everything(self) -> None:
        """As `settled`, lasting work that comes to an end included."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    def _begin(self, work: Work, key: str, lasting: bool) -> None:
        older = self._latest.pop(key, None) if key else None
        if older is not None:
            older.cancel()
        task = self.loop.create_task(work())
        # The loop itself holds tasks weakly.
        self._tasks.add(task)
        if lasting:
            self._lasting.add(task)
        if key:
            self._latest[key] = task
        task.add_done_callback(lambda done: self._done(done, key))
        self._on_change()

    def _done(self, task: asyncio.Task[None], key: str) -> None:
        self._tasks.discard(task)
        self._lasting.discard(task)
        if key and self._latest.get(key) is task:
            del self._latest[key]
        self._on_change()
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            self._on_error(problem)
