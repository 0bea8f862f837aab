"""What a fault needs of the connection under it."""

from __future__ import annotations

from typing import Protocol

from explorer.sandbox.request_log import Entry

LINE = "line"
"""Under this name an application finds its connection in the scope's `state`."""


class Line(Protocol):
    """One connection, below HTTP."""

    entry: Entry | None
    """What is noted of its present request."""

    @property
    def gone(self) -> bool:
        """Whether nobody listens any more."""

    def join_head(self) -> None:
        """Send the head of the answer with what follows it at once, as one piece."""

    def write(self, data: bytes) -> None:
        """Send bytes as they are, past all rules of HTTP. Only `drop` may follow."""

    def drop(self, *, reset: bool) -> None:
        """End the connection now, without an end of the answer.

        Args:
            reset: By RST, which the caller sees as an error; else by FIN, after what was written.
        """

    async def pause(self, seconds: float) -> None:
        """Wait, as long as there is someone to wait for.

        Raises:
            Disconnected: The caller went away, or the server stops.
        """
