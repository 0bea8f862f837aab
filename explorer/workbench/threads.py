"""The messages of one conversation: a window on them, and those on their way out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from explorer.api.errors import ApiError
from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.workbench import polling
from explorer.workbench.changes import Changes
from explorer.workbench.message_pages import PAGE, Around, MessagePages, Page, Received, moment_of
from explorer.workbench.message_window import MessageWindow
from explorer.workbench.once import Once
from explorer.workbench.outgoing import Outbox, Outgoing, State
from explorer.workbench.polling import LONGEST_DELAY
from explorer.workbench.sitting import Sitting
from explorer.workbench.unread import Unread

__all__ = ["LONGEST_DELAY", "USUAL_DELAY", "WINDOW", "MessageFeed"]

USUAL_DELAY = 5.0
"""Seconds between two looks at an open conversation."""

WINDOW = 6 * PAGE
"""Messages that a view for reading keeps: what is further away is read again when needed."""

_CATCH_UP_PAGES = 10

FALLBACK_NOTICE = (
    "This server does not list messages. Shown is what was sent to this conversation from here."
)


class MessageFeed(Changes):
    """A stretch of a conversation's messages in time order, at first its latest.

    Args:
        sitting: Of this server.
        outbox: Holds what is on its way.
        conversation_id: The conversation.
        my_id: Gives the app's own user id.
        window: Messages to keep at most, of a reader who goes through a long history: those at
            the other end are dropped. 0 keeps all.
    """

    def __init__(
        self,
        sitting: Sitting,
        outbox: Outbox,
        conversation_id: str,
        my_id: Callable[[], str],
        *,
        window: int = 0,
    ) -> None:
        super().__init__()
        self._sitting, self._outbox = sitting, outbox
        self._window = MessageWindow(window)
        self._unread = Unread(my_id, sitting.last_read)
        self._pages = MessagePages(sitting, conversation_id, my_id)
        self._shown: list[Received | Outgoing] | None = None
        self._turn = asyncio.Lock()
        self._open, self._older, self._newer, self._poll = (
            Once(self._read_latest),
            Once(self._read_older),
            Once(self._read_newer),
            Once(self._look),
        )
        self._stop_watching: Callable[[], None] | None = None
        self._failures = 0
        self._newest: Received | None = None
        self.opened = False
        """Whether messages have been read."""
        self._below: set[str] = set()
        self.caught_up = True
        """Whether the reader is at the end: what comes next is then the first that is new. Set by
        whoever shows the messages."""
        self.first_new = ""
        """Id of the first message that came while the reader was elsewhere; empty for none."""
        self.error: ApiError | None = None
        """Why the last reading failed; None once one succeeded."""

    @property
    def conversation_id(self) -> str:
        """The conversation."""
        return self._pages.conversation_id

    @property
    def at_start(self) -> bool:
        """Whether the first message of the conversation is known."""
        return self._window.at_start

    @property
    def at_end(self) -> bool:
        """Whether the last message of the conversation is among those known."""
        return self._window.at_end

    @property
    def below(self) -> int:
        """How many messages have come since that are not among those known."""
        return len(self._below)

    @property
    def fallback(self) -> bool:
        """Whether the server lists no messages, and what was sent from here is shown instead."""
        return self._pages.fallback

    @property
    def notice(self) -> str:
        """What a reader should know, in a sentence; else empty."""
        return FALLBACK_NOTICE if self.fallback else ""

    @property
    def loading(self) -> bool:
        """Whether messages are being read, polling apart."""
        return self._open.running or self._older.running or self._newer.running

    @property
    def messages(self) -> Sequence[Message | Unreadable | Outgoing]:
        """The messages known, oldest first, then those on their way. Made anew at each change."""
        if self._shown is None:
            self._shown = [*self._window.items, *self._on_their_way()]
        return self._shown

    async def open(self) -> None:
        """Read the latest messages; a failure is told by `error`."""
        await self._open()

    async def older(self) -> int:
        """Read the messages before those known. Calls at the same time share one.

        Returns:
            How many were added: 0 at the start of the conversation and on failure (`error`).
        """
        if not self.opened:
            await self._open()
        return 0 if self.at_start or not self.opened else await self._older()

    async def newer(self) -> int:
        """Read the messages after those known, where the latest are not among them.

        Returns:
            How many were added: 0 at the end of the conversation and on failure (`error`).
        """
        return 0 if self.at_end or not self.opened else await self._newer()

    async def jump(self, message_id: str, *, anew: bool = False) -> bool:
        """Go to a message: it and its neighbours become those that are known.

        Args:
            message_id: The message.
            anew: Whether they are read also where it is known.

        Returns:
            Whether it is there now; else `error` says why not.
        """
        if not anew and any(item.id == message_id for item in self._window.items):
            return True
        return bool(await self._go(lambda: self._pages.around(message_id)))

    async def jump_to(self, moment: datetime) -> str:
        """Go to a moment: the messages on both sides of it become those that are known.

        Args:
            moment: With its time zone.

        Returns:
            Id of the first message from the moment on, or of the last one where there is none;
            empty without messages and on failure (`error`).
        """
        return await self._go(lambda: self._pages.around_moment(moment))

    async def latest(self) -> bool:
        """Go back to the latest messages.

        Returns:
            Whether they are there now; else `error` says why not.
        """
        if not self.at_end:
            await self._open()
        return self.at_end

    async def refresh(self, message_id: str) -> None:
        """Read one message of those known again, which may be gone."""
        place = next((at for at, it in enumerate(self._window.items) if it.id == message_id), None)
        if place is None:
            return
        async with self._turn:
            try:
                fresh = await self._pages.one(message_id)
            except ApiError as problem:
                self._failed(problem)
                return
            items = [item for item in self._window.items if item.id != message_id]
            self._window.items = items if fresh is None else [*items[:place], fresh, *items[place:]]
            self._succeeded()

    async def poll(self) -> int:
        """Look for what is new, changed or deleted among the latest messages.

        Returns:
            How many messages are new.
        """
        return await self._poll()

    def poll_delay(self) -> float:
        """Seconds to wait until the next `poll`.

        5, more when fewer than 20 calls are left of the rate limit, doubling after failures.
        """
        delay = polling.after_failures(USUAL_DELAY, self._failures)
        return max(delay, polling.limited_delay(self._pages.last, USUAL_DELAY))

    def all_seen(self) -> None:
        """Take note that the reader knows everything there is so far."""
        self._unread.seen = self._window.newest_moment or self._unread.seen
        self._keep_seen()
        self._notify()

    def close(self) -> None:
        """Stop reading and listening; what is known stays."""
        if self._stop_watching is not None:
            self._stop_watching()
        if self.opened:
            self._keep_seen()
        for work in (self._open, self._older, self._newer, self._poll):
            work.cancel()

    def _keep_seen(self) -> None:
        self._unread.keep(self._window.newest_moment if self.caught_up and self.at_end else None)

    @property
    def _place(self) -> tuple[str, str]:
        return self._pages.site, self.conversation_id

    async def _read_latest(self) -> None:
        self._notify()
        async with self._turn:
            try:
                await self._begin()
                page = await self._pages.latest()
            except ApiError as problem:
                self._failed(problem)
                return
            first = not self.opened
            self.opened = True
            self._below.clear()
            self._window.show_latest(page)
            if first:
                await self._unread.begin(self._place, self._window.newest_moment)
            self._keep_seen()
            self._succeeded()

    async def _begin(self) -> None:
        if self._stop_watching is not None:
            return
        await self._pages.begin()
        await self._outbox.restore(*self._place)
        self._stop_watching = self._outbox.changes(*self._place).on_change(self._notify)

    async def _go(self, read: Callable[[], Awaitable[Around]]) -> str:
        """Show another stretch; the id of the message looked for, empty on failure."""
        self._notify()
        async with self._turn:
            try:
                await self._begin()
                found = await read()
            except ApiError as problem:
                self._failed(problem)
                return ""
            self._leave_end()
            self.opened = True
            self._window.show_around(found)
            self._below -= {item.id for item in self._window.items}
            self._succeeded()
            place = min(found.place, len(found.items) - 1)
            return found.items[place].id if found.items else ""

    async def _read_older(self) -> int:
        self._notify()
        async with self._turn:
            bound = self._window.oldest
            if bound is None:
                self._window.at_start = True
                return 0
            page = await self._beyond(self._pages.before, bound)
            if page is None:
                return 0
            self._leave_end()
            added = self._window.prepend(page)
            self._succeeded()
            return added

    async def _read_newer(self) -> int:
        self._notify()
        async with self._turn:
            bound = self._window.newest
            page = None if bound is None else await self._beyond(self._pages.after, bound)
            if page is None:
                return 0
            added = self._window.append(page)
            self._below -= {item.id for item in self._window.items}
            self._succeeded()
            return added

    def _leave_end(self) -> None:
        """Know what to count new messages from, should the last one be dropped."""
        if self.at_end:
            self._newest = self._window.newest

    async def _beyond(
        self, read: Callable[[Received], Awaitable[Page]], bound: Received
    ) -> Page | None:
        try:
            return await read(bound)
        except ApiError as problem:
            self._failed(problem)
            return None

    async def _look(self) -> int:
        if not self.opened:
            await self._open()
            return len(self._window.items) if self.opened else 0
        async with self._turn:
            before = list(self._window.items)
            try:
                await self._outbox.restore(*self._place)
                if not self.at_end:
                    return await self._look_below()
                page = await self._pages.latest()
                await self._merge(page)
            except ApiError as problem:
                self._failed(problem)
                return 0
            self._settle()
            return self._compared(before)

    async def _look_below(self) -> int:
        """Count what has come beyond the window."""
        newest = self._newest
        if newest is None or not newest.id:
            known = (await self._pages.latest()).items
            self._newest = known[-1] if known else None
            return 0
        page = await self._pages.after(newest)
        self._failures = 0
        if page.items:
            self._newest = page.items[-1]
            self._below.update(item.id for item in page.items)
        if page.items or self.error is not None:
            self._succeeded()
        return len(page.items)

    def _compared(self, before: list[Received]) -> int:
        """How many messages are new; what has not changed stays the very same object."""
        differs, added = self._window.changed_since(before)
        if self.caught_up and any(map(self._unread.is_foreign, added)):
            moments = filter(None, map(moment_of, reversed(before)))
            self._unread.seen = next(moments, self._unread.seen)
        if differs:
            self._leave_end()
            self._window.trim(front=self.caught_up)
            self._keep_seen()
        if differs or self.error is not None:
            self._succeeded()
        self._failures = 0
        return len(added)

    async def _merge(self, latest: Page) -> None:
        """Put the latest page in the place of what it covers."""
        collected = latest
        if latest.more and self._window.items:
            for _ in range(_CATCH_UP_PAGES):
                if self._window.meets(collected.items):
                    return
                bound = collected.items[0]
                page = await self._pages.before(bound) if bound.id else Page([], more=False)
                if not page.items:
                    break
                collected = Page([*page.items, *collected.items], page.more)
            # So much has come that what was known is far away; it can be read again.
            collected = collected._replace(more=True)
        self._window.show_latest(collected)

    def _on_their_way(self) -> Iterable[Outgoing]:
        arrived = {item.id for item in self._window.items}
        return (
            message
            for message in (self._outbox.of(*self._place) if self.at_end else ())
            if not (message.message_id and message.message_id in arrived)
        )

    def _settle(self) -> None:
        """Let go of sent messages that the server has listed, or will never name."""
        self._unread.are_mine(each.message_id for each in self._outbox.of(*self._place))
        arrived = {item.id for item in self._window.items}
        for message in self._outbox.of(*self._place):
            if message.state is State.SENT and message.message_id in {"", *arrived}:
                self._outbox.forget(message)

    def _failed(self, problem: ApiError) -> None:
        self.error = problem
        self._failures += 1
        self._notify()

    def _succeeded(self) -> None:
        self.error, self._failures = None, 0
        self._notify()

    def _notify(self) -> None:
        self._shown = None
        self.first_new = self._unread.first(self._window.items, at_start=self.at_start)
        # Those who are told look at `loading`, which ends with the task that tells them.
        asyncio.get_running_loop().call_soon(self.changed)
