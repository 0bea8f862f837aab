"""Fields to type in. What is pasted is text from outside too, and shows without acting."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import TextArea

from explorer.document.safe import visible

STAND_IN = "\ufffd"
"""Shown for a character that acts instead of showing; the text keeps it."""


class VisibleTextArea(TextArea):
    """A text area that shows no control character as it is."""

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: as long as it is, each acting character replaced by one."""
        line = super().get_line(line_index)
        if visible(line.plain) != line.plain:
            shown = (each if visible(each) == each else STAND_IN for each in line.plain)
            line.plain = "".join(shown)
        return line
