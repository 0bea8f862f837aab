"""The first screen: conversations, the messages of one of them, and its modules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from explorer.tui.background import Background
from explorer.tui.browse.conversations import ConversationsPane
from explorer.tui.browse.modules import ModulesPane
from explorer.tui.browse.opening import Opening
from explorer.tui.browse.thread import ThreadPane
from explorer.tui.browse.waiting import waiting_for
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text
from explorer.tui.keys import BROWSE_COMMANDS
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.pane_tabs import Pane, PaneTabs
from explorer.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from explorer.workbench.draft_list import ListedDraft
    from explorer.workbench.workbench import Workbench


LETTERS = frozenset({"find", "compose", "modules", "conversations", "thread", "endpoints"})
"""Actions whose keys are all letters."""


PANES = (
    Pane("browse.conversations", "ConversationsPane"),
    Pane("browse.thread", "ThreadPane"),
    Pane("browse.modules", "ModulesPane"),
)
"""Of which a narrow screen shows the one with the focus."""


class BrowseScreen(Opening, Background, Screen[None]):
    """Three panes over one workbench, and a strip with the calls they make."""

    BINDINGS = bindings(BROWSE_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._stop_watching: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield StatusBar()
        yield PaneTabs(PANES)
        with Horizontal(id="panes"):
            yield ConversationsPane(id="conversations")
            yield ThreadPane(id="messages")
            yield ModulesPane(id="modules")
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_focus(self.conversations.list)

    def on_unmount(self) -> None:
        self._stop_watching()

    @property
    def conversations(self) -> ConversationsPane:
        """The left pane."""
        return self.query_one(ConversationsPane)

    @property
    def thread(self) -> ThreadPane:
        """The middle pane."""
        return self.query_one(ThreadPane)

    @property
    def modules(self) -> ModulesPane:
        """The right pane."""
        return self.query_one(ModulesPane)

    # The workbench comes

    def connecting(self, words: str = "Connecting") -> None:
        """Say that the server is being reached, or what else is done before."""
        self.conversations.waiting(waiting_for(self, f"{words}…"))

    def failed(self, sentence: str) -> None:
        """Say why it could not be."""
        self.conversations.failed(sentence)

    def connected(self, workbench: Workbench) -> None:
        """Show what the workbench has."""
        self.workbench = workbench
        self._stop_watching = workbench.watch(self.query_one(CallStrip).see)
        # A room token has one conversation, which it need not choose.
        self.conversations.attach(workbench, choose=workbench.target.room_only)
        if not workbench.target.room_only:
            self.background(partial(self._read_sites, workbench), "sites")
            if workbench.target.conversation_id:
                self._open_wanted(workbench)

    def disconnected(self) -> None:
        """Show nothing of a server that is left; what is being written stays as a draft."""
        self._stop_watching()
        self.thread.shut()
        self.modules.shut()
        self.conversations.mark_opened(None)
        self._sites = []
        self._go(self.conversations.list)

    # Opening things

    @on(ConversationsPane.Chosen)
    def _chosen(self, event: ConversationsPane.Chosen) -> None:
        event.stop()
        self.open_conversation(event.conversation)

    @on(ModulesPane.Edit)
    def _edit(self, event: ModulesPane.Edit) -> None:
        from explorer.tui.browse.editor import ModuleEditorScreen

        event.stop()
        workbench, conversation = self.workbench, self.thread.conversation
        if workbench is None or conversation is None or self.app.screen is not self:
            return
        edit = workbench.edit_module(conversation, event.type, event.key, begin=event.begin)

        def closed(saved: bool | None) -> None:
            if saved:
                self.modules.reload((edit.type, edit.key))
            else:
                self.modules.show_beside()

        self.app.push_screen(ModuleEditorScreen(workbench, edit, conversation.title), closed)

    @on(ThreadPane.NotThere)
    def _not_there(self, event: ThreadPane.NotThere) -> None:
        event.stop()
        if self.workbench is not None:
            work = partial(self._see_whether_gone, self.workbench, event.conversation)
            self.background(work, "open", exclusive=True)

    @on(ModulesPane.Shown)
    def _modules_known(self, event: ModulesPane.Shown) -> None:
        event.stop()
        self.thread.modules_known()

    @on(ThreadPane.Follow)
    def _follow(self, event: ThreadPane.Follow) -> None:
        """Go to what a message names, among the modules."""
        event.stop()
        from explorer.tui.browse.module_acts import choose_link, go_along

        async def go() -> None:
            link = await choose_link(self.app, event.links)
            if link is not None and link.goal is not None:
                # What a narrow screen hides cannot have the focus.
                self._show_pane_of(self.modules)
            if link is not None:
                go_along(self.modules, link)

        self.background(go, "follow", exclusive=True)

    @on(ModulesPane.DraftsWanted)
    def _show_drafts(self, event: ModulesPane.DraftsWanted) -> None:
        """Show all drafts, and open the one that is chosen."""
        event.stop()
        from explorer.tui.browse.draft_opening import open_draft
        from explorer.tui.browse.drafts import DraftsScreen

        workbench = self.workbench
        if workbench is None:
            notify_text(self.app, "Not connected yet.")
            return

        def chosen(listed: ListedDraft | None) -> None:
            if listed is not None:
                self.background(partial(open_draft, self, workbench, listed), "open")
            self.modules.show_beside()

        self.app.push_screen(DraftsScreen(workbench), chosen)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are text while a field has the focus: the footer does not offer them then."""
        writing = isinstance(self.focused, Input) or self.focused is self.thread.composer
        # Beneath the palette nothing is text.
        return not (
            writing and self.focused is not None and self.app.screen is self and action in LETTERS
        )

    def action_next_pane(self) -> None:
        """To the next pane or field."""
        self._go_round(1)

    def action_previous_pane(self) -> None:
        """To the pane or field before."""
        self._go_round(-1)

    def _go_round(self, direction: int) -> None:
        """To a neighbour of what has the focus, also into a pane that a narrow screen hides."""
        composer = [self.thread.composer] if self.thread.composer is not None else []
        stops = [self.conversations.filter, self.conversations.list, self.thread.list]
        stops += [*composer, self.modules.list]
        if not self.has_class("-narrow") or self.focused not in stops:
            self.focus_next() if direction > 0 else self.focus_previous()
            return
        self._go(stops[(stops.index(self.focused) + direction) % len(stops)])

    def _go(self, to: Widget) -> None:
        """Give something the focus; a narrow screen shows the pane it is in."""
        self._show_pane_of(to)
        self.set_focus(to)

    def _show_pane_of(self, widget: Widget) -> None:
        around = widget.ancestors_with_self
        self.set_class(self.thread in around, "-show-thread")
        self.set_class(self.modules in around, "-show-modules")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a narrow screen show the pane with the focus."""
        around = event.widget.ancestors_with_self
        if any(pane in around for pane in (self.conversations, self.thread, self.modules)):
            self._show_pane_of(event.widget)

    def action_conversations(self) -> None:
        """To the conversations."""
        self._go(self.conversations.list)

    def action_thread(self) -> None:
        """To the messages."""
        self._go(self.thread.list)

    def action_modules(self) -> None:
        """To the modules; once more goes back to the messages."""
        if self.has_class("-narrow") and self.modules.has_focus_within:
            self.action_thread()
        else:
            self._go(self.modules.list)

    def action_compose(self) -> None:
        """To the field for a message."""
        composer = self.thread.composer
        if composer is None:
            notify_text(self.app, "Choose a conversation first.")
            return
        self._go(composer)

    def action_find(self) -> None:
        """Filter the conversations, or search in the messages."""
        if self.thread.has_focus_within:
            self.set_focus(self.thread.open_search())
        else:
            self._go(self.conversations.filter)

    def action_endpoints(self) -> None:
        """To the operations."""
        self.app.open_endpoints()  # type: ignore[attr-defined]  # the one app this screen is of

    def action_servers(self) -> None:
        """Go to another site or profile."""
        from explorer.tui.browse.servers import ServersScreen

        self.app.push_screen(ServersScreen())

    def action_go(self) -> None:
        """Go to a conversation by its id or a link."""
        self.app.acts.ask_where()  # type: ignore[attr-defined]  # the one app this screen is of

    def action_reload(self) -> None:
        """Ask the server again, for the pane with the focus."""
        if self.workbench is None:
            self.app.connect()  # type: ignore[attr-defined]  # the one app this screen is of
        elif self.thread.has_focus_within:
            self.thread.reload()
        elif self.modules.has_focus_within:
            self.modules.reload()
        else:
            self.conversations.reload()

    def action_back(self) -> None:
        """Leave a field or a search, else go back a pane."""
        if self.thread.close_search():
            return
        for pane in (self.conversations, self.thread, self.modules):
            if pane.has_focus_within and pane.give_up():
                if self.workbench is None:
                    self.app.stop_connecting()  # type: ignore[attr-defined]  # the one app this screen is of
                return
        if self.conversations.has_focus_within:
            self.conversations.leave_filter()
        elif self.has_class("-narrow") and self.modules.has_focus_within:
            self.action_thread()
        else:
            self.action_conversations()
