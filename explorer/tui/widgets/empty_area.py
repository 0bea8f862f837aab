"""What stands where a line view has no items: a word on why, and on what to do."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from explorer.document.lines import Line, Span
from explorer.document.safe import visible


class EmptyArea:
    """The texts of the empty area, of which the gravest is shown; any text, also from outside.

    Args:
        empty: Shown when there are no items.
    """

    def __init__(self, empty: str = "") -> None:
        self.empty = empty
        self.busy = ""
        self.error = ""
        self._wrapped_for: tuple[str, int] = ("", 0)
        self._rows: list[str] = []

    def line(self, row: int, width: int, console: Console, *, items: bool) -> Line:
        """One row of the area.

        Args:
            row: Which, from 0 below the last item.
            width: Cells of the view.
            console: What wraps the text.
            items: Whether the view has items; one row then stays free below them.
        """
        text = self.error or self.busy or ("" if items else self.empty)
        row -= items
        if not text or row < 0:
            return Line()
        # Kept, since it is asked for row by row.
        if self._wrapped_for != (text, width):
            self._wrapped_for = (text, width)
            wrapped = Text(visible(text)).wrap(console, max(1, width - 2))
            self._rows = [f" {wrapped_row.plain.rstrip()}" for wrapped_row in wrapped]
        if row >= len(self._rows):
            return Line()
        return Line((Span(self._rows[row], "error" if self.error else "muted"),))
