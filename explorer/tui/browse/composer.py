"""Where a message is written: a field that grows with its text and keeps every key."""

from __future__ import annotations

from textual import events
from textual.message import Message

from explorer.tui.browse.json_field import JsonField
from explorer.tui.browse.thread_commands import COMPLETION_COMMANDS, COMPOSER_COMMANDS
from explorer.tui.commands import bindings, canonical
from explorer.tui.hints import hint, keys_of
from explorer.workbench.ways import Way


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
        """A key for the completions that are offered.

        Args:
            command: Id of the key's command, one of `COMPLETION_COMMANDS`.
        """

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

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
        command = self._completing(event) if self.choosing else ""
        if command:
            event.prevent_default()
            event.stop()
            self.post_message(self.Chose(command))

    def _completing(self, event: events.Key) -> str:
        """What a key does with the completions that are offered; empty for nothing."""
        sent = {canonical(each) for each in event.aliases}
        return next(
            (
                command.id
                for command in COMPLETION_COMMANDS
                if not sent.isdisjoint(map(canonical, keys_of(self, command.id)))
            ),
            "",
        )

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
