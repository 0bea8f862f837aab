"""How many calls an app has made in the present minute, per conversation."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.sandbox.store.database import Connection

WINDOW_SECONDS = 60
_WRITTEN_EVERY = 1.0
_MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Quota:
    """The state of one counter after a call.

    Args:
        used: Calls in this minute, this one included.
        until: When the minute ends: whole seconds since 1970.
    """

    used: int
    until: int


def count(connection: Connection, app_id: str, place: str, now: float, calls: int = 1) -> Quota:
    """Count a call.

    It is one statement, which outside a transaction is one by itself: every call is counted, and
    writes no more than its counter.

    Args:
        connection: The data.
        app_id: Who calls.
        place: The conversation's id, or empty for calls that concern none.
        now: Seconds since 1970 by the machine's clock, which all servers of a file share.
        calls: How many calls it counts for.
    """
    # Read to its end, which is where it is kept.
    ((used, until),) = connection.execute(
        """INSERT INTO quota VALUES (:app, :place, :until, :calls) ON CONFLICT DO UPDATE SET
            used = iif(until > :now, used, 0) + :calls, until = iif(until > :now, until, :until)
        RETURNING used, until""",
        {
            "app": app_id,
            "place": place,
            "now": now,
            "until": int(now) + WINDOW_SECONDS,
            "calls": calls,
        },
    ).fetchall()
    if used == calls:
        connection.execute("DELETE FROM quota WHERE until <= ?", (now,))
    return Quota(used, until)


class _Line:
    """One counter, and how much of it is not written down yet."""

    __slots__ = ("known", "unwritten", "written")

    def __init__(self, known: Quota, written: float) -> None:
        self.known = known
        self.written = written
        self.unwritten = 0


class Ledger:
    """Counts calls in memory and writes them down once a second, for a server that refuses none.

    Its own calls it counts exactly; those of other servers on the same file it learns of when it
    writes.
    """

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], _Line] = {}

    def count(self, connection: Connection, app_id: str, place: str, now: float) -> Quota:
        """Count a call; arguments as for `quotas.count`."""
        key = (app_id, place)
        line = self._lines.get(key)
        if line is not None and line.known.until > now:
            if now - line.written < _WRITTEN_EVERY:
                line.unwritten += 1
                return Quota(line.known.used + line.unwritten, line.known.until)
            unwritten = line.unwritten
        else:
            unwritten = 0
            self._forget(now)
        known = count(connection, app_id, place, now, unwritten + 1)
        self._lines[key] = _Line(known, now)
        return known

    def _forget(self, now: float) -> None:
        """Leave out what is of past minutes, when there is much of it."""
        if len(self._lines) >= _MOST_LINES:
            self._lines = {key: line for key, line in self._lines.items() if line.known.until > now}
