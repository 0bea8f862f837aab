"""Every exchange, kept in SQLite: what history, the inspector and the fallbacks read.

Of each body 1 MiB is kept, and of exchanges as many as `Bounds` say; what is older goes first.
Secrets are taken out once more on the way in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from explorer.api.exchange import Exchange
from explorer.api.redact import Redactor
from explorer.document.safe import one_line
from explorer.workbench import journal_representation as journal_representation
from explorer.workbench import journal_search as searching
from explorer.workbench.journal_bounds import Bounds
from explorer.workbench.journal_entry import Entry, Note, Row
from explorer.workbench.journal_found import Found
from explorer.workbench.journal_query import Query, make_query
from explorer.workbench.journal_records import BODY_CAP, MIGRATIONS, read_entry
from explorer.workbench.journal_search import POLLING
from explorer.workbench.journal_upkeep import Upkeep
from explorer.workbench.problems import StoreError, WorkbenchError
from explorer.workbench.sent_from_here import (
    ConfigurationState,
    GlanceState,
    SentMessage,
    configuration_states,
    direct_users,
    glance_states,
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
    "Found",
    "GlanceState",
    "Journal",
    "NoSuchExchange",
    "Note",
    "Query",
    "Row",
    "SentMessage",
]

T = TypeVar("T")
PERSON = "person"
_NAMED = 4
LATEST = "last"
"""Stands for the id of the latest exchange that a person caused."""
Rows = list[Row]
EVERYTHING = Query()


class NoSuchExchange(WorkbenchError):
    """An id that no exchange, or more than one, begins with."""


class Journal:
    """The exchanges of all sittings, shared by every process on the same data.

    Reading waits for the journal's thread: from an event loop call it with `asyncio.to_thread`.

    Args:
        path: The file.
        redactor: Takes secrets out of what is kept; None to take out what looks like one.
        server: `Target.name` of the server whose exchanges are recorded.
        bounds: How much is kept.
        report: Called with each sentence a person should see, from another thread.
        now: The clock, in the zone in which days and hours are meant.
    """

    def __init__(
        self,
        path: Path,
        redactor: Redactor | None = None,
        *,
        server: str = "",
        bounds: Bounds | None = None,
        report: Callable[[str], None] = silent,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = Store(path, MIGRATIONS, what="The journal", report=report)
        self.redactor = redactor or Redactor()
        self.server = server
        self.now = now or (lambda: datetime.now().astimezone())
        self.trouble = ""
        """Why the last reading found nothing, and what to do; empty where it could be read."""
        self._upkeep = Upkeep(self._store, bounds or Bounds(), self.now)

    @property
    def bounds(self) -> Bounds:
        """How much is kept."""
        return self._upkeep.bounds

    def record(
        self,
        exchange: Exchange[Any],
        *,
        origin: str = PERSON,
        view: str = "",
        notes: tuple[Note, ...] = (),
    ) -> None:
        """Keep an exchange; costs nothing and never raises.

        Args:
            exchange: As a client gives it.
            origin: What caused it: `person` or `polling`.
            view: Where.
            notes: What happened between its attempts.
        """
        self._store.post(
            lambda connection: self._upkeep.keep(
                connection,
                exchange,
                clean=self.redactor,
                server=self.server,
                origin=origin,
                view=view,
                notes=notes,
            )
        )

    # Finding

    def search(
        self,
        text: str = "",
        *,
        operation: str = "",
        status: str | int = "",
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        origin: str = "",
        method: str = "",
        server: str = "",
        limit: int | None = None,
    ) -> Found:
        """The exchanges that fit, latest first; they are read while they are walked through.

        Args:
            text: Words to find in address, bodies and error; the last may be only a beginning.
            operation: The beginning of an operation's id or class name, or a resource.
            status: As in `404`, `4xx`, `ok`, `failed`, `none`.
            since, until: A moment, or words for one, as in `1h`, `today`, `2026-01-31`.
            origin: `person` or `polling`.
            method: As in `GET`.
            server: Profile, `(sandbox)` or base URL.
            limit: Most of them; None for all.

        Raises:
            QueryError: A value cannot be understood.
        """
        query = make_query(
            self.now(),
            text=text,
            operation=operation,
            status=status,
            since=since,
            until=until,
            origin=origin,
            method=method,
            server=server,
        )
        return Found(self, query, limit)

    def rows(
        self,
        query: Query = EVERYTHING,
        limit: int = 100,
        before: int | None = None,
        after: int | None = None,
    ) -> Rows:
        """What a list shows of exchanges, latest first; none where the journal cannot be read.

        Args:
            query: Which.
            limit: Most of them.
            before: Only those with a lower number.
            after: Only those with a higher number.
        """
        return self._read(
            lambda connection: searching.find_rows(
                connection, self._upkeep.index(connection), query, limit, before, after
            ),
            [],
        )

    def entries(
        self, query: Query = EVERYTHING, limit: int = 20, before: int | None = None
    ) -> Sequence[Entry]:
        """As `rows`, whole."""
        return self._read(
            lambda connection: searching.find_entries(
                connection, self._upkeep.index(connection), query, limit, before
            ),
            [],
        )

    def count(self, query: Query = EVERYTHING) -> int:
        """How many exchanges there are."""
        return self._read(
            lambda connection: searching.count(connection, self._upkeep.index(connection), query), 0
        )

    def list(
        self,
        limit: int = 100,
        before: int | None = None,
        text: str = "",
        origin: str | None = None,
    ) -> Rows:
        """As `rows`, by text and origin."""
        query = Query(texts=(text,) if text else (), origins=(origin,) if origin else ())
        return self.rows(query, limit, before)

    def get(self, id: str) -> Entry | None:
        """The exchange of that id, whole; None where it is not kept."""
        return self._read(lambda connection: read_entry(connection, id), None)

    def exchange(self, id: str) -> Entry:
        """The exchange of that id, whole.

        Args:
            id: It, or as much of its beginning as no other has; `last` for the latest one that a
                person caused.

        Raises:
            NoSuchExchange: There is none, or more than one.
        """
        found = self.get(self.whole_id(id))
        if found is None:
            raise NoSuchExchange(f"The journal has no exchange {one_line(id, 40)!r} any more.")
        return found

    def whole_id(self, id: str) -> str:
        """The id that begins so; see `exchange`.

        Raises:
            NoSuchExchange: There is none, or more than one.
        """
        start = id.strip()
        if start.lower() == LATEST:
            latest = self.rows(Query(origins=(PERSON,)), 1)
            if not latest:
                raise NoSuchExchange("The journal is empty: call something first.")
            return latest[0].id
        shown = repr(one_line(start, 40))
        none: Sequence[str] = ()
        found = self._read(
            lambda connection: searching.ids_beginning(connection, start, _NAMED), none
        )
        if start in found:
            return start
        if not start or not found:
            raise NoSuchExchange(
                f"The journal has no exchange whose id begins with {shown}: the history lists them."
            )
        if len(found) > 1:
            some = ", ".join(one_line(each, len(start) + 6) for each in found)
            raise NoSuchExchange(
                f"More than one id begins with {shown}: {some}. Type more of the one you mean."
            )
        return found[0]

    # Forgetting

    def delete(self, *ids: str) -> int:
        """Delete exchanges by their whole ids; how many there were.

        Raises:
            StoreError: The file cannot be written.
        """
        return self._store.run(lambda connection: self._upkeep.forget(connection, ids))

    def delete_found(self, query: Query) -> int:
        """Delete every exchange that is found now; how many there were.

        Raises:
            StoreError: The file cannot be written.
        """
        gone = 0
        top = self.rows(EVERYTHING, 1)
        last = top[0].number if top else 0
        while True:
            step = self._store.run(
                lambda connection: self._upkeep.forget_some(connection, query, last)
            )
            gone += step
            if not step:
                break
        if gone:
            self._store.run(self._upkeep.shrink)
        return gone

    # What was sent from here

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

    def glance_states(self, cloud_id: str, conversation_id: str) -> Sequence[GlanceState]:
        """What glances were last told from here to show, by key."""
        server = self.server
        return self._read(
            lambda connection: glance_states(connection, server, cloud_id, conversation_id), []
        )

    def flush(self) -> None:
        """Wait until all that was recorded is written."""
        self._read(lambda connection: None, None)

    def close(self) -> None:
        """Write what is not yet written, and close the file."""
        self._store.close()

    # On the journal's thread

    def _read(self, job: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            found = self._store.run(job)
        except StoreError as problem:
            self.trouble = str(problem)
            self._store.say(self.trouble)
            return otherwise
        self.trouble = ""
        return found
