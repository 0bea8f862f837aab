"""Where the bytes of an upload come from: a file on disk, read as it is sent, or bytes at hand."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from explorer.api.wire import CallError, shown
from explorer.document.safe import one_line

PIECE = 64 * 1024
"""Bytes that are sent at once."""

READ_AT_ONCE = 4 * PIECE
"""Bytes that are read at once from a disk."""


class FileTrouble(Exception):
    """A file on this machine cannot be read or written; the message is one sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message, 600))


class Source:
    """A body whose size is known before it is sent, and which can be sent again from its start.

    Args:
        size: Its bytes in all.
        name: Of the file, without directory; empty for none.
    """

    on_disk = False

    def __init__(self, size: int, name: str = "") -> None:
        self.size = size
        self.name = name

    @classmethod
    def of(cls, value: Any) -> Source:
        """What a caller gives: bytes, a text, a path or a source.

        Raises:
            ValueError: It is none of these, or there is no file that can be read.
        """
        if isinstance(value, Source):
            return value
        if isinstance(value, bytes | bytearray | memoryview):
            return BytesSource(bytes(value))
        if isinstance(value, str):
            return BytesSource(value.encode("utf-8", "surrogateescape"))
        if isinstance(value, os.PathLike):
            return FileSource(Path(value))
        raise ValueError("must be bytes, a text or the path of a file")

    def open(self) -> BinaryIO:
        """The bytes from their start; the caller closes it.

        Raises:
            FileTrouble: They cannot be read any more.
        """
        raise NotImplementedError

    def excerpt(self, most: int) -> bytes:
        """The first bytes, for a record of what was sent; empty where they cannot be read."""
        try:
            with closing(self.open()) as file:
                return file.read(most)
        except (FileTrouble, OSError):
            return b""

    def __repr__(self) -> str:
        name = f" {one_line(self.name, 60)!r}" if self.name else ""
        return f"<{type(self).__name__}{name} {self.size} bytes>"


class BytesSource(Source):
    """Bytes in memory.

    Args:
        data: The bytes.
        name: A file name for them; empty for none.
    """

    def __init__(self, data: bytes, name: str = "") -> None:
        super().__init__(len(data), name)
        self._data = data

    def open(self) -> BinaryIO:
        """The bytes from their start."""
        return io.BytesIO(self._data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BytesSource) and other._data == self._data

    def __hash__(self) -> int:
        return hash(self._data)


class FileSource(Source):
    """A file on disk, of which no more than a piece is in memory at any time.

    Args:
        path: The file; `~` is the home directory.

    Raises:
        CallError: There is no such file, or it cannot be read.
    """

    on_disk = True

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = in_home(path, "body")
        try:
            # Looked at before it is opened: to open a pipe waits for someone to write to it.
            self._refuse_irregular(self.path.stat())
            with _opened(self.path) as file:
                found = os.fstat(file.fileno())
        except (OSError, ValueError) as problem:
            if isinstance(problem, CallError):
                raise
            raise CallError(_unreadable(self.path, problem), "body") from None
        self._refuse_irregular(found)
        super().__init__(found.st_size, self.path.name)

    def _refuse_irregular(self, found: os.stat_result) -> None:
        # A directory says itself that it is one when it is opened.
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise CallError(
                f"{_named(self.path)} is no regular file: its size is not known beforehand.", "body"
            )

    def open(self) -> BinaryIO:
        """The file from its start.

        Raises:
            FileTrouble: It cannot be opened any more.
        """
        try:
            # Buffered, since closing such a file waits for a read in another thread to end.
            return _opened(self.path, READ_AT_ONCE)
        except OSError as problem:
            raise FileTrouble(_unreadable(self.path, problem)) from None


class Reader:
    """The bytes of a source in pieces, just as many as were announced.

    Args:
        source: What is sent.

    Raises:
        FileTrouble: It cannot be opened.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._file = source.open()
        self._left = source.size

    def read(self) -> bytes:
        """The next bytes, as many as are read at once; empty at the end.

        Raises:
            FileTrouble: The file cannot be read, or has become shorter than it was.
        """
        wanted = min(self._left, READ_AT_ONCE)
        if not wanted:
            return b""
        try:
            found = self._file.read(wanted)
        except OSError as problem:
            raise FileTrouble(f"The file cannot be read on: {problem.strerror}.") from None
        if not found:
            raise FileTrouble(
                f"The file {one_line(self._source.name, 120)!r} became shorter while it was sent."
            )
        self._left -= len(found)
        return found

    def close(self) -> None:
        """Close the file; waits for a read in another thread."""
        self._file.close()


def in_pieces(data: bytes) -> Iterator[bytes]:
    """Bytes cut so that each piece can be sent at once."""
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def in_home(path: str | os.PathLike[str], field: str) -> Path:
    """A path with the home directory in the place of a `~`.

    Args:
        path: As it was given.
        field: The wire name of what it is given for.

    Raises:
        CallError: It is no path, or begins with the `~` of a user that this machine does not know.
    """
    given = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(given, str):
        raise CallError(f"A path must be a text, not {shown(given)}.", field)
    try:
        return Path(given).expanduser()
    except RuntimeError:
        user = one_line(given, 200)
        raise CallError(
            f"The path {user!r} begins with the home directory of a user that is not known here. "
            "For a name that begins with ~ write ./~.",
            field,
        ) from None


def _opened(path: Path, buffering: int = -1) -> BinaryIO:
    # Should there be a pipe by now, this does not wait for it either.
    return open(path, "rb", buffering, opener=lambda name, flags: os.open(name, flags | _AT_ONCE))


_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


def _named(path: Path) -> str:
    return f"The file {one_line(str(path), 200)!r}"


def _unreadable(path: Path, problem: OSError | ValueError) -> str:
    why = problem.strerror if isinstance(problem, OSError) else "that is no path"
    return f"{_named(path)} cannot be read: {why}."
