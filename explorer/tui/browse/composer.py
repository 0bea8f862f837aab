"""Where a message is written: Markdown, kept as a draft from the first key on."""

from __future__ import annotations

from textual.message import Message

from explorer.tui.commands import bindings
from explorer.tui.keys import COMPOSER_COMMANDS
from explorer.tui.widgets.fields import VisibleTextArea


class Composer(VisibleTextArea):
    """A field for Markdown that grows with its text."""

    BINDINGS = bindings(COMPOSER_COMMANDS)

    class Submitted(Message):
        """A person wants the text to be sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """A person goes back to the messages."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            highlight_cursor_line=False,
            placeholder="Write in Markdown. Ctrl+D sends.",
            tab_behavior="focus",
        )

    def action_send(self) -> None:
        """Send what is written."""
        if self.text.strip():
            self.post_message(self.Submitted(self.text))

    def action_leave(self) -> None:
        """Go back to the messages."""
        self.post_message(self.Left())
