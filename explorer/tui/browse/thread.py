"""The messages of one conversation, and the field to write another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from explorer.tui.browse.message_source import MessageSource
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.keys import THREAD_COMMANDS
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench


class ThreadPane(Vertical):
    """A conversation's messages, kept up to date while it is open."""

    BORDER_TITLE = "Messages"
    BINDINGS = bindings(THREAD_COMMANDS)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.conversation: Conversation | None = None
        self._workbench: Workbench | None = None
        self._feed: MessageFeed | None = None
        self._poll: Timer | None = None
        self._count = 0

    def compose(self) -> ComposeResult:
        yield Static(id="thread-notice")
        yield Lines(
            id="thread",
            anchor_bottom=True,
            empty_text="Choose a conversation with Enter to read it here.",
        )
        yield Input(placeholder="search in what is loaded", id="thread-search", compact=True)

    @property
    def list(self) -> Lines:
        """The messages."""
        return self.query_one("#thread", Lines)

    @property
    def composer(self) -> Composer | None:
        """The field to write in; None while no conversation is open."""
        from explorer.tui.browse.composer import Composer

        try:
            return self.query_one(Composer)
        except NoMatches:
            return None

    async def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Show a conversation: its draft at once, its messages when they come."""
        from explorer.tui.browse.composer import Composer

        self._workbench, self.conversation = workbench, conversation
        kind = "@" if conversation.is_direct else "#"
        title = f"{kind} {conversation.title}"
        self.border_title = content(title if len(title) < 60 else f"{title[:59]}…")
        self.border_subtitle = content((conversation.topic or "")[:80])
        if self.composer is None:
            await self.mount(Composer(id="composer"))
        composer = self.composer
        assert composer is not None
        with composer.prevent(TextArea.Changed):
            composer.text = workbench.message_draft(conversation.id)
            composer.move_cursor(composer.document.end)
        self.reload()

    def reload(self) -> None:
        """Read the conversation anew from its end."""
        if self._workbench is not None and self.conversation is not None:
            self.run_worker(
                self._load(self._workbench, self.conversation),
                group="thread",
                exclusive=True,
                exit_on_error=False,
            )

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        if self._poll is not None:
            self._poll.stop()
        lines = self.list
        if self._feed is None or self._feed.conversation.id != conversation.id:
            self._feed = None
            lines.source = _Nothing()
        lines.error_text = ""
        lines.busy_text = "Reading the messages…"
        feed = workbench.thread(conversation)
        with workbench.origin("person", view="messages"):
            await feed.open()
        app = cast("ExplorerApp", self.app)
        me = await workbench.me()
        lines.busy_text = ""
        if feed.error is not None:
            lines.error_text = f"{feed.error}  (r tries again)"
        self._feed = feed
        lines.empty_text = "No messages yet. c writes the first."
        own = me.account_id if me else ""
        lines.source = MessageSource(feed, workbench.known_name, own, app.now)
        self._count = len(feed.messages)
        self._show_notice(feed)
        self._plan_poll()
        await self._learn_names(workbench, feed)

    async def _learn_names(self, workbench: Workbench, feed: MessageFeed) -> None:
        authors = {getattr(item, "sender_id", "") for item in feed.messages} - {""}
        if await workbench.learn_names(authors) and feed is self._feed:
            self.list.refresh_items()

    def _show_notice(self, feed: MessageFeed) -> None:
        notice = self.query_one("#thread-notice", Static)
        notice.set_class(bool(feed.notice), "-shown")
        notice.update(content(feed.notice or ""))

    # Older and newer messages

    @on(Lines.NearStart, "#thread")
    def _older(self, event: Lines.NearStart) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None or feed.at_start:
            return

        async def older() -> None:
            with workbench.origin("person", view="messages"):
                added = await feed.older()
            if feed is not self._feed:
                return
            if added:
                self._count += added
                self.list.items_prepended(added)
                # What was first no longer begins a day or a name by itself.
                self.list.item_changed(added)
            elif feed.error is not None:
                self.app.notify(str(feed.error), severity="error", markup=False)
            await self._learn_names(workbench, feed)

        self.run_worker(older(), group="thread-older", exclusive=False, exit_on_error=False)

    def _plan_poll(self) -> None:
        feed = self._feed
        if feed is not None and not feed.fallback:
            self._poll = self.set_timer(feed.poll_delay(), self._look_for_news)

    def _look_for_news(self) -> None:
        feed, workbench = self._feed, self._workbench
        if feed is None or workbench is None:
            return

        async def poll() -> None:
            with workbench.origin("polling", view="messages"):
                added = await feed.poll()
            if feed is self._feed:
                if added:
                    self._changed(feed)
                    await self._learn_names(workbench, feed)
                self._plan_poll()

        self.run_worker(poll(), group="thread-poll", exclusive=True, exit_on_error=False)

    def _changed(self, feed: MessageFeed) -> None:
        """Bring the view in line with a feed whose end has changed."""
        new = len(feed.messages)
        if new > self._count:
            self.list.items_appended(new - self._count)
        self._count = new
        self.list.refresh_items()

    # Writing

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._workbench is not None and self.conversation is not None:
            self._workbench.keep_message_draft(self.conversation.id, event.text_area.text)

    def take(self, text: str) -> None:
        """Put a text that was not sent into the composer, before what stands there."""
        composer = self.composer
        if composer is not None:
            rest = composer.text
            composer.text = text if not rest.strip() else f"{text}\n\n{rest}"
            composer.focus()

    def send(self, text: str) -> None:
        """Send a message. It shows at once, as being sent; the field is free for the next."""
        workbench, conversation, feed = self._workbench, self.conversation, self._feed
        if workbench is None or conversation is None:
            return

        async def send() -> None:
            with workbench.origin("person", view="messages"):
                await workbench.send_message(conversation, text, feed=feed, changed=self._show_sent)

        # A write is never cancelled by the next one.
        self.run_worker(send(), group="send", exclusive=False, exit_on_error=False)
        composer = self.composer
        if composer is not None:
            composer.text = ""

    def _show_sent(self) -> None:
        if self._feed is not None:
            self._changed(self._feed)
            self.list.action_last() if len(self._feed.messages) else None

    def _outgoing(self) -> Any:
        """The message under the cursor if it could not be sent."""
        feed, index = self._feed, self.list.cursor
        if feed is None or index is None:
            return None
        item = feed.messages[index]
        return item if getattr(item, "state", "") in {"failed", "unknown"} else None

    def action_resend(self) -> None:
        """Send the message under the cursor again."""
        item, workbench = self._outgoing(), self._workbench
        if item is None or workbench is None:
            return

        async def again() -> None:
            with workbench.origin("person", view="messages"):
                await item.retry()

        self.run_worker(again(), group="send", exclusive=False, exit_on_error=False)

    def action_take_back(self) -> None:
        """Put the message under the cursor back into the composer."""
        item, feed = self._outgoing(), self._feed
        if item is None or feed is None:
            return
        feed.drop(item)
        self._count = len(feed.messages)
        self.list.refresh_items()
        self.take(item.markdown)

    # Search

    def open_search(self) -> None:
        """Open the field that searches what is loaded."""
        field = self.query_one("#thread-search", Input)
        field.add_class("-shown")
        field.focus()

    @on(Input.Changed, "#thread-search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        self.list.search(event.value)

    @on(Input.Submitted, "#thread-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def close_search(self) -> bool:
        """End the search; whether there was one."""
        field = self.query_one("#thread-search", Input)
        if not field.has_class("-shown"):
            return False
        field.remove_class("-shown")
        field.value = ""
        self.list.clear_search()
        self.list.focus()
        return True

    @on(Lines.SearchUpdated, "#thread")
    def _found(self, event: Lines.SearchUpdated) -> None:
        event.stop()
        field = self.query_one("#thread-search", Input)
        more = "" if event.done else "…"
        place = "" if event.position is None else f"{event.position + 1} of "
        field.border_subtitle = content(f"{place}{event.matches}{more}")


class _Nothing:
    """A thread that has not come yet."""

    fixed_height = 1

    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> tuple[()]:
        return ()
