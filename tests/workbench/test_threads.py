"""Threads: the latest messages, the older ones, what changes, and what is on its way out."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from explorer.api.errors import ApiError
from explorer.api.exchange import Request, Response
from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.api.operation import CallError
from explorer.workbench.workbench import Workbench
from tests.workbench.talking import MakeRoom, numbered, say, texts


class TestReading:
    async def test_back_to_the_start(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench, 160)
        feed = workbench.thread(room)
        assert list(feed.messages) == []
        await feed.open()
        assert texts(feed) == numbered(range(85, 160))
        assert not feed.at_start
        assert await asyncio.gather(feed.older(), feed.older()) == [75, 75]
        assert texts(feed) == numbered(range(10, 160))
        assert await feed.older() == 10
        assert feed.at_start
        assert texts(feed) == numbered(range(160))
        assert await feed.older() == 0

    async def test_a_short_room_is_known_at_once(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        feed = workbench.thread(await make_room(workbench, 2))
        await feed.open()
        assert (texts(feed), feed.at_start) == (numbered(range(2)), True)

    async def test_a_room_that_is_not_there(self, workbench: Workbench) -> None:
        feed = workbench.thread("11111111-2222-4333-8444-555555555555")
        await feed.open()
        assert feed.error is not None
        assert feed.error.status == 404
        assert not feed.fallback
        assert not feed.opened
        assert await feed.older() == 0

    async def test_those_who_look_are_told(self, workbench: Workbench, make_room: MakeRoom) -> None:
        feed = workbench.thread(await make_room(workbench, 1))
        seen: list[tuple[bool, int]] = []
        feed.on_change(lambda: seen.append((feed.loading, len(feed.messages))))
        await feed.open()
        await asyncio.sleep(0)
        assert seen[0] == (True, 0)
        assert seen[-1] == (False, 1)

    async def test_a_message_that_cannot_be_read_stands_in_its_place(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        page = {"messages": [{"id": "m1", "text": "a"}, {"text": 3}, {"id": "m3", "text": 4}]}

        def spoil(request: Request) -> Response | None:
            listed = request.method == "GET" and request.url.endswith("/message")
            return Response(200, body=json.dumps(page).encode()) if listed else None

        workbench = await open_workbench(transport=spoiled(spoil))
        feed = workbench.thread(await make_room(workbench))
        await feed.open()
        assert await feed.poll() == 0
        kinds = [type(item) for item in feed.messages]
        assert kinds == [Message, Unreadable, Unreadable]

    async def test_the_oldest_message_may_have_been_deleted(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            unknown = "beforeMessage=" in request.url
            return Response(404, body=b'{"code": 404, "message": "gone"}') if unknown else None

        workbench = await open_workbench(transport=spoiled(spoil))
        feed = workbench.thread(await make_room(workbench, 100))
        await feed.open()
        assert await feed.older() == 25
        assert texts(feed) == numbered(range(100))


@pytest.mark.parametrize("hostile", ["..", "a\x00b", "\ud800"])
async def test_an_id_that_no_path_can_hold_ends_no_more_than_its_call(
    workbench: Workbench, hostile: str
) -> None:
    feed = workbench.thread(hostile)
    await feed.open()
    assert "Nothing was sent" in str(feed.error)
    assert await feed.poll() == 0
    shelf = await workbench.modules(hostile)
    assert all("Nothing was sent" in str(each.error) for each in shelf.shelves.values())
    assert await workbench.name_of(hostile) == hostile
    with pytest.raises(ApiError, match="Nothing was sent"):
        await workbench.direct(hostile)
    with pytest.raises(ApiError, match="Nothing was sent"):
        await workbench.set_configuration_state("c", hostile, True)
    with pytest.raises(CallError, match="cannot be sent"):
        await workbench.send_message(hostile, "hello")


async def test_a_name_that_cannot_be_sent_is_told(workbench: Workbench) -> None:
    feed = workbench.conversations("\ud800")
    assert await feed.more() == 0
    assert "Nothing was sent" in str(feed.error)


class TestAWindow:
    """A reader who goes through a long history keeps a stretch of it."""

    async def test_what_is_far_is_dropped_and_read_again(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 320)
        feed = workbench.thread(room, window=150)
        await feed.open()
        assert await feed.older() == 75
        assert (feed.at_end, len(feed.messages)) == (True, 150)
        assert await feed.older() == 75
        assert (feed.at_end, feed.at_start) == (False, False)
        assert texts(feed) == numbered(range(95, 245))
        await feed.older()
        await feed.older()
        assert feed.at_start
        assert texts(feed) == numbered(range(150))
        assert await feed.newer() == 75
        assert not feed.at_start
        assert texts(feed) == numbered(range(75, 225))
        while not feed.at_end:
            await feed.newer()
        assert texts(feed) == numbered(range(170, 320))
        assert await feed.newer() == 0

    async def test_back_to_the_latest_at_once(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        feed = workbench.thread(await make_room(workbench, 200), window=75)
        await feed.open()
        await feed.older()
        assert not feed.at_end
        assert await feed.latest()
        assert texts(feed) == numbered(range(125, 200))

    async def test_what_comes_beyond_it_is_counted(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 200)
        feed = workbench.thread(room, window=75)
        await feed.open()
        await feed.older()
        await say(workbench, room, *numbered(range(200, 203)))
        assert await feed.poll() == 3
        assert await feed.poll() == 0
        assert feed.below == 3
        assert texts(feed) == numbered(range(50, 125))
        await feed.newer()
        await feed.newer()
        assert (feed.at_end, feed.below) == (True, 0)
        assert texts(feed)[-1] == "message 202"

    async def test_what_is_on_its_way_stands_at_the_end_only(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 160)
        feed = workbench.thread(room, window=75)
        await feed.open()
        await feed.older()
        sent = await workbench.send_message(room, "at the end")
        assert sent not in feed.messages
        await feed.latest()
        assert texts(feed)[-1] == "at the end"


class TestJumping:
    async def test_to_a_message_far_away(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench, 0)
        ids = await say(workbench, room, *numbered(range(300)))
        feed = workbench.thread(room, window=150)
        await feed.open()
        assert await feed.jump(ids[100])
        assert texts(feed) == numbered(range(63, 138))
        assert (feed.at_start, feed.at_end) == (False, False)
        assert await feed.older() == 63
        assert feed.at_start
        await feed.newer()
        assert not feed.at_end
        assert await feed.jump(ids[290])
        assert (feed.at_start, feed.at_end) == (False, True)

    async def test_to_one_that_is_not_there(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        feed = workbench.thread(await make_room(workbench, 3))
        await feed.open()
        assert not await feed.jump("5d6e39d3-ab1d-10e7-be03-02420aff0003")
        assert feed.error is not None
        assert texts(feed) == numbered(range(3))

    async def test_without_having_opened_it(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 0)
        ids = await say(workbench, room, *numbered(range(100)))
        feed = workbench.thread(room)
        assert await feed.jump(ids[0])
        assert (feed.opened, feed.at_start, feed.at_end) == (True, True, False)
        assert await feed.poll() == 0
        await say(workbench, room, "more")
        assert await feed.poll() == 1

    async def test_to_a_moment(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench, 0)
        ids = await say(workbench, room, *numbered(range(120)))
        feed = workbench.thread(room, window=150)
        await feed.open()
        moments = {item.id: item.ts for item in feed.messages if isinstance(item, Message)}
        moment = moments[ids[80]]
        assert moment is not None
        assert await feed.jump_to(moment) == ids[80]
        assert texts(feed)[37] == "message 80"
        assert await feed.jump_to(moment + timedelta(days=1)) == ids[-1]
        assert feed.at_end
        assert await feed.jump_to(datetime(1999, 1, 1, tzinfo=UTC)) == ids[0]
        assert feed.at_start


class TestTheFirstNewOne:
    async def test_is_the_first_that_comes_from_someone_else(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 2)
        feed = workbench.thread(room)
        await feed.open()
        assert feed.first_new == ""
        await workbench.send_message(room, "mine")
        await feed.poll()
        assert feed.first_new == ""
        one, _ = await say(workbench, room, "one", "two")
        await feed.poll()
        assert feed.first_new == one
        feed.caught_up = False
        await say(workbench, room, "three")
        await feed.poll()
        assert feed.first_new == one
        feed.caught_up = True
        [four] = await say(workbench, room, "four")
        await feed.poll()
        assert feed.first_new == four
        feed.all_seen()
        assert feed.first_new == ""

    async def test_is_known_when_the_conversation_is_opened_again(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 2)
        feed = workbench.thread(room)
        await feed.open()
        feed.close()
        [one, _] = await say(workbench, room, "one", "two")
        again = workbench.thread(room)
        await again.open()
        assert again.first_new == one
        again.close()
        third = workbench.thread(room)
        await third.open()
        assert third.first_new == ""

    async def test_is_known_in_the_next_sitting(
        self, open_workbench: Any, make_room: MakeRoom
    ) -> None:
        earlier = await open_workbench()
        room = await make_room(earlier, 2)
        await earlier.thread(room).open()
        # Nobody has closed the conversation: the process may have been killed.
        await asyncio.to_thread(earlier.places.close)
        workbench = await open_workbench()
        await workbench.site()
        [one, _] = await say(workbench, room, "one", "two")
        feed = workbench.thread(room)
        await feed.open()
        assert feed.first_new == one
        feed.caught_up = False
        feed.close()
        later = await open_workbench()
        again = later.thread(room)
        await again.open()
        assert again.first_new == ""

    async def test_is_not_guessed_while_it_is_further_up(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 2)
        feed = workbench.thread(room)
        await feed.open()
        feed.close()
        ids = await say(workbench, room, *numbered(range(2, 82)))
        again = workbench.thread(room)
        await again.open()
        assert again.first_new == ""
        await again.older()
        assert again.first_new == ids[0]
