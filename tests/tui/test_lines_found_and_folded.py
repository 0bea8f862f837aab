"""Searching and folding in the line view."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult

from explorer.document.lines import Line, Span
from explorer.tui.widgets.lines import Lines
from tests.tui.line_rows import NUMBERED, rows


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
