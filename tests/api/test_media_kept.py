"""What an exchange keeps of a file that went or came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Exchange
from explorer.api.operation import CallError
from explorer.api.operations import UploadMedia
from explorer.api.streaming import KEPT, MARGIN
from tests.api.transfers import GET, TOKEN, Do, pattern


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
