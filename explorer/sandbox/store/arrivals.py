"""Conversations that an app has started and is not yet installed in: the service took a while."""

from __future__ import annotations

from explorer.sandbox.store import conversations
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection


def expect(connection: Connection, app_id: str, row: ConversationRow, until: float) -> None:
    """Install an app later. Within a transaction.

    Args:
        connection: The data.
        app_id: The app.
        row: The conversation.
        until: When, in seconds since 1970 by the machine's clock, which all servers share.
    """
    connection.execute("INSERT INTO arrival VALUES (?, ?, ?)", (row.id, app_id, until))


def are_due(connection: Connection, now: float) -> bool:
    """Whether there is something to settle."""
    found = connection.execute("SELECT 1 FROM arrival WHERE until <= ?", (now,)).fetchone()
    return found is not None


def settle(connection: Connection, now: float) -> None:
    """Install where it is time. Within a transaction."""
    due = connection.execute(
        "SELECT conversation_id, app_id FROM arrival WHERE until <= ?", (now,)
    ).fetchall()
    for conversation_id, app_id in due:
        connection.execute(
            "DELETE FROM arrival WHERE conversation_id = ? AND app_id = ?",
            (conversation_id, app_id),
        )
        found = connection.execute(
            "SELECT cloud_id FROM conversation WHERE id = ?", (conversation_id,)
        ).fetchone()
        row = conversations.find(connection, found[0], conversation_id) if found else None
        if row is not None:
            conversations.install(connection, app_id, row)


def is_expected(connection: Connection, app_id: str, conversation_id: str) -> bool:
    """Whether an app is on its way into a conversation."""
    found = connection.execute(
        "SELECT 1 FROM arrival WHERE conversation_id = ? AND app_id = ?",
        (conversation_id, app_id),
    ).fetchone()
    return found is not None
