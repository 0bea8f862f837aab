"""Each pane while it waits, where it failed and where there is nothing: wide and narrow.

States that other tests show are not here: those of a thread, of modules on their way or none, of
the sandbox's screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from explorer.api.exchange import Request, Response
from explorer.tui.browse.details import DetailsScreen

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]

LISTING, MODULES, ROSTER = "/conversation?", "/app/module/", "/roster?"


def failing(part: str) -> Callable[[Request], Response | None]:
    """Answer what is asked of a part of the API with an error."""
    broken = Response(500, "", (), b'{"code": 500, "message": "out of [b]order[/]"}')
    return lambda request: broken if part in f"{request.target}?" else None


def nothing(part: str) -> Callable[[Request], Response | None]:
    """Answer it with an empty page."""
    head = (("Content-Type", "application/json"),)
    page = Response(200, "", head, b'{"values": [], "size": 0, "limit": 75}')
    return lambda request: page if part in f"{request.target}?" else None


@pytest.mark.parametrize("size", SIZES)
async def test_panes_that_wait_fail_or_have_nothing(
    open_app: Any, wire: Any, size: tuple[int, int], screen_matches: Any
) -> None:
    async def match() -> None:
        # They have tests of their own, and tell of ports and of what came last.
        for each in ("#calls", "StatusBar", "#details-fields"):
            for widget in stage.app.screen.query(each):
                widget.visible = False
        await stage.pilot.pause()
        screen_matches(stage.app)

    async with open_app(transport=wire, size=size, embedded=True) as stage:
        browse, late = stage.browse, asyncio.Event()
        browse.disconnected()
        wire.hold = lambda request: late.wait() if LISTING in f"{request.target}?" else None
        browse.conversations.attach(stage.workbench)
        await stage.sees("Reading the conversations…")
        await match()
        wire.spoil = failing(LISTING)
        late.set()
        browse.conversations.attach(stage.workbench)
        await stage.quiet()
        await match()
        wire.spoil = nothing(LISTING)
        await stage.press("r")
        await stage.sees("The site has no conversations.")
        await stage.quiet()
        await match()
        wire.spoil = failing(MODULES)
        await stage.press("r")
        await stage.open("Incident 42")
        await stage.press("3")
        await stage.quiet()
        await match()

        late, wire.spoil = asyncio.Event(), failing(ROSTER)
        wire.hold = lambda request: late.wait() if ROSTER in f"{request.target}?" else None
        await stage.press("1", "d")
        await stage.until(lambda: isinstance(stage.app.screen, DetailsScreen), "the details")
        wire.spoil = lambda request: None
        await stage.press("r")
        await stage.sees("Reading who is in it…")
        await match()
        wire.spoil = failing(ROSTER)
        late.set()
        await stage.press("r", "2")
        await stage.sees("r tries again")
        await stage.quiet()
        await match()
        wire.spoil = nothing(ROSTER)
        await stage.press("r")
        await stage.sees("Nobody is in it.")
        await stage.quiet()
        await match()
