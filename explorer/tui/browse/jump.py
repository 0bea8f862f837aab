"""Where to go in a conversation: a date, a time, a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.tui.browse.thread_commands import GOING_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.destinations import Destination

    Answer = ModalScreen[Destination | None]
else:
    Answer = ModalScreen

EXAMPLES = "2026-05-28 · 28 May · Monday · yesterday · 14:30 · 2h · start · end · a message's id"


class JumpScreen(Answer):
    """A question for a place in the conversation."""

    BINDINGS = bindings(GOING_COMMANDS)

    def compose(self) -> ComposeResult:
        with Vertical(id="jump-box"):
            yield Input(placeholder="a date, a time, or a message", id="jump-place", compact=True)
            yield Static(content(EXAMPLES), id="jump-help")

    def on_mount(self) -> None:
        """Begin with nothing."""
        box = self.query_one("#jump-box")
        box.border_title = "Go to"
        box.border_subtitle = hint(self, "Enter goes there · {jump.close} closes")
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        from explorer.workbench.destinations import parse_destination
        from explorer.workbench.journal_query import QueryError

        event.stop()
        if not event.value.strip():
            return
        now = cast("ExplorerApp", self.app).now()
        try:
            self.dismiss(parse_destination(event.value, now))
        except QueryError as problem:
            self.query_one("#jump-help", Static).update(content(str(problem), "$text-error"))

    def action_close(self) -> None:
        """Go nowhere."""
        self.dismiss(None)
