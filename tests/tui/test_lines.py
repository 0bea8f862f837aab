"""The line view under a person's hands."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from explorer.document.lines import Line, Span
from explorer.tui.widgets.lines import LIST_COMMANDS, Lines

NUMBERED = [f"item {number}" for number in range(100)]


def rows(app: Any) -> list[str]:
    """The text of the view's rows on the screen, without the marker of the cursor."""
    view = app.lines._view
    return [view.line(place).text for place in view.rows]


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


# Changes of the source


async def test_prepended_items_do_not_move_the_reader(items: Any, lines_app: Any) -> None:
    source = items([f"old {number}\nsecond" for number in range(50)])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(*["down"] * 9)
        shown, said = rows(app), list(app.said)
        source.items[:0] = [f"new {number}\nx\ny" for number in range(30)]
        app.lines.items_prepended(30)
        await pilot.pause()
        assert rows(app) == shown
        assert app.lines.cursor == 39
        assert [entry for entry in app.said[len(said) :] if entry[0] == "highlighted"] == []
        await pilot.press("up")
        assert app.lines.cursor == 38


async def test_a_chat_stays_at_its_end(items: Any, lines_app: Any, screen_matches: Any) -> None:
    source = items([f"message {number}\nand more" for number in range(50)])
    app = lines_app(source, anchor_bottom=True)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert app.lines.cursor == 49
        screen_matches(app)
        source.items.append("news\nof today\nin three rows")
        app.lines.items_appended(1)
        await pilot.pause()
        screen_matches(app)
        assert app.lines.at_end
        app.lines.scroll_to(y=20)
        await pilot.pause()
        shown = rows(app)
        source.items.append("unseen")
        app.lines.items_appended(1)
        await pilot.pause()
        assert rows(app) == shown
        assert not app.lines.at_end


async def test_a_changed_item_is_drawn_again(items: Any, lines_app: Any, screen_text: Any) -> None:
    source = items(["one", "two", "three"])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        source.items[1] = "changed\nto two rows"
        app.lines.item_changed(1)
        await pilot.pause()
        assert screen_text(app).split("\n")[:4] == ["▌one", " changed", " to two rows", " three"]
        app.lines.item_changed(7)


async def test_removed_items(items: Any, lines_app: Any) -> None:
    source = items(NUMBERED)
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.cursor = 50
        await pilot.pause()
        shown = rows(app)
        del source.items[:20]
        app.lines.items_removed(0, 20)
        await pilot.pause()
        assert (app.lines.cursor, rows(app)) == (30, shown)
        del source.items[25:40]
        app.lines.items_removed(25, 15)
        await pilot.pause()
        assert app.lines.cursor == 25
        assert app.said[-1] == ("highlighted", 25)
        source.items.clear()
        app.lines.items_removed(0, 1000)
        await pilot.pause()
        assert app.lines.cursor is None
        assert rows(app) == []


async def test_items_can_come_to_an_empty_list(items: Any, lines_app: Any) -> None:
    source = items([])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "up", "pagedown", "home", "end", "enter", "y", "n", "left")
        assert app.lines.cursor is None
        source.items += ["one", "two"]
        app.lines.items_appended(2)
        await pilot.pause()
        assert app.lines.cursor == 0
        assert ("highlighted", 0) in app.said


async def test_a_wrong_count_is_put_right(items: Any, lines_app: Any) -> None:
    source = items(["one"])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        source.items += ["two", "three"]
        app.lines.items_appended(1)
        await pilot.pause()
        assert rows(app) == ["one", "two", "three"]


async def test_another_source_starts_over(items: Any, lines_app: Any) -> None:
    app = lines_app(items(NUMBERED))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.search("item 7")
        await pilot.press("G")
        app.lines.source = items(["other"])
        await pilot.pause()
        assert rows(app) == ["other"]
        assert app.lines.cursor == 0
        assert app.lines.search_text == ""
        assert app.said[-2:] == ["near start", "near end"]
        assert ("highlighted", 0) in app.said[-4:]


async def test_refresh_keeps_the_cursor_where_it_can(items: Any, lines_app: Any) -> None:
    source = items(NUMBERED)
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.cursor = 60
        source.items = [f"other {number}" for number in range(100)]
        app.lines.refresh_items()
        assert app.lines.cursor == 60
        source.items = source.items[:10]
        app.lines.refresh_items()
        await pilot.pause()
        assert app.lines.cursor == 9
        assert app.said[-3] == ("highlighted", 9)
        assert rows(app) == source.items


# Loading more


async def test_the_ends_are_told_once_per_state(items: Any, lines_app: Any) -> None:
    source = items(NUMBERED)
    app = lines_app(source, near=5)

    def told() -> list[str]:
        found = [said for said in app.said if isinstance(said, str)]
        app.said.clear()
        return found

    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert told() == ["near start"]
        await pilot.press(*["pagedown"] * 9)
        assert told() == []
        await pilot.press("pagedown", "G", "up", "down", "pageup", "pagedown")
        await pilot.pause()
        assert told() == ["near end"]
        source.items += NUMBERED
        app.lines.items_appended(100)
        await pilot.pause()
        assert told() == []
        await pilot.press("G")
        await pilot.pause()
        assert told() == ["near end"]
        await pilot.press("g")
        await pilot.pause()
        assert told() == []
        source.items[:0] = NUMBERED
        app.lines.items_prepended(100)
        await pilot.pause()
        assert told() == []
        await pilot.press("g")
        await pilot.pause()
        assert told() == ["near start"]


# Texts in the empty area


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


# Sizes


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
            await pilot.pause()
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


async def test_a_view_without_a_source(lines_app: Any) -> None:
    app = lines_app(None)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end")
        assert app.lines.cursor is None
        assert len(app.lines.source) == 0


# Search


async def test_search_marks_and_goes_round(items: Any, lines_app: Any, screen_matches: Any) -> None:
    source = items(["a Needle", "hay", "needle and needle", "hay", "needles"])
    app = lines_app(source)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("down")
        assert app.lines.search("needle") == 3
        assert app.lines.matches == (0, 2, 4)
        assert app.lines.cursor == 2
        await pilot.pause()
        assert app.said[-1] == ("search", 3, 1, True)
        strip = app.lines.render_line(2)
        marked = [s.text for s in strip if s.style and s.style.underline]
        assert marked == ["needle", "needle"]
        await pilot.press("n")
        assert app.lines.cursor == 4
        await pilot.press("n")
        assert app.lines.cursor == 0
        await pilot.press("N", "N")
        assert app.lines.cursor == 2
        assert app.lines.search("Needle") == 1
        assert app.lines.search(" ") == 0
        await pilot.pause()
        assert not [s for s in app.lines.render_line(2) if s.style and s.style.underline]
        assert app.lines.search_text == ""


async def test_search_across_rows_of_an_item(items: Any, lines_app: Any) -> None:
    app = lines_app(items(["one two\nthree"]))
    async with app.run_test(size=(40, 8)) as pilot:
        assert app.lines.search("two three") == 1
        await pilot.pause()
        marked = [
            segment.text
            for y in (0, 1)
            for segment in app.lines.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert marked == ["two", "three"]


async def test_a_match_deep_in_a_tall_item_is_shown(items: Any, lines_app: Any) -> None:
    texts = ["\n".join(f"row {n}" for n in range(50)), "other"]
    app = lines_app(items(texts))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.search("row 33")
        await pilot.pause()
        assert "row 33" in rows(app)


async def test_a_long_list_is_searched_while_the_screen_lives(
    items: Any, lines_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.tui.widgets.line_search.SEARCH_SLICE", 0)
    source = items([f"item {number}" for number in range(1000)], fixed_height=1)
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        assert app.lines.search("7 ") == 0 + 64 // 10
        assert app.lines.cursor == 7
        await pilot.press("down")
        source.items[:0] = ["item 7"] * 3
        app.lines.items_prepended(3)
        await app.workers.wait_for_complete()
        await pilot.pause()
        expected = [n for n, text in enumerate(source.items) if "7" in text]
        assert list(app.lines.matches) == expected
        assert app.lines.cursor == 11
        last = [said for said in app.said if said[0] == "search"][-1]
        assert last == ("search", len(expected), None, True)


async def test_a_source_can_give_the_text_to_search(items: Any, lines_app: Any) -> None:
    class Knows(items):  # type: ignore[misc]
        def search_text(self, index: int) -> str:
            return f"hidden {index}"

    source = Knows(NUMBERED, fixed_height=1)
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        source.asked.clear()
        assert app.lines.search("hidden 42") == 1
        assert source.asked == []
        assert app.lines.cursor == 42


async def test_new_and_changed_items_are_searched(items: Any, lines_app: Any) -> None:
    source = items(["needle", "hay"])
    app = lines_app(source)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.search("needle")
        source.items[1] = "a needle"
        app.lines.item_changed(1)
        assert app.lines.matches == (0, 1)
        source.items += ["hay", "needle"]
        app.lines.items_appended(2)
        assert app.lines.matches == (0, 1, 3)
        source.items[:2] = []
        app.lines.items_removed(0, 2)
        assert app.lines.matches == (1,)
        source.items.append("needle")
        app.lines.refresh_items()
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert app.lines.matches == (1, 2)


# Folding


class Tree:
    """Two levels: groups that open."""

    fixed_height = 1

    def __init__(self) -> None:
        self.open: set[str] = set()

    @property
    def names(self) -> list[str]:
        return [
            name
            for group in "ab"
            for name in [group, *([f"{group}1", f"{group}2"] if group in self.open else [])]
        ]

    def __len__(self) -> int:
        return len(self.names)

    def lines(self, index: int, width: int) -> list[Line]:
        return [Line((Span(self.names[index]),))]

    def toggle(self, index: int) -> bool:
        return self.collapse(index) or self.expand(index)

    def expand(self, index: int) -> bool:
        name = self.names[index]
        if len(name) > 1 or name in self.open:
            return False
        self.open.add(name)
        return True

    def collapse(self, index: int) -> bool:
        name = self.names[index]
        if name not in self.open:
            return False
        self.open.discard(name)
        return True

    def parent(self, index: int) -> int | None:
        name = self.names[index]
        return self.names.index(name[0]) if len(name) > 1 else None


@pytest.mark.parametrize(
    ("down", "left", "right"), [("down", "left", "right"), ("j", "h", "l")], ids=["arrows", "vim"]
)
async def test_folding(lines_app: Any, down: str, left: str, right: str) -> None:
    app = lines_app(Tree())
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(right)
        assert rows(app) == ["a", "a1", "a2", "b"]
        await pilot.press(down, down, left)
        assert app.lines.cursor == 0
        await pilot.press(left)
        assert rows(app) == ["a", "b"]
        await pilot.press("down", "enter")
        assert rows(app) == ["a", "b", "b1", "b2"]
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.said[-1] == ("selected", 2)


async def test_keys_that_mean_nothing_here_go_on(items: Any) -> None:
    class Outer(App[None]):
        BINDINGS = [("left", "note('left')"), ("n", "note('n')")]
        noted: list[str] = []

        def compose(self) -> ComposeResult:
            yield Lines(items(NUMBERED))

        def action_note(self, key: str) -> None:
            self.noted.append(key)

    app = Outer()
    async with app.run_test() as pilot:
        await pilot.press("left", "n")
        assert app.noted == ["left", "n"]


# How much is done


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
