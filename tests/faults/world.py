"""A sandbox whose every change is counted, and that can be put back to where it was."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.sandbox.admin.received import Received
from explorer.sandbox.server import Sandbox

from .subjects import Subjects, prepare

NOW = datetime(2018, 6, 8, 12, 0, tzinfo=UTC)

BOOKKEEPING = {"meta", "token", "quota", "sqlite_sequence", "tally"}
"""Tables that every call, or none, changes: what they hold is not the service's data."""


@dataclass(frozen=True)
class Effects:
    """What was done to the data since the world was last put back.

    Args:
        rows: Table to rows more (or fewer) than before.
        touches: Table and event to how often.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    touches: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.touches)

    def times(self, number: int) -> Mapping[str, int]:
        """Touches of as many such calls."""
        return {name: count * number for name, count in self.touches.items()}


class World:
    """A sandbox on a file of its own.

    Every table of the service's data has triggers that count its changes, in the transaction that
    makes them: what is not committed is not counted.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.sandbox = Sandbox.start(db=path, port=0, now=NOW)
        known = self.sandbox.credentials
        auth = ClientCredentials(known.client_id, known.client_secret)
        self.cloud_id = known.cloud_ids[0]
        with Client(self.base_url, auth=auth, cloud_id=self.cloud_id) as client:
            self.subjects: Subjects = prepare(client)
        held = auth.token()
        assert held is not None
        self.token = held.reveal()
        self._line = sqlite3.connect(path, isolation_level=None, timeout=5)
        self._line.execute("PRAGMA synchronous = OFF")
        self._tables = self._count_changes()
        self._rows = self._count_rows()
        self._kept = sqlite3.connect(":memory:")
        self._line.backup(self._kept)
        self._healthy: dict[str, Effects] = {}
        self._seen = 0

    @property
    def base_url(self) -> str:
        return self.sandbox.base_url

    def call(self, operation_id: str) -> Operation[Any]:
        """The call of an operation, which succeeds as long as nothing was done since."""
        return self.subjects.call(operation_id)

    def effects(self) -> Effects:
        """What was done since the world was last put back."""
        touches = dict(self._line.execute("SELECT what, count(*) FROM tally GROUP BY what"))
        if not touches:
            return Effects()
        now = self._count_rows()
        return Effects(
            {name: now[name] - self._rows[name] for name in now if now[name] != self._rows[name]},
            touches,
        )

    def healthy(self, operation_id: str) -> Effects:
        """What one call of an operation does without any trouble."""
        found = self._healthy.get(operation_id)
        if found is None:
            self.put_back()
            with Client(self.base_url, auth=self.token, cloud_id=self.cloud_id) as client:
                client.send(self.call(operation_id))
            found = self._healthy[operation_id] = self.effects()
            self.put_back()
            assert bool(found) == (CATALOGUE[operation_id].method != "GET"), (
                f"{operation_id} changes nothing that could be counted"
            )
        return found

    def put_back(self) -> None:
        """Undo what was done."""
        if self._line.execute("SELECT count(*) FROM tally").fetchone()[0]:
            self._kept.backup(self._line)

    @contextmanager
    def fault(self, spec: str) -> Iterator[None]:
        """Let a fault stand for a while."""
        found = self.sandbox.requests(after=self._seen)
        self._seen = max((each.number for each in found), default=self._seen)
        number = self.sandbox.add_fault(spec)
        yield
        self.sandbox.remove_fault(number)

    def requests(self, expected: int) -> list[bytes]:
        """Each request since the last fault began to stand, byte for byte, without secrets.

        Args:
            expected: How many to wait for; a client can be done before the sandbox is.
        """
        found: list[Received] = []

        def whole() -> bool:
            # Where the answer comes before the body is looked at, its bytes are kept after that.
            found[:] = self.sandbox.requests(after=self._seen)
            return len(found) >= expected and all(each.data for each in found)

        until(whole)
        return [each.data for each in found]

    def stop(self) -> None:
        self.sandbox.stop()
        self._line.close()
        self._kept.close()

    def _count_changes(self) -> list[str]:
        line = self._line
        line.execute("CREATE TABLE tally (what TEXT NOT NULL)")
        tables = [
            row[0]
            for row in line.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            )
            if row[0] not in BOOKKEEPING and not row[0].startswith("sqlite_")
        ]
        for table in tables:
            for event in ("INSERT", "UPDATE", "DELETE"):
                line.execute(
                    f"CREATE TRIGGER tally_{table}_{event} AFTER {event} ON {table} "
                    f"BEGIN INSERT INTO tally VALUES ('{event} {table}'); END"
                )
        return tables

    def _count_rows(self) -> Counter[str]:
        asked = " UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM {table}" for table in self._tables
        )
        return Counter(dict(self._line.execute(asked).fetchall()))


def until(true: Any, seconds: float = 2.0) -> bool:
    """Wait for something that another thread is about to do; whether it was done."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True
