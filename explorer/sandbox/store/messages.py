"""Messages, in time order within their conversation."""

from __future__ import annotations

import json
import secrets
from typing import Any, NamedTuple

from explorer.sandbox.clock import message_id
from explorer.sandbox.store.database import Connection


class MessageRow(NamedTuple):
    """A message as kept: its moment in ticks of 100 ns, its document as JSON text."""

    id: str
    ticks: int
    sender_id: str
    text: str
    body: str


_COLUMNS = ", ".join(MessageRow._fields)


def body_text(document: dict[str, Any]) -> str:
    """A document as it is kept.

    Raises:
        ValueError: It holds what JSON in UTF-8 cannot: half of a surrogate pair, or infinity.
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def add(
    connection: Connection,
    conversation_id: str,
    sender_id: str,
    now: int,
    document: dict[str, Any],
    text: str,
) -> str:
    """Keep a new message as the latest of its conversation. Within a transaction.

    Args:
        connection: The data.
        conversation_id: Where.
        sender_id: From whom.
        now: The moment in ticks. Where a message of that moment or later is there already, the
            new one comes just after it.
        document: The body.
        text: Its plain text.

    Returns:
        The id it was given.
    """
    last = connection.execute(
        "SELECT max(ticks) FROM message WHERE conversation_id = ?", (conversation_id,)
    ).fetchone()[0]
    ticks = now if last is None else max(now, last + 1)
    new = message_id(ticks, secrets.randbits(48) | 1 << 40, secrets.randbits(14))
    connection.execute(
        "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)",
        (new, conversation_id, ticks, sender_id, text, body_text(document)),
    )
    return new


def find(connection: Connection, conversation_id: str, wanted: str) -> MessageRow | None:
    """A message of a conversation; None where it has none of that id."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM message WHERE id = ? AND conversation_id = ?",  # noqa: S608
        (wanted, conversation_id),
    ).fetchone()
    return None if row is None else MessageRow(*row)


def replace(connection: Connection, wanted: str, document: dict[str, Any], text: str) -> None:
    """Replace the content of a message that is there. Within a transaction."""
    connection.execute(
        "UPDATE message SET body = ?, text = ? WHERE id = ?", (body_text(document), text, wanted)
    )


def delete(connection: Connection, wanted: str) -> None:
    """Delete a message. Within a transaction."""
    connection.execute("DELETE FROM message WHERE id = ?", (wanted,))


def before(
    connection: Connection, conversation_id: str, upper: int | None, limit: int
) -> list[MessageRow]:
    """The latest messages before a moment, oldest first.

    Args:
        connection: The data.
        conversation_id: Where.
        upper: Only earlier than this, in ticks; None for no bound.
        limit: How many at most.
    """
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM message WHERE conversation_id = ? AND ticks < ?
        ORDER BY ticks DESC LIMIT ?""",  # noqa: S608
        (conversation_id, _LATEST if upper is None else upper, limit),
    ).fetchall()
    return [MessageRow(*row) for row in reversed(rows)]


def after(
    connection: Connection, conversation_id: str, lower: int, upper: int | None, limit: int
) -> list[MessageRow]:
    """The first messages after a moment, oldest first.

    Args:
        connection: The data.
        conversation_id: Where.
        lower: Only later than this, in ticks.
        upper: Only earlier than this; None for no bound.
        limit: How many at most.
    """
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM message WHERE conversation_id = ? AND ticks > ? AND ticks < ?
        ORDER BY ticks LIMIT ?""",  # noqa: S608
        (conversation_id, lower, _LATEST if upper is None else upper, limit),
    )
    return [MessageRow(*row) for row in rows]


_LATEST = 2**63 - 1
