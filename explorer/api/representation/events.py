"""What happens during a call, event by event."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from explorer.api.events import Event
from explorer.api.exchange import Attempt, Exchange, Request
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import Bit, Block, Cell, Facts, Figure, Fold, Words
from explorer.api.representation.line import tag

_PARTS = (Request, Attempt, Exchange)


@line_of.register
def _line(event: Event) -> str:
    return tag(type(event).__name__, *map(_told, _own(event).values()), lead=event.operation_id)


def _own(event: Event) -> dict[str, Any]:
    """What this kind of event tells beside the call it belongs to."""
    common = {"call_id", "operation_id"}
    return {
        field.name: getattr(event, field.name)
        for field in fields(event)
        if field.name not in common
    }


def _told(value: Any) -> str:
    if isinstance(value, _PARTS):
        # The part's own line, without the brackets and the operation that is named already.
        words = line_of(value)[1:-1].split(" ")
        return " ".join(words[2:] if isinstance(value, Exchange) else words[1:])
    if isinstance(value, bool):
        return "done" if value else "refused"
    return f"{value:.1f} s" if isinstance(value, float) else str(value)


@figure_of.register
def _figure(event: Event) -> Figure:
    own = _own(event)
    rows: list[tuple[str, Cell]] = [
        (name, _told(value)) for name, value in own.items() if not isinstance(value, _PARTS)
    ]
    rows.append(("call", Bit(event.call_id, "code")))
    blocks: list[Block] = [Facts(tuple(rows))]
    for value in own.values():
        if isinstance(value, _PARTS):
            part = figure_of(value)
            head = Words((Bit(part.kind, "strong"), " ", *_pieces(part.name), f" · {part.note}"))
            blocks += (
                [head, *part.blocks]
                if not isinstance(value, Exchange)
                else [Fold((*_pieces(part.name), f" · {part.note}"), part.blocks, open=True)]
            )
    return Figure(
        type(event).__name__, Bit(event.operation_id, "code"), _purpose(event), tuple(blocks)
    )


def _pieces(cell: Cell) -> tuple[str | Bit, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def _purpose(event: Event) -> str:
    return (type(event).__doc__ or "").strip().partition("\n")[0].partition(". ")[0].rstrip(".")
