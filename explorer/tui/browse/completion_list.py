"""The completions that are offered while one writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.text_source import TextSource

if TYPE_CHECKING:
    from explorer.workbench.completing import Begun, Completion


class CompletionList(Lines, can_focus=False):
    """Ways to go on with a name that has been begun; hidden while there are none."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.display = False
        self._offered: Sequence[Completion] = ()
        self._begun: Begun | None = None
        self._refused = ""

    def offer(self, begun: Begun | None, found: Sequence[Completion]) -> bool:
        """Offer completions; whether there are any.

        Args:
            begun: What they complete; None for nothing.
            found: The completions.
        """
        if begun is None or begun.text != self._refused:
            self._refused = ""
        if begun is None or (self._refused and begun.text == self._refused):
            found = ()
        self._begun, changed = begun, list(found) != list(self._offered)
        self._offered = found
        self.display = bool(found)
        if changed:
            self.source = TextSource([Line((Span(each.label),)) for each in found])
            self.styles.height = max(1, len(found))
        return bool(found)

    def refuse(self) -> None:
        """Offer nothing more for what is typed just now."""
        self._refused = self._begun.text if self._begun is not None else ""
        self._offered, self.display = (), False

    def step(self, by: int) -> None:
        """Go to another one, from the last to the first."""
        self.cursor = ((self.cursor or 0) + by) % max(1, len(self._offered))

    @property
    def chosen(self) -> tuple[int, str] | None:
        """Where the chosen one begins in the row, and its text."""
        if self._begun is None or not self._offered:
            return None
        return self._begun.start, self._offered[self.cursor or 0].text
