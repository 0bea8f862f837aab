"""Finding text in the items of a list, some of them at a time.

A match is an item: `n` goes from item to item, and every occurrence in the rows on the screen is
marked. A `Search` follows the list when items are added, taken out or changed; a `SearchRun` does
one for a view, little by little, so that the screen lives.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence
from time import perf_counter

from explorer.tui.widgets.source import text_reader
from explorer.tui.widgets.viewport import Viewport

SEARCH_SLICE = 0.008
"""Seconds a search may take before the screen gets its turn."""

SEARCH_PAUSE = 0.004
"""Seconds the screen then has to itself."""

UNSEEN_WIDTH = 80
"""Cells for lines that are searched before the view has a size."""

SEARCH_STEP = 64
"""Items a search looks at between two looks at the clock."""


def spans_in(pattern: re.Pattern[str], texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Where a pattern occurs in the rows of one item, also across their borders.

    Args:
        pattern: From `pattern_of`.
        texts: The rows' texts.

    Returns:
        For each row, the (start, end) characters to mark.
    """
    spans: list[list[tuple[int, int]]] = [[] for _ in texts]
    starts = []
    position = 0
    for text in texts:
        starts.append(position)
        position += len(text) + 1
    for found in pattern.finditer("\n".join(texts)):
        row = bisect_right(starts, found.start()) - 1
        while row < len(texts) and starts[row] < found.end():
            start = max(0, found.start() - starts[row])
            end = min(len(texts[row]), found.end() - starts[row])
            if start < end:
                spans[row].append((start, end))
            row += 1
    return spans


class Search:
    """A search through the items of a list, done in steps.

    Args:
        needle: What to look for, with at least one character that is not white space.
        count: Number of items.
        first: Where to begin; the search goes on from the start when it reaches the end.
    """

    def __init__(self, needle: str, count: int, first: int = 0) -> None:
        from explorer.workbench.search_words import pattern_of

        self.needle = needle
        self.pattern = pattern_of(needle)
        self.matches: list[int] = []
        """Items found so far, in order of the list."""
        first = min(max(first, 0), count)
        self._pending = [span for span in ((first, count), (0, first)) if span[0] < span[1]]

    @property
    def done(self) -> bool:
        """Whether every item has been looked at."""
        return not self._pending

    def step(self, text_of: Callable[[int], str], items: int) -> None:
        """Look at the next items.

        Args:
            text_of: An item's text by its number.
            items: How many to look at, at most.
        """
        while items > 0 and self._pending:
            start, stop = self._pending.pop(0)
            end = min(stop, start + items)
            items -= end - start
            for index in range(start, end):
                self._look(index, text_of(index))
            if end < stop:
                self._pending.insert(0, (end, stop))

    def next(self, index: int) -> int | None:
        """The first match after an item, or the first of all; None without matches."""
        if not self.matches:
            return None
        return self.matches[bisect_right(self.matches, index) % len(self.matches)]

    def previous(self, index: int) -> int | None:
        """The last match before an item, or the last of all; None without matches."""
        return self.matches[bisect_left(self.matches, index) - 1] if self.matches else None

    def position(self, index: int) -> int | None:
        """Which match an item is, from 0; None if it is none."""
        place = bisect_left(self.matches, index)
        return place if self.matches[place : place + 1] == [index] else None

    def inserted(self, at: int, count: int) -> None:
        """Items were added before item `at`: they are looked at in a later step."""
        self.matches = [match + count if match >= at else match for match in self.matches]
        moved = []
        for start, stop in self._pending:
            if start < at < stop:
                moved += [(start, at), (at + count, stop + count)]
            elif start >= at:
                moved.append((start + count, stop + count))
            else:
                moved.append((start, stop))
        self._pending = [*moved, (at, at + count)] if count else moved

    def removed(self, at: int, count: int) -> None:
        """Items were taken out, beginning with item `at`."""

        def after(index: int) -> int:
            return index if index <= at else max(at, index - count)

        end = at + count
        self.matches = [after(match) for match in self.matches if not at <= match < end]
        pending = [(after(start), after(stop)) for start, stop in self._pending]
        self._pending = [span for span in pending if span[0] < span[1]]

    def changed(self, index: int, text: str) -> None:
        """An item has another text now."""
        place = self.position(index)
        if place is not None:
            del self.matches[place]
        self._look(index, text)

    def _look(self, index: int, text: str) -> None:
        if self.pattern.search(text) and self.position(index) is None:
            insort(self.matches, index)


class SearchRun:
    """The search of a view, if there is one, done a slice of time after the other.

    Args:
        view: The window on the items.
    """

    def __init__(self, view: Viewport) -> None:
        self._view = view
        self.search: Search | None = None
        """What is being done; None without a search."""
        # Where it began, as long as it may still take the cursor to its first match.
        self._origin: int | None = None

    @property
    def needle(self) -> str:
        """What is being looked for; empty without a search."""
        return self.search.needle if self.search else ""

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What to mark; None without a search."""
        return self.search.pattern if self.search else None

    @property
    def matches(self) -> Sequence[int]:
        """The items found so far, in order of the list."""
        return self.search.matches if self.search else ()

    @property
    def done(self) -> bool:
        """Whether nothing is left to be looked at."""
        return self.search is None or self.search.done

    def begin(self, needle: str, origin: int | None) -> None:
        """Prepare a search in all items.

        Args:
            needle: As for `Search`.
            origin: The item from which on `slice` gives the first match; None: it gives none, and
                the search begins with the first item.
        """
        self.search = Search(needle, len(self._view), origin or 0)
        self._origin = origin

    def again(self, first: int) -> None:
        """Look at all items again, if there is a search, since any may have changed.

        Args:
            first: Where to begin.
        """
        if self.search is not None:
            self.search = Search(self.search.needle, len(self._view), first)

    def end(self) -> None:
        """Look for nothing."""
        self.search = self._origin = None

    def stay(self) -> None:
        """Give no first match any more: the cursor was moved by hand or has come to one."""
        self._origin = None

    def slice(self) -> int | None:
        """Search for a moment.

        Returns:
            The first match from where the search began; None if it has none yet, or gave it.
        """
        search = self.search
        if search is None:
            return None
        text_of = self._reader()
        until = perf_counter() + SEARCH_SLICE
        while not search.done:
            search.step(text_of, SEARCH_STEP)
            if perf_counter() > until:
                break
        if self._origin is None or not search.matches:
            return None
        first = search.next(self._origin - 1)
        self._origin = None
        return first

    async def rest(self, after: Callable[[int | None], None]) -> None:
        """Search on, with pauses, until the search is done or another one is begun.

        Args:
            after: Called after each slice with what `slice` gave.
        """
        search = self.search
        while search is not None and self.search is search and not search.done:
            await asyncio.sleep(SEARCH_PAUSE)
            if self.search is search:
                after(self.slice())

    # Changes of the source, after the window was told of them

    def inserted(self, at: int, count: int) -> None:
        """Items were added before item `at`: they are looked at in a later slice."""
        if self.search is not None:
            self.search.inserted(at, count)
            if self._origin is not None and self._origin >= at:
                self._origin += count

    def removed(self, start: int, count: int) -> None:
        """Items were taken out, beginning with item `start`."""
        if self.search is not None:
            self.search.removed(start, count)

    def changed(self, index: int) -> None:
        """An item has another text now."""
        if self.search is not None:
            self.search.changed(index, self._reader()(index))

    def _reader(self) -> Callable[[int], str]:
        return text_reader(self._view.source, self._view.width or UNSEEN_WIDTH)
