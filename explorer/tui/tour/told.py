"""What is told of a step and what is sent, one above the other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from explorer.tui.widgets.lines import Lines

LEAST = 4
"""Rows of the note, its borders included, at least."""

BORDERS = 2


class ToldColumn(Vertical):
    """The note above the request, which has all the room that the note leaves."""

    def compose(self) -> ComposeResult:
        yield Lines(id="tour-note")
        yield Lines(id="tour-request")

    def on_resize(self) -> None:
        """Fit the note to its new width."""
        self.fit_later()

    def fit_later(self) -> None:
        """Make the note as high as it is, once it has been drawn."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_mounted:
            note = self.query_one("#tour-note", Lines)
            wanted = note.virtual_size.height + BORDERS
            note.styles.height = max(LEAST, min(wanted, self.size.height * 2 // 3))
