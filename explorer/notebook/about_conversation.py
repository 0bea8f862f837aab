"""Components about one conversation, each with a list of its own to choose that from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from explorer.api.models.conversations import Conversation
from explorer.document.element import Html, element
from explorer.notebook import controls
from explorer.notebook.component import Component
from explorer.notebook.desks import Given
from explorer.workbench.workbench import Workbench

if TYPE_CHECKING:
    from explorer.notebook.browser import ConversationBrowser

CHOOSE = "choose"
"""The key of building the list."""

_ROWS = 7


class AboutConversation(Component):
    """Base of the components that are about the conversation in their `conversation`.

    Attributes:
        conversation: It; None for none.
        choosing: Whether the list to choose a conversation from is open. May be set.
        browser: That list, a `ConversationBrowser`; None until it was opened first.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        choose: Whether it offers to choose one itself; not where something else does that for it.
    """

    conversation = traitlets.Any()
    choosing = traitlets.Bool(False)

    def __init__(self, given: Given = None, *, choose: bool = True) -> None:
        super().__init__(given)
        self.browser: ConversationBrowser | None = None
        self._chooser: Any = None
        if not choose:
            return
        self._line = controls.html(None, "sx-about")
        self._choose_button = controls.button(
            "", self._toggle_list, tip="Open or close the list of them"
        )
        self._chooser = controls.column(
            controls.row(self._line, self._choose_button, classes=("sx-head",)),
            classes=("sx-chooser",),
        )
        self.observe(lambda _: self._list_opened_or_closed(), "choosing")
        self.observe(lambda _: self.draw_chooser(), "conversation")
        self.draw_chooser()

    @property
    def chooser(self) -> tuple[Any, ...]:
        """The row that tells the conversation and opens the list; nothing where there is none."""
        return () if self._chooser is None else (self._chooser,)

    def draw_chooser(self) -> None:
        """Tell which conversation it is about now."""
        if self._chooser is None:
            return
        shown = self.shown_conversation()
        controls.write(self._line, conversation_line(shown))
        if self.browser is not None and isinstance(shown, Conversation):
            self.browser.selected = shown
        again = "Choose another" if shown else "Choose a conversation"
        self._choose_button.description = "Close the list" if self.choosing else again
        self._choose_button.button_style = "" if shown or self.choosing else "primary"

    def shown_conversation(self) -> Conversation | str | None:
        """The conversation it is about, as well as it is known: itself, its id, or None."""
        chosen: Conversation | str | None = self.conversation
        return chosen or None

    async def settled(self) -> None:
        """Wait until nothing is going on, in the list of conversations neither."""
        await super().settled()
        if self.browser is not None:
            await self.browser.settled()
            await super().settled()

    def close(self) -> None:
        """End it, and its list."""
        if self.browser is not None:
            self.browser.close()
        super().close()

    def _toggle_list(self) -> None:
        self.choosing = not self.choosing

    def _list_opened_or_closed(self) -> None:
        self.draw_chooser()
        if self.browser is not None:
            controls.show(self.browser, self.choosing)
        elif self.choosing:
            self.run(self._open_list, key=CHOOSE)

    async def _open_list(self, workbench: Workbench) -> None:
        from explorer.notebook.browser import ConversationBrowser

        if self.browser is not None:
            return
        self.browser = made = ConversationBrowser(workbench, rows=_ROWS)
        self.draw_chooser()
        made.observe(lambda change: self._take_conversation(change["new"]), "selected")
        controls.show(made, self.choosing)
        self._chooser.children = (*self._chooser.children, made)

    def _take_conversation(self, chosen: Conversation | None) -> None:
        if chosen is not None:
            self.conversation = chosen


def conversation_line(shown: Conversation | str | None) -> Html:
    """A conversation in one line: its name and its topic.

    Args:
        shown: It, or its id where no more is known; None for none.
    """
    if not shown:
        return element("span", "No conversation is chosen.", class_="sx-note")
    if isinstance(shown, str):
        return element("span", element("code", shown))
    mark = "@" if shown.is_direct else "#"
    title = element("span", f"{mark} {shown.title}", class_="sx-title", dir="auto")
    topic = element("span", f" {shown.topic}", class_="sx-note") if shown.topic else None
    return element("span", title, topic)
