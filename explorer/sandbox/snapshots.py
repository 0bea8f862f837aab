"""Where named snapshots of the data are kept: beside the file, or nowhere else than in here."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from explorer.sandbox.refusals import Refusal, bad_request, unknown
from explorer.sandbox.store.database import BUSY_SECONDS, Connection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_TAIL = ".db"
_PAGES = 4_096
"""Copied between two questions whether to go on: 16 MiB, some milliseconds."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot as it is listed.

    Args:
        name: Its name.
        saved: When it was made.
        size: Its bytes.
    """

    name: str
    saved: datetime
    size: int

    def shown(self) -> dict[str, Any]:
        """As JSON data."""
        saved = self.saved.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"name": self.name, "saved": saved, "bytes": self.size}


def check_name(name: str) -> str:
    """A name that can be a snapshot's.

    Raises:
        Refusal: 400, it cannot.
    """
    if not _NAME.fullmatch(name):
        raise bad_request(
            "name",
            f"{name!r} cannot name a snapshot: use up to 64 letters, digits, '.', '_' and '-', "
            "beginning with a letter or digit",
        )
    return name


def copy(source: Connection, target: Connection, check: Callable[[], None]) -> None:
    """Put all of one database in the place of all of another, at once.

    Args:
        source: Changed by nobody meanwhile, or within a transaction that reads one moment of it.
        target: Stays as it is until all is there, and where that does not come to be.
        check: Asked now and then; what it raises ends the copying.

    Raises:
        Refusal: 503, another server holds one of them for too long.
        sqlite3.Error: One of them cannot be read or written.
    """
    deadline = time.monotonic() + BUSY_SECONDS

    def go_on(status: int, remaining: int, total: int) -> None:
        # The library itself would try for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise Refusal(
                503, "The sandbox's data are in use by another server. Nothing was changed."
            )
        check()

    source.backup(target, pages=_PAGES, progress=go_on, sleep=0.02)


class Shelf(Protocol):
    """A place for snapshots. Every method may be called from a thread of its own."""

    def list(self) -> list[Snapshot]:
        """All, by name."""

    def save(self, name: str, data: Connection, check: Callable[[], None]) -> Snapshot:
        """Keep the data under a name, in the place of what it named before.

        Raises:
            Exception: What `check`, asked now and then, raises: nothing is changed by it then.
        """

    def load(self, name: str, target: Connection, check: Callable[[], None]) -> None:
        """Copy a snapshot into an empty database.

        Raises:
            Exception: What `check`, asked now and then, raises.
            Refusal: 404, there is none of that name.
        """

    def delete(self, name: str) -> None:
        """Forget one.

        Raises:
            Refusal: 404, there is none of that name.
        """

    def close(self) -> None:
        """Let go of what is open."""


class FileShelf:
    """Snapshots as files in a directory beside the data, which only its owner can read.

    Args:
        directory: Made when the first is saved.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def _path(self, name: str) -> Path:
        return self._directory / (name + _TAIL)

    def list(self) -> list[Snapshot]:
        if not self._directory.is_dir():
            return []
        found = [path for path in self._directory.iterdir() if path.name.endswith(_TAIL)]
        names = [path.name.removesuffix(_TAIL) for path in found]
        shown: list[Snapshot] = []
        for name in sorted(names):
            # Another server may have deleted it since.
            with suppress(FileNotFoundError):
                if _NAME.fullmatch(name):
                    shown.append(self._shown(name))
        return shown

    def _shown(self, name: str) -> Snapshot:
        facts = self._path(name).stat()
        return Snapshot(name, datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size)

    def save(self, name: str, data: Connection, check: Callable[[], None]) -> Snapshot:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whole under another name first: a server that is killed leaves no half snapshot.
        half = self._directory / f".{name}-{os.getpid()}-{time.monotonic_ns()}"
        try:
            os.close(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(half, isolation_level=None)) as target:
                copy(data, target, check)
                # One file, without the second and third that a log would need beside it.
                target.execute("PRAGMA journal_mode = DELETE")
            os.replace(half, self._path(name))
        finally:
            half.unlink(missing_ok=True)
        return self._shown(name)

    def load(self, name: str, target: Connection, check: Callable[[], None]) -> None:
        path = self._path(name)
        if not path.is_file():
            raise unknown("snapshot", name)
        with closing(sqlite3.connect(path, isolation_level=None)) as source:
            copy(source, target, check)

    def delete(self, name: str) -> None:
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            raise unknown("snapshot", name) from None

    def close(self) -> None:
        pass


class OwnShelf:
    """Snapshots that end with the process, of data that do: each a temporary file without a name,
    of which SQLite writes only what does not fit in its memory.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Connection, Snapshot]] = {}

    def list(self) -> list[Snapshot]:
        return [shown for _, (_, shown) in sorted(self._kept.items())]

    def save(self, name: str, data: Connection, check: Callable[[], None]) -> Snapshot:
        kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        try:
            copy(data, kept, check)
        except BaseException:
            kept.close()
            raise
        pages, size = (kept.execute(f"PRAGMA page_{each}").fetchone()[0] for each in _SIZE)
        shown = Snapshot(name, datetime.now(UTC), pages * size)
        self._forget(name)
        self._kept[name] = (kept, shown)
        return shown

    def load(self, name: str, target: Connection, check: Callable[[], None]) -> None:
        if name not in self._kept:
            raise unknown("snapshot", name)
        copy(self._kept[name][0], target, check)

    def delete(self, name: str) -> None:
        if name not in self._kept:
            raise unknown("snapshot", name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        found = self._kept.pop(name, None)
        if found is not None:
            found[0].close()

    def close(self) -> None:
        for name in list(self._kept):
            self._forget(name)


_SIZE = ("count", "size")
