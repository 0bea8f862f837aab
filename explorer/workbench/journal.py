"""Every exchange, kept in SQLite: what history, the inspector and the fallbacks read.

Kept are the last 20,000 exchanges a person caused and the last 500 of polling, 256 MiB in all, of
each body 1 MiB; what is older goes first. Secrets are taken out once more on the way in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from explorer.api.exchange import Exchange
from explorer.api.redact import Redactor
from explorer.workbench.journal_records import (
    BODY_CAP,
    MIGRATIONS,
    POLLING,
    Bounds,
    Entry,
    Row,
    insert,
    list_rows,
    prune,
    read_entry,
)
from explorer.workbench.problems import StoreError
from explorer.workbench.sent_from_here import (
    ConfigurationState,
    SentMessage,
    configuration_states,
    direct_users,
    sent_messages,
)
from explorer.workbench.store import Store, silent

__all__ = [
    "BODY_CAP",
    "PERSON",
    "POLLING",
    "Bounds",
    "ConfigurationState",
    "Entry",
    "Journal",
    "Row",
    "SentMessage",
]

T = TypeVar("T")
PERSON = "person"
_PRUNE_EVERY = 64
Rows = list[Row]


class Journal:
    """The exchanges of all sittings, shared by every process on the same data.

    Reading waits for the journal's thread: from an event loop call it with `asyncio.to_thread`.

    Args:
        path: The file.
        redactor: Takes secrets out of what is kept; None to take out what looks like one.
        server: `Target.name` of the server whose exchanges are recorded.
        bounds: How much is kept.
        report: Called with each sentence a person should see, from another thread.
    """

    def __init__(
        self,
        path: Path,
        redactor: Redactor | None = None,
        *,
        server: str = "",
        bounds: Bounds | None = None,
        report: Callable[[str], None] = silent,
    ) -> None:
        self._store = Store(path, MIGRATIONS, what="The journal", report=report)
        self.redactor = redactor or Redactor()
        self.server = server
        self._bounds = bounds or Bounds()
        self._since_pruning = _PRUNE_EVERY

    def record(self, exchange: Exchange[Any], *, origin: str = PERSON, view: str = "") -> None:
        """Keep an exchange; costs nothing and never raises.

        Args:
            exchange: As a client gives it.
            origin: What caused it: `person` or `polling`.
            view: Where.
        """
        self._store.post(lambda connection: self._insert(connection, exchange, origin, view))

    def list(
        self,
        limit: int = 100,
        before: int | None = None,
        text: str = "",
        origin: str | None = None,
    ) -> Rows:
        """Exchanges, latest first; none where the journal cannot be read.

        Args:
            limit: Most of them.
            before: Only those with a lower number.
            text: Only those with it in operation, method, address, status, view or failure; in any
                case.
            origin: Only those of this origin.
        """
        return self._read(lambda connection: list_rows(connection, limit, before, text, origin), [])

    def get(self, id: str) -> Entry | None:
        """The exchange of that id, whole; None where it is not kept."""
        return self._read(lambda connection: read_entry(connection, id), None)

    def sent_messages(
        self, cloud_id: str, conversation_id: str, user_ids: Iterable[str] = ()
    ) -> Sequence[SentMessage]:
        """The messages sent from here to a conversation, oldest first, as they stand now.

        Edits and deletions made from here are followed. A message to a user counts where the
        journal or the caller knows that the conversation is the one with that user.

        Args:
            cloud_id: The site.
            conversation_id: The conversation.
            user_ids: Users this direct conversation is known to be with.
        """
        server, users = self.server, frozenset(user_ids)
        return self._read(
            lambda connection: sent_messages(connection, server, cloud_id, conversation_id, users),
            [],
        )

    def direct_user(self, cloud_id: str, conversation_id: str) -> str:
        """The user a direct conversation is with, as far as the journal knows; else empty."""
        server = self.server
        return self._read(
            lambda connection: min(
                direct_users(connection, server, cloud_id, conversation_id), default=""
            ),
            "",
        )

    def configuration_states(
        self, cloud_id: str, conversation_id: str
    ) -> Sequence[ConfigurationState]:
        """What was last set from here, a state for each configuration module, by key."""
        server = self.server
        return self._read(
            lambda connection: configuration_states(connection, server, cloud_id, conversation_id),
            [],
        )

    def flush(self) -> None:
        """Wait until all that was recorded is written."""
        self._read(lambda connection: None, None)

    def close(self) -> None:
        """Write what is not yet written, and close the file."""
        self._store.close()

    def _read(self, job: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            return self._store.run(job)
        except StoreError as problem:
            self._store.say(str(problem))
            return otherwise

    def _insert(
        self, connection: sqlite3.Connection, exchange: Exchange[Any], origin: str, view: str
    ) -> None:
        insert(
            connection,
            exchange,
            clean=self.redactor,
            server=self.server,
            origin=origin,
            view=view,
        )
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            prune(connection, self._bounds)
