"""Messages on their way: shown at once, confirmed, kept with the reason, found again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Request, Response
from explorer.api.models.messages import Message
from explorer.api.operation import CallError
from explorer.api.operations import GetUser
from explorer.api.retry import Cause, Failure
from explorer.sandbox.server import Sandbox
from explorer.workbench.drafts import DraftId
from explorer.workbench.outgoing import Outgoing, State
from explorer.workbench.profiles import Target
from explorer.workbench.ways import Way
from explorer.workbench.workbench import Workbench
from tests.workbench.talking import MakeRoom, texts


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
