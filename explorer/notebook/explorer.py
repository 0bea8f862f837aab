"""Everything in one display: conversations beside what one of them holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import ipywidgets
import traitlets

from explorer.api.models.conversations import Conversation
from explorer.api.representation.figure import Bit, Figure, Fold
from explorer.notebook import controls
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.component import FIRST_SECONDS, Component
from explorer.notebook.composer import MessageComposer
from explorer.notebook.desks import Given
from explorer.notebook.inspector import ExchangeInspector
from explorer.notebook.messages import MessageView
from explorer.notebook.module_editor import ModuleEditor
from explorer.notebook.runner import EndpointRunner
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench

Part = TypeVar("Part", bound=Component)

TABS = ("Messages", "Modules", "Endpoints", "Exchanges")

_LIST_CELLS = 38


class Explorer(Component):
    """Conversations, and of the one that is chosen its messages and modules; and the endpoints.

        explorer = Explorer()
        explorer.selected = explorer.browser.conversations[3]
        explorer.go_to("Modules")

    A part is built when it is opened, or first asked for. Each is the same component that can
    stand in a cell by itself.

    Attributes:
        selected: The conversation that is chosen; None for none. May be set.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        polling: Whether the open conversation is followed by itself.
        ui: `core` for core widgets only.
    """

    kind = "Explorer"
    view = "explorer"

    selected = traitlets.Instance(Conversation, allow_none=True)

    def __init__(self, given: Given = None, *, polling: bool = True, ui: str = "") -> None:
        super().__init__(given)
        self._polling, self._ui = polling, ui
        self._parts: dict[type[Component], Component] = {}
        self.compose()

    # Its parts

    @property
    def browser(self) -> ConversationBrowser:
        """The list of conversations."""
        return self._part(ConversationBrowser)

    @property
    def messages(self) -> MessageView:
        """The messages of the conversation that is chosen."""
        return self._part(MessageView)

    @property
    def composer(self) -> MessageComposer:
        """The field to write to it in."""
        return self._part(MessageComposer)

    @property
    def editor(self) -> ModuleEditor:
        """Its modules."""
        return self._part(ModuleEditor)

    @property
    def runner(self) -> EndpointRunner:
        """The endpoints; a form begins with the conversation that is chosen."""
        return self._part(EndpointRunner)

    @property
    def inspector(self) -> ExchangeInspector:
        """What goes over the wire."""
        return self._part(ExchangeInspector)

    def go_to(self, tab: str) -> None:
        """Show a tab.

        Args:
            tab: `Messages`, `Modules`, `Endpoints` or `Exchanges`.

        Raises:
            ValueError: There is no such tab.
        """
        if tab not in TABS:
            raise ValueError(f"There is no tab {tab!r}. Go to one of {', '.join(TABS)}.")
        self._desk_now()
        self._tabs.selected_index = TABS.index(tab)

    async def settled(self) -> None:
        """Wait until nothing is going on, in no part of it."""
        await super().settled()
        for part in tuple(self._parts.values()):
            await part.settled()

    def close(self) -> None:
        """End it and its parts."""
        for part in self._parts.values():
            part.close()
        super().close()

    # How it is shown

    def look(self, seconds: float = FIRST_SECONDS) -> None:
        """Have the first conversations and the messages of one before they are shown."""
        if self._parts:
            self.browser.look(seconds / 2)
            self.messages.look(seconds / 2)

    def draw(self) -> None:
        """Build what is there from the beginning, once there is a server."""
        if self.workbench is None or self._parts:
            return
        self._parts[ConversationBrowser] = browser = ConversationBrowser(
            self.workbench, cells=_LIST_CELLS
        )
        self._parts[MessageView] = messages = MessageView(self.workbench, polling=self._polling)
        traitlets.link((browser, "selected"), (self, "selected"))
        traitlets.dlink((self, "selected"), (messages, "conversation"))
        browser.observe(lambda _: self._open_first(), "loaded")
        write = controls.button(
            "Write a message", lambda: self.composer, icon="pencil", tip="Write to it"
        )
        self._talk = controls.column(messages, write, classes=("sx-talk",))
        # One placeholder does for all that is not open yet.
        unopened = controls.column()
        self._tabs = controls.control(
            ipywidgets.Tab,
            "sx-tabs",
            children=(self._talk, *(unopened for _ in TABS[1:])),
            titles=TABS,
            selected_index=0,
        )
        self._tabs.observe(lambda change: self._open_tab(change["new"]), "selected_index")
        split = controls.row(browser, self._tabs, classes=("sx-split",))
        controls.show(self._foot, False)
        self.children = (*controls.ground(self._ui), split, self._foot)

    def figure(self) -> Figure:
        """The pictures of the list and of the messages."""
        if not self._parts:
            return super().figure()
        listed, read = self.browser.figure(most=12), self.messages.figure(most=8, room=7_000)
        return Figure(
            self.kind,
            blocks=(
                Fold((Bit(listed.kind, "strong"), f" {listed.note}"), listed.blocks, open=True),
                Fold((Bit(read.kind, "strong"), f" {read.note}"), read.blocks, open=True),
            ),
        )

    def _open_first(self) -> None:
        """Show a conversation to begin with, unless one is chosen."""
        rows = self.browser.conversations if self.selected is None else ()
        self.selected = next((row for row in rows if isinstance(row, Conversation)), self.selected)

    def _open_tab(self, place: int | None) -> None:
        kind = {1: ModuleEditor, 2: EndpointRunner, 3: ExchangeInspector}.get(place or 0)
        if kind is not None:
            # A click may be told on another thread.
            self.bridge.call(lambda: self._part(kind))

    def _desk_now(self) -> Workbench:
        if self.workbench is None or not self._parts:
            raise WorkbenchError(self.problem or "There is no server yet.")
        return self.workbench

    def _part(self, kind: type[Part]) -> Part:
        workbench = self._desk_now()
        if kind not in self._parts:
            self._parts[kind] = _BUILD[kind](self, workbench)
        return cast("Part", self._parts[kind])

    def _build_composer(self, workbench: Workbench) -> Component:
        made = MessageComposer(workbench)
        traitlets.dlink((self, "selected"), (made, "conversation"))
        self._talk.children = (self.messages, made)
        return made

    def _build_editor(self, workbench: Workbench) -> Component:
        made = ModuleEditor(workbench, ui=self._ui)
        traitlets.dlink((self, "selected"), (made, "conversation"))
        return self._put(made, 1)

    def _build_runner(self, workbench: Workbench) -> Component:
        made = EndpointRunner(workbench, ui=self._ui)
        traitlets.dlink((self, "selected"), (made, "conversation"))
        return self._put(made, 2)

    def _build_inspector(self, workbench: Workbench) -> Component:
        return self._put(ExchangeInspector(workbench, ui=self._ui), 3)

    def _put(self, made: Component, place: int) -> Component:
        children = list(self._tabs.children)
        children[place] = made
        self._tabs.children = children
        return made


_BUILD: dict[type[Component], Callable[[Explorer, Workbench], Component]] = {
    MessageComposer: Explorer._build_composer,
    ModuleEditor: Explorer._build_editor,
    EndpointRunner: Explorer._build_runner,
    ExchangeInspector: Explorer._build_inspector,
}
