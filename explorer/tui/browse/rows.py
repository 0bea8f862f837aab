"""What the lists of the browse screen look like: plain functions and sources, no widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.workbench.rows import conversation_line

if TYPE_CHECKING:
    from explorer.workbench.feeds import ConversationFeed


class NoRows:
    """A list that has not come yet."""

    fixed_height = 1

    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        raise IndexError(index)


class ConversationSource:
    """Conversations of a feed as rows; a row dropped from its window shows as on its way.

    Args:
        feed: Where they come from.
        now: The clock.
        missing: Called with the index of a row that has to be fetched again.
        opened: Gives the id of the conversation that is open.
    """

    fixed_height = 1

    def __init__(
        self,
        feed: ConversationFeed,
        now: Callable[[], datetime],
        missing: Callable[[int], None],
        opened: Callable[[], str] = str,
    ) -> None:
        self.feed = feed
        self._now, self._missing, self._opened = now, missing, opened

    def __len__(self) -> int:
        return self.feed.count

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        item = self.feed.row(index)
        if item is None:
            self._missing(index)
            return (Line((Span("  …", "muted"),)),)
        opened = bool(item.id) and item.id == self._opened()
        return (conversation_line(item, width, self._now(), opened=opened),)

    def search_text(self, index: int) -> str:
        item = self.feed.row(index)
        return getattr(item, "title", "") if item is not None else ""

    def subject(self, index: int) -> object:
        """The conversation."""
        return self.feed.row(index)
