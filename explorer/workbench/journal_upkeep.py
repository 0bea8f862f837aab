"""What is done to the journal's file on its own thread: keep, find again, forget, make room."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from explorer.api.exchange import Exchange
from explorer.api.redact import Redactor
from explorer.workbench import journal_search as searching
from explorer.workbench.journal_bounds import Bounds
from explorer.workbench.journal_entry import Note
from explorer.workbench.journal_index import Index
from explorer.workbench.journal_query import Query
from explorer.workbench.journal_records import insert
from explorer.workbench.store import Store, Transaction

_PRUNE_EVERY = 64
_PAUSE = 0.02
"""Seconds between two steps of longer work in the background, for those who wait."""


class Upkeep:
    """Keeps the file and its index in step, and as large as it may be.

    All but what begins it is called on the thread of the store.

    Args:
        store: The file.
        bounds: How much is kept; also an attribute.
        now: The clock, in the zone in which days and hours are meant.
    """

    def __init__(self, store: Store, bounds: Bounds, now: Callable[[], datetime]) -> None:
        self._store, self.bounds, self._now = store, bounds, now
        self._since_pruning = _PRUNE_EVERY
        self._made: Index | None = None
        store.submit(self._begin)

    def index(self, connection: sqlite3.Connection) -> Index:
        """The index that exchanges are found by."""
        if self._made is None:
            # It could not be made: another process held the file, or something is wrong with it.
            self._made = Index(connection, create=False)
        return self._made

    def keep(
        self,
        connection: sqlite3.Connection,
        exchange: Exchange[Any],
        *,
        clean: Redactor,
        server: str,
        origin: str,
        view: str,
        notes: tuple[Note, ...],
    ) -> None:
        """Keep an exchange, in the place of what is kept of it already.

        Args:
            connection: To the file.
            exchange: As a client gives it.
            clean: Takes secrets out of it.
            server: `Target.name` of the server.
            origin, view, notes: As of `Journal.record`.
        """
        index = self.index(connection)
        searching.forget(connection, index, searching.numbers_of(connection, [exchange.id]))
        number = insert(
            connection,
            exchange,
            clean=clean,
            server=server,
            origin=origin,
            view=view,
            notes=notes,
        )
        index.add([number])
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            self._prune(connection)

    def forget(self, connection: sqlite3.Connection, ids: Sequence[str]) -> int:
        """Forget exchanges by their whole ids; how many there were."""
        with Transaction(connection):
            index = self.index(connection)
            gone = searching.forget(connection, index, searching.numbers_of(connection, ids))
            if gone:
                index.clean()
        return gone

    def forget_some(self, connection: sqlite3.Connection, query: Query, last: int) -> int:
        """Forget some of the exchanges that are found, up to a number; how many there were."""
        with Transaction(connection):
            index = self.index(connection)
            numbers = searching.some_numbers(connection, index, query, last, searching.STEP)
            return searching.forget(connection, index, numbers)

    def shrink(self, connection: sqlite3.Connection) -> None:
        """Give room back to the disk after much was forgotten."""
        with Transaction(connection):
            self.index(connection).clean()
        free, pages = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("freelist_count", "page_count")
        )
        try:
            if free * 2 > pages:
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            pass  # Another process is at it; the room is used again all the same.

    def _begin(self, connection: sqlite3.Connection) -> None:
        with Transaction(connection):
            self._made = Index(connection)
        self._store.later(_PAUSE, self._catch_up)

    def _prune(self, connection: sqlite3.Connection) -> None:
        """Forget some of what is too much now, and the rest a little later."""
        numbers = searching.too_many(connection, self.bounds, self._now())
        if numbers:
            searching.forget(connection, self.index(connection), numbers)
            self._store.later(_PAUSE, self.prune_more)

    def prune_more(self, connection: sqlite3.Connection) -> None:
        """Forget some of what is too much by now."""
        with Transaction(connection):
            self._prune(connection)

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Have the words of exchanges found that an older version kept, some at a time."""
        with Transaction(connection):
            more = self.index(connection).catch_up()
            if not more:
                self._prune(connection)
        if more:
            self._store.later(_PAUSE, self._catch_up)
