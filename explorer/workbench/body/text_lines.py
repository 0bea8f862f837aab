"""A body of text as lines; what is longer than a line should be goes on in the next one."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import islice

from explorer.document.lines import Line, Span
from explorer.document.safe import visible
from explorer.workbench.body.grammar import scanner_of
from explorer.workbench.body.source import CUT_AT, LOOK_AHEAD, Copied, reach

PIECE = 4_096
"""Bytes of a line without end that are shown as one line."""

_STEP = 4_000
_LINE_FEED = 0x0A
_END = re.compile(rb"[^\n]{0,%d}+(?:(?=[\x80-\xbf])[\x80-\xbf]{0,3}+)?+\n?+" % PIECE)


class TextLines:
    """The lines of a text.

    Args:
        data: The text, in UTF-8; bytes that are none of it are shown as `\\xNN`.
        kind: `text`, or `empty` for a body without any bytes.
    """

    def __init__(self, data: bytes, kind: str = "text") -> None:
        self.kind = kind
        self.notes: list[str] = []
        self.formatted = 0
        """Lines made so far: how lazy the body is, for tests."""
        self._data = data
        self._starts = array("I")

    def __len__(self) -> int:
        return len(self._starts)

    def steps(self) -> Iterator[None]:
        """Read on; gives way every few milliseconds."""
        data, starts = self._data, self._starts
        if not data:
            return
        scanner = scanner_of(_END)(data, 0)
        starts.append(0)
        while starts[-1] < len(data):
            starts.extend(map(re.Match.end, islice(iter(scanner.match, None), _STEP)))
            while len(starts) > 1 and starts[-1] == starts[-2]:
                starts.pop()
            yield
        starts.pop()

    def line(self, number: int, limit: int = CUT_AT) -> Line:
        """One line, drawn; see `BodyLines`."""
        text = self.text(number)
        return Line((Span(text if len(text) <= limit else text[:limit] + "…"),)) if text else Line()

    def text(self, number: int) -> str:
        """One line's whole visible text."""
        self.formatted += 1
        return visible(self._piece(number).removesuffix("\r")).expandtabs(4)

    def searched(self, number: int) -> tuple[tuple[str, int], ...]:
        """A line's text with the beginning of what goes on in the next one."""
        text = self.text(number)
        end = len(text)
        if number + 1 < len(self) and self._data[self._starts[number + 1] - 1] != _LINE_FEED:
            text += self.text(number + 1)[:LOOK_AHEAD]
        return ((text, end),)

    def reach(self, first: int, size: int) -> int:
        """The line after the last of those that are made from so many bytes."""
        return reach(self._starts, len(self._data), first, size)

    def loosely(self, first: int, stop: int) -> str:
        """The text of some lines, and of what may go on in the line after them."""
        end = self._starts[stop + 1] if stop + 1 < len(self) else len(self._data)
        return visible(_decoded(self._data[self._starts[first] : end]))

    def value(self, number: int) -> Copied:
        """The whole line as it was sent, also where it is shown as several."""
        start = self._data.rfind(b"\n", 0, self._starts[number] + 1) + 1
        if start > self._starts[number]:
            start = self._starts[number]
        end = self._data.find(b"\n", self._starts[number])
        text = _decoded(self._data[start : end if end >= 0 else len(self._data)]).removesuffix("\r")
        return Copied(text, text)

    def _piece(self, number: int) -> str:
        end = self._starts[number + 1] if number + 1 < len(self) else len(self._data)
        return _decoded(self._data[self._starts[number] : end]).removesuffix("\n")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
