"""A call whose body comes from a file or goes to one: what is sent, kept and told on the way.

The deadline of a call counts from the last time that 64 KiB have flowed: a long transfer may take
as long as it needs, and one that stands still, or only drips, ends as any other call does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import Protocol

from explorer.api.exchange import Response
from explorer.api.saving import Destination
from explorer.api.source import PIECE, READ_AT_ONCE, Reader, Source, in_pieces

Progress = Callable[[int, int | None], None]
"""Told the bytes that have flowed and how many there are in all; None where that is not known.

Bytes sent are counted as they are handed over, bytes received as they come. A transfer that is
begun again is counted from zero again. What it raises ends the transfer and comes out of the call.
"""

WINDOW = PIECE
"""Bytes that must flow within a deadline."""

KEPT = 1024 * 1024
"""Bytes of a streamed body that its exchange keeps, where it is not kept whole."""

MARGIN = 64 * 1024
"""Bytes beyond those that are looked at, so that no secret is cut in two at the end."""


class Transfer:
    """One call that streams, over all its attempts.

    Args:
        source: What is sent; None for nothing of note.
        destination: Where a successful answer goes; None to keep it in memory.
        progress: Told how far it is: of the upload where there is one, else of the download.
        deadline: Seconds within which each `WINDOW` must flow.
        clock: Gives monotonic seconds.
    """

    def __init__(
        self,
        source: Source | None,
        destination: Destination | None,
        progress: Progress | None,
        deadline: float,
        clock: Callable[[], float],
    ) -> None:
        self.source = source
        self.destination = destination
        self.deadline = deadline
        self.raised: BaseException | None = None
        self.flowed_at = float("-inf")
        self._progress = progress
        self._clock = clock
        self._told = source
        self._due = float("inf")
        self._done = self._unwound = 0
        self._total: int | None = None

    def begin(self, remaining: float) -> None:
        """A new attempt begins, for which so many seconds are left until something flows."""
        self._due = self._clock() + remaining
        if self.source is not None:
            self.count_from_zero(self.source.size)

    def end(self) -> None:
        """An attempt is over: nothing is left of what it has not finished."""
        if self.destination is not None:
            self.destination.abandon()

    def count_from_zero(self, total: int | None) -> None:
        """Bytes begin to flow, so many in all."""
        self._done = self._unwound = 0
        self._total = total
        self._tell()

    def moved(self, size: int) -> bool:
        """So many bytes have flowed; gives whether the deadline has been put off by that."""
        self._done += size
        self._unwound += size
        wound = self._unwound >= WINDOW
        if wound:
            self._unwound = 0
            self.flowed_at = self._clock()
            self._due = self.flowed_at + self.deadline
        self._tell()
        return wound

    def left(self) -> float:
        """Seconds until the deadline."""
        return self._due - self._clock()

    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self.left() <= 0

    def keeper(self, head: Response, cap: int) -> Keeper:
        """What takes the body of an answer: the destination for a success, else memory.

        Args:
            head: The answer without its body.
            cap: Most bytes in memory.

        Raises:
            FileTrouble: There is no place for it on disk.
        """
        succeeded = 200 <= head.status < 300
        if self.destination is None or not succeeded:
            followed = succeeded and self.source is None and self._progress is not None
            if followed:
                self.count_from_zero(_announced(head))
            return InMemory(cap, self if followed else None)
        self.destination.begin(head.headers)
        if self.source is None:
            self.count_from_zero(_announced(head))
        return OnDisk(self, self.destination)

    def _tell(self) -> None:
        if self._progress is None:
            return
        try:
            self._progress(self._done, self._total)
        except BaseException as problem:
            # The transport must not take it for a failure of the network.
            self.raised = problem
            raise


def outgoing(transfer: Transfer) -> Generator[bytes, None, None]:
    """The body of an upload in pieces that can each be sent at once; close it when done.

    Raises:
        FileTrouble: The file cannot be read, or has become shorter.
        Late: A piece took longer than the deadline.
    """
    if transfer.source is None:
        return
    with closing(Reader(transfer.source)) as reader:
        while data := reader.read():
            for piece in in_pieces(data):
                yield piece
                if transfer.late():
                    raise Late
                transfer.moved(len(piece))


async def outgoing_async(
    transfer: Transfer, put_off: Callable[[], None]
) -> AsyncGenerator[bytes, None]:
    """As `outgoing`, for an event loop, which watches the deadline by itself.

    Args:
        transfer: What is sent.
        put_off: Called whenever the deadline has been put off.

    Raises:
        FileTrouble: The file cannot be read, or has become shorter.
    """
    if transfer.source is None:
        return
    on_disk = transfer.source.on_disk
    with closing(Reader(transfer.source)) as reader:
        # A slow disk does not hold up what else the loop has to do.
        while data := await asyncio.to_thread(reader.read) if on_disk else reader.read():
            for piece in in_pieces(data):
                yield piece
                if transfer.moved(len(piece)):
                    put_off()


class Keeper(Protocol):
    """Takes the body of an answer."""

    on_disk: bool

    @property
    def full(self) -> bool:
        """Whether it is time to write out what was taken."""
        ...

    def take(self, data: bytes) -> bool:
        """Take bytes; gives whether the deadline has been put off by them.

        Raises:
            AboveCap: They are too many for memory.
        """
        ...

    def write_out(self) -> None:
        """Write what was taken to where it goes; may be done by another thread.

        Raises:
            FileTrouble: It cannot be written.
        """
        ...

    def whole(self, head: Response) -> Response:
        """The body is whole: the answer with it, or with its beginning and what is left out.

        Raises:
            FileTrouble: It cannot be put in its place.
        """
        ...


class AboveCap(Exception):
    """The body is too large for memory."""


class Late(Exception):
    """The deadline has passed."""


class InMemory:
    """Keeps a body whole, up to a cap.

    Args:
        cap: Most bytes.
        followed: Told of each piece; None where nobody follows the download.
    """

    on_disk = full = False

    def __init__(self, cap: int, followed: Transfer | None = None) -> None:
        self._chunks: list[bytes] = []
        self._size, self._cap = 0, cap
        self._followed = followed

    def take(self, data: bytes) -> bool:
        """Keep bytes; the deadline stays, unless someone follows what flows."""
        self._size += len(data)
        if self._size > self._cap:
            raise AboveCap
        self._chunks.append(data)
        return self._followed is not None and self._followed.moved(len(data))

    def write_out(self) -> None:
        """Nothing: it is where it goes."""

    def whole(self, head: Response) -> Response:
        """The answer with its body."""
        return replace(head, body=b"".join(self._chunks))


class OnDisk:
    """Writes a body to disk and keeps its beginning."""

    on_disk = True

    def __init__(self, transfer: Transfer, destination: Destination) -> None:
        self._transfer, self._destination = transfer, destination
        self._beginning = bytearray()
        self._waiting: list[bytes] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether enough has come for one writing."""
        return self._size >= READ_AT_ONCE

    def take(self, data: bytes) -> bool:
        """Take bytes, to be written together with others."""
        self._waiting.append(data)
        self._size += len(data)
        room = KEPT + MARGIN - len(self._beginning)
        if room > 0:
            self._beginning += data[:room]
        return self._transfer.source is None and self._transfer.moved(len(data))

    def write_out(self) -> None:
        """Write what has come."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        self._destination.write(b"".join(waiting))

    def whole(self, head: Response) -> Response:
        """The answer with the beginning of its body."""
        self.write_out()
        saved = self._destination.finish(head.headers)
        kept = bytes(self._beginning)
        return replace(head, body=kept, cut=saved.size - len(kept))


def _announced(head: Response) -> int | None:
    length = head.header("Content-Length") or ""
    if head.header("Content-Encoding") or not (length.isascii() and length.isdigit()):
        return None
    return int(length[:18])


def described(source: Source) -> tuple[bytes, int]:
    """Of what is sent, the bytes an exchange may keep once secrets are out, and how many more."""
    beginning = source.excerpt(KEPT + MARGIN)
    return beginning, source.size - len(beginning)


def without_margin(body: bytes, cut: int) -> tuple[bytes, int]:
    """The beginning of a body, secrets already out, without what may be half a secret at its end.

    Args:
        body: The beginning.
        cut: Bytes left out after it; 0 where it is the whole body.
    """
    kept = body[:-MARGIN][:KEPT] if cut else body
    return kept, cut + len(body) - len(kept)
