"""The conversations of a site: filter as you type, and load more while one scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.tui.browse.rows import ConversationSource
from explorer.tui.content import content
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.feeds import ConversationFeed
    from explorer.workbench.workbench import Workbench

DEBOUNCE = 0.15
"""Seconds after the last key before the server is asked."""


class ConversationsPane(Vertical):
    """A filter over a list that follows the server's cursor."""

    BORDER_TITLE = "Conversations"

    class Chosen(Message):
        """A person opened a conversation."""

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._workbench: Workbench | None = None
        self._feed: ConversationFeed | None = None
        self._debounce: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Input(placeholder="filter", id="filter", compact=True, select_on_focus=False)
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
        self.list.error_text = text

    def attach(self, workbench: Workbench) -> None:
        """Show the conversations of the workbench's site."""
        self._workbench = workbench
        self.reload()

    def reload(self) -> None:
        """Ask the server again, from the first page, with the present filter."""
        if self._workbench is not None:
            self.run_worker(
                self._load(self._workbench, self.filter.value.strip()),
                group="conversations",
                exclusive=True,
                exit_on_error=False,
            )

    async def _load(self, workbench: Workbench, query: str) -> None:
        feed = workbench.conversations(query)
        with workbench.origin("person", view="conversations"):
            await feed.more()
        before = self.list.cursor
        self.list.busy_text = ""
        # The list that was there stays until the new one has come, and on an error for good.
        if feed.error is not None and feed.count == 0:
            self.list.error_text = str(feed.error)
            self._show_status()
            return
        self._feed = feed
        self.list.error_text = ""
        self.list.empty_text = (
            f"No conversation's name holds “{query}”."
            if query
            else "The site has no conversations."
        )
        now = cast("ExplorerApp", self.app).now
        self.list.source = ConversationSource(feed, now, self._fetch_again)
        if before is not None and not query:
            self.list.cursor = min(before, max(feed.count - 1, 0)) if feed.count else None
        self._show_status()

    def _fetch_again(self, index: int) -> None:
        feed = self._feed
        if feed is None:
            return

        async def fetch() -> None:
            await feed.ensure(max(0, index - 40), min(feed.count - 1, index + 40))
            self.list.refresh_items()

        self.run_worker(fetch(), group="conversations-window", exclusive=True, exit_on_error=False)

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
                self._show_status()

        self.run_worker(more(), group="conversations-more", exclusive=False, exit_on_error=False)

    def _show_status(self) -> None:
        feed = self._feed
        if feed is None:
            return
        if feed.error is not None:
            text = f"{feed.count} loaded, then: {feed.error}  (r tries again)"
        elif feed.complete:
            text = f"{feed.count} in all" if feed.count != 1 else "1 in all"
        else:
            text = f"{feed.count} loaded, more follow"
        self.query_one("#conversation-status", Static).update(content(text))

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._debounce is not None:
            self._debounce.stop()
        self._debounce = self.set_timer(DEBOUNCE, self.reload)

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    @on(Lines.Selected, "#conversation-list")
    def _choose(self, event: Lines.Selected) -> None:
        from explorer.api.models import Unreadable

        event.stop()
        item = self._feed.row(event.index) if self._feed else None
        if isinstance(item, Unreadable):
            self.app.notify(
                "This conversation does not have the documented shape and cannot be opened.",
                severity="warning",
                markup=False,
            )
        elif item is not None:
            self.post_message(self.Chosen(item))

    def leave_filter(self) -> bool:
        """Empty the filter, or go from it to the list; whether there was anything to do."""
        if self.filter.value:
            self.filter.value = ""
            self.list.focus()
            return True
        if self.filter.has_focus:
            self.list.focus()
            return True
        return False
