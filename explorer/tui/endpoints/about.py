"""What there is to know of the collection whose requests stand beside the operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from explorer.tui.clipboard import copy_text
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.endpoints.commands import PICKER_COMMANDS
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.workbench.collected import Collected


class CollectionScreen(ModalScreen[None]):
    """The file's problems by path, severity and message, its variables and its scripts.

    Args:
        collected: The collection.
    """

    BINDINGS = bindings(PICKER_COMMANDS)

    def __init__(self, collected: Collected) -> None:
        super().__init__()
        self._collected = collected

    def compose(self) -> ComposeResult:
        with Vertical(id="about-box"):
            yield Lines(id="about-lines")

    def on_mount(self) -> None:
        """Show it."""
        from explorer.tui.endpoints.figures import about

        box = self.query_one("#about-box")
        box.border_title = content(self._collected.name)
        box.border_subtitle = hint(self, "{picker.close} closes")
        lines = self.query_one(Lines)
        lines.source = about(self._collected)
        lines.focus()

    def on_lines_copy_requested(self, event: Lines.CopyRequested) -> None:
        """Copy what is under the cursor."""
        event.stop()
        copy_text(self.app, event.text)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
