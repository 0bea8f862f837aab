"""How what takes long is ended before it is done: data being made, in Python and within SQLite."""

from __future__ import annotations

import threading

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.store.database import Connection

_STEPS = 100_000
"""Steps of SQLite's machine after which it asks: some milliseconds."""


class Ended(SandboxError):
    """It was ended before it was done; nothing of it is left."""


class Ending:
    """Whether a sandbox is to end. Set from any thread, or from a signal's handler."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """From now on nothing long is begun or gone on with."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether it is to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for it, not longer than some seconds; gives whether it is to end."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Ended: It is to end.
        """
        if self.is_set:
            raise Ended("The sandbox is stopping; nothing was changed.")

    def watch(self, connection: Connection) -> None:
        """Have long statements of a connection end with it, as interrupted ones."""
        connection.set_progress_handler(lambda: self.is_set, _STEPS)


def unwatch(connection: Connection) -> None:
    """Let the statements of a connection be."""
    connection.set_progress_handler(None, 0)
