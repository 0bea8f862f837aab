"""A stretch of a conversation's messages, without any server: what is added, dropped, replaced."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from datetime import datetime

from explorer.workbench.message_pages import Around, Page, Received, moment_of, name_of


class MessageWindow:
    """Neighbouring messages, oldest first.

    Args:
        limit: Messages to keep at most; 0: all.
    """

    def __init__(self, limit: int = 0) -> None:
        self._limit = limit
        self.items: list[Received] = []
        self.at_start = False
        """Whether the first message of the conversation is among them."""
        self.at_end = True
        """Whether the last message of the conversation is among them."""

    @property
    def oldest(self) -> Received | None:
        """The first message that has an id."""
        return next((item for item in self.items if item.id), None)

    @property
    def newest(self) -> Received | None:
        """The last message that has an id."""
        return next((item for item in reversed(self.items) if item.id), None)

    @property
    def newest_moment(self) -> datetime | None:
        """When the last message was sent, of those of which that is known."""
        return next(filter(None, map(moment_of, reversed(self.items))), None)

    def show_latest(self, page: Page) -> None:
        """The latest messages, and no others."""
        self.items, self.at_start, self.at_end = page.items, not page.more, True

    def show_around(self, around: Around) -> None:
        """The messages around a place, and no others."""
        self.items, self.at_start = around.items, not around.before
        self.at_end = not around.after

    def prepend(self, page: Page) -> int:
        """Add the messages before the first; how many were not there yet."""
        added = self._unknown(page)
        self.items = [*added, *self.items]
        self.at_start = not added or not page.more
        self.trim(front=False)
        return len(added)

    def append(self, page: Page) -> int:
        """Add the messages after the last; how many were not there yet."""
        added = self._unknown(page)
        self.items = [*self.items, *added]
        self.at_end = not added or not page.more
        self.trim(front=True)
        return len(added)

    def trim(self, *, front: bool) -> None:
        """Drop what is beyond the limit, at the front or at the end."""
        surplus = len(self.items) - self._limit
        if self._limit <= 0 or surplus <= 0:
            return
        if front:
            self.items, self.at_start = self.items[surplus:], False
        else:
            self.items, self.at_end = self.items[:-surplus], False

    def meets(self, latest: Sequence[Received]) -> bool:
        """Put the latest messages in the place of what they cover.

        Args:
            latest: A stretch that ends with the last message of the conversation.

        Returns:
            Whether it reaches back to what is known; else nothing was done.
        """
        places = {name_of(item): place for place, item in enumerate(self.items)}
        meeting = next((name for name in map(name_of, latest) if name in places), None)
        if meeting is None:
            return False
        # What lies in the stretch's time and is not in the stretch is gone.
        first = moment_of(latest[0])
        kept = (
            item
            for item in self.items[: places[meeting]]
            if first is None or (moment_of(item) or first) < first
        )
        self.items = [*kept, *latest]
        return True

    def changed_since(self, before: Sequence[Received]) -> tuple[bool, list[Received]]:
        """Compare with what was there; what has not changed stays the very same object.

        Returns:
            Whether anything differs, and the messages that are new.
        """
        known = {name_of(item): item for item in before}
        self.items = [
            was if (was := known.get(name_of(item))) == item and was is not None else item
            for item in self.items
        ]
        same = len(before) == len(self.items) and all(map(operator.is_, before, self.items))
        return not same, [item for item in self.items if name_of(item) not in known]

    def _unknown(self, page: Page) -> list[Received]:
        known = set(map(name_of, self.items))
        return [item for item in page.items if name_of(item) not in known]
