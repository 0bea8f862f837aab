"""What a search of the journal gives: exchanges one after the other, read as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from explorer.api.representation.shown import Shown
from explorer.workbench.journal_entry import Entry, Row

if TYPE_CHECKING:
    from explorer.workbench.journal import Journal
    from explorer.workbench.journal_query import Query

PAGE = 20
"""Whole exchanges read at a time: each may have two bodies of a mebibyte."""


class Found(Shown):
    """The exchanges of a search, latest first.

    for entry in workbench.journal.search("pool size", status="4xx"):
        print(entry, entry.response.text)

    Args:
        journal: Where they are.
        query: What is looked for.
        limit: Most of them; None for all.
    """

    __slots__ = ("journal", "limit", "query")

    def __init__(self, journal: Journal, query: Query, limit: int | None = None) -> None:
        self.journal, self.query, self.limit = journal, query, limit

    def __iter__(self) -> Iterator[Entry]:
        before: int | None = None
        left = self.limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = self.journal.entries(self.query, size, before)
            yield from page
            if len(page) < size:
                return
            before = page[-1].number
            left = None if left is None else left - size

    def __len__(self) -> int:
        found = self.journal.count(self.query)
        return found if self.limit is None else min(found, self.limit)

    def __bool__(self) -> bool:
        return bool(self.rows(1))

    def rows(self, limit: int = 100, before: int | None = None) -> list[Row]:
        """What a list shows of them, without bodies.

        Args:
            limit: Most of them.
            before: Only those with a lower number.
        """
        most = limit if self.limit is None else min(limit, self.limit)
        return self.journal.rows(self.query, most, before)
