"""What is wrong with what a call came to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.api.operation import Operation

from .expected import Cell
from .playing import Played
from .world import Effects


def judge(
    operation: type[Operation[Any]],
    cell: Cell,
    played: Played,
    effects: Effects,
    *,
    healthy: Effects,
    strikes_after: bool,
    secret: str,
) -> Iterator[str]:
    """Say everything that is not as it should be, in words.

    Args:
        operation: What was called.
        cell: What should have come of it.
        played: What came of it.
        effects: What it did to the data.
        healthy: What the same call does without trouble.
        strikes_after: Whether the fault lets the service do what was asked.
        secret: What must not be seen anywhere.
    """
    if played.outcome != cell.outcome:
        yield f"came to {played.outcome}, not {cell}: {played.text or played.exchange!r}"
    if len(played.requests) != cell.sent:
        yield f"was sent {len(played.requests)} times, not as in {cell}"
    if len(played.slept) != cell.sent - 1:
        yield f"waited {played.slept} between {cell.sent} sendings"
    if played.error is not None:
        yield from unclear(played.text, operation.operation_id, cell.words)
    yield from (f"the secret stands in {place}" for place in played.leaks(secret))
    done = cell.outcome == "done" or strikes_after
    yield from _wrong_effects(operation.method, effects, healthy if done else Effects(), cell.sent)


def unclear(text: str, operation_id: str, words: str) -> Iterator[str]:
    """Say what is wrong with an error's text: it names the operation, then the cause."""
    """Say what is wrong with the text of an error."""
    if not text.startswith(f"{operation_id}: "):
        yield f"does not name the operation: {text}"
    if words not in text:
        yield f"does not say {words!r}: {text}"
    if not text.isprintable() or len(text) > 1200:
        yield f"is no readable line: {text!r}"


def _wrong_effects(method: str, effects: Effects, due: Effects, sent: int) -> Iterator[str]:
    if method != "PUT":
        # Never a second time: a repeated deletion finds nothing, the others are not repeated.
        if effects != due:
            yield f"did {effects}, not {due}"
    elif (
        effects.rows != due.rows
        or not effects.touches.keys() <= due.times(1).keys()
        or any(
            not 1 <= effects.touches.get(what, 0) <= most for what, most in due.times(sent).items()
        )
    ):
        yield f"did {effects}, not {due} up to {sent} times"


def judge_pair(sync: Played, awaited: Played) -> Iterator[str]:
    """Say in what the two clients differ."""
    if sync.essence != awaited.essence:
        yield f"Client has {sync.essence}, AsyncClient {awaited.essence}"
    first, second = ([_parts(each) for each in one.requests] for one in (sync, awaited))
    if len(first) != len(second) or not all(map(_same, first, second)):
        yield f"Client sends {first}, AsyncClient {second}"


Parts = tuple[bytes, list[bytes], bytes]


def _parts(data: bytes) -> Parts:
    """A request: its first line, its headers in any order, its body."""
    head, _, body = data.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    return line, sorted(header.lower() for header in headers), body


def _same(one: Parts, other: Parts) -> bool:
    """Whether two requests are the same, as far as the server has read of their bodies."""
    size = min(len(one[2]), len(other[2]))
    return one[:2] == other[:2] and one[2][:size] == other[2][:size]
