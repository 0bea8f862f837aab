"""Where the lines of a JSON text begin and how its containers nest: numbers only, no tree.

A line is what pretty printing gives a line of its own: a scalar with the name before it, the
opening of a container, its closing; an empty container is one line. An index holds four bytes a
line and twenty-five a container, and grows while the text is read.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

OPEN = 0xFFFFFFFF
"""The last line of a container whose end has not been read yet."""


class JsonIndex:
    """Lines and containers of one JSON text, in the order of the text.

    Args:
        data: The text, in UTF-8.
    """

    __slots__ = (
        *("counts", "data", "depths", "firsts", "lasts", "objects", "ordinals", "parents"),
        "starts",
    )

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.starts = array("I")
        """Per line: the offset it is read from; white space may stand there."""
        self.firsts = array("I")
        """Per container: the line that opens it."""
        self.lasts = array("I")
        """Per container: the line that closes it, or `OPEN`."""
        self.parents = array("i")
        """Per container: the number of the one around it, -1 for the outermost."""
        self.depths = array("I")
        """Per container: how many are around it."""
        self.ordinals = array("I")
        """Per container: which member or item of its parent it is, from 0."""
        self.counts = array("I")
        """Per container: members or items read so far."""
        self.objects = bytearray()
        """Per container: 1 for an object, 0 for a list."""

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, parent: int, depth: int, *, is_object: bool) -> None:
        """A container opens in the next line, as the next member or item of its parent."""
        ordinal = 0
        if parent >= 0:
            ordinal = self.counts[parent]
            self.counts[parent] = ordinal + 1
        self.firsts.append(len(self.starts))
        self.lasts.append(OPEN)
        self.parents.append(parent)
        self.depths.append(depth)
        self.ordinals.append(ordinal)
        self.counts.append(0)
        self.objects.append(is_object)

    def last(self, container: int) -> int:
        """The last line of a container, as far as it has been read."""
        last = self.lasts[container]
        return len(self.starts) - 1 if last == OPEN else last

    def innermost(self, line: int) -> int:
        """The innermost container that a line belongs to, its own brackets included; -1: none."""
        container = bisect_right(self.firsts, line) - 1
        while container >= 0 and self.lasts[container] < line:
            container = self.parents[container]
        return container

    def opened_by(self, line: int) -> int | None:
        """The container that a line opens; None for lines that open none."""
        place = bisect_right(self.firsts, line) - 1
        return place if place >= 0 and self.firsts[place] == line else None

    def around(self, line: int) -> int:
        """The container a line is a member, an item or the end of; -1: none."""
        container = self.innermost(line)
        if container >= 0 and self.firsts[container] == line:
            return self.parents[container]
        return container

    def depth(self, line: int) -> int:
        """How far a line is indented, in steps."""
        container = self.innermost(line)
        if container < 0:
            return 0
        is_bracket = line in (self.firsts[container], self.lasts[container])
        return self.depths[container] + (not is_bracket)

    def after(self, container: int) -> int:
        """The first container that begins after the end of another."""
        following = container + 1
        last = self.lasts[container]
        if following < len(self.firsts) and self.firsts[following] <= last:
            return bisect_right(self.firsts, last, lo=following)
        return following

    def first_from(self, line: int) -> int:
        """The first container that does not begin before a line."""
        return bisect_left(self.firsts, line)

    def items(self, container: int) -> Iterator[int]:
        """The lines of the members or items of a container, as far as they have been read."""
        line, inner = self.firsts[container] + 1, container + 1
        # The last line of one that is still being read is an item like the others.
        stop = self.lasts[container] if self.lasts[container] != OPEN else len(self.starts)
        while line < stop:
            yield line
            line, inner = self.beside(line, inner)

    def beside(self, line: int, inner: int) -> tuple[int, int]:
        """Where the member or item after another one begins.

        Args:
            line: That of the other.
            inner: The first container that does not begin before it.

        Returns:
            The line after the whole of it, and the first container that does not begin before
            that.
        """
        if inner < len(self.firsts) and self.firsts[inner] == line:
            return self.last(inner) + 1, self.after(inner)
        return line + 1, inner

    def ordinal(self, line: int) -> int:
        """Which member or item of the container around it a line is, from 0.

        Args:
            line: A line inside a container that does not close it.
        """
        around = self.around(line)
        found = bisect_right(self.firsts, line) - 1
        while self.parents[found] != around and found != around:
            found = self.parents[found]
        if found == around:
            return line - self.firsts[around] - 1
        if self.firsts[found] == line:
            return self.ordinals[found]
        return self.ordinals[found] + line - self.lasts[found]

    def child(self, container: int, ordinal: int) -> int:
        """The line of a member or an item.

        Args:
            container: Of which container.
            ordinal: Which, from 0, less than its count.
        """
        low, high = self.firsts[container] + 1, self.last(container)
        while low < high:
            middle = (low + high) // 2
            start = self.start_of(container, middle)
            if self.ordinal(start) < ordinal:
                inner = self.opened_by(start)
                low = (start if inner is None else self.last(inner)) + 1
            else:
                high = start
        return low

    def start_of(self, container: int, line: int) -> int:
        """The first line of the member or item of a container that a line inside it is part of."""
        inner = self.innermost(line)
        while inner != container and self.parents[inner] != container:
            inner = self.parents[inner]
        return line if inner == container else self.firsts[inner]
