"""A site of 100,000 conversations: what is drawn, asked for and kept is bounded, and counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from explorer.sandbox.server import Sandbox
from explorer.tui.browse.listed import Listed
from explorer.workbench.feeds import WINDOW

COUNT = 142_000
"""On two sites, some of them archived: the list of the first holds 100,000."""


@pytest.fixture
def sandbox(staging: Any) -> Iterator[Sandbox]:
    """A large one, in the place of the usual one."""
    with Sandbox.start(
        port=0, seed=1, now=staging.NOW, conversations=COUNT, messages=1_000
    ) as running:
        yield running


async def test_a_hundred_thousand_conversations(
    open_app: Any, target: Any, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    lines = Listed.lines

    def counting(self: Listed, index: int, width: int) -> Any:
        drawn.append(index)
        return lines(self, index, width)

    monkeypatch.setattr(Listed, "lines", counting)
    async with open_app(dataclasses.replace(target), transport=wire) as stage:
        pane = stage.browse.conversations
        await stage.sees("75 loaded, more follow")
        widgets = len(stage.app.screen.query("*"))
        for _ in range(3):
            await stage.press("end")
            await stage.quiet()
        await stage.sees("300 loaded, more follow")

        # The rest as a very patient person would have it: page by page, by the same feed.
        feed = pane._feed
        while not feed.complete:
            pane.list.items_appended(await feed.more())
        assert feed.count > 100_000
        pages = [each for each in wire.asked if "cursor=" in each]
        assert len(pages) == len(set(pages)) == -(-feed.count // 75) - 1

        # Only a window of it is kept, and no row is a widget.
        assert sum(len(page.items or ()) for page in feed._pages) <= WINDOW
        assert len(stage.app.screen.query("*")) == widgets

        # A key draws what is in view, however long the list is.
        await stage.press("end")
        await stage.quiet()
        drawn.clear()
        await stage.press("up", "pageup", "down", "k")
        await stage.quiet()
        assert len(drawn) <= 5 * stage.app.size.height
        assert min(drawn) > feed.count - 4 * stage.app.size.height

        # Far away rows were dropped; going there asks for their pages, and for no others.
        wire.asked.clear()
        await stage.press("home")
        await stage.quiet()
        assert "  …" not in stage.text
        await stage.until(lambda: pane.highlighted is not None, "the first row")
        assert 1 <= len(wire.asked) <= 3

        # A filter is one question to the server.
        wire.asked.clear()
        name = pane.highlighted.title
        await stage.press("slash")
        pane.filter.value = name
        await stage.until(lambda: wire.asked, "the question")
        await stage.quiet()
        assert name in stage.text
        assert len(wire.asked) == 1
