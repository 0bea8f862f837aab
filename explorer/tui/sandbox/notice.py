"""What stands in the place of the panes where there is nothing to show: why, and the way on."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from explorer.tui.content import content
from explorer.tui.hints import hint

WAY = "{sandbox.back} goes back, {sandbox.reload} asks again."


class AdminNotice(Vertical):
    """A sentence; and where a token is what is missing, a field for it."""

    class TokenGiven(Message):
        """A person has given a token."""

        def __init__(self, token: str) -> None:
            super().__init__()
            self.token = token

    def compose(self) -> ComposeResult:
        yield Static(id="admin-why")
        yield Input(
            password=True,
            placeholder="admin token; kept until the app ends, and written nowhere",
            id="admin-token",
            compact=True,
        )
        yield Static(content(hint(self, WAY), "$foreground 60%"), id="admin-way")

    def say(self, sentence: str, *, ask: bool) -> None:
        """Show why there is nothing to show.

        Args:
            sentence: Why; may come from outside.
            ask: Whether a token would help.
        """
        self.query_one("#admin-why", Static).update(content(sentence))
        field = self.query_one(Input)
        field.display = ask
        if ask:
            field.value = ""
            field.focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.TokenGiven(event.value.strip()))
