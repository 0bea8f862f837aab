"""Tokens that a client fetches: one for all who wait, renewed when refused."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.exchange import Exchange
from tests.api.both_clients import GET, OK, POST, both, recorder


def test_a_token_is_fetched_renewed_on_401_and_sent(wire: Any) -> None:
    tokens = [wire.json({"access_token": f"token-{n}", "expires_in": 3600}) for n in (1, 2)]
    refused = wire.json({"message": "expired"}, 401)
    found = both(
        wire,
        POST,
        tokens[0],
        refused,
        tokens[1],
        wire.json({"id": "m"}, 201),
        auth=lambda: ClientCredentials("id", "secret-of-the-app"),
    )

    assert found.exchange.ok
    assert [line.split(" ")[1] for line, _ in found.requests] == [
        "/oauth/token",
        "/site/s/conversation/c/message",
        "/oauth/token",
        "/site/s/conversation/c/message",
    ]
    assert found.events.count("TokenRefreshed") == 2


class TokenServer:
    """Answers by path: slowly with a new token, and 200 to the newest one only."""

    def __init__(self, wire: Any, refuse: bool = False) -> None:
        self.asked = 0
        self._wire, self._refuse = wire, refuse
        wire.default = self._answer
        self._lock = threading.Lock()

    def _answer(self, connection: socket.socket) -> None:
        seen = self._seen(connection)
        if seen.target == "/oauth/token":
            time.sleep(0.05)
            with self._lock:
                self.asked += 1
                token = f"token-{self.asked}"
            value, status = {"access_token": token, "expires_in": 3600}, 200
            if self._refuse:
                value, status = {"error": "access_denied"}, 403
            connection.sendall(self._wire.json(value, status, "Connection: close"))
        elif seen.header("Authorization") == f"Bearer token-{self.asked}":
            connection.sendall(self._wire.json({"id": "c"}, 200, "Connection: close"))
        else:
            connection.sendall(self._wire.json({}, 401, "Connection: close"))

    def _seen(self, connection: socket.socket) -> Any:
        # Connections are closed after each answer, so the last request of this one is its only one.
        port = connection.getpeername()[1]
        return self._wire.by_port[port]


@pytest.mark.parametrize("stale", [False, True])
async def test_many_calls_that_wait_share_one_token(wire: Any, stale: bool) -> None:
    server = TokenServer(wire)
    refreshed: list[str] = []
    async with AsyncClient(
        wire.url, auth=ClientCredentials("id", "secret-of-the-app"), listeners=[recorder(refreshed)]
    ) as client:
        if stale:
            await client.send(GET)
            server.asked = 7  # the token just given is refused from now on
        found = await asyncio.gather(*(client.exchange(GET) for _ in range(20)))

    assert all(each.ok for each in found)
    assert server.asked == (8 if stale else 1)
    assert refreshed.count("TokenRefreshed") == (2 if stale else 1)


@pytest.mark.parametrize("stale", [False, True])
def test_many_threads_that_wait_share_one_token(wire: Any, stale: bool) -> None:
    server = TokenServer(wire)
    found: list[Exchange[Any]] = []
    with Client(wire.url, auth=ClientCredentials("id", "secret-of-the-app")) as client:
        if stale:
            client.send(GET)
            server.asked = 7
        threads = [
            threading.Thread(target=lambda: found.append(client.exchange(GET))) for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [each.ok for each in found] == [True] * 12
    assert server.asked == (8 if stale else 1)


async def test_many_calls_that_wait_share_one_refusal(wire: Any) -> None:
    server = TokenServer(wire, refuse=True)
    auth = ClientCredentials("id", "secret-of-the-app")
    async with AsyncClient(wire.url, auth=auth) as client:
        found = await asyncio.gather(*(client.exchange(GET) for _ in range(20)))
        assert server.asked == 1
        assert (await client.exchange(GET)).error is not None

    assert {type(each.error) for each in found} == {errors.TokenRefused}
    assert len({id(each.error) for each in found}) == 20
    assert server.asked == 2


async def test_a_call_cancelled_while_it_fetches_a_token_frees_the_next(wire: Any) -> None:
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def silent(connection: socket.socket) -> None:
        loop.call_soon_threadsafe(arrived.set)
        connection.recv(1)

    wire.say(silent, wire.json({"access_token": "token-1"}), wire.answer(200, OK))
    async with AsyncClient(wire.url, auth=ClientCredentials("id", "secret-of-the-app")) as client:
        first = asyncio.create_task(client.exchange(GET))
        await arrived.wait()
        second = asyncio.create_task(client.exchange(GET))
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).ok
        with pytest.raises(asyncio.CancelledError):
            await first
