"""The streams under the HTTP library, watched: for the time a call has, and for stray answers.

The library bounds the wait for the next bytes, but not how often it waits for them: a head that
trickles in, or interim answers without end, would keep a call for ever. And it takes bytes that
were left over from one answer for the beginning of the next one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from explorer.api.streaming import Late

_PIECE = 16 * 1024


class Due(threading.local):
    """When the call that runs in this thread must be over."""

    left: Callable[[], float] | None = None

    @contextmanager
    def within(self, left: Callable[[], float]) -> Iterator[None]:
        """For a while, bound every wait by the seconds that are left."""
        self.left = left
        try:
            yield
        finally:
            self.left = None

    def bound(self, timeout: float | None) -> float | None:
        """The time to wait at most.

        Raises:
            Late: There is none.
        """
        if self.left is None:
            return timeout
        left = self.left()
        if left <= 0:
            raise Late
        return left if timeout is None else min(timeout, left)


def countdown(seconds: float) -> Callable[[], float]:
    """What tells how many of so many seconds from now are left."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


class _Watched:
    """A stream that knows whether it has been read since it was written to."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.asked = False

    def get_extra_info(self, info: str) -> Any:
        """As the stream has it."""
        return self._inner.get_extra_info(info)


class Stream(_Watched):
    """A stream whose waits are bounded by what is due in its thread."""

    def __init__(self, inner: Any, due: Due) -> None:
        super().__init__(inner)
        self._due = due

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        self.asked = False
        data: bytes = self._inner.read(max_bytes, self._due.bound(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes, looking at the time now and then."""
        self.asked = True
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], self._due.bound(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(self, *arguments: Any, **options: Any) -> Stream:
        """The same in TLS."""
        return Stream(self._inner.start_tls(*arguments, **options), self._due)


class AsyncStream(_Watched):
    """The same for an event loop, where the time is watched by the loop."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        self.asked = False
        data: bytes = await self._inner.read(max_bytes, timeout)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self.asked = True
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(self, *arguments: Any, **options: Any) -> AsyncStream:
        """The same in TLS."""
        return AsyncStream(await self._inner.start_tls(*arguments, **options))


class Backend:
    """Makes connections as another does, watched.

    Args:
        inner: The library's own.
        due: Bounds the waits.
    """

    def __init__(self, inner: Any, due: Due) -> None:
        self._inner, self._due = inner, due

    def connect_tcp(self, *arguments: Any, **options: Any) -> Stream:
        """Connect."""
        return Stream(self._inner.connect_tcp(*arguments, **options), self._due)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


class AsyncBackend:
    """As `Backend`, for an event loop."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, *arguments: Any, **options: Any) -> AsyncStream:
        """Connect."""
        return AsyncStream(await self._inner.connect_tcp(*arguments, **options))

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


def stray(stream: object) -> bool:
    """Whether an answer was there before its request: it belongs to an earlier one, or to none."""
    return isinstance(stream, _Watched) and stream.asked
