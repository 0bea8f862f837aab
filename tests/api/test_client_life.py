"""The life of a client: many calls at once, one given up, listeners, several loops, its end."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.events import AttemptDone, Event
from explorer.api.network import AsyncBackend, Backend
from explorer.api.operation import CallError
from tests.api.both_clients import GET, OK, POST


async def test_at_most_eight_requests_are_in_flight(wire: Any) -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.03)
        connection.sendall(wire.answer(200, OK))

    wire.default = slow
    async with AsyncClient(wire.url) as client:
        found = await asyncio.gather(*(client.exchange(GET) for _ in range(30)))

    assert all(each.ok for each in found)
    assert wire.most_at_once == 8


async def test_a_cancelled_call_is_told_of_once_and_leaves_the_client_usable(wire: Any) -> None:
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def silent(connection: socket.socket) -> None:
        loop.call_soon_threadsafe(arrived.set)
        connection.recv(1)

    wire.say(silent, wire.json({"id": "m"}, 201))
    told: list[Event] = []
    async with AsyncClient(wire.url, listeners=[told.append]) as client:
        task = asyncio.create_task(client.send(POST))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        names = [type(each).__name__ for each in told]
        assert names == ["CallStarted", "AttemptSent", "Failed"]
        error = told[-1].exchange.error  # type: ignore[attr-defined]
        assert type(error) is errors.Cancelled
        assert "may have been carried out" in str(error)
        assert (await client.send(POST)).id == "m"


def test_listening_ends_when_it_is_ended(wire: Any) -> None:
    wire.default = wire.answer(200, OK)
    told: list[Event] = []
    with Client(wire.url) as client:
        stop = client.listen(told.append)
        client.send(GET)
        assert [each for each in told if isinstance(each, AttemptDone)]
        stop()
        stop()
        before = len(told)
        client.send(GET)
    assert len(told) == before


def test_a_closed_client_sends_nothing(wire: Any) -> None:
    client = Client(wire.url, cloud_id="s")
    client.close()
    client.close()
    for call in (client.conversations.list, lambda: list(client.conversations.each())):
        with pytest.raises(CallError, match=r"^This client is closed\. Make a new one\.$"):
            call()
    assert wire.requests == []


async def test_a_closed_async_client_sends_nothing(wire: Any) -> None:
    async with AsyncClient(wire.url, cloud_id="s") as client:
        pass
    with pytest.raises(CallError, match=r"^This client is closed\. Make a new one\.$"):
        await client.conversations.list()
    assert wire.requests == []


def test_a_client_can_be_used_on_several_event_loops() -> None:
    """As in a notebook, where a click may be told on another loop than the cells run on."""
    from explorer.sandbox.server import Sandbox

    with Sandbox.start(port=0, seed=1) as sandbox:
        _use_on_two_loops(sandbox)


def _use_on_two_loops(sandbox: Any) -> None:
    held = sandbox.credentials
    client = AsyncClient(
        sandbox.base_url,
        auth=ClientCredentials(held.client_id, held.client_secret),
        cloud_id=held.cloud_ids[0],
    )

    async def calls() -> int:
        try:
            pages = await asyncio.gather(*(client.conversations.list() for _ in range(20)))
            return len({page.values[0].id for page in pages})
        finally:
            await client.release()

    assert [asyncio.run(calls()), asyncio.run(calls())] == [1, 1]

    async def close() -> None:
        await client.aclose()
        with pytest.raises(CallError, match="closed"):
            await client.conversations.list()

    asyncio.run(close())


class Listener:
    """A server that answers once, and knows when its caller has hung up."""

    def __init__(self) -> None:
        self.hung_up = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._listener, self._listener.accept()[0] as connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(OK) + OK)
            if connection.recv(1) == b"":
                self.hung_up.set()


async def test_a_client_that_ends_while_a_call_connects_leaves_no_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connecting, go = asyncio.Event(), asyncio.Event()
    connect = AsyncBackend.connect_tcp

    async def slowly(*arguments: Any, **options: Any) -> Any:
        connecting.set()
        await go.wait()
        return await connect(*arguments, **options)

    monkeypatch.setattr(AsyncBackend, "connect_tcp", slowly)
    server = Listener()
    client = AsyncClient(server.url)
    call = asyncio.create_task(client.exchange(GET))
    await connecting.wait()
    await client.aclose()
    go.set()
    assert (await call).status == 200
    assert await asyncio.to_thread(server.hung_up.wait, 60)


def test_the_same_where_a_thread_waits_for_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    connecting, go = threading.Event(), threading.Event()
    connect = Backend.connect_tcp

    def slowly(*arguments: Any, **options: Any) -> Any:
        connecting.set()
        assert go.wait(60)
        return connect(*arguments, **options)

    monkeypatch.setattr(Backend, "connect_tcp", slowly)
    server = Listener()
    client = Client(server.url)
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(client.exchange, GET)
        assert connecting.wait(60)
        client.close()
        go.set()
        assert call.result().status == 200
        assert server.hung_up.wait(60)
