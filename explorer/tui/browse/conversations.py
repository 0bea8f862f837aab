"""The conversations of a site: filter as you type, and load more while one scrolls."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.tui.background import Background
from explorer.tui.browse.conversation_commands import CONVERSATION_COMMANDS
from explorer.tui.browse.kept_list import KeptList
from explorer.tui.browse.list_options import ListOptions
from explorer.tui.browse.listed import Listed
from explorer.tui.browse.waiting import give_up, waiting_for
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import again, offered
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems
from explorer.workbench.rows import how_many

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench

DEBOUNCE = 0.15
"""Seconds after the last key before the server is asked."""

NOTHING = "The site has no conversations."

AGAIN_PAGES = 8
"""Most pages that are read at once to keep the cursor's row when the list is read again."""


class ConversationsPane(KeptList, Background, Vertical):
    """A filter over a list that follows the server's cursor."""

    BORDER_TITLE = "Conversations"
    BINDINGS = bindings(CONVERSATION_COMMANDS)

    class Chosen(Message):
        """A person opened a conversation."""

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._debounce: Timer | None = None
        self._choose_when_here = False

    def compose(self) -> ComposeResult:
        words = f"filter{offered(self, '  {browse.find}')}"
        yield Input(placeholder=words, id="filter", compact=True, select_on_focus=False)
        yield ListOptions(self.options)
        yield Lines(id="conversation-list", empty_text="Nothing here yet.")
        yield Static(id="conversation-status")

    @property
    def list(self) -> Lines:
        """The list itself."""
        return self.query_one("#conversation-list", Lines)

    @property
    def filter(self) -> Input:
        """The filter's field."""
        return self.query_one("#filter", Input)

    def waiting(self, text: str) -> None:
        """Say that conversations are on their way."""
        self.list.error_text = ""
        self.list.busy_text = text

    def failed(self, text: str) -> None:
        """Say why there are none."""
        self.list.busy_text = ""
        self.list.error_text = f"{text}  {again(self)}"

    def attach(self, workbench: Workbench, *, choose: bool = False) -> None:
        """Show the conversations of the workbench's site, from the beginning.

        Args:
            workbench: Of the server.
            choose: Whether to open the first one as soon as it is here.
        """
        self._workbench, self._feed = workbench, None
        self._recall(workbench)
        self._choose_when_here = choose
        self.list.source = NoItems()
        self._say("")
        with self.prevent(Input.Changed):
            self.filter.value = ""
        self.reload()

    def loaded(self, most: int = 1000) -> Sequence[Conversation]:
        """The first of the conversations that are loaded.

        Args:
            most: How many at most: a palette asks at each key.
        """
        from explorer.api.models import Conversation

        feed = self._feed
        if feed is None:
            return []
        rows = (feed.row(index) for index in range(min(most, feed.count)))
        return [row for row in rows if isinstance(row, Conversation)]

    def reload(self, at: str = "") -> None:
        """Ask the server again, with the present filter.

        Args:
            at: Id of the conversation to have the cursor on, if it is found; empty for the same.
        """
        if self._debounce is not None:
            self._debounce.stop()
            self._debounce = None
        if self._workbench is not None:
            work = partial(self._load, self._workbench, at)
            self.background(work, "conversations", exclusive=True)

    @on(ListOptions.Toggled)
    def _toggled(self, event: ListOptions.Toggled) -> None:
        event.stop()
        self.toggle(event.name)

    def give_up(self) -> bool:
        """End a read that this waits for; says whether there was one."""
        return give_up(self, self.list, "conversations")

    async def _load(self, workbench: Workbench, at: str = "") -> None:
        if self.listed is None:
            self.waiting(waiting_for(self, "Reading the conversations…"))
        query, options = self.filter.value.strip(), self.options
        shown, lines = self._feed, self.list
        cursor, listed = lines.cursor or 0, self.listed
        mark = listed.mark(cursor) if listed is not None else ""
        row = cursor - (listed.above if listed is not None else 0)
        wanted = at or self._id_at(cursor)
        feed = workbench.conversations(query, **options.asked())
        with workbench.origin("person", view="conversations"):
            if shown is None:
                await asyncio.gather(feed.more(), self._load_places(workbench))
            else:
                await feed.more()
            if shown is not None and shown.query == query:
                for _ in range(AGAIN_PAGES):
                    if feed.complete or feed.error is not None or feed.count > row:
                        break
                    await feed.more()
        lines.busy_text = ""
        if feed.error is not None and feed.count == 0:
            # The list that was there stays.
            self._choose_when_here = False
            self.failed(str(feed.error))
            if shown is not None and shown.count:
                self._say(f"Not read again: {feed.error}  {again(self)}")
            return
        self._feed = feed
        lines.error_text = ""
        nothing = f"No conversation's name holds “{query}”." if query else NOTHING
        lines.empty_text = "\n".join(filter(None, (nothing, options.left_out(self))))
        now = cast("ExplorerApp", self.app).now
        rows = Listed(feed, now, self._missing, lambda: self._opened)
        self._note_seen(workbench, 0)
        self._fill_top(workbench, rows)
        lines.source = rows
        if len(rows):
            found = rows.index_of(wanted, mark="" if at else mark)
            lines.cursor = (
                found if found is not None else 0 if query else min(cursor, len(rows) - 1)
            )
        self._show_status()
        if self._choose_when_here:
            self._choose()

    def _id_at(self, index: int) -> str:
        item = self.listed.item(index) if self.listed is not None else None
        return item.id if item is not None else ""

    def _missing(self, index: int) -> None:
        """A row that is drawn has been dropped from the window: have its neighbours again."""
        feed = self._feed
        if feed is None or feed.loading:
            return

        async def fetch() -> None:
            await feed.ensure(max(0, index - 40), min(feed.count - 1, index + 40))
            if feed.error is None:
                self.list.refresh_items()
                if self._choose_when_here and feed is self._feed:
                    self._choose()
            self._show_status()

        self.background(fetch, "conversations-window", exclusive=True)

    @on(Lines.Highlighted, "#conversation-list")
    def _highlighted(self, event: Lines.Highlighted) -> None:
        """A row may still be drawn from memory when the feed no longer has it."""
        event.stop()
        listed = self.listed
        if listed is not None and listed.item(event.index) is None:
            self._missing(event.index - listed.above)

    @on(Lines.NearEnd, "#conversation-list")
    def _more(self, event: Lines.NearEnd) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None or feed.complete:
            return

        async def more() -> None:
            with workbench.origin("person", view="conversations"):
                added = await feed.more()
            if feed is self._feed:
                if added:
                    self.list.items_appended(added)
                    self._note_seen(workbench, feed.count - added)
                if feed.error is not None:
                    self.list.ends.failed()
                self._show_status()

        self.background(more, "conversations-more")

    def _show_status(self) -> None:
        feed = self._feed
        if feed is None:
            return
        problem = f"{feed.error}  {again(self)}" if feed.error is not None else ""
        self._say(how_many(feed.count, complete=feed.complete, query=feed.query, problem=problem))

    def _say(self, text: str) -> None:
        self.query_one("#conversation-status", Static).update(content(text))

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._debounce is not None:
            self._debounce.stop()
        self._choose_when_here = False
        self._debounce = self.set_timer(DEBOUNCE, self.reload)

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        if self._debounce is not None:
            self.reload()
        self.list.focus()

    @on(Lines.Selected, "#conversation-list")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        if self._feed is not None and self._feed.query != self.filter.value.strip():
            # The rows are still those of another filter: open what this one finds.
            self._choose_when_here = True
        else:
            self._choose()

    def _choose(self) -> None:
        from explorer.api.models import Unreadable

        self._choose_when_here = False
        index, listed = self.list.cursor, self.listed
        item = listed.item(index) if listed is not None and index is not None else None
        if isinstance(item, Unreadable):
            notify_text(
                self.app,
                "This conversation does not have the documented shape and cannot be opened.",
                severity="warning",
            )
        elif item is not None:
            self.post_message(self.Chosen(item))
        elif listed is not None and index is not None and index < len(listed):
            self._choose_when_here = True
            self._missing(index - listed.above)

    def on_key(self, event: events.Key) -> None:
        """Down leads from the filter into the list."""
        if event.key == "down" and self.filter.has_focus:
            event.stop()
            self.list.focus()

    def leave_filter(self) -> None:
        """Empty the filter, and go from it to the list."""
        self.filter.value = ""
        self.list.focus()
