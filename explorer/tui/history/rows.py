"""The rows of the history: plain functions and a source, no widgets."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate
from explorer.tui.widgets.calls import short_target
from explorer.workbench.rows import short_time

if TYPE_CHECKING:
    from explorer.workbench.journal import Row


_SITE = re.compile(r"^\S*?/site/[^/?]+(?=/)")


def brief_target(target: str) -> str:
    """A target as a narrow list shows it: without what all of a site have in common."""
    return short_target(_SITE.sub("…", target))


def row_line(row: Row, width: int, now: datetime, *, marked: bool = False) -> Line:
    """An exchange as one row: when, method, outcome, time, operation or target.

    Args:
        row: The exchange.
        width: Cells of the row.
        now: The present, in the zone to show.
        marked: Whether it is the one others are compared with.
    """
    local = row.started.astimezone(now.tzinfo)
    when = f"{local:%H:%M:%S}" if local.date() == now.date() else short_time(row.started, now)
    outcome = str(row.status) if row.status is not None else "---"
    style = "success" if row.ok else "error"
    polled = row.origin != "person"
    return truncate(
        Line(
            (
                Span("● " if marked else "  ", "accent"),
                Span(f"{when:<8} ", "muted"),
                Span(f"{row.method:<6} ", f"method-{row.method.lower()}"),
                Span(f"{outcome} ", style),
                Span(f"{row.milliseconds:5.0f} ms ", "muted"),
                Span(brief_target(row.target), "muted" if polled else ""),
            )
        ),
        width,
    )


class HistorySource:
    """Exchanges, latest first, as far as they were read.

    Args:
        rows: Them.
        now: The clock.
        marked: Gives the id of the one others are compared with.
    """

    fixed_height = 1

    def __init__(
        self,
        rows: list[Row],
        now: Callable[[], datetime],
        marked: Callable[[], str],
    ) -> None:
        self.rows = rows
        self.not_older = ""
        """Why older ones could not be read, shown as a row below them; empty for no such row."""
        self._now, self._marked = now, marked

    def __len__(self) -> int:
        return len(self.rows) + bool(self.not_older)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        if index == len(self.rows):
            return (truncate(Line((Span(one_line(self.not_older), "warning"),)), width),)
        row = self.rows[index]
        return (row_line(row, width, self._now(), marked=row.id == self._marked()),)

    def search_text(self, index: int) -> str:
        return self.rows[index].target if index < len(self.rows) else self.not_older

    def copy_text(self, index: int) -> str:
        return one_line(self.rows[index].url if index < len(self.rows) else self.not_older)
