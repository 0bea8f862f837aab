"""Finding text in the items of a list, some of them at a time.

A match is an item: `n` goes from item to item, and every occurrence in the rows on the screen is
marked. A `Search` follows the list when items are added, taken out or changed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence


def pattern_of(needle: str) -> re.Pattern[str]:
    """How a typed text is looked for: upper and lower case alike unless it has an upper-case
    letter, and any white space, also where a line was broken, for white space.

    Args:
        needle: What was typed, with at least one character that is not white space.
    """
    flags = re.NOFLAG if any(map(str.isupper, needle)) else re.IGNORECASE
    return re.compile(r"\s+".join(map(re.escape, needle.split())), flags)


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
