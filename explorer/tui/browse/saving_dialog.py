"""Where to save something of a conversation, and how far that is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.thread_commands import EXPORT_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint

Save = Callable[[str, bool, Callable[[str], None]], Awaitable[str]]
"""Saves to a path, replacing a file or not, and says how far it is; gives a sentence when done."""


class SavingDialog(Background, ModalScreen[None]):
    """A path, and the progress of what is saved there.

    Args:
        title: What is saved.
        name: What to call the file, unless someone has another name.
        note: What else there is to know.
        save: Does it.
    """

    BINDINGS = bindings(EXPORT_COMMANDS)

    def __init__(self, title: str, name: str, note: str, save: Save) -> None:
        super().__init__()
        self._title, self._file_name, self._note, self._save = title, name, note, save
        self._sure_of = ""
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="saving-box"):
            yield Input(self._file_name, id="saving-path", compact=True, select_on_focus=False)
            yield Static(content(self._note), id="saving-status")

    def on_mount(self) -> None:
        """Begin with the name."""
        box = self.query_one("#saving-box")
        box.border_title = content(one_line(self._title, 70))
        box.border_subtitle = hint(self, "Enter saves · {export.cancel} cancels")
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = event.value.strip()
        if path and (self._worker is None or self._worker.is_finished):
            self.query_one(Input).disabled = True
            self._worker = self.background(partial(self._run, path), "saving")

    async def _run(self, path: str) -> None:
        from explorer.api.errors import ApiError
        from explorer.api.operation import CallError
        from explorer.api.source import FileTrouble

        try:
            done = await self._save(path, self._sure_of == path, self._say)
        except (ApiError, CallError, FileTrouble) as problem:
            words = str(problem)
            if "already" in words and self._sure_of != path:
                self._sure_of, words = path, "There is such a file. Enter once more replaces it."
            self.query_one(Input).disabled = False
            self.query_one(Input).focus()
            self.query_one("#saving-status", Static).update(content(words, "$text-error"))
        else:
            notify_text(self.app, done, timeout=10)
            self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one("#saving-status", Static).update(content(sentence))

    def action_cancel(self) -> None:
        """Save nothing; what was begun is thrown away."""
        if self._worker is not None and not self._worker.is_finished:
            self._worker.cancel()
            notify_text(self.app, "Given up: nothing was saved.")
        self.dismiss(None)
