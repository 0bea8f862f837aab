"""What is in view, against a list that is laid out in full."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.document.lines import Line, Span
from explorer.tui.widgets.heights import Place
from explorer.tui.widgets.viewport import KEPT_ITEMS, Viewport


class Tall:
    """Items that are a name and a number of rows; `fixed_height` if they are all alike."""

    def __init__(self, heights: list[int], fixed_height: int | None = None) -> None:
        self.items = list(enumerate(heights))
        self.fixed_height = fixed_height
        self.asked = 0
        self.fresh = len(heights)

    def __len__(self) -> int:
        return len(self.items)

    def lines(self, index: int, width: int) -> list[Line]:
        self.asked += 1
        name, rows = self.items[index]
        return [Line((Span(f"{name}.{row}"),)) for row in range(self.rows(rows, width))]

    def new(self, rows: int) -> tuple[int, int]:
        """A new item, with a name that no other has."""
        self.fresh += 1
        return self.fresh, rows

    def rows(self, rows: int, width: int) -> int:
        """A narrow view makes items taller."""
        return self.fixed_height or rows * (2 if width < 40 else 1)

    def all(self, width: int) -> list[str]:
        """Every row of every item."""
        return [
            f"{name}.{row}" for name, rows in self.items for row in range(self.rows(rows, width))
        ]


def drawn(view: Viewport) -> list[str]:
    return [view.line(place).text for place in view.rows]


HEIGHTS = st.lists(st.integers(1, 9), max_size=40)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["scroll", "scroll", "prepend", "append", "remove", "change", "resize"]),
        st.integers(-12, 12),
        st.floats(0, 1, exclude_max=True),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=200)
@given(HEIGHTS, st.integers(1, 12), CHANGES, st.booleans())
def test_the_reader_stays_where_they_are(
    heights: list[int], height: int, changes: list[tuple[str, int, float]], bottom: bool
) -> None:
    source = Tall(heights)
    view = Viewport(source, anchor_bottom=bottom)
    width = 60
    view.resize(width, height)
    for change, number, where in changes:
        before, everything, at_end = drawn(view), source.all(width), view.at_end
        at = int(where * len(source))
        if change == "scroll":
            view.scroll(number)
            if everything:
                top = everything.index(before[0]) + number
                top = min(max(top, 0), max(0, len(everything) - height))
                assert drawn(view) == everything[top : top + height]
            continue
        if change == "prepend":
            source.items[:0] = [source.new(abs(number) + 1) for _ in range(abs(number))]
            view.inserted(0, abs(number))
        elif change == "append":
            source.items += [source.new(abs(number) + 1) for _ in range(abs(number))]
            view.inserted(len(view), abs(number))
        elif change == "remove":
            count = min(abs(number), len(source) - at)
            del source.items[at : at + count]
            view.removed(at, count)
        elif change == "change" and source.items:
            source.items[at] = (source.items[at][0], abs(number) + 1)
            view.changed(at)
        elif change == "resize":
            width = 20 if width == 60 else 60
            view.resize(width, height)
        after = source.all(width)
        rows = drawn(view)
        assert len(rows) == min(height, len(after))
        start = after.index(rows[0]) if rows else 0
        assert rows == after[start : start + height]
        assert view.at_end == (start + height >= len(after))
        if bottom and at_end:
            assert view.at_end
        elif before and change in ("prepend", "append") and not view.at_end:
            assert rows[0] == before[0]
        elif before and change == "resize" and not view.at_end:
            assert rows[0].split(".")[0] == before[0].split(".")[0]


@given(st.integers(0, 50), st.integers(1, 3), st.integers(1, 12), st.integers(-70, 70))
def test_fixed_heights_ask_for_no_lines(count: int, fixed: int, height: int, delta: int) -> None:
    source = Tall([1] * count, fixed)
    view = Viewport(source)
    view.resize(60, height)
    view.scroll(delta)
    view.inserted(0, 0)
    view.go_end()
    assert source.asked == 0
    assert len(view.rows) == min(height, count * fixed)


def test_a_long_thread_is_measured_where_it_is_read() -> None:
    source = Tall([3] * 50_000)
    view = Viewport(source, anchor_bottom=True)
    view.resize(60, 40)
    assert source.asked == 14
    assert drawn(view)[-1] == "49999.2"
    view.scroll(-39)
    view.scroll(-39)
    assert source.asked == 40
    view.scroll_to_row(view.total // 2)
    assert source.asked <= 40 + 15
    view.go_start()
    assert source.asked <= 40 + 30


def test_a_narrower_view_keeps_the_part_of_a_tall_item() -> None:
    source = Tall([5, 100, 5, 50])
    view = Viewport(source)
    view.resize(60, 10)
    view.scroll(5 + 40)
    assert view.place == Place(1, 40)
    view.resize(20, 10)
    assert view.place == Place(1, 80)
    view.resize(60, 10)
    assert view.place == Place(1, 40)


def test_at_the_end_or_past_it_the_scroll_bar_goes_to_the_end() -> None:
    source = Tall([7] * 1000)
    view = Viewport(source)
    view.resize(60, 10)
    view.scroll_to_row(10**9)
    assert drawn(view)[-1] == "999.6"
    assert view.at_end


def test_a_reader_who_left_the_end_is_not_drawn_back() -> None:
    source = Tall([2] * 100)
    view = Viewport(source, anchor_bottom=True)
    view.resize(60, 10)
    view.scroll(-1)
    top = drawn(view)[0]
    source.items.append(source.new(2))
    view.inserted(100, 1)
    assert drawn(view)[0] == top
    view.scroll(10)
    assert view.at_end
    source.items.append(source.new(3))
    view.inserted(101, 1)
    assert drawn(view)[-1] == f"{source.fresh}.2"


def test_an_item_added_where_one_was_taken_out_is_drawn_itself() -> None:
    source = Tall([1] * 10)
    view = Viewport(source)
    view.resize(60, 5)
    del source.items[:2]
    view.removed(0, 2)
    source.items[:0] = [source.new(1), source.new(1)]
    view.inserted(0, 2)
    view.go_start()
    assert drawn(view) == source.all(60)[:5]


def test_many_items_taken_out_at_once_leave_nothing_behind() -> None:
    source = Tall([1] * (KEPT_ITEMS + 50))
    view = Viewport(source)
    view.resize(60, 5)
    del source.items[: KEPT_ITEMS + 10]
    view.removed(0, KEPT_ITEMS + 10)
    assert drawn(view) == source.all(60)[:5]


@pytest.mark.parametrize(
    ("item", "options", "first"),
    [
        (3, {}, "0.0"),  # in view already
        (20, {}, "11.0"),  # just below the bottom
        (20, {"center": True}, "16.0"),  # in the middle
        (50, {}, "50.0"),  # taller than the view, from its top
        (50, {"downward": False}, "50.20"),  # from its last row
        (-1, {}, "0.0"),
        (999, {}, "0.0"),
    ],
)
def test_show_moves_as_little_as_it_takes(item: int, options: Any, first: str) -> None:
    source = Tall([1] * 50 + [30] + [1] * 50)
    view = Viewport(source)
    view.resize(60, 10)
    view.show(item, **options)
    assert drawn(view)[0] == first


def test_an_item_above_is_shown_at_the_top() -> None:
    source = Tall([2] * 50)
    view = Viewport(source)
    view.resize(60, 10)
    view.scroll(41)
    view.show(10)
    assert drawn(view)[0] == "10.0"


def test_without_a_size_nothing_is_asked() -> None:
    source = Tall([2] * 50)
    view = Viewport(source)
    view.show(10)
    view.scroll(3)
    view.changed(3)
    assert view.rows == []
    assert view.first is view.last is None
    assert source.asked == 0
    view.go_end()
    view.resize(60, 4)
    assert drawn(view)[-1] == "49.1"


def test_a_source_that_grew_fewer_rows_than_it_had_draws_empty_ones() -> None:
    source = Tall([1] * 3, fixed_height=2)
    view = Viewport(source)
    view.resize(60, 6)
    source.fixed_height = 1
    assert [text for text in drawn(view) if text] == ["0.0", "1.0", "2.0"]
