"""The messages of one conversation, and the field to write another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.tui.browse.message_source import MessageSource, compare
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.keys import THREAD_COMMANDS
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.drafts import DraftId
    from explorer.workbench.outgoing import Outgoing
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
        self._stop_listening: Callable[[], None] = lambda: None

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

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Show a conversation: its draft at once, its messages when they come.

        Without a pause in between, so that no key typed meanwhile goes to the wrong draft.
        """
        # The text field loads a parser for highlighting, which the first paint does not need.
        from textual.widgets import TextArea

        from explorer.tui.browse.composer import Composer

        composer = self.composer
        if composer is not None:
            self._keep_draft(composer.text)
        self._workbench, self.conversation = workbench, conversation
        kind = "@" if conversation.is_direct else "#"
        title = f"{kind} {conversation.title}"
        self.border_title = content(title if len(title) < 60 else f"{title[:59]}…")
        self.border_subtitle = content((conversation.topic or "")[:80])
        draft = workbench.drafts.get(self._draft(workbench, conversation)) or ""
        if composer is None:
            composer = Composer(draft, id="composer")
            self.mount(composer)
        else:
            with composer.prevent(TextArea.Changed):
                composer.text = draft
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
        lines = self.list
        if self._feed is None or self._feed.conversation_id != conversation.id:
            self._let_go()
            lines.source = _Nothing()
        lines.error_text = ""
        lines.busy_text = "Reading the messages…"
        feed = workbench.thread(conversation)
        with workbench.origin("person", view="messages"):
            await feed.open()
            me = await self._own_id(workbench)
        self._let_go()
        self._feed = feed
        lines.busy_text = ""
        lines.empty_text = "No messages yet. c writes the first."
        lines.source = MessageSource(feed, workbench.known_name, me, self._now)
        self._show_state(feed)
        self._stop_listening = feed.on_change(self._changed)
        self._plan_poll()
        await self._learn_names(workbench, feed)

    async def _own_id(self, workbench: Workbench) -> str:
        from explorer.api.errors import ApiError

        try:
            me = await workbench.me()
        except ApiError:
            # Own messages are then not marked; everything else works without.
            return ""
        return me.account_id if me else ""

    @property
    def _now(self) -> Callable[[], datetime]:
        return cast("ExplorerApp", self.app).now

    def _let_go(self) -> None:
        """Leave the thread that is shown."""
        if self._poll is not None:
            self._poll.stop()
        self._stop_listening()
        if self._feed is not None:
            self._feed.close()
        self._feed = None

    def on_unmount(self) -> None:
        self._let_go()

    async def _learn_names(self, workbench: Workbench, feed: MessageFeed) -> None:
        from explorer.api.models import Message

        authors = {item.sender_id for item in feed.messages if isinstance(item, Message)} - {""}
        unknown = [author for author in authors if workbench.known_name(author) == author]
        if not unknown:
            return
        with workbench.origin("polling", view="messages"):
            await asyncio.gather(*map(workbench.name_of, unknown))
        if feed is self._feed:
            self.list.refresh_items()

    def _show_state(self, feed: MessageFeed) -> None:
        lines = self.list
        problem = f"{feed.error}  (r tries again)" if feed.error is not None else ""
        if lines.error_text != problem:
            lines.error_text = problem
        self._show_notice(feed)

    def _changed(self) -> None:
        """Bring the view in line with the feed."""
        feed, source = self._feed, self.list.source
        if feed is None or not isinstance(source, MessageSource):
            return
        old, new = source.items, list(feed.messages)
        change = compare(old, new)
        source.items = new
        if change.whole:
            self.list.refresh_items()
        else:
            if change.before:
                self.list.items_prepended(change.before)
                # What was first no longer begins a day or a name by itself.
                self.list.item_changed(change.before)
            if change.after:
                self.list.items_appended(change.after)
            for index in range(len(new) - 1, -1, -1):
                if not hasattr(new[index], "markdown"):
                    break
                self.list.item_changed(index)
        self._show_state(feed)

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
                await feed.older()
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
            if added:
                await self._learn_names(workbench, feed)
            if feed is self._feed:
                self._plan_poll()

        self.run_worker(poll(), group="thread-poll", exclusive=True, exit_on_error=False)

    # Writing

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed as a draft."""
        event.stop()
        self._keep_draft(event.text_area.text)

    def _keep_draft(self, text: str) -> None:
        if self._workbench is None or self.conversation is None:
            return
        draft = self._draft(self._workbench, self.conversation)
        if text:
            self._workbench.drafts.put(draft, text)
        else:
            self._workbench.drafts.delete(draft)

    def _draft(self, workbench: Workbench, conversation: Conversation) -> DraftId:
        from explorer.workbench.drafts import DraftId

        site = conversation.cloud_id or workbench.cloud_id
        return DraftId(workbench.target.name, site, conversation.id, "message", "")

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

        composer = self.composer
        if composer is not None:
            composer.text = ""

        async def send() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            try:
                with workbench.origin("person", view="messages"):
                    await workbench.send_message(conversation, text)
                    if feed is not None:
                        await feed.poll()
            except (ApiError, CallError) as problem:
                self.take(text)
                notify_text(self.app, str(problem), severity="error", timeout=10)
            except Exception:
                self.take(text)
                raise

        # A write is never cancelled by the next one.
        self.run_worker(send(), group="send", exclusive=False, exit_on_error=False)
        if len(self.list.source):
            self.list.action_last()

    def _outgoing(self) -> Outgoing | None:
        """The message under the cursor if it could not be sent."""
        from explorer.workbench.outgoing import Outgoing, State

        source, index = self.list.source, self.list.cursor
        if not isinstance(source, MessageSource) or index is None:
            return None
        item = source.items[index]
        lost = isinstance(item, Outgoing) and item.state in {State.FAILED, State.UNKNOWN}
        return item if isinstance(item, Outgoing) and lost else None

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
        item = self._outgoing()
        if item is not None:
            item.discard()
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
