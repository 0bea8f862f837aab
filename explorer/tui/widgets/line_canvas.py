"""The picture of a line view: the rows in view, the scroll bar, the mouse's selection.

What is in view is worked out by `Viewport`, how a row looks by `Drawing`; `LineCanvas` brings the
two to a screen of cells. Keys, messages and what happens to the items are matters of `Lines`.
"""

from __future__ import annotations

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from explorer.tui.content import strip_of
from explorer.tui.styles import styles_of
from explorer.tui.widgets.empty_area import EmptyArea
from explorer.tui.widgets.heights import Place
from explorer.tui.widgets.line_cursor import Cursor
from explorer.tui.widgets.line_drawing import MARKER_WIDTH, Brushes, Drawing, selection_style
from explorer.tui.widgets.line_selection import blank, numbered, row_number, selected_text
from explorer.tui.widgets.source import LineSource
from explorer.tui.widgets.viewport import Viewport


class LineCanvas(ScrollView):
    """Draws the items of a source from a place on, one of them as that with the cursor.

    Args:
        source: The items.
        anchor_bottom: Begin at the last item and stay there while items arrive.
        empty_text: Text shown when there are no items.
        name: As for every widget.
        id: As for every widget.
        classes: As for every widget.
        disabled: As for every widget.
    """

    DEFAULT_CSS = """
    LineCanvas {
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

    def __init__(
        self,
        source: LineSource,
        *,
        anchor_bottom: bool = False,
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._view = Viewport(source, anchor_bottom=anchor_bottom)
        self._cursor = Cursor(self._view)
        self.show_cursor = True
        """Whether the item with the cursor looks different: not where nothing is chosen."""
        self._drawing = Drawing()
        self._brushes: Brushes | None = None
        self._empty = EmptyArea(empty_text)
        self._scrolling = False
        self._painting = False

    # What is shown

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

    # Scrolling

    def scroll_to_item(self, index: int, *, center: bool = False) -> None:
        """Bring an item into view without moving the cursor.

        Args:
            index: Which item; one that does not exist is ignored.
            center: Put it in the middle if it is out of view.
        """
        self._view.show(index, center=center)
        self._update()

    def items_reworded(self) -> None:
        """Items read otherwise, each in as many rows as before: names have come."""
        self._view.reworded()
        self.refresh()

    def on_resize(self) -> None:
        """Lay the items out for the new size."""
        self._drawing.clear()
        self._view.resize(*self._room())
        if self._cursor.unseen and self._view.ready:
            self._cursor.show()
        self._update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel and the scroll bar."""
        super().watch_scroll_y(old_value, new_value)
        view = self._view
        if not self._scrolling and self._room() == (view.width, view.height):
            self._scroll_to_row(round(new_value), round(old_value))

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Tell a bar that has only just come of the scrolling before."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

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

    def _scroll_to_row(self, row: int, old: int) -> None:
        """Follow a row number: exactly when it is near, by the estimates when it is far."""
        if abs(row - old) > 2 * self._view.height or self.is_vertical_scrollbar_grabbed:
            self._view.scroll_to_row(row)
        else:
            self._view.scroll(row - old)
        self._update()

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
            self.watch_show_vertical_scrollbar(self.show_vertical_scrollbar)
        finally:
            self._scrolling = False
        if moved:
            self.refresh()

    def _set_total(self, size: Size) -> None:
        """Note how large all items are. Only a scroll bar that comes or goes takes a layout."""
        if self.virtual_size == size:
            return
        if self.show_vertical_scrollbar and size.height > self.container_size.height:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def _room(self) -> tuple[int, int]:
        """Cells and rows for the lines of items: without scroll bar and marker."""
        width, height = self.scrollable_content_region.size
        return max(0, width - MARKER_WIDTH), height

    # Drawing

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
            if self._painting:
                return strip
            # A selection can begin or end below the items, but holds nothing of this text.
            return blank(width, row_number(view, Place(len(view), y)), brushes.base)
        place = view.rows[y]
        selection = self.text_selection
        strip = self._drawing.row(
            view.entry(place.item),
            place.row,
            (view.width, width),
            brushes,
            cursor=self.show_cursor and place.item == self._cursor.item,
            selected=selection.get_span(row_number(view, place)) if selection else None,
        )
        # Textual asks for single rows to learn which characters are under the mouse. To number
        # them in every row that is painted would take as long as the painting.
        return strip if self._painting else numbered(strip, row_number(view, place))

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection, which begins and ends in rows counted by `row_number`."""
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it.

        Args:
            selection: From Textual; its rows are those of `row_number`.
        """
        return (selected_text(self._view, selection), "\n") if len(self._view) else None

    def _refresh_item(self, item: int | None) -> None:
        """Draw the rows of one item again."""
        rows = [y for y, place in enumerate(self._view.rows) if place.item == item]
        if rows:
            self.refresh(Region(0, rows[0], self.size.width, len(rows)))

    def _styles(self) -> Brushes:
        if self._brushes is None:
            self._brushes = Brushes(
                self.rich_style,
                self.get_component_rich_style("lines--cursor"),
                self.get_component_rich_style("lines--marker", partial=True),
                selection_style(self.screen),
                styles_of(self.app),
                self.has_focus,
            )
        return self._brushes
