"""The parts of a presented step as styled lines: the note, the request, the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from explorer.api.operation import Prepared
from explorer.document.from_markdown import from_markdown
from explorer.document.lines import Line, Span, to_lines, wrap
from explorer.document.safe import one_line, visible
from explorer.tour.model import Step
from explorer.tour.player import NotReady, Player
from explorer.tour.telling import TextLine, Told

NOTHING = Line()


class NoteSource:
    """A note in Markdown, drawn to the width of its view.

    Args:
        markdown: The note.
        title: Stands above it; empty where it stands elsewhere.
    """

    fixed_height = None

    def __init__(self, markdown: str, title: str = "") -> None:
        self._document = from_markdown(markdown)
        self._text, self._title = markdown, title

    def __len__(self) -> int:
        return 1

    def lines(self, index: int, width: int) -> Sequence[Line]:
        head = [*wrap((Span(self._title, "strong"),), width), NOTHING] if self._title else []
        return [*head, *to_lines(self._document, width)]

    def copy_text(self, index: int) -> str:
        return self._text


def before_lines(player: Player, step: Step, request: str) -> list[Line]:
    """The request of a step that has not been sent: as it will be, or what it waits for.

    Args:
        player: Knows what has been kept.
        step: The step, edits taken over.
        request: Its request line.
    """
    lines = [_request_line(request)]
    try:
        prepared = player.prepared(step)
    except NotReady as problem:
        return [*lines, NOTHING, _one(str(problem), "warning")]
    return [*lines, *_body_lines(prepared)]


def _body_lines(prepared: Prepared) -> list[Line]:
    if not prepared.body:
        return []
    lines = (
        [_one(f"Content-Type: {prepared.content_type}", "muted")] if prepared.content_type else []
    )
    text = prepared.body.decode("utf-8", "replace")
    if "json" in prepared.content_type:
        try:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    return [*lines, NOTHING, *(Line((Span(each),)) for each in visible(text).split("\n"))]


def request_lines(told: Told) -> list[Line]:
    """The request as it was sent."""
    lines = [_request_line(told.request)] if told.request else []
    lines += [_one(f"{name}: {value}", "muted") for name, value in told.request_headers]
    if told.request_body:
        lines += [NOTHING, *_text_lines(told.request_body)]
    return lines


def answer_lines(told: Told, *, headed: bool) -> list[Line]:
    """The answer as it came, with what is pointed at marked, and what was expected of it.

    Args:
        told: The step.
        headed: Whether to begin with what came of it.
    """
    style = "success" if told.passed else "error"
    mark = "✓ " if told.passed else "✗ "
    lines = [Line((Span(mark, style), Span(told.outcome, "strong")))] if headed else []
    lines += [_one(f"attempt {each}", "muted") for each in told.attempts]
    lines += [_one(each, "error") for each in told.failures]
    lines += [
        Line((Span("kept ", "muted"), Span(name, "accent"), Span(f" = {value}", "muted")))
        for name, value in told.kept
    ]
    lines += [_one(f"{name}: {value}", "muted") for name, value in told.response_headers]
    if told.response_body:
        lines += [NOTHING, *_text_lines(told.response_body)]
    return lines


def marked_ends(lines: Sequence[Line]) -> tuple[int, int]:
    """The ends of the first part that is pointed at; the first line where there is none."""
    marked = [any(span.style == "match" for span in line.spans) for line in lines]
    if True not in marked:
        return 0, 0
    first = marked.index(True)
    rest = marked[first:]
    return first, first + (rest.index(False) if False in rest else len(rest)) - 1


def about_line(step: Step, operation: str) -> Line:
    """Who sends what, and under which fault."""
    spans = [Span(one_line(operation, 80), "strong")]
    if step.as_:
        spans += [Span("  as ", "muted"), Span(one_line(step.as_, 40), "accent")]
    if step.fault:
        spans += [Span("  fault ", "muted"), Span(one_line(step.fault, 60), "warning")]
    return Line(tuple(spans))


def _text_lines(lines: Sequence[TextLine]) -> list[Line]:
    return [
        _one(f"… {each.skipped:,} lines", "muted")
        if each.skipped
        else Line((Span(each.text, "match" if each.marked else ""),))
        for each in lines
    ]


def _request_line(request: str) -> Line:
    method, _, target = request.partition(" ")
    style = f"method-{method.lower()}"
    return Line((Span(one_line(method, 10), style), Span(f" {one_line(target, 600)}")))


def _one(text: str, style: str) -> Line:
    return Line((Span(one_line(text, 600), style),))
