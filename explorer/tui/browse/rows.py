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


_LEAST_NAME = 6
"""Cells that a name has before anything stands beside it."""


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


def conversation_line(
    item: Conversation | Unreadable, width: int, now: datetime, *, opened: bool = False
) -> Line:
    """One conversation as one row: kind, name, last change.

    Args:
        item: The conversation.
        width: Cells of the row.
        now: The present, in the zone to show.
        opened: Whether it is the one that is open.
    """
    from explorer.api.models import Unreadable

    if isinstance(item, Unreadable):
        return Line((Span("! ", "warning"), Span(one_line(item.why, max(4, width - 2)), "muted")))
    mark, style = "# ", "muted"
    if item.is_direct:
        mark, style = "@ ", "accent"
    elif item.is_private:
        mark, style = "◆ ", "warning"
    name_style = "accent strong" if opened else "muted" if item.is_archived else ""
    tail = " archived" if item.is_archived else ""
    moment = short_time(item.modified or item.created, now)
    right = f"{tail} {moment}" if moment else tail
    if width - 2 - len(right) < _LEAST_NAME:
        right = ""
    room = max(1, width - 2 - len(right))
    name = truncate(Line((Span(one_line(item.title), name_style),)), room)
    gap = " " * max(0, room - width_of(name))
    return Line((Span(mark, style), *name.spans, Span(gap), Span(right, "muted")))


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
