"""What the line view makes of changes of its source: added, changed, removed, loaded, replaced."""

from __future__ import annotations

from typing import Any

from tests.tui.line_rows import NUMBERED, rows


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
