"""Everything in one display: conversations beside what one of them holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import ipywidgets
import traitlets

from explorer.api.models.conversations import Conversation
from explorer.api.representation.figure import Bit, Figure, Fold
from explorer.notebook import controls
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.component import Component
from explorer.notebook.desks import Given
from explorer.notebook.messages import MessageView
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench

if TYPE_CHECKING:
    from explorer.notebook.composer import MessageComposer
    from explorer.notebook.inspector import ExchangeInspector
    from explorer.notebook.module_editor import ModuleEditor
    from explorer.notebook.runner import EndpointRunner

# What is not shown first is imported when it is opened: it is most of what there is to import.

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
        self._parts: dict[str, Component] = {}
        self.compose()

    # Its parts

    @property
    def browser(self) -> ConversationBrowser:
        """The list of conversations."""
        return cast("ConversationBrowser", self._built("browser"))

    @property
    def messages(self) -> MessageView:
        """The messages of the conversation that is chosen."""
        return cast("MessageView", self._built("messages"))

    @property
    def composer(self) -> MessageComposer:
        """The field to write to it in."""
        return cast("MessageComposer", self._built("composer"))

    @property
    def editor(self) -> ModuleEditor:
        """Its modules."""
        return cast("ModuleEditor", self._built("editor"))

    @property
    def runner(self) -> EndpointRunner:
        """The endpoints; a form begins with the conversation that is chosen."""
        return cast("EndpointRunner", self._built("runner"))

    @property
    def inspector(self) -> ExchangeInspector:
        """What goes over the wire."""
        return cast("ExchangeInspector", self._built("inspector"))

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

    def look(self) -> None:
        """Have the first conversations and the messages of one before they are shown."""
        if self._parts:
            self.browser.look()
            self.messages.look()

    def draw(self) -> None:
        """Build what is there from the beginning, once there is a server."""
        if self.workbench is None or self._parts:
            return
        self._parts["browser"] = browser = ConversationBrowser(
            self.workbench, cells=_LIST_CELLS, ui=self._ui
        )
        self._parts["messages"] = messages = MessageView(
            self.workbench, polling=self._polling, choose=False
        )
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
        controls.show(self._foot.row, False)
        self.children = (*controls.ground(self._ui), split, self._foot.row)

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
        name = {1: "editor", 2: "runner", 3: "inspector"}.get(place or 0)
        if name is not None:
            # A click may be told on another thread.
            self.bridge.call(lambda: self._built(name))

    def _desk_now(self) -> Workbench:
        if self.workbench is None or not self._parts:
            raise WorkbenchError(self.problem or "There is no server yet.")
        return self.workbench

    def _built(self, name: str) -> Component:
        """The part of a name, built when it is asked for first."""
        workbench = self._desk_now()
        made = self._parts.get(name)
        if made is None:
            made = self._parts[name] = _BUILD[name](self, workbench)
        return made

    def _build_composer(self, workbench: Workbench) -> Component:
        from explorer.notebook.composer import MessageComposer

        made = self._following(MessageComposer(workbench, choose=False))
        self._talk.children = (self.messages, made)
        return made

    def _build_editor(self, workbench: Workbench) -> Component:
        from explorer.notebook.module_editor import ModuleEditor

        return self._put(self._following(ModuleEditor(workbench, choose=False, ui=self._ui)), 1)

    def _build_runner(self, workbench: Workbench) -> Component:
        from explorer.notebook.runner import EndpointRunner

        return self._put(self._following(EndpointRunner(workbench, ui=self._ui)), 2)

    def _build_inspector(self, workbench: Workbench) -> Component:
        from explorer.notebook.inspector import ExchangeInspector

        return self._put(ExchangeInspector(workbench, ui=self._ui), 3)

    def _following(self, made: Part) -> Part:
        """Have a part show the conversation that is chosen."""
        traitlets.dlink((self, "selected"), (made, "conversation"))
        return made

    def _put(self, made: Component, place: int) -> Component:
        children = list(self._tabs.children)
        children[place] = made
        self._tabs.children = children
        return made


_BUILD: dict[str, Callable[[Explorer, Workbench], Component]] = {
    "composer": Explorer._build_composer,
    "editor": Explorer._build_editor,
    "runner": Explorer._build_runner,
    "inspector": Explorer._build_inspector,
}
