"""The messages of one conversation: the latest, the older ones, and those on their way out."""

from __future__ import annotations

import asyncio
import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from explorer.api.errors import ApiError, BadRequest, NotFound
from explorer.api.exchange import Response
from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.api.operations import ListMessages
from explorer.api.operations.messages import rfc3339
from explorer.workbench.changes import Changes
from explorer.workbench.once import Once
from explorer.workbench.outgoing import Outbox, Outgoing, State
from explorer.workbench.sitting import Sitting, calling

Received = Message | Unreadable

USUAL_DELAY = 5.0
"""Seconds between two looks at an open conversation."""

LONGEST_DELAY = 60.0
PLENTY = 20
"""With fewer calls than these left, polling slows down."""

_RESERVE = 5
"""Calls that polling leaves to the person."""

_PAGE = 75
_CATCH_UP_PAGES = 10

FALLBACK_NOTICE = (
    "This server does not list messages. Shown is what was sent to this conversation from here."
)


class MessageFeed(Changes):
    """A conversation's messages in time order, as they are known so far.

    Args:
        sitting: Of this server.
        outbox: Holds what is on its way.
        conversation_id: The conversation.
        my_id: Gives the app's own user id.
    """

    def __init__(
        self, sitting: Sitting, outbox: Outbox, conversation_id: str, my_id: Callable[[], str]
    ) -> None:
        super().__init__()
        self._sitting, self._outbox, self._my_id = sitting, outbox, my_id
        self.conversation_id = conversation_id
        self._site = ""
        self._received: list[Received] = []
        self._shown: list[Received | Outgoing] | None = None
        self._turn = asyncio.Lock()
        self._open, self._older, self._poll = (
            Once(self._read_latest),
            Once(self._read_older),
            Once(self._look),
        )
        self._stop_watching: Callable[[], None] | None = None
        self._last: Response | None = None
        self._failures = 0
        self.opened = False
        """Whether the latest messages have been read."""
        self.at_start = False
        """Whether the first message of the conversation is known."""
        self.fallback = False
        """Whether the server lists no messages, and what was sent from here is shown instead."""
        self.error: ApiError | None = None
        """Why the last reading failed; None once one succeeded."""

    @property
    def notice(self) -> str:
        """What a reader should know, in a sentence; else empty."""
        return FALLBACK_NOTICE if self.fallback else ""

    @property
    def loading(self) -> bool:
        """Whether messages are being read, polling apart."""
        return self._open.running or self._older.running

    @property
    def messages(self) -> Sequence[Message | Unreadable | Outgoing]:
        """All messages known, oldest first, then those on their way. Made anew at each change."""
        if self._shown is None:
            self._shown = [*self._received, *self._on_their_way()]
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
        delay = min(USUAL_DELAY * (1 << min(self._failures, 4)), LONGEST_DELAY)
        return max(delay, _limited_delay(self._last))

    def close(self) -> None:
        """Stop reading and listening; what is known stays."""
        if self._stop_watching is not None:
            self._stop_watching()
        for work in (self._open, self._older, self._poll):
            work.cancel()

    async def _read_latest(self) -> None:
        self._notify()
        async with self._turn:
            try:
                await self._begin()
                page = await self._page()
            except ApiError as problem:
                self._failed(problem)
                return
            self.opened = True
            if page is not None:
                self._received = list(page)
                self.at_start = len(page) < _PAGE
            self._succeeded()

    async def _begin(self) -> None:
        if self._site:
            return
        self._site = await self._sitting.site()
        place = (self._site, self.conversation_id)
        await self._outbox.restore(*place)
        self._stop_watching = self._outbox.changes(*place).on_change(self._notify)

    async def _read_older(self) -> int:
        self._notify()
        async with self._turn:
            oldest = next((item for item in self._received if item.id), None)
            if oldest is None:
                self.at_start = True
                return 0
            try:
                page = await self._before(oldest)
            except ApiError as problem:
                self._failed(problem)
                return 0
            known = set(map(_name, self._received))
            added = [item for item in page if _name(item) not in known]
            self._received[:0] = added
            self.at_start = not added or len(page) < _PAGE
            self._succeeded()
            return len(added)

    async def _before(self, oldest: Received) -> list[Received]:
        try:
            return await self._page(before_message=oldest.id) or []
        except (NotFound, BadRequest):
            # The message that is the bound may have been deleted since: its moment still stands.
            moment = oldest.ts if isinstance(oldest, Message) else None
            if moment is None:
                raise
            # The service counts in nanoseconds, of which we know only the microseconds.
            bound = rfc3339(moment + timedelta(microseconds=1))
            return await self._page(before_timestamp=bound) or []

    async def _look(self) -> int:
        if not self.opened:
            await self._open()
            return len(self._received) if self.opened else 0
        async with self._turn:
            before = list(self._received)
            await self._outbox.restore(self._site, self.conversation_id)
            try:
                page = await self._page()
                if page is not None:
                    await self._merge(page)
            except ApiError as problem:
                self._failed(problem)
                return 0
            self._settle()
            return self._compared(before)

    def _compared(self, before: list[Received]) -> int:
        """How many messages are new; what has not changed stays the very same object."""
        known = {_name(item): item for item in before}
        self._received = [
            was if (was := known.get(_name(item))) == item and was is not None else item
            for item in self._received
        ]
        same = len(before) == len(self._received) and all(map(operator.is_, before, self._received))
        if not same or self.error is not None:
            self._succeeded()
        self._failures = 0
        return sum(_name(item) not in known for item in self._received)

    async def _merge(self, latest: list[Received]) -> None:
        """Put the latest page in the place of what it covers."""
        if len(latest) < _PAGE:
            self._received, self.at_start = latest, True
            return
        places = {_name(item): place for place, item in enumerate(self._received)}
        collected = latest
        for _ in range(_CATCH_UP_PAGES):
            meeting = next((name for name in map(_name, collected) if name in places), None)
            if meeting is not None:
                kept = self._received[: places[meeting]]
                # What lies in the page's time and is not in the page is gone.
                first = _moment(collected[0])
                kept = [item for item in kept if first is None or (_moment(item) or first) < first]
                self._received = [*kept, *collected]
                return
            page = await self._before(collected[0]) if collected[0].id else []
            if not page:
                break
            collected = [*page, *collected]
        # So much has come that what was known is far away; it can be read again.
        self._received, self.at_start = collected, False

    async def _page(
        self, before_message: str | None = None, before_timestamp: str | None = None
    ) -> list[Received] | None:
        """A page of messages; None where the server lists none and the journal was asked."""
        bounds = {"before_message": before_message, "before_timestamp": before_timestamp}
        if self._sitting.lacks.has(ListMessages):
            with calling(ListMessages):
                page = await self._listed({name: value for name, value in bounds.items() if value})
            if page is not None:
                return page
        self.fallback = self.at_start = True
        user = await self._sitting.user_of(self._site, self.conversation_id)
        sent = await asyncio.to_thread(
            self._sitting.journal.sent_messages,
            self._site,
            self.conversation_id,
            [user] if user else [],
        )
        self._received = [message.message(self._my_id()) for message in sent]
        return None

    async def _listed(self, bounds: Mapping[str, str]) -> list[Received] | None:
        """A page as the server lists it; None where the server has no such operation."""
        call = ListMessages(cloud_id=self._site, conversation_id=self.conversation_id)
        if bounds:
            call = call.model_copy(update=dict(bounds))
        answer = await self._sitting.client.exchange(call)
        self._last = answer.response
        if answer.error is not None and await self._sitting.lacks.because(call, answer.error):
            return None
        return _distinct(answer.result().messages)

    def _on_their_way(self) -> Iterable[Outgoing]:
        arrived = {item.id for item in self._received}
        return (
            message
            for message in self._outbox.of(self._site, self.conversation_id)
            if not (message.message_id and message.message_id in arrived)
        )

    def _settle(self) -> None:
        """Let go of sent messages that the server has listed, or will never name."""
        arrived = {item.id for item in self._received}
        for message in self._outbox.of(self._site, self.conversation_id):
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
        # Those who are told look at `loading`, which ends with the task that tells them.
        asyncio.get_running_loop().call_soon(self.changed)


def _name(item: Received) -> str:
    if item.id or isinstance(item, Message):
        return item.id
    return json.dumps(item.raw, sort_keys=True)


def _moment(item: Received) -> datetime | None:
    moment = item.ts if isinstance(item, Message) else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _distinct(items: Sequence[Received]) -> list[Received]:
    return list({_name(item): item for item in items}.values())


def _limited_delay(response: Response | None) -> float:
    """Seconds until the next look that the rate limit leaves room for; 0 where it is far away.

    What is left after a reserve for the person is spread over the time until the limit is lifted,
    which is measured against the answer's own date.
    """
    if response is None:
        return 0.0
    try:
        left = int(response.header("X-RateLimit-Remaining") or "")
    except ValueError:
        return 0.0
    if left >= PLENTY:
        return 0.0
    try:
        reset = datetime.fromisoformat(response.header("X-RateLimit-Reset") or "")
        date = response.header("Date")
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        seconds = (reset - now).total_seconds()
    except (ValueError, TypeError):
        seconds = LONGEST_DELAY
    return min(max(seconds / max(left - _RESERVE, 1), USUAL_DELAY), LONGEST_DELAY)
