"""Going through the messages of a conversation: to older ones, to newer ones, to any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from explorer.tui.browse.message_lines import MessageLines
from explorer.tui.browse.message_source import MessageSource
from explorer.tui.browse.reading import ReadingPane
from explorer.tui.content import notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench

AGAIN = " · {list.choose} here, or scrolling on, tries again"


class WalkingPane(ReadingPane):
    """Messages of which more are read as the reader comes near an end of what is loaded."""

    wanted = ""
    """Id of the message to go to once the conversation is there; empty for none."""

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        await super()._load(workbench, conversation)
        wanted, self.wanted = self.wanted, ""
        if wanted and self._feed is not None:
            self.go_to_message(wanted)

    @on(Lines.NearStart, "#thread")
    def _older(self, event: Lines.NearStart) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is not None and workbench is not None and not feed.at_start:
            self._go_beyond(workbench, feed, older=True)

    @on(Lines.NearEnd, "#thread")
    def _newer(self, event: Lines.NearEnd) -> None:
        event.stop()
        feed, workbench = self._feed, self._workbench
        if feed is not None and workbench is not None and not feed.at_end:
            self._go_beyond(workbench, feed, older=False)

    @on(Lines.Selected, "#thread")
    def _again(self, event: Lines.Selected) -> None:
        """Read once more what could not be read beside the message that was chosen."""
        event.stop()
        feed, workbench, source = self._feed, self._workbench, self.list.source
        if feed is None or workbench is None or not isinstance(source, MessageSource):
            return
        if source.not_older and event.index == 0:
            self._go_beyond(workbench, feed, older=True)
        elif source.not_newer and event.index == len(source) - 1:
            self._go_beyond(workbench, feed, older=False)

    def _go_beyond(self, workbench: Workbench, feed: MessageFeed, *, older: bool) -> None:
        work = partial(self._read_beyond, workbench, feed, older=older)
        self.background(work, "thread-older" if older else "thread-newer")

    async def _read_beyond(self, workbench: Workbench, feed: MessageFeed, *, older: bool) -> None:
        self._say_beyond("", older=older)
        with workbench.origin("person", view="messages"):
            await (feed.older() if older else feed.newer())
        if feed is not self._feed:
            return
        self._beside = feed.error
        if feed.error is not None:
            self.list.ends.failed()
            which = "Older" if older else "Newer"
            said = f"{which} messages could not be read: {feed.error}{hint(self, AGAIN)}"
            self._say_beyond(said, older=older)
        self._show_state(feed)

    def _say_beyond(self, sentence: str, *, older: bool) -> None:
        """Say beside the first or the last message why there are no others yet."""
        source = self.list.source
        if not isinstance(source, MessageSource):
            return
        if older and source.not_older != sentence:
            source.not_older = sentence
            self.list.item_changed(0)
        elif not older and source.not_newer != sentence:
            source.not_newer = sentence
            self.list.item_changed(len(source) - 1)

    @on(MessageLines.LatestWanted)
    def _latest_wanted(self, event: MessageLines.LatestWanted) -> None:
        event.stop()
        self.go_to(self._latest)

    async def _latest(self, feed: MessageFeed) -> str:
        return feed.messages[-1].id if await feed.latest() and feed.messages else ""

    def go_to_message(self, message_id: str) -> None:
        """Go to a message, read with its neighbours where it is not known, and show it amid them.

        Args:
            message_id: The message.
        """

        async def find(feed: MessageFeed) -> str:
            return message_id if await feed.jump(message_id) else ""

        self.go_to(find, center=True)

    def go_to(self, find: Callable[[MessageFeed], Awaitable[str]], *, center: bool = False) -> None:
        """Go to a message that may have to be read first.

        Args:
            find: Has the feed read it; gives its id, or an empty text where that failed.
            center: Whether to have it in the middle, amid its neighbours.
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
                if center:
                    self.list.center_cursor()
                self.list.focus()
            elif feed.error is not None:
                notify_text(self.app, str(feed.error), severity="error", timeout=10)

        self.background(go, "thread-jump", exclusive=True)

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
            if self._beside is not None and feed.error is None and feed is self._feed:
                near = self.list.cursor or 0
                older = near < len(self.list.source) // 2
                await self._read_beyond(workbench, feed, older=older)

        self.background(again, "thread-again", exclusive=True)
