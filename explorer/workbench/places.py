"""Conversations a person comes back to: those pinned, and those opened last, kept on disk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.api.models.conversations import Conversation
from explorer.workbench import choices, last_read
from explorer.workbench.problems import StoreError
from explorer.workbench.store import Store, silent, storable

if TYPE_CHECKING:
    from explorer.workbench.store import Job

RECENT = 5
"""Most conversations shown as opened last; pinned ones are not among them."""

KEPT = 100
"""Most conversations of a site of which it is kept when they were opened."""

_MIGRATIONS = (
    (
        """
        CREATE TABLE place (
            profile TEXT NOT NULL, site TEXT NOT NULL, conversation TEXT NOT NULL,
            model TEXT NOT NULL, pinned TEXT, opened TEXT,
            PRIMARY KEY (profile, site, conversation)
        ) WITHOUT ROWID
        """,
    ),
    (last_read.TABLE, choices.TABLE),
)
_UNKEPT = {"links", "avatar_url", "topic"}


@dataclass(slots=True)
class Place:
    """A conversation that is kept.

    Args:
        conversation: As it was seen last.
        pinned: When it was pinned; None where it is not.
        opened: When it was opened last; None for never.
    """

    conversation: Conversation
    pinned: datetime | None = None
    opened: datetime | None = None


class Places:
    """The places of one server, by site; shared by every process on the same data.

    What is asked for is what `load` has read and what was done since, so that nothing waits.

    Args:
        path: The file.
        profile: What drafts know the server by.
        report: Called with each sentence a person should see, from another thread.
        clock: The time a place is stamped with.

    Attributes:
        last_read: Up to where each conversation has been read.
        choices: What a person chose in lists.
    """

    def __init__(
        self,
        path: Path,
        profile: str,
        *,
        report: Callable[[str], None] = silent,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = Store(
            path, _MIGRATIONS, what="The pinned conversations", report=report, set_aside=True
        )
        self.last_read = last_read.LastRead(self._store, profile)
        self.choices = choices.Choices(self._store, profile)
        self._profile, self._clock = profile, clock
        self._sites: dict[str, dict[str, Place]] = {}

    async def load(self, site: str) -> None:
        """Read the places of a site; what cannot be read is none.

        Args:
            site: The cloud id.
        """
        where = (storable(self._profile), storable(site))

        def select(connection: sqlite3.Connection) -> list[tuple[str, str | None, str | None]]:
            return connection.execute(
                "SELECT model, pinned, opened FROM place WHERE profile = ? AND site = ?", where
            ).fetchall()

        try:
            rows = await asyncio.to_thread(self._store.run, select)
        except StoreError:
            rows = []
        found: dict[str, Place] = {}
        for model, pinned, opened in rows:
            try:
                conversation = Conversation.model_validate_json(model)
                place = Place(conversation, _moment(pinned), _moment(opened))
            except ValueError:
                continue
            found[conversation.id] = place
        # What was done while this was read is newer.
        self._sites[site] = found | self._of(site)

    def pinned(self, site: str) -> Sequence[Conversation]:
        """The conversations that are pinned, the first one pinned first."""
        found = [(each.pinned, each.conversation) for each in self._of(site).values()]
        kept = [(moment, each) for moment, each in found if moment is not None]
        return [each for _, each in sorted(kept, key=lambda pair: pair[0])]

    def recent(self, site: str, count: int = RECENT) -> Sequence[Conversation]:
        """The conversations opened last that are not pinned, the latest first.

        Args:
            site: The cloud id.
            count: Most of them.
        """
        found = [
            (each.opened, each.conversation)
            for each in self._of(site).values()
            if each.opened is not None and each.pinned is None
        ]
        ordered = sorted(found, key=lambda pair: pair[0], reverse=True)
        return [each for _, each in ordered[:count]]

    def is_pinned(self, site: str, conversation_id: str) -> bool:
        """Whether a conversation is pinned."""
        place = self._of(site).get(conversation_id)
        return place is not None and place.pinned is not None

    def pin(self, site: str, conversation: Conversation, *, pinned: bool) -> None:
        """Pin a conversation, or let it go."""
        place = self._of(site).setdefault(conversation.id, Place(conversation))
        place.conversation = conversation
        place.pinned = self._clock() if pinned else None
        self._keep(site, place)

    def opened(self, site: str, conversation: Conversation) -> None:
        """Take note that a conversation was opened."""
        places = self._of(site)
        place = places.setdefault(conversation.id, Place(conversation))
        place.conversation, place.opened = conversation, self._clock()
        self._keep(site, place)
        old = [each for each in places.values() if each.opened and each.pinned is None]
        for each in sorted(old, key=lambda each: each.opened or self._clock())[:-KEPT]:
            self.forget(site, each.conversation.id)

    def seen(self, site: str, conversation: Conversation) -> bool:
        """Take note of how a conversation is now; whether it is kept and was another before."""
        place = self._of(site).get(conversation.id)
        if place is None or _text(place.conversation) == _text(conversation):
            return False
        place.conversation = conversation
        self._keep(site, place)
        return True

    def forget(self, site: str, conversation_id: str) -> None:
        """Keep a conversation no longer."""
        if self._of(site).pop(conversation_id, None) is not None:
            key = tuple(map(storable, (self._profile, site, conversation_id)))
            self._store.post(
                _executing(
                    "DELETE FROM place WHERE profile = ? AND site = ? AND conversation = ?", key
                )
            )

    def close(self) -> None:
        """Write what is not yet written, and close the file."""
        self._store.close()

    def _of(self, site: str) -> dict[str, Place]:
        return self._sites.setdefault(site, {})

    def _keep(self, site: str, place: Place) -> None:
        id = place.conversation.id
        texts = map(storable, (self._profile, site, id, _text(place.conversation)))
        moments = (_stamp(each) for each in (place.pinned, place.opened))
        row = (*texts, *moments)
        self._store.post(_executing("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?)", row))


def _executing(statement: str, values: tuple[str | None, ...]) -> Job[None]:
    def execute(connection: sqlite3.Connection) -> None:
        connection.execute(statement, values)

    return execute


def _text(conversation: Conversation) -> str:
    values = conversation.model_dump(mode="json", by_alias=True, exclude=_UNKEPT, exclude_none=True)
    # Half of a surrogate pair is nothing that JSON can be read back with.
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace").decode()


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
