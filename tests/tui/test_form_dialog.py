"""A form in front of the screen: what is wrong at its field, refusals, drafts, endpoint behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual import events

from explorer.api.exchange import Response
from explorer.api.operations import GetConversation, ListConversations
from explorer.tui.widgets.form_dialog import GIVEN_UP, FormDialog


def refuse(status: int, message: str) -> Any:
    """Spoils every write."""
    body = b'{"code": %d, "message": "%s"}' % (status, message.encode())

    def spoil(request: Any) -> Response | None:
        write = request.method in {"POST", "PATCH"} and "/conversation" in request.target
        return Response(status, "", (), body) if write else None

    return spoil


async def new(stage: Any) -> FormDialog:
    """Open the form of a new conversation."""
    await stage.press("a")
    await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
    found = stage.app.screen
    assert isinstance(found, FormDialog)
    return found


class TestCreate:
    async def test_a_room_is_made_and_opened(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await new(stage)
            await stage.write("War room")
            await stage.press("tab", *"disk", "tab", "down", "down")
            await stage.press("f2")
            await stage.sees("◆ War room")
            await stage.quiet()
            assert stage.browse.thread.conversation.title == "War room"
            assert stage.browse.conversations.highlighted.title == "War room"
        page = other.send(ListConversations(query="War room"))
        assert [(each.topic, each.privacy) for each in page.values] == [("disk", "private")]

    async def test_the_endpoint_behind_it_is_shown(self, open_app: Any) -> None:
        async with open_app() as stage:
            await new(stage)
            await stage.write("X")
            await stage.sees("application/json")
            assert "ConversationPostHandler" in stage.text
            site = stage.workbench.cloud_id
            assert f"POST /site/{site}/conversation" in stage.text

    async def test_keys_in_a_burst_go_to_the_field_they_are_for(self, open_app: Any) -> None:
        async with open_app() as stage:
            dialog = await new(stage)
            # As a slow line brings them: all at once.
            for key in (*"War", "tab", *"disk", "shift+tab", "s"):
                character = key if len(key) == 1 else None
                stage.app.post_message(events.Key(key, character))
            await stage.until(lambda: dialog.box("name").text == "Wars", "the name")
            assert dialog.box("topic").text == "disk"

    async def test_a_few_values_are_stepped_through_or_typed_over(self, open_app: Any) -> None:
        async with open_app(keymap={"field.next-value": "f7"}) as stage:
            dialog = await new(stage)
            await stage.sees("F7 changes a value")
            await stage.press("tab", "tab", "f7", "f7")
            privacy = dialog.box("privacy")
            await stage.until(lambda: privacy.text == "private", "the second value")
            # Whoever comes to it and types means another one, and not a longer word.
            await stage.press("tab")
            await stage.until(lambda: not privacy.has_focus_within, "another field")
            await stage.press("shift+tab")
            await stage.until(lambda: privacy.has_focus_within, "the field")
            await stage.press(*"public")
            assert privacy.text == "public"

    async def test_what_is_wrong_is_said_at_its_field(self, open_app: Any) -> None:
        async with open_app() as stage:
            dialog = await new(stage)
            assert "is required" not in stage.text
            await stage.press("f2")
            await stage.sees("is required")
            assert dialog.box("name").has_focus_within
            await stage.press("tab", "tab", *"secret")
            await stage.sees("must be 'public' or 'private'")
            await stage.press("f2")
            assert stage.app.screen is dialog

    async def test_enter_goes_on_and_from_the_last_field_does_it(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await new(stage)
            await stage.write("Quick\n\n\n")
            await stage.sees("# Quick")

    @pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
    async def test_the_form_of_a_new_conversation(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await new(stage)
            await stage.press("f2")
            await stage.sees("is required")
            screen_matches(stage.app)


class TestRefusals:
    async def test_the_servers_no_stands_at_the_field_it_names_and_nothing_is_lost(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            dialog = await new(stage)
            wire.spoil = refuse(400, "topic is too rude [b]")
            await stage.write("Room\nrude\n")
            await stage.press("f2")
            await stage.sees("topic is too rude [b]")
            assert dialog.box("topic").has_focus_within
            assert dialog.box("name").text == "Room"
            wire.spoil = lambda request: None
            await stage.press(*" no more")
            await stage.loses("too rude")
            await stage.press("f2")
            await stage.sees("# Room")

    async def test_one_that_names_no_field_stands_below(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await new(stage)
            wire.spoil = refuse(403, "no")
            await stage.write("Room")
            await stage.press("f2")
            await stage.sees("403 Forbidden")
            assert "manage:conversation" in stage.text
            assert "ConversationPostHandler" in stage.text

    async def test_escape_gives_up_what_is_being_sent(self, open_app: Any, wire: Any) -> None:
        never = asyncio.Event()

        def hold(request: Any) -> Any:
            return never.wait() if request.method == "POST" and "site" in request.target else None

        async with open_app(transport=wire) as stage:
            dialog = await new(stage)
            wire.hold = hold
            await stage.write("Room")
            await stage.press("f2")
            await stage.sees("waiting for the server")
            await stage.press("f2", "escape")
            await stage.sees(GIVEN_UP)
            assert stage.app.screen is dialog
            assert dialog.box("name").text == "Room"
        posts = [each for each in wire.asked if each.startswith("POST /site")]
        assert len(posts) == 1


class TestDrafts:
    async def test_what_is_typed_is_there_after_leaving_and_after_a_crash(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await new(stage)
            await stage.write("Half a na")
            await stage.press("escape")
            dialog = await new(stage)
            assert dialog.box("name").text == "Half a na"
        async with open_app() as stage:
            dialog = await new(stage)
            assert dialog.box("name").text == "Half a na"
            await stage.press("f8")
            dialog = await new(stage)
            assert dialog.box("name").text == ""

    async def test_it_is_gone_once_it_was_sent(self, open_app: Any) -> None:
        async with open_app() as stage:
            await new(stage)
            await stage.write("Sent")
            await stage.press("f2")
            await stage.sees("# Sent")
            await stage.quiet()
            await stage.press("1")
            dialog = await new(stage)
            assert dialog.box("name").text == ""


class TestChange:
    async def test_name_topic_and_privacy_are_changed_and_shown(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Incident 42")
            room = stage.browse.thread.conversation
            await stage.press("1", "E")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            dialog = stage.app.screen
            assert dialog.box("name").text == room.name
            assert dialog.box("topic").text == room.topic
            await stage.press("f2")
            await stage.sees("nothing is changed yet")
            await stage.press("end", *"!", "tab")
            dialog.box("topic").put("")
            await stage.press("f2")
            await stage.until(lambda: stage.app.screen is stage.browse)
            await stage.quiet()
            assert f"{room.name}!" in stage.text
            assert stage.browse.conversations.highlighted.name == f"{room.name}!"
        now = other.send(GetConversation(conversation_id=room.id))
        assert (now.name, now.topic, now.privacy) == (f"{room.name}!", "", room.privacy)

    async def test_one_that_stands_on_top_is_changed_with_all_that_it_has(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
        async with open_app() as stage:
            await stage.quiet()
            pane = stage.browse.conversations
            pane.list.cursor = 0
            await stage.until(lambda: pane.highlighted.title == "Lunch", "the one opened last")
            await stage.press("E")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            assert stage.app.screen.form.text("topic") == "12:15 at the door"

    async def test_an_emptied_name_is_refused_at_its_field(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("1", "E")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            stage.app.screen.box("name").put("")
            await stage.sees("must not be empty")


class TestDirect:
    async def test_a_user_is_chosen_and_their_conversation_opened(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("u")
            await stage.sees("Grace Mbeki")
            await stage.write("grace")
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            assert stage.app.screen.box("userId").text
            await stage.press("f2")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.is_direct
