"""The line view in any size: resized, hidden, within a border, with its scroll bar."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.document.lines import Line, Span
from tests.tui.line_rows import NUMBERED, rows


async def test_texts_in_the_empty_area(items: Any, lines_app: Any, screen_matches: Any) -> None:
    source = items([])
    app = lines_app(source, empty_text="No messages yet. [b]Press[/b] c to write\x1b[31m one.")
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.pause()
        screen_matches(app)
        app.lines.busy_text = "Loading…"
        await pilot.pause()
        screen_matches(app)
        app.lines.error_text = "The service answered 503; press r to try again."
        source.items.append("one")
        app.lines.items_appended(1)
        await pilot.pause()
        screen_matches(app)
        app.lines.error_text = app.lines.busy_text = ""
        await pilot.pause()
        assert app.lines.empty_text.startswith("No messages")
        assert "No messages" not in str(app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [(10, 5), (500, 50), (40, 1), (1, 1), (2, 3), (3, 40)])
async def test_any_size(items: Any, lines_app: Any, size: tuple[int, int]) -> None:
    app = lines_app(items([f"漢字 {number} and a tail" for number in range(100)]))
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "pagedown", "end", "pageup", "up", "home", "down")
        await pilot.pause()
        assert app.lines.cursor == 1
        width, height = app.lines.size
        assert len(app.lines._view.rows) == (height if width > 2 else 0)
        for y in range(height):
            strip = app.lines.render_line(y)
            assert strip.cell_length == sum(segment.cell_length for segment in strip) == width


async def test_wide_characters_are_cut_at_the_border(items: Any, lines_app: Any) -> None:
    source = items(["漢字漢字漢字"], fixed_height=1)
    source.lines = lambda index, width: [Line((Span("a漢字漢字漢字"),))]
    app = lines_app(source)
    async with app.run_test(size=(8, 3)) as pilot:
        await pilot.pause()
        strip = app.lines.render_line(0)
        assert strip.text == "▌a漢字  "
        assert strip.cell_length == app.lines.size.width == 8


async def test_a_resize_keeps_the_item_at_the_top(items: Any, lines_app: Any) -> None:
    app = lines_app(items([f"item {number} " + "long " * 12 for number in range(200)]))
    async with app.run_test(size=(80, 20)) as pilot:
        app.lines.scroll_to_item(120, center=True)
        await pilot.pause()
        top = rows(app)[0].split()[1]
        for width, height in [(30, 20), (30, 7), (12, 40), (100, 3), (80, 20)]:
            await pilot.resize_terminal(width, height)
            for _ in range(500):
                await pilot.pause()
                if app.lines._view.height == height:
                    break
            first = app.lines.visible_items[0]
            assert app.lines.source.items[first].split()[1] == top
            assert app.lines._view.height == height


async def test_a_chat_at_its_end_stays_there_when_resized(items: Any, lines_app: Any) -> None:
    app = lines_app(items([f"item {n} " + "long " * 12 for n in range(200)]), anchor_bottom=True)
    async with app.run_test(size=(80, 20)) as pilot:
        for width, height in [(30, 20), (12, 40), (100, 3), (80, 20)]:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.lines.at_end
            assert app.lines.visible_items[-1] == 199
            assert app.lines.scroll_offset.y == app.lines.max_scroll_y


async def test_border_and_padding_leave_the_rest(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 12)) as pilot:
        app.lines.styles.border = ("round", "red")
        app.lines.styles.padding = (1, 2)
        await pilot.pause()
        await pilot.press("G")
        await pilot.pause()
        assert len(rows(app)) == 8
        assert rows(app)[-1] == "item 99"
        assert app.lines.scroll_offset.y == app.lines.max_scroll_y == 92


async def test_hidden_and_shown_again(items: Any, lines_app: Any, screen_text: Any) -> None:
    source = items(["one"])
    app = lines_app(source)
    app.lines.display = False
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        source.items += NUMBERED
        app.lines.items_appended(100)
        app.lines.cursor = 50
        app.lines.search("item 3")
        await pilot.pause()
        app.lines.display = True
        await pilot.pause()
        assert app.lines.cursor in app.lines.visible_items
        app.lines.display = False
        await pilot.pause()
        source.items = source.items[:3]
        app.lines.refresh_items()
        app.lines.display = True
        await pilot.pause()
        assert screen_text(app).split("\n")[:3] == [" one", " item 0", "▏item 1"]


async def test_a_cursor_set_before_there_is_a_size_is_shown(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    app.lines.cursor = 70
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert 70 in app.lines.visible_items
        assert app.said[0] == ("highlighted", 70)


async def test_the_scroll_bar_knows_what_was_measured(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["row\n" * 7 for _ in range(500)]), anchor_bottom=True)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        before = app.lines.virtual_size.height
        await pilot.press(*["pageup"] * 10)
        await pilot.pause()
        bar = app.lines.vertical_scrollbar
        assert app.lines.virtual_size.height > before
        assert bar.window_virtual_size == app.lines.virtual_size.height
        assert bar.position == app.lines.scroll_offset.y


async def test_the_scroll_bar_comes_and_goes(items: Any, lines_app: Any) -> None:
    source = items(["one"])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert not app.lines.show_vertical_scrollbar
        source.items += NUMBERED
        app.lines.items_appended(100)
        await pilot.pause()
        assert app.lines.show_vertical_scrollbar
        source.items[1:] = []
        app.lines.refresh_items()
        await pilot.pause()
        assert not app.lines.show_vertical_scrollbar
        assert app.lines.scroll_offset.y == 0


async def test_the_cursor_is_drawn_within_a_border(
    items: Any, lines_app: Any, screen_text: Any
) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 8)) as pilot:
        app.lines.styles.border = ("round", "red")
        await pilot.pause()
        await pilot.press("end", "up", "up")
        await pilot.pause()
        rows_with_cursor = [row for row in screen_text(app).split("\n") if "▌" in row]
        assert [row.split()[0:2] for row in rows_with_cursor] == [["│▌item", "97"]]


async def test_a_grabbed_scroll_bar_goes_where_it_points(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["row\n" * 7 for _ in range(500)]))
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        bar = app.lines.vertical_scrollbar
        await pilot.mouse_down(bar, offset=(0, 0))
        await pilot.hover(bar, offset=(0, 10))
        await pilot.pause()
        middle = app.lines.visible_items[0]
        await pilot.hover(bar, offset=(0, 19))
        await pilot.mouse_up(bar, offset=(0, 19))
        await pilot.pause()
        assert 100 < middle < 400
        assert app.lines.visible_items[-1] > 470
