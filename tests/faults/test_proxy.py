"""Trouble on the way: every method, with a proxy that spoils what passes through it.

With every operation: `pytest tests/faults --hypothesis-profile=full`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from explorer.api import transport
from explorer.api.operations import (
    CATALOGUE,
    GetConversation,
    GetMe,
    SendMessage,
    UploadMedia,
)
from explorer.api.retry import Policy
from explorer.api.source import BytesSource

from .expected import BY_PROXY, Row, read
from .judging import judge, judge_pair
from .playing import Pair
from .proxy import Proxy, relay
from .troubles import TROUBLES, reset_at_once, second_answer
from .world import World, until

ROWS = read(BY_PROXY)
PATIENCE = {
    "TimedOut": Policy(read_timeout=0.15),
    "DeadlinePassed": Policy(deadline=0.4),
}
"""By what comes of a reading call; the usual one where nothing has to be waited for."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "operation_id" in metafunc.fixturenames:
        every = settings.get_current_profile_name() == "full"
        # What a proxy does is the same for all operations of a method and of a kind of body.
        kinds = {(each.method, each.resource == "media"): name for name, each in CATALOGUE.items()}
        operations = list(CATALOGUE) if every else list(kinds.values())
        if "row" not in metafunc.fixturenames:
            metafunc.parametrize("operation_id", operations)
            return
        # Waiting takes its time: once for each method is enough.
        brief = operations if every else [name for (_, file), name in kinds.items() if not file]
        cases = [
            pytest.param(row, name, id=f"{row.fault}-{name}")
            for row in ROWS
            for name in (brief if row.of(GetMe).outcome in PATIENCE else operations)
        ]
        metafunc.parametrize(("row", "operation_id"), cases)


@pytest.fixture(scope="module")
def proxy(world: World) -> Iterator[Proxy]:
    made = Proxy(world.base_url)
    yield made
    made.stop()


@pytest.fixture
async def pair(world: World, proxy: Proxy) -> AsyncIterator[Pair]:
    made = new_pair(world, proxy)
    yield made
    proxy.trouble = relay
    await made.close()


def new_pair(world: World, proxy: Proxy, policy: Policy | None = None) -> Pair:
    options = {"auth": world.token, "cloud_id": world.cloud_id, "policy": policy}
    return Pair(proxy.base_url, options)


def test_every_trouble_is_expected() -> None:
    assert {row.fault for row in ROWS} == set(TROUBLES)


async def test_every_trouble(
    row: Row,
    operation_id: str,
    world: World,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 2**20)
    healthy = world.healthy(operation_id)
    operation = CATALOGUE[operation_id]
    cell = row.of(operation)
    proxy.trouble = TROUBLES[row.fault].act
    pair = new_pair(world, proxy, PATIENCE.get(row.of(GetMe).outcome))
    found = []
    problems: list[str] = []
    for kind in ("sync", "async"):
        proxy.requests.clear()
        before = proxy.connections
        played = await pair.play(world.call(operation_id), kind)
        if "at once" in row.fault:
            # Nothing was read of these, so connections are what can be counted.
            until(lambda: proxy.connections - before >= cell.sent)  # noqa: B023
            played.requests = [b""] * (proxy.connections - before)
        else:
            until(lambda: len(proxy.requests) >= cell.sent)
            played.requests = [seen.head + b"\r\n\r\n" + seen.body for seen in proxy.requests]
        if TROUBLES[row.fault].carries and healthy:
            # A client that has lost patience can be done before the sandbox is.
            until(lambda: bool(world.effects()))
        problems += judge(
            operation,
            cell,
            played,
            world.effects(),
            healthy=healthy,
            strikes_after=TROUBLES[row.fault].carries,
            secret=world.token,
        )
        world.put_back()
        found.append(played)
    problems += judge_pair(*found)
    await pair.close()
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_reset_while_connecting(
    kind: str, operation_id: str, world: World, proxy: Proxy, pair: Pair
) -> None:
    proxy.trouble = reset_at_once
    played = await pair.play(world.call(operation_id), kind)

    assert not world.effects()
    if played.outcome == "ConnectFailed":
        assert "Nothing was sent" in played.text
    else:
        lost = "Broken" if CATALOGUE[operation_id].method == "GET" else "OutcomeUnknown"
        assert played.outcome == lost


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_second_answer_is_never_taken_for_the_next_requests(
    kind: str, world: World, proxy: Proxy, pair: Pair
) -> None:
    room = world.call(GetConversation.operation_id)
    body = b'{"id": "of nobody", "accountId": "of nobody", "name": "Mallory"}'
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    proxy.trouble = second_answer(forged)
    assert (await pair.play(room, kind)).outcome == "done"
    proxy.trouble = relay
    played = await pair.play(GetMe(), kind)

    assert played.outcome == "done"
    assert played.exchange.value.name != "Mallory"
    assert [each.status for each in played.exchange.attempts] == [None, 200]


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_message_is_not_taken_as_sent_by_a_stray_answer(
    kind: str, world: World, proxy: Proxy, pair: Pair
) -> None:
    forged = b'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{"id": "no"}'
    message = world.call(SendMessage.operation_id)

    proxy.trouble = second_answer(forged)
    assert (await pair.play(GetMe(), kind)).outcome == "done"
    proxy.trouble = relay
    played = await pair.play(message, kind)
    until(lambda: bool(world.effects()))
    world.put_back()

    assert played.outcome == "OutcomeUnknown"
    assert "answer to something else" in played.text


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", [GetMe.operation_id, SendMessage.operation_id])
async def test_a_kept_connection_that_has_been_closed_harms_no_call(
    name: str, kind: str, world: World, proxy: Proxy, pair: Pair
) -> None:
    # `closed after the answer` says nothing of it beforehand.
    proxy.trouble = TROUBLES["closed after the answer"].act
    for _ in range(3):
        played = await pair.play(world.call(name), kind)
        assert played.outcome in ("done", "OutcomeUnknown")
        # What is found closed before anything is sent is no sending.
        assert len(played.exchange.attempts) == 1 or name == GetMe.operation_id
    world.put_back()


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_large_upload_that_is_refused_while_it_is_sent(
    kind: str, world: World, proxy: Proxy, pair: Pair
) -> None:
    small = world.call(UploadMedia.operation_id)
    large = small.model_copy(update={"content": BytesSource(bytes(4 * 2**20), "large.bin")})
    proxy.trouble = TROUBLES["refused before the body"].act
    proxy.requests.clear()

    played = await pair.play(large, kind)

    assert played.outcome == "TooLarge"
    assert len(proxy.requests) == 1
    assert not world.effects()
