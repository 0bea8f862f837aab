"""The conversations of a site: filtered by the server, fifty at a time, one of them selected."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import datetime
from functools import partial
from threading import get_ident
from typing import Any

import traitlets

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation, ConversationPage
from explorer.api.representation.figure import Figure, Grid, count
from explorer.api.representation.pages import figure as page_figure
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.component import LOAD, Component
from explorer.notebook.desks import Given
from explorer.notebook.listing import NO_LONGER, listing
from explorer.workbench.feeds import ConversationFeed
from explorer.workbench.rows import conversation_line
from explorer.workbench.workbench import Workbench

PAGE = 50
"""Rows of a page: what travels to the front end at a time."""

PAUSE = 0.2
"""Seconds after the last key before the server is asked."""

CELLS = 100
"""Characters of a row, where nothing else is said."""

ROWS = 14
"""Rows that are seen at once, where nothing else is said."""

_KEPT = 10 * PAGE
"""Rows that were drawn of which one may still be chosen."""

_NAME_CELLS = 44
"""Of these, for the name and when it was last changed; a topic follows where there is room."""

_ASKED = ("query", "include_private", "include_archived", "exclude_direct")


class ConversationBrowser(Component):
    """The conversations of a site, to find one and choose it.

    The list follows the server's cursor and is never fetched whole unless one says so; a site of
    100,000 conversations opens as fast as one of ten.

    Attributes:
        selected: The conversation that is chosen, a `Conversation`; None for none. May be set.
        query: Full or partial name; the server filters by it.
        include_private, include_archived, exclude_direct: As of `ListConversations`.
        page: The page that is shown, from 1. May be set; pages before it are then read.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        cells: Characters of a row.
        rows: Rows that are seen at once.
        ui: `core` for core widgets only.
        traits: Values of the attributes to begin with.
    """

    kind = "Conversations"
    view = "conversations"

    selected = traitlets.Instance(Conversation, allow_none=True)
    query = traitlets.Unicode()
    include_private = traitlets.Bool(True)
    include_archived = traitlets.Bool(False)
    exclude_direct = traitlets.Bool(False)
    page = traitlets.Int(1, min=1)

    def __init__(
        self,
        given: Given = None,
        *,
        cells: int = CELLS,
        rows: int = ROWS,
        ui: str = "",
        **traits: Any,
    ) -> None:
        super().__init__(given)
        self._cells, self._ui = cells, ui
        self._drawing: set[int] = set()
        """Threads that bring the page in line just now, and so do not turn it."""
        self._drawn: dict[str, Conversation | Unreadable] = {}
        self._feed: ConversationFeed | None = None
        for name, value in traits.items():
            if name not in type(self).class_own_traits():
                raise TypeError(f"ConversationBrowser has no {name!r} to begin with.")
            setattr(self, name, value)
        self._filter = controls.text("Filter by name", "sx-grow", continuous_update=True)
        self._boxes = {
            "include_private": controls.check("Private", tip="Include private rooms"),
            "include_archived": controls.check("Archived", tip="Include archived ones"),
            "exclude_direct": controls.check("No direct", tip="Leave direct conversations out"),
        }
        self._list = listing("Conversations", "sx-list", choose=self._chosen, rows=rows, ui=ui)
        self._again = controls.button("", self.refresh, icon="refresh", tip="Read the list again")
        self._pager: tuple[Any, ...] = ()
        traitlets.link((self, "query"), (self._filter, "value"))
        for name, box in self._boxes.items():
            traitlets.link((self, name), (box, "value"))
        self.observe(lambda _: self._list.mark(self._selected_name), "selected")
        self.observe(self._asked, list(_ASKED))
        self.observe(self._turned, "page")
        self.compose(controls.row(self._filter, *self._boxes.values()), self._list)
        self._foot.put(self._again)

    # What is shown

    @property
    def conversations(self) -> list[Conversation | Unreadable]:
        """The rows of the page that is shown."""
        feed, first = self._feed, self._first_row
        rows = [feed.row(first + place) for place in range(PAGE)] if feed is not None else []
        return [row for row in rows if row is not None]

    def next_page(self) -> None:
        """Show the next page; at the end of the list, nothing happens."""
        if self._has_next():
            self.page += 1

    def previous_page(self) -> None:
        """Show the page before."""
        if self.page > 1:
            self.page -= 1

    def read_all(self) -> None:
        """Read the list to its end, to know how many there are; can be cancelled."""
        self.run(self._walk, key="walk")

    async def load(self, workbench: Workbench) -> None:
        """The first page of what is asked for; what was there stays if it cannot be had."""
        feed = workbench.conversations(
            self.query.strip(),
            include_private=self.include_private,
            include_archived=self.include_archived,
            exclude_direct=self.exclude_direct,
        )
        await feed.more()
        if feed.error is not None and not feed.count:
            raise feed.error
        if self._feed is not None:
            self._feed.close()
        self._feed = feed
        self._show_page(1)

    def draw(self) -> None:
        """The rows of the page, and what there is to say of the list."""
        feed = self._feed
        if feed is None:
            return
        now = self._now()
        rows = {
            row.id or f"row {place}": row
            for place, row in enumerate(self.conversations, self._first_row)
        }
        # Of what was drawn before, some is kept: a click on it may be under way.
        self._drawn = dict([*self._drawn.items(), *rows.items()][-_KEPT:])
        items = [(_words(row, self._cells, now), name) for name, row in rows.items()]
        self._list.show(items, self._selected_name)
        self._draw_pager(feed)
        self.say(self._state(feed, len(rows)))

    def figure(self, most: int = 25) -> Figure:
        """The page as a table.

        Args:
            most: Rows at most.
        """
        page = ConversationPage.model_construct(values=self.conversations)
        blocks = tuple(
            dataclasses.replace(block, most=most) if isinstance(block, Grid) else block
            for block in page_figure(page, ("values", page.values)).blocks
        )
        return Figure(self.kind, note=self.status, blocks=blocks)

    def _now(self) -> datetime:
        return datetime.now().astimezone()

    @property
    def _first_row(self) -> int:
        first: int = (self.page - 1) * PAGE
        return first

    def _state(self, feed: ConversationFeed, rows: int) -> str:
        if not feed.count:
            query = self.query.strip()
            return f"No conversation's name holds “{query}”." if query else "No conversations."
        if feed.complete and feed.count <= PAGE:
            return count(feed.count, "conversation")
        first = self._first_row
        known = "" if feed.complete else " read, more follow"
        return f"{first + 1:,}–{first + rows:,} of {feed.count:,}{known}"

    def _has_next(self) -> bool:
        feed = self._feed
        return feed is not None and (feed.count > self._first_row + PAGE or not feed.complete)

    def _draw_pager(self, feed: ConversationFeed) -> None:
        if not self._pager:
            if feed.complete and feed.count <= PAGE:
                return
            self._pager = (
                controls.button("", self.previous_page, icon="chevron-left", tip="Previous page"),
                controls.button("", self.next_page, icon="chevron-right", tip="Next page"),
                controls.button("All", self.read_all, tip="Read the list to its end"),
            )
            self._foot.put(self._again, *self._pager)
        before, after, whole = self._pager
        before.disabled = self.page <= 1
        after.disabled = not self._has_next()
        whole.disabled = feed.complete

    # What a person does

    def _asked(self, change: Any) -> None:
        async def ask(workbench: Workbench) -> None:
            # A newer key ends this in its pause.
            await asyncio.sleep(PAUSE if change["name"] == "query" else 0)
            await self._load_and_draw(workbench)

        self.bridge.cancel("walk")
        self.bridge.cancel("page")
        self.run(ask, key=LOAD)

    def _turned(self, change: Any) -> None:
        if get_ident() not in self._drawing:
            self.run(self._turn, key="page")

    async def _turn(self, workbench: Workbench) -> None:
        """Have the rows of the page: read on to them, or have them back from before."""
        feed, wanted = self._feed, self._first_row
        if feed is None:
            return
        while feed.count < wanted + PAGE and not feed.complete and feed.error is None:
            if feed.count:
                self.tell_progress(feed.count, wanted + PAGE, f"Reading on to row {wanted + 1:,}")
            await feed.more()
        await feed.ensure(wanted, wanted + PAGE - 1)
        last = max(1, -(-feed.count // PAGE))
        if self.page > last:
            self._show_page(last)
            await feed.ensure(self._first_row, self._first_row + PAGE - 1)
        self.draw()
        if feed.error is not None:
            raise feed.error

    async def _walk(self, workbench: Workbench) -> None:
        feed = self._feed
        if feed is None:
            return
        try:
            while not feed.complete:
                await feed.more()
                if feed.error is not None:
                    raise feed.error
                self.tell_progress(feed.count, 0, f"{count(feed.count, 'conversation')} read")
        finally:
            # Meanwhile the page that is shown may have been dropped from what is kept.
            self.run(self._turn, key="page")

    def _show_page(self, page: int) -> None:
        """Be on a page, of which the rows are here."""
        self._drawing.add(get_ident())
        try:
            self.page = page
        finally:
            self._drawing.discard(get_ident())

    def _chosen(self, name: str) -> None:
        # A click may be told on another thread, while this one draws.
        self.bridge.call(partial(self._choose, name))

    def _choose(self, name: str) -> None:
        row = self._drawn.get(name)
        if row is None:
            self.fail(NO_LONGER)
        elif isinstance(row, Conversation):
            self.selected = row
        else:
            self.fail("This conversation does not have the documented shape and cannot be opened.")

    @property
    def _selected_name(self) -> str | None:
        return None if self.selected is None else self.selected.id


def _words(row: Conversation | Unreadable, cells: int, now: datetime) -> str:
    """A row as text in columns; the topic stands in the last one."""
    head = "".join(span.text for span in conversation_line(row, min(cells, _NAME_CELLS), now).spans)
    topic = row.topic if isinstance(row, Conversation) else None
    room = cells - _NAME_CELLS - 2
    return f"{head}  {one_line(topic, room)}" if topic and room > 0 else head
