"""A pane that waits says how to end that; nothing is lost by it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.workbench.workbench import Workbench

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


async def test_connecting_is_given_up_and_begun_anew(
    open_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = asyncio.Event()
    opened = Workbench.open

    async def slowly(*args: Any, **options: Any) -> Workbench:
        await late.wait()
        return await opened(*args, **options)

    monkeypatch.setattr(Workbench, "open", slowly)
    async with open_app(size=(80, 24), connected=False) as stage:
        await stage.sees("Connecting…  (Esc gives up)")
        await stage.press("escape")
        await stage.sees("Given up. r asks again.")
        late.set()
        await stage.quiet()
        assert stage.app.workbench is None
        await stage.press("r")
        await stage.sees("23 in all")


async def test_the_people_of_a_room_are_given_up(open_app: Any, wire: Any) -> None:
    late = asyncio.Event()
    async with open_app(transport=wire, size=(80, 24)) as stage:
        wire.hold = lambda request: late.wait() if "/roster" in request.target else None
        await stage.press("d")
        await stage.sees("Reading who is in it…  (Esc gives up)")
        await stage.press("escape")
        await stage.sees("Given up. r asks again.")
        late.set()
        await stage.press("r")
        await stage.loses("Given up.")
        await stage.quiet()
        await stage.press("escape")
        assert stage.app.screen is stage.browse
