"""Who is in a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.sandbox.store.database import Connection
from explorer.sandbox.store.modules import MOST


def page(connection: Connection, conversation_id: str, start: int, limit: int) -> list[str]:
    """Ids of the users in a conversation, in their order.

    Args:
        connection: The data.
        conversation_id: Where.
        start: How many to leave out.
        limit: How many at most.
    """
    rows = connection.execute(
        "SELECT user_id FROM roster WHERE conversation_id = ? ORDER BY user_id LIMIT ? OFFSET ?",
        (conversation_id, limit, min(start, MOST)),
    )
    return [row[0] for row in rows]


def holds(connection: Connection, conversation_id: str, user_id: str) -> bool:
    """Whether a user is in a conversation."""
    found = connection.execute(
        "SELECT 1 FROM roster WHERE conversation_id = ? AND user_id = ?",
        (conversation_id, user_id),
    ).fetchone()
    return found is not None


def join(connection: Connection, conversation_id: str, user_ids: Iterable[str]) -> None:
    """Put users into a conversation; those who are in it stay. Within a transaction."""
    connection.executemany(
        "INSERT OR IGNORE INTO roster VALUES (?, ?)",
        [(conversation_id, user_id) for user_id in user_ids],
    )


def leave(connection: Connection, conversation_id: str, user_ids: Iterable[str]) -> None:
    """Take users out of a conversation; it may have none of them. Within a transaction."""
    connection.executemany(
        "DELETE FROM roster WHERE conversation_id = ? AND user_id = ?",
        [(conversation_id, user_id) for user_id in user_ids],
    )
