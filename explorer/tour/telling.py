"""What a published tour shows of a step: texts ready for any kind of page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.api.exchange import Exchange, Headers
from explorer.api.operation import Operation
from explorer.api.representation.exchanges import milliseconds, status_words
from explorer.api.representation.wire import safe_headers, safe_target
from explorer.document.safe import one_line, visible
from explorer.tour.player import Played, title_of
from explorer.tour.reading import find_operation
from explorer.workbench.body.body import Body

MOST_LINES = 80
"""Lines of a body that are shown; what is pointed at is among them."""

MOST_HIDDEN = 500
"""Lines of those left out that a page can unfold."""

LONGEST_LINE = 2_000
"""Characters of a line that are shown."""

AROUND = 3
"""Lines shown around what is pointed at, where a body is too long to be shown whole."""

SHOWN_HEADERS = frozenset({"content-type", "retry-after", "location", "allow", "accept"})
"""Headers that say something about a call; the others are the same for all."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a body.

    Args:
        text: It, visible.
        marked: Whether it belongs to what is pointed at.
        skipped: Lines left out in its place; its text is then empty.
        hidden: The first of those lines, for a page that can unfold them.
    """

    text: str
    marked: bool = False
    skipped: int = 0
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A step as it is told.

    Args:
        number: Its place, from 1.
        title: A few words.
        note: Markdown.
        operation: Its class; None where there is none.
        by: As whom it was sent; empty for the app itself.
        fault: The fault that stood meanwhile; empty for none.
        request: Request line.
        request_headers: Those worth showing.
        request_body: Lines.
        outcome: Status and time, or why there is no answer.
        passed: Whether everything expected came.
        response_headers: Those worth showing.
        response_body: Lines.
        attempts: A line for each sending, where there was more than one.
        kept: Name and value of what later steps use.
        failures: What did not come as expected, or why nothing was sent, with the file's line.
    """

    number: int
    title: str
    note: str
    operation: type[Operation[Any]] | None
    by: str
    fault: str
    request: str
    request_headers: Headers
    request_body: tuple[TextLine, ...]
    outcome: str
    passed: bool
    response_headers: Headers
    response_body: tuple[TextLine, ...]
    attempts: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    failures: tuple[str, ...]


def tell(played: Played) -> Told:
    """A played step as it is told; everything from outside is visible and holds no secret."""
    step, exchange = played.step, played.exchange
    request = response = None
    if exchange is not None:
        request, response = exchange.request, exchange.response
    return Told(
        number=played.number,
        title=one_line(title_of(step), 120),
        note=step.note,
        operation=find_operation(step.operation),
        by=one_line(step.as_, 60),
        fault=one_line(step.fault, 120),
        request=one_line(f"{request.method} {safe_target(request.target)}", 600) if request else "",
        request_headers=_shown(request.headers) if request else (),
        request_body=_lines(request.body, request.headers, request.cut, ()) if request else (),
        outcome=_outcome(exchange),
        passed=played.ok,
        response_headers=_shown(response.headers) if response else (),
        response_body=(
            _lines(response.body, response.headers, response.cut, played.highlights)
            if response
            else ()
        ),
        attempts=_attempts(exchange),
        kept=tuple((name, one_line(str(value), 120)) for name, value in played.kept.items()),
        failures=tuple(visible(each) for each in played.located(short=True)),
    )


def _shown(headers: Headers) -> Headers:
    return tuple(
        (one_line(name, 60), one_line(value, 200))
        for name, value in safe_headers(headers)
        if name.lower() in SHOWN_HEADERS
    )


def _outcome(exchange: Exchange[Any] | None) -> str:
    if exchange is None:
        return "Not sent"
    took = milliseconds(exchange.milliseconds)
    if exchange.response is None:
        return f"No answer after {took}: {one_line(str(exchange.error), 300)}"
    return f"{one_line(status_words(exchange.response), 60)} · {took}"


def _attempts(exchange: Exchange[Any] | None) -> tuple[str, ...]:
    if exchange is None or len(exchange.attempts) < 2:
        return ()
    return tuple(
        f"{each.number}: {each.status or one_line(each.failure, 100)} after "
        f"{milliseconds(each.timing.whole)}"
        for each in exchange.attempts
    )


def _lines(
    data: bytes, headers: Headers, cut: int, highlights: tuple[str, ...]
) -> tuple[TextLine, ...]:
    if not data:
        return ()
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    body = Body(data, kind, cut=cut)
    body.read_all()
    count = body.line_count
    marked = [_is_marked(body, number, highlights) for number in range(min(count, 20_000))]
    marked += [False] * (count - len(marked))
    wanted = _wanted(marked)
    found: list[TextLine] = []
    skipped = 0
    for number in range(count):
        if number in wanted:
            if skipped:
                found.append(_left_out(body, number, skipped))
                skipped = 0
            found.append(TextLine(body.text(number)[:LONGEST_LINE], marked[number]))
        else:
            skipped += 1
    if skipped:
        found.append(_left_out(body, count, skipped))
    return tuple(found)


def _left_out(body: Body, end: int, skipped: int) -> TextLine:
    """What stands in the place of the lines before one."""
    start = end - skipped
    last = min(end, start + MOST_HIDDEN)
    hidden = tuple(body.text(number)[:LONGEST_LINE] for number in range(start, last))
    return TextLine("", skipped=skipped, hidden=hidden)


def _is_marked(body: Body, number: int, highlights: tuple[str, ...]) -> bool:
    if not highlights:
        return False
    path = body.path(number)
    return any(path == each or path.startswith(f"{each}[") for each in highlights)


def _wanted(marked: list[bool]) -> set[int]:
    """The lines that are shown: all of a short body, else its beginning and what is marked."""
    if len(marked) <= MOST_LINES:
        return set(range(len(marked)))
    wanted = set(range(12))
    for number, is_marked in enumerate(marked):
        if is_marked:
            wanted |= set(range(max(number - AROUND, 0), min(number + AROUND + 1, len(marked))))
        if len(wanted) >= MOST_LINES:
            break
    wanted.add(len(marked) - 1)
    return wanted
