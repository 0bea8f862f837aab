"""The messages of a conversation: fifty at a time, kept up to date if one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import traitlets

from explorer.api.models.conversations import Conversation
from explorer.api.operations import GetConversation
from explorer.api.representation.figure import Bit, Figure, Words, count
from explorer.document.element import Html, element
from explorer.notebook import controls
from explorer.notebook.about_conversation import AboutConversation, conversation_line
from explorer.notebook.component import LOAD, joined
from explorer.notebook.desks import Given
from explorer.notebook.transcript import Item, Transcript
from explorer.workbench.outgoing import Outgoing, State
from explorer.workbench.threads import WINDOW, MessageFeed
from explorer.workbench.workbench import Workbench

PAGE = 50
"""Messages that are shown at a time."""


class MessageView(AboutConversation):
    """The messages of a conversation as they are formatted, the latest first of all.

    Attributes:
        conversation: What is shown: a `Conversation`, or the id of one; None for none. May be set,
            linked: `traitlets.dlink((browser, "selected"), (view, "conversation"))`, or chosen in
            the view itself, see `choosing`.
        polling: Whether it looks for new messages by itself, every five seconds and less often
            when calls are scarce.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        conversation, polling: As the attributes.
        choose: Whether another conversation can be chosen in it.
    """

    kind = "Messages"
    view = "messages"

    conversation = traitlets.Union(
        [traitlets.Instance(Conversation), traitlets.Unicode()], allow_none=True, default_value=None
    )
    polling = traitlets.Bool(False)

    def __init__(
        self,
        given: Given = None,
        conversation: Conversation | str | None = None,
        *,
        polling: bool = False,
        choose: bool = True,
    ) -> None:
        self._shown: Conversation | None = None
        super().__init__(given, choose=choose)
        self._feed: MessageFeed | None = None
        self._stop_listening: Callable[[], None] | None = None
        self._me = ""
        self._top = ""
        """Id of the first message that is shown; empty for the latest page."""
        self.polling, self.conversation = polling, conversation
        self._page = controls.html(None, "sx-page")
        self._older = controls.button(
            "Older", self.older, icon="chevron-up", tip="Show older messages"
        )
        self._newer: Any = None
        self._again = controls.button("", self.refresh, icon="refresh", tip="Look for new messages")
        self.observe(lambda _: self._changed_conversation(), "conversation")
        self.observe(lambda _: self._plan_polling(), "polling")
        self.compose(*self.chooser, self._page)
        self._foot.put(self._again, self._older)

    # What is shown

    @property
    def messages(self) -> Sequence[Item]:
        """The messages of the page that is shown, oldest first, and those on their way."""
        first, last = self._bounds()
        return self._known[first:last]

    def older(self) -> None:
        """Show the page before; at the start of the conversation, nothing happens."""
        self.run(self._read_older, key="page")

    def newer(self) -> None:
        """Show the page after; at the end of the conversation, nothing happens."""
        self.run(self._read_newer, key="page")

    def refresh(self) -> None:
        """Look for what is new or changed; the reader stays where they are."""
        if self._feed is None or not self._feed.opened:
            super().refresh()
        else:
            self.run(self._poll_once, key="poll now")

    def close(self) -> None:
        """End it; the conversation is no longer followed."""
        self._let_go()
        super().close()

    async def load(self, workbench: Workbench) -> None:
        """The latest messages and the names of those who wrote them."""
        given = self.conversation
        if not given:
            self._let_go()
            return
        shown = given
        if isinstance(given, str):
            call = GetConversation(cloud_id=await workbench.site(), conversation_id=given)
            shown = await workbench.client.send(call)
        feed = workbench.thread(shown, window=WINDOW)
        try:
            self._me = await workbench.own_id()
            await feed.open()
            if feed.error is not None and not feed.opened:
                raise feed.error
            await workbench.learn_senders(feed.messages[-PAGE:])
        except BaseException:
            feed.close()
            raise
        self._let_go()
        self._feed, self._shown, self._top = feed, shown, ""

    def draw(self) -> None:
        """The page, and what there is to say of it."""
        feed = self._feed
        if feed is not None and self._stop_listening is None:
            self._stop_listening = feed.on_change(lambda: self.bridge.call(self._feed_changed))
            self._plan_polling()
        self.draw_chooser()
        controls.write(self._page, self._page_html())
        first, last = self._bounds()
        at_start = feed is None or (first == 0 and feed.at_start)
        at_end = feed is None or (last >= len(self._known) and feed.at_end)
        self._older.disabled = at_start
        if self._newer is None and not at_end:
            self._newer = controls.button(
                "Newer", self.newer, icon="chevron-down", tip="Show newer messages"
            )
            self._foot.put(self._again, self._older, self._newer)
        if self._newer is not None:
            self._newer.disabled = at_end
        self.say(self._state(at_start, at_end))

    def figure(self, most: int = 25, room: int = 15_000) -> Figure:
        """The latest messages of the page.

        Args:
            most: How many at most.
            room: Bytes of HTML they may take.
        """
        if self._shown is None:
            return Figure(self.kind, note="no conversation is chosen")
        blocks = self._transcript().blocks(self.messages, most, room)
        empty = (Words("There are no messages yet."),)
        return Figure(self.kind, Bit(self._shown.title, "strong"), self.status, blocks or empty)

    def shown_conversation(self) -> Conversation | str | None:
        """The conversation whose messages are shown; else the one that is asked for."""
        if self._shown is not None and self.conversation in (self._shown, self._shown.id):
            return self._shown
        return super().shown_conversation()

    @property
    def _known(self) -> Sequence[Item]:
        return self._feed.messages if self._feed is not None else ()

    def _bounds(self) -> tuple[int, int]:
        """Numbers of the first message of the page and of the first after it."""
        known = self._known
        latest = max(0, len(known) - PAGE)
        first = self._place(self._top) if self._top else latest
        first = latest if first is None else first
        return first, min(len(known), first + PAGE)

    def _place(self, id: str) -> int | None:
        return next((place for place, item in enumerate(self._known) if item.id == id), None)

    def _transcript(self) -> Transcript:
        known = self.workbench.known_name if self.workbench is not None else str
        new = self._feed.first_new if self._feed is not None else ""
        return Transcript(known, self._me, self._now(), new)

    def _now(self) -> datetime:
        return datetime.now().astimezone()

    def _page_html(self) -> Html:
        shown = self._shown
        if shown is None:
            return element("p", "Choose a conversation to read it here.", class_="sx-empty")
        line = element("div", conversation_line(shown), class_="sx-head sx-line")
        items = self.messages
        body = self._transcript().html(items) if items else element("p", "No messages yet.")
        return element(
            "div",
            None if self.chooser else line,
            element(
                "div", element("div", body, class_="sx-thread"), class_="sx-scroll", tabindex=0
            ),
        )

    def _state(self, at_start: bool, at_end: bool) -> str:
        feed = self._feed
        if feed is None:
            return ""
        items = self.messages
        if at_start and at_end:
            said = count(len(items), "message")
        else:
            said = f"The latest {len(items)}" if at_end else count(len(items), "message")
        more = joined(
            ("" if at_start else "older follow", "" if at_end else "newer follow", feed.notice)
        )
        return joined((said, more))

    # What a person does

    def _changed_conversation(self) -> None:
        self.bridge.cancel("page")
        self.loaded = False
        super().refresh()

    async def _read_older(self, workbench: Workbench) -> None:
        feed = self._feed
        if feed is None:
            return
        first = self._bounds()[0]
        top = self._known[first].id if self._known else ""
        if first < PAGE and not feed.at_start and await feed.older():
            await workbench.learn_senders(feed.messages)
        place = self._place(top) or 0
        self._turn_to(max(0, place - PAGE), feed)

    async def _read_newer(self, workbench: Workbench) -> None:
        feed = self._feed
        if feed is None:
            return
        end = self._bounds()[1]
        last = self._known[end - 1].id if self._known else ""
        if len(self._known) - end < PAGE and not feed.at_end and await feed.newer():
            await workbench.learn_senders(feed.messages)
        place = self._place(last)
        self._turn_to(len(self._known) if place is None else place + 1, feed)

    def _turn_to(self, first: int, feed: MessageFeed) -> None:
        if feed.error is not None:
            raise feed.error
        known = self._known
        latest = first + PAGE >= len(known) and feed.at_end
        self._top = "" if latest or not known else known[first].id
        feed.caught_up = latest
        self.draw()

    async def _poll_once(self, workbench: Workbench) -> None:
        feed = self._feed
        if feed is not None:
            await self._look(workbench, feed)
            if feed.error is not None:
                raise feed.error

    async def _look(self, workbench: Workbench, feed: MessageFeed) -> None:
        added = await feed.poll()
        if added and await workbench.learn_senders(feed.messages):
            self.draw()

    def _plan_polling(self) -> None:
        if self.polling and self._feed is not None:
            self.run(self._keep_up, key="polling", lasting=True)
        else:
            self.bridge.cancel("polling")

    async def _keep_up(self, workbench: Workbench) -> None:
        while (feed := self._feed) is not None and not feed.fallback:
            await asyncio.sleep(feed.poll_delay())
            if feed is self._feed:
                await self._look(workbench, feed)

    def _feed_changed(self) -> None:
        feed = self._feed
        if feed is None:
            return
        self.draw()
        if feed.error is not None:
            self.fail(feed.error, about=LOAD)
        if any(isinstance(item, Outgoing) and item.state is State.SENT for item in feed.messages):
            # The message itself takes the place of the one on its way.
            self.run(self._poll_once, key="poll now", lasting=True)

    def _let_go(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
        if self._feed is not None:
            self._feed.close()
        self._feed, self._shown, self._stop_listening = None, None, None
