"""Rows of a line view as strips of cells: cursor, marks of a search, selected text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.screen import Screen
from textual.strip import Strip

from explorer.document.lines import Line
from explorer.tui.content import drawable, row_segments
from explorer.tui.styles import StyleTable
from explorer.tui.widgets.line_search import spans_in
from explorer.tui.widgets.viewport import Entry

KEPT_STRIPS = 1024
"""Rows whose strips are kept after they were last drawn."""

KEPT_MARKS = 256
"""Items for which the marks of a search are kept."""

MARKER_WIDTH = 1
"""Cells at the left that show the cursor, so that it is seen without colour."""


class Brushes(NamedTuple):
    """The styles a view draws with, for one theme and focus."""

    base: Style
    cursor: Style
    marker: Style
    selection: Style
    table: StyleTable
    focused: bool


def selection_style(screen: Screen[Any]) -> Style:
    """What is laid over selected text: each keeps its own colour where the theme has none for it.

    Textual's style for it is then as if painted: in the colour of its background, unreadable.

    Args:
        screen: Whose theme it is.
    """
    style = screen.get_component_rich_style("screen--selection")
    if screen.get_component_styles("screen--selection").color.a:
        return style
    return style.without_color + Style(bgcolor=style.bgcolor)


def restyled(strip: Strip, spans: Iterable[tuple[int, int]], style: Style) -> Strip:
    """A strip with a style laid over some of its characters.

    Args:
        strip: Any strip.
        spans: (start, end) in characters of the strip's text, in order and apart.
        style: What to lay over them.
    """
    segments: list[Segment] = []
    position = 0
    rest = iter(spans)
    span = next(rest, None)
    for text, old, control in strip:
        end = position + len(text)
        while span is not None and span[0] < end:
            start, stop = max(span[0], position), min(span[1], end)
            if start > position:
                segments.append(Segment(text[: start - position], old, control))
                text = text[start - position :]
            segments.append(Segment(text[: stop - start], (old or Style.null()) + style, control))
            text, position = text[stop - start :], stop
            if span[1] > end:
                break
            span = next(rest, None)
        if text:
            segments.append(Segment(text, old, control))
        position = end
    return Strip([segment for segment in segments if segment.text], strip.cell_length)


class Drawing:
    """Draws rows and keeps what it drew."""

    def __init__(self) -> None:
        self._strips: LRUCache[tuple[int, int, bool], Strip] = LRUCache(KEPT_STRIPS)
        self._pattern: re.Pattern[str] | None = None
        self._marks: LRUCache[int, list[list[tuple[int, int]]]] = LRUCache(KEPT_MARKS)

    def clear(self) -> None:
        """Forget all strips, since the theme, the focus or the width is another."""
        self._strips.clear()

    def look_for(self, pattern: re.Pattern[str] | None) -> None:
        """Mark what a search finds from now on; None: nothing."""
        self._pattern = pattern
        self._marks.clear()
        self._strips.clear()

    def marks(self, entry: Entry) -> list[list[tuple[int, int]]]:
        """For each row of an item, the (start, end) characters that the search finds."""
        if self._pattern is None:
            return []
        found = self._marks.get(entry.serial)
        if found is None:
            found = spans_in(self._pattern, [drawable(line.text) for line in entry.lines])
            self._marks[entry.serial] = found
        return found

    def first_marked(self, entry: Entry) -> int:
        """The first row of an item in which the search finds something; 0 if there is none."""
        return next((row for row, spans in enumerate(self.marks(entry)) if spans), 0)

    def row(
        self,
        entry: Entry,
        row: int,
        widths: tuple[int, int],
        brushes: Brushes,
        *,
        cursor: bool,
        selected: tuple[int, int] | None = None,
    ) -> Strip:
        """One row of an item.

        Args:
            entry: The item's lines.
            row: Which of them; past the last one draws an empty row.
            widths: Cells for the line, and for the row with marker and scroll bar.
            brushes: Styles to draw with.
            cursor: Whether the cursor is on the item.
            selected: (start, end) characters that are selected; an end of -1: to the last.
        """
        key = (entry.serial, row, cursor)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(entry, row, widths, brushes, cursor=cursor)
        if selected is None:
            return strip
        start, end = selected
        end = len(strip.text) - MARKER_WIDTH if end < 0 else end
        span = (start + MARKER_WIDTH, max(start, end) + MARKER_WIDTH)
        return restyled(strip, [span] if start < end else [], brushes.selection)

    def _draw(
        self,
        entry: Entry,
        row: int,
        widths: tuple[int, int],
        brushes: Brushes,
        *,
        cursor: bool,
    ) -> Strip:
        line = entry.lines[row] if row < len(entry.lines) else Line()
        style = brushes.cursor if cursor else brushes.base
        width, full_width = widths
        segments = row_segments(line, width, style, brushes.table)
        marks = self.marks(entry)
        if row < len(marks) and marks[row]:
            marked = restyled(Strip(segments), marks[row], brushes.table.style("match"))
            segments = list(marked)
        glyph = ("▌" if brushes.focused else "▏") if cursor else " "
        parts = [Segment(glyph, style + brushes.marker if cursor else style), *segments]
        if (rest := full_width - MARKER_WIDTH - width) > 0:
            parts.append(Segment(" " * rest, style))
        return Strip(parts, full_width)
