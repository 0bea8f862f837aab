"""What has arrived at the sandbox, and the bytes of the request under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from explorer.tui.background import Background
from explorer.tui.hints import hint
from explorer.tui.sandbox.rows import ArrivalSource
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems
from explorer.tui.widgets.text_source import TextSource

if TYPE_CHECKING:
    from explorer.document.lines import Line
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.sandbox_admin import SandboxAdmin
    from explorer.workbench.sandbox_arrivals import ArrivalFeed
    from explorer.workbench.sandbox_records import Arrival

AGAIN = "({sandbox.reload} tries again)"
NOT_KEPT = "The sandbox no longer keeps this request."


class ArrivalsPane(Background, Vertical):
    """A list that grows while calls come in, a request of it, and a search in either."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._admin: SandboxAdmin | None = None
        self._feed: ArrivalFeed | None = None
        self._as_bytes = False
        self._shown: int | None = None
        self._data = b""
        self._searches_request = False

    def compose(self) -> ComposeResult:
        yield Lines(
            id="box-arrivals",
            anchor_bottom=True,
            empty_text="Nothing has arrived yet. Whatever any client sends shows here.",
        )
        yield Lines(id="box-request", empty_text="The request under the cursor.")
        yield Input(placeholder="search", id="sandbox-search", compact=True)

    @property
    def list(self) -> Lines:
        """What has arrived."""
        return self.query_one("#box-arrivals", Lines)

    @property
    def request(self) -> Lines:
        """The request under the cursor."""
        return self.query_one("#box-request", Lines)

    @property
    def search(self) -> Input:
        """The field to search with."""
        return self.query_one("#sandbox-search", Input)

    def attach(self, admin: SandboxAdmin) -> None:
        """Show what arrives at a sandbox; the first look reads it."""
        from explorer.workbench.sandbox_arrivals import ArrivalFeed

        self._admin, self._feed, self._shown = admin, ArrivalFeed(admin), None

    async def look(self, *, quietly: bool = False) -> None:
        """Read what has arrived since the last look.

        Args:
            quietly: Whether a failure is left to the caller instead of shown.

        Raises:
            AdminError: It could not be read, where that is left to the caller.
        """
        from explorer.workbench.sandbox_admin import AdminError

        feed, pane = self._feed, self.list
        if feed is None:
            return
        try:
            news = await feed.look()
        except AdminError as problem:
            if quietly:
                raise
            pane.busy_text, pane.error_text = "", f"{problem}  {hint(self, AGAIN)}"
            return
        pane.busy_text = pane.error_text = ""
        if news.replaced or not isinstance(pane.source, ArrivalSource):
            self._shown = None
            pane.source = ArrivalSource(feed.rows, self._now)
            if not feed.rows:
                self._show_request([], "Request")
        elif news.dropped:
            pane.refresh_items()
        else:
            for place in news.changed:
                pane.item_changed(place)
            pane.items_appended(news.added)
        pane.border_title = f"Arrived · {len(feed.rows):,}" if feed.rows else "Arrived"

    @property
    def arrival(self) -> Arrival | None:
        """The request under the cursor."""
        source, place = self.list.source, self.list.cursor
        if not isinstance(source, ArrivalSource) or place is None or place >= len(source):
            return None
        return source.rows[place]

    @on(Lines.Highlighted, "#box-arrivals")
    def _highlighted(self, event: Lines.Highlighted) -> None:
        event.stop()
        arrival = self.arrival
        if arrival is not None and arrival.number != self._shown and self._admin is not None:
            self._shown = arrival.number
            read = partial(self._read_bytes, self._admin, arrival)
            self.background(read, "sandbox-bytes", exclusive=True)

    async def _read_bytes(self, admin: SandboxAdmin, arrival: Arrival) -> None:
        from explorer.workbench.sandbox_admin import AdminError

        try:
            self._data = await admin.arrival_bytes(arrival.number)
        except AdminError:
            self._shown = None
            self._show_request([], "Request")
            self.request.empty_text = NOT_KEPT
            return
        self._show_bytes(arrival)

    def toggle_bytes(self) -> None:
        """Show the request byte by byte, or as text."""
        self._as_bytes = not self._as_bytes
        arrival = self.arrival
        if arrival is not None and self._shown == arrival.number:
            self._show_bytes(arrival)

    def _show_bytes(self, arrival: Arrival) -> None:
        from explorer.document.lines import Line
        from explorer.workbench.sandbox_bytes import facts, hex_lines, text_lines

        lines = hex_lines(self._data) if self._as_bytes else text_lines(self._data)
        title = f"Request {arrival.number}" + (" byte by byte" if self._as_bytes else "")
        self._show_request([facts(arrival), Line(), *lines], title)

    def _show_request(self, lines: Sequence[Line], title: str) -> None:
        self.request.busy_text = ""
        self.request.border_title = title
        self.request.source = TextSource(lines) if lines else NoItems()
        if self.search.has_class("-shown") and self._searches_request:
            self.request.search(self.search.value)

    # Searching

    @property
    def _searched(self) -> Lines:
        return self.request if self._searches_request else self.list

    def find(self) -> None:
        """Search the request where that has the focus, else what has arrived."""
        self._searches_request = self.request.has_focus
        self.search.add_class("-shown")
        self.search.placeholder = "search the request" if self._searches_request else "search"
        self.search.focus()

    def end_search(self) -> bool:
        """End a search; whether there was one."""
        if not self.search.has_class("-shown"):
            return False
        self.search.remove_class("-shown")
        self.search.value = ""
        self._searched.clear_search()
        self._searched.focus()
        return True

    @on(Input.Changed, "#sandbox-search")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._searched.search(event.value)

    @on(Input.Submitted, "#sandbox-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self._searched.focus()

    def _now(self) -> Any:
        return cast("ExplorerApp", self.app).now()
