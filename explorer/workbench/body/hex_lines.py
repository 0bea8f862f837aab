"""A body that is no text, as a hex dump."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explorer.document.lines import Line, Span
from explorer.workbench.body.source import CUT_AT, Copied

ROW = 16
"""Bytes a line shows."""

LOOK_AHEAD = 64
"""Bytes after a line that a search sees together with it."""

_UNPRINTABLE = re.compile("[^ -~]")


class HexLines:
    """The lines of a hex dump: offset, bytes, and the characters they are in ASCII.

    Args:
        data: Any bytes.
    """

    kind = "binary"

    def __init__(self, data: bytes) -> None:
        self.notes: list[str] = []
        self.formatted = 0
        """Lines made so far: how lazy the body is, for tests."""
        self._data = data

    def __len__(self) -> int:
        return -(-len(self._data) // ROW)

    def steps(self) -> Iterator[None]:
        """There is nothing to read before it is shown."""
        return iter(())

    def line(self, number: int, limit: int = CUT_AT) -> Line:
        """One line, drawn; see `BodyLines`."""
        self.formatted += 1
        row = self._row(number)
        groups = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}".ljust(3 * ROW)
        return Line(
            (
                Span(f"{number * ROW:08x}  ", "muted"),
                Span(f"{groups}  ", "json-number"),
                Span(_UNPRINTABLE.sub("·", row.decode("latin-1")), "json-string"),
            )
        )

    def text(self, number: int) -> str:
        """One line's whole text."""
        return self.line(number).text

    def searched(self, number: int) -> tuple[tuple[str, int], ...]:
        """A line's text, and its bytes as characters with some that follow."""
        start = number * ROW
        found = self._data[start : start + ROW + LOOK_AHEAD].decode("utf-8", "replace")
        text = self.text(number)
        return (text, len(text)), (found, len(self._row(number).decode("utf-8", "replace")))

    def reach(self, first: int, size: int) -> int:
        """The line after the last of those that are made from so many bytes."""
        return min(first + size // ROW, len(self))

    def loosely(self, first: int, stop: int) -> str:
        """The bytes of some lines in each way they are shown or searched; see `BodyLines`."""
        block = self._data[first * ROW : stop * ROW]
        following = self._data[stop * ROW : stop * ROW + LOOK_AHEAD]
        offsets = [f"{number * ROW:08x}" for number in range(first, stop)]
        return "\n".join(
            [
                (block + following).decode("utf-8", "replace"),
                _UNPRINTABLE.sub("·", block.decode("latin-1")),
                block.hex(" "),
                *offsets,
            ]
        )

    def value(self, number: int) -> Copied:
        """The line's bytes in hexadecimal, and as they are shown."""
        return Copied(self._row(number).hex(" "), self.text(number))

    def _row(self, number: int) -> bytes:
        return self._data[number * ROW : (number + 1) * ROW]
