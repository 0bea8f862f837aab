"""Conversations, who is in them, and which apps are installed there."""

from __future__ import annotations

from typing import NamedTuple

from explorer.sandbox.store import names
from explorer.sandbox.store.database import Connection

AVATARS = "https://static.stride.com/default-room-avatars/web/96pt/default_{:02d}-96.png"
"""Where the service kept the pictures of rooms, 1 to 12."""


class ConversationRow(NamedTuple):
    """A conversation as kept. Moments are in the service's own spelling."""

    id: str
    cloud_id: str
    name: str
    topic: str
    type: str
    privacy: str
    archived: int
    avatar_url: str
    created: str
    modified: str


COLUMNS = ", ".join(f"conversation.{name}" for name in ConversationRow._fields)
"""A row's columns, in SQL."""


def name_key(name: str) -> str:
    """A name as lists order and find it: without regard to case."""
    return name.casefold()


def find(connection: Connection, cloud_id: str, conversation_id: str) -> ConversationRow | None:
    """A conversation of a site; None where the site has none of that id."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM conversation WHERE id = ? AND cloud_id = ?",  # noqa: S608
        (conversation_id, cloud_id),
    ).fetchone()
    return None if row is None else ConversationRow(*row)


def find_direct(
    connection: Connection, cloud_id: str, app_id: str, user_id: str
) -> ConversationRow | None:
    """The direct conversation of an app and a user; None before it was started."""
    row = connection.execute(
        f"""SELECT {COLUMNS} FROM conversation
        WHERE cloud_id = ? AND direct_app_id = ? AND direct_user_id = ?""",  # noqa: S608
        (cloud_id, app_id, user_id),
    ).fetchone()
    return None if row is None else ConversationRow(*row)


def is_installed(connection: Connection, app_id: str, conversation_id: str) -> bool:
    """Whether an app is installed in a conversation."""
    found = connection.execute(
        "SELECT 1 FROM installation WHERE conversation_id = ? AND app_id = ?",
        (conversation_id, app_id),
    ).fetchone()
    return found is not None


def add(
    connection: Connection, row: ConversationRow, *, direct: tuple[str, str] | None = None
) -> None:
    """Keep a new conversation. Within a transaction.

    Args:
        connection: The data.
        row: The conversation.
        direct: App and user of a direct conversation.
    """
    app_id, user_id = direct or (None, None)
    connection.execute(
        """INSERT INTO conversation (id, cloud_id, name, name_key, topic, type, privacy, archived,
        avatar_url, created, modified, direct_app_id, direct_user_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            row.id,
            row.cloud_id,
            row.name,
            name_key(row.name),
            row.topic,
            row.type,
            row.privacy,
            row.archived,
            row.avatar_url,
            row.created,
            row.modified,
            app_id,
            user_id,
        ),
    )


def install(connection: Connection, app_id: str, row: ConversationRow) -> None:
    """Install an app in a conversation. Within a transaction."""
    connection.execute(
        """INSERT INTO installation
        (app_id, cloud_id, name_key, conversation_id, archived, private, direct)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            app_id,
            row.cloud_id,
            name_key(row.name),
            row.id,
            row.archived,
            row.privacy == "private",
            row.type == "direct",
        ),
    )
    names.settle(connection)


def join(connection: Connection, conversation_id: str, user_id: str) -> None:
    """Put someone on a conversation's roster. Within a transaction."""
    connection.execute("INSERT OR IGNORE INTO roster VALUES (?, ?)", (conversation_id, user_id))


def change(
    connection: Connection,
    row: ConversationRow,
    modified: str,
    *,
    name: str | None = None,
    topic: str | None = None,
    privacy: str | None = None,
) -> ConversationRow:
    """Change what is given and leave the rest. Within a transaction.

    Returns:
        The conversation as it is then.
    """
    changed = row._replace(
        name=row.name if name is None else name,
        topic=row.topic if topic is None else topic,
        privacy=row.privacy if privacy is None else privacy,
        modified=modified,
    )
    connection.execute(
        """UPDATE conversation SET name = ?, name_key = ?, topic = ?, privacy = ?, modified = ?
        WHERE id = ?""",
        (changed.name, name_key(changed.name), changed.topic, changed.privacy, modified, row.id),
    )
    names.settle(connection)
    return changed


def set_archived(
    connection: Connection, conversation_id: str, archived: bool, modified: str
) -> None:
    """Put a conversation into the archive, or take it out. Within a transaction."""
    connection.execute(
        "UPDATE conversation SET archived = ?, modified = ? WHERE id = ?",
        (archived, modified, conversation_id),
    )
