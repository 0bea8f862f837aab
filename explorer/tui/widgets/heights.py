"""How many rows each item of a list takes, without measuring them all.

Two structures with one interface: `FixedHeights` is arithmetic; `MeasuredHeights` keeps what was
measured in chunks with running sums, and takes an estimate for the rest. A place in a list is an
item and a row within it, `Place`: unlike a row number it stays true when other items are measured.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple, Protocol

CHUNK = 256
"""Items in a fresh chunk; one that grows to twice as many is split."""

FIRST_ESTIMATE_AFTER = 8
"""Items to measure before the estimate follows their mean; after that each time the number
doubles, so that the scroll bar does not tremble while someone scrolls."""


class Place(NamedTuple):
    """A row of a list: which item, and which of its rows, both from 0."""

    item: int = 0
    row: int = 0


class Heights(Protocol):
    """Heights in rows of the items of a list."""

    def __len__(self) -> int:
        """The number of items."""

    @property
    def total(self) -> int:
        """Rows of all items, estimated ones included."""

    def height(self, index: int) -> int:
        """Rows of one item: measured, or the estimate."""

    def is_measured(self, index: int) -> bool:
        """Whether the item's height is known."""

    def measure(self, index: int, height: int) -> None:
        """Note the height of an item, at least one row."""

    def forget(self, index: int) -> None:
        """Make an item unmeasured again."""

    def insert(self, at: int, count: int) -> None:
        """Add unmeasured items before item `at`; `at` may be the number of items."""

    def remove(self, at: int, count: int) -> None:
        """Take out items, beginning with item `at`."""

    def before(self, index: int) -> int:
        """Rows of all items before item `index`; `index` may be the number of items."""

    def locate(self, row: int) -> Place:
        """The place at a row, clamped to the first and the last row; `Place()` if there are no
        items."""


class FixedHeights:
    """Items that all take the same number of rows.

    Args:
        count: Number of items.
        height: Rows of each, at least 1.
    """

    def __init__(self, count: int, height: int) -> None:
        self._count = count
        self._height = max(1, height)

    def __len__(self) -> int:
        return self._count

    @property
    def total(self) -> int:
        return self._count * self._height

    def height(self, index: int) -> int:
        return self._height

    def is_measured(self, index: int) -> bool:
        return True

    def measure(self, index: int, height: int) -> None:
        """Nothing to note: heights are fixed."""

    def forget(self, index: int) -> None:
        """Nothing to forget: heights are fixed."""

    def insert(self, at: int, count: int) -> None:
        self._count += count

    def remove(self, at: int, count: int) -> None:
        self._count -= count

    def before(self, index: int) -> int:
        return index * self._height

    def locate(self, row: int) -> Place:
        if not self._count:
            return Place()
        return Place(*divmod(min(max(row, 0), self.total - 1), self._height))


class _Chunk:
    """Heights of some neighbouring items, 0 for unmeasured ones."""

    __slots__ = ("heights", "rows", "unmeasured")

    def __init__(self, heights: list[int]) -> None:
        self.heights = heights
        self.rows = sum(heights)
        self.unmeasured = heights.count(0)


class MeasuredHeights:
    """Items of different heights, each measured when it is first needed.

    All operations take time in the number of chunks, a few hundred for 50,000 items.

    Args:
        count: Number of items, none of them measured.
        estimate: Rows to take for an unmeasured item, until some have been measured.
    """

    def __init__(self, count: int, estimate: int = 1) -> None:
        self._chunks = [_Chunk([0] * min(CHUNK, count - start)) for start in range(0, count, CHUNK)]
        self._starts: list[int] = []
        self._rows = 0
        self._unmeasured = count
        self.estimate = max(1, estimate)
        self._next_estimate = FIRST_ESTIMATE_AFTER
        self._index_chunks()

    def __len__(self) -> int:
        return self._starts[-1] if self._chunks else 0

    @property
    def measured(self) -> int:
        """How many items have been measured."""
        return len(self) - self._unmeasured

    @property
    def total(self) -> int:
        return self._rows + self._unmeasured * self.estimate

    def height(self, index: int) -> int:
        chunk, within = self._find(index)
        return chunk.heights[within] or self.estimate

    def is_measured(self, index: int) -> bool:
        chunk, within = self._find(index)
        return chunk.heights[within] > 0

    def measure(self, index: int, height: int) -> None:
        self._set(index, max(1, height))
        if self.measured >= self._next_estimate:
            self._next_estimate = 2 * self.measured
            self.estimate = max(1, round(self._rows / self.measured))

    def forget(self, index: int) -> None:
        self._set(index, 0)

    def insert(self, at: int, count: int) -> None:
        if count <= 0:
            return
        fresh = [0] * count
        if self._chunks:
            # At a border the earlier chunk takes them, so that appending fills the last chunk.
            position = max(0, bisect_right(self._starts, max(0, at - 1)) - 1)
            chunk = self._chunks[position]
            within = at - self._starts[position]
            merged = chunk.heights[:within] + fresh + chunk.heights[within:]
        else:
            position, merged = 0, fresh
        size = CHUNK if len(merged) > 2 * CHUNK else len(merged)
        self._chunks[position : position + 1] = [
            _Chunk(merged[start : start + size]) for start in range(0, len(merged), size)
        ]
        self._unmeasured += count
        self._index_chunks()

    def remove(self, at: int, count: int) -> None:
        end = at + count
        kept: list[_Chunk] = []
        for start, chunk in zip(self._starts, self._chunks, strict=False):
            low, high = max(0, at - start), max(0, end - start)
            if low >= len(chunk.heights) or high == 0:
                kept.append(chunk)
                continue
            remaining = _Chunk(chunk.heights[:low] + chunk.heights[high:])
            self._rows -= chunk.rows - remaining.rows
            self._unmeasured -= chunk.unmeasured - remaining.unmeasured
            if remaining.heights:
                kept.append(remaining)
        self._chunks = kept
        self._index_chunks()

    def before(self, index: int) -> int:
        rows = unmeasured = 0
        for start, chunk in zip(self._starts, self._chunks, strict=False):
            within = index - start
            if within < len(chunk.heights):
                head = chunk.heights[:within]
                return rows + sum(head) + (unmeasured + head.count(0)) * self.estimate
            rows += chunk.rows
            unmeasured += chunk.unmeasured
        return rows + unmeasured * self.estimate

    def locate(self, row: int) -> Place:
        if not self._chunks:
            return Place()
        row = max(row, 0)
        for start, chunk in zip(self._starts, self._chunks, strict=False):
            rows = chunk.rows + chunk.unmeasured * self.estimate
            if row < rows:
                sums = list(accumulate(height or self.estimate for height in chunk.heights))
                within = bisect_right(sums, row)
                return Place(start + within, row - (sums[within - 1] if within else 0))
            row -= rows
        last = len(self) - 1
        return Place(last, self.height(last) - 1)

    def _set(self, index: int, height: int) -> None:
        chunk, within = self._find(index)
        old = chunk.heights[within]
        chunk.heights[within] = height
        fewer = (not old) - (not height)
        chunk.rows += height - old
        chunk.unmeasured -= fewer
        self._rows += height - old
        self._unmeasured -= fewer

    def _find(self, index: int) -> tuple[_Chunk, int]:
        if not 0 <= index < len(self):
            raise IndexError(f"item {index} of {len(self)}")
        position = bisect_right(self._starts, index) - 1
        return self._chunks[position], index - self._starts[position]

    def _index_chunks(self) -> None:
        """Starts of the chunks, and the number of items as one more."""
        self._starts = [0, *accumulate(len(chunk.heights) for chunk in self._chunks)]
