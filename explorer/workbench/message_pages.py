"""A conversation's messages as the server lists them, page by page; else those sent from here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from explorer.api.errors import BadRequest, NotFound
from explorer.api.exchange import Response
from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.api.operations import GetMessage, GetMessageContext, ListMessages
from explorer.api.operations.messages import rfc3339
from explorer.workbench.sitting import Sitting, calling

Received = Message | Unreadable

PAGE = 75
"""Messages of one answer, the server's most."""

HALF = 37
"""Messages asked for on either side of one that is jumped to."""

_STEP = timedelta(microseconds=1)


class Page(NamedTuple):
    """Neighbouring messages, oldest first.

    Args:
        items: The messages.
        more: Whether there may be others beyond, in the direction that was asked for.
    """

    items: list[Received]
    more: bool


class Around(NamedTuple):
    """The messages on both sides of a place.

    Args:
        items: Oldest first.
        place: Number of the one that was looked for; the number of items: after the last one.
        before: Whether there may be older ones.
        after: Whether there may be newer ones.
    """

    items: list[Received]
    place: int
    before: bool
    after: bool


class MessagePages:
    """The messages of a conversation.

    Where the server lists none, the first page is all that was sent from here, and `fallback` is
    set; there is nothing beyond it.

    Args:
        sitting: Of this server.
        conversation_id: The conversation.
        my_id: Gives the app's own user id.
    """

    def __init__(
        self, sitting: Sitting, conversation_id: str, my_id: Callable[[], str] = lambda: ""
    ) -> None:
        self._sitting, self._my_id = sitting, my_id
        self.conversation_id = conversation_id
        self.site = ""
        """The site, once `begin` has found it."""
        self.fallback = False
        """Whether the server lists no messages."""
        self.last: Response | None = None
        """The latest answer to a listing."""

    async def begin(self) -> str:
        """Find the site.

        Raises:
            ApiError: It could not be had.
        """
        if not self.site:
            self.site = await self._sitting.site()
        return self.site

    async def latest(self) -> Page:
        """The newest messages.

        Raises:
            ApiError: They could not be had. So with all that follow.
        """
        return await self._page()

    async def first(self) -> Page:
        """The oldest messages."""
        return await self.since(datetime(1970, 1, 1, tzinfo=UTC))

    async def before(self, item: Received) -> Page:
        """The messages before one."""
        return await self._beyond("before", item, _STEP)

    async def after(self, item: Received) -> Page:
        """The messages after one."""
        return await self._beyond("after", item, -_STEP)

    async def since(self, moment: datetime, limit: int = PAGE) -> Page:
        """The messages from a moment on."""
        return await self._page(limit, after_timestamp=rfc3339(moment - _STEP))

    async def one(self, message_id: str) -> Received | None:
        """A message as it is now; None where it is gone."""
        await self.begin()
        if self.fallback:
            found = await self._sent_from_here()
            return next((item for item in found if item.id == message_id), None)
        with calling(GetMessage):
            call = GetMessage(
                cloud_id=self.site, conversation_id=self.conversation_id, message_id=message_id
            )
        answer = await self._sitting.client.exchange(call)
        return None if isinstance(answer.error, NotFound) else answer.result()

    async def around(self, message_id: str) -> Around:
        """A message and its neighbours.

        Raises:
            ApiError: There is no such message, or they could not be had.
        """
        await self.begin()
        with calling(GetMessageContext):
            call = GetMessageContext(
                cloud_id=self.site,
                conversation_id=self.conversation_id,
                message_id=message_id,
                before=HALF,
                after=HALF,
            )
        answer = await self._sitting.client.exchange(call)
        items = distinct(answer.result().messages)
        place = next((at for at, item in enumerate(items) if item.id == message_id), 0)
        return Around(items, place, place >= HALF, len(items) - place > HALF)

    async def around_moment(self, moment: datetime) -> Around:
        """The messages on both sides of a moment; the one looked for is the first from it on."""
        newer, older = await asyncio.gather(
            self.since(moment, HALF + 1),
            self._page(HALF, before_timestamp=rfc3339(moment)),
        )
        if self.fallback:
            place = sum((moment_of(item) or moment) < moment for item in newer.items)
            return Around(newer.items, place, before=False, after=False)
        return Around([*older.items, *newer.items], len(older.items), older.more, newer.more)

    async def _beyond(self, side: str, item: Received, step: timedelta) -> Page:
        try:
            bound: dict[str, Any] = {f"{side}_message": item.id}
            return await self._page(**bound)
        except (NotFound, BadRequest):
            # The message that is the bound may have been deleted since: its moment still stands.
            moment = item.ts if isinstance(item, Message) else None
            if moment is None:
                raise
            # The service counts in nanoseconds, of which we know only the microseconds.
            bound = {f"{side}_timestamp": rfc3339(moment + step)}
            return await self._page(**bound)

    async def _page(self, limit: int = PAGE, **bounds: Any) -> Page:
        await self.begin()
        if self._sitting.lacks.has(ListMessages):
            with calling(ListMessages):
                page = await self._listed(limit, bounds)
            if page is not None:
                return page
        self.fallback = True
        return Page(await self._sent_from_here(), more=False)

    async def _listed(self, limit: int, bounds: dict[str, Any]) -> Page | None:
        """A page as the server lists it; None where the server has no such operation."""
        call = ListMessages(cloud_id=self.site, conversation_id=self.conversation_id)
        if limit != PAGE:
            bounds["limit"] = limit
        if bounds:
            call = call.model_copy(update=bounds)
        answer = await self._sitting.client.exchange(call)
        self.last = answer.response
        if answer.error is not None and await self._sitting.lacks.because(call, answer.error):
            return None
        listed = answer.result().messages
        return Page(distinct(listed), len(listed) >= limit)

    async def _sent_from_here(self) -> list[Received]:
        user = await self._sitting.user_of(self.site, self.conversation_id)
        sent = await asyncio.to_thread(
            self._sitting.journal.sent_messages,
            self.site,
            self.conversation_id,
            [user] if user else [],
        )
        return [message.message(self._my_id()) for message in sent]


def name_of(item: Received) -> str:
    """What a message is known by: its id, or all of it where it has none."""
    if item.id or isinstance(item, Message):
        return item.id
    return json.dumps(item.raw, sort_keys=True)


def moment_of(item: Received) -> datetime | None:
    """When a message was sent; None where that is not known."""
    moment = item.ts if isinstance(item, Message) else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def distinct(items: Sequence[Received]) -> list[Received]:
    """Messages without those that are there again."""
    return list({name_of(item): item for item in items}.values())
