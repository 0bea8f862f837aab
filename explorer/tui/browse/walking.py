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
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench


class WalkingPane(ReadingPane):
    """Messages of which more are read as the reader comes near an end of what is loaded."""

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
            if self._beyond_failed and feed.error is None and feed is self._feed:
                near = self.list.cursor or 0
                read = feed.older if near < len(self.list.source) // 2 else feed.newer
                await self._read_beyond(workbench, feed, read)

        self.background(again, "thread-again", exclusive=True)
