"""A question with several answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.tui.commands import bindings
from explorer.tui.hints import hint
from explorer.tui.keys import CHOICE_COMMANDS
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.text_source import TextSource


class ChoiceScreen(ModalScreen[int | None]):
    """One of several.

    Args:
        title: What is chosen.
        choices: Their names; may come from outside.
    """

    BINDINGS = bindings(CHOICE_COMMANDS)

    def __init__(self, title: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = [Line((Span(one_line(choice)),)) for choice in choices]

    def compose(self) -> ComposeResult:
        with Vertical(id="choice-box"):
            yield Lines(TextSource(self._lines), id="choice-list")

    def on_mount(self) -> None:
        box = self.query_one("#choice-box")
        box.styles.height = len(self._lines) + 2
        box.border_title = self._title
        box.border_subtitle = hint(self, "{list.choose} chooses · {choice.close} closes")
        self.query_one(Lines).focus()

    def on_lines_selected(self, event: Lines.Selected) -> None:
        """Take the one under the cursor."""
        event.stop()
        self.dismiss(event.index)

    def action_close(self) -> None:
        """Take none."""
        self.dismiss(None)
