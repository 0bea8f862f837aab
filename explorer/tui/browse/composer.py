"""Where a message is written: a field that grows with its text and keeps every key."""

from __future__ import annotations

from textual import events
from textual.message import Message

from explorer.tui.browse.json_field import JsonField
from explorer.tui.browse.thread_commands import COMPOSER_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.hints import hint
from explorer.workbench.ways import Way

CHOOSING = frozenset({"up", "down", "tab", "enter", "escape"})
"""Keys that are for the completions while some are offered."""


class Composer(JsonField):
    """A field for a message.

    Args:
        text: To begin with.
        way: How it is written.
        id: As for every widget.
    """

    BINDINGS = bindings(COMPOSER_COMMANDS)

    class Submitted(Message):
        """A person wants the text to be sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """A person goes back to the messages."""

    class Moved(Message):
        """The cursor is elsewhere, or the text another: what can be completed may be, too."""

    class Chose(Message):
        """A key for the completions that are offered: one of `CHOOSING`."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, text: str, way: Way, *, id: str) -> None:
        super().__init__(text, id=id)
        self.choosing = False
        """Whether completions are offered."""
        self.highlight_cursor_line = False
        self.write(way)

    def write(self, way: Way) -> None:
        """Take the text for another way of writing."""
        self._way = way
        is_json = way is Way.JSON
        self.show_line_numbers = is_json
        self.soft_wrap = not is_json
        self.tab_behavior = "indent" if is_json else "focus"
        if self.is_mounted:
            self.show_colours()

    def show_colours(self) -> None:
        """Colour the text if it is JSON."""
        if self._way is Way.JSON:
            super().show_colours()
        elif self.language is not None:
            self.language = None

    def on_mount(self) -> None:
        """Say how to write."""
        super().on_mount()
        self.placeholder = hint(self, "Markdown; @ and : complete. {composer.send} sends.")

    async def _on_key(self, event: events.Key) -> None:
        if self.choosing and event.key in CHOOSING:
            event.prevent_default()
            event.stop()
            self.post_message(self.Chose(event.key))

    def watch_selection(self) -> None:
        """Tell that the cursor has moved."""
        self.post_message(self.Moved())

    @property
    def before_cursor(self) -> str:
        """The cursor's row up to the cursor."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    def complete(self, start: int, text: str) -> None:
        """Put a text in the place of what was begun.

        Args:
            start: Where that begins in the cursor's row.
            text: What was chosen.
        """
        row, column = self.cursor_location
        self.replace(text, (row, start), (row, column))

    def action_send(self) -> None:
        """Send what is written."""
        if self.text.strip():
            self.post_message(self.Submitted(self.text))

    def action_leave(self) -> None:
        """Go back to the messages."""
        self.post_message(self.Left())
