"""How what takes long is ended before it is done: data being made, in Python and within SQLite."""

from __future__ import annotations

import threading

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.store.database import Connection

_STEPS = 100_000
"""Steps of SQLite's machine after which it asks: some milliseconds."""


class Ended(SandboxError):
    """It was ended before it was done; nothing of it is left."""


class CalledOff(Ended):
    """Somebody wanted it no longer; nothing of it is left."""


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


class Task(Ending):
    """One thing that takes long and can be called off; it ends with the sandbox, too.

    Args:
        name: What it is, a word: `reset`.
        sandbox: Whether the sandbox is to end.

    Attributes:
        name: As given.
        progress: How far it is, in words; empty where that is not told.
    """

    def __init__(self, name: str, sandbox: Ending) -> None:
        super().__init__()
        self.name, self.progress = name, ""
        self._sandbox = sandbox

    @property
    def is_set(self) -> bool:
        """Whether it is to end."""
        return super().is_set or self._sandbox.is_set

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Ended: The sandbox is to end.
            CalledOff: This is.
        """
        self._sandbox.check()
        if self.is_set:
            raise CalledOff(f"The {self.name} was called off; nothing was changed.")


def unwatch(connection: Connection) -> None:
    """Let the statements of a connection be."""
    connection.set_progress_handler(None, 0)
