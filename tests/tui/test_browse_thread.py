"""Reading a conversation: what comes, what stays, what is said when it cannot be had."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from explorer.api.auth import RoomToken
from explorer.api.exchange import Response
from explorer.api.operations import (
    CreateConversation,
    DeleteMessage,
    EditMessage,
    SendMessage,
)


def messages_fail(request: Any) -> Response | None:
    if request.target.partition("?")[0].endswith("/message") and request.method == "GET":
        return Response(500, "", (), b'{"code": 500, "message": "out of [b]order[/]"}')
    return None


def rows(stage: Any) -> list[str]:
    """The messages as they are on the screen, without the scroll bar."""
    lines = stage.browse.thread.list
    return [lines.render_line(y).text for y in range(lines.size.height)]


def room(other: Any, name: str, messages: int) -> str:
    """A room of which the conversations' list shows the first row."""
    made = other.send(CreateConversation(name=f"A {name}"))
    for number in range(messages):
        other.send(SendMessage(conversation_id=made.id, content=f"{name} message {number}"))
    return str(made.id)


class TestReading:
    async def test_names_take_the_place_of_ids(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            assert "Grace Mbeki" in stage.text
            assert "557058:" not in stage.text.rpartition("\n GET")[0]

    async def test_the_scroll_bar_is_where_the_reader_is(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            lines = stage.browse.thread.list
            assert lines.at_end
            assert lines.vertical_scrollbar.position == lines.scroll_y == lines.max_scroll_y > 0

    async def test_older_messages_load_upward_and_the_reader_stays(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        room(other, "archive", 160)
        async with open_app(transport=wire) as stage:
            await stage.open("A archive")
            lines, widgets = stage.browse.thread.list, len(stage.app.screen.query("*"))
            assert "archive message 159" in stage.text
            held, late = [], asyncio.Event()

            def hold(request: Any) -> Any:
                if "beforeMessage" in request.target:
                    held.append(request)
                    return late.wait()
                return None

            wire.hold = hold
            await stage.press("pageup")
            await stage.until(lambda: held, "a question for older messages")
            seen = rows(stage)
            late.set()
            await stage.until(lambda: len(lines.source) == 150, "older messages")
            assert rows(stage) == seen
            wire.hold = lambda request: None
            for _ in range(4):
                await stage.press("home")
                await stage.quiet()
            assert "archive message 0" in stage.text
            assert len(lines.source) == 160
            assert len(stage.app.screen.query("*")) == widgets
            assert sum("beforeMessage" in asked for asked in wire.asked) == 2

    async def test_older_messages_that_fail_are_asked_again_on_r(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        room(other, "archive", 100)
        async with open_app(transport=wire) as stage:
            await stage.open("A archive")
            wire.spoil = messages_fail
            await stage.press("home")
            await stage.sees("out of [b]order[/]")
            assert "archive message" in stage.text
            wire.spoil = lambda request: None
            await stage.press("r")
            await stage.loses("out of")
            await stage.quiet()
            await stage.press("home")
            await stage.sees("archive message 0")

    async def test_a_room_without_messages(self, open_app: Any, other: Any) -> None:
        room(other, "void", 0)
        async with open_app() as stage:
            await stage.open("A void")
            assert "No messages yet. c writes the first." in stage.text

    async def test_opening_that_fails_is_said_and_tried_again(
        self, open_app: Any, wire: Any
    ) -> None:
        wire.spoil = messages_fail
        async with open_app(transport=wire) as stage:
            await stage.open("Incident 42")
            assert "out of [b]order[/]" in stage.text
            wire.spoil = lambda request: None
            await stage.press("r")
            await stage.sees("Grace Mbeki")
            assert "out of" not in stage.text

    async def test_reading_again_that_fails_keeps_what_was_read(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Incident 42")
            wire.spoil = messages_fail
            await stage.press("r")
            await stage.sees("out of [b]order[/]")
            assert "Grace Mbeki" in stage.text
            await stage.press("1", "enter")
            await stage.quiet()
            assert "Grace Mbeki" in stage.text
            assert "out of [b]order[/]" in stage.text

    async def test_a_server_that_has_gone_is_said_above_what_was_read(
        self, open_app: Any, sandbox: Any, quick_polls: None
    ) -> None:
        async with open_app(size=(80, 24)) as stage:
            await stage.open("Incident 42")
            await asyncio.to_thread(sandbox.stop)
            await stage.sees("No connection:")
            assert "Grace Mbeki" in stage.text
            await stage.press("m")
            await stage.press("r")
            await stage.sees("(r tries")


class TestNews:
    async def test_they_come_by_themselves_at_the_end(
        self, open_app: Any, other: Any, quick_polls: None
    ) -> None:
        id = room(other, "news", 3)
        async with open_app() as stage:
            await stage.open("A news")
            other.send(SendMessage(conversation_id=id, content="hot off the press"))
            await stage.sees("hot off the press")
            assert stage.browse.thread.list.at_end

    async def test_a_mark_shows_the_first_one_after_a_restart(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        # So that the app does not take what someone else sends for its own.
        wire.spoil = lambda request: Response(404) if request.target.endswith("/me") else None
        id = room(other, "news", 3)
        async with open_app(transport=wire) as stage:
            await stage.open("A news")
            assert " new " not in stage.text
        for text in ("the first that is new", "the second"):
            other.send(SendMessage(conversation_id=id, content=text))
        async with open_app(transport=wire) as stage:
            await stage.open("A news")
            shown = [row.strip() for row in rows(stage) if row.strip()]
            marked = next(place for place, row in enumerate(shown) if "─ new ─" in row)
            assert "the first that is new" in shown[marked + 2]

    async def test_who_reads_further_up_is_not_moved(
        self, open_app: Any, other: Any, quick_polls: None
    ) -> None:
        id = room(other, "news", 60)
        async with open_app() as stage:
            await stage.open("A news")
            await stage.press("home", *["down"] * 5)
            seen = rows(stage)
            count = len(stage.browse.thread.list.source)
            other.send(SendMessage(conversation_id=id, content="hot off the press"))
            await stage.until(lambda: len(stage.browse.thread.list.source) == count + 1)
            assert rows(stage) == seen

    async def test_changed_and_deleted_messages(
        self, open_app: Any, other: Any, quick_polls: None
    ) -> None:
        id = room(other, "news", 3)
        last = other.send(SendMessage(conversation_id=id, content="a slip"))
        async with open_app() as stage:
            await stage.open("A news")
            edit = EditMessage(conversation_id=id, message_id=last.id, content="mended")
            other.send(edit)
            await stage.sees("mended")
            assert "a slip" not in stage.text
            other.send(DeleteMessage(conversation_id=id, message_id=last.id))
            await stage.loses("mended")
            assert "news message 2" in stage.text

    async def test_polls_are_marked_as_such_in_the_journal(
        self, open_app: Any, quick_polls: None
    ) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            journal = stage.workbench.journal
            await stage.until(
                lambda: any(entry.origin == "polling" for entry in journal.list(5)), "a poll"
            )
            assert {entry.view for entry in journal.list(5)} == {"messages"}


class TestSwitching:
    async def test_the_last_one_chosen_is_shown_however_late_the_others_come(
        self, open_app: Any, wire: Any
    ) -> None:
        late = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            first = True

            def hold(request: Any) -> Any:
                nonlocal first
                if request.target.partition("?")[0].endswith("/message") and first:
                    first = False
                    return late.wait()
                return None

            wire.hold = hold
            feed = stage.browse.conversations._feed
            rows = [feed.row(index) for index in range(feed.count)]
            chosen = {row.title: row for row in rows}
            stage.browse.open_conversation(chosen["Alerts"])
            await stage.until(lambda: not first, "the first question")
            stage.browse.open_conversation(chosen["Support"])
            await stage.quiet()
            shown = stage.text
            assert "# Support" in shown
            late.set()
            await stage.quiet()
            assert stage.text.splitlines()[:-2] == shown.splitlines()[:-2]
            assert "Sentinel" not in stage.text

    async def test_modules_of_the_room_before_do_not_stay(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Incident 42")
            assert "ack-incident" in stage.text

            def spoil(request: Any) -> Response | None:
                failing = "/app/module/" in request.target
                return Response(500, "", (), b'{"message": "shelves fell"}') if failing else None

            wire.spoil = spoil
            await stage.press("1")
            await stage.open("Lunch")
            assert "ack-incident" not in stage.text
            assert "shelves fell" in stage.text.replace("│", "")
            wire.spoil = lambda request: None
            await stage.press("3", "enter")
            await stage.loses("shelves fell")


class TestSearch:
    async def test_matches_are_counted_and_escape_ends_it(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("slash", *"pool")
            await stage.sees(" found")
            assert "commander: Tomás" not in stage.text
            await stage.press("enter")
            lines = stage.browse.thread.list
            assert lines.has_focus
            first = lines.cursor
            await stage.press("n")
            assert lines.cursor != first
            assert lines.cursor in lines.matches
            await stage.press("escape")
            assert not lines.matches
            assert "commander: Tomás" in stage.text

    async def test_y_copies_a_message_as_markdown(self, open_app: Any, other: Any) -> None:
        id = room(other, "copy", 0)
        other.send(
            SendMessage(
                conversation_id=id,
                content={
                    "version": 1,
                    "type": "doc",
                    "content": [
                        {
                            "type": "paragraph",
                            "content": [
                                {"type": "text", "text": "bold", "marks": [{"type": "strong"}]}
                            ],
                        }
                    ],
                },
            )
        )
        async with open_app() as stage:
            await stage.open("A copy")
            await stage.press("y")
            await stage.sees("Copied")
            assert stage.app.clipboard.strip() == "**bold**"


class TestWhereItBegins:
    async def test_a_profile_that_names_a_conversation_opens_on_it(
        self, open_app: Any, target: Any, other: Any
    ) -> None:
        id = room(other, "begin", 2)
        async with open_app(dataclasses.replace(target, conversation_id=id)) as stage:
            await stage.sees("begin message 1")
            assert stage.browse.thread.conversation.id == id
            assert "24 in all" in stage.text

    async def test_one_opened_last_that_is_gone_is_forgotten(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        id = room(other, "gone", 2)
        async with open_app() as stage:
            await stage.open("A gone")
        refused = Response(404, "", (), b'{"code": 404, "message": "Conversation not found"}')
        wire.spoil = lambda request: refused if f"/conversation/{id}" in request.target else None
        async with open_app(transport=wire) as stage:
            assert "↺ # A gone" in stage.text
            await stage.press("home", "enter")
            await stage.hears("A gone is not among the data there are now.")
            await stage.quiet()
            assert "↺ # A gone" not in stage.text
            assert stage.browse.thread.conversation is None
            assert stage.browse.conversations.list.has_focus


class TestRoomToken:
    @pytest.fixture
    def room_target(self, sandbox: Any, target: Any) -> Any:
        held = sandbox.credentials
        return dataclasses.replace(
            target,
            auth=RoomToken(held.room_token, held.room_conversation_id),
            conversation_id=held.room_conversation_id,
        )

    async def test_it_opens_on_its_room(self, open_app: Any, room_target: Any, wire: Any) -> None:
        async with open_app(room_target, transport=wire) as stage:
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            await stage.quiet()
            assert stage.browse.thread.conversation.id == room_target.conversation_id
            assert "1 in all" in stage.text
            assert stage.browse.thread.list.has_focus
            path = f"/conversation/{room_target.conversation_id}"
            assert sum(asked.endswith(path) for asked in wire.asked) == 1
            assert not any(asked.endswith("/site/") for asked in wire.asked)

    async def test_it_can_write_there(self, open_app: Any, room_target: Any) -> None:
        async with open_app(room_target) as stage:
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            await stage.quiet()
            await stage.press("c", *"hi", "ctrl+d")
            await stage.until(
                lambda: "  hi\n" in stage.text.replace(" ", " ") or " hi " in stage.text
            )
