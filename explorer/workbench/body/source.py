"""What every kind of body gives: lines that are made when they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from explorer.document.lines import Line

CUT_AT = 4_096
"""Characters of one string that a drawn line shows at most."""

INDENT = "  "

LOOK_AHEAD = 256
"""Characters of the next piece of a very long text that a search sees together with one."""


class Copied(NamedTuple):
    """A value, for taking along.

    Args:
        source: Exactly as it stands in the body.
        text: What it says: a string without quotes and escapes; else the same as `source`.
    """

    source: str
    text: str


class BodyLines(Protocol):
    """The lines of one body; more of them while the body is read."""

    kind: str
    """`json`, `text`, `binary` or `empty`."""

    notes: list[str]
    """Sentences to show beside the body; grows while the body is read."""

    def __len__(self) -> int:
        """Lines read so far."""

    def steps(self) -> Iterator[None]:
        """Read on; gives way every few milliseconds."""

    def line(self, number: int, limit: int = CUT_AT) -> Line:
        """One line, drawn.

        Args:
            number: Which, from 0.
            limit: Characters of one string at most.
        """

    def text(self, number: int) -> str:
        """One line's whole visible text, as it is searched."""

    def searched(self, number: int) -> Iterable[tuple[str, int]]:
        """The texts a line is searched by, each with the character before which a match begins."""

    def reach(self, first: int, size: int) -> int:
        """The line after the last of those that are made from so many bytes.

        Args:
            first: The first line.
            size: Bytes.
        """

    def loosely(self, first: int, stop: int) -> str:
        """What some lines are searched by, all at once and quickly made.

        Every word of the lines' texts is in it; there may be other white space, and other text.

        Args:
            first: The first line.
            stop: The line after the last.
        """

    def value(self, number: int) -> Copied:
        """The value a line shows or begins."""


def reach(starts: array[int], total: int, first: int, size: int) -> int:
    """The line after the last of those that are made from so many bytes.

    Args:
        starts: Where lines begin.
        total: Where the last one ends.
        first: The first line.
        size: Bytes.
    """
    limit = starts[first] + size
    return len(starts) if total <= limit else bisect_right(starts, limit) - 1
