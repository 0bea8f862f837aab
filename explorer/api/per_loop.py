"""One thing for each event loop, for what cannot be shared between them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class PerLoop(Generic[T]):
    """Something that belongs to the event loop it was first used on.

    A notebook has several loops: widgets may be told of a click on another one than the cells run
    on. Connections and locks of one cannot be used on another.

    Args:
        make: Makes one; called on its loop.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self) -> T:
        """The running loop's own."""
        loop = asyncio.get_running_loop()
        with self._lock:
            made = self._made.get(loop)
            if made is None:
                made = self._made[loop] = self._make()
            return made

    def take(self) -> T | None:
        """The running loop's own, which is given up here; None where there is none."""
        with self._lock:
            return self._made.pop(asyncio.get_running_loop(), None)
