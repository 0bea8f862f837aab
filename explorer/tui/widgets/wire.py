"""The last calls that a person caused, as they happen: what the inspector shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.api.events import Done, Event, Failed
    from explorer.workbench.journal_text import Shape

KEPT_CALLS = 60
"""Calls that are kept here; the history has all of them."""

KEPT_BYTES = 4096
"""Bytes kept of each body."""


@dataclass(slots=True)
class Call:
    """A call, from its beginning on.

    Args:
        id: The exchange's id.
        method, target: As sent.
        sent: How often it has been sent so far.
        said: What happened so far: attempts that failed, waits and why.
        shape: What came of it; None while it is under way.
    """

    id: str
    method: str
    target: str
    sent: int = 0
    said: list[str] = field(default_factory=list)
    shape: Shape | None = None


class Wire:
    """The last calls that a person caused, latest first; polling shows in the strip alone."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._by_id: dict[str, Call] = {}
        self._notes: dict[str, list[tuple[int, str]]] = {}
        self._listeners: list[Callable[[int | None], None]] = []

    def listen(self, listener: Callable[[int | None], None]) -> Callable[[], None]:
        """Have a function called after each change, with the index of the call; None: a new one."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def see(self, event: Event) -> None:
        """Take in an event of the client."""
        from explorer.api import events
        from explorer.workbench.sitting import present_origin

        call = self._by_id.get(event.call_id)
        if isinstance(event, events.CallStarted):
            if present_origin().name != "polling":
                self._begin(Call(event.call_id, event.request.method, event.request.target))
            return
        if call is None:
            return
        if isinstance(event, events.AttemptSent):
            call.sent = event.number
        elif isinstance(event, events.AttemptDone):
            attempt = event.attempt
            outcome = attempt.failure or f"{attempt.status}"
            call.said.append(f"attempt {attempt.number}: {outcome}")
        elif isinstance(event, events.RetryPlanned | events.TokenRefreshed):
            call.said.append(str(event))
            self._notes.setdefault(call.id, []).append((_attempts(call), str(event)))
        elif isinstance(event, events.Done | events.Failed):
            self._end(call, event)
        self._tell(self._index(call))

    def _begin(self, call: Call) -> None:
        if len(self.calls) == KEPT_CALLS:
            oldest = self.calls.pop()
            self._by_id.pop(oldest.id, None)
            self._notes.pop(oldest.id, None)
        self.calls.appendleft(call)
        self._by_id[call.id] = call
        self._tell(None)

    def _end(self, call: Call, event: Done | Failed) -> None:
        from explorer.workbench.journal_entry import Note
        from explorer.workbench.journal_text import Shape

        notes = tuple(Note(after, text) for after, text in self._notes.pop(call.id, []))
        shape = Shape.of(event.exchange, notes)
        request, response = shape.request, shape.response
        beyond = max(0, len(request.body) - KEPT_BYTES)
        request = replace(request, body=request.body[:KEPT_BYTES], cut=request.cut + beyond)
        if response is not None:
            beyond = max(0, len(response.body) - KEPT_BYTES)
            response = replace(response, body=response.body[:KEPT_BYTES], cut=response.cut + beyond)
        call.shape = shape._replace(request=request, response=response)

    def _index(self, call: Call) -> int | None:
        return next((index for index, each in enumerate(self.calls) if each is call), None)

    def _tell(self, index: int | None) -> None:
        for listener in tuple(self._listeners):
            listener(index)


def _attempts(call: Call) -> int:
    return sum(text.startswith("attempt ") for text in call.said)
