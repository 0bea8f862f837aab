"""The messages of a conversation on the screen: read, kept up to date, walked through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.message_lines import MessageLines
from explorer.tui.browse.message_source import WHAT_TO_DO, MessageSource, compare
from explorer.tui.browse.rows import NoRows
from explorer.tui.browse.waiting import give_up, waiting_for
from explorer.tui.content import content, notify_text
from explorer.tui.hints import again as try_again
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.message_source import Item
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench

UNOPENED = "Choose a conversation with {list.choose} to read it here."


class ReadingPane(Background, Vertical):
    """A conversation's messages, kept up to date while it is open."""

    BORDER_TITLE = "Messages"
    EMPTY = "No messages yet. {browse.compose} writes the first."

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.conversation: Conversation | None = None
        self._workbench: Workbench | None = None
        self._feed: MessageFeed | None = None
        self._poll: Timer | None = None
        self._stops: list[Callable[[], None]] = []
        self._follow_sent = False
        self._beyond_failed = False

    def compose(self) -> ComposeResult:
        yield Static(id="thread-notice")
        yield MessageLines(id="thread", empty_text=hint(self, UNOPENED))

    @property
    def list(self) -> MessageLines:
        """The messages."""
        return self.query_one("#thread", MessageLines)

    @property
    def workbench(self) -> Workbench | None:
        """Whose messages are shown; None while none are."""
        return self._workbench

    @property
    def me(self) -> str:
        """The app's own user id; empty while it is not known."""
        source = self.list.source
        return source.me if isinstance(source, MessageSource) else ""

    @property
    def item(self) -> Item | None:
        """The message under the cursor."""
        source, place = self.list.source, self.list.cursor
        return (
            source.items[place] if isinstance(source, MessageSource) and place is not None else None
        )

    def show(self, workbench: Workbench, conversation: Conversation) -> None:
        """Begin to read a conversation's messages."""
        self._workbench = workbench
        self.renamed(conversation)
        self.background(partial(self._load, workbench, conversation), "thread", exclusive=True)

    def renamed(self, conversation: Conversation) -> None:
        """Show the name and topic of the conversation as they are now."""
        self.conversation = conversation
        kind = "@" if conversation.is_direct else "#"
        self.border_title = content(one_line(f"{kind} {conversation.title}", 60))
        self._show_topic()

    def leave(self) -> None:
        """Show no conversation."""
        self.workers.cancel_group(self, "thread")
        self._let_go()
        self.conversation = None
        self.border_title = "Messages"
        self._show_topic()
        self.list.source = NoRows()
        self.list.error_text = self.list.busy_text = ""
        self.list.empty_text = hint(self, UNOPENED)
        self._show_notice("")

    def _show_topic(self) -> None:
        """What the lower border says: the topic, or what has come below."""
        topic = (self.conversation.topic if self.conversation is not None else "") or ""
        below = self._feed.below if self._feed is not None else 0
        if below:
            topic = f"{below:,} new below, " + hint(self, "{list.last} goes there")
        self.border_subtitle = content(one_line(topic, 80))

    def give_up(self) -> bool:
        """End a read that this waits for; says whether there was one."""
        return give_up(self, self.list, "thread")

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        from explorer.workbench.threads import WINDOW

        lines, shown = self.list, self._feed
        again = shown is not None and shown.conversation_id == conversation.id
        if not again:
            self._let_go()
            lines.source = NoRows()
            self._show_notice("")
        lines.error_text, lines.busy_text = "", waiting_for(self, "Reading the messages…")
        feed = workbench.thread(conversation, window=WINDOW)
        try:
            with workbench.origin("person", view="messages"):
                me = await workbench.own_id()
                await feed.open()
        except asyncio.CancelledError:
            feed.close()
            raise
        lines.busy_text = ""
        if again and shown is self._feed and shown is not None and not feed.opened:
            # What was there stays; its own next look tells when the server is back.
            self._show_notice(f"{feed.error}  {try_again(self)}")
            feed.close()
            return
        self._let_go()
        self._feed, self._beyond_failed, self._follow_sent = feed, False, False
        lines.empty_text = hint(self, self.EMPTY)
        lines.source = MessageSource(
            feed, workbench.known_name, me, self.now, self._note_of, hint(self, WHAT_TO_DO)
        )
        self._show_state(feed)
        self._stops = [feed.on_change(self._changed), workbench.own.on_change(self._deleting)]
        self._plan_poll()
        await self._learn_names(workbench, feed)

    def now(self) -> datetime:
        """The present, in the reader's zone."""
        return cast("ExplorerApp", self.app).now()

    def _let_go(self) -> None:
        """Leave the thread that is shown."""
        if self._poll is not None:
            self._poll.stop()
        for stop in self._stops:
            stop()
        self._stops = []
        if self._feed is not None:
            self._note_reader(self._feed)
            self._feed.close()
        self._feed = None

    def on_unmount(self) -> None:
        self._let_go()

    async def _learn_names(self, workbench: Workbench, feed: MessageFeed) -> None:
        with workbench.origin("polling", view="messages"):
            learnt = await workbench.learn_senders(feed.messages)
        if learnt and feed is self._feed:
            self.list.refresh_items()

    def _changed(self) -> None:
        """Bring the view in line with the feed."""
        feed, source = self._feed, self.list.source
        if feed is None or not isinstance(source, MessageSource):
            return
        new = list(feed.messages)
        change, more = compare(source.items, new), len(new) > len(source)
        self.list.at_latest = feed.at_end
        self.list.show_change(source.items, change, new)
        for index in source.mark_new(feed.first_new):
            self.list.item_changed(index)
        for index in range(len(new) - 1, -1, -1):
            if not hasattr(new[index], "markdown"):
                break
            self.list.item_changed(index)
        if self._follow_sent and more:
            self._follow_sent = False
            self.list.action_last()
        self._show_state(feed)

    def _show_state(self, feed: MessageFeed) -> None:
        """Say what is wrong: in the empty view, else above what is there."""
        problem = f"{feed.error}  {try_again(self)}" if feed.error is not None else ""
        if len(self.list.source):
            self._show_notice(problem or feed.notice)
            problem = ""
        else:
            self._show_notice(feed.notice)
        if self.list.error_text != problem:
            self.list.error_text = problem
        self._show_topic()

    def _show_notice(self, text: str) -> None:
        notice = self.query_one("#thread-notice", Static)
        notice.set_class(bool(text), "-shown")
        notice.update(content(text))

    # Own messages

    def refresh_message(self, message_id: str) -> None:
        """Read one message again."""
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None:
            return

        async def read() -> None:
            with workbench.origin("person", view="messages"):
                await feed.refresh(message_id)

        self.background(read, "thread-one")

    def _deleting(self) -> None:
        """Show how far deletions are."""
        from explorer.workbench.own_messages import Stage

        source, workbench, feed = self.list.source, self._workbench, self._feed
        if workbench is None or feed is None or not isinstance(source, MessageSource):
            return
        for place, item in enumerate(source.items):
            deletion = workbench.own.deletion(feed.conversation_id, item.id)
            if deletion is not None and deletion.stage is Stage.DELETED:
                self.refresh_message(item.id)
            elif deletion is not None or source.has_note(item.id):
                self.list.item_changed(place)

    def _note_of(self, message_id: str) -> tuple[str, str]:
        """What is to be said below a message, and its style; empty for nothing."""
        from explorer.workbench.own_messages import Stage

        workbench, feed = self._workbench, self._feed
        if workbench is None or feed is None:
            return "", ""
        deletion = workbench.own.deletion(feed.conversation_id, message_id)
        if deletion is None:
            return "", ""
        if deletion.stage is Stage.FAILED:
            return f"not deleted: {deletion.reason}", "error"
        if deletion.stage is Stage.WAITING:
            return hint(self, "deleted in a moment, {thread.undo} keeps it"), "warning"
        return "being deleted…", "warning"

    # Older and newer messages

    @on(Lines.NearStart, "#thread")
    def _older(self, event: Lines.NearStart) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is not None and workbench is not None and not feed.at_start:
            self.background(partial(self._read_beyond, workbench, feed, feed.older), "thread-older")

    @on(Lines.NearEnd, "#thread")
    def _newer(self, event: Lines.NearEnd) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is not None and workbench is not None and not feed.at_end:
            self.background(partial(self._read_beyond, workbench, feed, feed.newer), "thread-newer")

    async def _read_beyond(
        self, workbench: Workbench, feed: MessageFeed, read: Callable[[], Awaitable[int]]
    ) -> None:
        with workbench.origin("person", view="messages"):
            await read()
        if feed is self._feed:
            # The view says only once that its end is near: `reload` makes up for it.
            self._beyond_failed = feed.error is not None
            await self._learn_names(workbench, feed)

    @on(MessageLines.LatestWanted)
    def _latest_wanted(self, event: MessageLines.LatestWanted) -> None:
        event.stop()
        self.go_to(self._latest)

    async def _latest(self, feed: MessageFeed) -> str:
        return feed.messages[-1].id if await feed.latest() and feed.messages else ""

    def go_to(self, find: Callable[[MessageFeed], Awaitable[str]]) -> None:
        """Go to a message that may have to be read first.

        Args:
            find: Has the feed read it; gives its id, or an empty text where that failed.
        """
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None:
            return

        async def go() -> None:
            with workbench.origin("person", view="messages"):
                id = await find(feed)
            if feed is not self._feed:
                return
            self._changed()
            source = self.list.source
            place = source.place_of(id) if isinstance(source, MessageSource) else None
            if place is not None:
                self.list.cursor = place
                self.list.focus()
                await self._learn_names(workbench, feed)
            elif feed.error is not None:
                notify_text(self.app, str(feed.error), severity="error", timeout=10)

        self.background(go, "thread-jump", exclusive=True)

    # News

    def answered(self) -> None:
        """The reader writes: they know what there is, and go to the end of it."""
        feed = self._feed
        if feed is None:
            return
        feed.all_seen()
        if not feed.at_end:
            self.go_to(self._latest)

    def reload(self) -> None:
        """Ask for what is new or changed; the reader stays where they are."""
        feed, workbench = self._feed, self._workbench
        if workbench is None or self.conversation is None:
            return
        if feed is None or not feed.opened:
            self.background(
                partial(self._load, workbench, self.conversation), "thread", exclusive=True
            )
            return

        async def again() -> None:
            self._note_reader(feed)
            with workbench.origin("person", view="messages"):
                await feed.poll()
            if self._beyond_failed and feed.error is None and feed is self._feed:
                near = self.list.cursor or 0
                read = feed.older if near < len(self.list.source) // 2 else feed.newer
                await self._read_beyond(workbench, feed, read)
            await self._learn_names(workbench, feed)

        self.background(again, "thread-again", exclusive=True)

    def _note_reader(self, feed: MessageFeed) -> None:
        """Tell the feed whether the end of the conversation is being looked at."""
        # When the app ends the view may be gone already; what was told last then holds.
        for view in self.query(MessageLines):
            feed.caught_up = feed.at_end and view.at_end and self.app.app_focus

    def _plan_poll(self) -> None:
        feed = self._feed
        if feed is not None and not feed.fallback:
            self._poll = self.set_timer(feed.poll_delay(), self._look_for_news)

    def _look_for_news(self) -> None:
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None:
            return

        async def poll() -> None:
            self._note_reader(feed)
            with workbench.origin("polling", view="messages"):
                added = await feed.poll()
            if feed is not self._feed:
                return
            self._plan_poll()
            if added:
                await self._learn_names(workbench, feed)

        self.background(poll, "thread-poll", exclusive=True)
