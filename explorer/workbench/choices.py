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
        self._chosen: dict[str, Mapping[str, Any]] = {}

    async def load(self) -> None:
        """Read what was chosen in earlier sittings; what cannot be read is none."""

        def select(connection: sqlite3.Connection) -> list[tuple[str, str]]:
            found = "SELECT name, chosen FROM choice WHERE profile = ?"
            return connection.execute(found, (self._profile,)).fetchall()

        try:
            rows = await asyncio.wrap_future(self._store.submit(select))
        except StoreError:
            return
        for name, text in rows:
            try:
                chosen = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(chosen, dict):
                self._chosen.setdefault(name, chosen)

    def of(self, name: str) -> Mapping[str, Any]:
        """What was chosen last.

        Args:
            name: Of the list.

        Returns:
            JSON data by name of the choice; nothing where none was made.
        """
        return self._chosen.get(name, {})

    def keep(self, name: str, chosen: Mapping[str, Any]) -> None:
        """Keep a choice.

        Args:
            name: Of the list.
            chosen: JSON data by name of the choice.
        """
        self._chosen[name] = dict(chosen)
        values = (self._profile, name, json.dumps(dict(chosen)))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO choice VALUES (?, ?, ?)", values)

        self._store.post(write)
