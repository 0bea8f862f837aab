"""Files that go and come, by either client, over a server that can fail."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, BinaryIO

from explorer.api.client import AsyncClient, Client
from explorer.api.operations import GetMedia
from explorer.api.source import Source

GET = GetMedia(cloud_id="s", conversation_id="c", media_id="m1")
TOKEN = "sesame-open-1234"
Call = Callable[[Any], Any]
Do = Callable[..., Any]


def by_client(url: str, call: Call, **options: Any) -> Any:
    """What comes of a call by a client that waits."""
    with Client(url, **options) as client:
        return call(client)


def by_async_client(url: str, call: Call, **options: Any) -> Any:
    """What comes of a call by a client for event loops."""

    async def main() -> Any:
        async with AsyncClient(url, **options) as client:
            given = call(client)
            return await given if isinstance(given, Awaitable) else given

    return asyncio.run(main())


def pattern(size: int) -> bytes:
    return bytes(range(251)) * (size // 251) + bytes(range(size % 251))


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


class Told:
    """Keeps what a progress callback was told."""

    def __init__(self) -> None:
        self.all: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.all.append((done, total))


class Zeros(Source):
    """A body that is nowhere whole: it says how much of it was read."""

    def __init__(self, size: int) -> None:
        super().__init__(size, "zeros.bin")
        self.read = 0
        self.most = 0
        self.opened = self.closed = 0

    def open(self) -> BinaryIO:
        self.opened += 1
        self.read = 0
        source = self

        class File(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                size = len(buffer)
                source.read += size
                source.most = max(source.most, size)
                buffer[:] = bytes(size)
                return size

            def close(self) -> None:
                if not self.closed:
                    source.closed += 1
                super().close()

        return File()  # type: ignore[return-value]
