"""The inspector: what the last acts did on the wire, beside whatever is on screen, live."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical

from explorer.document.lines import Line, Span, wrap
from explorer.document.safe import one_line
from explorer.document.styled import truncate
from explorer.tui.widgets.calls import short_target
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.wire import Call, Wire

SHOWN_LINES = 14
"""Lines shown of each body; the history has all of them."""


class WireSource:
    """Calls as items that unfold; the latest is open unless it was folded.

    Args:
        wire: The calls.
    """

    fixed_height = None

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._turned: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self.wire.calls)

    def is_open(self, index: int) -> bool:
        """Whether an item shows all of its call."""
        return self._turned.get(self.wire.calls[index].id, index == 0)

    def toggle(self, index: int) -> bool:
        """Fold or unfold an item."""
        self._turned[self.wire.calls[index].id] = not self.is_open(index)
        return True

    def expand(self, index: int) -> bool:
        return not self.is_open(index) and self.toggle(index)

    def collapse(self, index: int) -> bool:
        return self.is_open(index) and self.toggle(index)

    def parent(self, index: int) -> int | None:
        return None

    def lines(self, index: int, width: int) -> list[Line]:
        call, opened = self.wire.calls[index], self.is_open(index)
        sign = Span("▾ " if opened else "▸ ", "muted")
        if call.shape is None:
            return self._under_way(call, sign, width)
        from explorer.workbench.journal_text import (
            attempt_lines,
            body_lines,
            failure_lines,
            head_line,
            header_lines,
        )

        shape = call.shape
        target = one_line(shape.request.target) if opened else short_target(shape.request.target)
        head = Line((sign, *head_line(shape, target).spans))
        if not opened:
            return [truncate(head, width)]
        request = shape.request
        body = body_lines(request.body, request.headers, request.cut, SHOWN_LINES)
        inside = [
            *failure_lines(shape),
            *attempt_lines(shape)[2:],
            Line((Span("Request  ", "heading-2"), *_together(header_lines(request.headers)))),
            *body,
            *([Line()] if body else []),
        ]
        if shape.response is not None:
            response = shape.response
            inside += [
                Line((Span("Response  ", "heading-2"), *_together(header_lines(response.headers)))),
                *body_lines(response.body, response.headers, response.cut, SHOWN_LINES),
            ]
        inside.append(Line())
        rows = list(wrap(head.spans, width))
        for line in inside:
            rows += wrap(line.spans, width, first=(Span("  "),)) if line.spans else [Line()]
        return rows

    def _under_way(self, call: Call, sign: Span, width: int) -> list[Line]:
        spans = (
            sign,
            Span(one_line(call.method), f"method-{call.method.lower()}"),
            Span(" … ", "muted"),
            Span(short_target(call.target)),
        )
        rows = [truncate(Line(spans), width)]
        for text in call.said:
            rows += wrap([Span(one_line(text), "warning")], width, first=(Span("  "),))
        return rows

    def copy_text(self, index: int) -> str:
        return "\n".join(line.text for line in self.lines(index, 1000))


def _together(lines: list[Line]) -> list[Span]:
    """Headers one after the other, so that the body beneath them is seen too."""
    spans: list[Span] = []
    for line in lines:
        spans += [*([Span(" · ", "muted")] if spans else []), *line.spans]
    return spans


class Inspector(Vertical):
    """What the last acts did on the wire; stands above the strip of whatever screen it is in.

    Args:
        wire: Of the app.
    """

    BORDER_TITLE = "On the wire"

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire
        self._stop_listening: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield Lines(
            WireSource(self._wire), empty_text="Nothing was sent yet. What is sent shows here."
        )

    def on_mount(self) -> None:
        self._stop_listening = self._wire.listen(self._changed)

    def on_unmount(self) -> None:
        self._stop_listening()

    @property
    def list(self) -> Lines:
        """The calls."""
        return self.query_one(Lines)

    def _changed(self, index: int | None) -> None:
        if not self.is_mounted:
            return
        lines = self.list
        if index is not None:
            lines.item_changed(index)
            return
        if lines.has_focus:
            # Someone reads: what they read stays where it is.
            lines.items_prepended(1)
            lines.item_changed(1)
        else:
            lines.refresh_items()
            lines.action_first()
