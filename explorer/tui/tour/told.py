"""What is told of a step and what is sent, one above the other."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from explorer.tui.content import content
from explorer.tui.tour.sides import NoteSource
from explorer.tui.widgets.lines import Lines

LEAST = 4
"""Rows of the note, its borders included, at least."""

BORDERS = 2
CORNERS = 6
"""Columns of the upper border that hold no title."""


class ToldColumn(Vertical):
    """The note above the request, which has all the room that the note leaves."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._title = self._note = ""

    def compose(self) -> ComposeResult:
        yield Lines(id="tour-note")
        yield Lines(id="tour-request")

    def tell(self, title: str, note: str) -> None:
        """Show a note under its title: in the border, or above the note where that is too short.

        Args:
            title: A few words.
            note: Markdown.
        """
        self._title, self._note = title, note
        self._draw()

    def _draw(self) -> None:
        note, width = self.query_one("#tour-note", Lines), self.size.width
        is_long = bool(width) and cell_len(self._title) > width - CORNERS
        note.border_title = "" if is_long else content(self._title)
        # A note of the same words as the title is the title.
        above = self._title if is_long and self._note.rstrip(".") != self._title else ""
        note.source = NoteSource(self._note, above)
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Fit the note to its new width."""
        self._draw()

    def _fit(self) -> None:
        if self.is_mounted:
            note = self.query_one("#tour-note", Lines)
            wanted = note.virtual_size.height + BORDERS
            note.styles.height = max(LEAST, min(wanted, self.size.height * 2 // 3))
