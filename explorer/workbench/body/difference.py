"""Two bodies compared: what one has more, less or otherwise than the other, as lines.

JSON is compared by structure: members by name, items of lists by their `id` where all have one,
else by what they say. Numbers are the same when they are written the same.
"""

from __future__ import annotations

import asyncio
import threading

from explorer.workbench.body.body import Body
from explorer.workbench.body.comparison import Comparison, Row
from explorer.workbench.body.difference_lines import Difference
from explorer.workbench.body.parsing import Cancelled, TooDeep, many_values, parsed

__all__ = ["Difference", "DifferenceError", "compare", "difference"]

MOST_BYTES = 16 << 20
"""Bytes of a body that is compared by what is in it."""


class DifferenceError(ValueError):
    """Two bodies cannot be compared; says why."""


async def compare(old: Body, new: Body) -> Difference:
    """Compare two bodies in a thread, after both have been read; cancelling ends it.

    Args:
        old: What was before.
        new: What is now.

    Raises:
        DifferenceError: They are too large or nested too deep.
    """
    await old.finish()
    await new.finish()
    stop = threading.Event()
    try:
        return await asyncio.to_thread(difference, old, new, stop)
    except asyncio.CancelledError:
        stop.set()
        raise


def difference(old: Body, new: Body, stop: threading.Event | None = None) -> Difference:
    """Compare two bodies that are complete; see `compare`.

    Args:
        old: What was before.
        new: What is now.
        stop: Ends the work, from another thread.

    Raises:
        DifferenceError: As of `compare`, or the work was ended.
    """
    if old.data == new.data and old.kind == new.kind:
        return Difference()
    if max(len(old.data), len(new.data)) > MOST_BYTES:
        raise DifferenceError(f"Bodies of more than {MOST_BYTES >> 20} MiB are not compared.")
    cancelled = (stop or threading.Event()).is_set
    by_structure = not (old.json is None or new.json is None or old.cut or new.cut)
    comparison = Comparison(cancelled, by_structure=by_structure)
    try:
        if old.json is not None and new.json is not None and by_structure:
            with many_values():
                was = parsed(old.json.index, cancelled, exact=True)
                now = parsed(new.json.index, cancelled, exact=True)
                comparison.values(was, now, (), (), 0, ())
                del was, now
        else:
            comparison.items(_rows(old), _rows(new), (), (), 0)
    except (TooDeep, RecursionError):
        raise DifferenceError("The bodies are nested too deep to be compared.") from None
    except Cancelled:
        raise DifferenceError("The comparison was ended.") from None
    return comparison.result()


def _rows(body: Body) -> list[Row]:
    return [Row(body.text(line)) for line in range(body.line_count)]
