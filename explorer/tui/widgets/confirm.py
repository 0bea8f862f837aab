"""A question that only a clear yes answers, with the endpoint that the yes would call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from explorer.document.safe import one_line, visible
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.tui.keys import CONFIRM_COMMANDS

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from explorer.workbench.workbench import Workbench

LONGEST_NAME = 60
"""Characters of a name that a person can be asked to type."""


async def confirm(
    node: DOMNode,
    question: str,
    act: str,
    *,
    behind: Sequence[str] = (),
    name: str = "",
    workbench: Workbench | None = None,
) -> bool:
    """Ask before something that cannot be undone; to be awaited in a worker.

    On a sandbox, or where nothing but this machine's own data is changed, that is a yes or no. On
    any other server the name of what is destroyed must be typed.

    Args:
        node: The app, or anything in it.
        question: What would be done, a sentence; may hold text from outside.
        act: What the yes is called, a word: `Delete`.
        behind: As for `ConfirmScreen`.
        name: Of what is destroyed; may come from outside. One that cannot be typed is replaced by
            `act`.
        workbench: Of the server that would be changed; None where none would be.
    """
    live = workbench is not None and not workbench.standing.sandbox
    server = workbench.client.base_url if workbench is not None and live else ""
    typed = to_type(name, act) if live else ""
    screen = ConfirmScreen(question, act, behind=behind, name=typed, server=server)
    return await node.app.push_screen_wait(screen) is True


def to_type(name: str, act: str) -> str:
    """What a person is asked to type: the name, or the act where the name cannot be typed."""
    plain = name.strip()
    typable = plain.isprintable() and visible(plain) == plain and len(plain) <= LONGEST_NAME
    return plain if plain and typable else act.lower()


class ConfirmScreen(ModalScreen[bool]):
    """A question that only a clear yes answers.

    Args:
        question: What would be done; may hold text from outside.
        act: What the yes is called.
        behind: What the yes calls, one line each: the operation and its request line.
        name: What has to be typed for a yes; empty where a key is enough.
        server: A server that is no sandbox and would be changed; empty for none.
    """

    BINDINGS = bindings(CONFIRM_COMMANDS)

    def __init__(
        self,
        question: str,
        act: str,
        *,
        behind: Sequence[str] = (),
        name: str = "",
        server: str = "",
    ) -> None:
        super().__init__()
        self._question, self._act, self._server = question, act, server
        self._behind, self._name = behind, one_line(name, 200)

    def compose(self) -> ComposeResult:
        with Vertical(id="ask-box", classes="-live" if self._server else ""):
            if self._server:
                yield Static(content(f" LIVE  {one_line(self._server)} "), id="ask-server")
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
                key = "Enter" if self._name else hint(self, "{confirm.yes}")
                yield Button(
                    content(f"{self._act} ({key})"),
                    variant="warning",
                    id="ask-yes",
                    compact=True,
                    disabled=bool(self._name),
                )
                yield Button(hint(self, "Cancel ({confirm.no})"), id="ask-no", compact=True)

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
