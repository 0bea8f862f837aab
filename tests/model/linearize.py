"""Whether what happened at the same time could have happened one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .calls import Call, Reply
from .judging import Disagrees
from .plain import Service


@dataclass(frozen=True)
class Happened:
    """A call and its answer, and when the one was sent and the other was there."""

    call: Call
    reply: Reply
    began: float
    ended: float


def watched(send: Callable[[Call], Reply], call: Call) -> Happened:
    """Send a call and look at the clock."""
    began = time.perf_counter()
    reply = send(call)
    return Happened(call, reply, began, time.perf_counter())


def explain(service: Service, happened: Sequence[Happened]) -> list[Happened] | None:
    """An order in which the model gives all these answers, and what was over stays before.

    Args:
        service: As it was before; it is left alone.
        happened: In any order.

    Returns:
        The order, None where there is none.
    """
    return _explain(service, list(happened), set())


def _explain(
    service: Service, happened: list[Happened], tried: set[tuple[frozenset[int], str]]
) -> list[Happened] | None:
    if not happened:
        return []
    here = frozenset(map(id, happened)), service.state()
    if here in tried:
        return None
    tried.add(here)
    first_end = min(each.ended for each in happened)
    for place, each in enumerate(happened):
        if each.began > first_end:
            continue
        after = service.copy()
        try:
            after.judge(each.call, each.reply)
        except Disagrees:
            continue
        rest = _explain(after, [*happened[:place], *happened[place + 1 :]], tried)
        if rest is not None:
            return [each, *rest]
    return None
