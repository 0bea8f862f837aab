"""All of the data at once, while the sandbox runs: made anew, put aside under a name, put back.

The new state is made ready beside the old one and takes its place in one transaction, so that every
call and every other server on the same file sees the one or the other. Credentials and tokens stay:
who could call before can call afterwards.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from typing import TypeVar

from explorer.sandbox.ending import CalledOff, Ended, Ending, Task, unwatch
from explorer.sandbox.refusals import Refusal, SandboxError
from explorer.sandbox.snapshots import FileShelf, OwnShelf, Shelf, Snapshot, check_name, copy
from explorer.sandbox.store.database import BUSY_SECONDS, Connection, Database, bring_up

T = TypeVar("T")

Fill = Callable[[Connection, int, Task], None]
"""Puts the first data, made from a seed number, into new tables; says how far it is, and ends where
it is called off, also within a statement of the connection."""


class Keeper:
    """Keeps a sandbox's data as a whole. Used in the server's loop.

    Args:
        database: The data.
        fill: Makes the data of a new sandbox.
        ending: Ends what takes long, before it changes anything.
    """

    def __init__(self, database: Database, fill: Fill, ending: Ending) -> None:
        self._database = database
        self._ending = ending
        self._fill = fill
        self._one = asyncio.Lock()
        self.task: Task | None = None
        """What is being done to all of the data; None while that is nothing."""
        self._opened: asyncio.Event | None = None
        path = database.path
        self._shelf: Shelf = (
            OwnShelf() if path is None else FileShelf(path.with_name(path.name + ".snapshots"))
        )

    @property
    def is_closed(self) -> bool:
        """Whether the data are just being exchanged."""
        return self._opened is not None

    async def opened(self) -> None:
        """Wait until the data can be used again."""
        while self._opened is not None:
            await self._opened.wait()

    def close(self) -> None:
        """Let go of what is open."""
        self._shelf.close()

    def call_off(self, name: str = "") -> bool:
        """End what is being done to all of the data; says whether that was anything.

        Who waits for it is told 409, or that it was done after all where it just was.

        Args:
            name: Only this: `reset`, `restore` or `save`. Empty: whatever it is.
        """
        if self.task is None or name not in {"", self.task.name}:
            return False
        self.task.set()
        return True

    async def finish(self) -> None:
        """Wait until nothing is being done, and let nothing more be begun."""
        self._ending.set()
        async with self._one:
            pass

    async def snapshots(self) -> list[Snapshot]:
        """All, by name, also while the data are being exchanged: that changes none of them.

        Raises:
            Refusal: 500, their directory cannot be read.
        """
        with _in_words(Task("list", self._ending)) as task:
            task.check()
            return self._shelf.list()

    async def save(self, name: str) -> Snapshot:
        """Keep the present data under a name, in the place of what it named before.

        Raises:
            Refusal: 400 for a name that cannot be one; 500 or 503 if the data cannot be kept.
        """
        check_name(name)
        async with self._turn("save") as task:

            def save(data: Connection) -> Snapshot:
                return self._shelf.save(name, data, task.check)

            def save_one_moment(data: Connection) -> Snapshot:
                # Between two parts of a copy others may write: it is of one moment all the same.
                with _one_moment(data):
                    return save(data)

            if self._database.path is not None:
                return await self._with_data(save_one_moment, task)
            # What their one connection writes meanwhile, SQLite writes to the copy, too.
            return await _run(lambda: save(self._database.connection), task)

    async def restore(self, name: str) -> None:
        """Put a snapshot in the place of the present data.

        Raises:
            Refusal: 404 for an unknown one, 409 for one of other data or of a newer version.
        """
        check_name(name)
        async with self._turn("restore") as task:
            with _beside() as fresh:

                def prepare() -> None:
                    self._shelf.load(name, fresh, task.check)
                    _bring_up(fresh, name)

                await _run(prepare, task)
                await self._exchange(fresh, task)

    async def reset(self) -> None:
        """Make the data anew from their seed number.

        Raises:
            Refusal: 500 or 503 if they cannot be exchanged.
        """
        async with self._turn("reset") as task:
            seed = int(self._database.meta("seed") or 0)
            with _beside() as fresh:
                await _run(
                    lambda: bring_up(
                        fresh, "new data", lambda connection: self._fill(connection, seed, task)
                    ),
                    task,
                )
                unwatch(fresh)
                await self._exchange(fresh, task)

    async def delete(self, name: str) -> None:
        """Forget a snapshot.

        Raises:
            Refusal: 404 for an unknown one.
        """
        check_name(name)
        async with self._turn("deletion") as task:
            with _in_words(task):
                self._shelf.delete(name)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[Task]:
        """One after the other, and none once the sandbox stops."""
        async with self._one:
            task = Task(name, self._ending)
            with _in_words(task):
                task.check()
            self.task = task
            try:
                yield task
            finally:
                self.task = None

    async def _exchange(self, fresh: Connection, task: Task) -> None:
        def exchange(data: Connection) -> None:
            _carry_over(data, fresh)
            copy(fresh, data, task.check)

        async with self._closed():
            await self._with_data(exchange, task)
        if self._database.path is not None:
            await self._with_data(_empty_log, task)

    @asynccontextmanager
    async def _closed(self) -> AsyncIterator[None]:
        """New calls wait meanwhile."""
        self._opened = asyncio.Event()
        try:
            yield
        finally:
            opened, self._opened = self._opened, None
            opened.set()

    async def _with_data(self, work: Callable[[Connection], T], task: Task) -> T:
        """Do something with the data, in a thread where that is possible."""
        path = self._database.path
        if path is None:
            # Data in memory have one connection, which is the loop's.
            with _in_words(task):
                return work(self._database.connection)

        def with_connection() -> T:
            with closing(
                sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            ) as connection:
                return work(connection)

        return await _run(with_connection, task)


async def _run(work: Callable[[], T], task: Task) -> T:
    def in_thread() -> T:
        with _in_words(task):
            return work()

    doing = asyncio.ensure_future(asyncio.to_thread(in_thread))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        task.set()
        # What the thread works with must not be closed under it.
        await asyncio.wait([doing])
        # Nobody is left to tell of a failure.
        if not doing.cancelled():
            doing.exception()
        raise


@contextmanager
def _one_moment(data: Connection) -> Iterator[None]:
    """Have what is read be of one moment, whoever writes meanwhile."""
    data.execute("BEGIN")
    try:
        data.execute("SELECT 1 FROM meta").fetchone()
        yield
    finally:
        data.execute("ROLLBACK")


def _empty_log(data: Connection) -> None:
    """Give back the space of SQLite's log, all of which has just been written, where that can be.

    Who reads or writes at this moment has it stay until another time.
    """
    with suppress(sqlite3.OperationalError):
        data.execute("PRAGMA busy_timeout = 1000")
        data.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _in_words(task: Task) -> Iterator[Task]:
    try:
        with _interrupted(task):
            yield task
    except CalledOff as problem:
        raise Refusal(409, str(problem)) from None
    except Ended as problem:
        raise Refusal(503, str(problem)) from None
    except sqlite3.DatabaseError as problem:
        if "locked" in str(problem) or "busy" in str(problem):
            raise Refusal(
                503, "The sandbox's data are in use by another server. Nothing was changed."
            ) from None
        raise Refusal(500, f"That could not be done: {problem}. Nothing was changed.") from None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise Refusal(500, f"That could not be done: {reason}. Nothing was changed.") from None


@contextmanager
def _interrupted(task: Task) -> Iterator[None]:
    """Have statements that were ended in the middle end the task."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        if "interrupted" in str(problem):
            task.check()
        raise


@contextmanager
def _beside() -> Iterator[Connection]:
    """An empty database, on disk where it grows, that is gone when it is closed."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def _bring_up(fresh: Connection, name: str) -> None:
    def refuse(connection: Connection) -> None:
        raise SandboxError(f"{name} holds no sandbox's data.")

    try:
        bring_up(fresh, f"The snapshot {name}", refuse)
    except SandboxError as problem:
        raise Refusal(409, str(problem)) from None


def _carry_over(data: Connection, fresh: Connection) -> None:
    """Give the new state the credentials and tokens of the present one.

    Raises:
        Refusal: 409, it is of other apps or sites, for which they are none.
    """
    if _world(data) != _world(fresh):
        raise Refusal(409, "The snapshot is of another sandbox's data, with other apps and sites.")
    fresh.execute("BEGIN")
    for name, value in data.execute(
        "SELECT name, value FROM meta WHERE name IN ('credentials', 'ports')"
    ):
        fresh.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
    fresh.execute("DELETE FROM token")
    fresh.executemany(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?)", data.execute("SELECT * FROM token")
    )
    fresh.executemany(
        "UPDATE app SET secret = ? WHERE id = ?", data.execute("SELECT secret, id FROM app")
    )
    fresh.execute("COMMIT")


def _world(connection: Connection) -> tuple[object, ...]:
    kept = connection.execute("SELECT value FROM meta WHERE name = 'credentials'").fetchone()
    known = json.loads(kept[0]) if kept else {}
    return known.get("client_id"), known.get("room_conversation_id"), known.get("cloud_ids")
