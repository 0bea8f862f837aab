"""A small real server with faults, and a driver that gives a flow its outcomes by hand."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api import flow
from explorer.api.auth import Auth
from explorer.api.events import Event
from explorer.api.exchange import Headers, Request, Response, Timing
from explorer.api.redact import Redactor
from explorer.api.retry import Failure, Policy
from tests.api.transfers import Do, by_async_client, by_client

# What the two clients do not agree on is shown whole.
pytest.register_assert_rewrite("tests.api.both_clients")

Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Seen:
    """A request as it arrived, byte for byte."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


class Wire:
    """A server on loopback that answers with the bytes or acts it is told, in order.

    `answers` may be added to at any time; what comes when none is left gets `default`. An act is
    called with the connection and ends it.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.answers: deque[Answer] = deque()
        self.default: Answer = self.json({})
        self.requests: list[Seen] = []
        self.by_port: dict[int, Seen] = {}
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = []
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def answer(status: int, body: bytes = b"", *headers: str, reason: str = "OK") -> bytes:
        lines = [f"HTTP/1.1 {status} {reason}", *headers]
        if status not in {204, 304}:
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    @classmethod
    def json(cls, value: Any, status: int = 200, *headers: str) -> bytes:
        body = json.dumps(value).encode()
        return cls.answer(status, body, "Content-Type: application/json", *headers)

    def say(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    def close(self) -> None:
        self._listener.close()
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
        except OSError:
            return
        with connection:
            try:
                while (seen := self._read(connection)) is not None:
                    with self._lock:
                        self.requests.append(seen)
                        self.by_port[connection.getpeername()[1]] = seen
                        self._at_once += 1
                        self.most_at_once = max(self.most_at_once, self._at_once)
                        answer = self.answers.popleft() if self.answers else self.default
                    try:
                        if callable(answer):
                            answer(connection)
                            return
                        connection.sendall(answer)
                    finally:
                        with self._lock:
                            self._at_once -= 1
            except OSError:
                return

    @staticmethod
    def _read(connection: socket.socket) -> Seen | None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return None
            data += piece
        head, body = data.split(b"\r\n\r\n", 1)
        seen = Seen(head, body)
        length = int(seen.header("Content-Length") or 0)
        while len(seen.body) < length:
            piece = connection.recv(65536)
            if not piece:
                return None
            seen.body += piece
        return seen


@pytest.fixture
def wire() -> Iterator[Wire]:
    server = Wire()
    yield server
    server.close()


NOON = datetime(2018, 6, 8, 12, 0, tzinfo=UTC)


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Played:
    """What a flow did."""

    sent: list[Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    refreshes: int = 0
    remaining: list[float] = field(default_factory=list)


class Stage:
    """Drives a flow with outcomes written down beforehand: no clock, no network.

    A number among the outcomes lets that many seconds pass while the next request is out.
    """

    def __init__(self, auth: Auth | None = None, policy: Policy | None = None) -> None:
        self.clock = Clock()
        self.events: list[Event] = []
        credentials = auth or Auth()
        credentials.bind("https://api.example")
        self.context = flow.Context(
            base_url="https://api.example",
            auth=credentials,
            cloud_id="site",
            policy=policy or Policy(),
            redactor=Redactor(credentials.secrets()),
            listeners=[self.events.append],
            now=lambda: NOON,
            monotonic=self.clock,
            jitter=lambda: 0.5,
        )
        self.played = Played()

    def play(
        self, steps: Generator[flow.Step, Any, Any], *outcomes: Response | Failure | float
    ) -> Any:
        left = deque(outcomes)
        result = self._play(steps, left)
        assert not left, f"not asked for: {list(left)}"
        return result

    def _play(self, steps: Any, left: deque[Response | Failure | float]) -> Any:
        given: Any = None
        try:
            while True:
                step = steps.send(given)
                if isinstance(step, flow.Send):
                    self.played.sent.append(step.request)
                    self.played.remaining.append(step.remaining)
                    outcome = left.popleft()
                    while isinstance(outcome, int | float):
                        self.clock.seconds += outcome
                        outcome = left.popleft()
                    given = flow.Reply(outcome, Timing())
                elif isinstance(step, flow.Sleep):
                    self.played.slept.append(step.seconds)
                    self.clock.seconds += step.seconds
                    given = None
                else:
                    self.played.refreshes += 1
                    given = self._play(step.steps(), left)
        except StopIteration as end:
            return end.value


@pytest.fixture
def stage() -> type[Stage]:
    return Stage


def _response(status: int, value: Any = None, **headers: str) -> Response:
    body = (
        value if isinstance(value, bytes) else b"" if value is None else json.dumps(value).encode()
    )
    pairs: Headers = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    return Response(status, "", pairs, body)


@pytest.fixture
def response() -> Callable[..., Response]:
    """Makes an answer: status, JSON value or bytes, headers with `_` for `-`."""
    return _response


@pytest.fixture(params=[by_client, by_async_client], ids=["sync", "async"])
def do(request: pytest.FixtureRequest) -> Do:
    """Runs `call(client)` with a client of either kind and gives what comes of it."""
    runner: Do = request.param
    return runner
