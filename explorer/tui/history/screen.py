"""The history: every exchange, found by words, opened whole, sent again, compared, deleted."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.document.lines import Line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.history import acting
from explorer.tui.history.commands import HISTORY_COMMANDS
from explorer.tui.history.listed import NOTHING_SENT, Listed
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.pane_tabs import Pane, PaneTabs
from explorer.tui.widgets.status import StatusBar
from explorer.tui.widgets.text_source import TextSource

if TYPE_CHECKING:
    from explorer.api.events import Event
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.journal import Journal, Query, Row
    from explorer.workbench.workbench import Workbench

EMPTY_DETAIL = "The exchange under the cursor is shown here whole."

PAUSE = 0.2
"""Seconds after the last key, or the last call, before the journal is read."""

LETTERS = frozenset(
    {
        "list",
        "detail",
        "find",
        "again",
        "open_form",
        "mark",
        "compare",
        "copy_as",
        "delete",
        "delete_found",
        "polling",
        "reload",
    }
)
"""Actions whose keys are text while a field has the focus."""


PANES = (Pane("history.list", "#history-found"), Pane("history.detail", "#history-detail"))
"""Of which a narrow screen shows the one with the focus."""


class HistoryScreen(Background, Screen[None]):
    """The journal as a list, and the exchange under the cursor beside it.

    Args:
        workbench: Of the sitting.
    """

    BINDINGS = bindings(HISTORY_COMMANDS)

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench
        self.marked = ""
        self.show_polling = False
        self.listed = Listed(self)
        self._pause: Timer | None = None
        self._shown = ""
        self._stop_watching: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield StatusBar("History")
        yield PaneTabs(PANES)
        with Horizontal(id="history-panes"):
            with Vertical(id="history-found"):
                yield Input(
                    placeholder="status:4xx op:Message since:1h text",
                    id="history-filter",
                    compact=True,
                    select_on_focus=False,
                )
                yield Lines(id="history-list", empty_text=NOTHING_SENT)
                yield Static(id="history-status")
            with Vertical(id="history-detail"):
                yield Input(placeholder="search", id="history-search", compact=True)
                yield Lines(id="history-lines", empty_text=EMPTY_DETAIL)
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Read the journal, and follow it."""
        self.query_one("#history-found").border_title = "Exchanges"
        strip = self.query_one(CallStrip)
        strip.take_over(cast("ExplorerApp", self.app).browse.query_one(CallStrip))
        self._stop_watching = self.workbench.watch(self._see)
        self.set_focus(self.found)
        self.found.busy_text = "Reading the journal…"
        self.reload()

    def on_unmount(self) -> None:
        """Follow it no longer."""
        self._stop_watching()

    @property
    def journal(self) -> Journal:
        """Where the exchanges are."""
        return self.workbench.journal

    @property
    def found(self) -> Lines:
        """The exchanges."""
        return self.query_one("#history-list", Lines)

    @property
    def detail(self) -> Lines:
        """One of them, or a comparison."""
        return self.query_one("#history-lines", Lines)

    @property
    def filter(self) -> Input:
        """The filter's field."""
        return self.query_one("#history-filter", Input)

    @property
    def search(self) -> Input:
        """The field to search the detail with."""
        return self.query_one("#history-search", Input)

    @property
    def row(self) -> Row | None:
        """The exchange under the cursor."""
        index, rows = self.found.cursor, self.listed.rows
        return rows[index] if index is not None and index < len(rows) else None

    @property
    def rows(self) -> list[Row]:
        """The exchanges that are listed."""
        return self.listed.rows

    # Reading

    def wanted(self) -> Query | None:
        """What the filter asks for; None, and a word on why, where it cannot be understood."""
        from explorer.workbench.journal_query import QueryError, parse_query

        try:
            query = parse_query(self.filter.value, self.now())
        except QueryError as problem:
            self.say(str(problem), "$text-error")
            return None
        if not self.show_polling and not query.origins:
            query = dataclasses.replace(query, origins=("person",))
        return query

    def reload(self) -> None:
        """Read the journal from its end."""
        self._stop_pause()
        query = self.wanted()
        if query is not None:
            self.background(partial(self.listed.load, query), "history", exclusive=True)

    def _see(self, event: Event) -> None:
        """A call: the strip shows it, and what has ended is listed soon."""
        from explorer.api.events import Done, Failed

        self.query_one(CallStrip).see(event)
        if isinstance(event, Done | Failed) and self._pause is None:
            self._pause = self.set_timer(PAUSE, self._look_for_news)

    def _look_for_news(self) -> None:
        self._pause = None
        if self.listed.query is not None:
            self.background(partial(self.listed.add_news, self.listed.query), "history-news")

    @on(Lines.NearEnd, "#history-list")
    def _more(self, event: Lines.NearEnd) -> None:
        event.stop()
        self.listed.add_older()

    # The detail

    @on(Lines.Highlighted, "#history-list")
    def _highlighted(self, event: Lines.Highlighted) -> None:
        event.stop()
        self._show_row()

    def _show_row(self) -> None:
        row = self.row
        if row is not None and row.id != self._shown:
            self._shown = row.id
            self.background(partial(self._read, row), "history-detail", exclusive=True)

    def show_nothing(self) -> None:
        """Show no exchange: none is listed."""
        self._shown = ""
        self.detail.empty_text = EMPTY_DETAIL
        self.show_lines("", [])

    def show_comparison(self, title: str, lines: list[Line]) -> None:
        """Show a comparison until the cursor moves, or opens what is under it."""
        self._shown = ""
        self.show_lines(title, lines)
        self.detail.focus()

    async def _read(self, row: Row) -> None:
        def read() -> list[Line]:
            from explorer.workbench.journal_text import entry_lines

            entry = self.journal.get(row.id)
            return entry_lines(entry, self.now()) if entry is not None else []

        lines = await asyncio.to_thread(read)
        self.show_lines(f"{row.short_id}  {row.operation_id}", lines)
        if not lines:
            self.detail.empty_text = "This exchange is no longer kept."

    def show_lines(self, title: str, lines: list[Line]) -> None:
        """Show something in the detail."""
        self.query_one("#history-detail").border_title = content(title)
        self.detail.source = TextSource(lines)
        if self.search.has_class("-shown") and self.search.value:
            self.detail.search(self.search.value)

    @on(Lines.Selected, "#history-list")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        if self.listed.choose_older(event.index):
            return
        self._show_row()
        self.add_class("-show-detail")
        self.detail.focus()

    # Fields

    @on(Input.Changed, "#history-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._stop_pause()
        self._pause = self.set_timer(PAUSE, self.reload)

    @on(Input.Submitted, "#history-filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.reload()
        self.found.focus()

    @on(Input.Changed, "#history-search")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.detail.search(event.value)

    @on(Input.Submitted, "#history-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.detail.focus()

    def on_key(self, event: events.Key) -> None:
        """Down leads from the filter into the list."""
        if event.key == "down" and self.filter.has_focus:
            event.stop()
            self.found.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are text while a field has the focus: the footer does not offer them then."""
        writing = isinstance(self.focused, Input) and self.app.screen is self
        return not (writing and action in LETTERS)

    # Acts

    def action_again(self) -> None:
        """Send the exchange under the cursor again."""
        if self.row is not None:
            self.background(partial(acting.send_again, self, self.row), "history-act")

    def action_open_form(self) -> None:
        """Open the exchange under the cursor in the form of its operation."""
        if self.row is not None:
            self.background(partial(acting.open_form, self, self.row), "history-act")

    def action_mark(self) -> None:
        """Mark the exchange under the cursor, or take the mark away."""
        if self.row is not None:
            self.marked = "" if self.marked == self.row.id else self.row.id
            self.found.refresh_items()

    def action_compare(self) -> None:
        """Compare the exchange under the cursor with the marked one, or the one before."""
        if self.row is not None:
            self.background(partial(acting.compare, self, self.row), "history-detail")

    def action_copy_as(self) -> None:
        """Copy the request for another tool."""
        if self.row is not None:
            self.background(partial(acting.copy_as, self, self.row), "history-act")

    def action_delete(self) -> None:
        """Delete the exchange under the cursor."""
        if self.row is not None:
            self.background(partial(acting.delete, self, self.row), "history-act")

    def action_delete_found(self) -> None:
        """Delete all that the filter finds."""
        query = self.wanted()
        if query is not None:
            self.background(partial(acting.delete_found, self, query), "history-act")

    # Keys

    def action_next_pane(self) -> None:
        """To the next pane or field."""
        self.add_class("-show-detail")
        self.focus_next()

    def action_previous_pane(self) -> None:
        """To the pane or field before."""
        self.focus_previous()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a narrow screen show the pane with the focus."""
        shown = self.query_one("#history-detail") in event.widget.ancestors_with_self
        self.set_class(shown, "-show-detail")

    def action_list(self) -> None:
        """To the exchanges."""
        self.found.focus()

    def action_detail(self) -> None:
        """To what is known of the one under the cursor."""
        self.add_class("-show-detail")
        self.detail.focus()

    def action_find(self) -> None:
        """Filter the exchanges, or search the detail."""
        if self.detail.has_focus:
            self.search.add_class("-shown")
            self.search.focus()
        else:
            self.filter.focus()

    def action_reload(self) -> None:
        """Read the journal again."""
        self.reload()

    def action_polling(self) -> None:
        """Show or hide what polling caused."""
        self.show_polling = not self.show_polling
        self.reload()

    def action_back(self) -> None:
        """Leave a search, a field, the detail, and then the history."""
        if self.search.has_class("-shown"):
            self.search.remove_class("-shown")
            self.search.value = ""
            self.detail.clear_search()
            self.detail.focus()
        elif self.filter.has_focus or self.detail.has_focus:
            self.found.focus()
        elif self.filter.value:
            self.filter.value = ""
        else:
            self.dismiss()

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def now(self) -> Any:
        """The moment it is, as the app has it."""
        return cast("ExplorerApp", self.app).now()

    def say(self, text: str, style: str = "") -> None:
        """Show a sentence below the list."""
        self.query_one("#history-status", Static).update(content(text, style))
