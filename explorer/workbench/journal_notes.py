"""Why a call was sent again: collected from the events of calls under way."""

from __future__ import annotations

from explorer.api.events import (
    AttemptDone,
    Done,
    Event,
    Failed,
    RetryPlanned,
    TokenRefreshed,
)
from explorer.document.safe import one_line
from explorer.workbench.journal_entry import Note

_MOST_CALLS, _MOST_NOTES = 256, 64


class Notes:
    """What happened so far in each call that has not ended."""

    def __init__(self) -> None:
        self._attempts: dict[str, int] = {}
        self._found: dict[str, list[Note]] = {}

    def see(self, event: Event) -> None:
        """Take in an event."""
        call = event.call_id
        if isinstance(event, AttemptDone):
            self._attempts[call] = event.attempt.number
            # A call whose end was never told must not be remembered for ever.
            while len(self._attempts) > _MOST_CALLS:
                self._drop(next(iter(self._attempts)))
        elif isinstance(event, RetryPlanned | TokenRefreshed):
            found = self._found.setdefault(call, [])
            if len(found) < _MOST_NOTES:
                found.append(Note(self._attempts.get(call, 0), one_line(str(event), 400)))
            while len(self._found) > _MOST_CALLS:
                self._drop(next(iter(self._found)))

    def of(self, call_id: str) -> tuple[Note, ...]:
        """The notes of a call, oldest first."""
        return tuple(self._found.get(call_id, ()))

    def take(self, event: Done | Failed) -> tuple[Note, ...]:
        """The notes of a call that has ended; they are forgotten here."""
        found = self.of(event.call_id)
        self._drop(event.call_id)
        return found

    def _drop(self, call_id: str) -> None:
        self._attempts.pop(call_id, None)
        self._found.pop(call_id, None)
