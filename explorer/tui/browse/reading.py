"""The messages of a conversation on the screen: read, kept up to date, walked through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.message_lines import MessageLines
from explorer.tui.browse.message_source import WHAT_TO_DO, MessageSource, compare
from explorer.tui.browse.waiting import give_up, waiting_for
from explorer.tui.content import content
from explorer.tui.hints import again as try_again
from explorer.tui.hints import hint
from explorer.tui.widgets.source import NoItems
from explorer.workbench.rows import sign_of

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.message_notes import MessageNotes
    from explorer.tui.browse.message_source import Item
    from explorer.workbench.module_links import ModuleLink
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench

UNOPENED = "Choose a conversation with {list.choose} to read it here."


class ReadingPane(Background, Vertical):
    """A conversation's messages, kept up to date while it is open."""

    BORDER_TITLE = "Messages"

    class NotThere(Message):
        """The server says that the messages of a conversation are not there."""

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

    EMPTY = "No messages yet. {browse.compose} writes the first."

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.conversation: Conversation | None = None
        self._workbench: Workbench | None = None
        self._feed: MessageFeed | None = None
        self._poll: Timer | None = None
        self._stops: list[Callable[[], None]] = []
        self._notes: MessageNotes | None = None
        self._follow_sent = False
        self._beside: Exception | None = None

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
        self.border_title = content(one_line(f"{sign_of(conversation)} {conversation.title}", 60))
        self._show_topic()

    def leave(self) -> None:
        """Show no conversation."""
        self.workers.cancel_group(self, "thread")
        self._let_go()
        self.conversation = None
        self.border_title = "Messages"
        self._show_topic()
        self.list.source = NoItems()
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
        from explorer.tui.browse.message_notes import MessageNotes
        from explorer.tui.browse.names_wanted import NamesWanted
        from explorer.workbench.threads import WINDOW

        lines, shown = self.list, self._feed
        again = shown is not None and shown.conversation_id == conversation.id
        if not again:
            self._let_go()
            lines.source = NoItems()
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
        if feed.error is not None and feed.error.status in {403, 404}:
            self.post_message(self.NotThere(conversation))
        if again and shown is self._feed and shown is not None and not feed.opened:
            # What was there stays; its own next look tells when the server is back.
            self._show_notice(f"{feed.error}  {try_again(self)}")
            feed.close()
            return
        self._let_go()
        self._feed, self._beside, self._follow_sent = feed, None, False
        lines.empty_text = hint(self, self.EMPTY)
        notes = self._notes = MessageNotes(self, workbench, conversation.id, me)
        names = NamesWanted(self, workbench, "messages", lines.items_reworded)
        lines.source = MessageSource(
            feed,
            workbench.known_name,
            me,
            self.now,
            notes.of,
            hint(self, WHAT_TO_DO),
            names.need,
        )
        self._show_state(feed)
        self._stops = [
            feed.on_change(self._changed),
            workbench.own.on_change(self._deleting),
            names.stop,
        ]
        self._plan_poll()

    def now(self) -> datetime:
        """The present, in the reader's zone."""
        return cast("ExplorerApp", self.app).now()

    def _let_go(self) -> None:
        """Leave the thread that is shown."""
        if self._poll is not None:
            self._poll.stop()
        for stop in self._stops:
            stop()
        self._stops, self._notes = [], None
        if self._feed is not None:
            self._note_reader(self._feed)
            self._feed.close()
        self._feed = None

    def on_unmount(self) -> None:
        self._let_go()

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
        said = feed.error is None or type(feed.error) is type(self._beside)
        problem = "" if said else f"{feed.error}  {try_again(self)}"
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

    # What messages name

    def links(self) -> Sequence[ModuleLink]:
        """The modules that the message under the cursor names."""
        from explorer.api.models import Message

        item, notes = self.item, self._notes
        return notes.links(item) if notes is not None and isinstance(item, Message) else []

    def modules_known(self) -> None:
        """Say anew which modules that messages name are missing."""
        source, notes = self.list.source, self._notes
        if notes is not None and isinstance(source, MessageSource):
            for place, item in enumerate(source.items):
                if item.id in notes.naming:
                    self.list.item_changed(place)

    # News

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
                await feed.poll()
            if feed is self._feed:
                self._plan_poll()

        self.background(poll, "thread-poll", exclusive=True)
