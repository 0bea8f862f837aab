"""Which message of a conversation is the first that its reader does not know yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from explorer.api.models.messages import Message
from explorer.workbench.last_read import LastRead
from explorer.workbench.message_pages import Received, moment_of


class Unread:
    """What the reader of a conversation has seen.

    Args:
        my_id: Gives the app's own user id: own messages are never new.
        last_read: Keeps what has been seen for later sittings; None for this one only.
    """

    def __init__(self, my_id: Callable[[], str], last_read: LastRead | None = None) -> None:
        self._my_id = my_id
        self._last_read, self._place = last_read or LastRead(), ("", "")
        self._own: set[str] = set()
        self.seen: datetime | None = None
        """When the last message was sent that the reader has seen; None while unknown."""

    async def begin(self, place: tuple[str, str], newest: datetime | None) -> None:
        """Begin where the reader was last; one who was never here has seen everything.

        Args:
            place: Site and conversation.
            newest: When the last message was sent.
        """
        self._place = place
        self.seen = await self._last_read.load(*place) or newest

    def keep(self, newest: datetime | None) -> None:
        """Keep what has been seen, also for when the process is killed.

        Args:
            newest: When the last message was sent, if the reader has it in view.
        """
        seen = newest or self.seen
        if seen is not None:
            self._last_read.note(*self._place, seen)

    def are_mine(self, ids: Iterable[str]) -> None:
        """Take note of messages sent from here, whoever the app may be."""
        self._own.update(filter(None, ids))

    def is_foreign(self, item: Received) -> bool:
        """Whether a message is someone else's."""
        me = self._my_id()
        mine = me and isinstance(item, Message) and item.sender_id == me
        return not mine and item.id not in self._own

    def first(self, items: Sequence[Received], *, at_start: bool) -> str:
        """Id of the first message after what was seen; empty where it is not among those given.

        Args:
            items: Neighbouring messages, oldest first.
            at_start: Whether the conversation has none before them.
        """
        found = ""
        for item in reversed(items):
            moment = moment_of(item)
            if self.seen is None or (moment is not None and moment <= self.seen):
                return found
            if self.is_foreign(item):
                found = item.id
        return found if at_start else ""
