"""A question with several answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate, width_of
from explorer.tui.commands import bindings
from explorer.tui.hints import hint
from explorer.tui.keys import CHOICE_COMMANDS
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.text_source import TextSource

NARROWEST = 36
"""Cells of the box at least."""

AROUND = 7
"""Cells of a row that are border, cursor and scroll bar."""

LONGEST = 200
"""Characters of a choice that are shown at most."""


class ChoiceScreen(ModalScreen[int | None]):
    """One of several.

    Args:
        title: What is chosen.
        choices: Their names; may come from outside.
        present: The one that the cursor is on at first, from 0.
    """

    BINDINGS = bindings(CHOICE_COMMANDS)

    def __init__(self, title: str, choices: Sequence[str], present: int = 0) -> None:
        super().__init__()
        self._present = present
        self._title, self._choices = title, [one_line(choice, LONGEST) for choice in choices]

    def compose(self) -> ComposeResult:
        room = self.app.size.width * 9 // 10 - AROUND
        lines = [truncate(Line((Span(choice),)), room) for choice in self._choices]
        with Vertical(id="choice-box") as box:
            box.styles.width = max(NARROWEST, max(map(width_of, lines)) + AROUND)
            box.styles.height = len(lines) + 2
            yield Lines(TextSource(lines), id="choice-list")

    def on_mount(self) -> None:
        box = self.query_one("#choice-box")
        box.border_title = self._title
        box.border_subtitle = hint(self, "{list.choose} chooses · {choice.close} closes")
        lines = self.query_one(Lines)
        lines.cursor = self._present
        lines.focus()

    def on_lines_selected(self, event: Lines.Selected) -> None:
        """Take the one under the cursor."""
        event.stop()
        self.dismiss(event.index)

    def action_close(self) -> None:
        """Take none."""
        self.dismiss(None)
