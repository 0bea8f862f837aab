"""How many calls an app has made in the present minute, per conversation."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.sandbox.store.database import Connection

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """The state of one counter after a call.

    Args:
        used: Calls in this minute, this one included.
        until: When the minute ends: whole seconds since 1970.
    """

    used: int
    until: int


def count(connection: Connection, app_id: str, place: str, now: float) -> Quota:
    """Count one call.

    It is one statement, which outside a transaction is one by itself: every call is counted, and
    writes no more than its counter.

    Args:
        connection: The data.
        app_id: Who calls.
        place: The conversation's id, or empty for calls that concern none.
        now: Seconds since 1970 by the machine's clock, which all servers of a file share.
    """
    # Read to its end, which is where it is kept.
    ((used, until),) = connection.execute(
        """INSERT INTO quota VALUES (:app, :place, :until, 1) ON CONFLICT DO UPDATE SET
            used = iif(until > :now, used + 1, 1), until = iif(until > :now, until, :until)
        RETURNING used, until""",
        {"app": app_id, "place": place, "now": now, "until": int(now) + WINDOW_SECONDS},
    ).fetchall()
    if used == 1:
        connection.execute("DELETE FROM quota WHERE until <= ?", (now,))
    return Quota(used, until)
