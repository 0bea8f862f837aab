"""Files through both clients: streamed, told how far, taken up again, and never half there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.client import AsyncClient, Client
from explorer.api.media import document_with_files, files_node
from explorer.api.operation import CallError
from explorer.api.operations import GetMedia, UploadMedia
from explorer.api.saving import Saved
from explorer.api.source import PIECE, READ_AT_ONCE, BytesSource, FileSource
from explorer.document.model import check
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store.media import PIECE as STORED
from tests.api.transfers import Do, Told, Zeros, names, pattern

ROOM = "22222222-3333-4444-8555-666666666666"


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
