"""The cursor of a line view and where the keys lead it; no screen is needed."""

from __future__ import annotations

from explorer.tui.widgets.viewport import Viewport


class Cursor:
    """The item that keys act on, in a window on a list.

    Args:
        view: The window. Its `anchor_bottom` says at which end the cursor begins.
    """

    def __init__(self, view: Viewport) -> None:
        self._view = view
        self.item: int | None = None
        """The item it is on; None only without items."""
        self.unseen = False
        """Whether it was moved while the window had no size, so that it must yet be shown."""
        self.settle()

    def restart(self) -> None:
        """Go where a cursor begins, as the list is another."""
        self.item = None
        self.settle()

    def settle(self) -> None:
        """Go to an item that exists: stay, or go to the last one, or to where a cursor begins."""
        last = len(self._view) - 1
        if last < 0:
            self.item = None
        elif self.item is None:
            self.item = last if self._view.anchor_bottom else 0
        else:
            self.item = min(self.item, last)

    def put(self, item: int | None) -> bool:
        """Go to an item, or to the nearest that exists. The window stays.

        Args:
            item: Which; None to stay.

        Returns:
            Whether it is another item than before.
        """
        old = self.item
        if item is not None:
            self.item = min(max(item, 0), len(self._view) - 1) if len(self._view) else None
        return self.item != old

    def show(self, *, downward: bool = True, center: bool = False) -> bool:
        """Bring its item into view, now or when the window has a size.

        Args:
            downward: As for `Viewport.show`.
            center: As for `Viewport.show`.

        Returns:
            Whether the window moved.
        """
        if self.item is None:
            return False
        self.unseen = not self._view.ready
        before = self._view.place
        self._view.show(self.item, downward=downward, center=center)
        return self._view.place != before

    # Changes of the source, after the window was told of them

    def inserted(self, at: int, count: int) -> bool:
        """Items were added before item `at`; whether the cursor is on another item for it."""
        if self.item is None:
            self.settle()
            return True
        if self.item >= at:
            self.item += count
        return False

    def removed(self, start: int, count: int) -> bool:
        """Items were taken out; whether the cursor is on another item for it, or on none."""
        if self.item is None or self.item < start:
            return False
        if self.item >= start + count:
            self.item -= count
            return False
        self.item = min(start, len(self._view) - 1) if len(self._view) else None
        return True

    # Where keys lead

    def step(self, direction: int) -> int | None:
        """Where the keys up and down lead.

        Args:
            direction: 1 for down, -1 for up.

        Returns:
            The item to go to; None where the window is to move by a row instead, as the item is
            taller than it.

        Raises:
            ValueError: There are no items.
        """
        item = self._known()
        if (edge := self._edge(item)) is not None:
            return edge
        if self.is_tall(item) and self._goes_on(item, direction):
            return None
        return min(max(item + direction, 0), len(self._view) - 1)

    def page(self, direction: int, *, half: bool = False) -> int:
        """Move the window by a screen, one row or item less, or by half of it.

        Args:
            direction: 1 for down, -1 for up.
            half: Whether by half a screen.

        Returns:
            The item to go to, at the same height of the screen as the cursor.

        Raises:
            ValueError: There are no items, or the window has no size.
        """
        view, item = self._view, self._known()
        if not view.ready:
            raise ValueError("A window without a size has no pages.")
        rows = max(1, view.height // 2 if half else view.height - 1)
        rows = rows - rows % (view.source.fixed_height or 1) or rows
        held = next((y for y, place in enumerate(view.rows) if place.item >= item), view.height)
        before = view.place
        view.scroll(direction * rows)
        if view.place == before:
            return len(view) - 1 if direction > 0 else 0
        return view.rows[min(held, len(view.rows) - 1)].item

    def is_tall(self, item: int) -> bool:
        """Whether an item has more rows than the window."""
        return self._view.ready and self._view.rows_of(item) > self._view.height

    def _known(self) -> int:
        if self.item is None:
            raise ValueError("There is no item for the cursor to go on from.")
        return self.item

    def _edge(self, item: int) -> int | None:
        """The item at the edge of the window that the cursor is beyond; None if it is in view."""
        rows = self._view.rows
        if not rows or rows[0].item <= item <= rows[-1].item:
            return None
        if item > rows[-1].item:
            return rows[-1].item
        whole = rows[0].item + (rows[0].row > 0)
        return min(whole, rows[-1].item)

    def _goes_on(self, item: int, direction: int) -> bool:
        """Whether an item that is in view has rows beyond the window's edge."""
        first, last = self._view.rows[0], self._view.rows[-1]
        if direction > 0:
            return last < (item, self._view.rows_of(item) - 1)
        return first.item == item and first.row > 0
