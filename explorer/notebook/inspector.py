"""What goes over the wire: every exchange as it happens, whole, and as code of other tools."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import traitlets

from explorer.api.events import Done, Event, Failed
from explorer.api.operations import CATALOGUE
from explorer.api.representation.dispatch import figure_of
from explorer.api.representation.exchanges import milliseconds
from explorer.api.representation.figure import Bit, Figure, Grid, count
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.answer_view import AnswerView
from explorer.notebook.component import Component, joined
from explorer.notebook.desks import Given
from explorer.notebook.listing import Row, listing
from explorer.notebook.snippet_view import CELL, cell, snippet
from explorer.workbench.journal import PERSON
from explorer.workbench.journal_query import parse_query
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.sitting import present_origin
from explorer.workbench.workbench import Workbench

KEPT = 50
"""Exchanges of the list."""


class ExchangeInspector(Component):
    """The latest exchanges of all faces of this workbench, and one of them whole.

        inspector = ExchangeInspector()
        inspector.snippet("curl")

    Attributes:
        exchange: The one that is looked at: an `Exchange`, or an entry of the journal; None for
            none. May be set, and linked: `traitlets.dlink((runner, "exchange"), (inspector,
            "exchange"))`.
        live: Whether a new exchange is looked at as soon as it is there.
        polling: Whether what polling caused is listed, too.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        exchange: To begin with; None for the latest.
        ui: `core` for core widgets only.
    """

    kind = "Exchanges"
    view = "wire"

    exchange = traitlets.Any()
    live = traitlets.Bool(True)
    polling = traitlets.Bool(False)

    def __init__(self, given: Given = None, exchange: Any = None, *, ui: str = "") -> None:
        super().__init__(given)
        self._known: list[Row] = []
        self._latest: Any = None
        self._stop: Callable[[], None] = lambda: None
        self._filter = controls.text(
            "Search the journal",
            "sx-grow",
            placeholder='status:4xx op:Message since:1h "pool size"',
        )
        self._list = listing("Exchanges", "sx-list", "sx-wire", choose=self._chosen, rows=8, ui=ui)
        self._live = controls.check("Follow", tip="Look at each exchange as it happens")
        self._polling = controls.check("Polling", tip="List what polling caused, too")
        self._again = controls.button(
            "Send again", self.send_again, tip="Send the same request once more"
        )
        self._answer = AnswerView(("Exchange", "Body", "Copy as"), ui)
        traitlets.link((self, "live"), (self._live, "value"))
        traitlets.link((self, "polling"), (self._polling, "value"))
        self._filter.observe(lambda _: self.refresh(), "value")
        self.observe(lambda _: self.refresh(), "polling")
        self.observe(lambda _: self._draw_one(), "exchange")
        if exchange is not None:
            self.live, self.exchange = False, exchange
        self.compose(
            controls.row(self._filter, self._live, self._polling, self._again),
            self._list,
            self._answer.column,
        )

    # For code

    def snippet(self, name: str = "curl") -> str:
        """The request that is looked at, as code of another tool; secrets stand by their names.

        Args:
            name: `curl`, `httpie`, `python`, `httpx`, `raw`, or `cell`.

        Raises:
            FormatError: The tool cannot make this request.
            WorkbenchError: There is no exchange yet.
        """
        return snippet(self._one(), name, self._base_url)

    def to_cell(self, name: str = CELL) -> None:
        """Put the request that is looked at into a new cell below this one.

        Args:
            name: As of `snippet`.

        Raises:
            FormatError: The tool cannot make this request, or no cell runs its code.
            WorkbenchError: There is no exchange yet, or this is no notebook.
        """
        from IPython.core.getipython import get_ipython

        source = cell(self._one(), name, self._base_url)
        shell = get_ipython()
        if shell is None:
            raise WorkbenchError("There is no notebook here to put a cell into.")
        shell.set_next_input(source)

    def send_again(self) -> None:
        """Send the request that is looked at once more; what comes of it is then looked at."""

        async def again(workbench: Workbench) -> None:
            one = self._one()
            ident = one.id if hasattr(one, "id") else ""
            await asyncio.to_thread(workbench.journal.flush)
            made = await workbench.again(ident)
            self.exchange = made

        self.run(again, key="again")

    def _one(self) -> Any:
        if self.exchange is None:
            raise WorkbenchError("There is no exchange yet: send a request first.")
        return self.exchange

    @property
    def _base_url(self) -> str:
        return self.workbench.client.base_url if self.workbench is not None else ""

    # What is shown

    async def load(self, workbench: Workbench) -> None:
        """The latest exchanges of the journal, as far as they fit what is searched for.

        Raises:
            QueryError: What is searched for cannot be understood.
        """
        query = parse_query(self._filter.value, workbench.journal.now())
        if not self.polling and not query.origins:
            query = replace(query, origins=(PERSON,))
        if not query.servers:
            query = replace(query, servers=(workbench.target.name,))
        await asyncio.to_thread(workbench.journal.flush)
        rows = await asyncio.to_thread(workbench.journal.rows, query, KEPT)
        self._known = [(_words(row), row.id) for row in rows]
        if self.exchange is None and rows and self.live:
            self._latest = await asyncio.to_thread(workbench.journal.get, rows[0].id)
        self._stop()
        self._stop = workbench.watch(self._heard)

    def draw(self) -> None:
        """The list, and the exchange that is looked at."""
        self._list.show(self._known, self._looked_at)
        if self.exchange is None and self._latest is not None:
            self.exchange = self._latest
        self._draw_one()
        found = len(self._known)
        more = f"the latest {KEPT}" if found == KEPT else count(found, "exchange")
        if not found and not self._filter.value.strip():
            more = "Nothing has been called yet; what is called from now on is listed here"
        self.say(joined((more, "as they happen" if self.live and found else "")))

    def figure(self) -> Figure:
        """The exchange that is looked at; else the list."""
        if self.exchange is not None:
            return figure_of(self.exchange)
        rows = tuple((Bit(words, "code"),) for words, _ in self._known)
        return Figure(self.kind, "", self.status, (Grid(("exchange",), rows),))

    def close(self) -> None:
        """No longer follow what happens."""
        self._stop()
        super().close()

    @property
    def _looked_at(self) -> str | None:
        return getattr(self.exchange, "id", None)

    def _draw_one(self) -> None:
        self._answer.show(self.exchange, self._base_url)
        self._again.disabled = self.exchange is None
        self._list.mark(self._looked_at)

    def _chosen(self, ident: str) -> None:
        async def show(workbench: Workbench) -> None:
            self.exchange = await asyncio.to_thread(workbench.journal.exchange, ident)

        # What was chosen stays, whatever else happens.
        self.live = False
        self.run(show, key="show")

    def _heard(self, event: Event) -> None:
        """A call has ended, in whatever face of this workbench; called where it was made."""
        if not isinstance(event, Done | Failed) or self._filter.value.strip():
            return
        if present_origin().name == "polling" and not self.polling:
            return
        exchange = event.exchange

        def see() -> None:
            self._known = [(_words(exchange), exchange.id), *self._known][:KEPT]
            if self.live:
                self.exchange = exchange
            self.draw()

        self.bridge.call(see)


def _words(one: Any) -> str:
    """An exchange, or a row of the journal, as a row of the list."""
    status = "—" if one.status is None else str(one.status)
    known = CATALOGUE.get(one.operation_id)
    name = known.__name__ if known is not None else one_line(one.operation_id, 40)
    method = one.method if hasattr(one, "method") else one.request.method
    return (
        f"{one.started:%H:%M:%S}  {status:<3}  {milliseconds(one.milliseconds):>7}  "
        f"{one_line(method, 8):<6} {name}"
    )
