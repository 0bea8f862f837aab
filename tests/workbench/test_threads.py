"""Threads: the latest messages, the older ones, what changes, and what is on its way out."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.api.errors import ApiError, ServerError
from explorer.api.exchange import Request, Response
from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.api.operation import CallError
from explorer.api.operations import DeleteMessage, EditMessage, GetUser, SendMessage
from explorer.api.retry import Cause, Failure
from explorer.sandbox.server import Sandbox
from explorer.workbench.drafts import DraftId
from explorer.workbench.outgoing import Outgoing, State
from explorer.workbench.profiles import Target
from explorer.workbench.threads import LONGEST_DELAY, USUAL_DELAY, MessageFeed
from explorer.workbench.ways import Way
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]


def texts(feed: MessageFeed) -> list[str]:
    return [
        item.markdown if isinstance(item, Outgoing) else getattr(item, "text", "") or ""
        for item in feed.messages
    ]


def numbered(numbers: Sequence[int]) -> list[str]:
    return [f"message {number}" for number in numbers]


async def say(workbench: Workbench, room: str, *messages: str) -> list[str]:
    sent = [
        await workbench.client.send(SendMessage(conversation_id=room, content=text))
        for text in messages
    ]
    return [made.id for made in sent]


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


class TestSending:
    async def test_is_shown_at_once_and_confirmed(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 1)
        feed = workbench.thread(room)
        await feed.open()
        seen: list[State] = []
        feed.on_change(
            lambda: seen.extend(m.state for m in feed.messages if isinstance(m, Outgoing))
        )
        outgoing = await workbench.send_message(room, "*hello* **team**")
        await asyncio.sleep(0)
        assert seen[0] is State.SENDING
        assert seen[-1] is State.SENT
        assert feed.messages[-1] is outgoing
        assert outgoing.message_id
        assert outgoing.document["type"] == "doc"
        assert await feed.poll() == 1
        [_, received] = feed.messages
        assert isinstance(received, Message)
        assert received.id == outgoing.message_id
        marks = received.document.to_json()["content"][0]["content"][0]["marks"]
        assert marks == [{"type": "em"}]
        assert workbench.drafts.list() == []

    async def test_mentions_by_known_names(
        self, workbench: Workbench, make_room: MakeRoom, sandbox: Sandbox
    ) -> None:
        feed = workbench.conversations(query="Alerts")
        await feed.more()
        alerts = workbench.thread(feed.row(0))  # type: ignore[arg-type]
        await alerts.open()
        me = await workbench.me()
        assert me is not None
        senders = {item.sender_id for item in alerts.messages if isinstance(item, Message)}
        someone = next(iter(sorted(senders - {me.account_id})))
        user = await workbench.client.send(GetUser(user_id=someone))
        assert workbench.known_name(someone) == someone
        assert await workbench.name_of(someone) == user.shown_name
        assert workbench.known_name(someone) == user.shown_name
        assert workbench.mentions()[user.shown_name] == someone
        room = await make_room(workbench)
        outgoing = await workbench.send_message(room, f"Thanks, @{user.shown_name}!")
        assert outgoing.state is State.SENT
        nodes = outgoing.document["content"][0]["content"]
        assert [node["attrs"]["id"] for node in nodes if node["type"] == "mention"] == [someone]

    @pytest.mark.parametrize("nothing", ["", " \n\t"])
    async def test_nothing_is_not_sent(self, workbench: Workbench, nothing: str) -> None:
        with pytest.raises(CallError, match="nothing to send"):
            await workbench.send_message("c", nothing)

    async def test_a_refused_one_is_kept_with_the_reason_and_can_be_sent_again(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        refusing = True

        def spoil(request: Request) -> Response | None:
            sent = request.method == "POST" and request.url.endswith("/message")
            refusal = Response(413, body=b'{"code": 413, "message": "too long"}')
            return refusal if sent and refusing else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        feed = workbench.thread(room)
        await feed.open()
        outgoing = await workbench.send_message(room, "keep me")
        assert outgoing.state is State.FAILED
        assert "too long" in outgoing.reason
        assert feed.messages[-1] is outgoing
        refusing = False
        await outgoing.retry()
        assert outgoing.state is State.SENT
        assert outgoing.reason == ""
        await outgoing.retry()
        assert [each.operation_id for each in workbench.journal.list(text="POST")].count(
            "ConversationMessagePostHandler"
        ) == 2

    async def test_one_whose_outcome_is_unknown_is_said_to_be_and_never_sent_again(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        lost = Failure(Cause.BROKEN, "the connection broke", True)

        def spoil(request: Request) -> Failure | None:
            return lost if request.method == "POST" and "/message" in request.url else None

        transport = spoiled(spoil)
        workbench = await open_workbench(transport=transport)
        room = await make_room(workbench)
        feed = workbench.thread(room)
        await feed.open()
        outgoing = await workbench.send_message(room, "did it arrive?")
        assert outgoing.state is State.UNKNOWN
        assert "may have been carried out" in outgoing.reason
        assert sum("/message" in sent.url and sent.method == "POST" for sent in transport.sent) == 1
        assert await feed.poll() == 1
        assert texts(feed) == ["did it arrive?", "did it arrive?"]
        outgoing.discard()
        assert texts(feed) == ["did it arrive?"]
        assert workbench.drafts.list() == []

    async def test_an_answer_that_is_not_understood_is_still_an_arrival(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            sent = request.method == "POST" and request.url.endswith("/message")
            return Response(201, body=b'{"id": 7}') if sent else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        feed = workbench.thread(room)
        await feed.open()
        outgoing = await workbench.send_message(room, "once")
        assert (outgoing.state, outgoing.message_id) == (State.SENT, "")
        assert await feed.poll() == 1
        assert texts(feed) == ["once"]

    async def test_whoever_waits_can_go_away(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench)
        feed = workbench.thread(room)
        await feed.open()
        waiting = asyncio.create_task(workbench.send_message(room, "on its way"))
        while not feed.messages:
            await asyncio.sleep(0.001)
        waiting.cancel()
        [outgoing] = feed.messages
        assert isinstance(outgoing, Outgoing)
        while outgoing.state is State.SENDING:
            await asyncio.sleep(0.001)
        assert outgoing.state is State.SENT

    async def test_what_failed_is_found_again_tomorrow(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            sent = request.method == "POST" and request.url.endswith("/message")
            return Response(500, body=b"{}") if sent else None

        first = await open_workbench(transport=spoiled(spoil))
        room = await make_room(first)
        await first.send_message(room, "not lost")
        await first.close()
        later = await open_workbench()
        feed = later.thread(room)
        await feed.open()
        [received, outgoing] = feed.messages
        assert isinstance(received, Message)
        assert isinstance(outgoing, Outgoing)
        assert (outgoing.markdown, outgoing.state) == ("not lost", State.FAILED)
        assert "500" in outgoing.reason
        await outgoing.retry()
        assert outgoing.state is State.SENT

    async def test_is_on_disk_before_it_is_on_the_wire(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom, tmp_path: Path
    ) -> None:
        found: list[str] = []

        def spoil(request: Request) -> None:
            if request.method == "POST" and request.url.endswith("/message"):
                disk = sqlite3.connect(tmp_path / "data" / "drafts.db")
                found.extend(text for (text,) in disk.execute("SELECT text FROM draft"))
                disk.close()

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        await workbench.send_message(room, "safe first")
        assert json.loads(found[0])["markdown"] == "safe first"

    async def test_one_that_was_cut_off_is_uncertain(
        self, open_workbench: Any, make_room: MakeRoom, target: Target
    ) -> None:
        workbench = await open_workbench()
        room = await make_room(workbench)
        kept = {
            "markdown": "cut off",
            "document": {"version": 1, "type": "doc", "content": []},
            "state": "sending",
            "reason": "",
            "started": "2026-03-02T09:00:00+00:00",
        }
        id = DraftId(target.name, workbench.cloud_id, room, "outgoing", "k")
        workbench.drafts.put(id, json.dumps(kept))
        feed = workbench.thread(room)
        await feed.open()
        [outgoing] = feed.messages
        assert isinstance(outgoing, Outgoing)
        assert outgoing.state is State.UNKNOWN
        assert "may have arrived" in outgoing.reason
        workbench.drafts.delete(id)
        await feed.poll()
        assert texts(feed) == []

    async def test_an_archived_room_refuses_in_the_services_words(
        self, workbench: Workbench
    ) -> None:
        rooms = workbench.conversations(include_archived=True)
        while not rooms.complete:
            await rooms.more()
        found = [rooms.row(index) for index in range(rooms.count)]
        archived = next(room for room in found if getattr(room, "is_archived", False))
        outgoing = await workbench.send_message(archived, "hello?")  # type: ignore[arg-type]
        assert outgoing.state is State.FAILED
        assert "403" in outgoing.reason


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


async def test_a_message_that_failed_is_known_as_unsent_until_it_has_arrived(
    open_workbench: Any, sandbox: Sandbox, make_room: Any
) -> None:
    workbench = await open_workbench()
    room = await make_room(workbench)
    sandbox.add_fault("status=500,count=1@ConversationMessagePostHandler")
    failed = await workbench.send_message(room, "**as it is**", Way.TEXT)
    assert failed.state is State.FAILED
    later = await open_workbench()
    [kept] = await later.unsent(room)
    await kept.retry()
    assert await later.unsent(room) == []
    feed = later.thread(room)
    await feed.open()
    assert [message.text for message in feed.messages] == ["**as it is**"]
    feed.close()
