"""A question for secrets that nothing keeps."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.tui.keys import SECRET_COMMANDS


class SecretScreen(ModalScreen[dict[str, str] | None]):
    """Asks for secrets that stood in a request and that nothing keeps.

    Args:
        places: Where each stood, in words, by its name.
    """

    BINDINGS = bindings(SECRET_COMMANDS)

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self._places = dict(places)

    def compose(self) -> ComposeResult:
        with Vertical(id="ask-box"):
            yield Static(
                content(
                    "The journal does not keep secrets. Give what stood there; an empty field "
                    "sends the name itself. Enter goes on, "
                    + hint(self, "{secret.cancel} sends nothing.")
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

    def action_cancel(self) -> None:
        """Send nothing."""
        self.dismiss(None)
