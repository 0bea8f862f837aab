"""A narrow screen: modules take the place of the messages, and nothing loses the keys."""

from __future__ import annotations

from typing import Any


async def test_modules_and_messages_take_turns(open_app: Any) -> None:
    async with open_app(size=(80, 24)) as stage:
        await stage.open("Incident 42")
        assert "ack-incident" not in stage.text
        await stage.press("m")
        assert "ack-incident" in stage.text
        assert "Grace Mbeki" not in stage.text
        await stage.press("m")
        assert "Grace Mbeki" in stage.text
        assert stage.app.focused.id == "thread"
        await stage.press("3", "escape")
        assert stage.app.focused.id == "thread"
        await stage.press("3", "c")
        assert stage.app.focused.id == "composer"
        assert "ack-incident" not in stage.text


async def test_tab_goes_round_what_is_shown(open_app: Any) -> None:
    async with open_app(size=(80, 24)) as stage:
        await stage.open("Incident 42")
        visited = []
        for _ in range(4):
            visited.append(stage.app.focused.id)
            await stage.press("tab")
        assert visited == ["thread", "composer", "filter", "conversation-list"]


async def test_opening_another_conversation_shows_its_messages(open_app: Any) -> None:
    async with open_app(size=(80, 24)) as stage:
        await stage.open("Incident 42")
        await stage.press("3", "1")
        await stage.open("Lunch")
        assert "# Lunch" in stage.text
        assert stage.app.focused.id == "thread"


async def test_growing_and_shrinking_keeps_the_pane_with_the_keys_on_screen(
    open_app: Any,
) -> None:
    async with open_app(size=(120, 40)) as stage:
        await stage.open("Incident 42")
        await stage.press("tab", "tab")
        assert stage.app.focused.id == "module-list"
        await stage.pilot.resize_terminal(80, 24)
        await stage.quiet()
        assert stage.app.focused.id == "module-list"
        assert "ack-incident" in stage.text
        await stage.pilot.resize_terminal(120, 40)
        await stage.quiet()
        assert "ack-incident" in stage.text
        assert "Grace Mbeki" in stage.text
        await stage.press("2")
        await stage.pilot.resize_terminal(80, 24)
        await stage.quiet()
        assert "Grace Mbeki" in stage.text


async def test_the_difference_takes_the_place_of_the_text(open_app: Any) -> None:
    async with open_app(size=(80, 24)) as stage:
        await stage.open("Incident 42")
        await stage.press("3", "down", "enter")
        await stage.sees("Valid as")
        await stage.press("f3")
        assert stage.app.focused.id == "editor-difference"
        await stage.press("f3")
        assert stage.app.focused.id == "editor-text"
