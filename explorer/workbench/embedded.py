"""The sandbox of this very process, on data in the user's data directory."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.workbench.paths import private_directory
from explorer.workbench.problems import DataInUse, StoreError

if TYPE_CHECKING:
    from explorer.sandbox.server import Sandbox

DATABASE = "sandbox.db"
_LOCK = "sandbox.lock"


class Embedded:
    """A running sandbox and the lock that says its data are in use.

    The lock is SQLite's own, on an empty database: readers share it, only one can have it alone,
    and it is gone with the process on every system, however the process ends.

    Args:
        sandbox: The server.
        lock: Holds the shared lock.
    """

    def __init__(self, sandbox: Sandbox, lock: sqlite3.Connection) -> None:
        self.sandbox, self._lock = sandbox, lock

    def stop(self) -> None:
        """Stop the server and let go of the data."""
        self.sandbox.stop()
        self._lock.close()


def start(directory: Path, *, fresh: bool = False, **options: Any) -> Embedded:
    """Start the sandbox; blocks until it answers.

    Args:
        directory: Where its data are.
        fresh: Throw the data away and make new ones.
        options: For the sandbox, as `seed` or `conversations`.

    Raises:
        DataInUse: New data are asked for while another process uses these.
        StoreError: The data cannot be used, or the sandbox cannot start.
    """
    # Its framework takes a while to import, so only those pay for it who need it.
    from explorer.sandbox.amount import OtherData
    from explorer.sandbox.refusals import SandboxError
    from explorer.sandbox.server import Sandbox

    try:
        private_directory(directory)
        if fresh:
            _throw_away(directory)
        lock = _share(directory / _LOCK)
    except OSError as problem:
        raise StoreError(
            f"The sandbox's data in {directory} cannot be used ({problem.strerror or problem}): "
            "check the directory's permissions."
        ) from None
    except sqlite3.Error as problem:
        raise StoreError(
            f"{directory / _LOCK} cannot be used ({problem}): move it away and try again."
        ) from None
    try:
        return Embedded(Sandbox.start(db=directory / DATABASE, **options), lock)
    except SandboxError as problem:
        lock.close()
        if isinstance(problem, OtherData):
            problem = OtherData(problem.difference, "add --fresh to have new ones in their place")
        raise StoreError(str(problem)) from None
    except BaseException:
        lock.close()
        raise


async def started(directory: Path, *, fresh: bool = False, **options: Any) -> Embedded:
    """As `start`, without blocking. One that is given up ends while its data are being made, else
    as soon as it has started.

    Args:
        directory: As for `start`.
        fresh: As for `start`.
        options: As for `start`.

    Raises:
        DataInUse: As `start`.
        StoreError: As `start`.
    """
    from explorer.sandbox.ending import Ending

    ending = Ending()
    starting = asyncio.ensure_future(
        asyncio.to_thread(start, directory, fresh=fresh, ending=ending, **options),
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        ending.set()
        starting.add_done_callback(_stop)
        raise


def _stop(starting: asyncio.Future[Embedded]) -> None:
    """Stop, beside the loop, what has started in vain."""
    if not starting.cancelled() and starting.exception() is None:
        threading.Thread(target=starting.result().stop, daemon=True).start()


def _share(path: Path) -> sqlite3.Connection:
    lock = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN")
    lock.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return lock


def _throw_away(directory: Path) -> None:
    with closing(sqlite3.connect(directory / _LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise DataInUse(
                f"The sandbox's data in {directory} are in use by another Stride Explorer: close "
                "it to begin with new data, or start without."
            ) from None
        for tail in ("", "-wal", "-shm"):
            (directory / (DATABASE + tail)).unlink(missing_ok=True)
