"""Both clients against a real server with faults: the same requests, outcomes and events."""

from __future__ import annotations

import asyncio
import gzip
import inspect
import json
import socket
import struct
import time
import zlib
from typing import Any

import pytest

from explorer.api import errors, transport
from explorer.api.client import AsyncClient, Client
from explorer.api.operations import (
    DeleteBot,
    GetUser,
    ListConversations,
    ListSites,
    PutBot,
)
from explorer.api.retry import Policy
from tests.api.both_clients import GET, IN_ROOM, OK, POST, both

PUT = PutBot.unchecked({**IN_ROOM, "key": "k", "module": {"mention": {"url": "/m"}}})


DELETE = DeleteBot(**IN_ROOM, key="k")


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

    policy = Policy(deadline=0.6)
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

    # All of the drops take longer than 4 s.
    assert time.monotonic() - began < 3
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


def test_an_exchange_can_be_kept_as_json(wire: Any) -> None:
    wire.say(wire.answer(200, OK, "X-A: 1", "X-A: 2"))
    with Client(wire.url) as client:
        made = client.exchange(GET)
    assert made.response is not None
    assert json.loads(made.response.text) == made.response.json() == json.loads(OK)
    assert [value for name, value in made.response.headers if name == "X-A"] == ["1", "2"]
    assert made.response.header("x-a") == "1"
    assert repr(made).startswith("<Exchange ConversationGetHandler GET /site/s/conversation/c 200 ")
