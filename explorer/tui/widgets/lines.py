"""The line view: messages, bodies, lists and history are all drawn with it.

Only the rows in view are ever laid out, so a list of 100,000 items opens as fast as one of ten.
What is in view is worked out by `Viewport`, how a row looks by `Drawing`, what a search finds by
`Search`; this module is the widget around them: keys, mouse, scroll bar, messages.
"""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TypeAlias

from textual import events
from textual.actions import SkipAction
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from explorer.document.lines import Line
from explorer.tui.commands import bindings
from explorer.tui.content import drawable, strip_of
from explorer.tui.styles import styles_of
from explorer.tui.widgets import line_messages
from explorer.tui.widgets.empty_area import EmptyArea
from explorer.tui.widgets.heights import Place
from explorer.tui.widgets.line_drawing import (
    MARKER_WIDTH,
    ROWS_PER_ITEM,
    Brushes,
    Drawing,
    blank,
    numbered,
)
from explorer.tui.widgets.line_search import Search
from explorer.tui.widgets.list_commands import LIST_COMMANDS
from explorer.tui.widgets.source import (
    Copyable,
    Foldable,
    LineSource,
    Searchable,
    Togglable,
)
from explorer.tui.widgets.viewport import Viewport

NEAR = 20
"""Items from either end at which a view says that it is near it, unless told otherwise."""

SEARCH_SLICE = 0.008
"""Seconds a search may take before the screen gets its turn."""

SEARCH_PAUSE = 0.004
"""Seconds the screen then has to itself."""

UNSEEN_WIDTH = 80
"""Cells for lines that are searched before the view has a size."""

SEARCH_STEP = 64
"""Items a search looks at between two looks at the clock."""


class _NoItems:
    """The source of a view that was given none."""

    fixed_height = 1

    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        raise IndexError(index)


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of items drawn line by line, with a cursor, search and selection.

    Args:
        source: The items; can be set later.
        anchor_bottom: For chats: begin at the last item and stay there while items arrive.
        near: How many items from either end `NearStart` and `NearEnd` are posted.
        empty_text: Text shown when there are no items.
        name: As for every widget.
        id: As for every widget.
        classes: As for every widget.
        disabled: As for every widget.
    """

    DEFAULT_CSS = """
    Lines {
        width: 1fr;
        height: 1fr;
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .lines--cursor { background: $foreground 8%; }
        & > .lines--marker { color: $foreground 50%; }
        &:focus > .lines--cursor { background: $primary 20%; }
        &:focus > .lines--marker { color: $accent; }
        &:ansi > .lines--cursor { background: ansi_default; text-style: bold; }
    }
    """
    COMPONENT_CLASSES = {"lines--cursor", "lines--marker"}
    BINDINGS = bindings(LIST_COMMANDS)

    Highlighted: TypeAlias = line_messages.Highlighted
    Selected: TypeAlias = line_messages.Selected
    NearStart: TypeAlias = line_messages.NearStart
    NearEnd: TypeAlias = line_messages.NearEnd
    CopyRequested: TypeAlias = line_messages.CopyRequested
    SearchUpdated: TypeAlias = line_messages.SearchUpdated

    def __init__(
        self,
        source: LineSource | None = None,
        *,
        anchor_bottom: bool = False,
        near: int = NEAR,
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.near = near
        items = _NoItems() if source is None else source
        self._view = Viewport(items, anchor_bottom=anchor_bottom)
        self._drawing = Drawing()
        self._brushes: Brushes | None = None
        self._cursor: int | None = None
        self._search: Search | None = None
        # Where the search began, as long as it may still take the cursor to its first match.
        self._search_origin: int | None = None
        self._empty = EmptyArea(empty_text)
        self._told_start = self._told_end = False
        self._scrolling = False
        self._painting = False
        self._show_cursor = False
        self._reset_cursor()

    # What is shown

    @property
    def source(self) -> LineSource:
        """The items. Setting it starts over: cursor, position and search."""
        return self._view.source

    @source.setter
    def source(self, source: LineSource) -> None:
        self.clear_search()
        self._view.reset(source)
        self._cursor = None
        self._told_start = self._told_end = False
        self._reset_cursor()
        self._tell_cursor()
        self._update()

    @property
    def anchor_bottom(self) -> bool:
        """Whether the view stays at its end while items are added there."""
        return self._view.anchor_bottom

    @anchor_bottom.setter
    def anchor_bottom(self, value: bool) -> None:
        self._view.anchor_bottom = value

    @property
    def at_end(self) -> bool:
        """Whether the last row is in view."""
        return self._view.at_end

    @property
    def visible_items(self) -> range:
        """The items of which at least a row is in view."""
        first, last = self._view.first, self._view.last
        return range(0) if first is None or last is None else range(first, last + 1)

    @property
    def empty_text(self) -> str:
        """Text shown when there are no items; any text, also from outside."""
        return self._empty.empty

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty.empty = text
        self.refresh()

    @property
    def busy_text(self) -> str:
        """Text shown in the empty area while items are on their way; instead of `empty_text`."""
        return self._empty.busy

    @busy_text.setter
    def busy_text(self, text: str) -> None:
        self._empty.busy = text
        self.refresh()

    @property
    def error_text(self) -> str:
        """Text shown in the empty area when items could not be had; before the other two."""
        return self._empty.error

    @error_text.setter
    def error_text(self, text: str) -> None:
        self._empty.error = text
        self.refresh()

    # The cursor

    @property
    def cursor(self) -> int | None:
        """The item the cursor is on; None only without items. Setting it brings it into view."""
        return self._cursor

    @cursor.setter
    def cursor(self, index: int | None) -> None:
        self._search_origin = None
        self._move_cursor(index)

    def scroll_to_item(self, index: int, *, center: bool = False) -> None:
        """Bring an item into view without moving the cursor.

        Args:
            index: Which item; one that does not exist is ignored.
            center: Put it in the middle if it is out of view.
        """
        self._view.show(index, center=center)
        self._update()

    # Changes of the source

    def refresh_items(self) -> None:
        """Everything about the items may have changed, also their number."""
        old = self._cursor
        self._view.refreshed()
        self._told_start = self._told_end = False
        self._reset_cursor()
        if self._cursor != old:
            self._tell_cursor()
        if self._search is not None:
            self._begin_search(self._search.needle, self._cursor or 0)
            self._go_on_searching()
        self._update()

    def items_appended(self, count: int) -> None:
        """The source has `count` more items at its end."""
        self._inserted(len(self._view), count)

    def items_prepended(self, count: int) -> None:
        """The source has `count` more items at its beginning; the reader stays where they are."""
        self._inserted(0, count)

    def items_removed(self, start: int, count: int) -> None:
        """The source has `count` items fewer, beginning with what was item `start`."""
        count = min(count, len(self._view) - start)
        if count <= 0:
            return
        self._told_start = self._told_start and start > 0
        self._told_end = self._told_end and start + count < len(self._view)
        self._view.removed(start, count)
        if self._search is not None:
            self._search.removed(start, count)
        cursor = self._cursor
        if cursor is not None and cursor >= start + count:
            self._cursor = cursor - count
        elif cursor is not None and cursor >= start:
            self._cursor = min(start, len(self._view) - 1) if len(self._view) else None
            self._tell_cursor()
        self._update()

    def item_changed(self, index: int) -> None:
        """One item has other lines now."""
        if not 0 <= index < len(self._view):
            return
        self._view.changed(index)
        if self._search is not None:
            self._search.changed(index, self._search_text(index))
        self._update()

    # Search

    def search(self, text: str) -> int:
        """Look for a text in all items, mark it, and go to the first match from the cursor on.

        Upper and lower case are alike unless the text has an upper-case letter. A long list is
        searched a little at a time; `SearchUpdated` tells how far it is.

        Args:
            text: What to look for; nothing or white space ends the search.

        Returns:
            How many items were found at once.
        """
        if not text.split():
            self.clear_search()
            return 0
        self._begin_search(text, self._cursor or 0)
        self._search_origin = self._cursor
        self._go_on_searching()
        self.refresh()
        return len(self._search.matches) if self._search else 0

    def clear_search(self) -> None:
        """End the search and its marks."""
        self._search = None
        self._search_origin = None
        self._drawing.look_for(None)
        self.refresh()

    @property
    def search_text(self) -> str:
        """What is being looked for; empty without a search."""
        return self._search.needle if self._search else ""

    @property
    def matches(self) -> tuple[int, ...]:
        """The items found so far."""
        return tuple(self._search.matches) if self._search else ()

    # Keys

    def action_down(self) -> None:
        """One item down, or one row within an item taller than the view."""
        view, cursor = self._view, self._at_cursor()
        if (edge := self._edge_in_view(cursor)) is not None:
            self.cursor = edge
        elif self._is_tall(cursor) and view.rows[-1] < (cursor, view.rows_of(cursor) - 1):
            self._scroll_rows(1)
        else:
            self.cursor = min(cursor + 1, len(view) - 1)

    def action_up(self) -> None:
        """One item up, or one row within an item taller than the view."""
        view, cursor = self._view, self._at_cursor()
        if (edge := self._edge_in_view(cursor)) is not None:
            self.cursor = edge
        elif self._is_tall(cursor) and view.rows[0].item == cursor and view.rows[0].row > 0:
            self._scroll_rows(-1)
        else:
            self.cursor = max(cursor - 1, 0)

    def action_page_down(self) -> None:
        """One screen down."""
        self._page(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self._page(-1)

    def action_first(self) -> None:
        """To the first row of the first item."""
        self._at_cursor()
        self._view.go_start()
        self.cursor = 0
        self._update()

    def action_last(self) -> None:
        """To the last row of the last item."""
        self._at_cursor()
        self._search_origin = None
        self._view.go_end()
        self._put_cursor(len(self._view) - 1)
        self._update()

    def action_choose(self) -> None:
        """Let the source fold the item, or say that it was chosen."""
        cursor = self._at_cursor()
        if isinstance(self.source, Togglable) and self.source.toggle(cursor):
            self.refresh_items()
        else:
            self.post_message(self.Selected(self, cursor))

    def action_expand(self) -> None:
        """Unfold the item, if the source can."""
        cursor = self._at_cursor()
        if not isinstance(self.source, Foldable):
            raise SkipAction
        if self.source.expand(cursor):
            self.refresh_items()

    def action_collapse(self) -> None:
        """Fold the item or go to its parent, if the source can."""
        cursor = self._at_cursor()
        if not isinstance(self.source, Foldable):
            raise SkipAction
        if self.source.collapse(cursor):
            self.refresh_items()
        elif (parent := self.source.parent(cursor)) is not None:
            self.cursor = parent

    def action_copy(self) -> None:
        """Ask for the selected text, or that of the item under the cursor, to be copied."""
        selection = self.text_selection
        if selection is not None and (selected := self.get_selection(selection)) is not None:
            self.post_message(self.CopyRequested(self, selected[0]))
            return
        cursor = self._at_cursor()
        if isinstance(self.source, Copyable):
            text = self.source.copy_text(cursor)
        else:
            text = "\n".join(line.text for line in self._view.entry(cursor).lines)
        self.post_message(self.CopyRequested(self, text))

    def action_next_match(self) -> None:
        """To the next item found, from the last to the first."""
        self._go_to_match(self._running_search().next(self._at_cursor()))

    def action_previous_match(self) -> None:
        """To the item found before, from the first to the last."""
        self._go_to_match(self._running_search().previous(self._at_cursor()))

    # Textual

    def on_mount(self) -> None:
        """Tell about the item the cursor begins on."""
        self._tell_cursor()

    def on_resize(self) -> None:
        """Lay the items out for the new size."""
        self._drawing.clear()
        self._view.resize(*self._room())
        if self._show_cursor and self._view.ready and self._cursor is not None:
            self._view.show(self._cursor)
            self._show_cursor = False
        self._update()

    async def _on_click(self, event: events.Click) -> None:
        # Textual's own answer to a double click is to select all text.
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None or self.text_selection is not None:
            return
        if offset.y < len(self._view.rows):
            self._search_origin = None
            self._put_cursor(self._view.rows[offset.y].item)
            if event.chain == 2:
                self.action_choose()

    def notify_style_update(self) -> None:
        """Draw everything with the styles there are now."""
        super().notify_style_update()
        self._brushes = None
        self._drawing.clear()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw the cursor as one that has the keys, or has not."""
        super().watch_has_focus(has_focus)
        self._brushes = None
        self._drawing.clear()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel and the scroll bar."""
        super().watch_scroll_y(old_value, new_value)
        view = self._view
        if not self._scrolling and self._room() == (view.width, view.height):
            self._scroll_to_row(round(new_value), round(old_value))

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: object) -> None:
        """Scroll to a row at once: between two frames of an animation rows may be measured."""
        if y is not None:
            self._scroll_to_row(round(y), self._view.top)

    def scroll_home(self, **options: object) -> None:
        """Scroll to the first row at once."""
        self._view.go_start()
        self._update()

    def scroll_end(self, **options: object) -> None:
        """Scroll to the last row at once."""
        self._view.go_end()
        self._update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a region; a change of border or padding is first noticed here."""
        if self._room() != (self._view.width, self._view.height):
            self.call_next(self.on_resize)
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        view, brushes, width = self._view, self._styles(), self.size.width
        if y >= len(view.rows):
            y -= len(view.rows)
            line = self._empty.line(y, width, self.app.console, items=len(view) > 0)
            strip = strip_of(line, width, brushes.base, brushes.table)
            number = view.ordinal(len(view)) * ROWS_PER_ITEM + y
            # A selection can begin or end below the items, but holds nothing of this text.
            return strip if self._painting else blank(width, number, brushes.base)
        item, row = view.rows[y]
        number = view.ordinal(item) * ROWS_PER_ITEM + row
        selection = self.text_selection
        strip = self._drawing.row(
            view.entry(item),
            row,
            (view.width, width),
            brushes,
            cursor=item == self._cursor,
            selected=selection.get_span(number) if selection else None,
        )
        # Textual asks for single rows to learn which characters are under the mouse. To number
        # them in every row that is painted would take as long as the painting.
        return strip if self._painting else numbered(strip, number)

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection, which begins and ends in rows counted by `ROWS_PER_ITEM`."""
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it.

        Args:
            selection: From Textual; its rows are counted by `ROWS_PER_ITEM`.
        """
        view = self._view
        if not len(view):
            return None
        last = len(view) - 1
        start, end = selection
        begin = view.item(start.y // ROWS_PER_ITEM) if start else 0
        stop = view.item(end.y // ROWS_PER_ITEM) if end else last
        texts = []
        for item in range(max(0, begin), min(stop, last) + 1):
            number = view.ordinal(item) * ROWS_PER_ITEM
            for row, line in enumerate(view.entry(item).lines):
                span = selection.get_span(number + row)
                if span is not None:
                    texts.append(drawable(line.text)[span[0] : span[1] if span[1] >= 0 else None])
        return "\n".join(texts), "\n"

    # Inside: the cursor

    def _at_cursor(self) -> int:
        """The item keys act on; without one they are not for this view."""
        if self._cursor is None:
            raise SkipAction
        return self._cursor

    def _reset_cursor(self) -> None:
        """Put the cursor on an item that exists: where it is, or where one begins."""
        last = len(self._view) - 1
        if last < 0:
            self._cursor = None
        elif self._cursor is None:
            self._cursor = last if self.anchor_bottom else 0
        else:
            self._cursor = min(self._cursor, last)

    def _put_cursor(self, index: int | None) -> bool:
        """Set the cursor where it is allowed; whether it moved. The view stays."""
        old = self._cursor
        if index is not None:
            self._cursor = min(max(index, 0), len(self._view) - 1) if len(self._view) else None
        if self._cursor == old:
            return False
        self._refresh_item(old)
        self._refresh_item(self._cursor)
        self._tell_cursor()
        return True

    def _move_cursor(self, index: int | None, *, center: bool = False) -> None:
        old = self._cursor
        self._put_cursor(index)
        if self._cursor is None:
            return
        if not self._view.ready:
            self._show_cursor = True
            return
        before = self._view.place
        self._view.show(self._cursor, downward=old is None or self._cursor >= old, center=center)
        self._update(moved=self._view.place != before)

    def _tell_cursor(self) -> None:
        if self._cursor is not None and self.is_attached:
            self.post_message(self.Highlighted(self, self._cursor))

    def _edge_in_view(self, cursor: int) -> int | None:
        """The item at the edge of the view that the cursor is beyond; None if it is in view."""
        rows = self._view.rows
        if not rows or rows[0].item <= cursor <= rows[-1].item:
            return None
        if cursor > rows[-1].item:
            return rows[-1].item
        whole = rows[0].item + (rows[0].row > 0)
        return min(whole, rows[-1].item)

    def _is_tall(self, item: int) -> bool:
        return self._view.ready and self._view.rows_of(item) > self._view.height

    def _scroll_rows(self, delta: int) -> None:
        self._view.scroll(delta)
        self._update()

    def _scroll_to_row(self, row: int, old: int) -> None:
        """Follow a row number: exactly when it is near, by the estimates when it is far."""
        if abs(row - old) > 2 * self._view.height or self.is_vertical_scrollbar_grabbed:
            self._view.scroll_to_row(row)
        else:
            self._view.scroll(row - old)
        self._update()

    def _page(self, direction: int) -> None:
        """Scroll by a screen, one row or item less, with the cursor at the same height of it."""
        view, cursor = self._view, self._at_cursor()
        if not view.ready:
            return
        rows = max(1, view.height - 1)
        rows = rows - rows % (self.source.fixed_height or 1) or rows
        held = next((y for y, place in enumerate(view.rows) if place.item >= cursor), view.height)
        before = view.place
        view.scroll(direction * rows)
        if view.place == before:
            target = len(view) - 1 if direction > 0 else 0
        else:
            target = view.rows[min(held, len(view.rows) - 1)].item
        self._search_origin = None
        self._put_cursor(target)
        self._update()

    # Inside: items

    def _inserted(self, at: int, count: int) -> None:
        if count <= 0:
            return
        if len(self.source) != len(self._view) + count:
            self.refresh_items()
            return
        self._told_start = self._told_start and at > 0
        self._told_end = self._told_end and at < len(self._view)
        self._view.inserted(at, count)
        if self._cursor is None:
            self._reset_cursor()
            self._tell_cursor()
        elif self._cursor >= at:
            self._cursor += count
        if self._search is not None:
            if self._search_origin is not None and self._search_origin >= at:
                self._search_origin += count
            self._search.inserted(at, count)
            self._go_on_searching()
        self._update()

    def _tell_ends(self) -> None:
        """Say once that an end is near."""
        first, last = self._view.first, self._view.last
        if first is None or last is None:
            return
        if not self._told_start and first <= self.near:
            self._told_start = True
            self.post_message(self.NearStart(self))
        if not self._told_end and last >= len(self._view) - 1 - self.near:
            self._told_end = True
            self.post_message(self.NearEnd(self))

    # Inside: search

    def _begin_search(self, needle: str, first: int) -> None:
        self._search = Search(needle, len(self._view), first)
        self._drawing.look_for(self._search.pattern)

    def _go_on_searching(self) -> None:
        """Search for a moment now, and the rest while nothing else is to be done."""
        search = self._search
        if search is None:
            return
        self._search_slice(search)
        if not search.done:
            self.run_worker(
                self._search_rest(search),
                group="search",
                exclusive=True,
                exit_on_error=False,
            )

    async def _search_rest(self, search: Search) -> None:
        while self._search is search and not search.done:
            await asyncio.sleep(SEARCH_PAUSE)
            if self._search is search:
                self._search_slice(search)

    def _search_slice(self, search: Search) -> None:
        until = perf_counter() + SEARCH_SLICE
        while not search.done:
            search.step(self._search_text, SEARCH_STEP)
            if perf_counter() > until:
                break
        origin = self._search_origin
        if origin is not None and search.matches:
            self._go_to_match(search.next(origin - 1))
        else:
            self._tell_search()

    def _search_text(self, index: int) -> str:
        source = self.source
        if isinstance(source, Searchable):
            return source.search_text(index)
        width = self._view.width or UNSEEN_WIDTH
        return "\n".join(line.text for line in source.lines(index, width))

    def _running_search(self) -> Search:
        if self._search is None:
            raise SkipAction
        return self._search

    def _go_to_match(self, index: int | None) -> None:
        self._search_origin = None
        if index is not None:
            self._move_cursor(index, center=True)
            if self._is_tall(index):
                marks = self._drawing.marks(self._view.entry(index))
                row = next((row for row, spans in enumerate(marks) if spans), 0)
                self._view.show_row(Place(index, row))
                self._update()
        self._tell_search()

    def _tell_search(self) -> None:
        search = self._search
        if search is not None and self.is_attached:
            position = None if self._cursor is None else search.position(self._cursor)
            message = self.SearchUpdated(self, len(search.matches), position, search.done)
            self.post_message(message)

    # Inside: drawing

    def _update(self, *, moved: bool = True) -> None:
        """Bring scroll bar and screen in line with the view.

        Args:
            moved: Whether every row has to be drawn again.
        """
        view = self._view
        if not view.ready:
            return
        top = view.top
        self._scrolling = True
        try:
            self._set_total(Size(self.size.width, view.total))
            if self.scroll_y != top:
                self.scroll_y = top
            self.scroll_target_y = self.scroll_y
            if self.show_vertical_scrollbar:
                # A bar that has only just come was told of no scrolling before.
                self.vertical_scrollbar.position = self.scroll_y
        finally:
            self._scrolling = False
        if moved:
            self.refresh()
        self._tell_ends()

    def _set_total(self, size: Size) -> None:
        """Note how large all items are. Only a scroll bar that comes or goes takes a layout."""
        if self.virtual_size == size:
            return
        if self.show_vertical_scrollbar and size.height > self.container_size.height:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def _refresh_item(self, item: int | None) -> None:
        """Draw the rows of one item again."""
        rows = [y for y, place in enumerate(self._view.rows) if place.item == item]
        if rows:
            self.refresh(Region(0, rows[0], self.size.width, len(rows)))

    def _room(self) -> tuple[int, int]:
        """Cells and rows for the lines of items: without scroll bar and marker."""
        width, height = self.scrollable_content_region.size
        return max(0, width - MARKER_WIDTH), height

    def _styles(self) -> Brushes:
        if self._brushes is None:
            self._brushes = Brushes(
                self.rich_style,
                self.get_component_rich_style("lines--cursor"),
                self.get_component_rich_style("lines--marker", partial=True),
                self.screen.get_component_rich_style("screen--selection"),
                styles_of(self.app),
                self.has_focus,
            )
        return self._brushes
