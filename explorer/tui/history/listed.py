"""The exchanges that the history lists: read from the journal page by page, the latest added."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explorer.document.safe import one_line
from explorer.tui.hints import hint
from explorer.tui.history.rows import HistorySource

if TYPE_CHECKING:
    from explorer.tui.history.screen import HistoryScreen
    from explorer.workbench.journal import Query, Row

PAGE = 100
"""Exchanges read at a time."""

AGAIN = "({history.reload} tries again)"
OLDER = "Older ones could not be read: "
READING_OLDER = "Reading older ones…"
OLDER_AGAIN = "{list.choose} on the last row, or scrolling on, tries again."
OTHERS = "({history.find} changes the filter, {history.back} in the list shows all)"
NOTHING_SENT = "Nothing was sent from here yet. Every call of every screen will be listed here."


class Listed:
    """The rows of the list, the latest first.

    Args:
        screen: Has the list and the journal.
    """

    def __init__(self, screen: HistoryScreen) -> None:
        self._screen = screen
        self.rows: list[Row] = []
        self.query: Query | None = None
        """What they were asked for by; None before anything was."""
        self._complete = False
        self._counted = ""

    @property
    def _top(self) -> int:
        return self.rows[0].number if self.rows else 0

    async def load(self, query: Query) -> None:
        """Read the journal from its end; the cursor stays with its exchange.

        Args:
            query: What is wanted.
        """
        screen = self._screen
        kept = screen.row
        rows = await asyncio.to_thread(screen.journal.rows, query, PAGE)
        lines = screen.found
        lines.busy_text = lines.error_text = ""
        if screen.journal.trouble:
            # What was read before stays.
            lines.error_text = f"{screen.journal.trouble}  {hint(screen, AGAIN)}"
            screen.say("")
            return
        number = len(rows)
        if number == PAGE:
            number = await asyncio.to_thread(screen.journal.count, query)
        changed = query != self.query
        self.query, self.rows, self._complete = query, rows, len(rows) < PAGE
        words = one_line(screen.filter.value.strip(), 60)
        lines.empty_text = (
            f"No exchange fits “{words}”.  {hint(screen, OTHERS)}" if words else NOTHING_SENT
        )
        lines.source = HistorySource(rows, screen.now, lambda: screen.marked)
        wanted = kept.id if kept is not None and not changed else ""
        lines.cursor = next((i for i, row in enumerate(rows) if row.id == wanted), 0)
        if not rows:
            screen.show_nothing()
        polling = "" if screen.show_polling else hint(screen, " · {history.polling} adds polling")
        self._counted = f"{number:,} found{polling}"
        screen.say(self._counted)

    async def add_news(self, query: Query) -> None:
        """Put what came since on top.

        Args:
            query: What was wanted; something else is by now: nothing happens.
        """
        screen, top = self._screen, self._top
        rows = await asyncio.to_thread(screen.journal.rows, query, PAGE, None, top)
        if not rows or query is not self.query or top != self._top:
            return
        if len(rows) == PAGE:
            screen.reload()
            return
        self.rows[:0] = rows
        at_top = screen.found.cursor in {None, 0}
        screen.found.items_prepended(len(rows))
        if at_top:
            screen.found.cursor = 0

    def add_older(self) -> None:
        """Read on, if there is more."""
        query = self.query
        if query is None or self._complete or not self.rows:
            return
        source, found = self._screen.found.source, self._screen.found
        if isinstance(source, HistorySource) and source.not_older:
            self._say_older(READING_OLDER)

        async def more() -> None:
            screen, last = self._screen, self.rows[-1].number

            def read() -> tuple[list[Row], str]:
                # At once: the next reading, of an exchange, says what it met itself.
                return screen.journal.rows(query, PAGE, last), screen.journal.trouble

            rows, trouble = await asyncio.to_thread(read)
            if query is self.query and self.rows and self.rows[-1].number == last:
                if trouble:
                    screen.found.ends.failed()
                    self._say_older(f"{OLDER}{trouble}", hint(screen, OLDER_AGAIN))
                    return
                first, there = len(self.rows), found.cursor == len(self.rows)
                self._say_older("")
                self._complete = len(rows) < PAGE
                self.rows += rows
                found.items_appended(len(rows))
                if there and rows:
                    found.cursor = first

        self._screen.background(more, "history-more", exclusive=True)

    def choose_older(self, index: int) -> bool:
        """Read on where that has failed, if it is what an item says; whether it is.

        Args:
            index: Of the item.
        """
        if index < len(self.rows):
            return False
        self.add_older()
        return True

    def _say_older(self, words: str, hint: str = "") -> None:
        """Say below the rows, and in whole below the list, why there are no older ones yet.

        Args:
            words: A sentence; empty for none.
            hint: What to do, said below the list.
        """
        screen, source = self._screen, self._screen.found.source
        if not isinstance(source, HistorySource) or source.not_older == words:
            return
        before, source.not_older = source.not_older, words
        if before and words:
            screen.found.item_changed(len(self.rows))
        elif words:
            screen.found.items_appended(1)
        else:
            screen.found.items_removed(len(self.rows), 1)
        screen.say(f"{words}  {hint}" if hint else self._counted, "$text-warning" if hint else "")

    def forget(self, id: str) -> None:
        """Take an exchange out of the list.

        Args:
            id: Of the exchange.
        """
        index = next((i for i, row in enumerate(self.rows) if row.id == id), None)
        if index is not None:
            del self.rows[index]
            self._screen.found.items_removed(index, 1)
        if not self.rows:
            self._screen.reload()
