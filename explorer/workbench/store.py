"""One SQLite file, written by one thread, with a schema that moves forward only."""

from __future__ import annotations

import heapq
import itertools
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from explorer.workbench.paths import private_directory
from explorer.workbench.problems import StoreError

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
Report = Callable[[str], None]

BUSY_SECONDS = 5.0
"""How long to wait for another process that is writing."""

_DAMAGED = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})


def silent(sentence: str) -> None:
    """A report that goes nowhere."""


class Store:
    """A database whose every access runs on its own thread, in the order asked for.

    What was posted is therefore always seen by what is read later. A file that cannot be used is
    said once, and the store goes on in memory: the work is not held up by its records.

    Args:
        path: The file; made, with its directory, for its owner only.
        migrations: Statements that lead from each schema version to the next; the version is
            their number.
        what: What the file holds, for sentences: `"The journal"`.
        report: Called, on the store's thread, with each sentence a person should see.
        durable: Whether a commit also survives a power cut, and the file is checked on opening.
        set_aside: Whether to rename a damaged file and begin a new one, instead of going on in
            memory.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Sequence[str]],
        *,
        what: str,
        report: Report = silent,
        durable: bool = False,
        set_aside: bool = False,
    ) -> None:
        self.path, self.in_memory = path, False
        self._migrations, self._what, self._report = migrations, what, report
        self._durable, self._set_aside = durable, set_aside
        self._said: set[str] = set()
        self._jobs: deque[tuple[Job[object], Future[object] | None]] = deque()
        self._timers: list[tuple[float, int, Job[None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"store {path.name}", daemon=True)
        self._thread.start()

    def post(self, job: Job[None]) -> None:
        """Have something written some time soon, together with what else waits; never raises."""
        with self._changed:
            if not self._closing:
                self._jobs.append((job, None))
                self._changed.notify()

    def later(self, seconds: float, job: Job[None]) -> None:
        """Have something run on the store's thread after a while, outside of any transaction.

        What it raises is dropped, and so is the job itself when the store is closed before.
        """
        with self._changed:
            if not self._closing:
                when = time.monotonic() + seconds
                heapq.heappush(self._timers, (when, next(self._order), job))
                self._changed.notify()

    def submit(self, job: Job[T]) -> Future[T]:
        """Have something run after all that was posted; its result or error is the future's."""
        future: Future[T] = Future()
        with self._changed:
            if self._closing:
                future.set_exception(StoreError(f"{self._what} is closed."))
            else:
                self._jobs.append((job, future))  # type: ignore[arg-type]
                self._changed.notify()
        return future

    def run(self, job: Job[T]) -> T:
        """As `submit`, and wait for the result.

        Raises:
            StoreError: The file cannot be read or written.
        """
        return self.submit(job).result()

    def close(self) -> None:
        """Do what was posted, then close the file. A second time does nothing."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def say(self, sentence: str) -> None:
        """Report a sentence, once."""
        if sentence not in self._said:
            self._said.add(sentence)
            self._report(sentence)

    def sentence(self, problem: Exception) -> str:
        """What an error of the database means, and what to do."""
        reason = str(problem)
        if "disk is full" in reason:
            return f"{self._what} cannot be written: the disk is full. Free some space."
        if "readonly" in reason or "read-only" in reason or "unable to open" in reason:
            return f"{self._what} cannot be written: check the permissions of {self.path}."
        if "locked" in reason:
            return (
                f"{self._what} cannot be written: another process has locked {self.path}. End it."
            )
        if _damaged(problem):
            return f"{self._what} is damaged: move {self.path} away to begin a new one."
        return f"{self._what} cannot be used ({reason}): see {self.path}."

    def _run(self) -> None:
        with closing(self._open()) as connection:
            while self._step(connection):
                pass

    def _step(self, connection: sqlite3.Connection) -> bool:
        with self._changed:
            while not self._jobs and not self._closing:
                wait = self._timers[0][0] - time.monotonic() if self._timers else None
                if wait is not None and wait <= 0:
                    break
                self._changed.wait(wait)
            now = time.monotonic()
            while self._timers and self._timers[0][0] <= now:
                self._jobs.append((heapq.heappop(self._timers)[2], Future()))
            jobs, self._jobs = self._jobs, deque()
            if not jobs and self._closing:
                return False
        posted: list[Job[object]] = []
        for job, future in jobs:
            if future is None:
                posted.append(job)
                continue
            self._write(connection, posted)
            posted = []
            _answer(self, connection, job, future)
        self._write(connection, posted)
        return True

    def _write(self, connection: sqlite3.Connection, jobs: Sequence[Job[object]]) -> None:
        if not jobs:
            return
        try:
            with Transaction(connection):
                for job in jobs:
                    job(connection)
        except Exception as problem:  # noqa: BLE001 - one bad record must not end the thread
            if len(jobs) > 1:
                for job in jobs:
                    self._write(connection, [job])
            else:
                self.say(self.sentence(problem))

    def _open(self) -> sqlite3.Connection:
        try:
            return self._open_file()
        except (sqlite3.Error, OSError, StoreError) as problem:
            if self._set_aside and _damaged(problem):
                try:
                    moved = self._move_away()
                    connection = self._open_file()
                except (sqlite3.Error, OSError, StoreError) as second:
                    problem = second
                else:
                    self.say(f"{self._what} was damaged; what was left of it is kept as {moved}.")
                    return connection
            self.say(f"{self._why(problem)} Until then nothing of it is kept beyond this sitting.")
        self.in_memory = True
        connection = sqlite3.connect(":memory:", isolation_level=None)
        self._migrate(connection)
        return connection

    def _why(self, problem: Exception) -> str:
        if isinstance(problem, StoreError):
            return str(problem)
        if isinstance(problem, sqlite3.Error):
            return self.sentence(problem)
        reason = getattr(problem, "strerror", None) or problem
        return f"{self._what} cannot be opened ({reason}): check {self.path}."

    def _open_file(self) -> sqlite3.Connection:
        private_directory(self.path.parent)
        # SQLite gives its side files the mode of the file itself.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
            # What is deleted is gone from the file too, not only from the tables.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            if self._durable:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if found != "ok":
                    raise sqlite3.DatabaseError(f"malformed: {found}")
            self._migrate(connection)
            # A file on a read-only disk opens, and fails at the first write.
            with Transaction(connection):
                connection.execute(f"PRAGMA user_version = {len(self._migrations)}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        with Transaction(connection):
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            known = len(self._migrations)
            if version > known:
                raise StoreError(
                    f"{self._what} was written by a newer version of Stride Explorer (schema "
                    f"{version}, this one knows {known}): update, or move {self.path} away."
                )
            for statements in self._migrations[version:]:
                for statement in statements:
                    connection.execute(statement)
            if version < known:
                connection.execute(f"PRAGMA user_version = {known}")

    def _move_away(self) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        moved = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for tail in ("", "-wal", "-shm"):
            side = self.path.with_name(self.path.name + tail)
            if side.exists():
                side.replace(moved.with_name(moved.name + tail))
        return moved


class Transaction:
    """`BEGIN IMMEDIATE` … `COMMIT`, or `ROLLBACK` when something was raised."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _answer(
    store: Store,
    connection: sqlite3.Connection,
    job: Job[object],
    future: Future[object],
) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(job(connection))
    except sqlite3.Error as problem:
        future.set_exception(StoreError(store.sentence(problem)))
    except BaseException as problem:  # noqa: BLE001 - it belongs to the one who waits
        future.set_exception(problem)


def storable(text: str) -> str:
    r"""A text as a file can hold it: half of a surrogate pair becomes a literal `\ud83d`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _damaged(problem: Exception) -> bool:
    if not isinstance(problem, sqlite3.DatabaseError):
        return False
    return getattr(problem, "sqlite_errorname", "") in _DAMAGED or "malformed" in str(problem)


def _patiently(act: Callable[[], object]) -> None:
    """Changing the journal mode does not wait for a lock of its own accord."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            act()
            return
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) or time.monotonic() > until:
                raise
            time.sleep(0.02)
