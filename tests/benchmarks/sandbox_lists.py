"""Requests per second of lists in a small and a large sandbox, and in a bare server beside them.

    python tests/benchmarks/sandbox_lists.py                  # 100,000 conversations
    python tests/benchmarks/sandbox_lists.py --conversations 20000 --rounds 3

Not a test: figures are the machine's. The bare server is the same stack (uvicorn with h11, raw
ASGI, sqlite3, `pydantic_core.to_json`) that only runs the query of a page on the
large file and sends the same fields: no token, quota, validation, log or faults.
All run at once and are asked in turns, a second each, so that noise meets all of them alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import json
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

ROWS = 75
COLUMNS = (
    *("cloud_id", "id", "name", "topic", "type", "created", "modified", "avatar_url"),
    *("privacy", "archived"),
)
NAMES = (
    *("cloudId", "id", "name", "topic", "type", "created", "modified", "avatarUrl"),
    *("privacy", "isArchived"),
)
QUERY = f"""SELECT {", ".join(f"conversation.{name}" for name in COLUMNS)}
    FROM installation INDEXED BY installation_open CROSS JOIN conversation
        ON conversation.id = installation.conversation_id
    WHERE installation.app_id = ? AND installation.cloud_id = ? AND NOT installation.archived
    ORDER BY installation.name_key, installation.conversation_id LIMIT {ROWS + 1}"""


def serve_bare(path: str) -> None:
    """The bare server: prints its port and answers every request with the first page."""
    import socket

    import uvicorn
    from pydantic_core import to_json

    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    app_id, cloud_id = connection.execute(
        "SELECT app_id, cloud_id FROM installation GROUP BY 1, 2 ORDER BY count(*) DESC"
    ).fetchone()

    links = f"http://127.0.0.1:8000/site/{cloud_id}/conversation/"

    async def app(scope, receive, send):
        await receive()
        rows = connection.execute(QUERY, (app_id, cloud_id)).fetchall()
        values = [dict(zip(NAMES, row, strict=True)) for row in rows[:ROWS]]
        for value in values:
            value["_links"] = {value["id"]: f"{links}{value['id']}"}
        body = to_json({"values": values, "size": len(values), "limit": ROWS})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        app, http="h11", loop="asyncio", lifespan="off", access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listener])


@dataclass
class Target:
    """What is asked: a row of the table."""

    name: str
    port: int
    path: str
    token: str = ""
    rates: list[float] = field(default_factory=list)

    @property
    def request(self) -> bytes:
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}"
            "\r\n\r\n"
        ).encode()


class Caller(asyncio.Protocol):
    """One connection that asks again as soon as it has been answered."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answered = 0
        self.going = True
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._received = bytearray()
        self._whole = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole:
            head, _, _ = bytes(self._received).partition(b"\r\n\r\n")
            if len(head) == len(self._received):
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.ended.set_exception(RuntimeError(head.decode()))
                return
            length = next(
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            self._whole = len(head) + 4 + length
        if len(self._received) >= self._whole:
            self.answered += 1
            self._received.clear()
            self._whole = 0
            if self.going:
                self.transport.write(self.request)
            elif not self.ended.done():
                self.ended.set_result(None)


async def measure(target: Target, seconds: float, connections: int) -> float:
    """Requests per second."""
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: Caller(target.request), "127.0.0.1", target.port))[1]
        for _ in range(connections)
    ]
    begun, before = time.perf_counter(), sum(each.answered for each in callers)
    await asyncio.sleep(seconds)
    done, took = sum(each.answered for each in callers) - before, time.perf_counter() - begun
    for caller in callers:
        caller.going = False
    await asyncio.gather(*(each.ended for each in callers))
    for caller in callers:
        caller.transport.close()
    return done / took


@contextmanager
def process(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A server that is ended with the block."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGINT)


@dataclass
class Running:
    """A sandbox: its port, site and token."""

    port: int
    cloud: str
    token: str

    def path(self, **query: str | int) -> str:
        words = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        return f"/site/{self.cloud}/conversation?{words}"

    def deep(self, pages: int) -> str:
        """The path of a page so many pages further on."""
        cursor = ""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for _ in range(pages):
            path = self.path(limit=ROWS, **({"cursor": cursor} if cursor else {}))
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
            following = json.load(connection.getresponse())["cursor"]
            if not following:
                break
            cursor = following
        connection.close()
        return self.path(limit=ROWS, cursor=cursor)


@contextmanager
def sandbox(*options: str) -> Iterator[Running]:
    """A sandbox in a process of its own."""
    command = [sys.executable, "-m", "explorer", "sandbox", "--port", "0", *options]
    with process(command) as running:
        facts = {}
        for line in running.stdout:
            name, equals, value = line.removeprefix("# ").strip().partition("=")
            if equals:
                facts.setdefault(name.removeprefix("export "), value)
            if "room token" in line:
                break
        port = int(facts["STRIDE_BASE_URL"].rpartition(":")[2])
        yield Running(port, facts["STRIDE_CLOUD_ID"], facts["STRIDE_TOKEN"])


def targets(bare: int, small: Running, large: Running) -> list[Target]:
    """Every row of the table; the first is what the others are compared with."""
    asked = [
        Target("bare server, large", bare, "/"),
        Target("small, first page", small.port, small.path(limit=ROWS), small.token),
    ]
    parts = ("incident", "a", "ü", "qx", "zürich", "warehouse milano", "nothing like it")
    paths = {
        "first page": large.path(limit=ROWS),
        "400 pages on": large.deep(400),
        "descending": large.path(limit=ROWS, sort="desc"),
        "everything": large.path(limit=ROWS, **{"include-archived": "true"}),
        "public rooms": large.path(limit=ROWS, **{"include-private": "false"}),
        **{f"query={part}": large.path(limit=ROWS, query=part) for part in parts},
    }
    return asked + [
        Target(f"large, {name}", large.port, path, large.token) for name, path in paths.items()
    ]


def main() -> None:
    """Start all, ask in turns, print the table."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--conversations", type=int, default=100_000)
    words.add_argument("--messages", type=int, default=10_000)
    words.add_argument("--db", type=Path, help="a large file from an earlier run, or for the next")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=1.0)
    words.add_argument("--connections", type=int, default=8)
    words.add_argument("--only", default="", help="rows whose name has this in it, and the bare")
    words.add_argument("--bare", metavar="FILE", help=argparse.SUPPRESS)
    chosen = words.parse_args()
    if chosen.bare:
        with contextlib.suppress(KeyboardInterrupt):
            serve_bare(chosen.bare)
        return
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        path = chosen.db or Path(directory) / "large.db"
        amounts = ("--conversations", chosen.conversations, "--messages", chosen.messages)
        sizes = () if path.exists() else tuple(map(str, amounts))
        large = stack.enter_context(sandbox("--db", str(path), *sizes))
        few = ("--conversations", "200", "--messages", "1000")
        small = stack.enter_context(sandbox("--db", str(Path(directory) / "small.db"), *few))
        bare = stack.enter_context(process([sys.executable, __file__, "--bare", str(path)]))
        rows = targets(int(bare.stdout.readline()), small, large)
        rows = [row for row in rows if row is rows[0] or chosen.only in row.name]
        for number in range(chosen.rounds + 1):
            for row in rows:
                rate = asyncio.run(measure(row, chosen.seconds, chosen.connections))
                # The first round warms up.
                if number:
                    row.rates.append(rate)
    print(f"{'requests per second':32} {'median':>7} {'of bare':>8}")
    for row in rows:
        # Compared within each round, so that what slows one slows both.
        share = statistics.median(
            [rate / base for rate, base in zip(row.rates, rows[0].rates, strict=True)]
        )
        print(f"{row.name:32} {statistics.median(row.rates):7.0f} {share:8.2f}")


if __name__ == "__main__":
    main()
