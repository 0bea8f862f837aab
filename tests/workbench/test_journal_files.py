"""What the journal keeps of files: the first mebibyte, how much more there was, and no secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.api.client import Client
from explorer.api.events import Done, Event
from explorer.api.operations import GetMedia, UploadMedia
from explorer.sandbox.server import Sandbox
from explorer.workbench.catalogue import example_command
from explorer.workbench.journal import BODY_CAP, Entry, Journal

SIZE = 3 * 2**20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0) as started:
        yield started


def test_a_file_up_and_down_as_the_journal_has_it(sandbox: Sandbox, tmp_path: Path) -> None:
    known = sandbox.credentials
    content = (b"." * 98 + known.participate_token.encode() + b"\n") * (SIZE // 100)
    journal = Journal(tmp_path / "journal.db")
    made: list[Any] = []

    def listen(event: Event) -> None:
        if isinstance(event, Done):
            made.append(event.exchange)
            journal.record(event.exchange)

    options: dict[str, Any] = {"auth": known.participate_token, "cloud_id": known.cloud_ids[0]}
    with Client(sandbox.base_url, **options) as client:
        room = next(each.id for each in client.conversations.each())
        client.listen(listen)
        uploaded = client.media.upload(content, conversation_id=room, name="a.txt")
        saved = client.media.download(uploaded.id, tmp_path / "a.txt", conversation_id=room)
    assert saved.path.read_bytes() == content
    journal.flush()

    entries = [journal.get(exchange.id) for exchange in made]
    journal.close()
    up, down = entries
    assert isinstance(up, Entry)
    assert isinstance(down, Entry)
    assert down.response is not None
    for body, cut in (
        (up.request.body, up.request_cut),
        (up.request.body, up.request.cut),
        (down.response.body, down.response.cut),
    ):
        assert body.startswith(b"." * 98 + b"$STRIDE_TOKEN\n.")
        assert known.participate_token[:8].encode() not in body
        assert len(body) <= BODY_CAP
        assert cut > SIZE - BODY_CAP - 2**20
    assert up.url.endswith("/media?name=a.txt")
    assert down.response.header("Content-Type") == "text/plain"


def test_examples_name_files() -> None:
    assert example_command(UploadMedia).endswith(" name=figures.csv --body @figures.csv")
    assert example_command(GetMedia).endswith(" --output ./")
