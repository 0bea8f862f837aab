"""The items of a list that goes over many pages and changes while it is read.

What is in the list from the first page to the last is given once, wherever the order of the list
lets that be had: see `Walk`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from explorer.api.models.base import Unreadable
from explorer.api.operation import Operation, PagedOperation

PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")

_MOST = 75
"""Most items the service gives in a page."""

_REPEATS = 8
"""How often the same page may come before a server is taken not to know offsets."""


class Turns:
    """What an iteration over pages has met: a server that repeats itself holds no one."""

    def __init__(self) -> None:
        self._targets: set[str] = set()
        self._last: Sequence[object] = ()

    def asks_anew(self, operation: Operation[Any]) -> bool:
        """Whether this page has not been asked for before: cursors that go in a circle end."""
        target = operation.build("site").target
        if target in self._targets:
            return False
        self._targets.add(target)
        return True

    def brought_nothing(self, items: Sequence[object]) -> bool:
        """Whether a page holds just what the one before it held: a bound was not understood."""
        repeated = bool(items) and items == self._last
        self._last = items
        return repeated


class Walk(Generic[PageT, ItemT]):
    """A way through all pages of a list, without sending anything.

    Each item is given once, also one that a new name has moved onto a later page. What moves from
    where has not been read to where has been is missed.

    Where pages follow each other by offset, a deletion moves all that comes after it, and the next
    page would begin too late. So it is asked for from the last known item on; if it holds nothing
    that is known, the way goes back until it meets what is.

    Args:
        operation: The call for the first page.
    """

    def __init__(self, operation: PagedOperation[PageT, ItemT]) -> None:
        self._following: PagedOperation[PageT, ItemT] | None = operation
        self._turns = Turns()
        self._seen: set[int] = set()
        self._first, self._limit = _place(operation) if operation.by_offset else (0, 0)
        self._must_meet = False
        self._repeats = 0
        if not operation.by_offset:
            self._turns.asks_anew(operation)

    @property
    def call(self) -> PagedOperation[PageT, ItemT] | None:
        """The call for the next page; None at the end."""
        return self._following

    def take(self, page: PageT) -> list[ItemT]:
        """Go on with the answer to `call`.

        Args:
            page: The answer.

        Returns:
            What is new on it, in the server's order.
        """
        asked = self._following
        if asked is None:
            return []
        items = asked.items(page)
        names = [_name(item, asked.by_offset) for item in items]
        if self._must_meet and self._seen.isdisjoint(names):
            self._go_back(asked)
            return []
        repeated = self._turns.brought_nothing(items)
        self._repeats = self._repeats + 1 if repeated else 0
        # Additions can push the last page to just where the next one was looked for.
        if self._repeats > (_REPEATS if asked.by_offset else 0):
            self._following = None
            return []
        fresh = [item for item, name in zip(items, names, strict=True) if name not in self._seen]
        self._seen.update(name for name in names if name is not None)
        self._following = asked.next_page(page)
        if asked.by_offset:
            self._overlap(page, len(items))
        elif self._following is not None and not self._turns.asks_anew(self._following):
            self._following = None
        return fresh

    def _overlap(self, page: PageT, count: int) -> None:
        """Begin the next page with what is known; where a server gives one at a time, it cannot."""
        if self._following is None:
            return
        start, limit = _place(self._following)
        own_limit = getattr(page, "limit", None) or limit
        if count > 1 or own_limit >= limit:
            # With the known one, it has as many new ones as the pages of a list that stays.
            limit = min(self._limit + 1, _MOST)
            self._move(self._following, start - 1, limit)
        else:
            self._must_meet = False

    def _go_back(self, asked: PagedOperation[PageT, ItemT]) -> None:
        start, limit = _place(asked)
        self._move(asked, max(start - limit + 1, self._first), limit)

    def _move(self, operation: PagedOperation[PageT, ItemT], start: int, limit: int) -> None:
        self._following = operation.model_copy(update={"start": start, "limit": limit})
        # Before the first page there is nothing that could be missed.
        self._must_meet = start > self._first


def _place(operation: PagedOperation[Any, Any]) -> tuple[int, int]:
    found: Any = operation
    return found.start, found.limit


def _name(item: object, by_offset: bool) -> int | None:
    """What tells an item from others; None for one that has no id.

    Where pages overlap, what cannot be read must be known again as well: by what it holds.
    """
    if isinstance(item, str):
        return hash(item)
    id = getattr(item, "id", None) or getattr(item, "key", None)
    if id:
        return hash(id)
    if isinstance(item, Unreadable) and by_offset:
        return hash(json.dumps(item.raw, sort_keys=True))
    return None
