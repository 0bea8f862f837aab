"""A pane that waits says how to end that; nothing is lost by it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

PARTS = {
    "conversations": ("1", "/conversation?", "23 in all"),
    "messages": ("2", "/message", "Grace Mbeki"),
    "modules": ("3", "/app/module/", "chat:actionTarget"),
}


@pytest.mark.parametrize("name", PARTS)
async def test_a_read_that_is_waited_for_is_given_up(open_app: Any, wire: Any, name: str) -> None:
    key, path, there = PARTS[name]
    late = asyncio.Event()
    async with open_app(transport=wire, size=(80, 24)) as stage:
        await stage.open("Incident 42")
        browse = stage.browse
        room = browse.thread.conversation
        browse.disconnected()
        await stage.quiet()
        wire.hold = lambda request: late.wait() if path in f"{request.target}?" else None
        if name == "conversations":
            browse.conversations.attach(stage.workbench)
        else:
            browse.open_conversation(room)
        await stage.press(key)
        await stage.sees(f"Reading the {name}…  (Esc gives up)")
        await stage.press("escape")
        await stage.sees("Given up. r asks again.")
        late.set()
        await stage.press("r")
        await stage.sees(there)


async def test_where_nothing_is_waited_for_the_key_leads_back(open_app: Any) -> None:
    async with open_app() as stage:
        await stage.open("Incident 42")
        assert not stage.browse.thread.give_up()
        await stage.press("escape")
        assert stage.browse.conversations.has_focus_within
        assert "Grace Mbeki" in stage.text
