"""What of a file is in memory while it goes or comes: a piece, never the whole."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors, transport
from explorer.api.operations import UploadMedia
from explorer.api.saving import Destination
from explorer.api.source import READ_AT_ONCE
from tests.api.transfers import GET, Do, Told, Zeros


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
