"""Finding text in a body, some lines at a time, whether they are folded or not."""

from __future__ import annotations

import asyncio
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from time import perf_counter

from explorer.workbench.body.body import PAUSE, SLICE, Body
from explorer.workbench.body.pattern import Pattern, PatternError
from explorer.workbench.body.source import BodyLines

BLOCK = 256
"""Lines that are ruled out together where they can be."""

REGULAR_BLOCK = 4
"""Lines looked at between two looks at the clock when an expression is looked for that rules out
none."""

BLOCK_BYTES = 1 << 18
"""Bytes that are ruled out together at most; a longer line is looked at piece by piece."""


class Search:
    """A search through all lines of a body; also through those that are read while it runs.

    Args:
        body: The body.
        pattern: What to look for.
        first: The line to begin with; it goes on from the start when it reaches the end.
    """

    def __init__(self, body: Body, pattern: Pattern, first: int = 0) -> None:
        self.body = body
        self.pattern = pattern
        self.problem = ""
        """Why the search ended early, in a sentence; empty when it did not."""
        self._first = max(first, 0)
        self._begin()
        self._steps = self._looking()

    def _begin(self) -> None:
        self._restarts = self.body.restarts
        self._first = min(self._first, self.body.line_count)
        self._at = self._first
        self._until: int | None = None
        self._found = array("I")
        self._found_before = array("I")
        self.done = False
        """Whether every line has been looked at, or the search ended early."""

    def __len__(self) -> int:
        """Lines found so far."""
        return len(self._found) + len(self._found_before)

    @property
    def matches(self) -> array[int]:
        """The lines found so far, in order."""
        return self._found_before + self._found

    def next(self, line: int) -> int | None:
        """The first line found after a line, or the first of all; None when none was."""
        found = self.matches
        return found[bisect_right(found, line) % len(found)] if found else None

    def previous(self, line: int) -> int | None:
        """The last line found before a line, or the last of all; None when none was."""
        found = self.matches
        return found[bisect_left(found, line) - 1] if found else None

    def position(self, line: int) -> int | None:
        """Which of the lines found a line is, from 0; None if it is none."""
        found = self.matches
        place = bisect_left(found, line)
        return place if place < len(found) and found[place] == line else None

    def step(self, seconds: float = SLICE) -> None:
        """Go on searching for a while.

        Args:
            seconds: For how long, about.
        """
        end = perf_counter() + seconds
        while not self.done:
            next(self._steps, None)
            if perf_counter() >= end or (self._waits and not self.done):
                return

    async def run(self, told: Callable[[], None] | None = None) -> None:
        """Search to the end, a little at a time, while other things go on.

        Args:
            told: Called after each piece.
        """
        while not self.done:
            self.step()
            if told is not None:
                told()
            await asyncio.sleep(PAUSE)

    async def seek(self, line: int, *, backward: bool = False) -> int | None:
        """The nearest match after a line (or before it), round the end; None without any.

        What hides it is unfolded. It is found without waiting for the search to be done.

        Args:
            line: The line to begin behind; -1 for the first of all.
            backward: Whether to look toward the start.
        """
        count = self.body.line_count
        if self.done:
            found = self.previous(line) if backward else self.next(line)
        else:
            found = None
            end = perf_counter() + SLICE
            for first, stop in _blocks(line, count, self._size, backward=backward):
                try:
                    for match in look(self.body, self.pattern, first, stop):
                        found = found if match is None else match
                        if found is not None and not backward:
                            break
                        if perf_counter() >= end:
                            await asyncio.sleep(PAUSE)
                            end = perf_counter() + SLICE
                except PatternError as problem:
                    self._end_early(problem)
                    break
                if found is not None:
                    break
        if found is not None:
            self.body.reveal(found)
        return found

    @property
    def _size(self) -> int:
        return BLOCK if self.pattern.rules_out or not self.pattern.regular else REGULAR_BLOCK

    @property
    def _waits(self) -> bool:
        """Whether every line there is has been looked at, and more are being read."""
        return self._until is None and self._at >= self.body.line_count and not self.body.complete

    def _looking(self) -> Iterator[None]:
        """Look on, giving way every now and then."""
        while not self.done:
            if self.body.restarts != self._restarts:
                self._begin()
            count = self.body.line_count if self._until is None else self._until
            stop = min(self._at + self._size, count)
            found = self._found if self._until is None else self._found_before
            try:
                for match in look(self.body, self.pattern, self._at, stop):
                    if match is not None:
                        found.append(match)
                        continue
                    yield
                    if self.body.restarts != self._restarts:
                        break
            except PatternError as problem:
                self._end_early(problem)
                return
            if self.body.restarts == self._restarts:
                self._at = stop
                self._turn()
            yield

    def _turn(self) -> None:
        """At the end, go on with the lines before the first; after these, be done."""
        if self._until is not None:
            self.done = self._at >= self._until
        elif self._at >= self.body.line_count and self.body.complete:
            self._at, self._until = 0, self._first
            self.done = not self._first

    def _end_early(self, problem: PatternError) -> None:
        self.problem = str(problem)
        self.done = True


def look(body: Body, pattern: Pattern, first: int, stop: int) -> Iterator[int | None]:
    """The lines that match, of some, and None where it is good to give way to others.

    Args:
        body: The body.
        pattern: What to look for.
        first: The first line.
        stop: The line after the last.

    Raises:
        PatternError: An expression took too long.
    """
    source = body.source
    while first < stop:
        end = min(source.reach(first, BLOCK_BYTES), stop)
        if end <= first + 1:
            yield from _look_at(source, pattern, first)
            end = first + 1
        elif _may_be_in(pattern, source, first, end):
            for line in range(first, end):
                if _may_be_in(pattern, source, line, line + 1):
                    yield from _look_at(source, pattern, line)
                    if pattern.regular:
                        # It may have taken its time.
                        yield None
        yield None
        first = end


def _may_be_in(pattern: Pattern, source: BodyLines, first: int, stop: int) -> bool:
    return not pattern.rules_out or pattern.may_be_in(source.loosely(first, stop))


def _look_at(source: BodyLines, pattern: Pattern, line: int) -> Iterator[int | None]:
    for text, end in source.searched(line):
        if pattern.begins_before(text, end):
            yield line
            return
        if end >= BLOCK_BYTES:
            yield None


def _blocks(line: int, count: int, size: int, *, backward: bool) -> Iterator[tuple[int, int]]:
    """The lines of a body from one on and round its end, in pieces; that line comes last."""
    if backward:
        line = min(max(line, 0), count)
        for stop in range(line, 0, -size):
            yield max(stop - size, 0), stop
        for stop in range(count, line, -size):
            yield max(stop - size, line), stop
        return
    after = min(max(line + 1, 0), count)
    for first in range(after, count, size):
        yield first, min(first + size, count)
    for first in range(0, after, size):
        yield first, min(first + size, after)
