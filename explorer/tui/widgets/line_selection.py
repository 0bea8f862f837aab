"""Text of a line view selected with the mouse: rows with lasting numbers, and what is between two.

Textual takes the row numbers it finds under the mouse for those of a whole document. Ours are made
of an item and a row within it, so that a selection stays with its text.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from explorer.tui.content import drawable
from explorer.tui.widgets.heights import Place
from explorer.tui.widgets.viewport import Viewport

ROWS_PER_ITEM = 1 << 20
"""Selections are kept in rows of this many per item: unlike rows of the screen or of the list they
stay what they are when other items are measured or added."""


def row_number(view: Viewport, place: Place) -> int:
    """A row's lasting number.

    Args:
        view: The window on the list.
        place: The row; item and row may be past the last ones.
    """
    return view.ordinal(place.item) * ROWS_PER_ITEM + place.row


def selected_text(view: Viewport, selection: Selection) -> str:
    """The selected text, row by row, of the items there still are.

    Args:
        view: The window on the list.
        selection: From Textual; its rows are lasting numbers.
    """
    last = len(view) - 1
    start, end = selection
    begin = view.item(start.y // ROWS_PER_ITEM) if start else 0
    stop = view.item(end.y // ROWS_PER_ITEM) if end else last
    texts = []
    for item in range(max(0, begin), min(stop, last) + 1):
        number = row_number(view, Place(item))
        for row, line in enumerate(view.entry(item).lines):
            span = selection.get_span(number + row)
            if span is not None:
                texts.append(drawable(line.text)[span[0] : span[1] if span[1] >= 0 else None])
    return "\n".join(texts)


def numbered(strip: Strip, y: int) -> Strip:
    """A row that tells Textual the place of each of its characters, for selections.

    Args:
        strip: A row that `Drawing` drew.
        y: The row's lasting number.
    """
    marker, *rest = strip
    text, style, _ = marker
    first = Segment(text, (style or Style.null()) + Style.from_meta({"offset": (0, y)}))
    return Strip([first, *Strip(rest).apply_offsets(0, y)], strip.cell_length)


def blank(width: int, y: int, style: Style) -> Strip:
    """An empty row that a selection can begin or end in.

    Args:
        width: Cells.
        y: The row's lasting number.
        style: Its style.
    """
    return Strip([Segment(" " * width, style + Style.from_meta({"offset": (0, y)}))], width)
