"""How a thread is written down, before it has ids and moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

Said: TypeAlias = "tuple[str, float, str | dict[str, Any]]"
"""Who (a nick name), minutes after the message before, and what: Markdown or a document."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages of one room that follow each other.

    Args:
        room: The room's key.
        start: The moment that the first message's minutes count from.
        said: The messages.
    """

    room: str
    start: datetime
    said: list[Said]


def at(now: datetime, days: int, clock: str) -> datetime:
    """A time of day so many days ago, as in `at(now, 1, "09:30")`; UTC."""
    day = (now - timedelta(days=days)).date()
    return datetime.combine(day, time.fromisoformat(clock), now.tzinfo)


def ago(now: datetime, *, hours: float = 0, minutes: float = 0) -> datetime:
    """A moment so long ago."""
    return now - timedelta(hours=hours, minutes=minutes)
