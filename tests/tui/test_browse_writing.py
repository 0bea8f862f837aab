"""Writing: drafts of each room, sending, what could not be sent. Nothing typed is ever lost."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
from textual.widgets import TextArea

from explorer.api.auth import ClientCredentials
from explorer.api.exchange import Response
from explorer.api.operation import CallError
from explorer.api.operations import ListActionTargets, ListConversations, ListMessages
from explorer.api.retry import Cause, Failure


def is_sending(request: Any) -> bool:
    return request.method == "POST" and request.target.endswith("/message")


def refuse(request: Any) -> Response | None:
    return (
        Response(400, "", (), b'{"message": "no [red]thanks[/]"}') if is_sending(request) else None
    )


def texts(other: Any, stage: Any) -> list[str]:
    call = ListMessages(conversation_id=stage.browse.thread.conversation.id)
    return [message.text or "" for message in other.send(call).messages]


class TestSending:
    async def test_a_message_arrives_as_it_was_written(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"**now** or `never`", "ctrl+d")
            await stage.sees("now or never")
            await stage.quiet()
            assert stage.browse.thread.composer.text == ""
            assert stage.browse.thread.composer.has_focus
            assert "now" in texts(other, stage)[-1]
            lines = stage.browse.thread.list
            assert lines.cursor == len(lines.source) - 1
            assert lines.at_end

    async def test_it_shows_as_being_sent_until_it_has_arrived(
        self, open_app: Any, wire: Any
    ) -> None:
        late = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            wire.hold = lambda request: late.wait() if is_sending(request) else None
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("you  sending…")
            assert "  soup" in stage.text
            await stage.press(*"next")
            late.set()
            await stage.loses("sending…")
            assert "Harbor · you" in stage.text
            assert stage.browse.thread.composer.text == "next"

    async def test_nothing_is_not_sent(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await stage.press("c", "space", "enter", "ctrl+d")
            await stage.quiet()
            assert not any(asked.startswith("POST /site") for asked in wire.asked)
            assert stage.browse.thread.composer.text == " \n"

    async def test_keys_of_the_field_go_to_its_ends_and_leave_others_to_the_screen(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            composer = stage.browse.thread.composer
            composer.text = "first\nmiddle\nlast"
            await stage.press("c", "ctrl+home", *"A ", "ctrl+end", *" Z")
            assert composer.text == "A first\nmiddle\nlast Z"
            await stage.press("ctrl+shift+home")
            assert composer.selected_text == composer.text
            keys = stage.app.screen.active_bindings
            assert keys["f6"].binding.id == "composer.external"

    async def test_several_lines(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"one", "enter", "enter", *"two", "f9")
            await stage.quiet()
            assert texts(other, stage)[-1].split() == ["one", "two"]


class TestWhatCouldNotBeSent:
    async def test_it_stays_with_the_reason_and_s_sends_it_again(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            wire.spoil = refuse
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("not sent")
            assert "no [red]thanks[/]" in stage.text
            assert "s sends it again, u" in stage.text
            before = texts(other, stage)
            wire.spoil = lambda request: None
            await stage.press("escape", "up", "up", "s")
            await stage.loses("not sent")
            await stage.quiet()
            assert texts(other, stage) == [*before, "soup"]

    async def test_u_takes_it_back_before_what_is_being_written(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            wire.spoil = refuse
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("not sent")
            await stage.press(*"bread", "escape", "u")
            await stage.loses("not sent")
            assert stage.browse.thread.composer.text == "soup\n\nbread"
            assert stage.browse.thread.composer.has_focus

    async def test_a_lost_answer_is_said_to_be_uncertain(self, open_app: Any, wire: Any) -> None:
        def lose(request: Any) -> Failure | None:
            broken = Failure(Cause.BROKEN, "the connection broke", sent=True)
            return broken if is_sending(request) else None

        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            wire.spoil = lose
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("outcome unknown")
            assert sum(asked.startswith("POST /site") for asked in wire.asked) == 1

    async def test_it_is_there_again_after_a_restart(self, open_app: Any, wire: Any) -> None:
        wire.spoil = refuse
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("not sent")
        async with open_app() as stage:
            await stage.open("Lunch")
            assert "not sent" in stage.text
            await stage.press("s")
            await stage.loses("not sent")

    async def test_s_and_u_without_such_a_message_say_so(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("s")
            await stage.hears("has arrived or is on its way")

    async def test_a_text_that_cannot_even_be_put_comes_back(
        self, open_app: Any, monkeypatch: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")

            async def refuse(conversation: Any, text: str) -> None:
                raise CallError("This cannot be [i]sent[/].", "content")

            monkeypatch.setattr(stage.workbench, "send_message", refuse)
            await stage.press("c", *"soup", "ctrl+d")
            await stage.hears("This cannot be [i]sent[/].")
            assert stage.browse.thread.composer.text == "soup"

    async def test_it_comes_back_to_its_own_room(self, open_app: Any, monkeypatch: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            late = asyncio.Event()

            async def refuse(conversation: Any, text: str) -> None:
                await late.wait()
                raise CallError("This cannot be sent.", "content")

            monkeypatch.setattr(stage.workbench, "send_message", refuse)
            await stage.press("c", *"soup", "ctrl+d", "escape", "1")
            pane = stage.browse.conversations
            pane.list.cursor = 1
            await stage.press("enter")
            await stage.until(lambda: stage.browse.thread.conversation.title == "Alerts")
            late.set()
            await stage.quiet()
            assert stage.browse.thread.composer.text == ""
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == "soup"


class TestDrafts:
    async def test_each_room_has_its_own(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"soup", "escape", "1")
            await stage.open("Support")
            assert stage.browse.thread.composer.text == ""
            await stage.press("c", *"ticket", "escape", "1")
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == "soup"
            assert "soup" in stage.text
            await stage.press("c", *"!", "escape", "1")
            await stage.open("Support")
            assert stage.browse.thread.composer.text == "ticket"

    async def test_no_key_is_lost_to_a_switch_right_after_it(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            lunch = stage.browse.thread.conversation
            await stage.open("Support")
            support = stage.browse.thread.conversation
            await stage.press("c")
            stage.browse.thread.composer.insert("last words")
            # No message has been handled since.
            stage.browse.open_conversation(lunch)
            assert stage.browse.thread.composer.text == ""
            stage.browse.open_conversation(support)
            assert stage.browse.thread.composer.text == "last words"
            await stage.quiet()

    async def test_they_outlive_the_app(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"so")
            await stage.press("ctrl+q")
        async with open_app() as stage:
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == "so"
            assert stage.app.focused.id == "thread"

    async def test_a_sent_message_leaves_none(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"so", "ctrl+d")
            await stage.quiet()
        async with open_app() as stage:
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == ""
            assert not stage.workbench.drafts.list()


class TestAServerThatLacksThings:
    """One that answers 404 to everything outside the collection."""

    @pytest.fixture
    def lacking(self, sandbox: Any, target: Any, serve_collection_only: Any) -> Any:
        held = sandbox.credentials
        return dataclasses.replace(
            target,
            base_url=serve_collection_only(target.base_url).base_url,
            auth=ClientCredentials(held.client_id, held.client_secret),
        )

    async def test_it_can_be_browsed_and_edited(
        self, open_app: Any, lacking: Any, other: Any
    ) -> None:
        async with open_app(lacking) as stage:
            assert "23 in all" in stage.text
            await stage.open("Incident 42")
            assert "This server does not list messages" in stage.text
            await stage.press("3", "down", "enter")
            area = stage.app.screen.query_one(TextArea)
            area.text = area.text.replace("INC-42", "INC-43")
            # The first key shows the difference, the second one saves it.
            await stage.press("f2", "f2")
            await stage.hears("ack-incident is saved.")
            room = stage.browse.thread.conversation.id
        page = other.send(ListActionTargets(conversation_id=room))
        assert "INC-43" in [page.values[0].parameters["incident"]]

    async def test_a_room_that_nothing_can_be_sent_to_says_so_and_keeps_the_text(
        self, open_app: Any, lacking: Any
    ) -> None:
        async with open_app(lacking) as stage:
            await stage.open("Lunch")
            await stage.press("c", *"soup", "ctrl+d")
            await stage.sees("not sent")
            assert "no operation to send" in stage.text
            assert "  soup" in stage.text

    async def test_a_direct_conversation_can_be_written_to(
        self, open_app: Any, lacking: Any, other: Any
    ) -> None:
        first = other.send(ListConversations(query="Lunch")).values[0]
        user = other.send(ListMessages(conversation_id=first.id)).messages[1].sender_id
        async with open_app(lacking) as stage:
            await stage.press("ctrl+p")
            stage.app.screen.query_one("CommandInput").value = user
            await stage.sees("Direct conversation with")
            await stage.press("down", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            await stage.quiet()
            assert stage.browse.thread.conversation.is_direct
            assert "This server does not list messages" in stage.text
            await stage.press("c", *"psst", "ctrl+d")
            await stage.sees("  psst")
            await stage.quiet()
            assert "not sent" not in stage.text
            assert texts(other, stage)[-1] == "psst"


async def test_what_the_app_says_does_not_cover_what_is_being_written(open_app: Any) -> None:
    async with open_app() as stage:
        await stage.open("Lunch")
        await stage.press("c", *"soup", "escape", "1", "p")
        toasts = stage.app.screen.query("Toast")
        await stage.until(lambda: any(toast.region.height for toast in toasts))
        composer = stage.browse.thread.composer.region
        assert not any(toast.region.overlaps(composer) for toast in toasts)
