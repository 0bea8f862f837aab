"""Where to save an answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.endpoints.commands import PICKER_COMMANDS
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from explorer.api.exchange import Response


class SaveScreen(Background, ModalScreen[None]):
    """A path for the body of an answer.

    Args:
        response: The answer.
        name: What to call the file, unless someone has another name.
    """

    BINDINGS = bindings(PICKER_COMMANDS)

    def __init__(self, response: Response, name: str) -> None:
        super().__init__()
        self._response, self._file_name = response, name
        self._sure_of = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="save-box"):
            yield Input(self._file_name, id="save-path", compact=True, select_on_focus=False)
            yield Static(content("The file, from the directory this was started in."))

    def on_mount(self) -> None:
        """Begin with the name."""
        box = self.query_one("#save-box")
        box.border_title = content(f"Save {len(self._response.body):,} bytes as")
        box.border_subtitle = hint(self, "Enter saves · {picker.close} closes")
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Never exclusive: a write is not cancelled by the next key.
        self.background(self._save, "save")

    async def _save(self) -> None:
        from explorer.workbench.answers import save
        from explorer.workbench.problems import WorkbenchError

        path = self.query_one(Input).value.strip()
        if not path:
            return
        try:
            saved = await asyncio.to_thread(
                save, self._response, path, overwrite=self._sure_of == path
            )
        except FileExistsError:
            self._sure_of = path
            self._say("There is such a file. Enter once more replaces it.")
        except WorkbenchError as problem:
            self._say(str(problem))
        else:
            notify_text(self.app, f"Saved as {one_line(str(saved), 300)}.")
            self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one(Static).update(content(sentence, "$text-error"))

    def action_close(self) -> None:
        """Save nothing."""
        self.dismiss(None)
