"""The sandbox's clock, and the two ways in which the service wrote a moment.

Messages are ordered by ticks of 100 nanoseconds, the unit in which a time-based UUID counts: a
message id holds its own moment, so that it can be a bound of a history even after its message
has been deleted.
"""

from __future__ import annotations

import re
import time
import uuid
from datetime import UTC, datetime, timedelta

TICKS_PER_SECOND = 10_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = (1980, 2999)
# Ticks from the start of the Gregorian calendar, where UUIDs count from, to the Unix epoch.
_GREGORIAN = 0x01B21DD213814000
_FRACTION = re.compile(r"\.(\d{1,9})")


class Clock:
    """The moment it is in the sandbox: that of the machine, or one that started elsewhere.

    Args:
        start: The moment it is now; it goes on from there. None for the machine's own.

    Raises:
        ValueError: `start` has no time zone, or is too far away for what is dated around it.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = 0
        if start is not None:
            if start.tzinfo is None:
                raise ValueError("the moment needs a time zone, as in 2018-06-08T17:36:32Z")
            if not _YEARS[0] <= start.year <= _YEARS[1]:
                raise ValueError(f"the year must be from {_YEARS[0]} to {_YEARS[1]}")
            self._offset = to_ticks(start) - self.ticks()

    def ticks(self) -> int:
        """Now, in ticks of 100 ns since 1970."""
        return time.time_ns() // 100 + self._offset

    def now(self) -> datetime:
        """Now, in UTC."""
        return from_ticks(self.ticks())


def to_ticks(moment: datetime) -> int:
    """A moment as ticks of 100 ns since 1970."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * TICKS_PER_SECOND + since.microseconds * 10


def from_ticks(ticks: int) -> datetime:
    """Ticks as a moment in UTC, cut to microseconds."""
    return _EPOCH + timedelta(microseconds=ticks // 10)


def nanoseconds(ticks: int) -> str:
    """A moment as messages carry it: `2017-10-24T22:16:30.243693000Z`."""
    whole = _EPOCH + timedelta(seconds=ticks // TICKS_PER_SECOND)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{ticks % TICKS_PER_SECOND:07d}00Z"


def milliseconds(moment: datetime) -> str:
    """A moment as conversations carry it: `2018-02-03T11:19:22.261Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> int:
    """Ticks of an RFC 3339 moment, which the operation has checked to be one."""
    fraction = _FRACTION.search(text)
    digits = fraction.group(1) if fraction else ""
    whole = datetime.fromisoformat(_FRACTION.sub("", text).upper())
    return to_ticks(whole) + int(digits.ljust(9, "0")[:7])


def message_id(ticks: int, node: int, sequence: int) -> str:
    """A time-based UUID for a message.

    Args:
        ticks: Its moment.
        node: 48 bits that tell databases apart.
        sequence: 14 bits that tell apart what has the same moment.
    """
    stamp = ticks + _GREGORIAN
    # Written out, since a large sandbox makes a million of them: a UUID of version 1.
    return (
        f"{stamp & 0xFFFFFFFF:08x}-{stamp >> 32 & 0xFFFF:04x}-{stamp >> 48 & 0x0FFF | 0x1000:04x}-"
        f"{sequence & 0x3FFF | 0x8000:04x}-{node & 0xFFFFFFFFFFFF:012x}"
    )


def ticks_of(message: str) -> int | None:
    """The moment a message id holds; None where it is no time-based UUID."""
    try:
        found = uuid.UUID(message)
    except ValueError:
        return None
    return found.time - _GREGORIAN if found.version == 1 else None
