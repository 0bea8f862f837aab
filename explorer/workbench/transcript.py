"""How messages read one after the other, in any face: days, authors, what is being sent."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.api.models import Message

TOGETHER: Final = timedelta(minutes=5)
"""Messages of one author closer than this stand under one name."""

STATES: Final = {
    "sending": ("sending…", "muted"),
    "failed": ("not sent", "error"),
    "unknown": ("outcome unknown", "warning"),
    "sent": ("sent", "muted"),
}
"""Words and tone of how far a message has come, by its state."""


def together(first: Message, second: Message, zone: tzinfo | None) -> bool:
    """Whether two messages, one after the other, stand under one name.

    Args:
        first, second: In time order.
        zone: In which days are counted.
    """
    if first.sender_id != second.sender_id or not first.ts or not second.ts:
        return False
    same_day = first.ts.astimezone(zone).date() == second.ts.astimezone(zone).date()
    return timedelta() <= second.ts - first.ts <= TOGETHER and same_day


def day_name(moment: datetime, now: datetime) -> str:
    """The day of a message in words.

    Args:
        moment: In the zone to show.
        now: The present, in the same zone.
    """
    days = (now.date() - moment.date()).days
    name = {0: "Today", 1: "Yesterday"}.get(days, f"{moment:%A} {moment.day} {moment:%B}")
    return name if moment.year == now.year else f"{name} {moment.year}"


def joined(text: str, rest: str) -> str:
    """A text that was not sent before what has been written since, as one draft."""
    return text if not rest.strip() else f"{text}\n\n{rest}"
