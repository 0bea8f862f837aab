"""Filtering a JSON body by a JSONPath of RFC 9535: the matches, as a body of their own.

The values are parsed when a path is asked for and forgotten again. What is shown comes from the
body's text, so that numbers stay as they were written.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.workbench.body import paths
from explorer.workbench.body.body import Body
from explorer.workbench.body.finder import Finder
from explorer.workbench.body.json_lines import bytes_seen
from explorer.workbench.body.parsing import Cancelled, TooDeep, many_values, parsed
from explorer.workbench.body.paths import Steps

if TYPE_CHECKING:
    from jsonpath import JSONPath, JSONPathMatch
    from jsonpath.exceptions import JSONPathError

MOST_MATCHES = 100_000
"""Matches that are kept."""

MOST_BYTES = 64 << 20
"""Bytes of matches that are kept: they may be in one another."""


class QueryError(ValueError):
    """A path cannot be followed; says why and at which character."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a path leads to.

    Args:
        expression: The path as typed.
        body: The matches as a list, in the order of the path; a long one is still to be read.
        places: The steps to each match in the body that was asked.
        note: A sentence when there were more matches than are kept; else empty.
    """

    expression: str
    body: Body
    places: tuple[Steps, ...]
    note: str = ""

    def path(self, line: int) -> str:
        """The normalized path, in the body that was asked, of a line of the matches.

        Args:
            line: A line of `body`; its first and last stand for no one value: empty.
        """
        assert self.body.json is not None
        steps = paths.steps_to(self.body.json, line)
        if not steps or not isinstance(steps[0], int):
            return ""
        return paths.written((*self.places[steps[0]], *steps[1:]))


async def ask(body: Body, expression: str) -> Found:
    """Follow a path in a thread, after the body has been read; cancelling ends both.

    Args:
        body: A JSON body.
        expression: A JSONPath: `$.values[?@.isArchived].name`.

    Raises:
        QueryError: The path is none, takes too long, or the body is no JSON.
    """
    await body.finish()
    stop = threading.Event()
    try:
        return await asyncio.to_thread(follow, body, expression, stop)
    except asyncio.CancelledError:
        stop.set()
        raise


def check(expression: str) -> None:
    """Make sure that a path is one, before there is a body to follow it in.

    Args:
        expression: A JSONPath.

    Raises:
        QueryError: It is none; says why and at which character.
    """
    from jsonpath.exceptions import JSONPathError

    try:
        _compiled(expression.strip(), threading.Event())
    except RecursionError:
        raise QueryError("No JSONPath: it is nested too deep.") from None
    except JSONPathError as problem:
        raise QueryError(_in_words(problem)) from None


def follow(body: Body, expression: str, stop: threading.Event | None = None) -> Found:
    """Follow a path; see `ask`.

    Args:
        body: A JSON body that is complete.
        expression: A JSONPath.
        stop: Ends the work, from another thread.

    Raises:
        QueryError: As of `ask`, or the work was ended.
    """
    from jsonpath.exceptions import JSONPathError

    stop = stop or threading.Event()
    if body.json is None or body.cut:
        raise QueryError("A JSONPath needs a body that is JSON, and whole.")
    expression = expression.strip()
    try:
        return _found(body, expression, [paths.read(expression)])
    except paths.PathError:
        pass  # not a path to one value as `Body.path` gives it, which takes no parsing
    try:
        compiled = _compiled(expression, stop)
        with many_values():
            return _followed(body, expression, compiled, stop)
    except (TooDeep, RecursionError):  # the library's own error of this kind is both
        raise QueryError("The body is nested too deep for this path.") from None
    except JSONPathError as problem:
        raise QueryError(_in_words(problem)) from None
    except Cancelled:
        raise QueryError("The path was not followed to its end.") from None


def _followed(body: Body, expression: str, compiled: JSONPath, stop: threading.Event) -> Found:
    assert body.json is not None
    root = parsed(body.json.index, stop.is_set)
    return _found(body, expression, _places(_matches(compiled, root, stop)))


def _compiled(expression: str, stop: threading.Event) -> JSONPath:
    from jsonpath import JSONPath

    from explorer.workbench.body.query_environment import Environment

    try:
        compiled = Environment(stop).compile(expression)
    except RecursionError:
        raise QueryError("No JSONPath: it is nested too deep.") from None
    if not isinstance(compiled, JSONPath):
        raise QueryError("This joins several paths, which RFC 9535 does not know.")
    return compiled


def _matches(compiled: JSONPath, root: Any, stop: threading.Event) -> Iterable[JSONPathMatch]:
    """The matches in order. Unlike the library's own way, a text at the root stays a text."""
    from explorer.workbench.body.query_environment import Node

    nodes: Iterable[JSONPathMatch] = [
        Node(filter_context={}, obj=root, parent=None, path="$", parts=(), root=root)
    ]
    for segment in compiled.segments:
        nodes = segment.resolve(_watched(nodes, stop))
    return _watched(nodes, stop)


def _watched(nodes: Iterable[JSONPathMatch], stop: threading.Event) -> Iterator[JSONPathMatch]:
    for node in nodes:
        if stop.is_set():
            raise Cancelled
        yield node


def _places(matches: Iterable[JSONPathMatch]) -> Iterator[Steps]:
    for match in matches:
        yield tuple([part if isinstance(part, int) else bytes_seen(part) for part in match.parts])


def _found(body: Body, expression: str, matches: Iterable[Steps]) -> Found:
    assert body.json is not None
    finder = Finder(body.json)
    places: list[Steps] = []
    pieces: list[bytes] = []
    size, note = 0, ""
    for steps in matches:
        line = finder.line(steps)
        if line is None:
            continue
        piece = body.json.source(line)
        size += len(piece)
        if len(places) == MOST_MATCHES or size > MOST_BYTES:
            note = f"Only the first {len(places):,} matches are shown."
            break
        places.append(steps)
        pieces.append(piece)
    found = Body(b"[" + b",".join(pieces) + b"]", kind="json")
    return Found(expression, found, tuple(places), note)


def _in_words(problem: JSONPathError) -> str:
    said = one_line(str(problem.message or "it cannot be read"))
    if problem.token is None:
        return f"No JSONPath: {said}."
    return f"No JSONPath: {said}, at character {max(problem.token.index, 0) + 1}."
