"""A question that only a clear yes answers, with the endpoint that the yes would call."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from explorer.document.safe import one_line
from explorer.tui.content import content


class ConfirmScreen(ModalScreen[bool]):
    """A question that only a clear yes answers.

    Args:
        question: What would be done; may hold text from outside.
        act: What the yes is called.
        behind: What the yes calls, one line each: the operation and its request line.
        name: What has to be typed for a yes; empty where `y` is enough.
    """

    BINDINGS = [
        Binding("y", "yes", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "no", "No", id="confirm.no"),
    ]

    def __init__(
        self, question: str, act: str, *, behind: Sequence[str] = (), name: str = ""
    ) -> None:
        super().__init__()
        self._question, self._act = question, act
        self._behind, self._name = behind, one_line(name, 200)

    def compose(self) -> ComposeResult:
        with Vertical(id="ask-box"):
            yield Static(content(self._question), id="ask-question")
            if self._name:
                yield Static(content(f"Type {self._name} to go on:"), id="ask-which")
                yield Input(id="ask-name", compact=True, select_on_focus=False)
            if self._behind:
                operation, *lines = (content(one_line(each, 400)) for each in self._behind)
                grey = [each.stylize("$foreground 60%") for each in lines]
                yield Static(
                    Content("\n").join([operation.stylize("bold"), *grey]), id="ask-behind"
                )
            with Horizontal(id="ask-answers"):
                key = "Enter" if self._name else "y"
                yield Button(
                    f"{self._act} ({key})",
                    variant="warning",
                    id="ask-yes",
                    compact=True,
                    disabled=bool(self._name),
                )
                yield Button("Cancel (Esc)", id="ask-no", compact=True)

    def on_mount(self) -> None:
        """A key pressed by mistake says no."""
        self.query_one("#ask-name" if self._name else "#ask-no").focus()

    @on(Input.Changed, "#ask-name")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#ask-yes").disabled = not self._is_named()

    @on(Input.Submitted, "#ask-name")
    @on(Button.Pressed, "#ask-yes")
    def action_yes(self) -> None:
        """Do it, if it was named where it has to be."""
        if self._is_named():
            self.dismiss(True)

    @on(Button.Pressed, "#ask-no")
    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)

    def _is_named(self) -> bool:
        return not self._name or self.query_one("#ask-name", Input).value.strip() == self._name
