"""Where keys lead the cursor, and which ends are near: without a screen."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.tui.widgets.line_cursor import Cursor
from explorer.tui.widgets.line_ends import Ends
from explorer.tui.widgets.viewport import Viewport


@pytest.fixture
def window(items: Any) -> Any:
    """A function that makes a window of 20 by 5 cells on items given as text."""

    def make(texts: list[str], **options: Any) -> Viewport:
        view = Viewport(items(texts), **options)
        view.resize(20, 5)
        return view

    return make


TWENTY = [f"item {number}" for number in range(20)]


def test_it_begins_at_the_end_that_is_the_view_s(window: Any) -> None:
    assert Cursor(window(TWENTY)).item == 0
    assert Cursor(window(TWENTY, anchor_bottom=True)).item == 19
    assert Cursor(window([])).item is None


def test_it_goes_only_where_there_is_an_item(window: Any) -> None:
    cursor = Cursor(window(TWENTY))
    assert [cursor.put(index) for index in (7, 7, None, 99, -5)] == [True, False, False, True, True]
    assert cursor.item == 0
    assert not Cursor(window([])).put(3)


def test_a_step_leads_to_the_next_item(window: Any) -> None:
    cursor = Cursor(window(TWENTY))
    assert (cursor.step(1), cursor.step(-1)) == (1, 0)
    view = window(TWENTY, anchor_bottom=True)
    assert (Cursor(view).step(1), Cursor(view).step(-1)) == (19, 18)


def test_a_step_from_out_of_view_leads_to_the_edge_of_the_window(window: Any) -> None:
    view = window(TWENTY)
    cursor = Cursor(view)
    view.scroll(10)
    assert cursor.step(1) == cursor.step(-1) == 10
    cursor.put(19)
    assert cursor.step(1) == cursor.step(-1) == 14


def test_a_step_within_a_tall_item_is_a_row(window: Any) -> None:
    view = window(["\n".join("abcdefgh"), "next"])
    cursor = Cursor(view)
    for _ in range(3):
        assert cursor.step(1) is None
        view.scroll(1)
    assert cursor.step(1) == 1
    assert cursor.step(-1) is None


def test_a_page_keeps_the_cursor_at_its_height(window: Any) -> None:
    view = window(TWENTY)
    cursor = Cursor(view)
    cursor.put(2)
    assert cursor.page(1) == 6
    assert view.rows[0].item == 4
    cursor.put(6)
    view.go_end()
    assert cursor.page(1) == 19


def test_without_items_no_key_leads_anywhere(window: Any) -> None:
    cursor = Cursor(window([]))
    with pytest.raises(ValueError, match="no item"):
        cursor.step(1)
    with pytest.raises(ValueError, match="no item"):
        cursor.page(1)
    assert not cursor.show()


def test_what_could_not_be_shown_yet_is_remembered(items: Any) -> None:
    view = Viewport(items(TWENTY))
    cursor = Cursor(view)
    cursor.put(15)
    assert not cursor.show()
    assert cursor.unseen
    with pytest.raises(ValueError, match="without a size"):
        cursor.page(1)
    view.resize(20, 5)
    assert cursor.show()
    assert not cursor.unseen
    assert view.rows[-1].item == 15


def test_it_follows_its_item(window: Any) -> None:
    view = window(TWENTY)
    cursor = Cursor(view)
    cursor.put(10)

    def removed(start: int, count: int) -> tuple[bool, int | None]:
        del view.source.items[start : start + count]
        view.removed(start, count)
        return cursor.removed(start, count), cursor.item

    view.source.items[:0] = ["new"] * 3
    view.inserted(0, 3)
    assert (cursor.inserted(0, 3), cursor.item) == (False, 13)
    assert removed(0, 2) == (False, 11)
    assert removed(15, 2) == (False, 11)
    assert removed(11, 1) == (True, 11)
    assert removed(5, 14) == (True, 4)
    assert removed(0, 5) == (True, None)
    view.source.items += TWENTY
    view.inserted(0, 20)
    assert (cursor.inserted(0, 20), cursor.item) == (True, 0)


def test_ends_are_news_once_until_items_come_or_go_there(window: Any) -> None:
    view, ends = window(TWENTY), Ends()
    assert ends.reached(view, 2) == (True, False)
    assert ends.reached(view, 2) == (False, False)
    view.go_end()
    assert ends.reached(view, 2) == (False, True)
    ends.changed(10, 10, 20)
    assert ends.reached(view, 2) == (False, False)
    ends.changed(20, 20, 20)
    assert ends.reached(view, 2) == (False, True)
    ends.changed(18, 20, 20)
    assert ends.reached(view, 2) == (False, True)
    view.go_start()
    ends.changed(0, 1, 20)
    assert ends.reached(view, 2) == (True, False)
    ends.reset()
    assert ends.reached(view, 20) == (True, True)


def test_a_window_without_items_has_no_ends(window: Any) -> None:
    assert Ends().reached(window([]), 20) == (False, False)
