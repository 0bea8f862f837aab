"""A small proxy on loopback that makes the trouble no HTTP server makes of its own will.

It stands between a client and a sandbox. Each connection is given to a trouble, a coroutine that
reads and writes bytes as it likes; it can have the sandbox answer a request and spoil that answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

RESET = struct.pack("ii", 1, 0)


@dataclass
class Seen:
    """A request as it came through the proxy, byte for byte."""

    head: bytes
    body: bytes = b""

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("latin-1")

    @property
    def target(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1")

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    @property
    def length(self) -> int:
        return int(self.header("Content-Length") or 0)


class Line:
    """One connection with a client."""

    def __init__(
        self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader, self.writer, self._proxy = reader, writer, proxy

    async def head(self) -> Seen:
        """The head of the next request; its body is not read.

        Raises:
            asyncio.IncompleteReadError: There is none.
        """
        data = await self.reader.readuntil(b"\r\n\r\n")
        seen = Seen(data[:-4])
        self._proxy.note(seen)
        return seen

    async def request(self) -> Seen:
        """The next request, whole."""
        seen = await self.head()
        seen.body = await self.reader.readexactly(seen.length)
        return seen

    async def answer(self, seen: Seen) -> Answer:
        """What the sandbox answers to a request."""
        return await self._proxy.forward(seen)

    async def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def heard_out(self) -> None:
        """Read until the client hangs up."""
        while await self.reader.read(65536):
            pass

    def reset(self) -> None:
        """End the connection by RST."""
        line: socket.socket = self.writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.writer.transport.abort()


@dataclass
class Answer:
    """An answer of the sandbox, in parts that can be put together otherwise."""

    status: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def plus(self, *headers: bytes) -> Answer:
        """With more headers, each a whole line."""
        more = [tuple(line.split(b": ", 1)) for line in headers]
        return Answer(self.status, [*self.headers, *more], self.body)  # type: ignore[list-item]

    def but(self, name: bytes, *values: bytes) -> Answer:
        """With other values for a header, or without it."""
        kept = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        return Answer(self.status, [*kept, *((name, value) for value in values)], self.body)

    @property
    def head(self) -> bytes:
        lines = [self.status, *(name + b": " + value for name, value in self.headers)]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    @property
    def whole(self) -> bytes:
        return self.head + self.body


Trouble = Callable[[Line], Awaitable[None]]


async def relay(line: Line) -> None:
    """No trouble: every request is answered by the sandbox."""
    while True:
        seen = await line.request()
        await line.say((await line.answer(seen)).whole)


class Proxy:
    """Runs in a thread of its own; `trouble` may be changed at any time.

    Args:
        upstream: The sandbox's address.
        tls: Speak TLS with clients.
    """

    def __init__(self, upstream: str, tls: ssl.SSLContext | None = None) -> None:
        self.trouble: Trouble = relay
        self.requests: list[Seen] = []
        self.connections = 0
        host, port = upstream.removeprefix("http://").split(":")
        self._upstream = host, int(port)
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    def note(self, seen: Seen) -> None:
        self.requests.append(seen)

    async def forward(self, seen: Seen) -> Answer:
        reader, writer = await asyncio.open_connection(*self._upstream)
        try:
            writer.write(seen.head + b"\r\n\r\n" + seen.body)
            head = (await reader.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
            pairs = [tuple(line.split(b": ", 1)) for line in head[1:]]
            lengths = [int(value) for name, value in pairs if name.lower() == b"content-length"]
            body = await reader.readexactly(lengths[0] if lengths else 0)
        finally:
            writer.close()
        return Answer(head[0], pairs, body)  # type: ignore[arg-type]

    def stop(self) -> None:
        """End all connections and the thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(5)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, ssl=self._tls, limit=2**24
        )
        port = server.sockets[0].getsockname()[1]
        self.base_url = f"http{'s' if self._tls else ''}://127.0.0.1:{port}"
        self._ready.set()
        await self._stopped.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for _ in range(5):
            await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        try:
            # A client that has enough, and a proxy that stops, are how troubles end.
            with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
                await self.trouble(Line(self, reader, writer))
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


@dataclass
class Closed:
    """A port on which nothing listens, kept so that nobody else takes it."""

    socket: socket.socket = field(default_factory=socket.socket)

    def __post_init__(self) -> None:
        # Bound and not listening: connections are refused.
        self.socket.bind(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def close(self) -> None:
        self.socket.close()
