"""The requests a sandbox has received, byte for byte, in memory only."""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import UTC, datetime

MOST_ENTRIES = 1_000
MOST_BYTES = 32 * 1024 * 1024
MOST_BYTES_EACH = 1024 * 1024
"""Of one request that are kept; of a longer one the beginning."""


class Entry:
    """One request.

    Attributes:
        number: Counts up from 1; also the name of the request on the admin path.
        at: When its head was whole, in seconds since 1970.
        operation: The operation it was for, `token`, or empty where it was for none.
        status: Of the answer; None before there is one, and where none was given.
        fault: The fault that struck it; empty for none.
        milliseconds: From its head to the end of its answer; None before that.
        size: Its bytes in all, as far as they have come.
        bytes: The bytes themselves, at most `MOST_BYTES_EACH`, secrets included.
    """

    __slots__ = (
        "_begun", "at", "bytes", "fault", "kept", "milliseconds", "number", "operation", "size",
        "status",
    )  # fmt: skip

    def __init__(self) -> None:
        self.number = 0
        self.at = time.time()
        self._begun = time.perf_counter()
        self.operation = ""
        self.status: int | None = None
        self.fault = ""
        self.milliseconds: float | None = None
        self.size = 0
        self.bytes: bytes = b""
        self.kept = False

    def end(self) -> None:
        """Its answer has been sent, or will not be."""
        if self.milliseconds is None:
            self.milliseconds = (time.perf_counter() - self._begun) * 1000

    @property
    def moment(self) -> datetime:
        """When its head was whole, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)

    def __repr__(self) -> str:
        return f"Entry({self.number}, {self.operation or '-'}, {self.status})"


class RequestLog:
    """The latest requests. Read from any thread."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._last = 0
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Keep a request whose head has come."""
        with self._lock:
            self._last += 1
            entry.number = self._last
            entry.kept = True
            self._entries.append(entry)
            self._trim()

    def fill(self, entry: Entry, data: bytes, size: int) -> None:
        """Its bytes have come.

        Args:
            entry: The request.
            data: What is kept of them.
            size: How many there were.
        """
        with self._lock:
            if entry.kept:
                self._bytes += len(data) - len(entry.bytes)
            entry.bytes, entry.size = data, size
            self._trim()

    def remove(self, entry: Entry) -> None:
        """Forget one."""
        with self._lock:
            if entry.kept:
                self._entries.remove(entry)
                self._drop(entry)

    def clear(self) -> int:
        """Forget all; how many there were."""
        with self._lock:
            number = len(self._entries)
            for entry in self._entries:
                entry.kept = False
            self._entries.clear()
            self._bytes = 0
        return number

    def find(self, number: int) -> Entry | None:
        """A request by number; None where it is not known or no longer."""
        return next((each for each in self.latest() if each.number == number), None)

    def latest(self, after: int = 0, limit: int | None = None) -> list[Entry]:
        """Requests, the newest last.

        Args:
            after: Only those with a higher number.
            limit: Most of them: the oldest of those after `after` where that is given, so that
                one can walk on; else the newest.
        """
        with self._lock:
            found = [each for each in self._entries if each.number > after]
        if limit is None:
            return found
        return found[:limit] if after else found[-limit:]

    def _trim(self) -> None:
        while self._entries and (len(self._entries) > MOST_ENTRIES or self._bytes > MOST_BYTES):
            self._drop(self._entries.popleft())

    def _drop(self, entry: Entry) -> None:
        entry.kept = False
        self._bytes -= len(entry.bytes)
