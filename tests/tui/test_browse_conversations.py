"""The list of conversations: filter as one types, more as one scrolls, reading it again."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
from rich.cells import cell_len

from explorer.api.exchange import Response
from explorer.api.operations import (
    CreateConversation,
    ListConversations,
    UpdateConversation,
)
from explorer.workbench.rows import conversation_line


def fail_with(status: int) -> Any:
    """Spoils every listing of conversations."""
    body = b'{"code": %d, "message": "out of order"}' % status

    def spoil(request: Any) -> Response | None:
        listing = request.target.partition("?")[0].endswith("/conversation")
        return Response(status, "", (), body) if listing else None

    return spoil


def fill(other: Any, count: int) -> None:
    for number in range(count):
        other.send(CreateConversation(name=f"Zone {number:03}"))


class TestFilter:
    async def test_the_server_is_asked_as_one_types(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("slash")
            await stage.write("inc")
            await stage.sees("1 match")
            assert "Incident 42" in stage.text
            assert "Lunch" not in stage.text
            assert "query=inc" in stage.text

    async def test_nothing_found_is_said_and_escape_shows_all_again(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("slash")
            await stage.write("[/]")
            await stage.sees("“[/]”.")
            assert "No conversation's name holds" in stage.text
            await stage.press("escape")
            await stage.sees("23 in all")
            assert stage.browse.conversations.list.has_focus

    async def test_an_answer_that_was_overtaken_changes_nothing(
        self, open_app: Any, wire: Any
    ) -> None:
        late, held = asyncio.Event(), []

        def hold(request: Any) -> Any:
            if "query=l" in request.target and "query=la" not in request.target:
                held.append(request)
                return late.wait()
            return None

        async with open_app(transport=wire) as stage:
            wire.hold = hold
            await stage.press("slash", "l")
            await stage.until(lambda: held, "the first question")
            await stage.press("a")
            await stage.sees("query=la")
            await stage.until(lambda: "Lunch" not in stage.text)
            shown = stage.text
            late.set()
            await stage.quiet()
            assert stage.text.splitlines()[1:-2] == shown.splitlines()[1:-2]

    async def test_enter_twice_opens_what_the_filter_finds_however_fast(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.press("slash", *"incident", "enter", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.title.startswith("Incident 42")

    async def test_down_leads_into_the_list(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("slash", "down")
            assert stage.browse.conversations.list.has_focus

    async def test_leaving_the_filter_keeps_the_cursor_on_its_conversation(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.press("slash", *"inc")
            await stage.sees("1 match")
            await stage.press("enter", "escape")
            await stage.sees("23 in all")
            pane = stage.browse.conversations
            assert pane.highlighted.title.startswith("Incident 42")


class TestPages:
    async def test_more_come_while_one_scrolls(self, open_app: Any, other: Any, wire: Any) -> None:
        fill(other, 140)
        async with open_app(transport=wire) as stage:
            widgets = len(stage.app.screen.query("*"))
            assert "75 loaded, more follow" in stage.text
            await stage.press(*["pagedown"] * 2)
            await stage.sees("150 loaded, more follow")
            await stage.press("end")
            await stage.sees("163 in all")
            await stage.press("end")
            await stage.sees("Überraschung")
            assert len(stage.app.screen.query("*")) == widgets
            pages = [asked for asked in wire.asked if "/conversation?cursor" in asked]
            assert len(pages) == 2

    async def test_reading_again_keeps_the_place(self, open_app: Any, other: Any) -> None:
        fill(other, 140)
        async with open_app() as stage:
            await stage.press("end")
            await stage.sees("150 loaded")
            pane = stage.browse.conversations
            pane.list.cursor = 120
            name = pane._feed.row(120).title
            await stage.press("r")
            await stage.until(lambda: pane.list.cursor is not None)
            await stage.quiet()
            assert pane.highlighted.title == name
            assert name in stage.text

    async def test_a_page_that_fails_is_said_and_asked_again(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        fill(other, 100)
        async with open_app(transport=wire) as stage:
            wire.spoil = fail_with(500)
            await stage.press("end")
            await stage.sees("75 loaded, then:")
            assert "out of order" in stage.text.replace("│", "")
            wire.spoil = lambda request: None
            await stage.press("up")
            await stage.loses("then:")
            await stage.sees("123 in all")

    async def test_rows_that_were_dropped_come_back(self, open_app: Any, other: Any) -> None:
        fill(other, 200)
        async with open_app() as stage:
            pane = stage.browse.conversations
            pane._feed._window = 75
            for _ in range(3):
                await stage.press("end")
                await stage.quiet()
            assert pane._feed.row(0) is None
            await stage.press("home")
            await stage.sees("# Alerts")
            await stage.quiet()
            assert "  …\n" not in stage.text


class TestReload:
    async def test_what_is_new_is_shown(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            other.send(CreateConversation(name="Aardvarks"))
            await stage.press("r")
            await stage.sees("Aardvarks")
            assert "24 in all" in stage.text

    async def test_a_failure_leaves_the_list_and_says_so(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            wire.spoil = fail_with(503)
            await stage.press("r")
            await stage.sees("Not read again")
            assert "# Alerts" in stage.text
            wire.spoil = lambda request: None
            await stage.press("r")
            await stage.sees("23 in all")

    async def test_an_empty_site(self, open_app: Any, wire: Any) -> None:
        empty = b'{"values": [], "size": 0, "limit": 75}'

        def spoil(request: Any) -> Response | None:
            listing = "/conversation" in request.target and "/conversation/" not in request.target
            return Response(200, "", (), empty) if listing else None

        wire.spoil = spoil
        async with open_app(transport=wire) as stage:
            assert "The site has no conversations." in stage.text
            await stage.press("enter", "down", "end", "c")
            await stage.sees("Choose a conversation first.")

    async def test_an_unreadable_conversation_stands_among_the_others(
        self, open_app: Any, wire: Any
    ) -> None:
        page = b'{"values": [{"id": "a", "name": "Good"}, {"id": 7, "name": ["bad"]}], "limit": 75}'

        def spoil(request: Any) -> Response | None:
            listing = "/conversation" in request.target and "/conversation/" not in request.target
            return Response(200, "", (), page) if listing else None

        wire.spoil = spoil
        async with open_app(transport=wire) as stage:
            assert "# Good" in stage.text
            await stage.press("down", "enter")
            await stage.sees("cannot be opened")


def test_a_row_never_exceeds_its_width(staging: Any) -> None:
    from explorer.api.models import Conversation

    for name in ("x" * 90, "漢字" * 30, "", "e\u0301" * 50, "🎂🎂"):
        for archived in (False, True):
            item = Conversation.model_validate(
                {
                    "id": "i",
                    "name": name,
                    "isArchived": archived,
                    "modified": "2026-06-01T00:00:00Z",
                }
            )
            for width in (12, 22, 31):
                line = conversation_line(item, width, staging.NOW)
                assert cell_len(line.text) <= width, (name, width, line.text)


def listing(wire: Any) -> str:
    """The query of the last listing of conversations that was asked for."""
    found = [each for each in wire.asked if each.partition("?")[0].endswith("/conversation")]
    return str(found[-1].partition("?")[2])


def titles(stage: Any) -> list[str]:
    """What the list's rows show, those that are loaded."""
    listed = stage.browse.conversations.listed
    return [getattr(listed.item(index), "title", "") for index in range(len(listed))]


class TestOptions:
    async def test_each_is_asked_of_the_server_and_shown(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            assert "✓Private ✗Archived ✓Direct ↕" in stage.text
            for key, asked, shown in (
                ("P", "include-private=false", "✗Private"),
                ("A", "include-archived=true", "✓Archived"),
                ("D", "exclude-direct=true", "✗Direct"),
                ("o", "sort=asc", "A→Z"),
                ("o", "sort=desc", "Z→A"),
            ):
                await stage.press(key)
                await stage.quiet()
                assert asked in listing(wire)
                assert shown in stage.text
            rooms = titles(stage)
            assert rooms == sorted(rooms, key=str.casefold, reverse=True)
            await stage.press("o", "P", "A", "D")
            await stage.sees("23 in all")
            assert listing(wire) == ""

    async def test_they_are_as_they_were_left(self, open_app: Any, wire: Any) -> None:
        async with open_app() as stage:
            await stage.press("A", "o", "o")
            await stage.quiet()
        async with open_app(transport=wire) as stage:
            assert "✓Private ✓Archived ✓Direct Z→A" in stage.text
            assert listing(wire) == "include-archived=true&sort=desc"
            assert sum("/conversation?" in each for each in wire.asked) == 1

    async def test_a_click_does_the_same(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.pilot.click("#list-options", offset=(12, 0))
            await stage.sees("✓Archived")
            await stage.quiet()
            assert listing(wire) == "include-archived=true"
            assert " archived " in stage.text

    async def test_a_filter_that_finds_nothing_says_what_is_left_out(
        self, open_app: Any, other: Any
    ) -> None:
        page = other.send(ListConversations(include_archived=True))
        archived = next(item for item in page.values if item.is_archived)
        async with open_app() as stage:
            await stage.press("slash")
            await stage.write(archived.name)
            await stage.sees("Left out: archived ones (A)")
            await stage.press("enter", "A")
            await stage.sees("1 match")

    async def test_filter_and_options_hold_together(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.press("slash", *"a", "enter", "A", "o")
            await stage.quiet()
            assert listing(wire) == "include-archived=true&query=a&sort=asc"


class TestTop:
    async def test_what_is_pinned_stays_on_top_of_every_sitting(self, open_app: Any) -> None:
        async with open_app() as stage:
            pane = stage.browse.conversations
            pane.list.cursor = titles(stage).index("Lunch")
            await stage.press("p")
            await stage.sees("★ # Lunch")
            assert titles(stage)[0] == "Lunch"
            assert pane.highlighted.title == "Lunch"
            assert pane.list.cursor != 0
        async with open_app() as stage:
            assert "★ # Lunch" in stage.text
            await stage.press("home", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.title == "Lunch"
            await stage.quiet()
            await stage.press("1", "p")
            await stage.quiet()
            assert "★" not in stage.text
            assert "↺ # Lunch" in stage.text

    async def test_what_was_opened_last_is_there_and_the_cursor_stays(self, open_app: Any) -> None:
        async with open_app() as stage:
            for name in ("Incident 42", "Lunch", "Alerts"):
                await stage.open(name)
            assert titles(stage)[:2] == ["Alerts", "Lunch"]
            assert titles(stage)[2].startswith("Incident 42")
            assert stage.browse.conversations.highlighted.title == "Alerts"
        async with open_app() as stage:
            assert titles(stage)[:2] == ["Alerts", "Lunch"]
            await stage.press("slash", *"inc")
            await stage.sees("1 match")
            assert "↺" not in stage.text

    async def test_another_server_has_its_own(self, open_app: Any, target: Any) -> None:
        async with open_app() as stage:
            await stage.press("p")
        async with open_app(dataclasses.replace(target, profile_name="else")) as stage:
            assert "★" not in stage.text

    async def test_a_new_name_is_shown_on_top_too(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.press("p")
            await stage.sees("★ # Alerts")
            room = stage.browse.conversations.highlighted.id
            other.send(UpdateConversation(conversation_id=room, name="Alarms"))
            await stage.press("r")
            await stage.sees("★ # Alarms")


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"]
)
async def test_the_list_with_all_kinds(
    open_app: Any, size: tuple[int, int], screen_matches: Any
) -> None:
    async with open_app(size=size, embedded=True) as stage:
        await stage.press("p", "A")
        await stage.quiet()
        stage.app.clear_notifications()
        await stage.press("down", "down")
        await stage.loses("is pinned")
        screen_matches(stage.app)
        await stage.press("slash")
        await stage.paste("zzz")
        await stage.sees("“zzz”.")
        screen_matches(stage.app)


async def test_a_list_that_loads_or_fails(
    open_app: Any, staging: Any, wire: Any, screen_matches: Any
) -> None:
    late = asyncio.Event()
    wire.hold = lambda request: late.wait() if "/conversation" in request.target else None
    clockwork = staging.Clockwork(wire)
    async with open_app(
        transport=clockwork, embedded=True, size=(80, 24), connected=False
    ) as stage:
        await stage.sees("conversations…")
        await stage.sees("Acme")
        screen_matches(stage.app)
        late.set()
        await stage.quiet()
        wire.spoil = fail_with(500)
        await stage.press("r")
        await stage.sees("Not read again")
        screen_matches(stage.app)
