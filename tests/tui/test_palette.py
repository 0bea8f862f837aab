"""The command palette: every operation, every conversation, sites, a user's conversation."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.api.operations import CATALOGUE, CreateConversation, ListConversations
from explorer.tui.browse.module_commands import MODULES_COMMANDS
from explorer.tui.keys import APP_COMMANDS, BROWSE_COMMANDS, THREAD_COMMANDS
from explorer.tui.offers import CommandProvider, offers
from explorer.tui.palette import (
    ConversationProvider,
    OperationProvider,
    SiteProvider,
)


async def look_for(stage: Any, query: str) -> None:
    """Open the palette and type a query all at once."""
    await stage.press("ctrl+p")
    stage.app.screen.query_one("CommandInput").value = query


async def found(provider: type[Any], stage: Any, query: str) -> list[Any]:
    """What a provider finds, in its order."""
    return [hit async for hit in provider(stage.browse).search(query)]


class TestOperations:
    async def test_every_one_is_offered_and_found_by_its_id(self, open_app: Any) -> None:
        async with open_app() as stage:
            offered = [hit.text async for hit in OperationProvider(stage.browse).discover()]
            assert offered == list(CATALOGUE)
            for operation_id in CATALOGUE:
                hits = await found(OperationProvider, stage, operation_id)
                best = max(hits, key=lambda hit: hit.score)
                assert best.text.split()[0] == operation_id

    async def test_one_opens_in_the_endpoint_screen(self, open_app: Any) -> None:
        async with open_app() as stage:
            for operation_id, head in (
                ("ConversationPatchHandler", "Change the name, topic or privacy"),
                ("MeGetHandler", "GET /me"),
            ):
                hits = await found(OperationProvider, stage, operation_id)
                max(hits, key=lambda hit: hit.score).command()
                await stage.sees(head)
                await stage.quiet()
            await stage.press(*["escape"] * 2)
            assert stage.app.screen is stage.browse


class TestConversations:
    async def test_each_is_found_and_opened(self, open_app: Any, other: Any) -> None:
        other.send(CreateConversation(name="Zebra [b]crossing[/]"))
        async with open_app() as stage:
            await look_for(stage, "zebra")
            await stage.sees("# Zebra [b]crossing[/]")
            await stage.press("down", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert "# Zebra [b]crossing[/]" in stage.text

    async def test_loaded_ones_are_offered_before_the_server_answers(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_app() as stage:
            answered = asyncio.Event()

            async def find(query: str) -> list[Any]:
                await answered.wait()
                return []

            monkeypatch.setattr(stage.browse, "find_conversations", find)
            await look_for(stage, "incident 4")
            await stage.sees("# Incident 42")
            answered.set()
            await stage.quiet()
            await stage.press("enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)

    async def test_enter_right_after_the_text_waits_for_what_it_finds(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("ctrl+p")
            await stage.until(lambda: stage.app.screen.query_one("CommandList").option_count)
            stage.app.screen.query_one("CommandInput").value = "incident 4"
            await stage.press("enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.title.startswith("Incident 42")

    async def test_one_that_is_loaded_and_found_is_offered_once(self, open_app: Any) -> None:
        async with open_app() as stage:
            hits = await found(ConversationProvider, stage, "launch budget")
            assert [(hit.text, str(hit.match_display)) for hit in hits] == [
                ("Launch budget", "◆ Launch budget")
            ]

    async def test_archived_ones_too(self, open_app: Any, other: Any) -> None:
        page = other.send(ListConversations(include_archived=True))
        archived = next(item for item in page.values if item.is_archived)
        async with open_app() as stage:
            hits = await found(ConversationProvider, stage, archived.title)
            assert [hit.text for hit in hits] == [archived.title]
            assert "archived" in str(hits[0].help)

    async def test_they_come_before_operations(self, open_app: Any, other: Any) -> None:
        other.send(CreateConversation(name="Conversation about messages"))
        async with open_app() as stage:
            await look_for(stage, "conversation about")
            await stage.sees("# Conversation about messages")
            await stage.quiet()
            await stage.press("down", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)

    async def test_a_user_id_offers_a_direct_conversation(self, open_app: Any) -> None:
        async with open_app() as stage:
            user = "557058:0a1b2c3d-0000-4000-8000-000000000000"
            hits = await found(ConversationProvider, stage, user)
            assert [hit.text for hit in hits] == [user]
            for not_an_id in ("launch", "conversation", "release 2 notes"):
                hits = await found(ConversationProvider, stage, not_an_id)
                assert not_an_id not in [hit.text for hit in hits]

    async def test_a_user_the_server_does_not_know_is_said(self, open_app: Any) -> None:
        async with open_app() as stage:
            stage.browse.open_direct("557058:0a1b2c3d-0000-4000-8000-000000000000")
            await stage.until(lambda: stage.app._notifications)
            assert stage.browse.thread.conversation is None


class TestSites:
    async def test_the_other_site_is_offered(self, open_app: Any) -> None:
        async with open_app() as stage:
            (hit,) = await found(SiteProvider, stage, "Site")
            assert [each.text async for each in SiteProvider(stage.browse).discover()] == [hit.text]
            hit.command()
            await stage.quiet()
            assert hit.text.removeprefix("Site: ") in stage.text.splitlines()[0]
            (back,) = await found(SiteProvider, stage, "Site")
            assert back.text == "Site: Acme"


class TestCommands:
    async def test_those_of_the_screen_come_with_their_keys(self, open_app: Any) -> None:
        async with open_app(keymap={"browse.reload": "ctrl+g"}) as stage:
            offered = {hit.text: hit async for hit in CommandProvider(stage.browse).discover()}
            assert {"Help", "Quit", "Theme", "Endpoints", "Find", "Reload"} <= set(offered)
            assert "Palette" not in offered
            assert "Down" not in offered
            assert "Ctrl+G" in str(offered["Reload"].display)
            (down, *_) = await found(CommandProvider, stage, "Down Lists")
            assert down.text == "Down"

    async def test_what_cannot_be_done_now_comes_last_and_says_why(self, open_app: Any) -> None:
        async with open_app() as stage:

            async def offered() -> set[str]:
                provider = CommandProvider(stage.browse)
                return {str(hit.help) async for hit in provider.discover()}

            write = "Write a message to the conversation."
            assert write not in await offered()
            writing, *_ = await found(CommandProvider, stage, "Write Browse")
            assert writing.help == "Not now. Choose a conversation first."
            await stage.press("ctrl+p")
            await stage.write("take back")
            await stage.sees("Not now. Choose a conversation first.")
            await stage.press("enter")
            await stage.hears("Choose a conversation first.")
            await stage.open("Incident 42")
            assert write in await offered()
            stage.browse.thread.list.cursor = 0
            for words, why in (
                ("Delete Messages", "Only your own messages can be deleted: this is someone"),
                ("Undo", "No message is about to be deleted."),
                ("Take back", "Every message has arrived or is on its way."),
                ("Drop", "No message is being changed."),
                ("Rename Modules", "The cursor is on no module."),
            ):
                hits = await found(CommandProvider, stage, words)
                assert any(str(hit.help).startswith(f"Not now. {why}") for hit in hits), words

    async def test_every_command_of_a_screen_is_offered(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            ids = {offer.command.id for offer in offers(stage.browse)}
            near = (*APP_COMMANDS, *BROWSE_COMMANDS, *THREAD_COMMANDS, *MODULES_COMMANDS)
            assert {command.id for command in near} <= ids

    async def test_one_of_another_pane_works_from_anywhere(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("3")
            await look_for(stage, "write a message")
            await stage.sees("Write  Browse")
            await stage.quiet()
            await stage.press("down", "enter")
            await stage.until(lambda: stage.app.screen is stage.browse)
            await stage.until(lambda: stage.app.focused is stage.browse.thread.composer)
            await look_for(stage, "go to the modules of")
            await stage.sees("Modules  Browse")

    async def test_it_is_the_focus_whose_list_moves(self, open_app: Any) -> None:
        async with open_app() as stage:
            (last,) = [offer for offer in offers(stage.browse) if offer.command.id == "list.last"]
            assert last.node is stage.browse.conversations.list
