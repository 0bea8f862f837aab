"""What two exchanges have in common and what not: outcome, request, headers, bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from explorer.api.exchange import Exchange, Headers, header
from explorer.document.safe import one_line, visible
from explorer.document.styled import Line, Span
from explorer.workbench.body import Body
from explorer.workbench.body.difference import DifferenceError
from explorer.workbench.body.difference import difference as difference_of
from explorer.workbench.body.source import CUT_AT
from explorer.workbench.journal_entry import Entry
from explorer.workbench.journal_text import Shape, head_line, milliseconds, readable

AROUND = 3
"""Lines that are alike and shown on either side of a difference."""

LONGEST = 4000
"""Lines between the first and the last difference up to which pairs are looked for."""

Compared: TypeAlias = Entry | Exchange[Any]
"""An exchange as the journal gives it back, or one that has just ended."""

_BLANK = Line()
Kept = tuple[bytes, Headers, int]
"""A body, the headers that came with it, and how many bytes of it were not kept."""


def compare_lines(first: Compared, second: Compared) -> list[Line]:
    """Two exchanges as lines: `-` is only in the first, `+` only in the second.

    Args:
        first: The one to compare with, usually the older.
        second: The other.
    """
    lines = [
        Line((Span("- ", "error"), *head_line(Shape.of(first)).spans)),
        Line((Span("+ ", "success"), *head_line(Shape.of(second)).spans)),
        *_facts(first, second),
    ]
    sent, came = (first.request, second.request), (first.response, second.response)
    lines += _part("Request headers", _headers(sent[0].headers), _headers(sent[1].headers))
    lines += _bodies("Request body", *((each.body, each.headers, each.cut) for each in sent))
    answers = [
        (each.body, each.headers, each.cut) if each is not None else (b"", (), 0) for each in came
    ]
    lines += _part("Response headers", *(_headers(headers) for _, headers, _ in answers))
    lines += _bodies("Response body", *answers)
    return lines


def _facts(first: Compared, second: Compared) -> Iterator[Line]:
    pairs = [
        ("Operation", one_line(first.operation_id), one_line(second.operation_id)),
        ("Server", _server(first), _server(second)),
        ("Outcome", _outcome(first), _outcome(second)),
        ("Attempts", str(len(first.attempts)), str(len(second.attempts))),
    ]
    later = second.started - first.started
    yield _BLANK
    took = f"{milliseconds(first.milliseconds)}, then {milliseconds(second.milliseconds)}"
    yield Line((Span("Took       ", "muted"), Span(took)))
    yield Line((Span("Apart      ", "muted"), Span(f"{later.total_seconds():.1f} s")))
    for name, one, other in pairs:
        if one and other and one != other:
            yield Line((Span(f"{name:<11}", "muted"), Span(f"{one} → {other}", "warning")))


def _server(made: Compared) -> str:
    return one_line(made.server) if isinstance(made, Entry) else ""


def _outcome(made: Compared) -> str:
    if made.status is not None:
        return str(made.status)
    kind = made.failure_kind if isinstance(made, Entry) else type(made.error).__name__
    return f"no answer ({kind})"


def _headers(headers: Headers) -> list[str]:
    return sorted(one_line(f"{name.lower()}: {value}") for name, value in headers)


def _body(body: bytes, headers: Headers, cut: int) -> list[str]:
    if not body and not cut:
        return []
    kind = (header(headers, "Content-Type") or "").split(";")[0].strip()
    text, _ = readable(body, kind, whole=not cut)
    if text is None:
        return [f"({len(body) + cut:,} bytes, no text)"]
    rows = [visible(row) for row in text.splitlines()]
    return [*rows, f"({cut:,} bytes more were not kept)"] if cut else rows


def _bodies(name: str, first: Kept, second: Kept) -> list[Line]:
    """JSON by structure, everything else line by line."""
    whole = first[0] and second[0] and not (first[2] or second[2])
    if whole and first[0] != second[0]:
        old, new = (_read(*each) for each in (first, second))
        if old.kind == new.kind == "json":
            try:
                found = difference_of(old, new)
            except DifferenceError:
                found = None
            if found is not None and not found.same:
                rows = (found.lines(index, CUT_AT)[0] for index in range(len(found)))
                note = f"  {found.summary} {found.note}".rstrip()
                head = Line((Span(name, "heading-2"), Span(note, "muted")))
                return [_BLANK, head, *rows]
    return _part(name, _body(*first), _body(*second))


def _read(body: bytes, headers: Headers, cut: int) -> Body:
    read = Body(body, header(headers, "Content-Type") or "", cut=cut)
    read.read_all()
    return read


def _part(name: str, first: Sequence[str], second: Sequence[str]) -> list[Line]:
    if not first and not second:
        return []
    if list(first) == list(second):
        rest = Line((Span(name, "heading-2"), Span("  the same", "muted")))
        return [_BLANK, rest]
    return [_BLANK, Line((Span(name, "heading-2"),)), *difference(first, second)]


def difference(first: Sequence[str], second: Sequence[str]) -> Iterator[Line]:
    """Two texts as the lines that differ, with a few around them.

    Args:
        first: Visible lines.
        second: Visible lines.
    """
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    one, other = first[start : len(first) - end], second[start : len(second) - end]
    yield from _same(first[:start], last=True)
    if max(len(one), len(other)) > LONGEST:
        # To look for pairs among so many takes longer than anyone waits.
        yield from _only("-", one)
        yield from _only("+", other)
    else:
        matcher = SequenceMatcher(None, one, other)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                yield from _same(one[a:b], first=True, last=True)
            else:
                yield from _only("-", one[a:b])
                yield from _only("+", other[c:d])
    yield from _same(first[len(first) - end :], first=True)


def _only(sign: str, rows: Sequence[str]) -> Iterator[Line]:
    style = "error" if sign == "-" else "success"
    for row in rows:
        yield Line((Span(f"{sign} {row}", style),))


def _same(rows: Sequence[str], *, first: bool = False, last: bool = False) -> Iterator[Line]:
    """Lines that are alike, of which those far from any difference are counted only."""
    head, tail = AROUND * first, AROUND * last
    if len(rows) > head + tail + 1:
        count = len(rows) - head - tail
        yield from (Line((Span(f"  {row}", "muted"),)) for row in rows[:head])
        yield Line((Span(f"  … {count:,} lines alike", "muted"),))
        rows = rows[len(rows) - tail :]
    yield from (Line((Span(f"  {row}", "muted"),)) for row in rows)
