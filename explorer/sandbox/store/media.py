"""Files of conversations, kept in pieces, so that none is ever whole in memory.

A file is `coming` while its pieces arrive, `whole` when it can be had, and `going` while they are
deleted. Each step is a short transaction of its own: others need not wait for a large file.
"""

from __future__ import annotations

from typing import NamedTuple

from explorer.sandbox.store.database import Connection

PIECE = 256 * 1024
"""Bytes of each piece but the last."""

FORGOTTEN = 24 * 3600.0
"""Seconds after which a file that is still coming was left behind by a server that was killed."""

_DELETED_AT_ONCE = 8


class MediaRow(NamedTuple):
    """A file that is whole."""

    id: str
    name: str
    size: int


def begin(connection: Connection, media_id: str, conversation: str, name: str, now: float) -> None:
    """A file begins to come in, at `now` in seconds. Within a transaction."""
    connection.execute(
        "INSERT INTO media VALUES (?, ?, ?, 0, 'coming', ?)", (media_id, conversation, name, now)
    )


def add_piece(connection: Connection, media_id: str, number: int, content: bytes) -> bool:
    """Keep the next piece; the first is number 0. Within a transaction.

    Returns:
        Whether the file is still coming; if not, as after a reset, nothing was kept.
    """
    added = connection.execute(
        """INSERT INTO media_piece SELECT ?, ?, ?
        WHERE EXISTS (SELECT 1 FROM media WHERE id = ? AND state = 'coming')""",
        (media_id, number, content, media_id),
    ).rowcount
    return added == 1


def finish(connection: Connection, media_id: str, size: int) -> bool:
    """All pieces are there: from now on the file can be found. Within a transaction.

    Returns:
        Whether it is so; if not, the data were exchanged while it came, and nothing was changed.
    """
    # A snapshot that was saved while the file came has the first of its pieces.
    finished = connection.execute(
        """UPDATE media SET state = 'whole', size = ? WHERE id = ? AND state = 'coming'
        AND (SELECT coalesce(sum(length(content)), 0) FROM media_piece WHERE media_id = ?) = ?""",
        (size, media_id, media_id, size),
    ).rowcount
    return finished == 1


def find(connection: Connection, conversation_id: str, media_id: str) -> MediaRow | None:
    """A file of a conversation; None where it has none of that id that is whole."""
    row = connection.execute(
        """SELECT id, name, size FROM media
        WHERE id = ? AND conversation_id = ? AND state = 'whole'""",
        (media_id, conversation_id),
    ).fetchone()
    return None if row is None else MediaRow(*row)


def piece(connection: Connection, media_id: str, number: int) -> bytes | None:
    """A piece of a file; None where it is not there (any more)."""
    row = connection.execute(
        """SELECT content FROM media_piece WHERE media_id = ? AND number = ?
        AND EXISTS (SELECT 1 FROM media WHERE id = media_id AND state = 'whole')""",
        (media_id, number),
    ).fetchone()
    return None if row is None else bytes(row[0])


def doom(connection: Connection, media_id: str) -> None:
    """From now on the file cannot be found; its pieces are still to go. Within a transaction."""
    connection.execute("UPDATE media SET state = 'going' WHERE id = ?", (media_id,))


def delete_some(connection: Connection, media_id: str) -> bool:
    """Delete some pieces of a doomed file, and it with the last; gives whether any are left.

    A file that is whole (again), as after a restore, stays. Within a transaction.
    """
    if connection.execute(
        "SELECT 1 FROM media WHERE id = ? AND state = 'whole'", (media_id,)
    ).fetchone():
        return False
    deleted = connection.execute(
        """DELETE FROM media_piece WHERE rowid IN (
            SELECT rowid FROM media_piece WHERE media_id = ? LIMIT ?)""",
        (media_id, _DELETED_AT_ONCE),
    ).rowcount
    if deleted == _DELETED_AT_ONCE:
        return True
    connection.execute("DELETE FROM media WHERE id = ?", (media_id,))
    return False


def left_behind(connection: Connection, now: float) -> list[str]:
    """Files whose pieces are still to go, and those that a killed server left half come in."""
    rows = connection.execute(
        """SELECT id FROM media WHERE state = 'going'
        UNION ALL SELECT id FROM media WHERE state = 'coming' AND begun < ?""",
        (now - FORGOTTEN,),
    )
    return [row[0] for row in rows]


def add_whole(
    connection: Connection, media_id: str, conversation: str, name: str, content: bytes
) -> None:
    """Keep a small file at once. Within a transaction."""
    begin(connection, media_id, conversation, name, 0.0)
    for number, start in enumerate(range(0, len(content), PIECE)):
        add_piece(connection, media_id, number, content[start : start + PIECE])
    finish(connection, media_id, len(content))
