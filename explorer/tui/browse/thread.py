"""The messages of one conversation, and the field to write another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.message_source import MessageSource, compare
from explorer.tui.browse.rows import NoRows
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

UNOPENED = "Choose a conversation with Enter to read it here."


class ThreadPane(Background, Vertical):
    """A conversation's messages, kept up to date while it is open."""

    BORDER_TITLE = "Messages"
    BINDINGS = bindings(THREAD_COMMANDS)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.conversation: Conversation | None = None
        self.composer: Composer | None = None
        """The field to write in; None while no conversation is open."""
        self._workbench: Workbench | None = None
        self._feed: MessageFeed | None = None
        self._poll: Timer | None = None
        self._stop_listening: Callable[[], None] = lambda: None
        self._follow_sent = False
        self._older_failed = False

    def compose(self) -> ComposeResult:
        yield Static(id="thread-notice")
        yield Lines(id="thread", anchor_bottom=True, empty_text=UNOPENED)
        yield Input(placeholder="search in what is loaded", id="thread-search", compact=True)

    @property
    def list(self) -> Lines:
        """The messages."""
        return self.query_one("#thread", Lines)

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Show a conversation: its draft at once, its messages when they come.

        Without a pause in between, so that no key typed meanwhile goes to the wrong draft.
        """
        # The text field loads a parser for highlighting, which the first paint does not need.
        from textual.widgets import TextArea

        from explorer.tui.browse.composer import Composer

        self._keep_draft()
        self.close_search(focus=False)
        self._workbench = workbench
        self.renamed(conversation)
        draft = workbench.drafts.get(self._draft(workbench, conversation)) or ""
        if self.composer is None:
            self.composer = Composer(draft, id="composer")
            self.mount(self.composer)
            self.composer.move_cursor(self.composer.document.end)
        elif self.composer.text != draft:
            with self.composer.prevent(TextArea.Changed):
                self.composer.text = draft
            self.composer.move_cursor(self.composer.document.end)
        self.background(partial(self._load, workbench, conversation), "thread", exclusive=True)

    def renamed(self, conversation: Conversation) -> None:
        """Show the name and topic of the conversation as they are now."""
        self.conversation = conversation
        kind = "@" if conversation.is_direct else "#"
        self.border_title = content(one_line(f"{kind} {conversation.title}", 60))
        self._show_topic()

    def _show_topic(self) -> None:
        topic = (self.conversation.topic if self.conversation is not None else "") or ""
        self.border_subtitle = content(one_line(topic, 80))

    def shut(self) -> None:
        """Show no conversation; what is being written stays as a draft."""
        self._keep_draft()
        self.close_search(focus=False)
        self.workers.cancel_group(self, "thread")
        self._let_go()
        self.conversation = None
        self.border_title = "Messages"
        self._show_topic()
        self.list.source = NoRows()
        self.list.error_text = self.list.busy_text = ""
        self.list.empty_text = UNOPENED
        self._show_notice("")
        if self.composer is not None:
            self.composer.remove()
            self.composer = None

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        lines, shown = self.list, self._feed
        again = shown is not None and shown.conversation_id == conversation.id
        if not again:
            self._let_go()
            lines.source = NoRows()
            self._show_notice("")
        lines.error_text, lines.busy_text = "", "Reading the messages…"
        feed = workbench.thread(conversation)
        try:
            with workbench.origin("person", view="messages"):
                me = await self._own_id(workbench)
                await feed.open()
        except asyncio.CancelledError:
            feed.close()
            raise
        lines.busy_text = ""
        if again and shown is self._feed and shown is not None and not feed.opened:
            # What was there stays; its own next look tells when the server is back.
            self._show_notice(f"{feed.error}  (r tries again)")
            feed.close()
            return
        self._let_go()
        self._feed, self._older_failed, self._follow_sent = feed, False, False
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
        unknown = sorted(author for author in authors if workbench.known_name(author) == author)
        if not unknown:
            return
        with workbench.origin("polling", view="messages"):
            await asyncio.gather(*map(workbench.name_of, unknown))
        if feed is self._feed:
            self.list.refresh_items()

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
        if self._follow_sent and len(new) > len(old):
            self._follow_sent = False
            self.list.action_last()
        self._show_state(feed)

    def _show_state(self, feed: MessageFeed) -> None:
        """Say what is wrong: in the empty view, else above what is there."""
        problem = f"{feed.error}  (r tries again)" if feed.error is not None else ""
        if len(self.list.source):
            self._show_notice(problem or feed.notice)
            problem = ""
        else:
            self._show_notice(feed.notice)
        if self.list.error_text != problem:
            self.list.error_text = problem

    def _show_notice(self, text: str) -> None:
        notice = self.query_one("#thread-notice", Static)
        notice.set_class(bool(text), "-shown")
        notice.update(content(text))

    # Older and newer messages

    @on(Lines.NearStart, "#thread")
    def _older(self, event: Lines.NearStart) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is not None and workbench is not None and not feed.at_start:
            self.background(partial(self._read_older, workbench, feed), "thread-older")

    async def _read_older(self, workbench: Workbench, feed: MessageFeed) -> None:
        with workbench.origin("person", view="messages"):
            await feed.older()
        if feed is self._feed:
            # The view says only once that its start is near: `reload` makes up for it.
            self._older_failed = feed.error is not None
            await self._learn_names(workbench, feed)

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
            with workbench.origin("person", view="messages"):
                await feed.poll()
            if self._older_failed and feed.error is None and feed is self._feed:
                await self._read_older(workbench, feed)
            await self._learn_names(workbench, feed)

        self.background(again, "thread-again", exclusive=True)

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
            if feed is not self._feed:
                return
            self._plan_poll()
            if added:
                await self._learn_names(workbench, feed)

        self.background(poll, "thread-poll", exclusive=True)

    # Writing

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed as a draft."""
        event.stop()
        self._keep_draft()

    def _keep_draft(self) -> None:
        """Keep what stands in the composer, also if its last key was not handled yet."""
        composer = self.composer
        if composer is None or self._workbench is None or self.conversation is None:
            return
        draft = self._draft(self._workbench, self.conversation)
        if composer.text:
            self._workbench.drafts.put(draft, composer.text)
        else:
            self._workbench.drafts.delete(draft)

    def _draft(self, workbench: Workbench, conversation: Conversation) -> DraftId:
        from explorer.workbench.drafts import DraftId

        site = conversation.cloud_id or workbench.cloud_id
        return DraftId(workbench.target.name, site, conversation.id, "message", "")

    def _give_back(self, workbench: Workbench, conversation: Conversation, text: str) -> None:
        """Put a text that was not sent back where it was written, before what stands there."""
        composer = self.composer
        here = self.conversation is not None and self.conversation.id == conversation.id
        draft = self._draft(workbench, conversation)
        if here and composer is not None:
            composer.text = _joined(text, composer.text)
            composer.focus()
        else:
            workbench.drafts.put(draft, _joined(text, workbench.drafts.get(draft) or ""))

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
                    if feed is not None and feed is self._feed:
                        await feed.poll()
            except (ApiError, CallError) as problem:
                self._follow_sent = False
                self._give_back(workbench, conversation, text)
                notify_text(self.app, str(problem), severity="error", timeout=10)
            except Exception:
                self._give_back(workbench, conversation, text)
                raise

        self._follow_sent = True
        # A write is never cancelled by the next one.
        self.background(send, "send")

    def _outgoing(self) -> Outgoing | None:
        """A message that could not be sent: the one under the cursor, else the latest."""
        from explorer.workbench.outgoing import Outgoing, State

        source, index = self.list.source, self.list.cursor
        if not isinstance(source, MessageSource) or index is None:
            return None
        for place in (index, *reversed(range(len(source)))):
            item = source.items[place]
            if isinstance(item, Outgoing) and item.state in {State.FAILED, State.UNKNOWN}:
                self.list.cursor = place
                return item
        notify_text(self.app, "Every message that was sent here has arrived or is on its way.")
        return None

    def action_resend(self) -> None:
        """Send a message again that could not be sent."""
        item, workbench = self._outgoing(), self._workbench
        if item is None or workbench is None:
            return

        async def again() -> None:
            with workbench.origin("person", view="messages"):
                await item.retry()

        self.background(again, "send")

    def action_take_back(self) -> None:
        """Put a message that could not be sent back into the composer."""
        item = self._outgoing()
        if item is not None and self._workbench is not None and self.conversation is not None:
            self._give_back(self._workbench, self.conversation, item.markdown)
            item.discard()

    # Search

    def open_search(self) -> Input:
        """Show the field that searches what is loaded; gives it, for the focus."""
        field = self.query_one("#thread-search", Input)
        field.add_class("-shown")
        # The class takes effect with the next refresh; the focus goes to nothing hidden.
        field.display = True
        return field

    @on(Input.Changed, "#thread-search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        if not self.list.search(event.value):
            self._show_topic()

    @on(Input.Submitted, "#thread-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def close_search(self, *, focus: bool = True) -> bool:
        """End the search; whether there was one.

        Args:
            focus: Whether to go to the messages.
        """
        field = self.query_one("#thread-search", Input)
        if not field.has_class("-shown"):
            return False
        field.remove_class("-shown")
        field.display = False
        field.value = ""
        self.list.clear_search()
        self._show_topic()
        if focus:
            self.list.focus()
        return True

    @on(Lines.SearchUpdated, "#thread")
    def _found(self, event: Lines.SearchUpdated) -> None:
        event.stop()
        if self.list.search_text:
            more = "" if event.done else "…"
            place = "" if event.position is None else f"{event.position + 1} of "
            self.border_subtitle = f"{place}{event.matches}{more} found"


def _joined(text: str, rest: str) -> str:
    return text if not rest.strip() else f"{text}\n\n{rest}"
