"""What a person chose in a list and wants to find so again, kept on disk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from explorer.workbench.problems import StoreError
from explorer.workbench.store import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.workbench.store import Store

TABLE = """
    CREATE TABLE choice (
        profile TEXT NOT NULL, name TEXT NOT NULL, chosen TEXT NOT NULL,
        PRIMARY KEY (profile, name)
    ) WITHOUT ROWID
"""


class Choices:
    """The choices made on one server.

    Args:
        store: Has the table `TABLE`.
        profile: What drafts know the server by.
    """

    def __init__(self, store: Store, profile: str) -> None:
        self._store, self._profile = store, storable(profile)

    async def of(self, name: str) -> Mapping[str, Any]:
        """What was chosen last.

        Args:
            name: Of the list.

        Returns:
            JSON data by name of the choice; nothing where none was made or it cannot be read.
        """

        def select(connection: sqlite3.Connection) -> Any:
            found = "SELECT chosen FROM choice WHERE profile = ? AND name = ?"
            row = connection.execute(found, (self._profile, name)).fetchone()
            return json.loads(row[0]) if row is not None else {}

        try:
            chosen = await asyncio.wrap_future(self._store.submit(select))
        except (StoreError, ValueError, RecursionError):
            return {}
        return chosen if isinstance(chosen, dict) else {}

    def keep(self, name: str, chosen: Mapping[str, Any]) -> None:
        """Keep a choice.

        Args:
            name: Of the list.
            chosen: JSON data by name of the choice.
        """
        values = (self._profile, name, json.dumps(dict(chosen)))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO choice VALUES (?, ?, ?)", values)

        self._store.post(write)
