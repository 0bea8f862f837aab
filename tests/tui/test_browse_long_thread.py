"""A thread of 50,000 messages: what is kept, asked for and drawn stays as little as in a short one.

Counts, not times.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.models import Conversation
from explorer.api.operations import GetConversation
from explorer.sandbox.server import Sandbox
from explorer.tui.browse.message_source import MessageSource
from explorer.workbench.threads import WINDOW
from explorer.workbench.workbench import Workbench

MESSAGES = 102_000
"""In all rooms, of which one has at least half."""


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sandbox]:
    """A sandbox with a room of 50,000 messages."""
    from datetime import UTC, datetime

    now = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
    with Sandbox.start(port=0, seed=1, now=now, conversations=60, messages=MESSAGES) as running:
        yield running


@pytest.fixture
def long_room(crowded: Sandbox) -> Conversation:
    """The room with most messages."""
    with crowded._database.reading() as connection:
        (id,) = connection.execute(
            "SELECT conversation_id FROM message GROUP BY conversation_id "
            "ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
    held = crowded.credentials
    auth = ClientCredentials(held.client_id, held.client_secret)
    with Client(crowded.base_url, auth=auth, cloud_id=held.cloud_ids[0]) as client:
        return client.send(GetConversation(conversation_id=id))


async def test_the_reader_keeps_a_window_of_it(
    staging: Any,
    crowded: Sandbox,
    long_room: Conversation,
    wire: Any,
    tmp_path: Any,
    monkeypatch: Any,
) -> None:
    drawn: list[int] = []
    lines = MessageSource.lines

    def counted(self: MessageSource, index: int, width: int) -> Any:
        drawn.append(index)
        return lines(self, index, width)

    monkeypatch.setattr(MessageSource, "lines", counted)
    target = staging.sandbox_target(crowded)
    async with staging.staged(target, tmp_path / "data", transport=wire) as stage:
        stage.browse.open_conversation(long_room)
        await stage.quiet()
        thread = stage.browse.thread
        widgets = len(stage.app.screen.query("*"))
        assert len(drawn) < 200
        for _ in range(100):
            await stage.press("pageup")
        await stage.quiet()
        assert len(thread.list.source) <= WINDOW
        pages = sum("beforeMessage" in asked for asked in wire.asked)
        assert 1 <= pages <= 100 * thread.list.size.height // 75 + 2
        before = len(wire.asked)
        await stage.press("t")
        await stage.write("start")
        await stage.press("enter")
        await stage.until(lambda: thread._feed.at_start, "the beginning")
        await stage.quiet()
        assert len(wire.asked) - before <= 12
        assert thread.list.cursor == 0
        await stage.press("end")
        await stage.until(lambda: thread._feed.at_end, "the end")
        await stage.quiet()
        assert len(thread.list.source) <= WINDOW
        assert len(stage.app.screen.query("*")) == widgets


async def test_all_of_it_can_be_gone_through(
    staging: Any, crowded: Sandbox, long_room: Conversation, tmp_path: Any
) -> None:
    target = staging.sandbox_target(crowded)
    async with await Workbench.open(target, data_dir=tmp_path / "data") as workbench:
        feed = workbench.thread(long_room, window=WINDOW)
        await feed.open()
        count = len(feed.messages)
        while not feed.at_start:
            count += await feed.older()
            assert feed.error is None
            assert len(feed.messages) <= WINDOW
        assert count >= 50_000
        feed.close()
