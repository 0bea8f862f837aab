"""Heights of items against a list that is counted the plain way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.tui.widgets.heights import CHUNK, FixedHeights, Heights, MeasuredHeights, Place

COUNTS = st.one_of(st.integers(0, 6), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["measure", "measure", "measure", "forget", "insert", "remove"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 9),
    ),
    max_size=40,
)


def check(heights: Heights, plain: list[int]) -> None:
    """Every answer of `heights`, against heights in a list."""
    assert len(heights) == len(plain)
    assert heights.total == sum(plain)
    places = [Place(item, row) for item, rows in enumerate(plain) for row in range(rows)]
    edges = {0, 1, len(plain) // 2, len(plain) - 1, CHUNK - 1, CHUNK, CHUNK + 1}
    for item in edges & set(range(len(plain))):
        assert heights.height(item) == plain[item]
        assert heights.before(item) == sum(plain[:item])
    assert heights.before(len(plain)) == sum(plain)
    if not plain:
        assert heights.locate(0) == heights.locate(7) == Place()
        return
    for row in {-3, 0, 1, len(places) // 2, len(places) - 1, len(places), len(places) + 5}:
        assert heights.locate(row) == places[min(max(row, 0), len(places) - 1)]


@settings(deadline=None)
@given(COUNTS, st.integers(1, 5), CHANGES)
def test_measured_heights_agree_with_a_list(
    count: int, estimate: int, changes: list[tuple[str, float, int]]
) -> None:
    heights = MeasuredHeights(count, estimate)
    known: list[int | None] = [None] * count
    for change, where, number in changes:
        at = int(where * len(known))
        if change == "insert":
            many = number * CHUNK // 3
            heights.insert(at, many)
            known[at:at] = [None] * many
        elif not known:
            continue
        elif change == "remove":
            many = min(number * CHUNK // 4, len(known) - at)
            heights.remove(at, many)
            del known[at : at + many]
        elif change == "forget":
            heights.forget(at)
            known[at] = None
        else:
            heights.measure(at, number)
            known[at] = max(1, number)
            assert heights.is_measured(at)
        assert heights.measured == sum(rows is not None for rows in known)
    check(heights, [heights.estimate if rows is None else rows for rows in known])


@given(COUNTS, st.integers(1, 4), st.integers(0, 20), st.integers(0, 20))
def test_fixed_heights_agree_with_a_list(count: int, height: int, more: int, fewer: int) -> None:
    heights = FixedHeights(count, height)
    heights.insert(0, more)
    heights.remove(0, min(fewer, count + more))
    check(heights, [height] * (count + more - min(fewer, count + more)))


def test_the_estimate_follows_what_was_measured() -> None:
    heights = MeasuredHeights(1000)
    for item in range(7):
        heights.measure(item, 4)
    assert heights.estimate == 1
    heights.measure(7, 4)
    assert heights.estimate == 4
    assert heights.total == 4000


def test_the_estimate_moves_only_when_twice_as_many_were_measured() -> None:
    heights = MeasuredHeights(1000)
    estimates = set()
    for item in range(500):
        heights.measure(item, item)
        estimates.add(heights.estimate)
    assert len(estimates) <= 8


def test_an_item_that_does_not_exist_is_an_error() -> None:
    heights = MeasuredHeights(3)
    for item in (-1, 3):
        with pytest.raises(IndexError, match=f"item {item} of 3"):
            heights.height(item)


def test_appending_one_by_one_does_not_make_a_chunk_for_each() -> None:
    heights = MeasuredHeights(0)
    for item in range(10 * CHUNK):
        heights.insert(item, 1)
    assert len(heights._chunks) <= 20
    assert heights.total == 10 * CHUNK
