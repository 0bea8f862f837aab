"""App modules: those an app puts into conversations, and those of its descriptor."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json

from explorer.sandbox.store.database import Connection

MOST = 2**63 - 1
"""The largest offset SQLite can count to."""


def page(
    connection: Connection, app_id: str, conversation_id: str, kind: str, start: int, limit: int
) -> list[dict[str, Any]]:
    """Modules of one type that an app has put into a conversation, in the order first put.

    Args:
        connection: The data.
        app_id: Whose.
        conversation_id: Where.
        kind: The type, as in `chat:dialog`.
        start: How many to leave out.
        limit: How many at most.
    """
    rows = connection.execute(
        """SELECT key, body FROM module WHERE app_id = ? AND conversation_id = ? AND type = ?
        ORDER BY position LIMIT ? OFFSET ?""",
        (app_id, conversation_id, kind, limit, min(start, MOST)),
    )
    return [{"key": key, **from_json(body)} for key, body in rows]


def put(
    connection: Connection,
    app_id: str,
    conversation_id: str,
    kind: str,
    key: str,
    body: dict[str, Any],
) -> None:
    """Create or replace a module; a replaced one keeps its place. Within a transaction.

    Raises:
        ValueError: The body holds what JSON in UTF-8 cannot.
    """
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    connection.execute(
        """INSERT INTO module (app_id, conversation_id, type, key, body) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (app_id, conversation_id, type, key) DO UPDATE SET body = excluded.body""",
        (app_id, conversation_id, kind, key, text),
    )


def delete(connection: Connection, app_id: str, conversation_id: str, kind: str, key: str) -> bool:
    """Delete a module. Within a transaction.

    Returns:
        Whether there was one.
    """
    gone = connection.execute(
        "DELETE FROM module WHERE app_id = ? AND conversation_id = ? AND type = ? AND key = ?",
        (app_id, conversation_id, kind, key),
    )
    return gone.rowcount > 0


def has_descriptor(connection: Connection, app_id: str, kind: str, key: str) -> bool:
    """Whether an app's descriptor holds a module of that type and key."""
    found = connection.execute(
        "SELECT 1 FROM descriptor WHERE app_id = ? AND type = ? AND key = ?", (app_id, kind, key)
    ).fetchone()
    return found is not None


def exists(connection: Connection, app_id: str, conversation_id: str, kind: str, key: str) -> bool:
    """Whether an app has put a module of that type and key into a conversation."""
    found = connection.execute(
        "SELECT 1 FROM module WHERE app_id = ? AND conversation_id = ? AND type = ? AND key = ?",
        (app_id, conversation_id, kind, key),
    ).fetchone()
    return found is not None
