"""What waits for a read before it opens: never over a screen that one went to meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

from explorer.tui.help import HelpScreen
from explorer.tui.history.screen import HistoryScreen
from explorer.tui.sandbox.screen import SandboxScreen
from explorer.tui.widgets.form_dialog import FormDialog

SAID = "came only now and is not opened over this"


def held_back(wire: Any, part: str) -> tuple[list[str], asyncio.Event]:
    """Hold the answers to requests with this in their target back, until the event."""
    held: list[str] = []
    late = asyncio.Event()

    def hold(request: Any) -> Any:
        if part not in request.target:
            return None
        held.append(request.target)
        return late.wait()

    wire.hold = hold
    return held, late


async def test_the_sandbox_settings_do_not_open_over_the_help(open_app: Any, road: Any) -> None:
    async with open_app() as stage:
        await stage.press("B")
        await stage.until(lambda: isinstance(stage.app.screen, SandboxScreen), "the sandbox screen")
        await stage.quiet()
        held, late = held_back(road, "/sandbox/settings")
        await stage.press("3", "enter")
        await stage.until(lambda: bool(held), "the settings asked for")
        await stage.press("question_mark")
        await stage.until(lambda: isinstance(stage.app.screen, HelpScreen), "the help")
        late.set()
        await stage.hears(SAID)
        assert isinstance(stage.app.screen, HelpScreen)
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, SandboxScreen), "the sandbox again")
        await stage.press("3", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")


async def test_the_form_of_a_conversation_does_not_open_over_the_history(
    open_app: Any, wire: Any
) -> None:
    async with open_app(transport=wire) as stage:
        await stage.quiet()
        app = stage.app
        row = app.browse.conversations.list.source.subject(0)
        held, late = held_back(wire, f"/conversation/{row.id}")
        app.acts.change(row.model_copy(update={"topic": None}))
        await stage.until(lambda: bool(held), "the conversation asked for")
        app.action_history()
        await stage.until(lambda: isinstance(app.screen, HistoryScreen), "the history")
        late.set()
        await stage.hears(SAID)
        assert isinstance(app.screen, HistoryScreen)
