"""The details of a conversation: every field, who is in it, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.conversation_commands import DETAILS_COMMANDS
from explorer.tui.browse.details_rows import FieldRows, RosterRows
from explorer.tui.browse.names_wanted import NamesWanted
from explorer.tui.browse.waiting import give_up
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems
from explorer.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench

AGAIN = "  (scrolling on tries again)"


class DetailsScreen(Background, Screen[None]):
    """One conversation: its fields on the left, its people on the right.

    Args:
        workbench: Asks.
        conversation: As it was seen last.
    """

    BINDINGS = bindings(DETAILS_COMMANDS)

    def __init__(self, workbench: Workbench, conversation: Conversation) -> None:
        super().__init__()
        self.workbench, self.conversation = workbench, conversation
        self._names: NamesWanted | None = None
        self._my_id = ""
        self._stop_watching: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield StatusBar("Details")
        with Horizontal(id="details-panes"):
            yield Lines(id="details-fields")
            yield Lines(id="details-roster", empty_text="Nobody is in it.")
        yield Static(id="details-behind")
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show what is known, and ask for the rest."""
        self.fields.border_title = "Conversation"
        self.roster.border_title = "People"
        self._stop_watching = self.workbench.watch(self.query_one(CallStrip).see)
        self._show()
        self.set_focus(self.fields)
        self.action_reload()

    def on_unmount(self) -> None:
        self._stop_watching()

    @property
    def fields(self) -> Lines:
        """The fields."""
        return self.query_one("#details-fields", Lines)

    @property
    def roster(self) -> Lines:
        """The people."""
        return self.query_one("#details-roster", Lines)

    @property
    def people(self) -> RosterRows | None:
        """The rows of the people; None before there are any."""
        source = self.roster.source
        return source if isinstance(source, RosterRows) else None

    @property
    def _app(self) -> ExplorerApp:
        return cast("ExplorerApp", self.app)

    def _show(self) -> None:
        room = self.conversation
        kind = "direct" if room.is_direct else "private room" if room.is_private else "public room"
        parts = [one_line(room.title, 60), kind, *(["archived"] if room.is_archived else [])]
        self.query_one(StatusBar).tell("Details", ", ".join(parts))
        cursor = self.fields.cursor
        self.fields.source = FieldRows(room, self._app.now())
        self.fields.cursor = cursor or 0

    def on_descendant_focus(self) -> None:
        """Say which endpoint is behind the pane with the keys."""
        from explorer.api.operations import GetConversation, ListRoster
        from explorer.workbench.rooms import behind

        operation = ListRoster if self.roster.has_focus else GetConversation
        site = self.conversation.cloud_id or self.workbench.cloud_id
        name, line = behind(operation, cloud_id=site, conversation_id=self.conversation.id)
        self.query_one("#details-behind", Static).update(content(f"{name}  {line}"))

    # Reading

    def action_reload(self) -> None:
        """Ask the server for both again."""
        self.background(self._read_conversation, "details", exclusive=True)
        self.background(self._read_roster, "roster", exclusive=True)

    async def _read_conversation(self) -> None:
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        try:
            with self.workbench.origin("person", view="details"):
                self.conversation = await read_conversation(self.workbench, self.conversation.id)
        except ApiError as problem:
            self.fields.border_subtitle = "not read again"
            notify_text(self.app, str(problem), severity="error", timeout=10)
            return
        self.fields.border_subtitle = ""
        self._show()
        self._app.browse.conversation_changed(self.conversation)

    async def _read_roster(self) -> None:
        from explorer.api.errors import ApiError
        from explorer.workbench.roster import RosterFeed

        roster, workbench = self.roster, self.workbench
        roster.error_text, roster.busy_text = (
            "",
            hint(self, "Reading who is in it…  ({details.back} gives up)"),
        )
        feed = RosterFeed(workbench, self.conversation)
        with workbench.origin("person", view="details"):
            try:
                me = await workbench.me()
            except ApiError:
                me = None
            await feed.more()
        roster.busy_text = ""
        if feed.error is not None:
            roster.source = NoItems()
            roster.error_text = hint(self, "{details.reload} tries again: ") + str(feed.error)
            self.roster.border_subtitle = ""
            return
        if self._names is not None:
            self._names.stop()
        names = self._names = NamesWanted(self, workbench, "details", roster.items_reworded)
        cursor = roster.cursor or 0
        self._my_id = me.account_id if me else ""
        roster.source = RosterRows(feed, workbench.known_name, names.need, self._my_id)
        if feed.count:
            roster.cursor = min(cursor, feed.count - 1)
        self._show_count()

    def _show_count(self) -> None:
        people = self.people
        if people is not None:
            more = "" if people.feed.complete else ", more follow"
            self.roster.border_subtitle = f"{people.feed.count:,}{more}"

    @on(Lines.NearEnd, "#details-roster")
    def _more(self, event: Lines.NearEnd) -> None:
        event.stop()
        people = self.people
        if people is None or people.feed.complete:
            return

        async def more() -> None:
            with self.workbench.origin("person", view="details"):
                added = await people.feed.more()
            if people is not self.people:
                return
            error = people.feed.error
            self.roster.error_text = f"{error}{AGAIN}" if error is not None else ""
            if error is not None:
                self.roster.ends.failed()
            if added:
                self.roster.items_appended(added)
            self._show_count()

        self.background(more, "roster-more")

    # Doing

    def action_change(self) -> None:
        """Change name, topic or privacy."""
        self._app.acts.change(self.conversation, done=self.action_reload)

    def action_archive(self) -> None:
        """Archive it, or take it out of the archive."""
        self._app.acts.archive(self.conversation, done=self.action_reload)

    def action_add(self) -> None:
        """Add people."""
        self._app.acts.add_people(self.conversation, done=self.action_reload)

    def action_remove(self) -> None:
        """Take the person under the cursor out."""
        id = self._person()
        if id:
            name = self.workbench.known_name(id)
            if id == self._my_id:
                name = f"{name} (you)"
            self._app.acts.remove_person(self.conversation, id, name, done=self.action_reload)

    @on(Lines.Selected, "#details-roster")
    def _chosen(self, event: Lines.Selected) -> None:
        event.stop()
        self.action_direct()

    def action_direct(self) -> None:
        """Open the direct conversation with the person under the cursor."""
        id = self._person()
        if id:
            self.app.pop_screen()
            self._app.browse.open_direct(id)

    def action_open(self) -> None:
        """Show its messages."""
        self.app.pop_screen()
        self._app.browse.open_conversation(self.conversation)

    def action_conversation(self) -> None:
        """To the fields."""
        self.set_focus(self.fields)

    def action_people(self) -> None:
        """To the people."""
        self.set_focus(self.roster)

    def action_next_pane(self) -> None:
        """To the other pane."""
        self.set_focus(self.fields if self.roster.has_focus else self.roster)

    def action_back(self) -> None:
        """Give up a read that is waited for, else leave."""
        if give_up(self, self.roster, "roster", "{details.reload}"):
            return
        self.app.pop_screen()

    def _person(self) -> str:
        people, cursor = self.people, self.roster.cursor
        if people is None or cursor is None or not self.roster.has_focus:
            notify_text(self.app, "Choose a person of the roster first.")
            return ""
        return people.person(cursor)
