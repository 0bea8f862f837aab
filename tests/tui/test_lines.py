"""The line view under a person's hands."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from explorer.tui.widgets.lines import LIST_COMMANDS, Lines
from tests.tui.line_rows import NUMBERED, rows


@pytest.fixture
def tall(items: Any) -> Any:
    """Items of one row, but the fourth of thirty."""
    texts = [f"item {number}" for number in range(20)]
    texts[3] = "\n".join(f"row {number}" for number in range(30))
    return items(texts)


async def test_a_list_and_its_cursor(items: Any, lines_app: Any, screen_matches: Any) -> None:
    app = lines_app(items(NUMBERED, fixed_height=1))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        screen_matches(app)
        await pilot.press("down", "j", "j", "k")
        screen_matches(app)
        app.set_focus(None)
        await pilot.pause()
        screen_matches(app)
    assert app.said[0] == ("highlighted", 0)
    assert app.lines.cursor == 2


@pytest.mark.parametrize(
    ("keys", "cursor", "top"),
    [
        ("down", 1, 0),
        ("down " * 12, 12, 3),
        ("up", 0, 0),
        ("end", 99, 90),
        ("G up", 98, 90),
        ("G " + "k " * 12, 87, 87),
        ("G home", 0, 0),
        ("G g", 0, 0),
        ("pagedown", 9, 9),
        ("space pagedown pageup", 9, 9),
        ("G pagedown", 99, 90),
        ("pageup", 0, 0),
        ("down down pagedown", 11, 9),
        ("down pagedown pageup pageup", 0, 0),
        ("down ctrl+d", 6, 5),
        ("down ctrl+d ctrl+d ctrl+u", 6, 5),
        ("ctrl+u", 0, 0),
        ("G ctrl+d", 99, 90),
    ],
)
async def test_keys(items: Any, lines_app: Any, keys: str, cursor: int, top: int) -> None:
    app = lines_app(items(NUMBERED, fixed_height=1))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(*keys.split())
        await pilot.pause()
        assert app.lines.cursor == cursor
        assert app.lines.scroll_offset.y == top
        assert rows(app)[0] == f"item {top}"


async def test_every_key_has_an_id() -> None:
    ids = {binding.id for _, binding in Lines()._bindings}
    assert ids == {command.id for command in LIST_COMMANDS}


async def test_a_page_of_items_of_two_rows_is_whole_items(items: Any, lines_app: Any) -> None:
    app = lines_app(items([f"item {n}\nmore" for n in range(50)], fixed_height=2))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("pagedown")
        assert rows(app)[0] == "item 4"
        assert app.lines.cursor == 4


async def test_an_item_taller_than_the_screen_is_read_through(tall: Any, lines_app: Any) -> None:
    app = lines_app(tall)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "down", "down")
        assert app.lines.cursor == 3
        assert rows(app)[0] == "row 0"
        await pilot.press(*["down"] * 20)
        assert app.lines.cursor == 3
        assert rows(app)[-1] == "row 29"
        await pilot.press("down")
        assert app.lines.cursor == 4
        assert rows(app)[-2:] == ["row 29", "item 4"]
        await pilot.press("up")
        assert app.lines.cursor == 3
        await pilot.press(*["up"] * 20)
        assert rows(app)[0] == "row 0"
        assert app.lines.cursor == 3
        await pilot.press("up")
        assert app.lines.cursor == 2


async def test_a_tall_item_is_paged_through(tall: Any, lines_app: Any) -> None:
    app = lines_app(tall)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "down", "down", "pagedown")
        assert (app.lines.cursor, rows(app)[0]) == (3, "row 9")
        await pilot.press("pagedown", "pagedown")
        assert (app.lines.cursor, rows(app)[0]) == (3, "row 27")
        await pilot.press("pagedown", "pagedown")
        assert app.lines.cursor == 19
        seen = set()
        for _ in range(8):
            await pilot.press("pageup")
            seen |= set(rows(app))
        assert {f"row {number}" for number in range(30)} <= seen
        assert app.lines.cursor == 0


async def test_up_from_below_begins_a_tall_item_at_its_end(tall: Any, lines_app: Any) -> None:
    app = lines_app(tall)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.cursor = 19
        app.lines.cursor = 3
        await pilot.pause()
        assert rows(app)[-1] == "row 29"


async def test_the_wheel_moves_the_view_and_not_the_cursor(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 10)) as pilot:
        for _ in range(10):
            await pilot._post_mouse_events([_wheel("down")], app.lines, offset=(3, 3))
        await pilot.pause()
        top = app.lines.scroll_offset.y
        assert top >= 10
        assert rows(app)[0] == f"item {top}"
        assert app.lines.cursor == 0
        await pilot.press("down")
        assert app.lines.cursor == top
        await pilot._post_mouse_events([_wheel("up")], app.lines, offset=(3, 3))
        await pilot.pause()
        assert app.lines.scroll_offset.y < top


def _wheel(direction: str) -> Any:
    from textual import events

    return events.MouseScrollDown if direction == "down" else events.MouseScrollUp


async def test_up_with_the_cursor_far_below_goes_on_in_view(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED), anchor_bottom=True)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        app.lines.scroll_to(y=20)
        assert app.lines.cursor == 99
        await pilot.press("up")
        assert app.lines.cursor == 29
        assert rows(app)[0] == "item 20"


async def test_click_and_double_click(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(app.lines, offset=(5, 4))
        assert app.lines.cursor == 4
        assert not [said for said in app.said if said[0] == "selected"]
        await pilot.click(app.lines, offset=(0, 7), times=2)
        await pilot.pause()
        assert app.said[-1] == ("selected", 7)
        assert app.lines.text_selection is None


async def test_a_click_below_the_items_does_nothing(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["one", "two"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(app.lines, offset=(5, 6), times=2)
        await pilot.pause()
        assert app.lines.cursor == 0
        assert [said[0] for said in app.said if isinstance(said, tuple)] == ["highlighted"]


async def test_enter_chooses(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.said[-1] == ("selected", 1)


async def test_copy_asks_for_the_item(items: Any, lines_app: Any) -> None:
    source = items(["one\ntwo", "three"])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("y")
        await pilot.pause()
        assert app.said[-1] == ("copy", "one\ntwo")


async def test_copy_asks_a_source_that_knows_better(items: Any, lines_app: Any) -> None:
    class Knows(items):  # type: ignore[misc]
        def copy_text(self, index: int) -> str:
            return f"the whole of {index}"

    app = lines_app(Knows(["one", "two"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "y")
        await pilot.pause()
        assert app.said[-1] == ("copy", "the whole of 1")


async def test_a_view_without_a_source(lines_app: Any) -> None:
    app = lines_app(None)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end")
        assert app.lines.cursor is None
        assert len(app.lines.source) == 0


async def test_only_what_is_in_view_is_laid_out(items: Any, lines_app: Any) -> None:
    source = items([f"item {number}\nsecond row" for number in range(50_000)])
    app = lines_app(source, anchor_bottom=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert len(source.asked) == 12
        source.asked.clear()
        await pilot.press("pageup")
        await pilot.pause()
        assert len(source.asked) <= 13
        source.asked.clear()
        await pilot.press("up", "down", "up")
        await pilot.pause()
        assert len(source.asked) <= 1
        await pilot.press("home")
        await pilot.pause()
        assert len(source.asked) <= 1 + 13


async def test_a_hundred_thousand_rows_ask_for_the_visible_ones(items: Any, lines_app: Any) -> None:
    source = items([f"item {number}" for number in range(100_000)], fixed_height=1)
    app = lines_app(source)
    assert source.asked == []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert len(source.asked) == 24
        await pilot.press("end")
        await pilot.pause()
        assert len(source.asked) == 48
        await pilot.press("up", "down")
        await pilot.pause()
        assert len(source.asked) == 48


async def test_two_views_side_by_side_tell_themselves_apart(items: Any) -> None:
    heard: list[str | None] = []

    class Two(App[None]):
        def compose(self) -> ComposeResult:
            with Horizontal():
                yield Lines(items(NUMBERED), id="left")
                yield Lines(items(NUMBERED), id="right")
                yield Button("go")

        def on_lines_selected(self, message: Lines.Selected) -> None:
            heard.append(message.control.id)

    app = Two()
    async with app.run_test() as pilot:
        await pilot.press("enter", "tab", "enter")
        await pilot.pause()
    assert heard == ["left", "right"]


def test_a_newer_highlight_replaces_one_not_handled_yet() -> None:
    first, second = Lines(), Lines()
    older, newer = Lines.Highlighted(first, 1), Lines.Highlighted(first, 2)
    assert older.can_replace(newer)
    assert not older.can_replace(Lines.Highlighted(second, 2))
    assert not older.can_replace(Lines.Selected(first, 2))
