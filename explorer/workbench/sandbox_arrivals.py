"""What arrives at a sandbox, read again and again: only what is new, and what has been answered."""

from __future__ import annotations

from typing import NamedTuple

from explorer.workbench.sandbox_admin import SandboxAdmin
from explorer.workbench.sandbox_records import Arrival

KEPT = 5_000
"""Requests that are kept in the list; of the oldest the sandbox itself has forgotten the bytes."""


class News(NamedTuple):
    """What a look has changed in the rows, in this order.

    Args:
        replaced: Whether they are all others now; nothing else then counts.
        changed: Places of rows that are answered meanwhile.
        added: How many came at the end.
        dropped: How many went at the beginning.
    """

    replaced: bool = False
    changed: tuple[int, ...] = ()
    added: int = 0
    dropped: int = 0


class ArrivalFeed:
    """The requests that have arrived, the newest last.

    Args:
        admin: The sandbox.
        kept: Most rows.
    """

    def __init__(self, admin: SandboxAdmin, kept: int = KEPT) -> None:
        self._admin, self._kept = admin, kept
        self.rows: list[Arrival] = []

    async def look(self) -> News:
        """Read what is new.

        Raises:
            AdminError: It could not be read; the rows stay as they are.
        """
        place = next(
            (place for place, row in enumerate(self.rows) if not row.is_answered),
            max(0, len(self.rows) - 1),
        )
        if not self.rows:
            return self._begin(await self._admin.arrivals())
        first = self.rows[place]
        found = await self._admin.arrivals(after=first.number - 1)
        if not found or (found[0].number, found[0].at) != (first.number, first.at):
            # Forgotten meanwhile, by the sandbox's own bound, by someone, or by a new start.
            return self._begin(await self._admin.arrivals())
        known = len(self.rows) - place
        changed = tuple(
            place + number
            for number, (old, new) in enumerate(zip(self.rows[place:], found, strict=False))
            if old != new
        )
        self.rows[place:] = found
        dropped = max(0, len(self.rows) - self._kept)
        del self.rows[:dropped]
        return News(changed=changed, added=len(found) - known, dropped=dropped)

    def _begin(self, found: list[Arrival]) -> News:
        if not found and not self.rows:
            return News()
        self.rows[:] = found
        return News(replaced=True)
