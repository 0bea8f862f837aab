"""An exchange as styled lines: what history, inspector and command line show of it.

Every text is visible; lines are as long as they are, to be wrapped or cut where they are shown.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from explorer.api.exchange import Attempt, Exchange, Headers, Request, Response, header
from explorer.document.safe import one_line, visible
from explorer.document.styled import Line, Span
from explorer.workbench.journal_entry import Entry, Note

_BLANK = Line()
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<literal>true|false|null)|(?P<punctuation>[{}\[\],:]+)"
)


class Shape(NamedTuple):
    """What there is to show of an exchange, wherever it comes from."""

    operation_id: str
    request: Request
    response: Response | None
    attempts: tuple[Attempt, ...]
    notes: tuple[Note, ...]
    milliseconds: float
    failure: str
    ok: bool

    @classmethod
    def of(cls, made: Entry | Exchange[object], notes: tuple[Note, ...] = ()) -> Shape:
        """What an entry of the journal, or an exchange that just ended, has to show."""
        if isinstance(made, Entry):
            failure, notes = made.failure, made.notes
        else:
            failure = str(made.error) if made.error is not None else ""
        return cls(
            made.operation_id,
            made.request,
            made.response,
            made.attempts,
            notes,
            made.milliseconds,
            failure,
            made.ok,
        )


def entry_lines(entry: Entry, zone: datetime) -> list[Line]:
    """An entry of the journal, whole: request, attempts and answer.

    Args:
        entry: The exchange.
        zone: A moment in the zone that times are shown in.
    """
    shape = Shape.of(entry)
    moment = entry.started.astimezone(zone.tzinfo)
    view = f", in {one_line(entry.view)}" if entry.view else ""
    facts = [
        ("Id", one_line(entry.id)),
        ("Operation", one_line(entry.operation_id)),
        ("Started", f"{moment:%Y-%m-%d %H:%M:%S %z}"),
        ("Caused by", f"{one_line(entry.origin)}{view}"),
        ("Server", one_line(entry.server)),
    ]
    return [
        head_line(shape),
        *failure_lines(shape),
        _BLANK,
        *(Line((Span(f"{name:<11}", "muted"), Span(value))) for name, value in facts),
        *attempt_lines(shape),
        _BLANK,
        _heading("Request"),
        *header_lines(shape.request.headers),
        *body_lines(shape.request.body, shape.request.headers, entry.request_cut),
        _BLANK,
        *response_lines(shape),
    ]


def head_line(shape: Shape, target: str = "") -> Line:
    """Method, target, outcome and time in one line.

    Args:
        shape: The exchange.
        target: What to say in place of the whole target; empty for that.
    """
    request = shape.request
    outcome = str(shape.response.status) if shape.response else "no answer"
    spans = [
        Span(one_line(request.method), f"method-{request.method.lower()}"),
        Span(f" {outcome}", "strong success" if shape.ok else "strong error"),
        Span(f" {milliseconds(shape.milliseconds)} ", "muted"),
    ]
    if len(shape.attempts) > 1:
        spans.append(Span(f"{len(shape.attempts)} attempts ", "warning"))
    spans.append(Span(target or one_line(request.target)))
    return Line(tuple(spans))


def failure_lines(shape: Shape) -> list[Line]:
    """Why it failed; nothing for a success."""
    return [Line((Span(one_line(shape.failure), "error"),))] if shape.failure else []


def attempt_lines(shape: Shape) -> list[Line]:
    """Every sending with its times, and what happened between them."""
    lines = [_BLANK, _heading("Attempts" if len(shape.attempts) > 1 else "Timing")]
    lines += [_note(note) for note in shape.notes if note.after == 0]
    for attempt in shape.attempts:
        if attempt.status is None:
            outcome = Span(f"no answer: {one_line(attempt.failure)}", "error")
        else:
            good = 200 <= attempt.status < 300
            outcome = Span(_status(attempt.status), "success" if good else "warning")
        times = Span(f"  {_times(attempt)}", "muted")
        lines.append(Line((Span(f"{attempt.number}  ", "muted"), outcome, times)))
        lines += [_note(note) for note in shape.notes if note.after == attempt.number]
    if not shape.attempts:
        lines.append(Line((Span("Nothing was sent.", "muted"),)))
    return lines


def response_lines(shape: Shape, most: int | None = None) -> list[Line]:
    """The answer: status, headers and body.

    Args:
        shape: The exchange.
        most: Lines of the body at most; None for all of them.
    """
    response = shape.response
    if response is None:
        return [_heading("No answer")]
    reason = one_line(response.reason) or _status(response.status).partition(" ")[2]
    return [
        _heading(f"Response {response.status} {reason}".rstrip()),
        *header_lines(response.headers),
        *body_lines(response.body, response.headers, response.cut, most),
    ]


def header_lines(headers: Headers) -> list[Line]:
    """Headers in their order."""
    return [
        Line((Span(f"{one_line(name)}: ", "json-key"), Span(one_line(value))))
        for name, value in headers
    ]


def body_lines(body: bytes, headers: Headers, cut: int, most: int | None = None) -> list[Line]:
    """A body after an empty line; nothing where there is none.

    Args:
        body: The bytes.
        headers: Those that came with them.
        cut: How many bytes more there were.
        most: Lines at most; None for all of them.
    """
    if not body and not cut:
        return []
    kind = one_line((header(headers, "Content-Type") or "").split(";")[0].strip(), 80)
    text, is_json = readable(body, kind, whole=not cut)
    lines = [_BLANK]
    if text is None:
        lines.append(_remark(f"{len(body) + cut:,} bytes of {kind or 'an unknown type'}, no text"))
        return lines
    rows = text.splitlines()
    shown = rows if most is None else rows[:most]
    lines += [json_line(row) if is_json else Line((Span(visible(row)),)) for row in shown]
    if len(shown) < len(rows):
        lines.append(_remark(f"… {len(rows) - len(shown):,} lines more"))
    if cut:
        lines.append(_remark(f"… {cut:,} bytes more were not kept"))
    return lines


def readable(body: bytes, kind: str, *, whole: bool) -> tuple[str | None, bool]:
    """A body as text, JSON laid out, and whether it is JSON; None for what is no text.

    Args:
        body: The bytes.
        kind: Content type.
        whole: Whether all of it is there; what is not cannot be laid out.
    """
    try:
        # The last character may have been cut in two: that alone makes a text no less of one.
        text = codecs.getincrementaldecoder("utf-8")().decode(body, final=whole)
    except UnicodeDecodeError:
        return None, False
    if len(_CONTROLS.findall(text[:4096])) > len(text[:4096]) // 10:
        return None, False
    if kind.endswith("json") or text.lstrip()[:1] in {"{", "["}:
        if not whole:
            return laid_out(text), True
        try:
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False), True
        except (ValueError, RecursionError):
            return text, False
    return text, False


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s"{}\[\],:]+')


def laid_out(text: str) -> str:
    """The beginning of a JSON text over several lines, wherever it was cut."""
    written: list[str] = []
    depth, empty = 0, False
    for piece in _TOKEN.findall(text):
        if piece in "}]":
            depth = max(0, depth - 1)
            written.append(piece if empty else f"\n{'  ' * min(depth, 40)}{piece}")
        else:
            if empty:
                written.append(f"\n{'  ' * min(depth, 40)}")
            if piece == ",":
                written.append(f",\n{'  ' * min(depth, 40)}")
            else:
                written.append(": " if piece == ":" else piece)
        empty = piece in "{["
        depth += empty
    return "".join(written)


_LONGEST_COLOURED = 4096


def json_line(row: str) -> Line:
    """A line of JSON with the styles of its parts."""
    text = visible(row)
    if len(text) > _LONGEST_COLOURED:
        return Line((Span(text),))
    return Line(tuple(_json_spans(text)))


def _json_spans(text: str) -> Iterator[Span]:
    end = 0
    for found in _JSON.finditer(text):
        if found.start() > end:
            yield Span(text[end : found.start()])
        yield Span(found[0], f"json-{found.lastgroup}")
        end = found.end()
    if end < len(text):
        yield Span(text[end:])


def milliseconds(value: float) -> str:
    """A duration in words."""
    return f"{value:.0f} ms" if value < 10_000 else f"{value / 1000:.1f} s"


def plain(lines: Sequence[Line]) -> str:
    """Lines as a text without styles."""
    return "\n".join(line.text for line in lines)


def _times(attempt: Attempt) -> str:
    timing = attempt.timing
    known = (("connected", timing.connect), ("first byte", timing.first_byte))
    parts = [f"{what} {value:.0f} ms" for what, value in known if value is not None]
    return ", ".join([*parts, f"whole {timing.whole:.0f} ms"])


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _note(note: Note) -> Line:
    return Line((Span(f"   → {one_line(note.text)}", "warning"),))


def _heading(text: str) -> Line:
    return Line((Span(text, "heading-2"),))


def _remark(text: str) -> Line:
    return Line((Span(text, "muted"),))
