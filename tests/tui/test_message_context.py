"""A message amid those around it: by key, by link, at the ends, and where reading on fails."""

from __future__ import annotations

from typing import Any

from explorer.api.exchange import Request, Response
from explorer.api.operations import CreateConversation, DeleteMessage, SendMessage
from explorer.workbench.links import read_link


def room(other: Any, messages: int) -> tuple[str, list[str]]:
    """A room of which the conversations' list shows the first row, and its messages."""
    made = other.send(CreateConversation(name="A room"))
    ids = [
        other.send(SendMessage(conversation_id=made.id, content=f"message number {number}")).id
        for number in range(messages)
    ]
    return str(made.id), ids


def contexts(wire: Any) -> list[str]:
    return [each for each in wire.asked if "/context?" in each]


def failing(part: str) -> Any:
    """Answer what is asked of a part of the API with an error."""
    broken = Response(500, "", (), b'{"code": 500, "message": "out of order"}')

    def answer(request: Request) -> Response | None:
        return broken if part in request.target else None

    return answer


class TestContext:
    async def test_a_key_reads_it_anew_and_shows_it_in_the_middle(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        _, ids = room(other, 100)
        async with open_app(transport=wire) as stage:
            await stage.open("A room")
            thread = stage.browse.thread
            thread.list.cursor = thread.list.source.place_of(ids[60])
            assert not contexts(wire)
            await stage.press("x")
            await stage.hears("Read anew by GetMessageContext, with 37 messages before it and 37")
            assert len(contexts(wire)) == 1
            assert thread.item.id == ids[60]
            rows = stage.text.splitlines()
            place = next(at for at, row in enumerate(rows) if "message number 60" in row)
            view = thread.list.content_region
            assert abs(place - (view.y + view.height // 2)) <= 1

    async def test_one_that_is_gone_is_said(self, open_app: Any, other: Any) -> None:
        id, ids = room(other, 3)
        async with open_app() as stage:
            await stage.open("A room")
            other.send(DeleteMessage(conversation_id=id, message_id=ids[2]))
            await stage.press("x")
            await stage.hears("404")
            assert "message number 1" in stage.text

    async def test_a_link_to_a_message_opens_its_conversation_there(
        self, open_app: Any, other: Any, target: Any, wire: Any
    ) -> None:
        id, ids = room(other, 200)
        link = f"{target.base_url}/site/{target.cloud_id}/conversation/{id}/message/{ids[20]}"
        async with open_app(transport=wire) as stage:
            stage.app.acts.go(read_link(link))
            await stage.sees("message number 20")
            await stage.quiet()
            assert stage.browse.thread.item.id == ids[20]
            assert "message number 22" in stage.text
            assert len(contexts(wire)) == 1


class TestEnds:
    async def test_a_day_before_the_first_message_is_said(self, open_app: Any, other: Any) -> None:
        room(other, 3)
        async with open_app() as stage:
            await stage.open("A room")
            await stage.press("t")
            await stage.write("2020-01-01")
            await stage.press("enter")
            await stage.hears("Nothing is that old: this is the first message, of")
            assert stage.browse.thread.list.cursor == 0
            await stage.press("t")
            await stage.write("start")
            await stage.press("enter")
            await stage.quiet()
            assert stage.browse.thread.list.cursor == 0

    async def test_older_ones_that_fail_are_said_in_place_and_asked_for_again(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        room(other, 160)
        async with open_app(transport=wire) as stage:
            await stage.open("A room")
            wire.spoil = failing("/message?")
            await stage.press("home")
            await stage.sees("Older messages could not be read: ")
            assert "out of order" in stage.text
            asked = len(wire.asked)
            await stage.press("enter")
            await stage.until(lambda: len(wire.asked) > asked)
            await stage.sees("Older messages could not be read: ")
            wire.spoil = lambda request: None
            await stage.press("up")
            await stage.loses("Older messages could not be read")
            await stage.quiet()
            assert len(wire.asked) > asked
            # What is read above leaves the reader where they are: the first row is another then.
            for _ in range(4):
                await stage.press("home")
                await stage.quiet()
            await stage.sees("message number 0")
