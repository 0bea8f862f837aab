"""Looking for news in an open conversation: what is new, changed, gone, and how often to look."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from explorer.api.errors import ServerError
from explorer.api.exchange import Request, Response
from explorer.api.operations import DeleteMessage, EditMessage
from explorer.workbench.threads import LONGEST_DELAY, USUAL_DELAY
from explorer.workbench.workbench import Workbench
from tests.workbench.talking import MakeRoom, numbered, say, texts


class TestPolling:
    async def test_new_ones_come_at_the_end(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 80)
        feed = workbench.thread(room)
        await feed.open()
        await feed.older()
        assert await feed.poll() == 0
        await say(workbench, room, "new", "newer")
        assert await feed.poll() == 2
        assert texts(feed) == [*numbered(range(80)), "new", "newer"]

    async def test_what_has_not_changed_stays_the_same_object(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        feed = workbench.thread(await make_room(workbench, 5))
        await feed.open()
        before = list(feed.messages)
        changes: list[int] = []
        feed.on_change(lambda: changes.append(1))
        await feed.poll()
        await asyncio.sleep(0)
        assert all(was is now for was, now in zip(before, feed.messages, strict=True))
        assert changes == []

    async def test_edits_and_deletions_are_seen(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 78)
        ids = await say(workbench, room, "one", "two", "three")
        feed = workbench.thread(room)
        await feed.open()
        await feed.older()
        client = workbench.client
        await client.send(EditMessage(conversation_id=room, message_id=ids[0], content="ONE"))
        await client.send(DeleteMessage(conversation_id=room, message_id=ids[1]))
        assert await feed.poll() == 0
        assert texts(feed) == [*numbered(range(78)), "ONE", "three"]

    async def test_the_first_messages_of_all_may_be_deleted(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench)
        [only] = await say(workbench, room, "one")
        feed = workbench.thread(room)
        await feed.open()
        await workbench.client.send(DeleteMessage(conversation_id=room, message_id=only))
        assert await feed.poll() == 0
        assert texts(feed) == []

    async def test_many_new_ones_leave_no_gap(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 76)
        feed = workbench.thread(room)
        await feed.open()
        await say(workbench, room, *numbered(range(76, 236)))
        assert await feed.poll() == 160
        assert texts(feed) == numbered(range(1, 236))
        assert await feed.older() == 1

    async def test_more_than_anyone_would_read_begins_anew(
        self, workbench: Workbench, make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("explorer.workbench.threads._CATCH_UP_PAGES", 1)
        room = await make_room(workbench, 80)
        feed = workbench.thread(room)
        await feed.open()
        await say(workbench, room, *numbered(range(80, 240)))
        await feed.poll()
        assert texts(feed)[-1] == "message 239"
        while not feed.at_start:
            await feed.older()
        assert texts(feed) == numbered(range(240))

    async def test_a_failure_is_told_and_slows_it_down(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        broken = False

        def spoil(request: Request) -> Response | None:
            return Response(500, body=b"{}") if broken else None

        workbench = await open_workbench(transport=spoiled(spoil))
        feed = workbench.thread(await make_room(workbench, 3))
        await feed.open()
        assert feed.poll_delay() == USUAL_DELAY
        broken = True
        assert [await feed.poll() for _ in range(6)] == [0] * 6
        assert isinstance(feed.error, ServerError)
        assert texts(feed) == numbered(range(3))
        assert feed.poll_delay() == LONGEST_DELAY
        broken = False
        await feed.poll()
        assert (feed.error, feed.poll_delay()) == (None, USUAL_DELAY)

    @pytest.mark.parametrize(
        ("left", "seconds", "delay"),
        [
            ("20", 60, USUAL_DELAY),
            ("15", 60, 6.0),
            ("6", 50, 50.0),
            ("0", 600, LONGEST_DELAY),
            ("19", 1, USUAL_DELAY),
            ("few", 60, USUAL_DELAY),
        ],
    )
    async def test_near_the_limit_it_leaves_room_for_the_person(
        self,
        open_workbench: Any,
        spoiled: Any,
        make_room: MakeRoom,
        left: str,
        seconds: int,
        delay: float,
    ) -> None:
        # The server's clock may be far from ours: only its own date counts.
        now = datetime(2018, 6, 8, 17, 0, tzinfo=UTC)
        headers = (
            ("X-RateLimit-Remaining", left),
            ("X-RateLimit-Reset", (now + timedelta(seconds=seconds)).isoformat()),
            ("Date", format_datetime(now, usegmt=True)),
        )

        def spoil(request: Request) -> Response | None:
            listed = request.method == "GET" and request.url.endswith("/message")
            return Response(200, "OK", headers, b'{"messages": []}') if listed else None

        workbench = await open_workbench(transport=spoiled(spoil))
        feed = workbench.thread(await make_room(workbench))
        await feed.open()
        assert feed.poll_delay() == pytest.approx(delay)
