"""Unsent work, on disk at every pause of the typing: whoever is killed loses half a second."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from explorer.workbench.problems import StoreError
from explorer.workbench.store import Store, Transaction, silent, storable

PAUSE = 0.15
"""Seconds without a change after which a draft is written."""

LONGEST = 0.4
"""Seconds after which it is written even while someone types on: at least twice a second."""

AGAIN = 1.0
"""Seconds until a write that failed is tried again."""

_MIGRATIONS = (
    (
        """
        CREATE TABLE draft (
            profile TEXT NOT NULL, site TEXT NOT NULL, conversation TEXT NOT NULL,
            kind TEXT NOT NULL, key TEXT NOT NULL,
            text TEXT NOT NULL, base TEXT, saved TEXT NOT NULL,
            PRIMARY KEY (profile, site, conversation, kind, key)
        ) WITHOUT ROWID
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class DraftId:
    """What a draft is of.

    Args:
        profile: `Target.name`.
        site: The cloud id.
        conversation: The conversation's id; empty for what belongs to none.
        kind: `message`, `outgoing`, or a module type.
        key: The module's key; empty for a new one.
    """

    profile: str
    site: str
    conversation: str
    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as kept.

    Args:
        id: What it is of.
        text: As typed.
        base: The text it began from, where that matters; None where it does not.
        saved: When it was last changed, in UTC.
    """

    id: DraftId
    text: str
    base: str | None
    saved: datetime


_COLUMNS = tuple(field.name for field in fields(DraftId))
_WHERE = " AND ".join(f"{name} = ?" for name in _COLUMNS)


class Drafts:
    """The drafts of all conversations and modules, shared by every process on the same data.

    Args:
        path: The file.
        report: Called with each sentence a person should see, from another thread.
        clock: The time a draft is stamped with.
    """

    def __init__(
        self,
        path: Path,
        *,
        report: Callable[[str], None] = silent,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = Store(
            path, _MIGRATIONS, what="The drafts", report=report, durable=True, set_aside=True
        )
        self._clock = clock
        self._lock = threading.Lock()
        self._pending: dict[DraftId, Draft | None] = {}
        self._first = self._last = 0.0
        self._planned = False
        self.trouble = ""
        """Why the file could not be read for the latest `list`, in a sentence; else empty."""

    def put(self, id: DraftId, text: str, *, base: str | None = None) -> None:
        """Keep a text; costs nothing, is on disk after a pause, and never raises.

        Args:
            id: What it is a draft of.
            text: The whole text.
            base: The text it began from.
        """
        # Half of a surrogate pair can be typed, but no file can hold it.
        clean, start = storable(text), None if base is None else storable(base)
        self._change(id, Draft(id, clean, start, self._clock()))

    def delete(self, id: DraftId) -> None:
        """Forget a draft; one that is not there stays so."""
        self._change(id, None)

    def get(self, id: DraftId) -> str | None:
        """The text of a draft; None where there is none."""
        draft = self.entry(id)
        return None if draft is None else draft.text

    def entry(self, id: DraftId) -> Draft | None:
        """A draft with what is known about it; None where there is none."""
        with self._lock:
            if id in self._pending:
                return self._pending[id]
        try:
            found = self._store.run(lambda connection: _select(connection, _by_id(id)))
        except StoreError:
            return None
        return found[0] if found else None

    def list(
        self,
        *,
        profile: str | None = None,
        site: str | None = None,
        conversation: str | None = None,
        kind: str | None = None,
    ) -> list[Draft]:
        """All drafts, or those of what is named, the one changed last first.

        What the file holds is missing where it could not be read: then `trouble` says why.
        """
        wanted = {"profile": profile, "site": site, "conversation": conversation, "kind": kind}
        named = {name: value for name, value in wanted.items() if value is not None}
        try:
            kept = self._store.run(lambda connection: _select(connection, named))
            self.trouble = ""
        except StoreError as problem:
            kept, self.trouble = [], str(problem)
        with self._lock:
            pending = dict(self._pending)
        drafts = [draft for draft in kept if draft.id not in pending]
        drafts += [
            draft
            for draft in pending.values()
            if draft is not None
            and all(getattr(draft.id, name) == value for name, value in named.items())
        ]
        return sorted(drafts, key=lambda draft: draft.saved, reverse=True)

    def flush(self) -> bool:
        """Write what is not yet written, and wait for it; whether all of it is kept now."""
        try:
            return self._store.run(self._write)
        except StoreError:
            return False

    def close(self) -> None:
        """Write what is not yet written, and close the file."""
        self.flush()
        self._store.close()

    def _change(self, id: DraftId, draft: Draft | None) -> None:
        with self._lock:
            now = time.monotonic()
            if not self._pending:
                self._first = now
            self._pending[id], self._last = draft, now
            self._plan(PAUSE)

    def _plan(self, seconds: float) -> None:
        if not self._planned:
            self._planned = True
            self._store.later(seconds, self._due)

    def _due(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._planned = False
            wait = min(self._last + PAUSE, self._first + LONGEST) - time.monotonic()
            if wait > 0.002:
                self._plan(wait)
                return
        self._write(connection)

    def _write(self, connection: sqlite3.Connection) -> bool:
        with self._lock:
            batch = dict(self._pending)
        try:
            if batch:
                with Transaction(connection):
                    for id, draft in batch.items():
                        _upsert(connection, id, draft)
        except sqlite3.Error as problem:
            self._store.say(self._store.sentence(problem))
            with self._lock:
                self._plan(AGAIN)
            return False
        with self._lock:
            for id, draft in batch.items():
                if self._pending[id] is draft:
                    del self._pending[id]
            if self._pending:
                self._first = time.monotonic()
                self._plan(PAUSE)
        return not self._store.in_memory


def _by_id(id: DraftId) -> Mapping[str, str]:
    return {name: storable(getattr(id, name)) for name in _COLUMNS}


def _select(connection: sqlite3.Connection, named: Mapping[str, str]) -> list[Draft]:
    where = " AND ".join(f"{name} = ?" for name in named) or "TRUE"
    rows = connection.execute(
        f"SELECT {', '.join(_COLUMNS)}, text, base, saved FROM draft WHERE {where}",  # noqa: S608 - names are ours
        tuple(map(storable, named.values())),
    )
    return [
        Draft(DraftId(*row[:5]), row[5], row[6], datetime.fromisoformat(row[7])) for row in rows
    ]


def _upsert(connection: sqlite3.Connection, id: DraftId, draft: Draft | None) -> None:
    values = tuple(_by_id(id).values())
    if draft is None:
        connection.execute(f"DELETE FROM draft WHERE {_WHERE}", values)  # noqa: S608 - names are ours
        return
    connection.execute(
        "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, draft.text, draft.base, draft.saved.isoformat()),
    )
