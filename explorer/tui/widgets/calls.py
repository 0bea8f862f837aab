"""The strip: what the last call did on the wire, as it happens."""

from __future__ import annotations

import re
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.content import content

if TYPE_CHECKING:
    from explorer.api.events import Event
    from explorer.api.exchange import Exchange

METHOD_COLORS = {
    "GET": "$text-success",
    "POST": "$text-primary",
    "PUT": "$text-warning",
    "PATCH": "$text-secondary",
    "DELETE": "$text-error",
}


_LONG_ID = re.compile(
    r"\b([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)


def short_target(target: str) -> str:
    """A path as one reads it: long ids cut to their beginning, one visible line."""
    return one_line(_LONG_ID.sub(r"\1…", target), 400)


class Wait(NamedTuple):
    """A call that will be sent again by itself.

    Args:
        call_id: Of the call.
        until: When, in seconds of the monotonic clock.
        why: What made it wait.
    """

    call_id: str
    until: float
    why: str


class CallStrip(Static):
    """One row: method, status, milliseconds and path of the last call; what is under way."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._under_way: dict[str, str] = {}
        self._last: Exchange[Any] | None = None
        self._note = ""
        self._wait: Wait | None = None
        self._ticking: Timer | None = None

    def take_over(self, other: CallStrip) -> None:
        """Go on from what another strip shows."""
        self._under_way, self._last = dict(other._under_way), other._last
        self._note = other._note
        self._count_down(other._wait)
        self.update(self._line())

    def see(self, event: Event) -> None:
        """Take in an event of the client."""
        from explorer.api import events

        if isinstance(event, events.CallStarted):
            self._under_way[event.call_id] = f"{event.request.method} {event.request.target}"
        elif isinstance(event, events.RetryPlanned):
            self._note = ""
            self._count_down(Wait(event.call_id, monotonic() + event.wait, event.why))
        elif isinstance(event, events.AttemptSent):
            if self._wait is None or self._wait.call_id != event.call_id:
                return
            self._count_down(None)
        elif isinstance(event, events.TokenRefreshed):
            self._note = str(event)
        elif isinstance(event, events.Done | events.Failed):
            self._under_way.pop(event.call_id, None)
            self._last, self._note = event.exchange, ""
            if self._wait is not None and self._wait.call_id == event.call_id:
                self._count_down(None)
        else:
            return
        self.update(self._line())

    def _count_down(self, wait: Wait | None) -> None:
        """Show how long a call still waits, second by second."""
        self._wait = wait
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        if wait is not None:
            self._ticking = self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        self.update(self._line())

    def _line(self) -> Content:
        parts: list[Content] = []
        if self._wait is not None:
            left = max(0, ceil(self._wait.until - monotonic()))
            why = one_line(self._wait.why, 60)
            parts.append(content(f"again in {left} s: {why}  ", "bold $text-warning"))
        made = self._last
        if made is not None:
            method = made.request.method
            outcome = str(made.status) if made.status else "no answer"
            parts += [
                content(f"{method} ", f"bold {METHOD_COLORS.get(method, '')}".strip()),
                content(outcome, "bold $text-success" if made.ok else "bold $text-error"),
                content(f" {made.milliseconds:.0f} ms ", "$foreground 60%"),
            ]
            if len(made.attempts) > 1:
                parts.append(content(f"{len(made.attempts)} attempts ", "$text-warning"))
            parts.append(content(short_target(made.request.target)))
        if self._note:
            parts.append(content(f"  {one_line(self._note, 60)}", "$text-warning"))
        if self._under_way:
            latest = short_target(next(reversed(self._under_way.values())))
            more = f" and {len(self._under_way) - 1} more" if len(self._under_way) > 1 else ""
            parts.append(content(f"  … {latest}{more}", "$foreground 60%"))
        return Content.assemble(*parts)
