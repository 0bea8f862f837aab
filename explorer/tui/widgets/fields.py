"""Fields to type in. What is pasted is text from outside too, and shows without acting."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.widgets import TextArea

from explorer.document.safe import visible
from explorer.tui.commands import bindings
from explorer.tui.keys import TEXT_COMMANDS

STAND_IN = "\ufffd"
"""Shown for a character that acts instead of showing; the text keeps it."""


class VisibleTextArea(TextArea):
    """A text area that shows no control character as it is, and leaves F6 and F7 to the screen."""

    BINDINGS = bindings(TEXT_COMMANDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Textual's ways to select a line and all; they would hide what these keys do around it.
        for key in ("f6", "f7"):
            self._bindings.key_to_bindings.pop(key, None)

    def action_start(self) -> None:
        """To the start of the text."""
        self.move_cursor((0, 0))

    def action_end(self) -> None:
        """To the end of the text."""
        self.move_cursor(self.document.end)

    def action_select_to_start(self) -> None:
        """Select up to the start of the text."""
        self.move_cursor((0, 0), select=True)

    def action_select_to_end(self) -> None:
        """Select up to the end of the text."""
        self.move_cursor(self.document.end, select=True)

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: as long as it is, each acting character replaced by one."""
        line = super().get_line(line_index)
        if visible(line.plain) != line.plain:
            shown = (each if visible(each) == each else STAND_IN for each in line.plain)
            line.plain = "".join(shown)
        return line
