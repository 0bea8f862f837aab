"""Both clients against a real server with faults: the same requests, outcomes and events."""

from __future__ import annotations

import asyncio
import gzip
import inspect
import json
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors, transport
from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.events import AttemptDone, Event
from explorer.api.exchange import Exchange
from explorer.api.operation import CallError, Operation, PagedOperation
from explorer.api.operations import (
    CATALOGUE,
    DeleteBot,
    GetConversation,
    GetUser,
    ListConversations,
    ListSites,
    PutBot,
    SendMessage,
)
from explorer.api.retry import Policy
from explorer.api.shortcuts import Resource

IN_ROOM: dict[str, Any] = {"cloud_id": "s", "conversation_id": "c"}
GET = GetConversation(**IN_ROOM)
PUT = PutBot.unchecked({**IN_ROOM, "key": "k", "module": {"mention": {"url": "/m"}}})
DELETE = DeleteBot(**IN_ROOM, key="k")
POST = SendMessage(**IN_ROOM, content="hi")
OK = b'{"id": "c", "name": "Launch"}'


@dataclass
class Outcome:
    """What one client made of one script."""

    exchange: Exchange[Any]
    slept: list[float]
    events: list[str]
    requests: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def error(self) -> Any:
        return self.exchange.error

    @property
    def essence(self) -> tuple[object, ...]:
        made = self.exchange
        return (
            type(made.error),
            str(made.error),
            made.status,
            made.value,
            [(each.status, each.failure) for each in made.attempts],
            self.slept,
            self.events,
            self.requests,
        )


def recorder(told: list[str]) -> Callable[[Event], None]:
    return lambda event: told.append(type(event).__name__)


async def _asleep(slept: list[float], seconds: float) -> None:
    slept.append(seconds)


def both(wire: Any, call: Operation[Any], *script: Any, base: str = "", **options: Any) -> Outcome:
    """Send a call by both clients over the same script; what the two of them agree on."""
    options = {"jitter": lambda: 0.5, **options}
    found = []
    for kind in (Client, AsyncClient):
        make = options.get("auth")
        now = {**options, "auth": make()} if callable(make) else options
        slept: list[float] = []
        told: list[str] = []
        wire.requests.clear()
        wire.answers.clear()
        wire.say(*script)
        if kind is Client:
            with Client(
                base or wire.url, sleep=slept.append, listeners=[recorder(told)], **now
            ) as client:
                made = client.exchange(call)
        else:

            async def run(
                slept: list[float] = slept, told: list[str] = told, now: dict[str, Any] = now
            ) -> Exchange[Any]:
                async with AsyncClient(
                    base or wire.url,
                    sleep=lambda seconds: _asleep(slept, seconds),
                    listeners=[recorder(told)],
                    **now,
                ) as client:
                    return await client.exchange(call)

            made = asyncio.run(run())
        found.append(Outcome(made, slept, told, [(seen.line, seen.body) for seen in wire.requests]))
    assert found[0].essence == found[1].essence
    return found[0]


def drop(connection: socket.socket) -> None:
    """Close without a word."""


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def cut(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id": "c"')


def garbage(connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def zipped(wire: Any, body: bytes, coding: str = "gzip") -> bytes:
    answer: bytes = wire.answer(200, body, f"Content-Encoding: {coding}")
    return answer


def test_a_call_that_succeeds(wire: Any) -> None:
    found = both(wire, GET, wire.answer(200, OK))

    assert found.exchange.result().name == "Launch"
    assert found.requests == [("GET /site/s/conversation/c HTTP/1.1", b"")]
    assert found.events == ["CallStarted", "AttemptSent", "AttemptDone", "Done"]
    (attempt,) = found.exchange.attempts
    assert attempt.timing.connect is not None
    assert attempt.timing.first_byte is not None
    assert 0 <= attempt.timing.connect <= attempt.timing.first_byte <= attempt.timing.whole


@pytest.mark.parametrize("fault", [drop, reset, cut, garbage])
@pytest.mark.parametrize("call", [GET, PUT, DELETE])
def test_a_broken_answer_is_asked_for_again(call: Any, fault: Any, wire: Any) -> None:
    found = both(wire, call, fault, fault, wire.answer(200, OK))

    assert found.exchange.ok
    assert found.slept == [0.25, 0.5]
    assert len(found.requests) == 3


@pytest.mark.parametrize("fault", [drop, reset, cut, garbage])
def test_a_write_whose_answer_breaks_is_unknown(fault: Any, wire: Any) -> None:
    found = both(wire, POST, fault)

    assert type(found.error) is errors.OutcomeUnknown
    assert len(found.requests) == 1
    assert found.exchange.response is None


def test_a_delete_whose_answer_was_lost_and_that_then_finds_nothing_is_done(wire: Any) -> None:
    found = both(wire, DELETE, drop, wire.json({"message": "no such key"}, 404))
    assert found.exchange.ok


def test_a_closed_port_is_no_connection(wire: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for call in (GET, POST):
        found = both(wire, call, base=f"http://127.0.0.1:{port}")
        assert type(found.error) is errors.ConnectFailed
        assert found.error.message == "the connection was refused"
        assert found.slept == [0.25, 0.5]


def test_a_connection_left_idle_and_closed_by_the_server_harms_no_call(wire: Any) -> None:
    def farewell(connection: socket.socket) -> None:
        connection.sendall(wire.answer(200, OK))

    wire.say(farewell, wire.answer(201, b'{"id": "m"}'))
    with Client(wire.url) as client:
        client.send(GET)
        time.sleep(0.05)
        assert client.send(POST).id == "m"


def test_a_silent_server_is_waited_for_until_the_deadline(wire: Any) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    policy = Policy(deadline=0.2)
    assert type(both(wire, GET, silent, policy=policy).error) is errors.DeadlinePassed
    assert type(both(wire, POST, silent, policy=policy).error) is errors.OutcomeUnknown


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_body_that_drips_ends_at_the_deadline(kind: Any, wire: Any) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        for _ in range(400):
            connection.sendall(b"x")
            time.sleep(0.01)

    wire.say(drip)
    began = time.monotonic()
    client = kind(wire.url, policy=Policy(deadline=0.2))
    made = client.exchange(GET)
    if inspect.isawaitable(made):
        made = asyncio.run(_awaited(made))

    assert time.monotonic() - began < 2
    assert type(made.error) is errors.DeadlinePassed
    assert made.error.message == "the deadline passed before the answer was complete"


async def _awaited(value: Any) -> Any:
    return await value


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_zipped_body_is_unzipped(coding: str, wire: Any) -> None:
    body = gzip.compress(OK) if coding == "gzip" else zlib.compress(OK)
    found = both(wire, GET, zipped(wire, body, coding))
    assert found.exchange.result().name == "Launch"


def test_a_body_that_says_it_is_zipped_and_is_not(wire: Any) -> None:
    found = both(wire, GET, *[zipped(wire, b"not zipped at all")] * 3)

    assert type(found.error) is errors.Broken
    assert found.error.message.startswith("the body could not be decoded: ")


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "gzip, br"])
def test_a_coding_that_was_not_asked_for_is_kept_as_it_came(coding: str, wire: Any) -> None:
    body = gzip.compress(gzip.compress(OK))
    found = both(wire, GET, zipped(wire, body, coding))

    assert type(found.error) is errors.ShapeError
    assert found.exchange.response is not None
    assert found.exchange.response.body == body


def test_a_small_body_that_unzips_beyond_the_cap_is_refused(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 1024 * 1024)
    bomb = gzip.compress(b" " * 3 * 1024 * 1024)
    assert len(bomb) < 8192
    for call in (GET, POST):
        found = both(wire, call, zipped(wire, bomb))
        assert type(found.error) is errors.AnswerTooLarge
        assert found.error.message == "the answer is larger than 1 MiB"
        assert found.slept == []
    assert "may have been carried out" in found.error.hint


def test_the_cap_is_64_mebibytes() -> None:
    assert transport.BODY_CAP == 64 * 1024 * 1024


def test_a_redirect_is_not_followed(wire: Any) -> None:
    found = both(wire, GET, wire.answer(302, b"", f"Location: {wire.url}/elsewhere"))

    assert type(found.error) is errors.Redirected
    assert len(found.requests) == 1


def test_a_redirect_to_another_port_is_followed_without_the_token(wire: Any) -> None:
    other = type(wire)()
    try:
        other.default = other.answer(200, b"there")
        wire.say(wire.answer(302, b"", f"Location: {other.url}/elsewhere"))
        with Client(wire.url, auth="token-abc") as client:
            followed = client.follow(client.exchange(GET))
    finally:
        other.close()

    assert followed.result() == b"there"
    assert wire.requests[0].header("Authorization") == "Bearer token-abc"
    (seen,) = other.requests
    assert (seen.target, seen.header("Authorization")) == ("/elsewhere", None)


ODD = [
    "557058:33333333-4444",
    "a/b",
    "100%",
    "a%2Fb",
    "%2e%2e",
    'it\'s "quoted"',
    "ünï↯",
    "a+b",
    "a;b=c,d",
    "[x]{y}|z",
    "a?b#c",
    "back\\slash",
    "sp ace",
    "!$&'()*+,;=:@~",
    "...",
    "<`^>",
]


@pytest.mark.parametrize("odd", ODD)
def test_what_goes_out_is_byte_for_byte_what_was_built(odd: str, wire: Any) -> None:
    for call in (
        GetUser(cloud_id="s", user_id=odd),
        ListConversations(cloud_id=odd, query=odd, cursor=odd),
        ListSites.unchecked({odd: odd}),
    ):
        prepared = call.build()
        found = both(wire, call, *[wire.json({"message": "no"}, 404)] * 2)
        assert found.requests == [(f"GET {prepared.target} HTTP/1.1", b"")]
        assert found.exchange.request.target == prepared.target


def test_a_base_url_with_a_path_goes_before_it(wire: Any) -> None:
    call = GetUser(cloud_id="s", user_id="a:b/c")
    found = both(wire, call, wire.json({"id": "u"}), base=f"{wire.url}/proxy/ü/")

    assert found.requests[0][0] == "GET /proxy/%C3%BC/scim/site/s/Users/a:b%2Fc HTTP/1.1"


def test_the_bytes_of_a_body_go_out_as_they_are(wire: Any) -> None:
    call = PutBot.unchecked({**IN_ROOM, "key": "k"}, body=b"\x00\xff{", content_type="x/y")
    found = both(wire, call, wire.answer(400))

    assert found.requests == [
        ("PUT /site/s/conversation/c/app/module/chat:bot/k HTTP/1.1", b"\x00\xff{")
    ]
    assert wire.requests[0].header("Content-Type") == "x/y"


def test_headers_of_one_call(wire: Any) -> None:
    with Client(wire.url) as client:
        client.exchange(GET, headers={"X-Trace": "7", "Accept": "text/html"})
        client.exchange(GET)
    first, second = wire.requests

    assert (first.header("X-Trace"), first.header("Accept")) == ("7", "text/html")
    assert (second.header("X-Trace"), second.header("Accept")) == (None, "application/json")
    assert str(first.header("User-Agent")).startswith("stride-explorer/")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><h1>Bad gateway</h1></html>",
        b"\xff\xfe\x00",
        b'{"message": "\xff"}',
        b"[" * 300_000,
        b"x" * 2_000_000,
        b'{"message": ' + b'"y"' * 100_000,
    ],
    ids=["empty", "html", "utf-16", "bad utf-8", "deep", "huge", "cut"],
)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_no_body_brings_down_a_client(status: int, body: bytes, wire: Any) -> None:
    found = both(wire, GET, wire.answer(status, body))

    assert isinstance(found.error, errors.ApiError)
    assert str(found.error).isprintable()
    assert len(str(found.error)) < 1200
    assert found.exchange.response is not None
    assert found.exchange.response.body == body


def test_a_wait_is_kept_and_measured_against_the_servers_clock(wire: Any) -> None:
    limited = wire.json(
        {"code": 429, "message": "request has been rate limited"},
        429,
        "X-RateLimit-Reset: 2018-06-08T17:36:32Z",
        "Date: Fri, 08 Jun 2018 17:36:20 GMT",
    )
    found = both(wire, POST, limited, wire.json({"id": "m"}, 201))

    assert found.exchange.ok
    assert found.slept == [12.0]


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


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert both(wire, GET, wire.answer(200, OK)).exchange.ok


def test_a_proxy_of_the_environment_is_used_for_other_machines(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", wire.url)
    wire.say(wire.answer(200, OK))
    with Client("http://api.example") as client:
        assert client.send(GET).name == "Launch"
    assert wire.requests[0].line == "GET http://api.example/site/s/conversation/c HTTP/1.1"


@pytest.mark.parametrize(
    ("name", "proxy", "bypass"),
    [("http_proxy", "nonsense://u:hunter2@h", ""), ("http_proxy", "http://127.0.0.1:1", "other")],
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    name: str, proxy: str, bypass: str, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("no_proxy", bypass)
    found = both(wire, GET, base="http://api.example", policy=Policy(retries=0))

    assert type(found.error) is errors.ConnectFailed
    assert found.requests == []
    assert "hunter2" not in str(found.error)


def test_cookies_a_server_sets_are_not_sent_back(wire: Any) -> None:
    wire.default = wire.answer(200, OK, "Set-Cookie: session=1; Path=/")
    with Client(wire.url) as client:
        client.send(GET)
        client.send(GET)
    assert [seen.header("Cookie") for seen in wire.requests] == [None, None]


def test_what_is_sent_is_what_the_exchange_shows_and_what_http_needs(wire: Any) -> None:
    wire.default = wire.json({"id": "m"}, 201)
    with Client(wire.url, auth="token-abc") as client:
        made = client.exchange(POST)
    (seen,) = wire.requests
    sent = [line.split(": ", 1) for line in seen.head.decode().split("\r\n")[1:]]
    needed = [pair for pair in sent if pair[0] in {"Host", "Content-Length"}]

    assert len(needed) == 2
    assert [tuple(pair) for pair in sent if pair not in needed] == [
        (name, value.replace("$STRIDE_TOKEN", "token-abc")) for name, value in made.request.headers
    ]


def test_a_certificate_file_that_is_none_is_refused_in_a_sentence(tmp_path: Any) -> None:
    for file in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(ValueError, match=r"^The certificate file '.*' cannot be used: "):
            Client("https://api.example", ca_file=str(file))
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(ValueError, match="cannot be used"):
        Client("https://api.example", ca_file=str(tmp_path / "empty.pem"))


CERTIFICATE = Path(__file__).parent / "data" / "loopback.pem"
"""A key and its self-signed certificate for 127.0.0.1, made for these tests only."""


@pytest.fixture
def secure(wire: Any) -> Iterator[Any]:
    """A second server, with TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = type(wire)(context)
    yield server
    server.close()


def test_a_certificate_that_is_not_trusted_is_named(secure: Any, wire: Any) -> None:
    for call in (GET, POST):
        found = both(wire, call, base=secure.url, policy=Policy(retries=0))
        assert type(found.error) is errors.ConnectFailed
        assert found.error.message == (
            "the server's certificate is not trusted: self-signed certificate"
        )
    assert secure.requests == []


def test_a_certificate_file_of_the_callers_is_trusted(secure: Any, wire: Any) -> None:
    secure.default = secure.answer(200, OK)
    assert both(wire, GET, base=secure.url, ca_file=str(CERTIFICATE)).exchange.ok


def test_the_token_hosts_certificate_is_checked_even_beside_a_plain_api(
    secure: Any, wire: Any
) -> None:
    def auth() -> ClientCredentials:
        return ClientCredentials("id", "secret-of-the-app", token_url=f"{secure.url}/token")

    found = both(wire, GET, auth=auth, policy=Policy(retries=0))
    assert type(found.error) is errors.TokenRefused
    assert "certificate is not trusted" in str(found.error)
    assert (secure.requests, wire.requests) == ([], [])

    secure.default = secure.json({"access_token": "token-1"})
    found = both(wire, GET, wire.answer(200, OK), auth=auth, ca_file=str(CERTIFICATE))
    assert found.exchange.ok


def shortcuts() -> list[tuple[str, str]]:
    client = Client("https://api.example")
    names = [
        name
        for name in dir(Client)
        if isinstance(getattr(Client, name), property)
        and isinstance(getattr(client, name), Resource)
    ]
    return [
        (resource, method)
        for resource in names
        for method in dir(type(getattr(client, resource)))
        if not method.startswith("_")
    ]


OVER_FILES = {("media", "upload"): "UploadMedia", ("media", "download"): "GetMedia"}
"""Of more than the operation's own parameters: tests/api/test_media.py looks at them."""


@pytest.mark.parametrize(
    ("resource", "method"), [each for each in shortcuts() if each not in OVER_FILES]
)
def test_a_shortcut_has_its_operations_signature_and_help(resource: str, method: str) -> None:
    shortcut = getattr(getattr(Client("https://api.example"), resource), method)
    by_name = {kind.__name__: kind for kind in CATALOGUE.values()}
    kind = by_name[shortcut.__name__]

    signature = inspect.signature(shortcut)
    assert list(signature.parameters) == [
        name for name in kind.model_fields if name in signature.parameters
    ]
    assert set(signature.parameters) == set(kind.model_fields)
    assert "Annotated" not in str(signature)
    assert f"{kind.method} {kind.path}" in str(shortcut.__doc__)
    assert kind.scope is None or kind.scope in str(shortcut.__doc__)


def test_every_operation_has_a_shortcut_and_every_paged_one_an_iterator() -> None:
    client = Client("https://api.example")
    named = [
        getattr(getattr(client, resource), method).__name__
        for resource, method in shortcuts()
        if (resource, method) != ("media", "download")
    ]
    named[named.index("upload")] = OVER_FILES["media", "upload"]

    assert set(named) == {kind.__name__ for kind in CATALOGUE.values()}
    for kind in CATALOGUE.values():
        assert named.count(kind.__name__) == (2 if issubclass(kind, PagedOperation) else 1)


def test_shortcuts_send_what_the_operation_sends(wire: Any) -> None:
    wire.say(wire.json({"values": [], "cursor": ""}), wire.json({"id": "m"}, 201))
    with Client(wire.url, cloud_id="here") as client:
        assert client.conversations.list(query="launch").values == []
        assert client.messages.send(conversation_id="c", content="*hi*").id == "m"
        client.cloud_id = "there"
        client.exchange(ListConversations())

    assert [seen.target for seen in wire.requests] == [
        "/site/here/conversation?query=launch",
        "/site/here/conversation/c/message",
        "/site/there/conversation",
    ]
    assert wire.requests[1].body == b"*hi*"
    assert wire.requests[1].header("Content-Type") == "text/markdown"


def test_an_exchange_can_be_kept_as_json(wire: Any) -> None:
    wire.say(wire.answer(200, OK, "X-A: 1", "X-A: 2"))
    with Client(wire.url) as client:
        made = client.exchange(GET)
    assert made.response is not None
    assert json.loads(made.response.text) == made.response.json() == json.loads(OK)
    assert [value for name, value in made.response.headers if name == "X-A"] == ["1", "2"]
    assert made.response.header("x-a") == "1"
    assert repr(made).startswith("<Exchange ConversationGetHandler GET /site/s/conversation/c 200 ")


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
