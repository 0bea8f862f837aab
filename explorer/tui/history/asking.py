"""Questions: one of several, and secrets that nothing keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.tui.content import content
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.text_source import TextSource


class ChoiceScreen(ModalScreen[int | None]):
    """One of several.

    Args:
        title: What is chosen.
        choices: Their names.
    """

    BINDINGS = [Binding("escape,q", "dismiss", "Close", id="choice.close")]

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
        self.query_one(Lines).focus()

    def on_lines_selected(self, event: Lines.Selected) -> None:
        """Take the one under the cursor."""
        event.stop()
        self.dismiss(event.index)


class SecretScreen(ModalScreen[dict[str, str] | None]):
    """Asks for secrets that stood in a request and that nothing keeps.

    Args:
        places: Where each stood, in words, by its name.
    """

    BINDINGS = [Binding("escape", "dismiss", "Cancel", id="secret.cancel")]

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self._places = dict(places)

    def compose(self) -> ComposeResult:
        with Vertical(id="ask-box"):
            yield Static(
                content(
                    "The journal does not keep secrets. Give what stood there; an empty field "
                    "sends the name itself. Enter goes on, Esc sends nothing."
                ),
                id="ask-question",
            )
            for index, (name, place) in enumerate(self._places.items()):
                yield Static(content(f"${name} {place}"))
                yield Input(password=True, compact=True, id=f"secret-{index}")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the next field; from the last one go on."""
        event.stop()
        fields = list(self.query(Input))
        after = fields.index(event.input) + 1
        if after < len(fields):
            fields[after].focus()
            return
        self.dismiss(
            {
                name: field.value or f"${name}"
                for name, field in zip(self._places, fields, strict=True)
            }
        )
