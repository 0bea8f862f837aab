"""Transfers that break, are too slow or are given up: begun again, ended, nothing half there."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient
from explorer.api.events import Event, Failed
from explorer.api.operations import UploadMedia
from explorer.api.retry import Policy
from explorer.api.source import PIECE, READ_AT_ONCE
from tests.api.transfers import GET, Do, Told, Zeros, by_async_client, names, pattern


def cut(body: bytes, announced: int) -> Callable[[socket.socket], None]:
    """An answer of which only the beginning comes."""

    def act(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % announced)
        connection.sendall(body)

    return act


async def _no_wait(seconds: float) -> None:
    pass


def quick(do: Do) -> dict[str, Any]:
    return {"sleep": _no_wait if do is by_async_client else lambda seconds: None}


def test_a_download_that_broke_is_begun_again_from_zero(do: Do, wire: Any, tmp_path: Path) -> None:
    whole = pattern(3 * PIECE)
    wire.say(cut(whole[: 2 * PIECE], len(whole)), wire.answer(200, whole))
    told = Told()
    saved = do(
        wire.url,
        lambda client: client.save(GET, tmp_path / "a", progress=told),
        **quick(do),
    )
    assert saved.path.read_bytes() == whole
    assert names(tmp_path) == ["a"]
    assert len(wire.requests) == 2
    starts = [place for place, (done, _) in enumerate(told.all) if done == 0]
    assert len(starts) == 2
    assert 0 < told.all[starts[1] - 1][0] <= 2 * PIECE


def test_one_that_always_breaks_leaves_nothing(do: Do, wire: Any, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    wire.default = cut(b"abc", 10)
    made = do(
        wire.url,
        lambda client: client.save_exchange(GET, tmp_path / "a", overwrite=True),
        **quick(do),
    )
    assert type(made.error) is errors.Broken
    assert len(made.attempts) == len(wire.requests) == 3
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


def test_an_upload_is_sent_again_whole_when_nothing_can_have_come_of_it(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(pattern(3 * PIECE + 1))
    wire.say(
        wire.answer(503, b"", "Retry-After: 0"),
        wire.answer(429, b"", "Retry-After: 0"),
        wire.json({"data": {"id": "m1"}}, 201),
    )
    told = Told()
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=path)
    do(wire.url, lambda client: client.send(call, progress=told), **quick(do))
    assert [seen.body for seen in wire.requests] == [path.read_bytes()] * 3
    assert [done for done, _ in told.all].count(0) == 3
    assert told.all[-1] == (3 * PIECE + 1, 3 * PIECE + 1)


def test_an_upload_without_an_answer_is_not_sent_again(do: Do, wire: Any) -> None:
    wire.say(lambda connection: None)
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=b"x" * PIECE)
    made = do(wire.url, lambda client: client.exchange(call), **quick(do))
    assert type(made.error) is errors.OutcomeUnknown
    assert len(wire.requests) == 1


def test_a_refused_connection_is_tried_again(do: Do) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=b"x")
    made = do(url, lambda client: client.exchange(call), **quick(do))
    assert type(made.error) is errors.ConnectFailed
    assert len(made.attempts) == 3


def test_a_refused_token_is_refreshed_and_the_file_sent_again(do: Do, wire: Any) -> None:
    token = {"access_token": "fresh-token-1", "expires_in": 3600}
    wire.say(
        wire.json(token),
        wire.answer(401, b"{}"),
        wire.json({**token, "access_token": "fresh-token-2"}),
        wire.json({"data": {"id": "m1"}}, 201),
    )
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=pattern(PIECE + 1))
    do(
        wire.url,
        lambda client: client.send(call),
        auth=ClientCredentials("id", "secret-of-client"),
    )
    sent = [seen for seen in wire.requests if seen.target.endswith("?name=a")]
    assert [seen.body for seen in sent] == [pattern(PIECE + 1)] * 2
    assert sent[1].header("Authorization") == "Bearer fresh-token-2"


def drip(pieces: int, piece: bytes, pause: float) -> Callable[[socket.socket], None]:
    def act(connection: socket.socket) -> None:
        size = pieces * len(piece)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        over = threading.Event()
        for _ in range(pieces):
            connection.sendall(piece)
            over.wait(pause)

    return act


def test_a_long_transfer_may_take_longer_than_the_deadline(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    wire.say(drip(8, bytes(PIECE), 0.15))
    saved = do(
        wire.url,
        lambda client: client.save(GET, tmp_path / "a"),
        policy=Policy(deadline=0.7),
    )
    assert saved.size == 8 * PIECE


def test_one_that_only_drips_does_not(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(drip(1000, b"x", 0.02))
    made = do(
        wire.url,
        lambda client: client.save_exchange(GET, tmp_path / "a"),
        policy=Policy(deadline=0.3),
    )
    assert type(made.error) is errors.DeadlinePassed
    assert made.milliseconds < 5000
    assert names(tmp_path) == []


def test_one_that_stands_still_is_begun_again(do: Do, wire: Any, tmp_path: Path) -> None:
    over = threading.Event()

    def stand_still(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        over.wait(10)

    wire.say(stand_still, wire.answer(200, b"0123456789"))
    made = do(
        wire.url,
        lambda client: client.save_exchange(GET, tmp_path / "a"),
        policy=Policy(read_timeout=0.6),
        **quick(do),
    )
    over.set()
    assert made.attempts[0].failure == "nothing came for 0.6 s"
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_an_upload_nobody_takes_ends(do: Do) -> None:
    source = Zeros(64 * 2**20)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=source)
        made = do(url, lambda client: client.exchange(call), policy=Policy(read_timeout=0.3))
    assert type(made.error) is errors.OutcomeUnknown
    # No more was read than fits into the buffers of the two sockets.
    assert source.read < 32 * 2**20
    assert source.opened == source.closed


class Enough(Exception):
    pass


@pytest.mark.parametrize("problem", [Enough, OSError, TimeoutError, KeyboardInterrupt])
def test_what_a_callback_raises_ends_a_download_and_comes_out(
    do: Do, wire: Any, tmp_path: Path, problem: type[BaseException]
) -> None:
    wire.say(wire.answer(200, bytes(10 * PIECE)), wire.answer(200, b"{}"))

    def progress(done: int, total: int | None) -> None:
        if done > 2 * PIECE:
            raise problem

    events: list[Event] = []
    with pytest.raises(problem):
        do(
            wire.url,
            lambda client: client.save(GET, tmp_path / "a", progress=progress),
            listeners=[events.append],
        )
    assert names(tmp_path) == []
    assert len(wire.requests) == 1
    assert isinstance(events[-1], Failed)
    assert type(events[-1].exchange.error) is errors.Cancelled


@pytest.mark.parametrize("problem", [Enough, OSError])
def test_what_a_callback_raises_ends_an_upload_and_comes_out(
    do: Do, wire: Any, problem: type[BaseException]
) -> None:
    source = Zeros(10 * 2**20)

    def progress(done: int, total: int | None) -> None:
        if done >= 2**20:
            raise problem

    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=source)
    with pytest.raises(problem):
        do(wire.url, lambda client: client.send(call, progress=progress))
    # Read as it was needed, and no further.
    assert source.read <= 2**20 + READ_AT_ONCE
    assert source.opened == source.closed
    assert wire.requests == []


async def test_a_cancelled_download_leaves_nothing(wire: Any, tmp_path: Path) -> None:
    over, begun = threading.Event(), asyncio.Event()

    def stand_still(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        connection.sendall(bytes(500_000))
        over.wait(10)

    def progress(done: int, total: int | None) -> None:
        if done == 500_000:
            begun.set()

    wire.say(stand_still)
    async with AsyncClient(wire.url) as client:
        task = asyncio.ensure_future(client.save(GET, tmp_path / "a", progress=progress))
        await begun.wait()
        assert len(names(tmp_path)) == 1
        assert names(tmp_path)[0].endswith(".part")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert names(tmp_path) == []
    over.set()


async def test_a_cancelled_upload_closes_its_file(wire: Any, tmp_path: Path) -> None:
    source = Zeros(2**30)
    begun = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        async with AsyncClient(f"http://127.0.0.1:{deaf.getsockname()[1]}") as client:
            call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=source)
            task = asyncio.ensure_future(
                client.send(call, progress=lambda done, total: begun.set())
            )
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    assert source.opened == source.closed == 1
