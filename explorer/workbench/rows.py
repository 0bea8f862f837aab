"""What a conversation looks like as a row of a list, in any face."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate, width_of

if TYPE_CHECKING:
    from explorer.api.models import Conversation, Unreadable

_WORDS = 30
"""Cells of a row from which on it says in a word what else is a mark."""

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


def how_many(count: int, *, complete: bool, query: str, problem: str = "") -> str:
    """How many conversations there are, as far as they are listed.

    Args:
        count: Of those that are.
        complete: Whether these are all.
        query: What their names hold; empty for a list of all.
        problem: Why there are no more yet; empty for no failure.
    """
    what = f"{count:,}"
    if query:
        what = f"{what} {'match' if count == 1 else 'matches'}"
    if problem:
        return f"{what} loaded, then: {problem}"
    if not complete:
        return f"{what} loaded, more follow"
    return what if query else f"{what} in all"


def sign_of(item: Conversation) -> str:
    """The mark before a conversation's name: a direct one's, a private one's or a public one's.

    Args:
        item: The conversation.
    """
    return "@" if item.is_direct else "◆" if item.is_private else "#"


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
    style = "accent" if item.is_direct else "warning" if item.is_private else "muted"
    name_style = "accent strong" if opened else "muted" if item.is_archived else ""
    tail = (" archived" if width >= _WORDS else " ⊘") if item.is_archived else ""
    moment = short_time(item.modified or item.created, now)
    right = f"{tail} {moment}" if moment else tail
    if width - 2 - len(right) < _LEAST_NAME:
        right = ""
    room = max(1, width - 2 - len(right))
    name = truncate(Line((Span(one_line(item.title), name_style),)), room)
    gap = " " * max(0, room - width_of(name))
    return Line((Span(f"{sign_of(item)} ", style), *name.spans, Span(gap), Span(right, "muted")))
