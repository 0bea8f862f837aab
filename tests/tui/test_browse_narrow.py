"""A narrow screen: one pane at a time, and nothing loses the keys."""

from __future__ import annotations

from typing import Any


async def test_there_is_one_pane_and_a_way_to_the_others(open_app: Any) -> None:
    async with open_app(size=(80, 24)) as stage:
        tabs = stage.text.splitlines()[1]
        assert tabs.split() == ["1", "Conversations", "2", "Messages", "3", "Modules"]
        assert "Incident 42: tracking API latency" in stage.text
        assert "Choose a conversation" not in stage.text
        await stage.pilot.click("PaneTabs", offset=(22, 0))
        await stage.sees("Choose a conversation")
        assert "Incident 42" not in stage.text
        await stage.pilot.click("PaneTabs", offset=(36, 0))
        await stage.sees("The modules of the open conversation")
        await stage.press("escape", "escape")
        await stage.sees("Incident 42")


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
        for _ in range(6):
            visited.append(stage.app.focused.id)
            assert stage.app.focused.region, stage.text
            await stage.press("tab")
        assert visited == [
            *("thread", "composer", "module-list", "filter", "conversation-list", "thread")
        ]
        await stage.press("shift+tab", "shift+tab")
        assert stage.app.focused.id == "conversation-list"


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
        await stage.sees("Grace Mbeki")
        assert "ack-incident" in stage.text
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
