"""What happens during a call, event by event."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from explorer.api.events import AttemptSent, Event, RetryPlanned, TokenRefreshed
from explorer.api.exchange import Attempt, Exchange, Request
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import Bit, Block, Facts, Figure, Fold, pieces
from explorer.api.representation.line import tag

_PARTS = (Request, Attempt, Exchange)


@line_of.register
def _line(event: Event) -> str:
    own = _own(event)
    words = [_in_line(part) for part in own.values() if isinstance(part, _PARTS)]
    return tag(type(event).__name__, *(words or [_happening(event)]), lead=event.operation_id)


def _own(event: Event) -> dict[str, Any]:
    """What this kind of event tells beside the call it belongs to."""
    common = {"call_id", "operation_id"}
    names = [field.name for field in fields(event) if field.name not in common]
    return {name: getattr(event, name) for name in names}


def _in_line(part: Any) -> str:
    """A part's own line, without its kind and the operation that is named already."""
    words = line_of(part)[1:-1].split(" ")
    return " ".join(words[2:] if isinstance(part, Exchange) else words[1:])


def _happening(event: Event) -> str:
    """What happens, in words: an event's own, where it has some."""
    if isinstance(event, RetryPlanned | TokenRefreshed):
        return str(event)
    if isinstance(event, AttemptSent):
        return f"attempt {event.number}"
    purpose = (type(event).__doc__ or "").strip().partition("\n")[0]
    return re.split("[.;,:]", purpose)[0]


@figure_of.register
def _figure(event: Event) -> Figure:
    blocks: list[Block] = [Facts((("call", Bit(event.call_id, "code")),))]
    for value in _own(event).values():
        if isinstance(value, _PARTS):
            part = figure_of(value)
            note = f" · {part.note}" if part.note else ""
            blocks.append(Fold((f"{part.kind} ", *pieces(part.name), note), part.blocks, open=True))
    operation = Bit(event.operation_id, "code")
    return Figure(type(event).__name__, operation, _happening(event), tuple(blocks))
