"""Which rows of a long list are in view, and how that changes; no screen is needed.

The reader's position is a `Place`, the item and row at the top, not a row number: it stays when
items above are measured for the first time, added, taken out or laid out anew. The row number,
which only the scroll bar needs, follows from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from textual.cache import LRUCache

from explorer.document.lines import Line
from explorer.tui.widgets.heights import FixedHeights, Heights, MeasuredHeights, Place
from explorer.tui.widgets.source import LineSource

KEPT_ITEMS = 512
"""Items whose lines are kept after they were last drawn or measured."""

_EMPTY_LINE = Line()


class Entry(NamedTuple):
    """The lines of an item at the present width; `serial` differs whenever they may."""

    serial: int
    lines: Sequence[Line]


class Viewport:
    """A window of `width` by `height` cells on the items of a source.

    Args:
        source: Where items come from.
        anchor_bottom: Whether the window begins at the last item and, as long as the reader has
            not left it, stays there when items are added.
    """

    def __init__(self, source: LineSource, *, anchor_bottom: bool = False) -> None:
        self.anchor_bottom = anchor_bottom
        self.width = 0
        self.height = 0
        self._serials = count()
        self._entries: LRUCache[int, Entry] = LRUCache(KEPT_ITEMS)
        self.reset(source)

    def reset(self, source: LineSource) -> None:
        """Show another source, from its beginning or, when anchored at the bottom, its end."""
        self.source = source
        self.place = Place()
        self.rows: list[Place] = []
        self.at_end = True
        # What `ordinal` adds, so that an item keeps its number when others come before it.
        self._base = 0
        self._estimate = 1
        self._forget_all()
        self._fill()

    def __len__(self) -> int:
        return len(self.heights)

    @property
    def ready(self) -> bool:
        """Whether the window has a size."""
        return self.width > 0 and self.height > 0

    @property
    def total(self) -> int:
        """Rows of the whole list, estimated where nothing was measured."""
        return self.heights.total

    @property
    def top(self) -> int:
        """The row number of the first row in view."""
        return self.heights.before(self.place.item) + self.place.row if len(self) else 0

    @property
    def first(self) -> int | None:
        """The first item in view; None without items or size."""
        return self.rows[0].item if self.rows else None

    @property
    def last(self) -> int | None:
        """The last item in view; None without items or size."""
        return self.rows[-1].item if self.rows else None

    # Lines

    def entry(self, item: int) -> Entry:
        """An item's lines at the present width, from the source or kept from before."""
        key = self.ordinal(item)
        found = self._entries.get(key)
        if found is None:
            found = Entry(next(self._serials), self.source.lines(item, max(1, self.width)))
            self._entries[key] = found
        return found

    def line(self, place: Place) -> Line:
        """One row; an empty one if the source has fewer than it had."""
        lines = self.entry(place.item).lines
        return lines[place.row] if place.row < len(lines) else _EMPTY_LINE

    def rows_of(self, item: int) -> int:
        """How many rows an item takes, measuring it if that is not known."""
        if not self.heights.is_measured(item):
            self.heights.measure(item, len(self.entry(item).lines))
        return self.heights.height(item)

    def ordinal(self, item: int) -> int:
        """A number of an item that stays when items are added or taken out before it."""
        return item - self._base

    def item(self, ordinal: int) -> int:
        """The item of an ordinal, which may no longer be in the list."""
        return ordinal + self._base

    # The window

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, keeping the item at its top.

        Args:
            width: Cells for an item's lines.
            height: Rows.
        """
        if width != self.width:
            before = self._known_rows(self.place.item)
            self.width = width
            self._forget_all()
            if before and width > 0:
                # The same part of the item, now that it has more or fewer rows.
                now = self.rows_of(self.place.item)
                self.place = Place(self.place.item, self.place.row * now // before)
        self.height = height
        self._fill()

    def scroll(self, delta: int) -> None:
        """Move by rows that are measured on the way; exact however little is known of them."""
        if self.ready and len(self):
            self._go(self._walk(self.place, delta))

    def scroll_to_row(self, row: int) -> None:
        """Go to a row number, as the scroll bar does; at or past the last one, to the end."""
        if row >= self.total - self.height:
            self.go_end()
        else:
            self._go(self.heights.locate(row))

    def go_start(self) -> None:
        """Go to the first row."""
        self._go(Place())

    def go_end(self) -> None:
        """Go to the last row."""
        self._go(self._bottom() if self.ready else Place(max(0, len(self) - 1)))

    def show(self, item: int, *, downward: bool = True, center: bool = False) -> None:
        """Bring an item into view with as little movement as it takes.

        Args:
            item: Which item.
            downward: For an item taller than the window: begin at its first row, else at its last.
            center: Put an item that is out of view in the middle.
        """
        if not self.ready or not 0 <= item < len(self):
            return
        rows = self.rows_of(item)
        top, bottom = Place(item, 0), Place(item, rows - 1)
        if self.rows and self.rows[0] <= top and bottom <= self.rows[-1]:
            return
        if rows >= self.height:
            self._go(top if downward else self._walk(bottom, 1 - self.height))
        elif center and not (self.rows and self.rows[0].item <= item <= self.rows[-1].item):
            self._go(self._walk(top, -((self.height - rows) // 2)))
        elif top < self.place:
            self._go(top)
        else:
            self._go(self._walk(bottom, 1 - self.height))

    def show_row(self, place: Place) -> None:
        """Bring a row into view, in the middle if it is not there already."""
        if self.ready and self.rows and not self.rows[0] <= place <= self.rows[-1]:
            self._go(self._walk(place, -(self.height // 2)))

    # Changes of the source

    def inserted(self, at: int, number: int) -> None:
        """Items were added before item `at`, or at the end."""
        was_empty = not len(self)
        self.heights.insert(at, number)
        if at == 0:
            self._base += number
        elif at < len(self) - number:
            self._entries.clear()
        if at <= self.place.item and not was_empty:
            self.place = Place(self.place.item + number, self.place.row)
        self._fill()

    def removed(self, at: int, number: int) -> None:
        """Items were taken out, beginning with item `at`."""
        end = at + number
        self.heights.remove(at, number)
        if at == 0 and number <= KEPT_ITEMS:
            # Their ordinals go to whatever is added before the first item next.
            for item in range(number):
                self._entries.discard(self.ordinal(item))
        else:
            self._entries.clear()
        if at == 0:
            self._base -= number
        if self.place.item >= end:
            self.place = Place(self.place.item - number, self.place.row)
        elif self.place.item >= at:
            self.place = Place(at, 0)
        self._fill()

    def changed(self, item: int) -> None:
        """An item has other lines now."""
        self._entries.discard(self.ordinal(item))
        self.heights.forget(item)
        self._fill()

    def refreshed(self) -> None:
        """Anything may have changed, also the number of items."""
        self._forget_all()
        self._fill()

    def reworded(self) -> None:
        """Items read otherwise; each still has as many rows as before."""
        self._entries.clear()

    # Inside

    def _known_rows(self, item: int) -> int:
        """An item's rows if they are known, else 0."""
        known = item < len(self) and self.heights.is_measured(item)
        return self.heights.height(item) if known else 0

    def _forget_all(self) -> None:
        self._entries.clear()
        if (fixed := self.source.fixed_height) is not None:
            self.heights: Heights = FixedHeights(len(self.source), fixed)
            return
        known = getattr(self, "heights", None)
        if isinstance(known, MeasuredHeights):
            self._estimate = known.estimate
        self.heights = MeasuredHeights(len(self.source), self._estimate)

    def _go(self, place: Place) -> None:
        self.place = place
        # Not at the end until the rows say so: a reader who leaves it is not drawn back.
        self.at_end = False
        self._fill()

    def _fill(self) -> None:
        """Work out the rows in view, measuring the items they belong to."""
        if not len(self):
            self.place, self.at_end = Place(), True
        if not self.ready or not len(self):
            self.rows = []
            return
        if self.anchor_bottom and self.at_end:
            self.place = self._bottom()
        else:
            item = min(self.place.item, len(self) - 1)
            row = self.place.row if item == self.place.item else self.rows_of(item) - 1
            self.place = Place(item, min(row, self.rows_of(item) - 1))
        self.rows = self._rows_from(self.place)
        if len(self.rows) < self.height:
            self.place = self._bottom()
            self.rows = self._rows_from(self.place)
        last = len(self) - 1
        self.at_end = self.rows[-1] == (last, self.rows_of(last) - 1)

    def _rows_from(self, place: Place) -> list[Place]:
        rows: list[Place] = []
        item, row = place
        while len(rows) < self.height and item < len(self):
            stop = min(self.rows_of(item), row + self.height - len(rows))
            rows += [Place(item, within) for within in range(row, stop)]
            item, row = item + 1, 0
        return rows

    def _bottom(self) -> Place:
        """The place from which the last row is in the last row of the window."""
        if not len(self):
            return Place()
        last = len(self) - 1
        return self._walk(Place(last, self.rows_of(last) - 1), 1 - self.height)

    def _walk(self, place: Place, delta: int) -> Place:
        """The place some rows further down or up, or the first or last one."""
        if isinstance(self.heights, FixedHeights):
            return self.heights.locate(self.heights.before(place.item) + place.row + delta)
        item, row = place.item, place.row + delta
        while row < 0 and item > 0:
            item -= 1
            row += self.rows_of(item)
        while row >= self.rows_of(item) and item < len(self) - 1:
            row -= self.rows_of(item)
            item += 1
        return Place(item, min(max(row, 0), self.rows_of(item) - 1))
