"""What the thread looks like in each of its states, at three sizes; every node of a document."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import CreateConversation

SIZES = [(80, 24), (120, 40), (200, 50)]


@pytest.fixture(params=SIZES, ids=["80x24", "120x40", "200x50"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Columns and rows."""
    found: tuple[int, int] = request.param
    return found


async def only_thread(stage: Any) -> None:
    """Hide everything else, and give it a width of its own: it has tests of its own, too."""
    panes = "ConversationsPane", "ModulesPane"
    for each in panes:
        stage.browse.query_one(each).styles.width = 36
    for each in ("#calls", "StatusBar", "PaneTabs", "Footer", *panes):
        stage.browse.query_one(each).visible = False
    await stage.pilot.pause()


def shown_last(stage: Any) -> str:
    """The last row of the preview."""
    source = stage.app.screen.query_one("#preview").source
    return str(source.lines(len(source) - 1, 80)[-1].text) if len(source) else ""


class TestEveryNode:
    async def test_of_a_document(
        self, open_app: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("Formatting")
            lines = stage.browse.thread.list
            await stage.press("home")
            await stage.quiet()
            await only_thread(stage)
            for _ in range(30):
                screen_matches(stage.app)
                before = lines._view.place
                await stage.press("pagedown")
                await stage.quiet()
                if lines._view.place == before:
                    break
            assert lines.at_end


class TestStates:
    async def test_thread_loading(
        self, open_app: Any, wire: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        late = asyncio.Event()
        async with open_app(transport=wire, size=size, embedded=True) as stage:
            await stage.quiet()
            wire.hold = lambda request: late.wait() if "/message" in request.target else None
            pane = stage.browse.conversations
            pane.list.cursor = 9
            await stage.press("enter")
            await stage.sees("Reading the messages…")
            await stage.until(lambda: {each.group for each in stage.app.workers} == {"thread"})
            await only_thread(stage)
            screen_matches(stage.app)
            late.set()
            await stage.quiet()

    async def test_thread_empty(
        self, open_app: Any, other: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        other.send(CreateConversation(name="A void"))
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("A void")
            await only_thread(stage)
            screen_matches(stage.app)

    async def test_thread_error(
        self, open_app: Any, wire: Any, staging: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        def fail(request: Any) -> Response | None:
            failed = Response(500, "", (), b'{"message": "out of order"}')
            return failed if request.target.endswith("/message") else None

        wire.spoil = fail
        transport = staging.Clockwork(wire)
        async with open_app(transport=transport, size=size, embedded=True) as stage:
            await stage.open("Lunch")
            await only_thread(stage)
            screen_matches(stage.app)

    async def test_writing_a_message(
        self, open_app: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("Lunch")
            await stage.press("c", "f3")
            await stage.write("# Today\n\n- **soup**\n- `bread`\n\nyes :thumbs")
            await stage.sees("👍")
            if size[1] >= 30:
                await stage.until(lambda: shown_last(stage) == "yes :thumbs", "the preview")
            await only_thread(stage)
            screen_matches(stage.app)
            await stage.press("escape", "f4")
            composer = stage.browse.thread.composer
            composer.text = composer.text.replace('"level": 1', '"level": 9')
            await stage.sees("line 8, column")
            if size[1] >= 30:
                await stage.sees("╭─ Document JSON")
            composer.move_cursor((0, 0))
            await stage.quiet()
            await only_thread(stage)
            screen_matches(stage.app)

    async def test_going_searching_saving(
        self, open_app: Any, screen_matches: Any, size: tuple[int, int]
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("Lunch")
            await only_thread(stage)
            await stage.press("t")
            await stage.sees("yesterday")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("escape", "F")
            await stage.write("noodles")
            await stage.press("enter")
            await stage.sees("the whole conversation.")
            await stage.quiet()
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("escape", "X")
            await stage.sees("Export Lunch")
            await stage.quiet()
            screen_matches(stage.app)
