"""Addresses where there is nobody, or somebody else: nothing is sent, and every call may be tried.

The certificates in `data` were made for these tests only; each holds its key.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.api.operations import CATALOGUE
from explorer.api.retry import Policy

from .expected import BY_ADDRESS, Row, read
from .judging import judge_pair, unclear
from .playing import Pair
from .proxy import Closed, Line, Proxy, Trouble, relay
from .world import World

ROWS = read(BY_ADDRESS)
DATA = Path(__file__).parent / "data"
LOOPBACK = Path(__file__).parents[1] / "api" / "data" / "loopback.pem"
ONE_PER_METHOD = {operation.method: name for name, operation in CATALOGUE.items()}.values()

CERTIFICATES = {
    "an unknown signer": LOOPBACK,
    "another host's": DATA / "another_host.pem",
    "expired": DATA / "expired.pem",
    "plain to TLS": LOOPBACK,
}
"""What the server shows; all but the first are trusted by the client."""


async def answer_in_plain(line: Line) -> None:
    await line.reader.read(1)
    await line.say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


async def hang_up(line: Line) -> None:
    await line.reader.read(1)


async def keep_silent(line: Line) -> None:
    await line.heard_out()


IN_PLAIN: dict[str, Trouble] = {
    "TLS to plain": answer_in_plain,
    "closed in TLS": hang_up,
    "silent in TLS": keep_silent,
}
"""What a server without TLS does with a client that wants it."""


@pytest.fixture
def address(row: Row, world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where to send, and the options that belong to it."""
    name = row.fault
    if name == "nothing listens":
        closed = Closed()
        yield closed.base_url, {}
        closed.close()
    elif name == "no such name":
        yield "https://stride.invalid", {}
    elif name in IN_PLAIN:
        proxy = Proxy(world.base_url)
        proxy.trouble = IN_PLAIN[name]
        yield proxy.base_url.replace("http:", "https:"), {"ca_file": str(LOOPBACK)}
        proxy.stop()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES[name])
        proxy = Proxy(world.base_url, context)
        if name == "plain to TLS":
            yield proxy.base_url.replace("https:", "http:"), {}
        elif name == "an unknown signer":
            yield proxy.base_url, {}
        else:
            yield proxy.base_url, {"ca_file": str(CERTIFICATES[name])}
        assert proxy.requests == []
        proxy.stop()


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have names under .invalid looked up at once, and without a resolver."""
    known = socket.getaddrinfo

    def look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if str(host).rstrip("'").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
@pytest.mark.parametrize("name", ONE_PER_METHOD)
async def test_every_address(
    name: str, row: Row, address: tuple[str, dict[str, Any]], world: World
) -> None:
    base_url, options = address
    cell = row.of(CATALOGUE[name])
    policy = Policy(connect_timeout=0.15) if row.fault == "silent in TLS" else None
    pair = Pair(
        base_url, {"auth": world.token, "cloud_id": world.cloud_id, "policy": policy, **options}
    )
    found = [await pair.play(world.call(name), kind) for kind in ("sync", "async")]
    await pair.close()

    for played in found:
        assert (played.outcome, len(played.exchange.attempts)) == (cell.outcome, cell.sent)
        assert not list(unclear(played.text, name, cell.words))
        assert not played.leaks(world.token)
    assert not list(judge_pair(*found))
    assert not world.effects()


async def test_a_certificate_that_is_trusted_is_no_trouble(world: World) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    proxy = Proxy(world.base_url, context)
    proxy.trouble = relay
    options = {"auth": world.token, "cloud_id": world.cloud_id, "ca_file": str(LOOPBACK)}
    pair = Pair(proxy.base_url, options)
    try:
        for kind in ("sync", "async"):
            played = await pair.play(world.call("MeGetHandler"), kind)
            assert played.outcome == "done"
    finally:
        await pair.close()
        proxy.stop()
