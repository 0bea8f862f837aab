"""Everything in one display: conversations beside what one of them holds."""

from __future__ import annotations

import ipywidgets
import traitlets

from explorer.api.models.conversations import Conversation
from explorer.api.representation.figure import Bit, Figure, Fold
from explorer.notebook import controls
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.component import FIRST_SECONDS, Component
from explorer.notebook.composer import MessageComposer
from explorer.notebook.desks import Given
from explorer.notebook.messages import MessageView
from explorer.workbench.problems import WorkbenchError

_LIST_CELLS = 38


class Explorer(Component):
    """Conversations, and of the one that is chosen its messages and modules; and the endpoints.

    A part is built when it is opened. Each can be reached from code, and is the same component
    that can stand in a cell by itself.

    Attributes:
        selected: The conversation that is chosen; None for none. May be set.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        polling: Whether the open conversation is looked after by itself.
    """

    kind = "Explorer"
    view = "explorer"

    selected = traitlets.Instance(Conversation, allow_none=True)

    def __init__(self, given: Given = None, *, polling: bool = True) -> None:
        super().__init__(given)
        self._polling = polling
        self._browser: ConversationBrowser | None = None
        self._messages: MessageView | None = None
        self._composer: MessageComposer | None = None
        self.compose()

    @property
    def browser(self) -> ConversationBrowser:
        """The list of conversations."""
        if self._browser is None:
            raise WorkbenchError(self.problem or "There is no server yet.")
        return self._browser

    @property
    def messages(self) -> MessageView:
        """The messages of the conversation that is chosen."""
        if self._messages is None:
            raise WorkbenchError(self.problem or "There is no server yet.")
        return self._messages

    @property
    def composer(self) -> MessageComposer:
        """The field to write in; it is built when it is first asked for."""
        if self._composer is None:
            made = self._composer = MessageComposer(self.browser.workbench)
            traitlets.dlink((self, "selected"), (made, "conversation"))
            self._talk.children = (self.messages, made)
        return self._composer

    @property
    def _built(self) -> tuple[Component, ...]:
        parts = (self._browser, self._messages, self._composer)
        return tuple(part for part in parts if part is not None)

    async def settled(self) -> None:
        """Wait until nothing is going on, in no part of it."""
        await super().settled()
        for part in self._built:
            await part.settled()

    def close(self) -> None:
        """End it and its parts."""
        for part in self._built:
            part.close()
        super().close()

    def look(self, seconds: float = FIRST_SECONDS) -> None:
        """Have the first conversations and the messages of one before they are shown."""
        if self._browser is not None:
            self.browser.look(seconds / 2)
            self.messages.look(seconds / 2)

    def draw(self) -> None:
        """Build what is there from the beginning, once there is a server."""
        if self.workbench is None or self._browser is not None:
            return
        controls.show(self._foot, False)
        self._browser = ConversationBrowser(self.workbench, cells=_LIST_CELLS)
        self._messages = MessageView(self.workbench, polling=self._polling)
        self._write = controls.button(
            "Write a message",
            lambda: self.composer,
            icon="pencil",
            tip="Write to it",
        )
        self._talk = controls.column(self._messages, self._write, classes=("sx-talk",))
        traitlets.link((self._browser, "selected"), (self, "selected"))
        traitlets.dlink((self, "selected"), (self._messages, "conversation"))
        self._browser.observe(lambda _: self._open_first(), "loaded")
        self._tabs = controls.control(
            ipywidgets.Tab, "sx-tabs", children=(self._talk,), titles=("Messages",)
        )
        split = controls.row(self._browser, self._tabs, classes=("sx-split",))
        self.children = (controls.sheet(), split, self._foot)

    def _open_first(self) -> None:
        """Show a conversation to begin with, unless one is chosen."""
        rows = self.browser.conversations if self.selected is None else ()
        self.selected = next((row for row in rows if isinstance(row, Conversation)), self.selected)

    def figure(self) -> Figure:
        """The pictures of its parts."""
        if self._browser is None:
            return super().figure()
        listed, read = self.browser.figure(most=12), self.messages.figure(most=8, room=7_000)
        return Figure(
            self.kind,
            blocks=(
                Fold((Bit(listed.kind, "strong"), f" {listed.note}"), listed.blocks, open=True),
                Fold((Bit(read.kind, "strong"), f" {read.note}"), read.blocks, open=True),
            ),
        )
