"""Up to where each conversation has been read, kept on disk: what came since is new."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from explorer.workbench.problems import StoreError
from explorer.workbench.store import storable

if TYPE_CHECKING:
    from explorer.workbench.store import Store

TABLE = """
    CREATE TABLE last_read (
        profile TEXT NOT NULL, site TEXT NOT NULL, conversation TEXT NOT NULL, seen TEXT NOT NULL,
        PRIMARY KEY (profile, site, conversation)
    ) WITHOUT ROWID
"""
_KEEP = """
    INSERT INTO last_read VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen
    WHERE excluded.seen > seen
"""
_FIND = "SELECT seen FROM last_read WHERE profile = ? AND site = ? AND conversation = ?"


class LastRead:
    """When the last message was sent that a reader has seen, by site and conversation.

    Args:
        store: Has the table `TABLE`; None to keep nothing beyond this sitting.
        profile: What drafts know the server by.
    """

    def __init__(self, store: Store | None = None, profile: str = "") -> None:
        self._store, self._profile = store, profile
        self._seen: dict[tuple[str, str], datetime] = {}
        self._loaded: set[tuple[str, str]] = set()

    async def load(self, site: str, conversation_id: str) -> datetime | None:
        """Up to when a conversation has been read, here or in an earlier sitting.

        Args:
            site: The cloud id.
            conversation_id: The conversation.

        Returns:
            The moment; None for one that was never read.
        """
        place = (site, conversation_id)
        if self._store is not None and place not in self._loaded:
            key = self._key(place)

            def select(connection: sqlite3.Connection) -> tuple[str] | None:
                row: tuple[str] | None = connection.execute(_FIND, key).fetchone()
                return row

            try:
                row = await asyncio.wrap_future(self._store.submit(select))
                if row is not None:
                    self._later(place, datetime.fromisoformat(row[0]))
            except (StoreError, ValueError):
                # What cannot be read is as if it had never been.
                pass
            self._loaded.add(place)
        return self._seen.get(place)

    def note(self, site: str, conversation_id: str, moment: datetime) -> None:
        """Take note that all up to a moment has been seen; an earlier one changes nothing.

        Args:
            site: The cloud id.
            conversation_id: The conversation.
            moment: When the last message that was seen was sent, with its time zone.
        """
        place = (site, conversation_id)
        if self._later(place, moment) and self._store is not None:
            # In one zone and length texts are in the order of the moments.
            text = moment.astimezone(UTC).isoformat(timespec="microseconds")
            values = (*self._key(place), text)

            def keep(connection: sqlite3.Connection) -> None:
                connection.execute(_KEEP, values)

            self._store.post(keep)

    def _later(self, place: tuple[str, str], moment: datetime) -> bool:
        known = self._seen.get(place)
        if known is not None and moment <= known:
            return False
        self._seen[place] = moment
        return True

    def _key(self, place: tuple[str, str]) -> tuple[str, ...]:
        return tuple(map(storable, (self._profile, *place)))
