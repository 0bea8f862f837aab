"""Rows as strips: marks, selections, borders, and the styles they are drawn in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from explorer.tui.widgets.line_drawing import restyled
from explorer.tui.widgets.lines import Lines

BOLD = Style(bold=True)
PIECES = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), max_size=6)


@given(PIECES, st.lists(st.integers(0, 30), max_size=8, unique=True))
def test_restyled_styles_these_characters_and_no_others(pieces: list[str], cuts: list[int]) -> None:
    from textual.strip import Strip

    strip = Strip([Segment(piece, Style(italic=bool(i % 2))) for i, piece in enumerate(pieces)])
    ordered = sorted(cuts)
    spans = list(zip(ordered[::2], ordered[1::2], strict=False))
    styled = restyled(strip, spans, BOLD)
    wanted = [any(start <= i < end for start, end in spans) for i in range(len(strip.text))]
    got = [bool(s.style and s.style.bold) for s in styled for _ in s.text]
    assert styled.text == strip.text
    assert got == wanted
    italic = [bool(s.style and s.style.italic) for s in styled for _ in s.text]
    assert italic == [bool(i % 2) for i, piece in enumerate(pieces) for _ in piece]


async def drag(pilot: Any, lines: Lines, start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(lines, offset=start)
    await pilot.hover(lines, offset=end)
    await pilot.mouse_up(lines, offset=end)
    await pilot.pause()


async def test_text_is_selected_with_the_mouse(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["first item\nsecond row", "third 漢字 row", "fourth", "fifth"]))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        await drag(pilot, app.lines, (7, 0), (5, 2))
        assert app.screen.get_selected_text() == "item\nsecond row\nthird"
        selected = app.screen.get_component_rich_style("screen--selection").bgcolor
        drawn = [
            "".join(s.text for s in app.lines.render_line(y) if s.style.bgcolor == selected)
            for y in range(4)
        ]
        assert drawn[0].startswith("item")
        assert drawn[1].startswith("second row")
        assert drawn[2:] == ["third", ""]
        own = {s.style.color for y in range(5) for s in app.lines.render_line(y)} - {selected}
        for y in range(5):
            for each in app.lines.render_line(y):
                # Text keeps its colour: in that of what is behind it nobody could read it.
                assert each.style.color in own
        assert app.lines.cursor == 0  # to end a selection is not to click
        await pilot.press("y")
        await pilot.pause()
        assert app.said[-1] == ("copy", "item\nsecond row\nthird")
        await pilot.click(app.lines, offset=(3, 4))
        assert app.lines.text_selection is None
        assert app.lines.cursor == 3


async def test_a_selection_stays_with_its_text(items: Any, lines_app: Any) -> None:
    source = items([f"item {number}\nrow two" for number in range(100)])
    app = lines_app(source)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        app.lines.cursor = 50
        await pilot.pause()
        await drag(pilot, app.lines, (1, 2), (8, 4))
        chosen = app.screen.get_selected_text()
        assert chosen.startswith("item")
        source.items[:0] = ["new"] * 10
        app.lines.items_prepended(10)
        await pilot.pause()
        assert app.screen.get_selected_text() == chosen
        await pilot.press("pageup", "pageup")
        assert app.screen.get_selected_text() == chosen


async def test_wide_characters_are_selected_whole(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["漢字漢字 tail"]))
    async with app.run_test(size=(40, 4)) as pilot:
        await pilot.pause()
        await drag(pilot, app.lines, (3, 0), (5, 0))
        assert app.screen.get_selected_text() == "字漢"


async def test_everything_selected(items: Any, lines_app: Any) -> None:
    app = lines_app(items([f"item {number}" for number in range(50)]))
    async with app.run_test(size=(40, 4)) as pilot:
        await pilot.pause()
        app.lines.text_select_all()
        await pilot.pause()
        assert app.screen.get_selected_text() == "\n".join(f"item {n}" for n in range(50))


async def test_a_selection_from_below_the_items(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["one", "two", "three"]))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        await drag(pilot, app.lines, (1, 6), (1, 1))
        assert app.screen.get_selected_text() == "two\nthree"


async def test_nothing_to_select(lines_app: Any) -> None:
    app = lines_app(None)
    async with app.run_test(size=(40, 8)) as pilot:
        await drag(pilot, app.lines, (1, 1), (5, 3))
        assert not app.screen.get_selected_text()


@pytest.mark.parametrize("theme", ["stride-dark", "stride-light", "textual-dark", "ansi-dark"])
async def test_the_cursor_row_is_told_apart(items: Any, lines_app: Any, theme: str) -> None:
    app = lines_app(items(["one", "two"]))
    async with app.run_test(size=(40, 8)) as pilot:
        app.theme = theme
        await pilot.pause()
        marker, *cursor = app.lines.render_line(0)
        other = list(app.lines.render_line(1))
        assert marker.text == "▌"
        focused = cursor[0].style
        assert (focused.bgcolor, focused.bold) != (other[1].style.bgcolor, other[1].style.bold)
        app.set_focus(None)
        await pilot.pause()
        blurred = list(app.lines.render_line(0))
        assert blurred[0].text == "▏"
        if theme != "ansi-dark":
            assert blurred[1].style.bgcolor not in (focused.bgcolor, other[1].style.bgcolor)


async def test_another_theme_is_drawn_at_once(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["one", "two"]))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        dark = list(app.lines.render_line(1))[1].style
        app.theme = "stride-light"
        await pilot.pause()
        light = list(app.lines.render_line(1))[1].style
        assert dark.color != light.color
        assert dark.bgcolor != light.bgcolor


async def test_no_color(items: Any, lines_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = lines_app(items(["one", "two"]))
    async with app.run_test(size=(20, 4)) as pilot:
        await pilot.pause()
        assert app.no_color
        app.lines.search("two")
        await pilot.pause()
        colors = [
            color.triplet
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
            for color in (segment.style.color, segment.style.bgcolor)
            if color is not None and color.triplet is not None
        ]
        assert colors
        assert all(max(color) - min(color) <= 2 for color in colors)


async def test_it_scrolls_within_a_layout(items: Any, screen_matches: Any) -> None:
    class Layout(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("above")
            with Vertical():
                yield Lines(items([f"item {n}\nrow" for n in range(9)]), id="top")
                yield Lines(items(["漢字" * 20, "[b]x[/b]\x1b]0;t\x07"]), id="bottom")
            yield Static("below")

    app = Layout()
    async with app.run_test(size=(30, 12)) as pilot:
        await pilot.press("end", "tab")
        await pilot.pause()
        screen_matches(app)
