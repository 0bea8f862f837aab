"""The pane of the app in which a step's effect shows: messages, modules or conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.conversations import ConversationsPane
from explorer.tui.browse.modules import ModulesPane
from explorer.tui.browse.walking import WalkingPane
from explorer.tui.content import content
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.text_source import TextSource
from explorer.workbench.module_text import pretty

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.api.models.modules import ModuleType
    from explorer.tour.effects import Effect
    from explorer.tour.player import Played
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench

NOTHING = "The effect of a step shows here once it has been sent."
DEAR = "Not read: few calls are left in this minute, and the tour needs them."
NO_PANE = "This step has nothing that a pane shows: its answer is all there is."


class _Messages(WalkingPane, inherit_bindings=False):
    """Messages to look at: what acts on them has no place in a presentation."""

    EMPTY = "No messages yet."


class _Modules(ModulesPane, inherit_bindings=False):
    """Modules to look at."""

    def find(self, type: str, key: str) -> dict[str, Any] | None:
        """A module as the server has it now; None where it is not there."""
        shelf = self._shelf.shelves.get(cast("ModuleType", type)) if self._shelf else None
        return shelf.find(key) if shelf is not None else None


class _Conversations(ConversationsPane, inherit_bindings=False):
    """Conversations to look at."""


class EffectPane(Background, Vertical):
    """Shows where a step's effect can be seen, read anew each time.

    Args:
        workbench: Of the server.
        limited: Whether the server may refuse calls beyond a limit: then the tour comes first.
        id: As for every widget.
    """

    def __init__(self, workbench: Workbench, *, limited: bool, id: str) -> None:
        super().__init__(id=id)
        self._workbench, self._limited = workbench, limited
        self._module = ("", "")

    def compose(self) -> ComposeResult:
        yield Static(content(NOTHING), id="effect-words")

    def on_mount(self) -> None:
        """Say what this is."""
        self._headed("Effect")

    def clear(self) -> None:
        """Show nothing."""
        self.background(partial(self._say, NOTHING), "effect", exclusive=True)

    def show(self, played: Played) -> None:
        """Show the effect of a step."""
        self.background(partial(self._show, played), "effect", exclusive=True)

    def enter(self) -> None:
        """Give the focus to what is shown."""
        for each in self.query("*"):
            if each.focusable:
                each.focus()
                return

    def _headed(self, title: str) -> None:
        self.border_title = content(one_line(title, 60))

    async def _say(self, words: str) -> None:
        self._headed("Effect")
        await self._put(Static(content(words), id="effect-words"))

    async def _show(self, played: Played) -> None:
        from explorer.tour.effects import effect_of, is_dear

        found, rate = effect_of(played), self._workbench.standing.rate
        now = cast("ExplorerApp", self.app).now()
        if found is None:
            await self._say(NO_PANE)
        elif self._limited and is_dear(found, rate, now):
            await self._say(DEAR)
        elif found.kind == "conversations":
            await self._show_list(found)
        else:
            conversation = await self._read(found)
            if conversation is None:
                await self._say("The conversation of this step cannot be read as the app itself.")
            else:
                await self._show_one(found, conversation)

    async def _show_list(self, found: Effect) -> None:
        self._headed("Conversations")
        pane = _Conversations(id="effect-conversations")
        pane.set_class(bool(found.query), "-searched")
        await self._put(pane)
        pane.attach(self._workbench)
        # Before the reading begins.
        with pane.prevent(Input.Changed):
            pane.filter.value = found.query
        pane.filter.disabled = True

    async def _show_one(self, found: Effect, conversation: Conversation) -> None:
        workbench, title = self._workbench, conversation.title
        if found.kind == "messages":
            self._headed(f"Messages of {title}")
            messages = _Messages(id="effect-messages")
            await self._put(messages)
            messages.show(workbench, conversation)
        elif found.kind == "modules":
            self._headed(f"Modules in {title}")
            modules = _Modules(id="effect-modules")
            await self._put(modules, *([Lines(id="effect-module")] if found.key else []))
            self._module = (found.module_type, found.key)
            modules.open(workbench, conversation, found.module_type, found.key)
        else:
            from explorer.tui.tour.room import room_lines

            self._headed("Conversation")
            now = cast("ExplorerApp", self.app).now()
            with workbench.origin("polling", view="tour"):
                source = TextSource(await room_lines(workbench, conversation, now))
            lines = Lines(id="effect-room")
            await self._put(lines)
            lines.source = source

    @on(ModulesPane.Shown)
    def _show_module(self, event: ModulesPane.Shown) -> None:
        """Show the module that the step was about as it is now: the list has its key alone."""
        event.stop()
        type, key = self._module
        for pane, lines in zip(self.query(_Modules), self.query("#effect-module"), strict=False):
            module = pane.find(type, key)
            cast("Lines", lines).source = TextSource(
                [Line((Span(each),)) for each in pretty(module).split("\n")]
                if module is not None
                else [Line((Span(f"There is no {type} {one_line(key, 60)} now.", "muted"),))]
            )

    async def _put(self, *widgets: Widget) -> None:
        # One frame: what was there does not go before what comes is here.
        with self.app.batch_update():
            await self.remove_children()
            await self.mount(*widgets)

    async def _read(self, found: Effect) -> Conversation | None:
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        try:
            # The call is ours and not the tour's: it is no step of a recording.
            with self._workbench.origin("polling", view="tour"):
                if found.user_id:
                    return await self._workbench.direct(found.user_id)
                return await read_conversation(self._workbench, found.conversation_id)
        except ApiError:
            return None
