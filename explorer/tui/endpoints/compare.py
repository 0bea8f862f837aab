"""Choosing what to compare an answer with: an earlier one of its operation, or any there is."""

from __future__ import annotations

import asyncio
import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.endpoints.commands import PICKER_COMMANDS
from explorer.tui.hints import hint
from explorer.tui.history.rows import HistorySource
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.journal import Query
    from explorer.workbench.workbench import Workbench

MOST = 200
"""Exchanges listed; words find the others."""

PAUSE = 0.15
"""Seconds after the last key before the journal is asked."""


class CompareScreen(Background, ModalScreen[str]):
    """Exchanges of the journal, latest first; the result is the id of one.

    Args:
        workbench: Has the journal.
        exchange: What the other is to be compared with; not listed itself.
    """

    BINDINGS = bindings(PICKER_COMMANDS)

    def __init__(self, workbench: Workbench, exchange: Exchange[Any]) -> None:
        super().__init__()
        self._workbench, self._exchange = workbench, exchange
        self._pause: Timer | None = None
        self._loaded_for: str | None = None
        self._choose_when_here = False

    def compose(self) -> ComposeResult:
        with Vertical(id="picker-box"):
            yield Input(
                placeholder="its operation; or any, as in op:Message status:2xx text",
                id="picker-filter",
                compact=True,
            )
            yield Lines(id="picker-list")
            yield Static(id="picker-status")

    def on_mount(self) -> None:
        """List the earlier ones."""
        box = self.query_one("#picker-box")
        box.border_title = "Compare with"
        box.border_subtitle = hint(self, "{list.choose} compares · {picker.close} closes")
        self.query_one(Input).focus()
        self.reload()

    @property
    def list(self) -> Lines:
        """The exchanges."""
        return self.query_one("#picker-list", Lines)

    def reload(self) -> None:
        """Ask the journal."""
        from explorer.workbench.journal import Query
        from explorer.workbench.journal_query import QueryError, parse_query

        app = cast("ExplorerApp", self.app)
        words = self.query_one(Input).value.strip()
        if words:
            try:
                query = parse_query(words, app.now())
            except QueryError as problem:
                self._say(str(problem), "$text-error")
                return
        else:
            query = Query(operations=(self._exchange.operation_id,))
        if not query.origins:
            query = dataclasses.replace(query, origins=("person",))
        self.background(partial(self._load, query, words), "picker", exclusive=True)

    async def _load(self, query: Query, words: str) -> None:
        rows = await asyncio.to_thread(self._workbench.journal.rows, query, MOST + 1)
        more = len(rows) > MOST
        found = [row for row in rows if row.id != self._exchange.id][:MOST]
        lines = self.list
        lines.empty_text = (
            "Nothing that was sent fits."
            if words
            else "There is no other answer of this operation; words find any: op:Message"
        )
        lines.source = HistorySource(found, cast("ExplorerApp", self.app).now, str)
        self._say(f"{len(found):,}{'+' if more else ''} found")
        self._loaded_for = words
        if self._choose_when_here:
            self._choose()

    def _say(self, text: str, style: str = "") -> None:
        self.query_one("#picker-status", Static).update(content(text, style))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._choose_when_here = False
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.reload)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        """Take the exchange under the cursor, once what was typed has been looked for."""
        source, cursor = self.list.source, self.list.cursor
        self._choose_when_here = self._loaded_for != self.query_one(Input).value.strip()
        if not self._choose_when_here and isinstance(source, HistorySource) and cursor is not None:
            self.dismiss(source.rows[cursor].id)

    def on_key(self, event: events.Key) -> None:
        """Up and down move in the list while one types in the filter."""
        acts = {
            "down": self.list.action_down,
            "up": self.list.action_up,
            "pagedown": self.list.action_page_down,
            "pageup": self.list.action_page_up,
        }
        if self.query_one(Input).has_focus and event.key in acts and self.list.cursor is not None:
            event.stop()
            acts[event.key]()

    def action_close(self) -> None:
        """Compare with nothing."""
        self.dismiss(None)
