"""The line view: messages, bodies, lists and history are all drawn with it.

Only the rows in view are ever laid out, so a list of 100,000 items opens as fast as one of ten.
`LineCanvas` draws them; where a key leads is worked out by `Cursor`, what a search finds by
`SearchRun`, when an end is near by `Ends`. `Lines` is what these are for: keys, mouse, messages,
and items that come and go.
"""

from __future__ import annotations

from typing import TypeAlias

from textual import events
from textual.actions import SkipAction

from explorer.tui.commands import bindings
from explorer.tui.widgets import line_messages
from explorer.tui.widgets.heights import Place
from explorer.tui.widgets.line_canvas import LineCanvas
from explorer.tui.widgets.line_ends import Ends
from explorer.tui.widgets.line_search import Search, SearchRun
from explorer.tui.widgets.list_commands import LIST_COMMANDS
from explorer.tui.widgets.source import Foldable, LineSource, NoItems, Togglable, text_to_copy

NEAR = 20
"""Items from either end at which a view says that it is near it, unless told otherwise."""


class Lines(LineCanvas, can_focus=True, inherit_bindings=False):
    """A list of items drawn line by line, with a cursor, search and selection.

    Args:
        source: The items; can be set later.
        anchor_bottom: For chats: begin at the last item and stay there while items arrive.
        near: How many items from either end `NearStart` and `NearEnd` are posted.
        empty_text: Text shown when there are no items.
        name, id, classes, disabled: As for every widget.
    """

    BINDINGS = bindings(LIST_COMMANDS)

    Highlighted: TypeAlias = line_messages.Highlighted
    Selected: TypeAlias = line_messages.Selected
    NearStart: TypeAlias = line_messages.NearStart
    NearEnd: TypeAlias = line_messages.NearEnd
    CopyRequested: TypeAlias = line_messages.CopyRequested
    CopyAsRequested: TypeAlias = line_messages.CopyAsRequested
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
        super().__init__(
            NoItems() if source is None else source,
            anchor_bottom=anchor_bottom,
            empty_text=empty_text,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.near = near
        self.ends = Ends()
        self._found = SearchRun(self._view)

    @property
    def source(self) -> LineSource:
        """The items. Setting it starts over: cursor, position and search."""
        return self._view.source

    @source.setter
    def source(self, source: LineSource) -> None:
        self.clear_search()
        self._view.reset(source)
        self.ends.reset()
        self._cursor.restart()
        self._tell_cursor()
        self._update()

    # The cursor

    @property
    def cursor(self) -> int | None:
        """The item the cursor is on; None only without items. Setting it brings it into view."""
        return self._cursor.item

    @cursor.setter
    def cursor(self, index: int | None) -> None:
        self._found.stay()
        self._move_cursor(index)

    # Changes of the source

    def refresh_items(self) -> None:
        """Everything about the items may have changed, also their number."""
        old = self.cursor
        self._view.refreshed()
        self.ends.reset()
        self._cursor.settle()
        if self.cursor != old:
            self._tell_cursor()
        self._found.again(self.cursor or 0)
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
        self.ends.changed(start, start + count, len(self._view))
        self._view.removed(start, count)
        self._found.removed(start, count)
        if self._cursor.removed(start, count):
            self._tell_cursor()
        self._update()

    def item_changed(self, index: int) -> None:
        """One item has other lines now."""
        if not 0 <= index < len(self._view):
            return
        self._view.changed(index)
        self._found.changed(index)
        self._update()

    def _inserted(self, at: int, count: int) -> None:
        if count <= 0:
            return
        if len(self.source) != len(self._view) + count:
            self.refresh_items()
            return
        self.ends.changed(at, at, len(self._view))
        self._view.inserted(at, count)
        if self._cursor.inserted(at, count):
            self._tell_cursor()
        self._found.inserted(at, count)
        self._go_on_searching()
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
        self._found.begin(text, self.cursor)
        self._drawing.look_for(self._found.pattern)
        self._go_on_searching()
        self.refresh()
        return len(self._found.matches)

    def clear_search(self) -> None:
        """End the search and its marks."""
        self._found.end()
        self._drawing.look_for(None)
        self.refresh()

    @property
    def search_text(self) -> str:
        """What is being looked for; empty without a search."""
        return self._found.needle

    @property
    def matches(self) -> tuple[int, ...]:
        """The items found so far."""
        return tuple(self._found.matches)

    # Keys

    def action_down(self) -> None:
        """One item down, or one row within an item taller than the view."""
        self._step(1)

    def action_up(self) -> None:
        """One item up, or one row within an item taller than the view."""
        self._step(-1)

    def action_page_down(self) -> None:
        """One screen down."""
        self._page(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self._page(-1)

    def action_half_page_down(self) -> None:
        """Half a screen down."""
        self._page(1, half=True)

    def action_half_page_up(self) -> None:
        """Half a screen up."""
        self._page(-1, half=True)

    def action_first(self) -> None:
        """To the first row of the first item."""
        self._at_cursor()
        self._view.go_start()
        self.cursor = 0
        self._update()

    def action_last(self) -> None:
        """To the last row of the last item."""
        self._at_cursor()
        self._found.stay()
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
        self.post_message(self.CopyRequested(self, self._text_at(self._at_cursor())))

    def action_copy_as(self) -> None:
        """Ask which of the item's texts, ids and links is to be copied."""
        cursor = self._at_cursor()
        self.post_message(self.CopyAsRequested(self, cursor, self._text_at(cursor)))

    def _text_at(self, index: int) -> str:
        return text_to_copy(self.source, index, self._view.entry(index).lines)

    def action_next_match(self) -> None:
        """To the next item found, from the last to the first."""
        self._go_to_match(self._running_search().next(self._at_cursor()))

    def action_previous_match(self) -> None:
        """To the item found before, from the first to the last."""
        self._go_to_match(self._running_search().previous(self._at_cursor()))

    def on_mount(self) -> None:
        """Tell about the item the cursor begins on."""
        self._tell_cursor()

    async def _on_click(self, event: events.Click) -> None:
        # Textual's own answer to a double click is to select all text.
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None or self.text_selection is not None:
            return
        if offset.y < len(self._view.rows):
            self._found.stay()
            self._put_cursor(self._view.rows[offset.y].item)
            if event.chain == 2:
                self.action_choose()

    # Inside

    def _at_cursor(self) -> int:
        """The item keys act on; without one they are not for this view."""
        if self.cursor is None:
            raise SkipAction
        self.ends.moved()
        return self.cursor

    def _scroll_to_row(self, row: int, old: int) -> None:
        self.ends.moved()
        super()._scroll_to_row(row, old)

    def _step(self, direction: int) -> None:
        self._at_cursor()
        item = self._cursor.step(direction)
        if item is not None:
            self.cursor = item
        else:
            self._view.scroll(direction)
            self._update()

    def _page(self, direction: int, *, half: bool = False) -> None:
        """Scroll by a screen, one row or item less, or by half; the cursor keeps its height."""
        self._at_cursor()
        if not self._view.ready:
            return
        self._found.stay()
        self._put_cursor(self._cursor.page(direction, half=half))
        self._update()

    def _put_cursor(self, index: int | None) -> None:
        """Set the cursor where it is allowed. The view stays."""
        old = self.cursor
        if self._cursor.put(index):
            self._refresh_item(old)
            self._refresh_item(self.cursor)
            self._tell_cursor()

    def _move_cursor(self, index: int | None, *, center: bool = False) -> None:
        """Set the cursor where it is allowed, and bring it into view."""
        old = self.cursor
        self._put_cursor(index)
        if self.cursor is not None:
            downward = old is None or self.cursor >= old
            self._update(moved=self._cursor.show(downward=downward, center=center))

    def _tell_cursor(self) -> None:
        if self.cursor is not None and self.is_attached:
            self.post_message(self.Highlighted(self, self.cursor))

    def _update(self, *, moved: bool = True) -> None:
        super()._update(moved=moved)
        at_start, at_end = self.ends.reached(self._view, self.near)
        if at_start:
            self.post_message(self.NearStart(self))
        if at_end:
            self.post_message(self.NearEnd(self))

    def _running_search(self) -> Search:
        if self._found.search is None:
            raise SkipAction
        return self._found.search

    def _go_on_searching(self) -> None:
        """Search for a moment now, and the rest while nothing else is to be done."""
        if self._found.search is None:
            return
        self._after_slice(self._found.slice())
        if not self._found.done:
            self.run_worker(
                self._found.rest(self._after_slice),
                group="search",
                exclusive=True,
                exit_on_error=False,
            )

    def _after_slice(self, first: int | None) -> None:
        """Go to a search's first match when it is found; else only say how far the search is."""
        if first is None:
            self._tell_search()
        else:
            self._go_to_match(first)

    def _go_to_match(self, index: int | None) -> None:
        self._found.stay()
        if index is not None:
            self._move_cursor(index, center=True)
            if self._cursor.is_tall(index):
                row = self._drawing.first_marked(self._view.entry(index))
                self._view.show_row(Place(index, row))
                self._update()
        self._tell_search()

    def _tell_search(self) -> None:
        search = self._found.search
        if search is not None and self.is_attached:
            position = None if self.cursor is None else search.position(self.cursor)
            message = self.SearchUpdated(self, len(search.matches), position, search.done)
            self.post_message(message)
