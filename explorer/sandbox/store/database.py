"""The SQLite file: opened, brought to the present version, read and written in transactions.

Two servers may have the same file open. WAL lets one read while the other writes; every write is
one `BEGIN IMMEDIATE` transaction, which waits for the other's to end.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.store import names, schema, sites

BUSY_SECONDS = 5.0
"""How long a write waits for another server's before it gives up."""

CACHE_KIB = 32 * 1024
"""How much of the data is kept in memory, where there is as much."""

Connection = sqlite3.Connection


class Database:
    """An open sandbox file. Used by one thread at a time.

    Args:
        connection: Open, in autocommit mode, with the present schema.
        path: The file; None for data in memory.
    """

    def __init__(self, connection: Connection, path: Path | None) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls, path: Path | None, *, fill: Callable[[Connection], None], large: bool = False
    ) -> Database:
        """Open a file, making and filling it where it is not there.

        Args:
            path: The file; its directory is made where missing. It is readable by its owner only.
                None for data in memory, which end with the process.
            fill: Puts the first data into a new file, within the transaction that makes it.
            large: Without a path, keep the data in a temporary file instead of in memory. SQLite
                takes its name away as soon as it has it, so that it ends with the process, too,
                and writes it ahead nowhere.

        Raises:
            SandboxError: The file cannot be opened, is not a sandbox's, or is of a newer version.
        """
        if path is not None:
            _make_private(path)
        name = ("" if large else ":memory:") if path is None else str(path)
        connection: Connection | None = None
        try:
            connection = sqlite3.connect(
                name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            _refuse_foreign(connection, name)
            # The first data are written once, to the file itself, and only then is there a log.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            bring_up(connection, name, fill)
            _set_up(connection)
        except sqlite3.Error as problem:
            if connection is not None:
                connection.close()
            raise SandboxError(
                f"The sandbox's data at {name} cannot be used: {problem}. "
                "Name another file, or move this one away."
            ) from None
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        return cls(connection, path)

    @property
    def connection(self) -> Connection:
        """For single reads, each of which sees the newest data."""
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Several reads that see the same moment."""
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write: kept whole when the block ends, undone whole when it raises."""
        with transaction(self._connection) as connection:
            yield connection

    def meta(self, name: str) -> str | None:
        """A fact about the file; None where it is not known."""
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Keep a fact about the file."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file; further calls fail."""
        self._connection.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """A write transaction on a connection in autocommit mode."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        # SQLite ends the transaction by itself on some errors, such as a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Credentials are in it: only its owner may read it, before SQLite writes a byte.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as problem:
        raise SandboxError(
            f"The sandbox's data cannot be opened at {path}: {problem.strerror}."
        ) from None


def _refuse_foreign(connection: Connection, name: str) -> None:
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    if tables and marked != schema.APPLICATION_ID:
        raise SandboxError(
            f"{name} is an SQLite file of another program. Name another file for the sandbox."
        )


def _set_up(connection: Connection) -> None:
    # Changing over to WAL needs the file alone, and SQLite may not wait for that.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def bring_up(connection: Connection, name: str, fill: Callable[[Connection], None]) -> None:
    """Bring tables to the present version, and fill them where they are new.

    Raises:
        SandboxError: They are of a newer version.
    """
    version = _version(connection, name)
    if version == len(schema.MIGRATIONS):
        if names.available(connection) is not names.ready(connection):
            with transaction(connection):
                names.prepare(connection)
        return
    with transaction(connection):
        # Another server may have done it while this one waited.
        version = _version(connection, name)
        for step in schema.MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
        if version == 0:
            fill(connection)
        sites.learn_names(connection)
        names.prepare(connection)


def _version(connection: Connection, name: str) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(schema.MIGRATIONS):
        raise SandboxError(
            f"{name} was written by a newer version of Stride Explorer (data version {version}, "
            f"this one knows {len(schema.MIGRATIONS)}). Update, or name another file."
        )
    return version
