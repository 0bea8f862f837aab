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
    """Count one call. Within a transaction.

    Args:
        connection: The data.
        app_id: Who calls.
        place: The conversation's id, or empty for calls that concern none.
        now: Seconds since 1970 by the machine's clock, which all servers of a file share.
    """
    row = connection.execute(
        """UPDATE quota SET used = used + 1 WHERE app_id = ? AND place = ? AND until > ?
        RETURNING used, until""",
        (app_id, place, now),
    ).fetchone()
    if row is not None:
        return Quota(*row)
    connection.execute("DELETE FROM quota WHERE until <= ?", (now,))
    until = int(now) + WINDOW_SECONDS
    connection.execute("INSERT OR REPLACE INTO quota VALUES (?, ?, ?, 1)", (app_id, place, until))
    return Quota(1, until)
