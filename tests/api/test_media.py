"""Files through both clients: streamed, told how far, taken up again, and never half there."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from explorer.api import errors, transport
from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.events import Event, Failed
from explorer.api.exchange import Exchange
from explorer.api.media import document_with_files, files_node
from explorer.api.operation import CallError
from explorer.api.operations import DeleteMedia, GetMe, GetMedia, UploadMedia
from explorer.api.retry import Policy
from explorer.api.saving import Destination, Saved
from explorer.api.source import PIECE, READ_AT_ONCE, BytesSource, FileSource, Source
from explorer.api.streaming import KEPT, MARGIN
from explorer.document.model import check
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store.media import PIECE as STORED

ROOM = "22222222-3333-4444-8555-666666666666"
GET = GetMedia(cloud_id="s", conversation_id="c", media_id="m1")
TOKEN = "sesame-open-1234"
Call = Callable[[Any], Any]
Do = Callable[..., Any]


def _sync(url: str, call: Call, **options: Any) -> Any:
    with Client(url, **options) as client:
        return call(client)


def _async(url: str, call: Call, **options: Any) -> Any:
    async def main() -> Any:
        async with AsyncClient(url, **options) as client:
            given = call(client)
            return await given if isinstance(given, Awaitable) else given

    return asyncio.run(main())


@pytest.fixture(params=[_sync, _async], ids=["sync", "async"])
def do(request: pytest.FixtureRequest) -> Do:
    """Runs `call(client)` with a client of either kind and gives what comes of it."""
    runner: Do = request.param
    return runner


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0) as started:
        yield started


@pytest.fixture
def app(sandbox: Sandbox) -> dict[str, Any]:
    known = sandbox.credentials
    return {"auth": known.participate_token, "cloud_id": known.cloud_ids[0]}


@pytest.fixture
def room(sandbox: Sandbox, app: dict[str, Any]) -> str:
    with Client(sandbox.base_url, **app) as client:
        return next(each.id for each in client.conversations.each(query="lunch"))


def pattern(size: int) -> bytes:
    return bytes(range(251)) * (size // 251) + bytes(range(size % 251))


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


class Told:
    """Keeps what a progress callback was told."""

    def __init__(self) -> None:
        self.all: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.all.append((done, total))


# Against the sandbox.


@pytest.mark.parametrize(
    "size",
    [0, 1, PIECE - 1, PIECE, PIECE + 1, READ_AT_ONCE, STORED + 1, 5 * 2**20 + 3],
)
def test_up_and_down_again(
    do: Do, sandbox: Sandbox, app: dict[str, Any], room: str, tmp_path: Path, size: int
) -> None:
    original = tmp_path / "größe ☃.csv"
    original.write_bytes(pattern(size))
    (tmp_path / "down").mkdir()
    up, down = Told(), Told()

    made = do(
        sandbox.base_url,
        lambda client: client.media.upload(str(original), conversation_id=room, progress=up),
        **app,
    )
    saved = do(
        sandbox.base_url,
        lambda client: client.media.download(
            made.id, tmp_path / "down", conversation_id=room, progress=down
        ),
        **app,
    )

    assert saved == Saved(tmp_path / "down" / original.name, size, "text/csv", original.name)
    assert saved.path.read_bytes() == original.read_bytes()
    assert names(tmp_path / "down") == [original.name]
    for told in (up, down):
        assert told.all[0] == (0, size)
        assert told.all[-1] == (size, size)
        steps = [done for done, _ in told.all]
        assert steps == sorted(set(steps))
        assert all(b - a <= PIECE for a, b in pairwise(steps))


def test_bytes_and_back_in_memory(do: Do, sandbox: Sandbox, app: dict[str, Any], room: str) -> None:
    url = sandbox.base_url
    made = do(
        url,
        lambda client: client.media.upload(b"a,b", conversation_id=room, name="x.csv"),
        **app,
    )
    file = {"conversation_id": room, "media_id": made.id}
    assert do(url, lambda client: client.media.get(**file), **app) == b"a,b"
    assert do(url, lambda client: client.media.delete(**file), **app) is None
    gone = do(url, lambda client: client.exchange(GetMedia(**file)), **app)
    assert type(gone.error) is errors.NotFound


def test_a_message_carries_an_uploaded_file(
    do: Do, sandbox: Sandbox, app: dict[str, Any], room: str
) -> None:
    url = sandbox.base_url
    made = do(url, lambda c: c.media.upload(b"a", conversation_id=room, name="a.txt"), **app)
    document = document_with_files([made.id], conversation_id=room, text="**The** figures")
    assert check(document.to_json()) == []
    sent = do(url, lambda c: c.messages.send(conversation_id=room, content=document), **app)
    read = do(url, lambda c: c.messages.get(conversation_id=room, message_id=sent.id), **app)
    assert read.body["content"][-1] == files_node([made.id], conversation_id=room).raw
    assert read.body["content"][-1]["content"][0]["attrs"] == {
        "type": "file",
        "id": made.id,
        "collection": room,
    }


def test_too_large_a_file_is_refused_by_the_sandbox_in_words(
    do: Do, sandbox: Sandbox, app: dict[str, Any], room: str
) -> None:
    huge = Zeros(100 * 2**20 + 1)
    made = do(
        sandbox.base_url,
        lambda client: client.exchange(UploadMedia(conversation_id=room, name="a", content=huge)),
        **app,
    )
    assert type(made.error) is errors.TooLarge
    assert "100 MiB" in str(made.error)


# What is in memory.


class Zeros(Source):
    """A body that is nowhere whole: it says how much of it was read."""

    def __init__(self, size: int) -> None:
        super().__init__(size, "zeros.bin")
        self.read = 0
        self.most = 0
        self.opened = self.closed = 0

    def open(self) -> BinaryIO:
        self.opened += 1
        self.read = 0
        source = self

        class File(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                size = len(buffer)
                source.read += size
                source.most = max(source.most, size)
                buffer[:] = bytes(size)
                return size

            def close(self) -> None:
                if not self.closed:
                    source.closed += 1
                super().close()

        return File()  # type: ignore[return-value]


@pytest.fixture
def sink() -> Iterator[tuple[str, list[int]]]:
    """A server that takes one body, of which it keeps nothing but the size, and says 201."""
    taken: list[int] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, rest = data.partition(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", head.lower())
            assert found is not None
            left, size = int(found[1]) - len(rest), len(rest)
            while left > 0:
                piece = connection.recv(1 << 20)
                if not piece:
                    return
                left, size = left - len(piece), size + len(piece)
            taken.append(size)
            body = b'{"data": {"id": "m1"}}'
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(body))
            connection.sendall(body)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
    listener.close()
    thread.join(5)


def test_an_upload_of_200_mib_is_never_in_memory(do: Do, sink: tuple[str, list[int]]) -> None:
    url, taken = sink
    source = Zeros(200 * 2**20)
    seen: list[int] = []

    def progress(done: int, total: int | None) -> None:
        # What has been read and not handed over yet is in memory.
        seen.append(source.read - done)

    made = do(
        url,
        lambda client: client.send(
            UploadMedia(cloud_id="s", conversation_id="c", name="a", content=source),
            progress=progress,
        ),
    )
    assert made.id == "m1"
    assert taken == [200 * 2**20]
    assert source.most <= READ_AT_ONCE
    assert max(seen) <= READ_AT_ONCE
    assert source.opened == source.closed


def chunked(piece: bytes, times: int) -> Callable[[socket.socket], None]:
    """An answer of so many pieces, of which the server holds one."""

    def act(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(times):
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")

    return act


def test_a_download_larger_than_any_answer_in_memory(
    do: Do, wire: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = Destination.write

    def spy(self: Destination, data: bytes) -> None:
        written.append(len(data))
        write(self, data)

    monkeypatch.setattr(Destination, "write", spy)
    times = transport.BODY_CAP // 2**20 + 2
    wire.say(chunked(bytes(2**20), times))
    told = Told()

    saved = do(wire.url, lambda client: client.save(GET, tmp_path / "zeros", progress=told))

    assert saved.path.stat().st_size == saved.size == times * 2**20 > transport.BODY_CAP
    assert max(written) <= 2 * READ_AT_ONCE
    assert told.all[-1] == (saved.size, None)


def test_a_download_into_memory_is_followed(do: Do, wire: Any) -> None:
    told, body = Told(), bytes(3 * 2**20)
    wire.say(wire.answer(200, body))
    made = do(wire.url, lambda client: client.exchange(GET, progress=told))
    assert made.value == body
    assert told.all[0] == (0, len(body))
    assert told.all[-1] == (len(body), len(body))
    assert [done for done, _ in told.all] == sorted(done for done, _ in told.all)


def test_in_memory_the_cap_holds_and_the_way_out_is_named(do: Do, wire: Any) -> None:
    wire.say(chunked(bytes(2**20), transport.BODY_CAP // 2**20 + 1))
    with pytest.raises(errors.AnswerTooLarge, match="saved to a file"):
        do(wire.url, lambda client: client.send(GET))


def test_the_answer_to_an_upload_has_a_cap_too(
    do: Do, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 1000)
    wire.say(wire.answer(201, b"x" * 1001))
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=b"x")
    made = do(wire.url, lambda client: client.exchange(call))
    assert type(made.error) is errors.AnswerTooLarge
    assert "may have been carried out" in str(made.error)


# Retries.


def cut(body: bytes, announced: int) -> Callable[[socket.socket], None]:
    """An answer of which only the beginning comes."""

    def act(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % announced)
        connection.sendall(body)

    return act


async def _no_wait(seconds: float) -> None:
    pass


def quick(do: Do) -> dict[str, Any]:
    return {"sleep": _no_wait if do is _async else lambda seconds: None}


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


# Time.


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
        policy=Policy(read_timeout=0.2),
        **quick(do),
    )
    over.set()
    assert made.attempts[0].failure == "nothing came for 0.2 s"
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


# Giving up.


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


async def test_other_calls_go_on_beside_transfers(
    sandbox: Sandbox, app: dict[str, Any], room: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(pattern(4 * 2**20))
    order: list[str] = []

    async with AsyncClient(sandbox.base_url, **app) as client:

        async def transfer() -> None:
            made = await client.media.upload(path, conversation_id=room)
            await client.media.download(made.id, tmp_path / "b.bin", conversation_id=room)
            order.append("transfer")

        async def ask() -> None:
            await client.users.me()
            order.append("me")

        await asyncio.gather(transfer(), ask())
    assert order == ["me", "transfer"]
    assert (tmp_path / "b.bin").read_bytes() == path.read_bytes()


# Places on disk.


def test_a_file_that_is_there_is_refused_before_anything_is_sent(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(CallError, match="already"):
        do(wire.url, lambda client: client.save(GET, tmp_path / "a"))
    assert wire.requests == []
    assert (tmp_path / "a").read_bytes() == b"before"
    wire.say(wire.answer(200, b"after"))
    do(wire.url, lambda client: client.save(GET, tmp_path / "a", overwrite=True))
    assert (tmp_path / "a").read_bytes() == b"after"
    assert names(tmp_path) == ["a"]


def test_one_under_the_servers_name_is_refused_when_that_is_known(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"before")
    wire.say(wire.answer(200, bytes(PIECE), "Content-Disposition: attachment; filename=a.txt"))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path))
    assert type(made.error) is errors.FileFailed
    assert "already" in str(made.error)
    assert len(wire.requests) == 1
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"before"


def test_one_made_in_the_meantime_is_not_replaced(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))

    def progress(done: int, total: int | None) -> None:
        (tmp_path / "a").write_bytes(b"mine")

    made = do(wire.url, lambda c: c.save_exchange(GET, tmp_path / "a", progress=progress))
    assert type(made.error) is errors.FileFailed
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_what_is_no_regular_file_is_never_replaced(do: Do, wire: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "link", tmp_path / "pipe"):
        with pytest.raises(CallError, match="no regular file"):
            do(wire.url, lambda c, path=path: c.save(GET, path, overwrite=True))
    with pytest.raises(CallError, match="no directory"):
        do(wire.url, lambda client: client.save(GET, tmp_path / "none" / "a"))
    with pytest.raises(CallError, match="no directory"):
        do(wire.url, lambda client: client.save(GET, f"{tmp_path}/none/"))
    assert wire.requests == []


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("~nosuch-user/x", "a user that is not known here"),
        ("x" * 300, "cannot be saved: File name too long"),
        (f"{'x' * 300}/a", "cannot be saved: File name too long"),
        ("a\0b", "is no path to save in"),
        ("a\ud800/", "is no path to save in|There is no directory"),
        ("", "The path to save in is empty"),
        (b"a", "must be a text"),
        (None, "must be a text"),
    ],
)
def test_what_can_be_no_path_is_said_in_a_sentence(do: Do, wire: Any, path: Any, why: str) -> None:
    for call in (
        lambda c: c.media.download("m1", path, conversation_id="c", cloud_id="s"),
        lambda c: c.save(GET, path),
    ):
        with pytest.raises(CallError, match=why):
            do(wire.url, call)
    assert wire.requests == []


def test_a_device_is_given_what_comes_and_stays_a_device(do: Do, wire: Any) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))
    saved = do(wire.url, lambda client: client.save(GET, os.devnull))
    assert saved.size == 2 * PIECE
    assert Path(os.devnull).is_char_device()


def test_a_device_that_takes_nothing_is_said(do: Do, wire: Any) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))
    made = do(wire.url, lambda client: client.save_exchange(GET, "/dev/full"))
    assert type(made.error) is errors.FileFailed
    assert "No space left" in str(made.error)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('filename="../../up.txt"', "up.txt"),
        ("filename*=UTF-8''..%2F..%2Fup.txt", "up.txt"),
        ('filename="/etc/passwd"', "passwd"),
        ('filename=".."', "m1"),
        ('filename=".ssh"', "_ssh"),
        ("filename*=UTF-8''a%1B%5D0%3Bx%07.txt", "a␛]0;x␇.txt"),
        ("size=3", "m1"),
    ],
)
def test_a_hostile_name_stays_in_the_directory(
    do: Do, wire: Any, tmp_path: Path, header: str, name: str
) -> None:
    wire.say(wire.answer(200, b"x", f"Content-Disposition: attachment; {header}"))
    directory = tmp_path / "deep" / "in"
    directory.mkdir(parents=True)
    saved = do(wire.url, lambda client: client.save(GET, directory))
    assert saved.path == directory / name
    assert names(directory) == [name]
    assert names(tmp_path) == ["deep"]
    assert "\x1b" not in repr(saved)


def test_a_disk_that_is_full_is_said(
    do: Do, wire: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    wire.say(wire.answer(200, bytes(PIECE)))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.FileFailed
    assert "No space left on device" in str(made.error)
    assert len(wire.requests) == 1
    assert names(tmp_path) == []


def test_an_error_is_not_saved(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.json({"code": 404, "message": "not here"}, 404))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.NotFound
    assert made.error.message == "not here"
    assert names(tmp_path) == []


def test_a_redirect_is_not_saved_either(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(302, b"", "Location: https://elsewhere.example/x"))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.Redirected
    assert names(tmp_path) == []


def test_the_answer_of_any_operation_can_be_saved(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, b'{"id" : 1}'), wire.answer(204))
    saved = do(wire.url, lambda client: client.save(GetMe(), tmp_path / "me.json"))
    assert saved.path.read_bytes() == b'{"id" : 1}'
    call = DeleteMedia(cloud_id="s", conversation_id="c", media_id="m1")
    assert do(wire.url, lambda client: client.save(call, tmp_path / "none")).size == 0
    assert names(tmp_path) == ["me.json", "none"]


def test_a_file_that_comes_compressed_is_saved_as_it_was(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, gzip.compress(pattern(5000)), "Content-Encoding: gzip"))
    told = Told()
    saved = do(wire.url, lambda client: client.save(GET, tmp_path / "a", progress=told))
    assert saved.path.read_bytes() == pattern(5000)
    assert told.all[-1] == (5000, None)
    # It was not asked for: a file's own size is what a progress is of.
    assert wire.requests[0].header("Accept-Encoding") == "identity"
    assert wire.requests[0].header("Accept") == "*/*"


# Sources.


def test_a_file_that_cannot_be_sent_is_refused_when_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="cannot be read: No such file"):
        FileSource(tmp_path / "none")
    with pytest.raises(CallError, match="cannot be read: Is a directory"):
        FileSource(tmp_path)
    with pytest.raises(CallError, match="no regular file"):
        FileSource(os.devnull)
    with pytest.raises(CallError, match="cannot be read: that is no path"):
        FileSource("a\0b")
    with pytest.raises(CallError, match="a user that is not known here"):
        FileSource("~nosuch-user/x")
    with pytest.raises(CallError, match="cannot be read: File name too long"):
        FileSource("x" * 300)
    # Nobody writes to it: to open it would wait for ever.
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CallError, match="no regular file"):
        FileSource(tmp_path / "pipe")
    with pytest.raises(CallError, match="name"):
        Client("http://127.0.0.1:1").media.upload(b"x", conversation_id="c")


def test_a_file_that_changes_while_it_is_sent_is_said(do: Do, wire: Any, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(bytes(10 * READ_AT_ONCE))

    def shorten(done: int, total: int | None) -> None:
        if done == READ_AT_ONCE:
            os.truncate(path, READ_AT_ONCE)

    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=path)
    made = do(wire.url, lambda client: client.exchange(call, progress=shorten))
    assert type(made.error) is errors.FileFailed
    assert "became shorter" in str(made.error)
    assert "may have been carried out" not in str(made.error)
    assert wire.requests == []
    path.unlink()
    made = do(wire.url, lambda client: client.exchange(call))
    assert type(made.error) is errors.FileFailed
    assert "No such file" in str(made.error)


def test_what_has_grown_since_is_sent_as_far_as_it_was_announced(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"one\n")
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a", content=path)
    path.write_bytes(b"one\ntwo\n")
    wire.say(wire.json({"data": {"id": "m1"}}, 201))
    do(wire.url, lambda client: client.send(call))
    assert wire.requests[0].body == b"one\n"
    assert wire.requests[0].header("Content-Length") == "4"
    assert wire.requests[0].header("Transfer-Encoding") is None


# What is kept.


def uploaded(do: Do, wire: Any, content: bytes) -> Exchange[Any]:
    wire.say(wire.json({"data": {"id": "m1"}}, 201))
    call = UploadMedia(cloud_id="s", conversation_id="c", name="a b.txt", content=content)
    made: Exchange[Any] = do(wire.url, lambda client: client.exchange(call), auth=TOKEN)
    assert wire.requests[-1].body == content
    return made


def saved(do: Do, wire: Any, content: bytes, directory: Path) -> Exchange[Any]:
    wire.say(wire.answer(200, content, "Content-Disposition: attachment; filename=a.txt"))
    made: Exchange[Any] = do(
        wire.url, lambda client: client.save_exchange(GET, directory), auth=TOKEN
    )
    assert (directory / "a.txt").read_bytes() == content
    return made


def test_an_exchange_describes_what_was_sent_and_came(do: Do, wire: Any, tmp_path: Path) -> None:
    up = uploaded(do, wire, b"small")
    assert (up.request.body, up.request.cut) == (b"small", 0)
    assert up.request.target.endswith("/media?name=a%20b.txt")
    assert ("Content-Type", "application/octet-stream") in up.request.headers
    down = saved(do, wire, b"small", tmp_path)
    assert down.response is not None
    assert (down.response.body, down.response.cut) == (b"small", 0)


def test_of_large_bodies_an_exchange_keeps_the_first_mebibyte(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    content = pattern(3 * 2**20)
    up = uploaded(do, wire, content)
    down = saved(do, wire, content, tmp_path)
    assert down.response is not None
    for kept in (up.request, down.response):
        assert kept.body == content[:KEPT]
        assert kept.cut == len(content) - KEPT


@pytest.mark.parametrize("place", [100, KEPT - 5, KEPT + MARGIN - 5])
def test_no_secret_is_kept_not_even_half_of_one(
    do: Do, wire: Any, tmp_path: Path, place: int
) -> None:
    content = bytearray(b"." * (KEPT + 2 * MARGIN))
    content[place : place + len(TOKEN)] = TOKEN.encode()
    up = uploaded(do, wire, bytes(content))
    down = saved(do, wire, bytes(content), tmp_path)
    assert down.response is not None
    for kept in (up.request, down.response):
        assert TOKEN[:4].encode() not in kept.body
        assert len(kept.body) <= KEPT
        assert (b"$STRIDE_TOKEN" in kept.body) == (place == 100)


def test_the_body_of_an_upload_is_not_sent_on_from_an_exchange(do: Do, wire: Any) -> None:
    wire.say(wire.answer(307, b"", "Location: /elsewhere"))
    call = UploadMedia(
        cloud_id="s", conversation_id="c", name="a", content=bytes(KEPT + MARGIN + 1)
    )
    made = do(wire.url, lambda client: client.exchange(call))
    with pytest.raises(CallError, match="does not keep whole"):
        do(wire.url, lambda client: client.follow(made))


def test_words_and_unchecked_calls_carry_files_too(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    source = FileSource(path)
    values = {"cloudId": "s", "conversationId": "c", "name": "n"}
    call = UploadMedia.from_text(values, body=source)
    assert call.build().source is source
    call = UploadMedia.from_text({**values, "body": "typed"})
    assert call.build().source == BytesSource(b"typed")
    loose = UploadMedia.unchecked({"cloudId": "s", "conversationId": "c"}, body=source)
    assert loose.build().source is source
    assert loose.build().target == "/site/s/conversation/c/media"
    assert loose.build().content_type == "application/octet-stream"
    odd = UploadMedia.unchecked(values, body=b"x", content_type="text/plain")
    assert odd.build().content_type == "text/plain"
    nothing = UploadMedia.unchecked(values).build()
    assert (nothing.source, nothing.content_type) == (None, "")
    with pytest.raises(CallError, match="application/octet-stream"):
        UploadMedia.from_text(values, body=b"x", content_type="application/json")
