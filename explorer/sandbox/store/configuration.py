"""What an app says of itself in a conversation: whether it is configured, what its glances show.

No operation reads any of it: it was for the service's own faces.
"""

from __future__ import annotations

import json
from typing import Any

from explorer.sandbox.store.database import Connection


def set_configured(
    connection: Connection, app_id: str, conversation_id: str, key: str, configured: bool
) -> None:
    """Keep whether an app is configured in a conversation. Within a transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO configuration VALUES (?, ?, ?, ?)",
        (app_id, conversation_id, key, configured),
    )


def set_glance(
    connection: Connection,
    app_id: str,
    conversation_id: str,
    key: str,
    label: str,
    metadata: dict[str, Any],
) -> None:
    """Keep what a glance shows in a conversation. Within a transaction.

    Raises:
        ValueError: The metadata hold what JSON in UTF-8 cannot.
    """
    text = json.dumps(metadata, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    connection.execute(
        "INSERT OR REPLACE INTO glance_state VALUES (?, ?, ?, ?, ?)",
        (app_id, conversation_id, key, label, text),
    )


def forget_glance(connection: Connection, app_id: str, conversation_id: str, key: str) -> None:
    """Forget what a glance showed, if it did. Within a transaction."""
    connection.execute(
        "DELETE FROM glance_state WHERE app_id = ? AND conversation_id = ? AND key = ?",
        (app_id, conversation_id, key),
    )
