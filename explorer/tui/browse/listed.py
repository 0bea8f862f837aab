"""The rows of the list of conversations: what is pinned, what was opened last, then the feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.workbench.rows import conversation_line

if TYPE_CHECKING:
    from explorer.api.models import Conversation, Unreadable
    from explorer.workbench.feeds import ConversationFeed

PINNED, RECENT = "★", "↺"


class Listed:
    """Conversations as rows; one dropped from the feed's window shows as on its way.

    Args:
        feed: Where they come from.
        now: The clock.
        missing: Called with the number, in the feed, of a row that has to be fetched again.
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
        self._top: list[tuple[str, Conversation]] = []

    def put_on_top(self, pinned: Sequence[Conversation], recent: Sequence[Conversation]) -> None:
        """Show these above the feed."""
        self._top = [(PINNED, each) for each in pinned] + [(RECENT, each) for each in recent]

    @property
    def above(self) -> int:
        """How many rows are above the feed's."""
        return len(self._top)

    def item(self, index: int) -> Conversation | Unreadable | None:
        """What a row shows; None where there is none, or where the feed has dropped it."""
        if 0 <= index < self.above:
            return self._top[index][1]
        return self.feed.row(index - self.above)

    def mark(self, index: int) -> str:
        """Why a row is above the feed; empty for one that is not."""
        return self._top[index][0] if 0 <= index < self.above else ""

    def index_of(self, id: str, *, mark: str = "") -> int | None:
        """The row of a conversation, that with the same mark first; None where it is not loaded.

        Args:
            id: Of the conversation.
            mark: As `mark` gives it.
        """
        if not id:
            return None
        top = [i for i, (_, each) in enumerate(self._top) if each.id == id]
        if mark and top:
            return next((i for i in top if self._top[i][0] == mark), top[0])
        for index in range(self.feed.count):
            item = self.feed.row(index)
            if item is not None and item.id == id:
                return self.above + index
        return top[0] if top else None

    def __len__(self) -> int:
        return self.above + self.feed.count

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        item = self.item(index)
        if item is None:
            self._missing(index - self.above)
            return (Line((Span("  …", "muted"),)),)
        mark = self.mark(index)
        prefix = (Span(f"{mark} ", "accent"),) if mark else ()
        opened = bool(item.id) and item.id == self._opened()
        rest = conversation_line(item, width - 2 * len(prefix), self._now(), opened=opened)
        return (Line((*prefix, *rest.spans)),)

    def search_text(self, index: int) -> str:
        item = self.item(index)
        return getattr(item, "title", "") if item is not None else ""

    def subject(self, index: int) -> object:
        """The conversation."""
        return self.item(index)
