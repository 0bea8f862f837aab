"""Own messages: changed, and deleted after a moment in which that can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from explorer.api.errors import ApiError
from explorer.api.exchange import Request, Response
from explorer.api.models.messages import Message
from explorer.api.operation import CallError
from explorer.api.operations import SendMessage
from explorer.workbench.own_messages import Stage
from explorer.workbench.ways import Way
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]


async def say(workbench: Workbench, room: str, text: str) -> str:
    made = await workbench.client.send(SendMessage(conversation_id=room, content=text))
    return str(made.id)


async def texts(workbench: Workbench, room: str) -> list[str]:
    feed = workbench.thread(room)
    await feed.open()
    return [item.text or "" for item in feed.messages if isinstance(item, Message)]


async def test_a_message_gets_another_text(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(workbench, 0)
    one = await say(workbench, room, "one")
    feed = workbench.thread(room)
    await feed.open()
    await workbench.own.edit(room, one, "**two**")
    await feed.refresh(one)
    assert await texts(workbench, room) == ["two"]
    assert [getattr(item, "text", "") for item in feed.messages] == ["two"]
    with pytest.raises(CallError):
        await workbench.own.edit(room, one, "{", Way.JSON)
    with pytest.raises(ApiError):
        await workbench.own.edit(room, "5d6e39d3-ab1d-10e7-be03-02420aff0003", "three")
    assert await texts(workbench, room) == ["two"]


async def test_a_deletion_waits_and_can_be_undone(
    workbench: Workbench, make_room: MakeRoom
) -> None:
    room = await make_room(workbench, 0)
    one = await say(workbench, room, "one")
    told: list[str] = []
    workbench.own.on_change(lambda: told.append("changed"))
    deletion = workbench.own.delete(room, one, grace=60)
    assert workbench.own.delete(room, one) is deletion
    await asyncio.sleep(0)
    assert workbench.own.deletion(room, one) is deletion
    assert workbench.own.undo() is deletion
    assert workbench.own.undo() is None
    await workbench.own.settle()
    assert workbench.own.deletion(room, one) is None
    assert await texts(workbench, room) == ["one"]
    assert len(told) == 2


async def test_after_the_moment_it_is_made(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(workbench, 0)
    one = await say(workbench, room, "one")
    deletion = workbench.own.delete(room, one, grace=0)
    await workbench.own.settle()
    assert deletion.stage is Stage.DELETED
    assert not deletion.undo()
    assert await texts(workbench, room) == []


async def test_whoever_leaves_meanwhile_has_decided(
    open_workbench: Any, make_room: MakeRoom
) -> None:
    workbench = await open_workbench()
    room = await make_room(workbench, 0)
    one = await say(workbench, room, "one")
    deletion = workbench.own.delete(room, one, grace=60)
    await workbench.close()
    assert deletion.stage is Stage.DELETED


async def test_one_that_is_refused_says_why(
    open_workbench: Any, spoiled: Any, make_room: MakeRoom
) -> None:
    def spoil(request: Request) -> Response | None:
        refused = Response(403, body=b'{"message": "not yours"}')
        return refused if request.method == "DELETE" else None

    workbench = await open_workbench(transport=spoiled(spoil))
    room = await make_room(workbench, 0)
    one = await say(workbench, room, "one")
    deletion = workbench.own.delete(room, one, grace=0)
    await workbench.own.settle()
    assert deletion.stage is Stage.FAILED
    assert "not yours" in deletion.reason
    again = workbench.own.delete(room, one, grace=0)
    assert again is not deletion
