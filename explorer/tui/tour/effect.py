"""The pane of the app in which a step's effect shows: messages, modules or conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from explorer.tui.background import Background
from explorer.tui.browse.conversations import ConversationsPane
from explorer.tui.browse.modules import ModulesPane
from explorer.tui.browse.reading import ReadingPane
from explorer.tui.content import content

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tour.player import Played
    from explorer.workbench.workbench import Workbench

NOTHING = "The effect of a step shows here once it has been sent."
NO_PANE = "This step has nothing that a pane shows: its answer is all there is."

_CONVERSATION = "conversationId"


class EffectPane(Background, Vertical):
    """Shows where a step's effect can be seen, read anew each time.

    Args:
        workbench: Of the server.
        id: As for every widget.
    """

    def __init__(self, workbench: Workbench, id: str) -> None:
        super().__init__(id=id)
        self._workbench = workbench

    def compose(self) -> ComposeResult:
        yield Static(content(NOTHING), id="effect-words")

    def clear(self) -> None:
        """Show nothing."""
        self.background(partial(self._say, NOTHING), "effect", exclusive=True)

    def show(self, played: Played) -> None:
        """Show the effect of a step."""
        self.background(partial(self._show, played), "effect", exclusive=True)

    def enter(self) -> None:
        """Give the focus to what is shown."""
        for each in self.query("*"):
            if each.can_focus:
                each.focus()
                return

    async def _say(self, words: str) -> None:
        await self.remove_children()
        await self.mount(Static(content(words), id="effect-words"))

    async def _show(self, played: Played) -> None:
        from explorer.tour.effects import effect_of

        found = effect_of(played)
        if found is None:
            await self._say(NO_PANE)
            return
        workbench = self._workbench
        pane: ConversationsPane | ReadingPane | ModulesPane
        if found.kind == "conversations":
            pane = ConversationsPane(id="effect-conversations")
            await self._put(pane)
            pane.attach(workbench)
            return
        conversation = await self._read(found.conversation_id)
        if conversation is None:
            await self._say("The conversation of this step cannot be read as this sitting's app.")
            return
        if found.kind == "messages":
            pane = ReadingPane(id="effect-messages")
            await self._put(pane)
            pane.show(workbench, conversation)
        else:
            pane = ModulesPane(id="effect-modules")
            await self._put(pane)
            pane.open(workbench, conversation)

    async def _put(self, pane: ConversationsPane | ReadingPane | ModulesPane) -> None:
        await self.remove_children()
        await self.mount(pane)

    async def _read(self, conversation_id: str) -> Conversation | None:
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        try:
            # The call is ours and not the tour's: it is no step of a recording.
            with self._workbench.origin("polling", view="tour"):
                return await read_conversation(self._workbench, conversation_id)
        except ApiError:
            return None
