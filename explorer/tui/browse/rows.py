"""What the lists of the browse screen look like: plain functions and sources, no widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate, width_of

if TYPE_CHECKING:
    from explorer.api.models import Conversation, Unreadable
    from explorer.workbench.feeds import ConversationFeed


def short_time(moment: datetime | None, now: datetime) -> str:
    """A moment as a list shows it: the hour today, the day this week, else the date.

    Args:
        moment: Any moment with a zone; None for none.
        now: The present, in the zone to show.
    """
    if moment is None:
        return ""
    local = moment.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if 0 < days < 7:
        return f"{local:%a}"
    return f"{local.day} {local:%b}" if local.year == now.year else f"{local:%Y-%m}"


def conversation_line(item: Conversation | Unreadable, width: int, now: datetime) -> Line:
    """One conversation as one row: kind, name, last change."""
    from explorer.api.models import Unreadable

    if isinstance(item, Unreadable):
        return Line((Span("! ", "warning"), Span(one_line(item.why, max(4, width - 2)), "muted")))
    mark, style = "# ", "muted"
    if item.is_direct:
        mark, style = "@ ", "accent"
    elif item.is_private:
        mark, style = "◆ ", "warning"
    name_style = "muted" if item.is_archived else ""
    tail = " archived" if item.is_archived else ""
    moment = short_time(item.modified or item.created, now)
    right = f"{tail} {moment}" if moment else tail
    room = max(4, width - 2 - len(right))
    name = truncate(Line((Span(one_line(item.title), name_style),)), room)
    gap = " " * max(0, room - width_of(name))
    return Line((Span(mark, style), *name.spans, Span(gap), Span(right, "muted")))


class ConversationSource:
    """Conversations of a feed as rows; a row dropped from its window shows as on its way.

    Args:
        feed: Where they come from.
        now: The clock.
        missing: Called with the index of a row that has to be fetched again.
    """

    fixed_height = 1

    def __init__(
        self,
        feed: ConversationFeed,
        now: Callable[[], datetime],
        missing: Callable[[int], None],
    ) -> None:
        self.feed = feed
        self._now, self._missing = now, missing

    def __len__(self) -> int:
        return self.feed.count

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        item = self.feed.row(index)
        if item is None:
            self._missing(index)
            return (Line((Span("  …", "muted"),)),)
        return (conversation_line(item, width, self._now()),)

    def search_text(self, index: int) -> str:
        item = self.feed.row(index)
        return getattr(item, "title", "") if item is not None else ""
